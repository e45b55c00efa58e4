"""Rooms: packages whose pages are loaded when somebody first asks for one.

A start that loads every page of the house takes twice as long and keeps twice the memory, for rooms nobody enters that
day. So their routes are remembered from one start to the next; whoever comes to one of them opens the room, and from
then on it is there as if it had been loaded at the start.

A room is a module with a blueprint ``bp``. What that does to the whole app, other than filters for its own templates, is
not taken over when a room opens late: a package that has processors for all pages is no room.
"""

import json
import logging
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from threading import RLock
from types import ModuleType
from typing import Any, NamedTuple, NoReturn, cast

from flask import Blueprint, Flask, current_app, request

from intranet.base.actor import Role
from intranet.web import gate, uploads

log = logging.getLogger(__name__)
_ROOT = Path(__file__).resolve().parents[2]
_LISTS = ("before_request_funcs", "after_request_funcs", "template_context_processors", "error_handler_spec")


class Room(NamedTuple):
    """A module by name, and what is done once it is loaded (with the module), before anybody enters."""

    module: str
    opened: Callable[[ModuleType], object] = lambda module: None


def install(app: Flask, rooms: Iterable[Room], remembered: Path | None = None) -> None:
    """Give ``app`` the ``rooms``: all open when ``remembered`` is None, else closed as far as that file knows their routes.

    The file is written anew when the sources have changed. Call before the gate is put in front: a room's own error
    handlers have to be there when somebody is turned away from it.
    """
    house = _House(app, {room.module: room for room in rooms})
    app.extensions["posko_rooms"] = house
    if remembered is None:
        for name in house.rooms:
            house.load(name)
        return
    app.before_request(_enter)
    sources = _fingerprint()
    plans = _read(remembered, sources) or _learn(app, house.rooms, remembered, sources)
    for name in house.rooms:
        _put_doors(app, name, plans[name])


def module(name: str) -> ModuleType:
    """The loaded module of a room of the current app, opened if it is not yet."""
    return cast(_House, current_app.extensions["posko_rooms"]).open(name)


class _Door:
    """Stands where a view will be; shows who may enter. Nobody calls it: the room is opened before."""

    def __init__(self, room: str, who: object, upload: bool) -> None:
        self.room, self.posko_gate, self.posko_upload = room, who, upload

    def __call__(self, **_values: object) -> NoReturn:
        raise RuntimeError(f"{self.room} was not opened")


class _House:
    def __init__(self, app: Flask, rooms: Mapping[str, Room]) -> None:
        self.app, self.rooms = app, rooms
        self._lock = RLock()
        self._modules: dict[str, ModuleType] = {}

    def load(self, name: str) -> None:
        """Open a room before the app serves."""
        loaded = self._modules[name] = import_module(name)
        self.rooms[name].opened(loaded)
        self.app.register_blueprint(loaded.bp)

    def open(self, name: str) -> ModuleType:
        """Load a room into the serving app; the views come last, so that nobody meets half a room."""
        with self._lock:
            if name in self._modules:
                return self._modules[name]
            loaded = import_module(name)
            found = _furnish(self.app, loaded.bp)
            self.rooms[name].opened(loaded)
            self.app.extensions.update(found.extensions)
            if "jinja_env" in vars(found):  # it was touched: by the room's filters
                known = self.app.jinja_env.filters
                known.update({name: made for name, made in found.jinja_env.filters.items() if name not in known})
            self.app.blueprints = {**self.app.blueprints, **found.blueprints}
            for field in _LISTS:
                getattr(self.app, field).update({key: kept for key, kept in getattr(found, field).items() if key == loaded.bp.name})
            self.app.view_functions.update(found.view_functions)
            self._modules[name] = loaded
            return loaded


def _enter() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if isinstance(view, _Door):
        module(view.room)


def _furnish(app: Flask, bp: Any) -> Flask:
    found = Flask(app.import_name, static_folder=None, template_folder=None)
    found.register_blueprint(bp)
    return found


def _learn(app: Flask, rooms: Iterable[str], remembered: Path, sources: str) -> dict[str, dict[str, Any]]:
    """Look into all rooms once: in a process of its own, so that this one stays as small as at any other start."""
    child = os.fork()
    if not child:
        with suppress(BaseException):
            _write(remembered, sources, {name: _plan(app, import_module(name).bp) for name in rooms})
        os._exit(0)
    os.waitpid(child, 0)
    return _read(remembered, sources) or {name: _plan(app, import_module(name).bp) for name in rooms}


def _plan(app: Flask, bp: Blueprint) -> dict[str, Any]:
    """What has to be known of a closed room: its routes with who may enter, and where its templates are, for others use them."""
    found = _furnish(app, bp)
    folder = Path(bp.root_path, bp.template_folder or "").resolve()
    routes = [_described(rule, found.view_functions[rule.endpoint]) for rule in found.url_map.iter_rules()]
    return {"name": bp.name, "templates": str(folder) if bp.template_folder else None, "routes": routes}


def _described(rule: Any, view: Callable[..., Any]) -> dict[str, Any]:
    who = gate.who_may(view)
    return {
        "rule": rule.rule,
        "endpoint": rule.endpoint,
        "methods": sorted(rule.methods - {"HEAD", "OPTIONS"}),
        "defaults": rule.defaults,
        "who": sorted(role.value for role in who) if isinstance(who, frozenset) else who,
        "upload": uploads.may_bring_files(view),
    }


def _put_doors(app: Flask, room: str, plan: Mapping[str, Any]) -> None:
    app.blueprints.setdefault(plan["name"], Blueprint(plan["name"], app.import_name, template_folder=plan["templates"]))
    for route in plan["routes"]:
        who = frozenset(map(Role, route["who"])) if isinstance(route["who"], list) else route["who"]
        door = app.view_functions.setdefault(route["endpoint"], _Door(room, who, route["upload"]))
        app.add_url_rule(route["rule"], route["endpoint"], door, methods=route["methods"], defaults=route["defaults"])


def _fingerprint() -> str:
    """Changes whenever any of our sources does."""
    found = []
    for half in ("intranet", "shared"):
        for folder, _, files in os.walk(_ROOT / half):
            for file in (os.path.join(folder, name) for name in files if name.endswith(".py")):
                about = os.stat(file)
                found.append(f"{file} {about.st_size} {about.st_mtime_ns}")
    return sha256("\n".join([sys.version, *sorted(found)]).encode()).hexdigest()


def _read(file: Path, sources: str) -> dict[str, dict[str, Any]]:
    with suppress(OSError, ValueError, KeyError, TypeError):
        kept = json.loads(file.read_text(encoding="utf-8"))
        if kept["sources"] == sources:
            return cast("dict[str, dict[str, Any]]", kept["rooms"])
    return {}


def _write(file: Path, sources: str, plans: Mapping[str, object]) -> None:
    """Keep the routes; without them the next start is slower, and nothing is wrong."""
    new = file.with_suffix(".new")
    try:
        file.parent.mkdir(mode=0o700, exist_ok=True)
        new.write_text(json.dumps({"sources": sources, "rooms": plans}), encoding="utf-8")
        new.replace(file)
    except OSError as error:
        log.warning("the routes could not be kept (%s): the next start takes longer", error.strerror)
