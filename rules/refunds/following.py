"""What follows from what was said of an application, and what contradicts itself."""

from collections.abc import Mapping

from rules.refunds import words
from rules.refunds.facts import NotRead, RefundFacts, refused
from rules.refunds.words import UNKNOWN, Tri


def with_what_follows(said: dict[str, object]) -> RefundFacts | NotRead:
    """
    Add what follows from what was said; what contradicts itself is refused.

    Whoever states no issue returns without a reason, which the law asks nobody to give.
    """
    conflict = (
        _follows(said, "days_since_sign", "signed", Tri.YES)
        or _follows(said, "hours_since_sign", "signed", Tri.YES)
        or (said.get("signed") == Tri.YES and _concluded(said, "shipped", Tri.YES, "signed"))
        or (said.get("shipped") == Tri.NO and _concluded(said, "signed", Tri.NO, "shipped"))
        or (said.get("shipped") == Tri.YES and _concluded(said, "picked", Tri.YES, "shipped"))
        or _issue(said)
    )
    if conflict:
        return conflict
    category = said.get("category", UNKNOWN)
    harmed = _harmed(str(category), said)
    if harmed == Tri.YES:
        said["intact"] = Tri.NO
    elif harmed == Tri.NO:
        said.setdefault("intact", Tri.YES)
    if category in _RETURNABLE:
        said.setdefault("excluded", Tri.NO)
    return RefundFacts(**said)  # type: ignore[arg-type]


def _follows(said: dict[str, object], name: str, then: str, value: Tri) -> NotRead | None:
    return _concluded(said, then, value, name) if said.get(name) is not None else None


def _concluded(said: dict[str, object], name: str, value: Tri, of: str) -> NotRead | None:
    """Conclude a fact from another; None unless the opposite was said."""
    if said.get(name, value) not in {value, UNKNOWN}:
        return refused(name, said[name], "contradiction", of)
    said[name] = value
    return None


def _issue(said: dict[str, object]) -> NotRead | None:
    """Make of an issue a question of quality or not, and the other way round."""
    issue, quality = said.get("issue"), said.get("quality_issue")
    if issue is None:
        if quality in {Tri.YES, UNKNOWN}:
            said["issue"] = "quality" if quality == Tri.YES else UNKNOWN
        return None
    if issue == UNKNOWN:
        said.setdefault("quality_issue", UNKNOWN)
        return None
    if issue in {"spoiled", "dead", "spec_differs"}:
        said.setdefault("quality_issue", Tri.YES)  # whoever says it is none may say so
        return None
    if issue == "quality":
        return _concluded(said, "quality_issue", Tri.YES, "issue")
    if issue == "no_reason":
        return _concluded(said, "quality_issue", Tri.NO, "issue")
    said.setdefault("quality_issue", Tri.NO)
    return None


#: What it takes for goods to be as they were (暂行办法 8 条), by category: (fact, when harmed).
_SEALED = (("seal_broken", Tri.YES),)
_HARM: Mapping[str, tuple[tuple[str, Tri], ...]] = {
    **dict.fromkeys(
        ("化妆品", "预包装食品", "婴幼儿奶粉", "母婴贴身", "宠物食品", "贴身衣物"), _SEALED
    ),
    "服饰": (("tag_intact", Tri.NO), ("washed", Tri.YES)),
    "鞋": (("worn_outdoor", Tri.YES),),
    "手机/平板": (("activated", Tri.YES),),
    "大家电": (("installed", Tri.YES),),
}
#: Categories of which no law excludes a return without a reason.
_RETURNABLE = frozenset({*_HARM, "图书", words.OTHER})


def _harmed(category: str, said: Mapping[str, object]) -> Tri:
    """Say by the standard of its class whether goods are harmed; unknown where it has none."""
    told = [(said.get(fact, UNKNOWN), when) for fact, when in _HARM.get(category, ())]
    if any(value == when for value, when in told):
        return Tri.YES
    return Tri.NO if told and all(value != UNKNOWN for value, _ in told) else Tri.UNKNOWN
