"""Links in their one spelling, categories, and the fact check's table walked from end to end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intranet.oversight import rules
from intranet.oversight.rules import ContentCategory, FactEvent, FactState, FirstDraft, Found, ShiftResult, Verdict, recognise
from shared.questions import Platform, Topic
from shared.text import N_

FB, IG, TT, YT = Platform.FACEBOOK, Platform.INSTAGRAM, Platform.TIKTOK, Platform.YOUTUBE
X, WA, TG, WEB = Platform.X, Platform.WHATSAPP, Platform.TELEGRAM, Platform.WEBSITE

LINKS = [
    # Facebook
    ("https://www.facebook.com/KabarContoh", FB, "kabarcontoh", "facebook.com/kabarcontoh"),
    ("https://m.facebook.com/KabarContoh/?ref=bookmarks", FB, "kabarcontoh", "facebook.com/kabarcontoh"),
    ("https://web.facebook.com/KabarContoh/about", FB, "kabarcontoh", "facebook.com/kabarcontoh"),
    ("fb.com/KabarContoh", FB, "kabarcontoh", "facebook.com/kabarcontoh"),
    ("https://id-id.facebook.com/KabarContoh/posts/123?comment_id=9", FB, "kabarcontoh", "facebook.com/kabarcontoh/posts/123"),
    ("https://facebook.com/kabarcontoh/posts/judul-panjang/123", FB, "kabarcontoh", "facebook.com/kabarcontoh/posts/123"),
    ("https://facebook.com/kabarcontoh/videos/77/?mibextid=zz", FB, "kabarcontoh", "facebook.com/kabarcontoh/videos/77"),
    ("https://m.facebook.com/story.php?story_fbid=1&id=2&mibextid=x", FB, "2", "facebook.com/permalink.php?id=2&story_fbid=1"),
    ("https://facebook.com/permalink.php?id=2&story_fbid=1", FB, "2", "facebook.com/permalink.php?id=2&story_fbid=1"),
    ("https://facebook.com/photo.php?fbid=55&set=a.1&type=3", FB, "", "facebook.com/photo?fbid=55"),
    ("https://facebook.com/photo/?fbid=55", FB, "", "facebook.com/photo?fbid=55"),
    ("https://www.facebook.com/watch/?v=88&ref=sharing", FB, "", "facebook.com/watch?v=88"),
    ("https://facebook.com/watch/live/?v=88", FB, "", "facebook.com/watch?v=88"),
    ("https://facebook.com/profile.php?id=100077&sk=photos", FB, "100077", "facebook.com/100077"),
    ("https://facebook.com/people/Nama-Contoh/100077/", FB, "100077", "facebook.com/100077"),
    ("https://facebook.com/groups/WargaContoh", FB, "groups/wargacontoh", "facebook.com/groups/wargacontoh"),
    (
        "https://facebook.com/groups/wargacontoh/permalink/9/?x=1",
        FB,
        "groups/wargacontoh",
        "facebook.com/groups/wargacontoh/posts/9",
    ),
    ("https://www.facebook.com/reel/4455?fs=e&s=TIeQ9V", FB, "", "facebook.com/reel/4455"),
    ("https://www.facebook.com/share/p/AbCd/?mibextid=oFDknk", FB, "", "facebook.com/share/p/AbCd"),
    ("https://facebook.com/media/set/?set=a.12&type=3", FB, "", "facebook.com/media/set?set=a.12"),
    ("https://fb.watch/aBc/", FB, "", "fb.watch/aBc"),
    ("https://fb.me/aBc?x=1", FB, "", "fb.me/aBc"),
    ("https://facebook.com/", FB, "", "facebook.com"),
    # Instagram
    ("https://www.instagram.com/Kabar.Contoh/", IG, "kabar.contoh", "instagram.com/kabar.contoh"),
    ("instagram.com/kabar.contoh?igsh=abc==", IG, "kabar.contoh", "instagram.com/kabar.contoh"),
    ("https://www.instagram.com/p/C9aB_x/?utm_source=ig_web_copy_link&igsh=abc", IG, "", "instagram.com/p/C9aB_x"),
    ("https://instagram.com/reel/C9aB_x/", IG, "", "instagram.com/p/C9aB_x"),
    ("https://instagram.com/reels/C9aB_x", IG, "", "instagram.com/p/C9aB_x"),
    ("https://instagram.com/kabar.contoh/reel/C9aB_x/", IG, "kabar.contoh", "instagram.com/p/C9aB_x"),
    ("https://instagram.com/stories/Kabar.Contoh/31/", IG, "kabar.contoh", "instagram.com/stories/kabar.contoh/31"),
    ("https://instagr.am/p/C9aB_x", IG, "", "instagram.com/p/C9aB_x"),
    ("https://instagram.com/explore/tags/pilkada/", IG, "", "instagram.com/explore/tags/pilkada"),
    # TikTok
    (
        "https://www.tiktok.com/@Kabar.Contoh/video/7301?is_from_webapp=1&sender_device=pc",
        TT,
        "kabar.contoh",
        "tiktok.com/@kabar.contoh/video/7301",
    ),
    ("https://m.tiktok.com/@kabar.contoh?lang=id", TT, "kabar.contoh", "tiktok.com/@kabar.contoh"),
    ("https://tiktok.com/@kabar.contoh/photo/7", TT, "kabar.contoh", "tiktok.com/@kabar.contoh/photo/7"),
    ("https://vt.tiktok.com/ZSabC/", TT, "", "vt.tiktok.com/ZSabC"),
    ("https://vm.tiktok.com/ZSabC/?k=1", TT, "", "vm.tiktok.com/ZSabC"),
    ("https://www.tiktok.com/t/ZSabC/", TT, "", "tiktok.com/t/ZSabC"),
    # YouTube
    ("https://www.youtube.com/watch?v=AbC-1_x&t=33s&list=PL1&si=zz", YT, "", "youtube.com/watch?v=AbC-1_x"),
    ("https://youtu.be/AbC-1_x?si=zz&t=10", YT, "", "youtube.com/watch?v=AbC-1_x"),
    ("https://m.youtube.com/watch?feature=share&v=AbC-1_x", YT, "", "youtube.com/watch?v=AbC-1_x"),
    ("https://youtube.com/shorts/AbC-1_x?feature=share", YT, "", "youtube.com/watch?v=AbC-1_x"),
    ("https://youtube.com/live/AbC-1_x", YT, "", "youtube.com/watch?v=AbC-1_x"),
    ("https://www.youtube-nocookie.com/embed/AbC-1_x", YT, "", "youtube.com/watch?v=AbC-1_x"),
    ("https://music.youtube.com/watch?v=AbC-1_x", YT, "", "youtube.com/watch?v=AbC-1_x"),
    ("https://www.youtube.com/@KabarContoh/videos", YT, "kabarcontoh", "youtube.com/@kabarcontoh"),
    ("https://youtube.com/channel/UCaBc?view=1", YT, "UCaBc", "youtube.com/channel/UCaBc"),
    ("https://youtube.com/c/KabarContoh", YT, "kabarcontoh", "youtube.com/c/kabarcontoh"),
    ("https://youtube.com/playlist?list=PL1&si=z", YT, "", "youtube.com/playlist?list=PL1"),
    ("https://youtube.com/feed/trending", YT, "", "youtube.com/feed/trending"),
    ("https://youtu.be/", YT, "", "youtube.com"),
    # X
    ("https://twitter.com/KabarContoh/status/17?s=20&t=abc", X, "kabarcontoh", "x.com/kabarcontoh/status/17"),
    ("https://mobile.twitter.com/KabarContoh/status/17/photo/1", X, "kabarcontoh", "x.com/kabarcontoh/status/17"),
    ("http://x.com/KabarContoh#atas", X, "kabarcontoh", "x.com/kabarcontoh"),
    ("https://x.com/i/web/status/17", X, "", "x.com/i/status/17"),
    ("https://x.com/hashtag/pilkada?src=hash", X, "", "x.com/hashtag/pilkada"),
    # WhatsApp
    ("https://wa.me/6281200001111?text=halo", WA, "6281200001111", "wa.me/6281200001111"),
    ("https://api.whatsapp.com/send?phone=%2B6281200001111&text=hai", WA, "6281200001111", "wa.me/6281200001111"),
    ("https://www.whatsapp.com/channel/0029VaAbC", WA, "0029VaAbC", "whatsapp.com/channel/0029VaAbC"),
    ("https://chat.whatsapp.com/XyZ123?mode=r_c", WA, "", "chat.whatsapp.com/XyZ123"),
    ("https://wa.me/message/ABC12", WA, "", "wa.me/message/ABC12"),
    # Telegram
    ("https://t.me/KanalContoh/55?single", TG, "kanalcontoh", "t.me/kanalcontoh/55"),
    ("https://t.me/s/KanalContoh", TG, "kanalcontoh", "t.me/kanalcontoh"),
    ("telegram.me/KanalContoh", TG, "kanalcontoh", "t.me/kanalcontoh"),
    ("https://t.me/joinchat/AbC", TG, "", "t.me/+AbC"),
    ("https://t.me/+AbC", TG, "", "t.me/+AbC"),
    ("https://t.me/c/123/45", TG, "", "t.me/c/123/45"),
    # websites
    (
        "https://www.kabar-contoh.id/berita/1/?utm_source=wa&utm_medium=x&fbclid=1",
        WEB,
        "kabar-contoh.id",
        "kabar-contoh.id/berita/1",
    ),
    ("HTTP://M.Kabar-Contoh.ID:80//berita///1#komentar", WEB, "kabar-contoh.id", "kabar-contoh.id/berita/1"),
    ("kabar-contoh.id/baca?b=2&a=1&ref=x", WEB, "kabar-contoh.id", "kabar-contoh.id/baca?a=1&b=2"),
    ("https://kabar-contoh.id:8443/x", WEB, "kabar-contoh.id", "kabar-contoh.id:8443/x"),
    ("https://budi:rahasia@kabar-contoh.id/x", WEB, "kabar-contoh.id", "kabar-contoh.id/x"),
    ("https://kabar-contoh.id./", WEB, "kabar-contoh.id", "kabar-contoh.id"),
    ("https://m.id/x", WEB, "m.id", "m.id/x"),
    ("https://kabar-contoh.id/café", WEB, "kabar-contoh.id", "kabar-contoh.id/caf%C3%A9"),
    ("https://bücher.contoh.id/", WEB, "xn--bcher-kva.contoh.id", "xn--bcher-kva.contoh.id"),
    # the true address inside another
    (
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fkabar-contoh.id%2Fa%3Ffbclid%3D1&h=AT0",
        WEB,
        "kabar-contoh.id",
        "kabar-contoh.id/a",
    ),
    ("https://www.google.com/url?q=x&url=https%3A%2F%2Fyoutu.be%2FAbC", YT, "", "youtube.com/watch?v=AbC"),
    ("https://l.facebook.com/l.php?u=javascript:alert(1)", FB, "", "facebook.com/l.php"),
    # in a sentence
    ("Lihat ini: https://x.com/KabarContoh/status/17, tolong dicek!", X, "kabarcontoh", "x.com/kabarcontoh/status/17"),
    ("(https://t.me/kanalcontoh)", TG, "kanalcontoh", "t.me/kanalcontoh"),
]


@pytest.mark.parametrize(("text", "platform", "account", "place"), LINKS, ids=lambda value: str(value)[:60])
def test_a_pasted_link_has_one_spelling(text, platform, account, place):
    found = recognise(text)
    assert (found.platform, found.account, found.normalised) == (platform, account, f"https://{place}")
    assert found.url in text


@pytest.mark.parametrize("place", sorted({place for _, _, _, place in LINKS}))
def test_the_one_spelling_stays_as_it_is(place):
    assert recognise(f"https://{place}").normalised == f"https://{place}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "halo dunia",
        "javascript:alert(1)",
        "https://[rusak",
        "pukul 10.30.",
        "https://",
        "https://localhost/x",
        "ftp:",
        "x" * 5000,
    ],
)
def test_what_is_no_link_is_not_refused(text):
    assert recognise(text) == Found()


@pytest.mark.parametrize(
    ("text", "account"), [("@Kabar.Contoh", "kabar.contoh"), ("akun @kabar_contoh.", "kabar_contoh"), ("budi@contoh.id", "")]
)
def test_a_name_with_an_at_is_an_account(text, account):
    assert recognise(text) == Found(account=account)


@given(st.one_of(st.text(), st.from_regex(r"https?://([a-z]+\.)?(facebook|youtube|instagram|x)\.com/[^ ]{0,40}")))
def test_no_text_whatever_breaks_it(text):
    found = recognise(text)
    assert bool(found.normalised) is (found.platform is not None)


def test_a_link_in_many_wrappings_is_unwrapped_only_so_far():
    link = "https://kabar-contoh.id/a"
    for _ in range(6):
        link = "https://www.google.com/url?url=" + rules.quote(link, safe="")
    assert recognise(link).normalised.startswith("https://google.com/url?")


def test_a_name_typed_and_a_name_in_a_link_are_compared_alike():
    assert rules.account_name(" @Kabar.Contoh/ ") == recognise("https://instagram.com/Kabar.Contoh").account
    assert rules.name_key("  Pasangan  Calon 99 ") == rules.name_key("pasangan calon 99")
    assert len(rules.same_key("https://contoh.id/")) == 64


def test_every_category_has_a_label_and_a_topic():
    assert {category.label for category in ContentCategory} >= {N_("Disinformasi"), N_("Politik uang")}
    assert len({category.label for category in ContentCategory}) == len(ContentCategory)
    assert ContentCategory.DISINFORMATION.topic is Topic.HOAX
    assert ContentCategory.IMPERSONATION.topic is Topic.IMPERSONATION
    assert ContentCategory.MONEY_POLITICS.topic is Topic.MONEY_POLITICS


@pytest.mark.parametrize("kind", [ShiftResult, Verdict, FirstDraft, FactState, FactEvent])
def test_every_member_has_a_label_of_its_own(kind):
    assert len({member.label for member in kind}) == len(kind)


def test_the_table_of_fact_checks_reaches_every_state_and_ends_in_two():
    reached, ahead = set(), [FactState.OPEN]
    while ahead:
        state = ahead.pop()
        if state not in reached:
            reached.add(state)
            ahead += [step.target for step in rules.steps_from(state)]
    assert reached == set(FactState)
    ends = {state for state in FactState if not rules.steps_from(state)}
    assert ends == {FactState.PUBLISHED, FactState.UNCHECKABLE}
    assert set(rules.FACT_DAYS) == set(FactState) - ends  # every open one is due some day
    assert len({(step.source, step.event) for step in rules.STEPS}) == len(rules.STEPS)


@pytest.mark.parametrize(
    ("verdict", "kind", "fits"),
    [
        (Verdict.HOAX, FirstDraft.FABRICATED, True),
        (Verdict.HOAX, None, False),
        (Verdict.MISLEADING, None, False),
        (Verdict.PARTLY_TRUE, None, True),
        (Verdict.PARTLY_TRUE, FirstDraft.FALSE_CONTEXT, True),
        (Verdict.TRUE, None, True),
        (Verdict.TRUE, FirstDraft.SATIRE, False),
    ],
)
def test_verdict_and_kind_go_together(verdict, kind, fits):
    assert (rules.first_draft_fault(verdict, kind) == "") is fits
