"""Brings the translation files up to date with the sources, or tells what is missing (``python3 dev.py i18n``).

A message's id is the Indonesian text itself; English is the one translation. Both halves carry ``shared``'s texts too.
"""

import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
HALVES = {"intranet": ("intranet", "shared"), "kiosk": ("kiosk", "shared")}
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2"), ("**/templates/**.txt", "jinja2")]
KEYWORDS = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "N_": None,
    "npgettext": ((1, "c"), 2, 3),
    "pgettext": ((1, "c"), 2),
}
LANGUAGE = "en"


def source(half: str) -> Catalog:
    """All messages of one half, as the sources have them now."""
    catalogue = Catalog(project="Posko", charset="utf-8", fuzzy=False)
    for package in HALVES[half]:
        found = extract_from_dir(ROOT / package, METHODS, keywords=KEYWORDS, strip_comment_tags=True)
        for _name, _line, message, _comments, context in found:
            catalogue.add(message, context=context)
    return catalogue


def path(half: str, root: Path = ROOT) -> Path:
    """The translation file of one half."""
    return root / half / "translations" / LANGUAGE / "LC_MESSAGES" / "messages.po"


def translated(half: str) -> Catalog:
    """What is translated so far."""
    if not path(half).is_file():
        return Catalog(locale=LANGUAGE)
    with path(half).open("rb") as opened:
        return read_po(opened, locale=LANGUAGE)


def update(half: str) -> int:
    """Write the translation file anew: new messages empty, unused ones gone. Returns how many are empty."""
    catalogue = translated(half)
    catalogue.update(source(half), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.fuzzy = False
    buffer = BytesIO()
    write_po(buffer, catalogue, width=120, no_location=True, omit_header=False, sort_output=True)
    # No dates and names in the head: the same sources must give the same file.
    lines = buffer.getvalue().decode("utf-8").splitlines()
    lines = lines[lines.index('msgid ""') :]
    dropped = ("POT-Creation", "PO-Rev", "Last-Translator", "Language-Team", "Generated-By", "Report-", "Project-Id")
    kept = [line for line in lines if not line.startswith(tuple(f'"{name}' for name in dropped))]
    path(half).parent.mkdir(parents=True, exist_ok=True)
    path(half).write_text("\n".join(kept).strip() + "\n", encoding="utf-8")
    return len(wanting(half))


def wanting(half: str) -> list[str]:
    """Messages of the sources without a translation, and translations whose placeholders do not fit."""
    catalogue = translated(half)
    wrong = []
    for message in source(half):
        if not message.id:
            continue
        key = message.id[0] if isinstance(message.id, tuple) else message.id
        found = catalogue.get(key, context=message.context)
        strings = found.string if found and isinstance(found.string, tuple | list) else (found.string if found else "",)
        if not all(strings):
            wrong.append(f"{half}: not translated: {key!r}")
        elif found is not None:
            wrong += [f"{half}: {key!r}: {error}" for error in found.check(catalogue)]
    return wrong


def main(arguments: list[str]) -> int:
    """With --check list what is wanting and fail; without, update the files."""
    if arguments == ["--check"]:
        wrong = [line for half in HALVES for line in wanting(half)]
        print("\n".join(wrong) or "every text is translated")
        return 1 if wrong else 0
    for half in HALVES:
        print(f"{path(half).relative_to(ROOT)}: {update(half)} texts without a translation")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
