"""Texts that try to be something else than text. Each holds ``MARK``, by which it is found again wherever it went."""

from dataclasses import dataclass

MARK = "muatan"
ELEMENT = "pwned"  # of an element or attribute that must never come to be


@dataclass(frozen=True)
class Payload:
    """A text, and how it travels when it is not to be had in a Python string (``raw``: the bytes of the form)."""

    name: str
    text: str
    raw: bytes = b""
    alone: bool = False  # sent in one field at a time: in all together it is more than any form takes

    @property
    def kept(self) -> tuple[str, ...]:
        """What becomes of it on its way in: NUL goes, spaces around it too, and bytes that are no letters are replaced."""
        return tuple(one.replace("\x00", "").strip() for one in (self.text, self.sent().decode("utf-8", "replace")))

    def sent(self) -> bytes:
        """The bytes a browser, or somebody who is none, would send."""
        return self.raw or self.text.encode()


PAYLOADS = (
    Payload("markup", f"{MARK}<script>{ELEMENT}()</script><{ELEMENT} {ELEMENT}=1>--><img src=x onerror={ELEMENT}()>"),
    Payload("attribute", f"{MARK}\"'><{ELEMENT} x=\"' {ELEMENT}=1 onfocus={ELEMENT}() autofocus x=`"),
    Payload("ends", f"{MARK}</textarea></title></script></select></option></td></p><{ELEMENT}>&lt;&#60;"),
    Payload("template", f"{MARK} {{{{ 7*7 }}}} {{% raw %}} {{# #}} ${{7*7}} %(most)s %s {{0}} {{x!r}}"),
    Payload("sql", f"{MARK}'; DROP TABLE cases; -- \" OR 1=1 /* % _ \\"),
    Payload("typst", f'{MARK} #read("/etc/passwd") #eval("1") $x^2$ *a* _b_ `c` @ref <lab> [d] ] = e // f /* g \\'),
    Payload("words", f'" OR * {MARK} NEAR( ) NOT AND - : ^ col:{MARK}*'),
    Payload("formula", f"=1+1+{MARK}"),
    Payload("sum", f"@SUM(1;2) {MARK}"),
    Payload("command", f"-2+3+cmd|' /C calc'!A0 {MARK}"),
    Payload(
        "turning", f"{MARK} \u202etxt.exe\u202c \u2066a\u2069 \u200b\u200d\ufeff \u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628"
    ),
    Payload("letters", f"{MARK} \U0001f600\U0001f468\u200d\U0001f469\u200d\U0001f467 e" + "\u0301" * 40 + " \U0002070e \ufdfd"),
    Payload("control", f"{MARK} a\x00b\x01c\x08d\x1be\x7ff\x85g\u2028h"),
    Payload("lines", f"{MARK}\r\nSet-Cookie: a=b\r\n\r\n<{ELEMENT}>\n\tX: 1"),
    # Bytes that are no letters: they are kept as the numbers they came as.
    Payload("half", f"{MARK} %ED%A0%80", f"{MARK} ".encode() + b"\xed\xa0\x80"),
    Payload("bytes", f"{MARK} %FF%FE", f"{MARK} ".encode() + b"\xff\xfe"),
    Payload("long", MARK + "x" * 100_000, alone=True),
    Payload("spaces", " \t\u00a0\u3000 "),
)
