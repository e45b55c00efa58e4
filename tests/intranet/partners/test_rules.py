"""Where violations go, as a table; terms and their edges."""

import datetime as dt

import pytest

from intranet.partners.rules import (
    DEFAULTS,
    PartnerKind,
    Target,
    Validity,
    ViolationKind,
    overlap,
    target_for,
    validity_on,
)
from shared.questions import Topic

TODAY = dt.date(2026, 11, 20)
K, P = ViolationKind, PartnerKind


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def line(partner: PartnerKind, start: str, end: str | None = None, topic: Topic | None = None) -> Target:
    until = day(end) if end else None
    return Target(kind=K.PRESS, topic=topic, partner=partner, valid_from=day(start), valid_until=until, source="UU contoh")


@pytest.mark.parametrize(
    ("kind", "topic", "on", "partner"),
    [
        (K.ADMINISTRATIVE, None, "2026-11-20", P.KPU),
        (K.ADMINISTRATIVE, None, "2016-06-30", None),
        (K.ETHICS, None, "2026-11-20", P.DKPP),
        (K.ETHICS, None, "2017-08-15", None),
        (K.CRIMINAL, Topic.MONEY_POLITICS, "2026-11-20", P.GAKKUMDU),
        (K.CRIMINAL, None, "2017-08-16", P.GAKKUMDU),
        (K.ASN_NEUTRALITY, None, "2014-01-14", None),
        (K.ASN_NEUTRALITY, None, "2014-01-15", P.KASN),
        (K.ASN_NEUTRALITY, Topic.ASN_NEUTRALITY, "2024-09-03", P.KASN),
        (K.ASN_NEUTRALITY, Topic.ASN_NEUTRALITY, "2024-09-04", P.BKN),
        (K.ASN_NEUTRALITY, None, "2026-11-20", P.BKN),
        (K.VILLAGE_HEAD, None, "2026-11-20", P.VILLAGE_OFFICE),
        (K.GENERAL_CRIME, Topic.HOAX, "2026-11-20", P.POLICE),
        (K.BROADCAST, None, "2026-11-20", P.KPID),
        (K.PRESS, None, "2026-11-20", P.PRESS_COUNCIL),
        (K.PRESS, None, "1999-09-22", None),
        (K.OTHER_LAW, None, "2026-11-20", P.POLICE),
        (K.OTHER_LAW, Topic.DEFAMATION, "2026-11-20", P.POLICE),
        (K.OTHER_LAW, Topic.ASN_NEUTRALITY, "2026-11-20", P.BKN),
        (K.OTHER_LAW, Topic.ASN_NEUTRALITY, "2024-09-03", P.POLICE),
    ],
)
def test_the_table_that_comes_with_the_program_names_the_competent_body_of_the_day(
    kind: ViolationKind, topic: Topic | None, on: str, partner: PartnerKind | None
) -> None:
    found = target_for(kind, topic, day(on), DEFAULTS)
    assert (found.partner if found else None) is partner


def test_every_kind_of_violation_has_a_target_today_and_no_two_lines_of_one_matter_share_a_day() -> None:
    assert all(target_for(kind, None, TODAY, DEFAULTS) for kind in ViolationKind)
    assert all(one.source for one in DEFAULTS)
    for one in DEFAULTS:
        for other in DEFAULTS:
            if one is not other and (one.kind, one.topic) == (other.kind, other.topic):
                assert not overlap(one.valid_from, one.valid_until, other.valid_from, other.valid_until)


@pytest.mark.parametrize(
    ("topic", "partner"), [(None, P.KPID), (Topic.OTHER, P.KPID), (Topic.HOAX, P.POLICE)], ids=["none", "another", "its own"]
)
def test_a_line_for_the_topic_goes_before_one_for_any_and_the_younger_before_the_older(
    topic: Topic | None, partner: PartnerKind
) -> None:
    lines = [line(P.JOURNALISTS, "2020-01-01"), line(P.POLICE, "2019-01-01", topic=Topic.HOAX), line(P.KPID, "2021-01-01")]
    found = target_for(K.PRESS, topic, TODAY, lines)
    assert found is not None
    assert found.partner is partner
    assert target_for(K.BROADCAST, topic, TODAY, lines) is None


@pytest.mark.parametrize(
    ("until", "on", "standing"),
    [
        (None, "2026-01-01", Validity.VALID),
        (None, "2025-12-31", Validity.COMING),
        ("2026-11-20", "2026-11-20", Validity.VALID),
        ("2026-11-20", "2026-11-21", Validity.ENDED),
        (None, "2999-01-01", Validity.VALID),
    ],
)
def test_both_ends_of_a_term_are_inside(until: str | None, on: str, standing: Validity) -> None:
    assert validity_on(day("2026-01-01"), day(until) if until else None, day(on)) is standing


@pytest.mark.parametrize(
    ("a", "b", "shared"),
    [
        (("2026-01-01", None), ("2027-01-01", None), True),
        (("2026-01-01", "2026-12-31"), ("2027-01-01", None), False),
        (("2026-01-01", "2027-01-01"), ("2027-01-01", None), True),
        (("2026-01-01", "2026-02-01"), ("2025-01-01", "2025-12-31"), False),
        (("2026-01-01", "2026-02-01"), ("2025-01-01", "2026-12-31"), True),
    ],
)
def test_terms_overlap_when_they_share_a_day(a: tuple[str, str | None], b: tuple[str, str | None], shared: bool) -> None:
    (from_a, until_a), (from_b, until_b) = [(day(start), day(end) if end else None) for start, end in (a, b)]
    assert overlap(from_a, until_a, from_b, until_b) is shared
    assert overlap(from_b, until_b, from_a, until_a) is shared


def test_everything_has_a_label_of_its_own() -> None:
    for kinds in (PartnerKind, ViolationKind, Validity):
        labels = [one.label for one in kinds]
        assert all(labels)
        assert len(set(labels)) == len(labels)
