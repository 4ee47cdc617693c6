"""`草案`, `批准`, `驳回`, `回滚`: changes that need a second person, and the way back."""

from datetime import datetime

from handlers.commands.question import Answer, Question
from handlers.deps import Deps
from handlers.drafts import card, drafting
from rules.chat.help import command_word
from rules.chat.words import Name
from rules.drafts.draft import Draft, DraftState
from rules.wording.say import clock, listing, say
from storage.tx import Tx

#: Digits of a draft's or version's number that a database can look for.
_LONGEST = 9
_LARGEST = 10**_LONGEST  #: No version has it.


def drafts(tx: Tx, deps: Deps, question: Question, now: datetime) -> Answer:
    """List the drafts that wait, or open one: whoever approves it must have done so."""
    said = question.command.rest
    if not said:
        return Answer(text=_listed(tx, deps, now))
    found = _named(tx, deps, said, Name.DRAFTS)
    if isinstance(found, str):
        return Answer(text=found)
    text = card.opened(tx, deps, found, question.actor.name, now)
    return Answer(text=text, detail=str(found.number))


def approve(tx: Tx, deps: Deps, question: Question, now: datetime) -> Answer:
    """Publish somebody else's draft."""
    found = _named(tx, deps, question.command.rest, Name.APPROVE)
    if isinstance(found, str):
        return Answer(text=found)
    text, done = card.approved(tx, deps, found, question.actor, now)
    outcome = "done" if done else "refused"
    return Answer(text=text, changed=done, outcome=outcome, detail=str(found.number))


def reject(tx: Tx, deps: Deps, question: Question, now: datetime) -> Answer:
    """Have a draft come to nothing; what stands behind its number is the reason."""
    said = question.command.rest.split(maxsplit=1)
    found = _named(tx, deps, said[0] if said else "", Name.REJECT)
    if isinstance(found, str):
        return Answer(text=found)
    why = said[1].strip() if len(said) > 1 else ""
    text, done = card.rejected(tx, deps, found, question.actor, now, why)
    outcome, detail = ("done" if done else "refused"), f"{found.number} {why}".strip()
    return Answer(text=text, changed=done, outcome=outcome, detail=detail)


def rollback(tx: Tx, deps: Deps, question: Question, now: datetime) -> Answer:
    """Bring the version before back, or the one that is named; what is meant need be said once."""
    lang, words = deps.lang, question.command.rest.lower().split()
    to = next((min(int(word), _LARGEST) for word in words if word.isdecimal()), None)
    kinds = [name for name, kind in deps.drafts.items() if set(words) & set(kind.words)]
    if not kinds and not [word for word in words if not word.isdecimal()]:
        # Nothing is named: what was published at all can only be meant.
        kinds = [kind for kind in deps.drafts if tx.versions.in_force(kind)] or list(deps.drafts)
    if len(kinds) != 1:
        names = listing(
            (kind.words[0 if lang == "zh" else 2] for kind in deps.drafts.values()), lang
        )
        return Answer(text=say("rollback_which", lang, kinds=names))
    kind = say(f"draft_kind_{kinds[0]}", lang)
    version = drafting.roll_back(tx, deps, kinds[0], question.actor.name, now, to=to)
    if version is None:
        return Answer(text=say("rollback_none", lang, kind=kind))
    facts = {"by": question.actor.name, "target": version.same_as, "version": version.version}
    text = say("rollback_done", lang, kind=kind, **facts)
    return Answer(text=text, changed=True, detail=f"{kinds[0]} {version.version}")


def _named(tx: Tx, deps: Deps, said: str, name: Name) -> Draft | str:
    """Return the draft of that number for this person to decide, or what to say without one."""
    number = said.strip("#号 ")
    if not number.isdecimal():
        return say("draft_which", deps.lang, example=f"{command_word(name, deps.lang)} 1")
    found = tx.drafts.lock(int(number)) if len(number) <= _LONGEST else None
    command = command_word(Name.DRAFTS, deps.lang)
    return found or say("draft_unknown", deps.lang, number=number, command=command)


def _listed(tx: Tx, deps: Deps, now: datetime) -> str:
    waiting = [
        draft
        for draft in tx.drafts.open()
        if draft.stands(drafting.in_force(tx, draft.kind), now) is DraftState.OPEN
    ]
    if not waiting:
        return say("draft_none", deps.lang)
    lines = [say("draft_list", deps.lang, count=len(waiting))]
    for draft in waiting:
        differences = deps.drafts[draft.kind].differences(tx, deps, draft)
        what = listing((f"{d.what} {d.before} → {d.after}" for d in differences), deps.lang)
        facts = {"number": draft.number, "kind": say(f"draft_kind_{draft.kind}", deps.lang)}
        facts |= {"what": what, "author": draft.author}
        why = deps.drafts[draft.kind].objection(tx, deps, draft.content)
        at = clock(draft.expires, now=now, tz=deps.timezone)
        lines.append(
            say("draft_line_blocked", deps.lang, why=why, **facts)
            if why
            else say("draft_line", deps.lang, at=at, **facts)
        )
    return "\n".join(lines)
