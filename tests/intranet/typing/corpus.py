"""Texts that try to be something else than text. Each holds ``MARK``, by which it is found again wherever it went."""

from dataclasses import dataclass

MARK = "muatanx"  # no word of any language, so that no invented text of the office has it
ELEMENT = "pwned"  # of an element or attribute that must never come to be


@dataclass(frozen=True)
class Payload:
    """A text, and how it travels when it is not to be had in a Python string (``raw``: the bytes of the form)."""

    name: str
    text: str
    raw: bytes = b""

    @property
    def kept(self) -> tuple[str, ...]:
        """What becomes of it on its way in: NUL goes, spaces around it too, and bytes that are no letters are replaced."""
        return tuple(one.replace("\x00", "").strip() for one in (self.text, self.sent().decode("utf-8", "replace")))

    def sent(self) -> bytes:
        """The bytes a browser, or somebody who is none, would send."""
        return self.raw or self.text.encode()


# Several in one text where they do not hide each other: each field gets all of them, in half the time. What a spreadsheet
# would take for a formula stands at the beginning. No longer than a line may be.
PAYLOADS = (
    Payload("markup", f"=1+1+{MARK}<script>{ELEMENT}()</script><{ELEMENT} {ELEMENT}=1>--><img src=x onerror={ELEMENT}()>"),
    Payload("attribute", f"@SUM(1;2) {MARK}\"'><{ELEMENT} x=\"' {ELEMENT}=1 onfocus={ELEMENT}() autofocus x=`"),
    Payload("ends", f"-2+3+cmd|' /C calc'!A0 {MARK}</textarea></title></script></select></option></td></p><{ELEMENT}>&lt;&#60;"),
    Payload(
        "languages",
        f"{MARK} {{{{ 7*7 }}}} {{% raw %}} {{# #}} ${{7*7}} %(most)s %s {{0}} {{x!r}}"
        "'; DROP TABLE cases; -- \" OR 1=1 /* % _ \\ NEAR( ) NOT AND - : ^ col:x*",
    ),
    Payload("typst", f'{MARK} #read("/etc/passwd") #eval("1") $x^2$ *a* _b_ `c` @ref <lab> [d] ] = e // f /* g \\'),
    Payload(
        "letters",
        f"{MARK} \U0001f600\U0001f468\u200d\U0001f469\u200d\U0001f467 e" + "\u0301" * 40 + " \U0002070e \ufdfd"
        " \u202etxt.exe\u202c \u2066a\u2069 \u200b\u200d\ufeff \u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628",
    ),
    Payload("control", f"{MARK} a\x00b\x01c\x08d\x1be\x7ff\x85g\u2028h"),
    Payload("lines", f"{MARK}\r\nSet-Cookie: a=b\r\n\r\n<{ELEMENT}>\n\tX: 1"),
    # Bytes that are no letters: they are kept as the numbers they came as.
    Payload("bytes", f"{MARK} %ED%A0%80 %FF%FE", f"{MARK} ".encode() + b"\xed\xa0\x80 \xff\xfe"),
    Payload("long", MARK + "x" * 10_000),
    Payload("spaces", " \t\u00a0\u3000 "),
)
# A little of each, short enough for most lines: for the second kind of database.
SAMPLE = Payload("sample", f"{MARK}'\"><{ELEMENT}>{{{{ 7*7 }}}} %s \x00b\U0001f600\u202ex e\u0301 \\ %")
