"""Evidence that no record tells here yet: each asks for a dated statement with its paper.

One line each; where records begin to tell, the line goes and a function takes its name.
"""

import datetime as dt

from sqlalchemy.orm import Session

from intranet.agreements.models import Agreement
from intranet.duties.rules import Finding, Period, State
from intranet.duties.sources.registry import source
from shared.text import N_


def asked(_session: Session, _agreement: Agreement, _period: Period, _today: dt.date) -> Finding:
    """Of what has to be there: a statement is needed."""
    return Finding(state=State.NEEDED, text=N_("Belum ada catatannya di sini; nyatakan dengan suratnya."))


def if_it_happens(_session: Session, _agreement: Agreement, _period: Period, _today: dt.date) -> Finding:
    """Of what is owed only when something happens: nothing, until it is stated."""
    return Finding(state=State.NOT_APPLICABLE, text=N_("Hanya bila terjadi; belum ada yang dicatat."))


# What has to be there
for _name, _label in (
    ("task_force", N_("Satuan tugas")),
    ("terms_of_reference", N_("Kerangka acuan kerja atau petunjuk teknis")),
    ("evaluations", N_("Monitoring dan evaluasi")),
    ("forums", N_("Forum koordinasi")),
    ("semester_report", N_("Laporan semester")),
    ("retention", N_("Penyimpanan dan kerahasiaan setelah berakhir")),
    ("exchanges", N_("Catatan pertukaran data")),
    ("reference_data", N_("Data acuan")),
    ("checkpoints", N_("Titik periksa jejak")),
    ("legal_basis", N_("Dasar hukum")),
    ("originals", N_("Naskah asli")),
    ("portal", N_("Akses portal web")),
    ("closed_link", N_("Jaringan tertutup")),
):
    source(_name, _label, "agreements.show", of_agreement=True, takes_statement=True)(asked)

# What is owed only when it happens
for _name, _label in (
    ("amendments", N_("Addendum dan perubahan")),
    ("notice", N_("Pemberitahuan pengakhiran")),
    ("incidents", N_("Kebocoran data")),
    ("disputes", N_("Musyawarah atas perbedaan")),
    ("lapses", N_("Ketentuan yang gugur")),
):
    source(_name, _label, "agreements.show", of_agreement=True, takes_statement=True)(if_it_happens)
