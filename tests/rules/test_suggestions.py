"""Tests of the advice: never none at orange or red, and each can be followed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.cards.suggestions import MOST, Suggestion, look, suggest
from rules.chat.grammar import Command
from rules.chat.references import Reference
from rules.vocabulary import HardRule, Kind, Level
from rules.wording.cards import SUGGESTIONS
from rules.wording.say import LANGUAGES
from tests.rules.reading import reading

ALERTS = st.sampled_from([Level.ORANGE, Level.RED])


def advice(
    *kinds: str,
    hard: tuple[str, ...] = (),
    high_value: bool = False,
    level: Level = Level.ORANGE,
    held: bool | None = None,
    left: bool = False,
) -> dict[str, Suggestion]:
    made = suggest(
        kinds, hard, high_value=high_value, level=level, left=left,
        held=level is Level.RED if held is None else held, order_no="1024", lang="zh",
    )  # fmt: skip
    return {one.code: one for one in made}


def test_a_second_address_change_on_a_dear_order_means_a_call_about_the_specification() -> None:
    made = advice(Kind.ADDRESS_CHANGED, Kind.ADDRESS_BURST, high_value=True)

    first = next(iter(made.values()))
    assert first.text == "电话确认镜框尺寸等规格后再发货"
    assert first.command is None
    assert "call_specification" not in advice(Kind.ADDRESS_CHANGED, Kind.ADDRESS_BURST)
    assert "call_specification" not in advice(Kind.ADDRESS_CHANGED, high_value=True)


def test_urgent_and_late_means_air_freight_first() -> None:
    made = advice(Kind.DEADLINE_BURN, Kind.URGENT_WORDS)

    assert next(iter(made.values())).text == "优先分配顺丰空运"
    assert "air_freight" not in advice(Kind.URGENT_WORDS)


def test_several_pieces_mean_an_inspection_with_three_photos() -> None:
    assert "触发质检加拍3张细节图" in advice(Kind.MULTI_PIECE)["inspect_three_photos"].text


@pytest.mark.parametrize(
    ("kinds", "code"),
    [
        ((Kind.CHAT_OPENED, Kind.ADDRESS_CHANGED), "call_before_ship"),
        ((Kind.CHAT_OPENED, Kind.ADDRESS_BURST), "call_before_ship"),
        ((Kind.COUPON_DEPTH, Kind.ADDRESS_CHANGED), "check_account"),
        ((Kind.STATUS_CONFLICT, Kind.TRACE_STALL), "find_goods"),
        ((Kind.LABEL_SLOW, Kind.DEADLINE_BURN), "other_printer"),
        ((Kind.MULTI_PIECE, Kind.DEADLINE_BURN), "ship_first_parts"),
        ((Kind.CHAT_OPENED, Kind.URGENT_WORDS), "answer_arrival"),
    ],
)
def test_combinations_say_more_than_their_parts(kinds: tuple[Kind, ...], code: str) -> None:
    assert code in advice(*kinds)
    assert all(code not in advice(kind) for kind in kinds)


@pytest.mark.parametrize("kind", Kind)
def test_every_signal_has_advice_of_its_own(kind: Kind) -> None:
    assert set(advice(kind)) != {"look"}


@pytest.mark.parametrize("rule", HardRule)
def test_every_hard_rule_has_advice_that_comes_first(rule: HardRule) -> None:
    made = list(advice(Kind.PAY_DWELL, hard=(rule,)))

    assert made[0] != "check_choice"
    assert made[1] == "check_choice"


def test_a_configured_signal_sends_people_to_the_reasons() -> None:
    assert advice("vip_complaint")["look"].command == "为什么 1024"


def test_red_always_ends_with_verify_then_release() -> None:
    made = advice(*Kind, hard=tuple(HardRule), high_value=True, level=Level.RED)

    assert len(made) == MOST
    assert list(made)[-1] == "verify_release"
    assert made["verify_release"].command == "放行 1024"


@pytest.mark.parametrize(("held", "left"), [(True, False), (False, True)])
def test_nobody_is_advised_to_lock_what_is_locked_or_has_left(*, held: bool, left: bool) -> None:
    kinds, hard = [Kind.ADDRESS_CHANGED, Kind.URGENT_WORDS], (HardRule.BLACK_LISTED,)

    free = advice(*kinds, hard=hard)
    made = advice(*kinds, hard=hard, held=held, left=left)

    assert set(free) - set(made) == {"lock_address", "black_listed"}
    assert set(advice(Kind.ADDRESS_CHANGED, held=held, left=left)) == {"look"}


def test_a_calm_order_without_signals_needs_no_advice() -> None:
    assert not advice(level=Level.CALM)


@given(
    st.lists(st.sampled_from([*Kind, "custom"]), unique=True),
    st.sets(st.sampled_from(HardRule)),
    st.booleans(),
    ALERTS,
    st.booleans(),
    st.booleans(),
    st.sampled_from(LANGUAGES),
)
def test_orange_and_red_never_go_without_advice_and_each_is_doable(
    kinds: list[str],
    hard: set[HardRule],
    high_value: bool,  # noqa: FBT001  # hypothesis gives positional arguments
    level: Level,
    held: bool,  # noqa: FBT001
    left: bool,  # noqa: FBT001
    lang: str,
) -> None:
    made = suggest(
        kinds, hard, high_value=high_value, level=level, held=held, left=left,
        order_no="SO-7", lang=lang,
    )  # fmt: skip

    assert 1 <= len(made) <= MOST
    assert len({one.code for one in made}) == len(made)
    for one in (*made, look("SO-7", lang)):
        assert one.text
        if one.command is not None:
            command = reading(one.command)
            assert isinstance(command, Command)
            assert command.refs == (Reference(text="SO-7"),)


def test_no_advice_is_written_that_can_never_be_given() -> None:
    given_codes: set[str] = set()
    for one in [*Kind, "custom"]:
        given_codes |= set(advice(one, level=Level.RED))
        for other in Kind:
            given_codes |= set(advice(one, other, high_value=True))
    for rule in HardRule:
        given_codes |= set(advice(hard=(rule,)))

    assert {f"suggest_{code}" for code in given_codes} == set(SUGGESTIONS)
