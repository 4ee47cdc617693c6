"""The pages of map, refund rules and weights: what is in force, and drafts of a change."""

from nicegui.element import Element

from bot.channels.console.labels import weights as weights_labels
from bot.channels.console.views import map_data, rules_data
from bot.channels.console.views.desk import DESK
from bot.channels.console.views.draft_desk import DraftPage
from bot.channels.console.views.weights import data as weights_data
from bot.channels.console.views.weights import tried
from handlers.refunds import published as rules
from handlers.resonance import published as policy
from handlers.resonance import weights
from handlers.statuses import published as statuses
from handlers.statuses.map_view import map_page
from rules.chat.words import Name


class MapView(Element, component="../static/map.js", dependencies=[DESK]):
    """The map in the browser."""


class RulesView(Element, component="../static/rules.js", dependencies=[DESK]):
    """The rules in the browser."""


class WeightsView(Element, component="../static/weights.js", dependencies=[DESK]):
    """The weights in the browser, around the front of what was tried."""


STATUS_MAP = DraftPage(
    kind=statuses.KIND,
    title="statuses",
    view=MapView,
    shown_as="map",
    labels=(
        "statuses", "map", "map_search", "map_all", "map_base", "map_code", "map_business",
        "map_finance", "map_unsure", "map_unmapped", "map_keep", "map_shown",
    ),
    commands=(Name.MAP,),
    content=lambda tx, deps, actor, _now: map_data.status_map(map_page(tx, deps), actor, deps.lang),
)  # fmt: skip
REFUND_RULES = DraftPage(
    kind=rules.KIND,
    title="refund_rules",
    view=RulesView,
    shown_as="book",
    labels=(
        "refund_rules", "rules_search", "rules_priority", "rules_earlier", "rules_later",
        "rules_drag", "rules_rate", "rules_voucher", "rules_action", "rules_pending",
        "rules_take_cases", "rules_clear", "rules_editor", "rules_none_pending",
        "word_and", "word_take_cases", "word_before", "word_after", "word_rate", "word_voucher",
        "word_action",
    ),
    commands=(Name.REFUND_RULES,),
    content=lambda tx, deps, actor, _now: rules_data.refund_rules(
        rules.published(tx, deps), actor, deps.lang
    ),
)  # fmt: skip
WEIGHTS = DraftPage(
    kind=policy.KIND,
    title="weights_title",
    view=WeightsView,
    shown_as="weights",
    labels=weights_labels.SHOWN,
    commands=(Name.SIGNALS, Name.BACKTEST),
    content=weights_data.page,
    told=weights.told,
    exhibit=tried.exhibit,
    chart="rz-front",
)
