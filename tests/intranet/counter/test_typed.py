"""What a visitor writes at a kiosk, from its screen to the stored case and the officer's page, on both databases."""

from pathlib import Path

from flask import Flask
from sqlalchemy import select

from intranet.agencies import service as agencies
from intranet.base.clock import FixedClock
from intranet.base.db import Database
from intranet.base.sealing import FieldKeys
from intranet.cases.models import Case, Complainant
from intranet.settings import Settings
from kiosk import keys as kiosk_keys
from kiosk.settings import Settings as ScreenSettings
from kiosk.settings import checked
from tests.conftest import PASSWORD
from tests.intranet.counter.kiosks import Kiosk, enrolled
from tests.intranet.typing.corpus import ELEMENT, PAYLOADS
from tests.intranet.web.harness import faults
from tests.kiosk.conftest import build, start
from tests.kiosk.office import DEVICE_ID
from tests.kiosk.test_typing import FIELDS, letters, told


def test_every_text_of_a_kiosk_is_stored_as_it_was_written_and_shown_as_text(
    kiosk: Kiosk, counter_app: Flask, db: Database, clock: FixedClock, settings: Settings, keys: FieldKeys, tmp_path: Path
) -> None:
    login = agencies.sign_in(db, clock, "budi", PASSWORD, "tests")
    browser = counter_app.test_client()
    browser.set_cookie(counter_app.config["POSKO_COOKIE"], login.token, domain="localhost")
    for at, payload in enumerate(PAYLOADS):
        if at % 4 == 0:  # one kiosk may only so much in an hour
            kiosk = enrolled(counter_app, db, clock, settings, keys, name=f"Kios {at}")
        for online in (True, False):
            screen = build(checked(ScreenSettings(kiosk_data_dir=tmp_path / f"{payload.name}-{online}")))
            kiosk_keys.save_enrolment(screen.folder, kiosk_keys.Enrolment(DEVICE_ID, "Kiosk Lobi"))
            start(screen)
            ask = told(screen, payload, online=online)
            screen.loop.stop()
            said = {**ask.complaint.model_dump(), **ask.complainant.model_dump()}
            message = ask.model_dump(mode="json")
            message["complainant"]["nik"] = None  # the simulated card's number is another office's
            answer = kiosk.send("POST", f"/visits/{kiosk.open_visit()}/complaint", message)
            assert answer.status_code == 201, (payload.name, answer.text)
            with db.read() as session:
                number = answer.json["complaint_no"]  # type: ignore[index]
                case = session.scalars(select(Case).where(Case.complaint_no == number)).one()
                who = session.get_one(Complainant, case.id)
                for name in FIELDS:
                    stored = getattr(case, name) if hasattr(case, name) else getattr(who, name)
                    assert letters(stored) == letters(said[name]), (payload.name, name)
            page = browser.get(f"/cases/{case.id}")
            assert page.status_code == 200
            assert faults(page.text) == [], payload.name
            assert f"<{ELEMENT}" not in page.text
    assert browser.get("/cases").status_code == 200
