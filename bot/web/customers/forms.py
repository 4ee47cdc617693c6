"""Forms of the refund page: what was filled in, bounded, and where it was sent from."""

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from starlette.datastructures import FormData

from bot.web.customers.photos import NoPhotoError, largest_form, photos_of
from bot.web.door.body import FORM, MULTIPART, read_form
from bot.web.door.endpoint import Asked as Request
from bot.web.door.problems import ProblemError
from handlers.refunds.asking import Appeal, Form, Wrong
from handlers.refunds.page import Seen
from rules.refunds.questions import Question

#: Letters of what is written in a field.
LONGEST: Final = 300
_DIGITS: Final = 6
#: Steps that send photos.
_WITH_PHOTOS: Final = frozenset({"look", "appeal"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What was sent from one of the page's forms, or why it could not be read."""

    step: str
    said: Form
    digest: str = ""  #: Of what was shown to whoever confirms it.
    appeal: Appeal  #: With the photos of whichever form.
    wrong: Wrong | None = None
    status: int | None = None


_NOTHING = Sent(
    step="", said=Form(pieces=(), answers={}), appeal=Appeal(which=-1, decisions=0, reason="")
)


async def read(asked: Request, seen: Seen) -> Sent:
    """Read a form; whoever sends none of ours, or one that is too large, has sent nothing."""
    try:
        async with read_form(asked, FORM, MULTIPART, limit=largest_form(asked)) as form:
            sent = _sent(form, asked, seen)
            try:
                photos = await photos_of(form) if sent.step in _WITH_PHOTOS else {}
            except NoPhotoError:
                return replace(sent, wrong=Wrong.NO_PHOTO)
            return replace(sent, appeal=replace(sent.appeal, photos=photos))
    except ProblemError as error:
        return replace(_NOTHING, wrong=Wrong.UNREAD, status=error.problem.status)


def _sent(form: FormData, asked: Request, seen: Seen) -> Sent:
    said = filled(form, seen, address(asked))
    return Sent(
        step=text(form, "step"),
        said=said,
        digest=text(form, "seen"),
        appeal=Appeal(
            which=number(form, "which"),
            decisions=number(form, "decisions"),
            reason=text(form, "reason"),
            answers=said.answers,
        ),
    )


def filled(form: FormData, seen: Seen, ip: str | None) -> Form:
    """Read what was filled in; what is none of the form's own fields is not looked at."""
    return Form(
        pieces=tuple(number(form, f"g{index}") for index in range(len(seen.goods))),
        answers={one.fact: text(form, one.fact) for one in _all_asked(seen)},
        note=text(form, "note"),
        ip=ip,
        number=number(form, "number"),
    )


def _all_asked(seen: Seen) -> Iterator[Question]:
    """Return the questions of an application, and those of appeals."""
    yield from seen.questions
    for one in seen.asked:
        yield from one.questions


def text(form: FormData, name: str) -> str:
    """Return what is written in a field, in one line; a file is nothing."""
    value = form.get(name)
    return " ".join(value.split())[:LONGEST] if isinstance(value, str) else ""


def number(form: FormData, name: str) -> int:
    """Return a whole number that was filled in; what is none counts as -1, nothing as 0."""
    said = text(form, name)
    if not said:
        return 0
    return int(said) if said.isascii() and said.isdigit() and len(said) <= _DIGITS else -1


def address(asked: Request) -> str | None:
    """
    Return where a customer comes from; None where only the house's own proxy is seen.

    uvicorn reads what a proxy says of it, of one on this machine or in `FORWARDED_ALLOW_IPS`.
    """
    client = asked.scope.get("client")
    try:
        found = ipaddress.ip_address(client[0]) if client else None
    except ValueError:
        return None
    return str(found) if found is not None and found.is_global else None
