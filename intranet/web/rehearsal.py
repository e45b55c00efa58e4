"""What a start does once, so that no process has to do it for itself: templates compiled, and the main pages drawn one time."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from flask import Flask, g
from jinja2.bccache import Bucket, FileSystemBytecodeCache

from intranet.base.actor import Actor, ActorKind, Party, Role

_NOBODY = Actor(ActorKind.STAFF, "0" * 32, "", Party.DISKOMINFO, frozenset({Role.DISKOMINFO_OFFICER}))


class _Compiled(FileSystemBytecodeCache):
    """Compiled templates in a folder; one that cannot be used makes a start slower, and nothing wrong."""

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)


def keep_compiled(app: Flask, folder: Path) -> None:
    """Keep compiled templates in ``folder``, from one start to the next; one that changed is compiled again."""
    with suppress(OSError):
        folder.mkdir(mode=0o700, exist_ok=True)
    app.jinja_env.bytecode_cache = _Compiled(str(folder), "%s.code")


def nothing_compiled(app: Flask) -> bool:
    """Whether no compiled template is kept yet: this is the first start, or the folder is new."""
    cache = app.jinja_env.bytecode_cache
    return isinstance(cache, _Compiled) and not any(Path(cache.directory).glob("*.code"))


def rehearse(app: Flask, *, stranger: Iterable[str] = (), officer: Iterable[str] = ()) -> None:
    """Draw pages (addresses that only read) as a ``stranger`` and as an ``officer`` who is nobody, before the processes part.

    What that loads and makes is then shared. Answers go nowhere. The connections it used are closed, since none may be
    carried into another process.
    """
    try:
        for actor, pages in ((None, stranger), (_NOBODY, officer)):
            for page in pages:
                with app.test_request_context(page):
                    g.actor = actor
                    app.make_response(app.dispatch_request())
    finally:
        app.extensions["posko_db"].close()
