"""What the page of the status map shows, as JSON: names for codes, local times."""

from typing import Any

from handlers.statuses.map_view import MapPage
from rules.people.permissions import Actor, may
from rules.statuses.status_map import Row
from rules.statuses.texts import layer_name, system_name
from rules.statuses.words import KEEP, Business, Finance
from rules.wording.say import say


def status_map(page: MapPage, actor: Actor, lang: str) -> dict[str, Any]:
    """Return the page's content, with what this person may do."""
    return {
        "version": say("status_map_version", lang, version=page.statuses.version),
        "rows": [_row(row, lang) for row in page.statuses.rows.values()],
        "unmapped": [
            {
                "system": one.system,
                "name": system_name(one.system, lang),
                "code": one.word,
                "orders": say("day_orders", lang, count=one.orders),
            }
            for one in page.unmapped
        ],
        "business": _words("business", (*Business, KEEP), lang),
        "finance": _words("finance", Finance, lang),
        "may_edit": may(actor, "edit_map") and actor.sees(None),
    }


def _row(row: Row, lang: str) -> dict[str, Any]:
    return {
        "system": row.system,
        "edition": row.edition,
        "code": row.code,
        "text": row.text,
        "business": row.business,
        "business_name": layer_name("business", row.business, lang),
        "finance": row.finance,
        "finance_name": layer_name("finance", row.finance, lang),
        "sure": row.sure,
    }


def _words(layer: str, words: Any, lang: str) -> list[dict[str, str]]:  # noqa: ANN401 - two enums
    return [{"code": str(word), "name": layer_name(layer, word, lang)} for word in words]
