"""`日报`: the day so far or an earlier one, of the shops that whoever asks may see."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from handlers.commands.question import Question
from handlers.deps import Deps
from handlers.digest import draw_day
from rules.cards.card import as_text
from rules.chat.days import day_meant
from rules.chat.help import command_word
from rules.chat.words import Name
from rules.clipping import clip
from rules.delivery.daily import day_on
from rules.masking import mask_phones
from rules.people.permissions import shops_of
from rules.wording.say import say
from storage.delivery.days import Seen
from storage.tx import Tx

_DAY = timedelta(days=1)
_HEARD = 20  #: Characters of what is no day.


def digest(tx: Tx, deps: Deps, question: Question, now: datetime) -> str:
    """Tell of the day until now, from where the last digest ended, or of an earlier day."""
    lang, said = deps.lang, question.command.rest.strip()
    today = now.astimezone(deps.timezone).date()
    asked = day_meant(said, today) if said else today
    if asked is None:
        heard = clip(mask_phones(said), _HEARD)
        return say("digest_days", lang, said=heard, example=command_word(Name.DIGEST, lang))
    # Where no hour is set there is no digest: a day begins and ends at midnight.
    ends = asked if deps.digest else asked + _DAY
    day = replace(day_on(ends, deps.digest or time(0), deps.timezone), date=asked)
    if asked == today:
        day = replace(day, until=now)
    seen = Seen(shops=shops_of(question.actor))
    return as_text(draw_day(tx, deps, seen, day, now), lang)
