"""Pictures are shown only as drawn anew: unfolded in a process of its own with little memory and time, and written as PNG.

Whatever else was in the file (scripts, places, a second file behind the first) does not come along, and a picture that
breaks its reader breaks that process only. Run as a program this file is that process.
"""

import resource
import subprocess
import sys
from pathlib import Path

from intranet.evidence import rules

WIDTH, HEIGHT = 1200, 1600  # pixels at most
_MEMORY, _SECONDS = 700 * 1024 * 1024, 15
_HEADER = 256 * 1024  # a photograph's size may lie behind a large description
_TYPST = """#set page(width: auto, height: auto, margin: 0pt)
#image("/{name}", format: "{form}", width: {width}pt, height: {height}pt)"""


def draw(file: Path, media_type: str) -> bytes | None:
    """The picture as a PNG made anew; None when it cannot or must not be drawn."""
    if media_type not in rules.PICTURES:
        return None
    with file.open("rb") as opened:
        size = rules.size_of_picture(opened.read(_HEADER))
    if size is None or not rules.may_be_drawn(size):
        return None
    command = [sys.executable, "-m", "intranet.evidence.picture", str(file), media_type, *map(str, fitted(*size))]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603 - ours, named by hash
    except subprocess.TimeoutExpired:
        return None
    return done.stdout if done.returncode == 0 and done.stdout.startswith(b"\x89PNG") else None


def fitted(width: int, height: int) -> tuple[int, int]:
    """A picture's size brought down to what is shown."""
    scale = min(1.0, WIDTH / width, HEIGHT / height)
    return max(1, round(width * scale)), max(1, round(height * scale))


def main(arguments: list[str]) -> None:
    """Draw one picture (file, type, width, height) to standard output, with bounded memory and time."""
    import typst

    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    file, media_type, width, height = Path(arguments[0]), arguments[1], int(arguments[2]), int(arguments[3])
    form = {"image/jpeg": "jpg"}.get(media_type, media_type.removeprefix("image/"))
    source = _TYPST.format(name=file.name, form=form, width=width, height=height)
    drawn = typst.Compiler(source.encode(), root=file.parent, ignore_system_fonts=True).compile(format="png", ppi=72.0)
    if isinstance(drawn, bytes):
        sys.stdout.buffer.write(drawn)


if __name__ == "__main__":
    main(sys.argv[1:])
