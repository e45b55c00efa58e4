"""Papers that tell who complained, when the time of those data is over: number, day and signer stay, the words go."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from intranet.documents.models import Document, DocumentCase
from intranet.documents.rules import SPECS


def erase(session: Session, case_id: str) -> int:
    """Overwrite what the personal papers of a case say; how many there were."""
    personal = [kind for kind, spec in SPECS.items() if spec.personal]
    about = select(DocumentCase.document_id).where(DocumentCase.case_id == case_id)
    found = session.scalars(select(Document.id).where(Document.id.in_(about), Document.kind.in_(personal))).all()
    gone = {"fields": "{}", "data": "", "addressee": "", "version": Document.version + 1}
    session.execute(update(Document).where(Document.id.in_(found)).values(gone))
    return len(found)
