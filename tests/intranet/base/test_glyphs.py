"""What a paper can bear: everything in the table is drawn, everything else is named."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intranet.base import papers
from intranet.base.glyphs import drawn, legible, letters

PAGE = """#set document(title: "x")
#set text(font: "Libertinus Serif")
#let d = json(bytes(sys.inputs.data))
#for one in d.text [#one ]"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Biasa saja, é ñ – “kutip” € ½ → ✓", "Biasa saja, é ñ – “kutip” € ½ → ✓"),
        ("halo 😀😀👩‍👩‍👧 ya", "halo [emoji] ya"),
        ("漢字かな dan ไทย", "[aksara lain] dan [aksara lain]"),
        ("مرحبا שלום", "مرحبا שלום"),
        ("nama\u202egpj.exe\u202c", "namagpj.exe"),
        ("a\x00b\x07c\u200bd\ufeffe\ud800f\ue000g", "abcdef[aksara lain]g"),
        ("satu\r\ndua\rtiga\tempat\u2028lima", "satu\ndua\ntiga empat lima"),
        ("ＡＢ ﬁ", "AB ﬁ"),
        ("e\u0301 n\u0303\u0301\u0302 \u0301x ب\u064b", "é ñ\u0301 x ب"),
        ("", ""),
    ],
)
def test_what_has_no_shape_is_named_and_what_turns_the_reading_is_dropped(text: str, said: str) -> None:
    assert legible(text) == said
    assert legible(said) == said


def test_every_letter_of_the_table_is_really_drawn(tmp_path: Path) -> None:
    template = tmp_path / "all.typ"
    template.write_text(PAGE, encoding="utf-8")
    every = letters()
    assert len(every) > 6000
    assert all(map(drawn, every))
    assert not drawn("😀")
    chunks = [every[at : at + 40] for at in range(0, len(every), 40)]
    assert papers.render(template, {"text": chunks}).startswith(b"%PDF")  # refused as soon as one letter has no shape


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(st.text(), st.text(alphabet=letters())), min_size=20, max_size=40))
def test_no_text_whatever_keeps_a_paper_from_being_made(tmp_path: Path, texts: list[str]) -> None:
    template = tmp_path / "all.typ"
    template.write_text(PAGE, encoding="utf-8")
    assert papers.render(template, {"text": texts}).startswith(b"%PDF")


def test_texts_are_made_legible_wherever_they_are(tmp_path: Path) -> None:
    template = tmp_path / "all.typ"
    template.write_text(PAGE, encoding="utf-8")
    assert papers.render(template, {"text": ["😀", "漢"], "deep": {"er": [("ไ", 1, None, True)]}})
