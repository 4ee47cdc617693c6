"""Tables of the house itself: the audit, leases, secrets."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, Index
from sqlmodel import Field, SQLModel

from storage.columns import instant_column, serial, text_column


class AuditRow(SQLModel, table=True):
    """Every attempt, allowed or refused."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_number", "number"),)

    id: int | None = serial()
    at: datetime = instant_column()
    actor: str
    role: str | None = None
    channel: str
    action: str
    order_no: str | None = Field(default=None, index=True)
    outcome: str
    detail: str = text_column()
    number: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    seal: str = Field(default="", sa_column_kwargs={"server_default": ""})


class AuditHeadRow(SQLModel, table=True):
    """How long the chain of the audit is, and what its last row is sealed with; one row."""

    __tablename__ = "audit_head"

    id: int = Field(primary_key=True)
    number: int = Field(sa_column=Column(BigInteger, nullable=False))
    seal: str


class LeaseRow(SQLModel, table=True):
    """Who may do what only one may right now."""

    __tablename__ = "leases"

    name: str = Field(primary_key=True)
    owner: str
    until: datetime = instant_column()


class SecretRow(SQLModel, table=True):
    """Keys this installation made for itself, such as the one that signs buttons."""

    __tablename__ = "secrets"

    name: str = Field(primary_key=True)
    value: str
