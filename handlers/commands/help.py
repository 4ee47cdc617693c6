"""`帮助`: what this person may send."""

from handlers.deps import Deps
from rules.chat.grammar import Command
from rules.chat.help import STOPS, help_stops, help_text, help_topic
from rules.chat.words import SPECS
from rules.people.permissions import Actor, may


def help_(deps: Deps, actor: Actor, command: Command) -> str:
    """List the commands that the actor may use, explain one of them, or say what stops goods."""
    if command.rest.casefold() in STOPS:
        return help_stops(deps.lang)
    if command.topic is not None and may(actor, command.topic.value):
        return help_topic(command.topic, deps.lang)
    return help_text((spec.name for spec in SPECS if may(actor, spec.name.value)), deps.lang)
