"""Reads a settings object from one TOML file and the environment, and is loud about anything it does not know.

A setting is a field of a frozen dataclass with ``metadata={"doc": ...}``. Sources, later ones winning: the field's default,
the file, ``POSKO_<KEY>``, ``POSKO_<KEY>_FILE`` (the content of a file, for secrets).
"""

import dataclasses
import os
import tomllib
import types
import typing
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
ENV_PREFIX = "POSKO_"


class SettingsError(Exception):
    """A setting that is unknown, missing, of the wrong kind or unreadable; the message says which and what to do."""


def setting(doc: str, default: Any = dataclasses.MISSING, *, secret: bool = False) -> Any:
    """Declare a setting: its sentence for the README, its default (none = obligatory), whether it must not be shown."""
    return dataclasses.field(default=default, metadata={"doc": doc, "secret": secret}, repr=not secret)


def load(cls: type[T], file: Path | None, environ: Mapping[str, str] = os.environ, *, env_keys: str = "") -> T:
    """Build ``cls`` from ``file`` (may be None) and ``environ``.

    ``env_keys``: only environment keys of this prefix belong to ``cls`` ("kiosk_"); "" means all but ``kiosk_``, so that
    both halves can share one machine. Raises SettingsError.
    """
    fields = {f.name: f for f in dataclasses.fields(cls)}  # type: ignore[arg-type]
    hints = typing.get_type_hints(cls)
    raw: dict[str, Any] = {}
    if file is not None:
        raw.update(_read_file(file, fields))
    raw.update(_read_environ(environ, fields, env_keys))
    missing = [n for n, f in fields.items() if n not in raw and f.default is dataclasses.MISSING]
    if missing:
        raise SettingsError(f"settings without a value: {', '.join(sorted(missing))}; set them in the file or as POSKO_<KEY>")
    return cls(**{name: _convert(name, value, hints[name]) for name, value in raw.items()})


def _read_file(file: Path, fields: Mapping[str, Any]) -> dict[str, Any]:
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"cannot read the settings file {file}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"the settings file {file} is not valid TOML: {error}") from error
    unknown = sorted(set(values) - set(fields))
    if unknown:
        raise SettingsError(f"unknown settings in {file}: {', '.join(unknown)}; see the table of settings in the README")
    return values


def _read_environ(environ: Mapping[str, str], fields: Mapping[str, Any], env_keys: str) -> dict[str, str]:
    values: dict[str, str] = {}
    from_files: dict[str, str] = {}
    for variable, value in environ.items():
        if not variable.startswith(ENV_PREFIX):
            continue
        key = variable.removeprefix(ENV_PREFIX).lower()
        if not key.startswith(env_keys) or (not env_keys and key.startswith("kiosk_")):
            continue
        if key in fields:
            values[key] = value
        elif key.endswith("_file") and key.removesuffix("_file") in fields:
            try:
                from_files[key.removesuffix("_file")] = Path(value).read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                raise SettingsError(f"cannot read the file named by {variable}: {error}") from error
        else:
            raise SettingsError(f"unknown setting in the environment: {variable}; see the table of settings in the README")
    return values | from_files


def _convert(name: str, value: Any, hint: Any) -> Any:
    """Turn a TOML or environment value into the field's type; raises SettingsError for nonsense."""
    if isinstance(hint, types.UnionType):
        inner = [part for part in hint.__args__ if part is not types.NoneType]
        if value in (None, ""):
            return None
        hint = inner[0]
    origin = typing.get_origin(hint)
    if origin is tuple:
        parts = value.split(",") if isinstance(value, str) else value
        if not isinstance(parts, list):
            raise SettingsError(f"setting {name}: expected a list, got {value!r}")
        return tuple(_convert(name, part.strip() if isinstance(part, str) else part, hint.__args__[0]) for part in parts)
    try:
        if hint is bool:
            return _boolean(value)
        if hint in (int, float):
            if isinstance(value, bool):
                raise ValueError
            return hint(value)
        if hint is str and not isinstance(value, str):
            raise ValueError
        return hint(value)
    except (TypeError, ValueError) as error:
        shown = getattr(hint, "__name__", str(hint))
        raise SettingsError(f"setting {name}: {value!r} is not a valid {shown}") from error


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return bool(value == "true")
    raise ValueError
