"""What a pasted link is, what patrols and fact checks may say, and who may do what. Pure; no link is ever followed."""

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from urllib.parse import SplitResult, parse_qs, parse_qsl, quote, urlencode, urlsplit

from intranet.base.actor import Role
from shared.questions import Platform, Topic, platform_of
from shared.text import N_

WORKERS = frozenset({Role.DISKOMINFO_OFFICER, Role.DISKOMINFO_HEAD, Role.BAWASLU_OFFICER, Role.BAWASLU_COMMISSIONER})

# Links ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Found:
    """What a pasted text points to. ``url`` as pasted, ``normalised`` the one spelling of the same place; both may be empty."""

    platform: Platform | None = None
    account: str = ""
    url: str = ""
    normalised: str = ""


_LINK = re.compile(r"(?i)(?:https?://|(?<![\w@./-])(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?(?:[/?#]|$|(?=[\s,;)>\]])))[^\s<>\"]*")
_HANDLE = re.compile(r"(?<![\w@.])@([\w.]{2,60})")
_ALIASES = {
    "fb.com": "facebook.com",
    "instagr.am": "instagram.com",
    "twitter.com": "x.com",
    "telegram.me": "t.me",
    "telegram.dog": "t.me",
    "api.whatsapp.com": "wa.me",
    "youtube-nocookie.com": "youtube.com",
}
_KEEP_HOST = ("vt.tiktok.com", "vm.tiktok.com", "chat.whatsapp.com")  # short links and invitations, of their own kind
_FOLDED = ("facebook.com", "instagram.com", "tiktok.com", "x.com", "youtube.com", "whatsapp.com", "t.me")
_FRONTS = ("www.", "m.", "mobile.")
_TRACKING = re.compile(
    r"(?i)utm_.*|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|igsh|igshid|ig_.*|si|ref|ref_src|ref_url|refsrc|feature|mc_[ce]id"
    r"|_ga|_gl|spm|share_id|sharer|share_from|_branch_.*|mibextid|__tn__|__cft__.*|__xts__.*|_rdr|_rdc|paipv|eav|rdid|share_url"
)
# Pages that carry the true address in their own; it is read, not visited.
_WRAPPERS = {
    ("facebook.com", "/l.php"): "u",
    ("instagram.com", ""): "u",
    ("youtube.com", "/redirect"): "q",
    ("google.com", "/url"): "url",
}


def recognise(text: str) -> Found:
    """The first link in ``text``, or the account named in it; never refuses, never looks the link up."""
    match = _LINK.search(text.strip()[:4000])
    if match is None:
        named = _HANDLE.search(text)
        return Found(account=named[1].strip(".").lower() if named else "")
    return _read(match[0].rstrip(".,;:!?)]}'»”"), 3)


def _read(url: str, depth: int) -> Found:
    try:
        parts = urlsplit(url if re.match(r"(?i)https?://", url) else f"https://{url}")
        host, port = _host(parts.hostname or ""), parts.port
    except ValueError:
        return Found()
    path = re.sub(r"/{2,}", "/", quote(parts.path, safe="/%:@!$&'()*+,;=~")).rstrip("/")
    if host == "youtu.be":
        host, path = "youtube.com", f"/v{path}" if path else ""
    if depth and (inner := _inside(host, path, parts)):
        return Found(**{**vars(_read(inner, depth - 1)), "url": url})
    found = platform_of(f"https://{host}") if host != "fb.me" else Platform.FACEBOOK
    if found is None:
        return Found()
    reader = _READERS.get(host)
    if reader is not None and port in (None, 80, 443):
        segments = [part for part in path.split("/") if part]
        account, place = reader(segments, {name: values[0] for name, values in parse_qs(parts.query).items()})
        return Found(found, account, url, f"https://{host}{place}")
    asked = sorted((name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(name))
    if found is not Platform.WEBSITE:
        asked = []
    where = host if port in (None, 80, 443) else f"{host}:{port}"
    normalised = f"https://{where}{path}{'?' + urlencode(asked) if asked else ''}"
    return Found(found, host if found is Platform.WEBSITE else "", url, normalised)


def _host(host: str) -> str:
    host = host.rstrip(".").encode("idna").decode()
    if host in _KEEP_HOST:
        return host
    host = _ALIASES.get(host, host)
    for known in (*_FOLDED, *_ALIASES):
        if host.endswith(f".{known}"):
            return _ALIASES.get(known, known)
    front = next((front for front in _FRONTS if host.startswith(front) and "." in host.removeprefix(front)), "")
    return host.removeprefix(front)


def _inside(host: str, path: str, parts: SplitResult) -> str:
    name = _WRAPPERS.get((host, path), "")
    target = parse_qs(parts.query).get(name, [""])[0] if name else ""
    return target if target.startswith(("http://", "https://")) else ""


_Asked = dict[str, str]
_Reader = Callable[[list[str], _Asked], tuple[str, str]]


def _join(parts: Iterable[str]) -> str:
    return "".join(f"/{part}" for part in parts)


def _facebook(path: list[str], asked: _Asked) -> tuple[str, str]:
    head, rest = (path[0].lower() if path else ""), path[1:]
    if head in ("permalink.php", "story.php"):
        return asked.get("id", ""), f"/permalink.php?id={asked.get('id', '')}&story_fbid={asked.get('story_fbid', '')}"
    if head in ("photo", "photo.php"):
        return "", f"/photo?fbid={asked.get('fbid', '')}"
    if head in ("watch", "video.php"):
        return "", f"/watch?v={asked.get('v', '')}"
    if head == "profile.php":
        return asked.get("id", ""), f"/{asked.get('id', '')}"
    if head == "groups" and rest:
        kind = "posts" if len(rest) > 2 and rest[1] in ("posts", "permalink") else ""
        group = rest[0].lower()
        return f"groups/{group}", _join(["groups", group, *([kind, rest[2]] if kind else [])])
    if head in ("people", "pages") and len(rest) > 1:
        return rest[1], f"/{rest[1]}"
    if not head or head in _FACEBOOK_OWN:
        return "", _join(path) + (f"?set={asked['set']}" if "set" in asked else "")
    if rest and rest[0] in ("posts", "videos", "reels", "photos") and len(rest) > 1:
        return head, _join([head, rest[0], rest[-1]])
    return head, f"/{head}"


_FACEBOOK_OWN = {"reel", "share", "events", "hashtag", "search", "media", "stories", "marketplace", "gaming", "groups", "l.php"}


def _instagram(path: list[str], _asked: _Asked) -> tuple[str, str]:
    who = path[0].lower() if path and path[0].lower() not in _INSTAGRAM_OWN else ""
    rest = path[1:] if who else path
    if len(rest) > 1 and rest[0].lower() in ("p", "reel", "reels", "tv"):
        return who, f"/p/{rest[1]}"
    if len(rest) > 1 and rest[0].lower() == "stories":
        return rest[1].lower(), _join(["stories", rest[1].lower(), *rest[2:3]])
    return (who, f"/{who}") if who else ("", _join(path))


_INSTAGRAM_OWN = {"p", "reel", "reels", "tv", "stories", "explore", "accounts", "direct", "share"}


def _tiktok(path: list[str], _asked: _Asked) -> tuple[str, str]:
    if not path or not path[0].startswith("@"):
        return "", _join(path)
    return path[0][1:].lower(), _join([path[0].lower(), *path[1:3]])


def _youtube(path: list[str], asked: _Asked) -> tuple[str, str]:
    head = path[0] if path else ""
    if head.lower() == "watch" and "v" in asked:
        return "", f"/watch?v={asked['v']}"
    if head.lower() in ("shorts", "live", "embed", "v") and len(path) > 1:
        return "", f"/watch?v={path[1]}"
    if head.lower() == "playlist":
        return "", f"/playlist?list={asked.get('list', '')}"
    if head.startswith("@"):
        return head[1:].lower(), f"/{head.lower()}"
    if head.lower() in ("channel", "c", "user") and len(path) > 1:
        name = path[1] if head.lower() == "channel" else path[1].lower()
        return name, f"/{head.lower()}/{name}"
    return "", _join(path)


def _x(path: list[str], _asked: _Asked) -> tuple[str, str]:
    if not path or path[0].lower() in ("i", "search", "hashtag", "home", "explore", "intent", "share"):
        return "", _join(part for part in path[:4] if part != "web")
    who = path[0].lower()
    return who, _join([who, "status", path[2]]) if len(path) > 2 and path[1] in ("status", "statuses") else f"/{who}"


def _whatsapp(path: list[str], asked: _Asked) -> tuple[str, str]:
    if path[:1] == ["channel"] and len(path) > 1:
        return path[1], f"/channel/{path[1]}"
    digits = re.sub(r"\D", "", asked.get("phone", "") if path[:1] in ([], ["send"]) else path[0])
    return (digits, f"/{digits}") if digits and path[:1] != ["message"] else ("", _join(path))


def _telegram(path: list[str], _asked: _Asked) -> tuple[str, str]:
    path = path[1:] if path[:1] == ["s"] else path
    if not path or path[0].startswith("+") or path[0] in ("joinchat", "c", "share"):
        return "", f"/+{path[1]}" if path[:1] == ["joinchat"] and len(path) > 1 else _join(path)
    return path[0].lower(), _join([path[0].lower(), *path[1:3]])


_READERS: dict[str, _Reader] = {
    "facebook.com": _facebook,
    "instagram.com": _instagram,
    "tiktok.com": _tiktok,
    "youtube.com": _youtube,
    "x.com": _x,
    "wa.me": _whatsapp,
    "whatsapp.com": _whatsapp,
    "t.me": _telegram,
}


def account_name(text: str) -> str:
    """An account's name as typed without a link: the one spelling it is compared by."""
    return text.strip().lstrip("@").rstrip("/").lower()


def same_key(text: str) -> str:
    """A short key for finding equal links; a link itself may be too long for an index."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


# Patrol -----------------------------------------------------------------------------------------------------------


class ContentCategory(Enum):
    """What is wrong with something seen online, in the election supervisor's classes."""

    HOAX = "hoax"
    HATE_SPEECH = "hate_speech"
    SARA = "sara"
    DEFAMATION = "defamation"
    DISINFORMATION = "disinformation"
    OUT_OF_SCHEDULE_CAMPAIGN = "out_of_schedule_campaign"
    MONEY_POLITICS = "money_politics"
    ASN_NEUTRALITY = "asn_neutrality"
    IMPERSONATION = "respondent_impersonation"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The category in plain Indonesian."""
        return N_("Disinformasi") if self is ContentCategory.DISINFORMATION else self.topic.label

    @property
    def topic(self) -> Topic:
        """What a case of this category is about."""
        return _TOPICS.get(self) or Topic(self.value)


_TOPICS = {ContentCategory.DISINFORMATION: Topic.HOAX, ContentCategory.IMPERSONATION: Topic.IMPERSONATION}
PATROLLED = tuple(platform for platform in Platform if platform is not Platform.NOT_ONLINE)


class ShiftResult(Enum):
    """What a closed shift came to; that nothing was found is a result."""

    NIL = "nil"
    FOUND = "found"

    @property
    def label(self) -> str:
        """The result as staff say it."""
        return N_("Nihil") if self is ShiftResult.NIL else N_("Ada temuan")


# Registered accounts ----------------------------------------------------------------------------------------------

MOST_ACCOUNTS = 20  # of one participant on one platform


def name_key(name: str) -> str:
    """The one spelling by which a participant's name is known again."""
    return " ".join(name.split()).casefold()


# Fact checks ------------------------------------------------------------------------------------------------------


class Verdict(Enum):
    """What a fact check came to, in one word."""

    HOAX = "hoax"
    MISLEADING = "misleading"
    PARTLY_TRUE = "partly_true"
    TRUE = "true"

    @property
    def label(self) -> str:
        """The word in brackets before a published claim."""
        return {
            "hoax": N_("Hoaks"),
            "misleading": N_("Menyesatkan"),
            "partly_true": N_("Sebagian benar"),
            "true": N_("Benar"),
        }[self.value]


class FirstDraft(Enum):
    """The seven kinds of misleading content that fact checkers tell apart (First Draft)."""

    SATIRE = "satire"
    MISLEADING = "misleading"
    IMPOSTER = "imposter"
    FABRICATED = "fabricated"
    FALSE_CONNECTION = "false_connection"
    FALSE_CONTEXT = "false_context"
    MANIPULATED = "manipulated"

    @property
    def label(self) -> str:
        """The kind in Indonesian."""
        return {
            "satire": N_("Satir atau parodi"),
            "misleading": N_("Konten yang menyesatkan"),
            "imposter": N_("Konten tiruan"),
            "fabricated": N_("Konten palsu seluruhnya"),
            "false_connection": N_("Keterkaitan yang salah"),
            "false_context": N_("Konteks yang salah"),
            "manipulated": N_("Konten yang dimanipulasi"),
        }[self.value]


class FactState(Enum):
    """Where a fact check stands."""

    OPEN = "open"
    VERIFYING = "verifying"
    CONCLUDED = "concluded"
    PUBLISHED = "published"
    UNCHECKABLE = "uncheckable"

    @property
    def label(self) -> str:
        """The state as staff say it."""
        return {
            "open": N_("Dibuka"),
            "verifying": N_("Diperiksa"),
            "concluded": N_("Disimpulkan"),
            "published": N_("Diterbitkan"),
            "uncheckable": N_("Tidak dapat diperiksa"),
        }[self.value]


class FactEvent(Enum):
    """What moves a fact check on."""

    CHECKABLE = "checkable"
    CONCLUDE = "conclude"
    PUBLISH = "publish"
    REVISE = "revise"
    UNCHECKABLE = "uncheckable"

    @property
    def label(self) -> str:
        """The button's text."""
        return {
            "checkable": N_("Dapat diperiksa, mulai"),
            "conclude": N_("Simpulkan"),
            "publish": N_("Terbitkan"),
            "revise": N_("Periksa lagi"),
            "uncheckable": N_("Tidak dapat diperiksa"),
        }[self.value]


@dataclass(frozen=True)
class Step:
    """One line of the table: ``asks`` are the fields that must be filled in for it."""

    source: FactState
    event: FactEvent
    target: FactState
    asks: tuple[str, ...] = ()


STEPS: tuple[Step, ...] = (
    Step(FactState.OPEN, FactEvent.CHECKABLE, FactState.VERIFYING, ("reason",)),
    Step(FactState.OPEN, FactEvent.UNCHECKABLE, FactState.UNCHECKABLE, ("reason",)),
    Step(FactState.VERIFYING, FactEvent.CONCLUDE, FactState.CONCLUDED, ("sources", "verdict", "public_text")),
    Step(FactState.VERIFYING, FactEvent.UNCHECKABLE, FactState.UNCHECKABLE, ("reason",)),
    Step(FactState.CONCLUDED, FactEvent.PUBLISH, FactState.PUBLISHED),
    Step(FactState.CONCLUDED, FactEvent.REVISE, FactState.VERIFYING, ("reason",)),
)
FACT_DAYS = {FactState.OPEN: 1, FactState.VERIFYING: 2, FactState.CONCLUDED: 1}  # working days until the next step is due


def steps_from(state: FactState) -> list[Step]:
    """The lines of the table that leave ``state``."""
    return [step for step in STEPS if step.source is state]


def first_draft_fault(verdict: Verdict, kind: FirstDraft | None) -> str:
    """Why verdict and kind do not go together (a text to translate); empty when they do."""
    if verdict is Verdict.TRUE and kind is not None:
        return N_("Klaim yang benar tidak mempunyai jenis kekeliruan.")
    if verdict in (Verdict.HOAX, Verdict.MISLEADING) and kind is None:
        return N_("Pilih jenis kekeliruannya.")
    return ""
