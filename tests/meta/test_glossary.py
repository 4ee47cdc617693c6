"""The glossary of deadlines stays true: its names exist, and product texts use no other term."""

import re

from bot.channels.console import labels
from bot.config.settings import Settings
from rules.events.types import EVENT_TYPES
from rules.vocabulary import HardRule, Kind
from rules.wording.sentences import SENTENCES
from tests.meta.tree import ROOT

_TEXT = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
_ROWS = [line.split("|")[1:-1] for line in _TEXT.splitlines() if line.startswith("| ")][1:]
_TERMS = {row[0].split("/")[0].strip() for row in _ROWS}


def test_every_field_event_signal_and_rule_that_the_glossary_names_exists() -> None:
    fields = {field for event in EVENT_TYPES.values() for field in event.fields}
    keys = set(type(Settings().resonance).model_fields)
    known = {*fields, *keys, *EVENT_TYPES, *map(str, Kind), *map(str, HardRule)}
    named = {
        code for row in _ROWS for cell in row[2:] for code in re.findall(r"`([a-z_.]+)`", cell)
    }
    ends = set(re.findall(r"`([a-z]+\.[a-z_]+)`", _TEXT))

    assert named
    assert (named | ends) - known == {"unshipped"}  # the command


def test_every_deadline_that_people_read_about_is_a_term_of_the_glossary() -> None:
    texts = [zh for zh, _ in SENTENCES.values()] + [zh for zh, _ in labels.LABELS.values()]
    said = {found for text in texts for found in re.findall(r"(?:交接|发货|揽收|送达)时限", text)}

    assert said
    assert said <= _TERMS


def test_to_lock_is_called_one_thing_and_only_the_button_and_the_command_keep_their_names() -> None:
    other = {
        key
        for key, (zh, _) in SENTENCES.items()
        if re.search("冻结|锁单", zh) and not key.startswith(("usage_", "action_"))
    }

    assert other == {"means_paused", "unheard", "undo_closed"}  # which name what does it
