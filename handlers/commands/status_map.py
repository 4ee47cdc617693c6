"""`映射`: what a system's word means in three layers, and a draft of another meaning."""

from datetime import datetime

from handlers.commands.question import Answer, Question
from handlers.deps import Deps
from handlers.drafts import drafting
from handlers.statuses.published import KIND, published
from rules.chat.help import command_word
from rules.chat.words import Name
from rules.delivery.routes import Target
from rules.people.permissions import Denied, authorize
from rules.people.refusals import denied
from rules.statuses.edits import Asked, Unreadable, edited, read_asked
from rules.statuses.map_text import rows_text
from rules.statuses.status_map import StatusMap
from rules.statuses.texts import layer_name, system_name
from rules.statuses.words import Business, Finance
from rules.wording.say import listing, say
from storage.tx import Tx


def status_map(tx: Tx, deps: Deps, question: Question, now: datetime) -> Answer:
    """Say what a word means, or draft that it means something else."""
    statuses, lang = published(tx, deps), deps.lang
    asked = read_asked(question.command.rest)
    if asked is None:
        return Answer(text=_overview(deps, statuses))
    if not asked.meaning:
        return Answer(text=_chain(asked, statuses, lang))
    gate = authorize(question.actor, "edit_map", shop=None)
    if isinstance(gate, Denied):
        return Answer(text=denied(gate, lang), private=True, outcome="refused", detail=gate.reason)
    row = edited(asked, statuses)
    if isinstance(row, Unreadable):
        return Answer(text=_unreadable(row, lang), outcome="refused")
    if row == statuses.rows.get(row.key):
        return Answer(text=say("map_same", lang), outcome="refused")
    message = question.message
    place = Target(channel=message.channel, conversation=message.conversation)
    draft = drafting.propose(
        tx, deps, KIND, rows_text([row]), question.actor.name, now,
        place=None if message.private else place,
    )  # fmt: skip
    count = len(deps.drafts[KIND].flips(tx, deps, draft.content, now).orders)
    text = say(
        "draft_made",
        lang,
        number=draft.number,
        count=count,
        open=f"{command_word(Name.DRAFTS, lang)} {draft.number}",
        approve=f"{command_word(Name.APPROVE, lang)} {draft.number}",
    )
    return Answer(text=text, changed=True, detail=str(draft.number))


def _chain(asked: Asked, statuses: StatusMap, lang: str) -> str:
    """Print a word's way through the layers: base → business → finance, with where it is from."""
    row = statuses.row(asked.system, asked.code)
    system = system_name(asked.system.lower(), lang)
    version = say("status_map_version", lang, version=statuses.version)
    if row is None:
        command = f"{command_word(Name.MAP, lang)} {asked.system} {asked.code} → …"
        text = say("status_unmapped", lang, system=system, word=asked.code, command=command)
        return f"{text}\nUNMAPPED\n{version}"
    chain = say(
        "map_chain",
        lang,
        system=system,
        code=row.code,
        text=row.text,
        business=layer_name("business", row.business, lang),
        business_code=row.business,
        finance=layer_name("finance", row.finance, lang),
        finance_code=row.finance,
    )
    source = say("map_source", lang, vocabulary=f"{row.system} {row.edition}".strip())
    unsure = [] if row.sure else [say("map_unsure", lang)]
    return "\n".join([chain, source, *unsure, version])


def _overview(deps: Deps, statuses: StatusMap) -> str:
    lang = deps.lang
    lines = [
        say("status_map_version", lang, version=statuses.version),
        *(
            say(
                "map_speaks",
                lang,
                system=system_name(system, lang),
                words=listing(map(str, spoken), lang),
            )
            for system, spoken in statuses.vocabularies.items()
        ),
        say("map_how", lang, example=f"{command_word(Name.MAP, lang)} WMS PACKED"),
    ]
    if deps.public_url:
        lines.append(say("card_link", lang, link=f"{deps.public_url.rstrip('/')}/statuses"))
    return "\n".join(lines)


def _unreadable(found: Unreadable, lang: str) -> str:
    business = listing((layer_name("business", word, lang) for word in Business), lang)
    finance = listing((layer_name("finance", word, lang) for word in Finance), lang)
    return say("map_unreadable", lang, word=found.word, business=business, finance=finance)
