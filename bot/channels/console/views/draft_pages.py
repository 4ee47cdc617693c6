"""The pages of the status map and of the refund rules: what is in force, and drafts of a change."""

from nicegui.element import Element

from bot.channels.console.views import map_data, rules_data
from bot.channels.console.views.desk import DESK
from bot.channels.console.views.draft_desk import DraftPage
from handlers.refunds import published as rules
from handlers.statuses import published as statuses
from handlers.statuses.map_view import map_page


class MapView(Element, component="../static/map.js", dependencies=[DESK]):
    """The map in the browser."""


class RulesView(Element, component="../static/rules.js", dependencies=[DESK]):
    """The rules in the browser."""


STATUS_MAP = DraftPage(
    kind=statuses.KIND,
    title="statuses",
    view=MapView,
    shown_as="map",
    labels=(
        "statuses", "map", "map_search", "map_all", "map_base", "map_code", "map_business",
        "map_finance", "map_unsure", "map_unmapped", "map_keep", "map_shown",
    ),
    content=lambda tx, deps, actor: map_data.status_map(map_page(tx, deps), actor, deps.lang),
)  # fmt: skip
REFUND_RULES = DraftPage(
    kind=rules.KIND,
    title="refund_rules",
    view=RulesView,
    shown_as="book",
    labels=(
        "refund_rules", "rules_search", "rules_priority", "rules_earlier", "rules_later",
        "rules_drag", "rules_rate", "rules_voucher", "rules_action", "rules_pending",
        "rules_take_cases", "rules_clear", "rules_editor", "rules_none_pending", "rules_word",
    ),
    content=lambda tx, deps, actor: rules_data.refund_rules(
        rules.published(tx, deps), actor, deps.lang
    ),
)  # fmt: skip
