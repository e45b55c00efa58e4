"""The intranet's settings: one frozen object, built once, loud on nonsense. The README lists every key."""

from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from shared.settings import setting


@dataclass(frozen=True)
class Settings:
    """Every key of the office's TOML file; also ``POSKO_<KEY>``, secrets also ``POSKO_<KEY>_FILE``."""

    # The office
    data_dir: Path = setting("Folder of the database and all files the office keeps.")
    secrets_dir: Path = setting("Folder of keys, outside the data folder, mode 0700; never part of a backup.")
    database_url: str = setting("Address of the database; empty: SQLite in the data folder. postgresql://… for PostgreSQL.", "", secret=True)
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
    threads: int = setting("Threads per web process.", 4)
    public_url: str = setting("How browsers and kiosks reach the office; https:// makes cookies secure.", "http://127.0.0.1:8080")
    trusted_proxy: str = setting("Address of the front whose X-Forwarded headers count; empty: none.", "")
    session_idle_minutes: int = setting("Minutes without a click after which a login ends.", 30)
    session_hours: int = setting("Hours after which a login ends in any case.", 10)
    secret_key: str = setting("Key for form tokens; empty: kept in the secrets folder.", "", secret=True)

    # Cases
    complaint_number: str = setting(
        "Template of the complaint registration number; fields: seq, year, month, roman, office.", "{seq:04d}/ADU/{office}/{roman}/{year}"
    )
    triage_working_days: int = setting("Working days until a new complaint has been looked at; printed on the receipt.", 1)
    draft_hours: int = setting("Hours after which an unfinished desk draft is wiped.", 24)

    # Kiosks
    device_nonce_seconds: int = setting("Seconds a nonce given to a kiosk stays good.", 120)
    device_clock_skew_minutes: int = setting("Minutes a kiosk's clock may be off; it has no battery.", 60 * 24 * 400)
    device_enrol_minutes: int = setting("Minutes a one-time enrolment code stays good.", 30)

    @property
    def zone(self) -> ZoneInfo:
        """The office's time zone."""
        return ZoneInfo(self.office_zone)

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
