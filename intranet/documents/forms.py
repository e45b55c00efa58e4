"""What a person enters on papers, letterheads, numbers and codes of forms, read into the verbs' inputs."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from intranet.base.actor import Party
from intranet.calendar.rules import ElectionKind
from intranet.documents.assembling import DocumentInput
from intranet.documents.bodies import Head, Signature
from intranet.documents.contents import FIELDS
from intranet.documents.rules import DocumentKind, Form, Reset, Scheme
from intranet.web.forms import Answers


class PaperForm(Answers):
    """A paper: its texts, the evidence and the requests chosen, and who signs."""

    def __init__(
        self, kind: DocumentKind, source: Mapping[str, str], *, tracks: Sequence[str] = (), evidence: Sequence[str] = ()
    ) -> None:
        super().__init__(source)
        self.kind = kind
        self.tracks = frozenset(tracks)
        self.evidence = frozenset(evidence)

    @classmethod
    def sent(cls, kind: DocumentKind, source: "MultiDict[str, str]") -> "PaperForm":
        """The form as it came."""
        return cls(kind, source, tracks=source.getlist("track"), evidence=source.getlist("evidence"))

    @classmethod
    def of(cls, given: DocumentInput, **more: str) -> "PaperForm":
        """The form of a paper as it stands."""
        source = {**given.texts, "subject": given.subject, **more}
        return cls(given.kind, source, tracks=sorted(given.track_ids), evidence=sorted(given.evidence_ids))

    def read(self, case_id: str, check_id: str) -> DocumentInput:
        """The paper; what is wrong with it the verb says."""
        return DocumentInput(
            kind=self.kind,
            case_ids=(case_id,) if case_id else (),
            check_id=check_id or None,
            track_ids=self.tracks,
            evidence_ids=self.evidence,
            subject=self.value("subject"),
            texts={field.name: self.value(field.name).replace("\r\n", "\n") for field in FIELDS[self.kind]},
        )

    def sign(self) -> Signature:
        """Who signs; the name is the account's."""
        return Signature("", self.value("title"), self.value("nip"))


class SchemeForm(Answers):
    """A line of the table of numbers."""

    def read(self) -> tuple[Party | None, DocumentKind | None, Scheme]:
        """Whose, which kind (None: all without a line of their own), and how."""
        reset = self.choice("reset", Reset) or Reset.YEARLY
        scheme = Scheme(self.value("template")[:61], reset, self.whole("width"), self.value("own") == "1")
        return self.choice("party", Party), self.choice("kind", DocumentKind), scheme


class HeadForm(Answers):
    """A letterhead."""

    NAMES = ("over", "name", "address", "contact", "place")

    @classmethod
    def of(cls, head: Head, version: int) -> "HeadForm":
        """The form as it stands."""
        return cls({name: getattr(head, name) for name in cls.NAMES} | {"version": str(version)})

    def read(self) -> Head:
        """The letterhead."""
        return Head(*(self.value(name) for name in self.NAMES))


class CodeForm(Answers):
    """A code of a form."""

    def read(self) -> Form | None:
        """The code, or None when something is missing or wrong."""
        kind, regime = self.choice("kind", DocumentKind), self.choice("regime", ElectionKind)
        if kind is None:
            self.errors["kind"] = _("Pilih jenis surat.")
        if regime is None:
            self.errors["regime"] = _("Pilih pemilihannya.")
        first, last = self.day("valid_from"), self.day("valid_until", needed=False)
        if kind is None or regime is None or first is None or not self.ok:
            return None
        return Form(
            kind=kind,
            regime=regime,
            code=self.value("code"),
            source=self.value("source"),
            valid_from=first,
            valid_until=last,
        )
