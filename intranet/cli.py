"""The ``intranet`` command: serve, migrate, set up, look after. Thin: every verb lives in a package's service."""

import gc
import getpass
import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path

import click

from intranet.settings import Settings
from shared.settings import SettingsError, load


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--config", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="The office's TOML file.")
@click.pass_context
def cli(context: click.Context, config: Path | None) -> None:
    """Posko: the intranet of one office."""
    os.umask(0o077)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    if context.invoked_subcommand == "trail":
        context.obj = _Later(config)  # an exported trail is judged where there is no office
    else:
        context.obj = _settings(config)


def _settings(config: Path | None) -> Settings:
    try:
        return load(Settings, config or _config_from_environ())
    except SettingsError as error:
        raise click.ClickException(str(error)) from error


class _Later:
    """Settings that are read only when they are needed."""

    def __init__(self, config: Path | None) -> None:
        self._config = config

    def settings(self) -> Settings:
        """Read them now."""
        return _settings(self._config)


def _config_from_environ() -> Path | None:
    named = os.environ.get("POSKO_CONFIG")
    return Path(named) if named else None


@cli.command()
@click.option("--part", hidden=True, help="One process only, as the keeper starts it again.")
@click.pass_obj
def serve(settings: Settings, part: str | None) -> None:
    """Run the web half and the worker until stopped."""
    gc.disable()  # until all is built: nothing that is loaded at a start is garbage

    from intranet.base import schema
    from intranet.base.db import Database
    from intranet.serving import run_part
    from intranet.serving import serve as run

    if part:
        sys.exit(run_part(settings, part))
    database = Database(settings.url)
    current = schema.is_current(database)
    database.close()  # no connection may be carried into the processes that are forked from here
    if not current:
        raise click.ClickException("the database is not up to date; run: intranet db upgrade")
    try:
        sys.exit(run(settings))
    except OSError as error:
        raise click.ClickException(f"cannot listen on {settings.host}:{settings.port}: {error.strerror}") from error


@cli.command()
@click.pass_obj
def work(settings: Settings) -> None:
    """Run the worker alone."""
    from intranet.base.clock import SystemClock
    from intranet.base.db import Database
    from intranet.base.sealing import FieldKeys
    from intranet.work import work as run

    run(Database(settings.url), SystemClock(), settings, FieldKeys.load(settings.field_keys_file))


@cli.group()
def db() -> None:
    """The database."""


@db.command("upgrade")
@click.pass_obj
def db_upgrade(settings: Settings) -> None:
    """Bring the database up to date; a SQLite file is copied aside first."""
    from intranet.base import schema
    from intranet.base.db import Database

    settings.data_dir.mkdir(parents=True, exist_ok=True)
    changed = schema.upgrade(Database(settings.url))
    click.echo("database brought up to date" if changed else "database is up to date")


_password_file = click.option(
    "--password-file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Read the password from a file instead of asking.",
)


@cli.group()
def office() -> None:
    """The office itself."""


@office.command("init")
@click.option("--diskominfo", prompt="Name of the Diskominfo agency")
@click.option("--bawaslu", prompt="Name of the Bawaslu office")
@click.option("--admin", prompt="User name of the administrator")
@click.option("--name", prompt="Name of the administrator")
@_password_file
@click.pass_obj
def office_init(settings: Settings, diskominfo: str, bawaslu: str, admin: str, name: str, password_file: Path | None) -> None:
    """Set up an empty office: keys, database, the two agencies, holidays, the administrator (password is asked)."""
    from intranet.setup import init_office

    password = _new_password(password_file)
    _refusable(lambda: init_office(settings, diskominfo=diskominfo, bawaslu=bawaslu, username=admin, name=name, password=password))
    click.echo("the office is ready; start it with: intranet serve")


@cli.group()
def staff() -> None:
    """Accounts."""


@staff.command("add")
@click.argument("username")
@click.option("--name", prompt=True)
@click.option("--agency", prompt="Agency (name as registered)")
@click.option("--role", "roles", multiple=True, required=True, help="May be given several times.")
@_password_file
@click.pass_obj
def staff_add(
    settings: Settings, username: str, name: str, agency: str, roles: tuple[str, ...], password_file: Path | None
) -> None:
    """Open an account (the password is asked)."""
    from intranet.setup import add_account

    password = _new_password(password_file)
    _refusable(lambda: add_account(settings, username=username, name=name, agency=agency, roles=roles, password=password))
    click.echo(f"account {username} opened")


@cli.group()
def device() -> None:
    """Kiosks."""


@device.command("enrol")
@click.argument("name")
@click.option("--place", default="", help="Where the kiosk stands.")
@click.pass_obj
def device_enrol(settings: Settings, name: str, place: str) -> None:
    """Make a one-time code for a new kiosk; then run there: kiosk enrol CODE."""
    from intranet.setup import make_kiosk_code

    code = _refusable(lambda: make_kiosk_code(settings, name=name, place=place))
    click.echo(f"code: {code}")


@device.command("confirm")
@click.argument("fingerprint")
@click.pass_obj
def device_confirm(settings: Settings, fingerprint: str) -> None:
    """Let a kiosk in whose screen shows this fingerprint."""
    from intranet.setup import confirm_kiosk

    click.echo(f"kiosk confirmed: {_refusable(lambda: confirm_kiosk(settings, fingerprint))}")


@device.command("revoke")
@click.argument("name")
@click.pass_obj
def device_revoke(settings: Settings, name: str) -> None:
    """Shut a kiosk out at once, by name or id."""
    from intranet.setup import revoke_kiosk

    click.echo(f"kiosk revoked: {_refusable(lambda: revoke_kiosk(settings, name))}")


@cli.group()
def trail() -> None:
    """The audit trail."""


@trail.command("verify")
@click.argument("export", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--key", "key_texts", multiple=True, help="A public key of the office, or a file with some; may be repeated.")
@click.option("--paper", "paper_texts", multiple=True, help="SIZE:ROOT from a printed checkpoint; the last 8 characters will do.")
@click.option(
    "--note", "note_files", multiple=True, type=click.Path(path_type=Path, exists=True), help="A checkpoint kept as text."
)
@click.option("--lang", type=click.Choice(["id", "en"]), default="id", help="Language of what is found in an export.")
@click.pass_obj
def trail_verify(
    later: _Later,
    export: Path | None,
    key_texts: tuple[str, ...],
    paper_texts: tuple[str, ...],
    note_files: tuple[Path, ...],
    lang: str,
) -> None:
    """Walk the whole trail, or judge an exported one with nothing but public keys; exit code 1 if it does not hold."""
    if export is not None:
        from intranet.checkpoints import judging

        try:
            told, holds = judging.judge(export, key_texts, paper_texts, note_files, lang)
        except ValueError as error:
            raise click.UsageError(str(error)) from error
        click.echo(told)
        sys.exit(0 if holds else 1)
    from intranet.base import trail as chain
    from intranet.base.db import Database
    from intranet.checkpoints import nightly

    database = Database(later.settings().url)
    with database.read() as session:
        breaks = [f"event {found.seq}: {found.reason}" for found in chain.verify(session)]
    if not breaks and (fault := nightly.check(database)[1]):  # what only the checkpoints show
        breaks.append(fault.told("en"))
    click.echo("\n".join([*breaks, f"{len(breaks)} breaks" if breaks else "the trail holds"]))
    sys.exit(1 if breaks else 0)


@trail.command("export")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def trail_export(later: _Later, file: Path) -> None:
    """Write the whole trail with its checkpoints to a new file, for: intranet trail verify FILE --key KEY."""
    from intranet.base.clock import SystemClock
    from intranet.base.db import Database
    from intranet.checkpoints import exporting

    settings = later.settings()
    try:
        events, unsigned = exporting.export(Database(settings.url), SystemClock(), settings, file)
    except OSError as error:
        raise click.ClickException(f"cannot write {file}: {error.strerror}") from error
    click.echo(f"{events} events written to {file}")
    if unsigned:
        raise click.ClickException(f"the end of this export is not signed: {unsigned}")


@trail.command("prove")
@click.argument("seq", type=click.IntRange(1))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--size", type=click.IntRange(1), default=None, help="Under the checkpoint over so many events, not the first one.")
@click.pass_obj
def trail_prove(later: _Later, seq: int, file: Path, size: int | None) -> None:
    """Write the proof of one event to a new file, for: intranet trail verify FILE --key KEY."""
    from intranet.base.clock import SystemClock
    from intranet.base.db import Database
    from intranet.checkpoints import proving

    settings = later.settings()
    try:
        over = _refusable(lambda: proving.prove(Database(settings.url), SystemClock(), seq, file, size or 0))
    except OSError as error:
        raise click.ClickException(f"cannot write {file}: {error.strerror}") from error
    click.echo(f"event {seq} written to {file} with its proof, under the checkpoint over {over} events")


@trail.command("checkpoint")
@click.pass_obj
def trail_checkpoint(later: _Later) -> None:
    """Walk the whole trail, then sign what there is now and print it."""
    from intranet.base.clock import SystemClock
    from intranet.base.db import Database
    from intranet.checkpoints import nightly

    settings = later.settings()
    click.echo(_refusable(lambda: nightly.ask(Database(settings.url), SystemClock(), settings)))


@trail.command("key")
@click.option("--new", is_flag=True, help="Begin with a new key, when the old one is lost; tell the other party.")
@click.pass_obj
def trail_key(later: _Later, new: bool) -> None:
    """Print the public key that proves checkpoints."""
    from intranet.checkpoints import keys

    settings = later.settings()
    click.echo(str((keys.create(settings) if new else keys.load(settings)).public))


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@click.pass_obj
def doctor(settings: Settings, as_json: bool) -> None:
    """Check the installation; exit code 1 if something needs attention."""
    from intranet.doctor import examine, report

    findings = examine(settings)
    click.echo(report(findings, as_json=as_json))
    sys.exit(0 if all(finding.good for finding in findings) else 1)


@cli.group()
def demo() -> None:
    """The invented office."""


@demo.command("load")
@click.pass_obj
def demo_load(settings: Settings) -> None:
    """Fill an empty database with an invented office, the same every time, and print its sample logins."""
    from intranet.demo import load as load_demo

    click.echo(_refusable(lambda: load_demo(settings)))


@demo.command("register")
@click.option("--port", type=int, default=8082)
@click.option("--residents", type=click.Path(path_type=Path, exists=True), help="A JSON file of other invented residents.")
@click.pass_obj
def demo_register(settings: Settings, port: int, residents: Path | None) -> None:
    """Run the stand-in population register on loopback."""
    from intranet.identity.fake import serve as run

    run(port, residents, token=settings.balikan_token)


def _new_password(file: Path | None) -> str:
    if file is not None:
        return file.read_text(encoding="utf-8").rstrip("\n")
    return getpass.getpass("Password (at least 15 characters): ")


def _refusable(verb: Callable[[], object]) -> str:
    from intranet.base.errors import Refused

    try:
        return str(verb())
    except Refused as refused:
        raise click.ClickException(f"{refused.message % refused.values} {refused.do}".strip()) from refused


def main() -> None:
    """Entry point of the ``intranet`` command: what a person can mend ends in one sentence, not in a traceback."""
    from sqlalchemy.exc import DBAPIError

    from intranet.base.sealing import SealError
    from shared.stamp import NotBuiltError

    try:
        cli(prog_name="intranet")
    except DBAPIError as error:
        sys.exit(f"Error: the database does not answer as it should ({type(error).__name__}); try: intranet db upgrade")
    except (SealError, NotBuiltError) as error:
        sys.exit(f"Error: {error}")
