"""Changes of the rules: what differs between two books, row by row and case by case."""

from collections.abc import Iterator
from difflib import SequenceMatcher

from rules.drafts.draft import Difference
from rules.refunds.book.book import Row, RuleBook
from rules.refunds.clauses import marked
from rules.refunds.row_texts import cell_text, outcome_text, percent, row_text
from rules.refunds.texts import fact_name, rule_name
from rules.wording.say import listing, say


def differences(before: RuleBook, after: RuleBook, lang: str = "zh") -> list[Difference]:
    """Say what differs, in the order in which the rules are tried."""
    return [
        *_places(before, after, lang),
        *(
            difference
            for known in dict.fromkeys((*before.by_id, *after.by_id))
            for difference in _rows(before.by_id.get(known), after.by_id.get(known), lang)
        ),
        *_cases(before, after, lang),
    ]


def _places(before: RuleBook, after: RuleBook, lang: str) -> Iterator[Difference]:
    """Name the rules that changed places; that others give way by a number says nothing."""
    had, have = list(before.rules), list(after.rules)
    blocks = SequenceMatcher(None, had, have, autojunk=False).get_matching_blocks()
    kept = {rule for block in blocks for rule in have[block.b : block.b + block.size]}
    priorities = {rule: rows[0].priority for rule, rows in before.rules.items()}
    for rule in have:
        if rule in priorities and rule not in kept:
            yield Difference(
                what=say("change_place", lang, rule=rule, name=rule_name(rule, lang)),
                before=say("change_at", lang, place=had.index(rule) + 1),
                after=say("change_at", lang, place=have.index(rule) + 1),
            )
    shifted = [
        rule
        for rule in kept
        if rule in priorities and priorities[rule] != after.rules[rule][0].priority
    ]
    if shifted:
        yield Difference(
            what=say("change_shifted", lang),
            before=say("change_shifted_rules", lang, count=len(shifted)),
            after=say("change_same_order", lang),
        )


def _rows(before: Row | None, after: Row | None, lang: str) -> Iterator[Difference]:
    if before is None or after is None:
        nothing = say("change_nothing", lang)
        yield Difference(
            what=say("change_row", lang, row=(before or after).id),  # type: ignore[union-attr]
            before=row_text(before, lang) if before is not None else nothing,
            after=row_text(after, lang) if after is not None else nothing,
        )
        return
    pairs = {
        "action": (f"refund_action_{before.action}", f"refund_action_{after.action}"),
        "freight": (f"row_freight_{before.freight_by}", f"row_freight_{after.freight_by}"),
        "goods": (f"row_goods_{before.goods}", f"row_goods_{after.goods}"),
    }
    told = {name: (say(was, lang), say(now, lang)) for name, (was, now) in pairs.items()}
    told |= {
        "rate": (percent(before.rate), percent(after.rate)),
        "voucher": (percent(before.voucher), percent(after.voucher)),
        "clause": (_clauses(before, lang), _clauses(after, lang)),
        "note": (before.note, after.note),
    }
    for fact in dict.fromkeys((*before.when, *after.when)):
        was, now = (cell_text(fact, row.when.get(fact), lang) for row in (before, after))
        told[fact] = (was, now)
    for name, (was, now) in told.items():
        if was != now:
            field = fact_name(name, lang) if name in {*before.when, *after.when} else ""
            what = field or say(f"change_{name}", lang)
            row = say("change_row", lang, row=before.id)
            yield Difference(what=f"{row} {what}", before=was, after=now)


def _clauses(row: Row, lang: str) -> str:
    return listing((marked(one, lang) for one in row.clause), lang)


def _cases(before: RuleBook, after: RuleBook, lang: str) -> Iterator[Difference]:
    """Say which cases are expected to come to something else, are new, or are left out."""
    had, have = ({case["id"]: case for case in book.cases} for book in (before, after))
    nothing = say("change_nothing", lang)
    for known in dict.fromkeys((*had, *have)):
        if had.get(known) != have.get(known):
            was, now = (
                outcome_text(cases[known]["expected"], lang) if known in cases else nothing
                for cases in (had, have)
            )
            yield Difference(what=say("change_case", lang, case=known), before=was, after=now)
