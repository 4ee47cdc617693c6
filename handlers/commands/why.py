"""`为什么`: every signal of an order, hits and non-hits, with the sum that follows (A-36)."""

from datetime import datetime

from handlers.deps import Deps
from handlers.orders.look import grounds_of, look_at
from rules.cards.alert.lines import part_text
from rules.resonance.explain import Standing, explain, smallest_relief
from rules.resonance.measure import decimal_text
from rules.wording.say import clock, kind_name, listing, say
from storage.orders.orders import Order
from storage.tx import Tx


def why(tx: Tx, deps: Deps, asked: Order, now: datetime) -> str:
    """Explain a score to the last decimal."""
    seen = look_at(tx, deps, asked.order_no, now)
    if seen is None:
        return say("not_found", deps.lang, ref=asked.order_no)
    lang, result = deps.lang, seen.resonance
    version = result.policy_version + (f"+{result.season}" if result.season else "")
    score, level = decimal_text(result.score), say(f"level_{result.level}", lang)
    lines = [
        say("why_title", lang, order_no=asked.order_no, score=score, level=level, version=version)
    ]
    parts = {part.kind: part for part in result.parts}
    grounds = grounds_of(seen, deps, now)
    explained = explain(seen.facts, seen.policy, now=now, rebased_at=seen.case.order.rebased_at)
    for line in sorted(explained, key=lambda e: (e.standing is not Standing.HIT, -e.contribution)):
        name, standing = kind_name(line.kind, lang), say(f"standing_{line.standing}", lang)
        if line.kind in parts:
            text, ground = part_text(parts[line.kind], lang), grounds.get(line.kind, "")
            lines.append(say("why_ground", lang, line=text, ground=ground) if ground else text)
        elif line.at is not None:
            at = clock(line.at, now=now, tz=deps.timezone)
            lines.append(say("why_line_at", lang, name=name, standing=standing, at=at))
        else:
            lines.append(say("why_line", lang, name=name, standing=standing))
    if result.parts:
        total = say("plus", lang).join(decimal_text(part.contribution) for part in result.parts)
        lines.append(say("why_total", lang, sum=total, score=score))
    relief = smallest_relief(result, seen.policy)
    if relief:
        kinds = listing((kind_name(kind, lang) for kind in relief), lang)
        threshold = say(f"threshold_{result.level}", lang)
        lines.append(say("why_relief", lang, kinds=kinds, level=threshold))
    if result.hard:
        lines.append(
            say(
                "why_hard", lang, rules=listing((say(f"hard_{r}", lang) for r in result.hard), lang)
            )
        )
    return "\n".join(lines)
