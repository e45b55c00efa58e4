"""What sessions teach."""

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from intranet.base.db import Base, IdType, enum_column
from intranet.base.ids import new_id
from intranet.literacy.rules import Pillar


class Topic(Base):
    """One topic of one pillar; one no longer taught stays for what was."""

    __tablename__ = "literacy_topic"
    __table_args__ = (Index("ix_literacy_topic_pillar", "pillar", "name"),)

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    pillar: Mapped[Pillar] = mapped_column(enum_column(Pillar))
    name: Mapped[str] = mapped_column(String(200), unique=True)
    active: Mapped[bool] = mapped_column()
