"""Reading: a message all the way to its command, as if these words had been looked up."""

from collections.abc import Collection

from rules.chat.grammar import Asked, Reading, complete, parse


def reading(text: str, known: Collection[str] = (), *, quote: str = "") -> Reading | None:
    """Parse a message that is addressed to us, with `known` as the names of orders."""
    outcome = parse(text, addressed=True, quote=quote)
    return complete(outcome, known) if isinstance(outcome, Asked) else outcome
