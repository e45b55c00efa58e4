"""The intranet's settings: one frozen object, built once, loud on nonsense. The README lists every key."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from shared.settings import SettingsError, setting


@dataclass(frozen=True)
class Settings:
    """Every key of the office's TOML file; also ``POSKO_<KEY>``, secrets also ``POSKO_<KEY>_FILE``."""

    # The office
    data_dir: Path = setting("Folder of the database and all files the office keeps.")
    secrets_dir: Path = setting("Folder of keys, outside the data folder, mode 0700; never part of a backup.")
    database_url: str = setting(
        "Address of the database; empty: SQLite in the data folder. postgresql://… for PostgreSQL.", "", secret=True
    )
    office_name: str = setting("Name of the office, on every page and paper.", "Kantor Contoh")
    office_address: str = setting("Postal address, on papers.", "")
    office_phone: str = setting("Telephone for questions, on papers.", "")
    office_hours: str = setting("Opening hours as printed on the receipt.", "Senin–Jumat 08.00–16.00")
    office_code: str = setting("Region code of the office, used in numbers.", "00.00")
    office_zone: str = setting("Time zone: Asia/Jakarta (WIB), Asia/Makassar (WITA) or Asia/Jayapura (WIT).", "Asia/Jakarta")

    # The web half
    host: str = setting("Address to listen on; a front (nginx, Caddy) brings TLS.", "127.0.0.1")
    port: int = setting("Port to listen on.", 8080)
    processes: int = setting("Web processes; 0: one per core.", 0)
    threads: int = setting("Threads per web process.", 2)
    public_url: str = setting("How browsers and kiosks reach the office; https:// makes cookies secure.", "http://127.0.0.1:8080")
    trusted_proxy: str = setting("Address of the front whose X-Forwarded headers count; empty: none.", "")
    session_idle_minutes: int = setting("Minutes without a click after which a login ends.", 30)
    session_hours: int = setting("Hours after which a login ends in any case.", 10)
    secret_key: str = setting("Key for form tokens; empty: kept in the secrets folder.", "", secret=True)

    # Cases
    complaint_number: str = setting(
        "Template of the complaint registration number; fields: seq, year, month, roman, office.",
        "{seq:04d}/ADU/{office}/{roman}/{year}",
    )
    register_number: str = setting(
        "Template of Bawaslu's number of a registered report; the same fields.", "{seq:03d}/REG/LP/{office}/{roman}/{year}"
    )
    finding_number: str = setting(
        "Template of Bawaslu's number of a registered finding; the same fields.", "{seq:03d}/REG/TM/{office}/{roman}/{year}"
    )
    fact_check_number: str = setting(
        "Template of the number of a published fact check; the same fields as the complaint's.", "CEK-{year}-{seq:04d}"
    )
    disclosure_number: str = setting(
        "Template of the number of a disclosure of marked information; the same fields.", "PGK-{year}-{seq:04d}"
    )
    disclosure_days: int = setting("Days a disclosure stays good when nobody says otherwise.", 30)
    oral_mark_days: int = setting(
        "Days within which what was declared secret by word of mouth is to be marked in writing; the agreements name none.", 7
    )
    triage_working_days: int = setting("Working days until a new complaint has been looked at; printed on the receipt.", 1)
    draft_hours: int = setting("Hours after which an unfinished desk draft is wiped.", 24)

    # Reports to the other party
    delivery_every_months: int = setting("Months one report to the other party covers: 1, 2, 3, 4, 6 or 12.", 1)
    delivery_due_day: int = setting("Day of the month after them by which it is to be delivered.", 10)

    # Literacy
    certificate_number: str = setting(
        "Template of the number of a literacy certificate; the same fields.", "{seq:04d}/SERT/{office}/{roman}/{year}"
    )
    certificate_least_score: int = setting(
        "Least score of the last test, in per cent, for a certificate; 0: having attended is enough.", 0
    )

    # Agreements
    task_force_only: bool = setting(
        "Only members of a running task force work on cases; leaders always may, and everybody while no task force runs.", False
    )

    # Evidence
    evidence_max_mb: int = setting("Largest file kept as evidence, in MB; held in memory while it comes in.", 25)

    # Deadlines
    joint_leave_counts: bool = setting("Joint leave (cuti bersama) counts as a working day in deadlines.", False)
    reception_opens: str = setting(
        "Time from which the office receives reports in general elections (HH:MM, office zone).", "08:00"
    )
    reception_closes: str = setting("Time after which a report counts as received the next day.", "16:00")
    referral_reminder_days: int = setting("Days after which a referral without an answer rings with both parties.", 7)
    referral_escalation_days: int = setting("Days after which it goes to the leaders of both parties.", 14)
    escalation_working_days: int = setting("Working days a case may be overdue before it goes to the party's leaders.", 2)
    silent_days: int = setting("Days without anything written on an open case before its officer is reminded; 0: never.", 7)

    # E-mail, as an option: the inbox works without
    smtp_host: str = setting("Mail server through which new messages of the inbox are also sent; empty: none.", "")
    smtp_port: int = setting("Port of the mail server.", 587)
    smtp_security: str = setting(
        "How the way to it is secured: starttls, tls, or none (only for a server on this machine).", "starttls"
    )
    smtp_ca_file: Path | None = setting("CA certificate of the mail server; empty: the system's.", None)
    smtp_user: str = setting("Account on the mail server; empty: no signing in.", "")
    smtp_password: str = setting("Password of that account.", "", secret=True)
    smtp_from: str = setting("Sender's address of these letters.", "")

    # Kiosks
    device_nonce_seconds: int = setting("Seconds a nonce given to a kiosk stays good.", 120)
    device_clock_skew_minutes: int = setting("Minutes a kiosk's clock may be off; it has no battery.", 60 * 24 * 400)
    device_enrol_minutes: int = setting("Minutes a one-time enrolment code stays good.", 30)

    # "How does my complaint stand?" at a kiosk
    status_kiosk_per_hour: int = setting("Look-ups of a complaint's status an hour per kiosk.", 30)
    status_kiosk_misses: int = setting("Look-ups in a row that find nothing, after which a kiosk pauses; 0: it never does.", 5)
    status_kiosk_pause_minutes: int = setting("Minutes a kiosk pauses after look-ups that found nothing.", 10)

    # The population register (Dukcapil): verification over the closed link, complaint numbers sent back (data balikan)
    dukcapil_base_url: str = setting("Address of the web service up to /get_json, an IP address; empty: not installed.", "")
    dukcapil_dialect: str = setting("Form of the address: new (institution/method) or old (region/institution/method).", "new")
    dukcapil_region: str = setting("Region code in the old form of the address, e.g. 33-71.", "")
    dukcapil_institution: str = setting("Institution or customer id in the address.", "")
    dukcapil_method: str = setting("Name of the verify method.", "CALL_VERIFY_BY_ELEMEN")
    dukcapil_user_id: str = setting("User id given by Disdukcapil.", "")
    dukcapil_password: str = setting("Password given by Disdukcapil.", "", secret=True)
    dukcapil_client_ip: str = setting("This office's registered address on the closed network (IP_USER).", "")
    dukcapil_ca_file: Path | None = setting("CA certificate of the service; empty: the system's. Checking has no switch.", None)
    dukcapil_elements: tuple[str, ...] = setting(
        "Elements that may be sent, by their names in the service (never more than the agreement grants).",
        ("NIK", "NAMA_LGKP", "TMPT_LHR", "TGL_LHR", "JENIS_KLMIN", "ALAMAT"),
    )
    dukcapil_threshold: int = setting("Percentage from which a name or address counts as the same (TRESHOLD).", 90)
    dukcapil_connect_seconds: float = setting("Seconds to wait for a connection.", 5.0)
    dukcapil_deadline_seconds: float = setting("Seconds one verification may take altogether.", 60.0)
    dukcapil_parallel: int = setting("Verifications at the same time, over all processes.", 2)
    dukcapil_queue_seconds: float = setting("Seconds a verification may wait for its turn.", 60.0)
    dukcapil_daily: int = setting("Verifications a day this office allows itself, beside the service's own quota.", 500)
    dukcapil_opens: str = setting("Time the service opens (HH:MM, office zone); the same as closing: always open.", "00:00")
    dukcapil_closes: str = setting("Time the service closes.", "00:00")
    dukcapil_breaker_failures: int = setting("Failed calls in a row after which calling pauses.", 5)
    dukcapil_breaker_pause_seconds: float = setting("Seconds calling pauses after failures in a row.", 120.0)
    dukcapil_setup_pause_minutes: int = setting("Minutes calling pauses after the service refused the office or was closed.", 30)
    dukcapil_kiosk_per_hour: int = setting("Verifications an hour per kiosk.", 30)
    dukcapil_kiosk_misses: int = setting("Unknown NIKs in a row after which a kiosk pauses; 0 never pauses it.", 5)
    dukcapil_kiosk_pause_minutes: int = setting("Minutes a kiosk pauses after unknown NIKs in a row.", 60)
    dukcapil_simulated: bool = setting("The service is the stand-in: a banner on every page says so.", False)
    balikan_url: str = setting("Address of the store end-point for complaint numbers; empty: not installed.", "")
    balikan_token: str = setting("Bearer token of the store end-point.", "", secret=True)
    balikan_institution_id: str = setting("id_lembaga of this office.", "")
    balikan_institution_name: str = setting("nama_lembaga of this office.", "")
    balikan_parameter: str = setting("Name of the complaint number in the technical guide.", "NO_REGISTRASI_PENGADUAN")
    balikan_encoding: str = setting("Encoding of the store end-point: list (JSON) or form (flat form).", "list")
    balikan_deadline_seconds: float = setting("Seconds one sending may take altogether.", 40.0)

    def __post_init__(self) -> None:
        """Refuse what would only fail in election week. Raises SettingsError."""
        try:
            ZoneInfo(self.office_zone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise SettingsError(f"setting office_zone: there is no time zone {self.office_zone!r}") from error
        if self.secrets_dir.resolve().is_relative_to(self.data_dir.resolve()):
            raise SettingsError("setting secrets_dir: keys must not lie inside data_dir, or a backup would carry them")
        if self.smtp_security not in ("starttls", "tls", "none"):
            raise SettingsError("setting smtp_security: starttls, tls or none")
        if self.smtp_security == "none" and self.smtp_host not in ("", "localhost", "127.0.0.1", "::1"):
            raise SettingsError("setting smtp_security: without security only a mail server on this machine is used")
        if self.smtp_host and "@" not in self.smtp_from:
            raise SettingsError("setting smtp_from: a mail server needs a sender's address")
        if self.delivery_every_months not in (1, 2, 3, 4, 6, 12):
            raise SettingsError("setting delivery_every_months: 1, 2, 3, 4, 6 or 12")
        if not 1 <= self.delivery_due_day <= 31:
            raise SettingsError("setting delivery_due_day: a day of the month")
        if not 0 <= self.certificate_least_score <= 100:
            raise SettingsError("setting certificate_least_score: from 0 to 100 per cent")
        if not 1 <= self.evidence_max_mb <= 200:
            raise SettingsError("setting evidence_max_mb: from 1 to 200, since a file is held in memory while it comes in")
        try:
            opens, closes = self.reception_hours
        except ValueError as error:
            raise SettingsError("settings reception_opens and reception_closes: write times as HH:MM") from error
        if closes <= opens:
            raise SettingsError("setting reception_closes: the office cannot close before it opens")
        fields = {"seq": 1, "year": 2026, "month": 1, "roman": "I", "office": self.office_code}
        names = ("complaint_number", "register_number", "finding_number", "fact_check_number", "disclosure_number")
        for name in (*names, "certificate_number"):
            template: str = getattr(self, name)
            try:
                numbers = {template.format(**fields | change) for change in ({}, {"seq": 2}, {"year": 2027})}
            except (KeyError, ValueError, IndexError) as error:
                raise SettingsError(f"setting {name}: fields are seq, year, month, roman and office") from error
            if len(numbers) < 3:
                raise SettingsError(f"setting {name}: without {{seq}} and {{year}} numbers would repeat")

    @property
    def zone(self) -> ZoneInfo:
        """The office's time zone."""
        return ZoneInfo(self.office_zone)

    @property
    def reception_hours(self) -> tuple[dt.time, dt.time]:
        """From when to when reports are received."""
        return dt.time.fromisoformat(self.reception_opens), dt.time.fromisoformat(self.reception_closes)

    @property
    def url(self) -> str:
        """The database address in force."""
        return self.database_url or f"sqlite:///{self.data_dir / 'posko.sqlite3'}"

    @property
    def field_keys_file(self) -> Path:
        """Where the keys of sealed fields are."""
        return self.secrets_dir / "field-keys.json"

    @property
    def secure(self) -> bool:
        """Whether browsers come by TLS."""
        return self.public_url.startswith("https://")
