"""What the fonts that come with typst can draw. A paper made for screen readers must not hold a letter without a shape,
and people write emoji and other scripts: those are named in brackets, so that a paper is never refused for one of them.
"""

import unicodedata
from bisect import bisect_right

# Measured letter by letter with typst 0.15 (a test draws them all again), without marks and scripts that need whole shapes.
_DRAWN = """
20-7e a0-ac ae-377 37a-37f 384-38a 38c 38e-3a1 3a3-482 48a-4ff 510-513 51a-51d 531-556 559-58a 58d-58f 5d0-5ea 5ef-5f4
606-60c 61b 61f 621-63a 640-64a 660-66d 674 679-67b 67e-680 683-684 686-687 691 698 6a4 6a9 6af 6be 6cc 6f0-6f9
1d00-1dbf 1e00-1f15 1f18-1f1d 1f20-1f45 1f48-1f4d 1f50-1f57 1f59 1f5b 1f5d 1f5f-1f7d 1f80-1fb4 1fb6-1fc4 1fc6-1fd3
1fd6-1fdb 1fdd-1fef 1ff2-1ff4 1ff6-1ffe 2010-2027 2030-2040 2042 2044-2052 2054-205e 2070-2071 2074-208e 2090-209c
20a0-20c0 2100-211e 2120 2122 2124 2126-2151 2153-2184 2189 2190-23ff 2422-2423 2460-2606 2609-262f 2638-268b
2690-269c 26a0-26a7 26aa-26af 26b2 2701-2704 2706-2709 270c-2714 2717-2726 272a-274b 274d 274f-2752 2756 2758-275e
2761-277f 2794 2798-27af 27b1-2b73 2b76-2b95 2b97-2bff 2c60-2cee 2cf2-2cf3 2cf9-2cff 2e02-2e05 2e08-2e0a 2e17-2e18
2e1f 2e22-2e25 2e2e a640-a641 a648-a649 a656-a657 a708-a716 a71b-a727 a72d a730 a735 a765 a789-a78e a790-a791 a793
a7aa a7f8-a7f9 ab52 ab66 fb00-fb06 fb13-fb17 fb1d fb1f-fb36 fb38-fb3c fb3e fb40-fb41 fb43-fb44 fb46-fb4f fb52-fb81
fb8a-fb95 fb9e-fb9f fbaa-fbad fbe8-fbe9 fbfc-fbff fe66 fe70-fe74 fe76-fefc 1d400-1d454 1d456-1d49c 1d49e-1d49f 1d4a2
1d4a5-1d4a6 1d4a9-1d4ac 1d4ae-1d4b9 1d4bb 1d4bd-1d4c3 1d4c5-1d505 1d507-1d50a 1d50d-1d514 1d516-1d51c 1d51e-1d539
1d53b-1d53e 1d540-1d544 1d546 1d54a-1d550 1d552-1d6a5 1d6a8-1d7cb 1d7ce-1d7ff 1f12f 1f6d1 1f780-1f7d8 1f7e0-1f7eb
1f800-1f80b 1f810-1f847 1f850-1f859 1f860-1f887 1f890-1f8ad 1f8b0-1f8b1
"""


def _edges() -> list[int]:
    edges: list[int] = []
    for word in _DRAWN.split():
        first, _, last = word.partition("-")
        edges += [int(first, 16), int(last or first, 16) + 1]
    return edges


_EDGES = _edges()
_EMOJI, _OTHER = "[emoji]", "[aksara lain]"
_MARKED = 0x250  # Latin letters; fonts differ in which others they can put a mark over


def drawn(letter: str) -> bool:
    """Whether there is a shape for ``letter``."""
    return bool(bisect_right(_EDGES, ord(letter)) % 2)


def letters() -> str:
    """All letters there is a shape for."""
    pairs = zip(_EDGES[::2], _EDGES[1::2], strict=True)
    return "".join(chr(code) for first, end in pairs for code in range(first, end))


def legible(text: str) -> str:
    """``text`` as a paper can bear it: no control letters, none that turn the reading direction, nothing without a shape."""
    if text.isascii() and text.isprintable():
        return text
    kept: list[str] = []
    for letter in unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")):
        if unicodedata.combining(letter):
            if drawn(letter) and kept and _bears_marks(kept[-1]):
                kept[-1] += letter
            continue
        if letter == "\n" or drawn(letter):
            kept.append(letter)
            continue
        plain = unicodedata.normalize("NFKC", letter)
        if plain != letter and all(map(drawn, plain)) and not any(map(unicodedata.combining, plain)):
            kept += plain
            continue
        word = _instead(letter)
        if word and (not kept or kept[-1] != word):  # a run of them is named once
            kept.append(word)
    return "".join(kept)


def _bears_marks(last: str) -> bool:
    """Whether a mark may stand over what was kept last: one small mark over a letter, which one font draws together."""
    return len(last) == 1 and last.isalpha() and ord(last) < _MARKED


def _instead(letter: str) -> str:
    category = unicodedata.category(letter)
    if letter in ("\t", "\u2028", "\u2029") or category == "Zs":
        return " "
    if category in ("Cc", "Cf", "Cs", "Mn", "Mc", "Me"):
        return ""
    return _EMOJI if category in ("So", "Sk") else _OTHER
