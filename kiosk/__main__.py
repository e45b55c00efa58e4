"""The command ``kiosk``: run the device, enrol it, look whether it is well, steer the simulated reader."""

import argparse
import http.client
import json
import secrets
import signal
import socket
import sys
import threading
import urllib.parse
from pathlib import Path
from types import FrameType
from typing import Any

from pydantic import ValidationError
from waitress.server import create_server

from kiosk import keys
from kiosk.card.source import CardSource
from kiosk.device import VERSION, Device
from kiosk.link import HttpLink, Refused, Unreachable
from kiosk.loop import Loop
from kiosk.printer import printer_of
from kiosk.screen import create_screen
from kiosk.settings import ReaderKind, Settings, read
from shared import residents, stamp
from shared.settings import SettingsError
from shared.wire import Enrol
from shared.words import DeviceState

THREADS = 8  # one of them may be taken by the event stream
_STATES = {
    DeviceState.PENDING: "menunggu petugas mencocokkan sidik jari kunci di intranet",
    DeviceState.ACTIVE: "sudah diaktifkan",
    DeviceState.REVOKED: "dicabut",
}


class CommandFailed(Exception):
    """A command could not do what it was asked; the message is for whoever typed it."""


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns the exit status (0 well, 1 not, 2 wrong settings)."""
    args = _parser().parse_args(argv)
    try:
        settings = read(args.config)
        result: int = args.command(settings, args)
    except (SettingsError, stamp.NotBuiltError) as error:
        print(f"kiosk: {error}", file=sys.stderr)
        return 2
    except CommandFailed as error:
        print(f"kiosk: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return result


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kiosk", description="Posko's walk-in kiosk.")
    parser.add_argument("--config", type=Path, metavar="FILE", help="settings file (TOML); see the README")
    parser.add_argument("--version", action="version", version=f"kiosk {VERSION}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="serve the screen and watch the reader, until stopped")
    run.set_defaults(command=_run)

    enrol = commands.add_parser("enrol", help="introduce this kiosk to the office with an officer's one-time code")
    enrol.add_argument("code", metavar="CODE", help="the code shown in the intranet, such as AB12-CD34")
    enrol.set_defaults(command=_enrol)

    doctor = commands.add_parser("doctor", help="look whether everything this kiosk needs is there")
    doctor.add_argument("--json", action="store_true", help="print the findings as JSON")
    doctor.set_defaults(command=_doctor)

    card = commands.add_parser("card", help="steer the simulated reader of the running kiosk")
    deeds = card.add_subparsers(required=True, metavar="DEED")
    deeds.add_parser("list", help="name the sample cards").set_defaults(command=_card_list)
    tap = deeds.add_parser("tap", help="lay a sample card on the reader")
    tap.add_argument("name", metavar="NAME")
    tap.set_defaults(command=_card_tap)
    deeds.add_parser("remove", help="take the card off the reader").set_defaults(command=_card_remove)
    return parser


# -- run --------------------------------------------------------------------------------------------------------


def make_loop(settings: Settings) -> Loop:
    """The whole kiosk but its screen, from its settings. Raises SettingsError."""
    key = keys.load_or_make(settings.kiosk_data_dir)
    link = HttpLink(settings, key)
    printer = printer_of(settings)
    device = Device(settings.kiosk_data_dir, key, link, printer.label)
    return Loop(settings, device, link, printer, make_source(settings))


def make_source(settings: Settings) -> CardSource:
    """The reader the settings name. Raises SettingsError when its files cannot be used."""
    if settings.kiosk_reader is ReaderKind.SIMULATOR:
        from kiosk.card.fake.source import SimulatorSource

        try:
            return SimulatorSource(residents.load(settings.kiosk_samples))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise SettingsError(f"kiosk_samples: the file cannot be used ({type(error).__name__})") from error
    return _pcsc(settings)


def _pcsc(settings: Settings) -> CardSource:
    from kiosk.card.pipe import ReaderSettings
    from kiosk.card.process import PcscSource

    return PcscSource(
        ReaderSettings(
            reader=settings.kiosk_card_reader,
            sam=settings.kiosk_sam_reader,
            secrets=str(settings.kiosk_sam_secrets),
        )
    )


def _run(settings: Settings, args: argparse.Namespace) -> int:
    stamp.check()
    loop = make_loop(settings)
    app = create_screen(loop, settings)
    try:
        family = socket.AF_INET6 if ":" in settings.kiosk_host else socket.AF_INET
        listening = socket.create_server((settings.kiosk_host, settings.kiosk_port), family=family)
    except OSError as error:
        raise CommandFailed(f"cannot listen on {settings.kiosk_host}:{settings.kiosk_port}: {error.strerror}") from error
    server = create_server(app, sockets=[listening], threads=THREADS, ident=None)
    loop.start()
    stopped = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopped.set()
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    print(f"kiosk: http://{settings.kiosk_host}:{listening.getsockname()[1]}/", flush=True)
    if settings.simulated:
        print("kiosk: the reader is a simulator; tap a card with `kiosk card tap good`", flush=True)
    try:
        server.run()
    except KeyboardInterrupt:
        pass
    finally:
        loop.stop()
        server.close()
    return 0


# -- enrol ------------------------------------------------------------------------------------------------------


def _enrol(settings: Settings, args: argparse.Namespace) -> int:
    key = keys.load_or_make(settings.kiosk_data_dir)
    link = HttpLink(settings, key)
    try:
        ask = Enrol(code=args.code.strip().upper(), public_key=key.public_text, version=VERSION)
    except ValidationError:
        raise CommandFailed("a code looks like AB12-CD34") from None
    try:
        enrolled = link.enrol(ask, secrets.token_hex(16))
    except Unreachable as error:
        raise CommandFailed(f"the intranet at {settings.kiosk_intranet_url} does not answer ({error})") from None
    except Refused as refused:
        raise CommandFailed(f"the intranet refused: {refused.problem.message}") from None
    keys.save_enrolment(settings.kiosk_data_dir, keys.Enrolment(enrolled.device_id, enrolled.name))
    print(f"Nama kios         : {enrolled.name}")
    print(f"Sidik jari kunci  : {key.fingerprint}")
    print(f"Keadaan           : {_STATES[enrolled.state]}")
    return 0


# -- doctor -----------------------------------------------------------------------------------------------------


def _doctor(settings: Settings, args: argparse.Namespace) -> int:
    findings = [
        _finding("assets", _look_at_assets),
        _finding("device key", lambda: keys.load_or_make(settings.kiosk_data_dir).fingerprint),
        _finding("enrolment", lambda: _look_at_enrolment(settings)),
        _finding("reader", lambda: _look_at_reader(settings)),
        _finding("printer", lambda: printer_of(settings).label),
        _finding("screen", lambda: _look_at_screen(settings)),
    ]
    if args.json:
        print(json.dumps([{"what": what, "well": well, "says": says} for what, well, says in findings]))
    else:
        for what, well, says in findings:
            print(f"{'ok  ' if well else 'NOT '} {what:<12} {says}")
    return 0 if all(well for _, well, _ in findings) else 1


def _finding(what: str, look: Any) -> tuple[str, bool, str]:
    try:
        return what, True, str(look())
    except (CommandFailed, SettingsError, stamp.NotBuiltError) as error:
        return what, False, str(error)


def _look_at_assets() -> str:
    stamp.check()
    return "as locked"


def _look_at_enrolment(settings: Settings) -> str:
    enrolment = keys.load_enrolment(settings.kiosk_data_dir)
    if enrolment is None:
        raise CommandFailed("not enrolled; make a code in the intranet, then: kiosk enrol CODE")
    link = HttpLink(settings, keys.load_or_make(settings.kiosk_data_dir))
    try:
        enrolled = link.standing(enrolment.device_id)
    except (Unreachable, Refused) as error:
        raise CommandFailed(f"the intranet at {settings.kiosk_intranet_url} does not confirm it ({error})") from None
    if enrolled.state is not DeviceState.ACTIVE:
        raise CommandFailed(f"{enrolled.name}: {_STATES[enrolled.state]}")
    return f"{enrolled.name}: {_STATES[enrolled.state]}"


def _look_at_reader(settings: Settings) -> str:
    if settings.simulated:
        return "simulator (invented cards only)"
    from kiosk.card import secrets as sam

    try:
        sam.load(settings.kiosk_sam_secrets or "")
    except sam.SecretsError as error:
        raise CommandFailed(str(error)) from None
    return "pcsc; secrets of the SAM are readable"


def _look_at_screen(settings: Settings) -> str:
    health = json.loads(_ask(settings, "GET", "/health"))
    return f"running: {health['state']}, reader {health['reader']}, printer {health['printer']}"


# -- card -------------------------------------------------------------------------------------------------------


def _card_list(settings: Settings, args: argparse.Namespace) -> int:
    for card in json.loads(_ask(settings, "GET", "/cards")):
        print(f"{'*' if card['tapped'] else ' '} {card['key']:<16} {card['label']}: {card['shows']}")
    return 0


def _card_tap(settings: Settings, args: argparse.Namespace) -> int:
    _ask(settings, "POST", "/cards/tap", {"name": args.name})
    return 0


def _card_remove(settings: Settings, args: argparse.Namespace) -> int:
    _ask(settings, "POST", "/cards/remove", {})
    return 0


def _ask(settings: Settings, method: str, path: str, form: dict[str, str] | None = None) -> bytes:
    """Ask the running kiosk on this machine. Raises CommandFailed."""
    host, port = settings.kiosk_host, settings.kiosk_port
    headers = {"Origin": f"http://{host}:{port}", "Content-Type": "application/x-www-form-urlencoded"}
    connection = http.client.HTTPConnection(host, port, timeout=10)
    try:
        connection.request(method, path, urllib.parse.urlencode(form) if form is not None else None, headers)
        answer = connection.getresponse()
        body = answer.read()
    except OSError:
        raise CommandFailed(f"no kiosk is running at http://{host}:{port}/") from None
    finally:
        connection.close()
    if answer.status == 404:
        name = (form or {}).get("name")
        raise CommandFailed(f"there is no sample card {name!r}" if name else "this kiosk has no simulated reader")
    if answer.status >= 400:
        raise CommandFailed(f"the kiosk refused with status {answer.status}")
    return body


if __name__ == "__main__":
    sys.exit(main())
