"""The people of the demo: who works there and what they may do."""

from dataclasses import dataclass

from rules.vocabulary import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody on duty in the demo."""

    name: str
    role: Role
    console: str  #: Their id on the console channel.


OPERATOR = "李雷"
APPROVER = "王敏"
ADMIN = "陈静"
VIEWER = "小赵"
KEEPER = "老周"  #: 仓管

CREW: tuple[Member, ...] = (
    Member(name=OPERATOR, role=Role.OPERATOR, console="lilei"),
    Member(name=APPROVER, role=Role.APPROVER, console="wangmin"),
    Member(name=ADMIN, role=Role.ADMIN, console="chenjing"),
    Member(name=VIEWER, role=Role.VIEWER, console="xiaozhao"),
    Member(name=KEEPER, role=Role.OPERATOR, console="laozhou"),
)
