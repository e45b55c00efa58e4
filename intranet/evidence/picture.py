"""Pictures and pages are shown only as drawn anew: unfolded in a process of its own with little memory and time, as PNG.

Whatever else was in the file (scripts, places, a second file behind the first) does not come along, and a file that
breaks its reader breaks that process only. Run as a program this file is that process.
"""

import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from intranet.evidence import rules

WIDTH, HEIGHT = 1200, 1600  # pixels at most
PAGES = 300  # of a document; what lies behind is only in the download
_MEMORY, _SECONDS = 700 * 1024 * 1024, 15
_HEADER = 256 * 1024  # a photograph's size may lie behind a large description
_START = "#set page(width: auto, height: auto, margin: 0pt, fill: white)\n"
_PICTURE = _START + '#image("/{name}", format: "{form}", width: {width}pt, height: {height}pt)'
_PAGE = (
    _START
    + """#context {{
  let size = measure(image("/{name}", format: "pdf", page: {page}))
  let scale = calc.min({width}pt / size.width, {height}pt / size.height)
  let (width, height) = (calc.max(1pt, size.width * scale), calc.max(1pt, size.height * scale))
  image("/{name}", format: "pdf", page: {page}, width: width, height: height)
}}"""
)
_THERE = '#image("/{name}", format: "pdf", page: {page}, width: 1pt)'


@dataclass(frozen=True)
class Drawn:
    """A PNG made anew, of which page, and how many there are: one of a picture, ``PAGES`` at most of a document."""

    png: bytes
    page: int = 1
    pages: int = 1


def draw(file: Path, media_type: str, page: int = 1) -> Drawn | None:
    """The picture, or a page of the document (the last one when there are fewer); None when it cannot or must not be drawn.

    Takes ``_SECONDS`` at most; ask for it while no lock is held.
    """
    if media_type in rules.PAGED:
        return _asked(file, media_type, str(max(1, min(page, PAGES))))
    if media_type not in rules.PICTURES:
        return None
    with file.open("rb") as opened:
        size = rules.size_of_picture(opened.read(_HEADER))
    if size is None or not rules.may_be_drawn(size):
        return None
    return _asked(file, media_type, *map(str, fitted(*size)))


def _asked(file: Path, media_type: str, *how: str) -> Drawn | None:
    """What the process answers: page and pages in one line, then the PNG."""
    command = [sys.executable, "-m", "intranet.evidence.picture", str(file), media_type, *how]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603 - ours, named by hash
    except subprocess.TimeoutExpired:
        return None
    place, _line, png = done.stdout.partition(b"\n")
    if done.returncode or not png.startswith(b"\x89PNG"):
        return None
    shown, pages = map(int, place.split())
    return Drawn(png, shown, pages)


def fitted(width: int, height: int) -> tuple[int, int]:
    """A picture's size brought down to what is shown."""
    scale = min(1.0, WIDTH / width, HEIGHT / height)
    return max(1, round(width * scale)), max(1, round(height * scale))


def main(arguments: list[str]) -> None:
    """Draw one picture (file, type, width, height) or page (file, type, page) to standard output, memory and time bounded."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    file, media_type = Path(arguments[0]), arguments[1]
    numbers = [int(one) for one in arguments[2:]]
    page = pages = 1
    if media_type in rules.PAGED:
        pages = _pages(file)
        page = min(numbers[0], pages)
        source = _PAGE.format(name=file.name, page=page, width=WIDTH, height=HEIGHT)
    else:
        form = {"image/jpeg": "jpg"}.get(media_type, media_type.removeprefix("image/"))
        source = _PICTURE.format(name=file.name, form=form, width=numbers[0], height=numbers[1])
    drawn = _compiler(file, source).compile(format="png", ppi=72.0)
    if isinstance(drawn, bytes):
        sys.stdout.buffer.write(b"%d %d\n" % (page, pages) + drawn)


def _pages(file: Path) -> int:
    """How many pages a document has, up to ``PAGES``: found by halving, for its reader only says whether a page is there.

    Raises what the reader raises when there is not even one.
    """
    _compiler(file, _THERE.format(name=file.name, page=1)).query("image")
    there, missing = 1, PAGES + 1
    while missing - there > 1:
        middle = (there + missing) // 2
        try:
            _compiler(file, _THERE.format(name=file.name, page=middle)).query("image")
        except RuntimeError:
            missing = middle
        else:
            there = middle
    return there


def _compiler(file: Path, source: str):  # type: ignore[no-untyped-def]  # typst is only ever loaded in this process
    import typst

    return typst.Compiler(source.encode(), root=file.parent, ignore_system_fonts=True)


if __name__ == "__main__":
    main(sys.argv[1:])
