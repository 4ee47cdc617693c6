"""Tables of the house itself: the audit, leases, secrets."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from storage.columns import instant_column, serial, text_column


class AuditRow(SQLModel, table=True):
    """Every attempt, allowed or refused."""

    __tablename__ = "audit"

    id: int | None = serial()
    at: datetime = instant_column()
    actor: str
    role: str | None = None
    channel: str
    action: str
    order_no: str | None = Field(default=None, index=True)
    outcome: str
    detail: str = text_column()


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
