"""Bodies and their files: small ones stay in memory, large ones go only to views that ask for them, and only where those say.

Nothing is ever spooled to the machine's temporary folder, where it would stay readable after it was deleted.
"""

from collections.abc import Callable
from io import BytesIO
from typing import IO, Any, TypeVar, cast

from flask import Flask, Request, current_app, g, request

from intranet.base.errors import Refused

View = TypeVar("View", bound=Callable[..., Any])
ROOM = 1024 * 1024  # bytes of a body beside its file: fields and the form's own words
_PARTS = 20


class TooLarge(Refused):
    """A body beyond what its view takes."""

    status = 413


def takes_file(view: View) -> View:
    """Let bodies with a file come to ``view``."""
    view.posko_upload = True  # type: ignore[attr-defined]
    return view


def may_bring_files(view: object) -> bool:
    """Whether a view takes bodies with a file."""
    return bool(getattr(view, "posko_upload", False))


def chosen(name: str = "file") -> tuple[Any, str] | None:
    """The file chosen in a field of the form, as it was written, and the name it came with; None: none was chosen."""
    found = request.files.get(name)
    return (found.stream, found.filename) if found is not None and found.filename else None


def install(app: Flask, *, limit: int, open_file: Callable[[int], Any], refusal: Callable[[int], Refused]) -> None:
    """Let marked views take files of ``limit`` bytes, written by ``open_file(limit)``; call between the gate and whoever reads."""
    app.request_class = _writing_elsewhere(app.request_class)

    @app.before_request
    def widen() -> None:
        if not may_bring_files(current_app.view_functions.get(request.endpoint or "")):
            return
        request.max_content_length = limit + ROOM
        request.max_form_parts = _PARTS
        if (request.content_length or 0) > limit + ROOM:
            told = refusal(limit)
            raise TooLarge(told.message, do=told.do, values=told.values)
        g.upload, g.uploads = (lambda: open_file(limit)), []

    @app.teardown_request
    def throw_away(_error: BaseException | None) -> None:
        for file in g.pop("uploads", []):
            file.close()


def _writing_elsewhere(kind: type[Request]) -> type[Request]:
    """The app's kind of request, whose files are written by whom the view's mark names, else kept in memory."""

    class FileRequest(kind):  # type: ignore[valid-type, misc]
        def _get_file_stream(self, *_about: object, **_more: object) -> IO[bytes]:
            open_file = g.get("upload")
            if open_file is None:
                return BytesIO()
            file = open_file()
            g.uploads.append(file)
            return cast(IO[bytes], file)

    return FileRequest
