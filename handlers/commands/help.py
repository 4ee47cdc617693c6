"""`帮助`: what this person may send."""

from handlers.deps import Deps
from rules.command_words import SPECS
from rules.commands import Command
from rules.permissions import Actor, may
from rules.wording import help_text, help_topic


def help_(deps: Deps, actor: Actor, command: Command) -> str:
    """List the commands that the actor may use, or explain one of them."""
    if command.topic is not None and may(actor, command.topic.value):
        return help_topic(command.topic, deps.lang)
    return help_text((spec.name for spec in SPECS if may(actor, spec.name.value)), deps.lang)
