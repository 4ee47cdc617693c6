"""Places: what people call a conversation: a person's name, the duty group, or its channel."""

from rules.delivery.routes import FALLBACK, Target
from rules.people.permissions import Directory
from rules.wording.say import say
from rules.wording.sentences import SENTENCES


def place_name(target: Target, directory: Directory, lang: str = "zh") -> str:
    """Name a conversation; of one that only its platform can name, the channel and its id."""
    person = directory.find(*target.place)
    if person is not None:
        return person.name
    if target == FALLBACK:
        return say("place_group", lang)
    key = f"channel_{target.channel}"
    if key not in SENTENCES:
        return str(target)
    return say("place_of_channel", lang, channel=say(key, lang), conversation=target.conversation)
