"""
Every way in which the papers on the platforms say that they fail has a test, or a reason.

A test is named as `file.py::name`; a reason begins with a dash.
"""

import ast
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.conformance.bench import Fault
from tests.conformance.platforms import BENCHES

TESTS = Path(__file__).parents[1]
TALK, WIRE, SENT = (f"conformance/test_{one}.py::" for one in ("talk", "stream", "delivery"))
_DING, _WECOM, _SLACK = (f"conformance/test_only_{one}.py::" for one in BENCHES)
_PRESS, _ODD = "test_a_press_delivered_again_is_done_once", "test_an_odd_frame_hurts_nobody"
_END = f"{WIRE}test_every_end_is_followed_by_a_new_connection"
_NEW = f"{WIRE}test_a_refusal_is_told_and_tried_again_with_something_new"
_STORM = f"{WIRE}test_a_storm_of_closes_costs_a_bounded_number_of_connections"
_KICK = f"{WIRE}test_a_kick_is_told_and_answered_with_a_wait_and_no_war"
_WAY = f"{SENT}test_an_answer_gets_through_once_whatever_becomes_of_its_way"
_STOPS = f"{SENT}test_what_stops_the_whole_channel_is_tried_later_and_said"
_NOT = f"{SENT}test_what_is_not_permitted_or_not_delivered_is_given_up_and_said"
_UNKNOWN = f"{SENT}test_what_left_without_an_answer_is_unknown_and_not_sent_again_blindly"
_WAITS = f"{SENT}test_a_throttle_says_how_long_and_nothing_was_shown"
_PLAIN = f"{SENT}test_where_cards_are_refused_the_buttons_become_commands"
_MANY = f"{TALK}test_fifty_questions_at_once_are_acked_and_hold_no_ping_up"
_AGAIN = f"{TALK}test_a_message_delivered_again_is_answered_once"
_RESTART = f"{TALK}test_what_comes_again_on_another_connection_or_after_a_restart_has_its_old_id"
_PRESS_ELSEWHERE = f"{TALK}test_a_press_that_comes_again_on_another_connection_has_its_old_id"
_QUOTED = f"{TALK}test_an_answer_to_a_card_names_that_card"
_PRESENT = f"{SENT}test_a_card_sent_again_shows_the_present_on_every_copy_that_can_change"
_GATE = "bot/test_wecom_client.py::test_what_an_ack_makes_of_a_card"

PAPERS: Mapping[str, Mapping[str, str]] = {
    "dingtalk": {
        "disconnect frame": f"{WIRE}test_the_new_connection_is_there_before_the_old_one_is_gone",
        "disconnect without messageId": (
            f"{_DING}test_disconnect_in_the_form_of_the_documents_is_understood"
        ),
        "TCP cut, clean close, stall": _END,
        "close storm": _STORM,
        "redelivery at once, after 60 s": _AGAIN,
        "redelivery under the same messageId": (
            f"{_DING}test_a_press_has_no_id_of_its_own_and_is_done_once_all_the_same"
        ),
        "redelivery on another connection, after a restart": _RESTART,
        "a press delivered again on another connection": _PRESS_ELSEWHERE,
        "slow ack, many messages": _MANY,
        "open call refused: 401, 400, 503, HTML; expired ticket": _NEW,
        "open call hangs": (
            f"{WIRE}test_an_open_call_that_hangs_leaves_the_loop_free_and_pings_answered"
        ),
        "token expired": f"{SENT}test_a_token_that_is_over_is_renewed_once_for_all_who_wait",
        "token refused with 401": f"{_DING}test_a_token_that_is_refused_twice_holds_the_channel",
        "token endpoint fails": f"{_DING}test_throttles_and_quotas_hold_the_whole_channel",
        "429 with Retry-After": _WAITS,
        "403 QpsLimit, ban of the address": (
            f"{_DING}test_throttles_and_quotas_hold_the_whole_channel"
        ),
        "send.too.fast": f"{_DING}test_send_too_fast_is_a_throttle_and_not_a_mistake",
        "webhook throttled": _WAY,
        "permission denied": _NOT,
        "cards denied": _PLAIN,
        "quota": _STOPS,
        "quota: a message without its text": f"{TALK}{_ODD}",
        "server: 500": f"{SENT}test_a_server_that_fails_is_never_the_end_of_a_card",
        "server: 500 with a word of DingTalk's": (
            f"{_DING}test_a_failure_in_dingtalks_own_words_is_a_refusal_and_tried_again_in_seconds"
        ),
        "token endpoint fails while the token is dead": (
            f"{_DING}test_a_dead_token_is_never_sent_again_while_no_other_can_be_fetched"
        ),
        "server: 504": f"{_DING}test_a_gateway_that_gave_up_may_have_done_it",
        "server: hang, reset after apply": _UNKNOWN,
        "deliverResults: success=false": _NOT,
        "the three staff lists": f"{_DING}test_each_staff_list_is_a_failure",
        "session expired": _WAY,
        "malformed frames": f"{TALK}{_ODD}",
        "the same button twice": f"{TALK}{_PRESS}",
        "two users": (
            "stories/test_red_alert.py::"
            "test_of_two_people_pressing_at_once_one_wins_and_the_other_learns_who"
        ),
        "repliedMsg: text, rich text, card": (
            "bot/test_dingtalk_parse.py::test_what_is_quoted_is_read_in_each_of_its_forms"
        ),
        "a card that is quoted by its name alone": _QUOTED,
        "a press behind a slow database": (
            f"{TALK}test_a_press_that_takes_its_time_is_acked_in_time"
        ),
        "audio with its recognition": (
            "bot/test_dingtalk_parse.py::test_a_voice_is_read_as_typed"
        ),
        "unauthorised user": (
            f"{TALK}test_a_strangers_press_is_refused_to_them_alone_or_without_numbers"
        ),
        "press on an old card after a restart": (
            f"{_DING}test_a_press_is_understood_in_either_shape_after_a_restart"
        ),
        "clock skew at /robot/send": "- the custom group robot is not used",
        "a card sent again after its lease ran out": _PRESENT,
        "the last calls of the month": (
            "stories/test_delivery_quota.py::test_the_last_messages_of_a_month_are_reds_"
            "and_what_has_no_room_is_shown_in_the_console"
        ),
    },
    "wecom": {
        "bad secret, bad bot": _NEW,
        "subscribes too often": "bot/test_wecom_stream.py::"
        "test_a_refused_subscribe_is_tried_again_slowly",
        "not subscribed any more": (
            f"{_WECOM}test_a_forgotten_subscription_shows_only_when_something_is_sent"
        ),
        "no pong, half-open": _END,
        "kick": _KICK,
        "kick that leaves the socket half alive": (
            f"{_WECOM}test_a_kick_that_leaves_the_socket_half_alive_is_a_kick"
        ),
        "close 1000, 1001, 1011, 1012, 1006": (
            "bot/test_wecom_stream.py::test_every_end_is_a_disconnect"
        ),
        "close at once, again and again": _STORM,
        "gateway hangs": (
            f"{WIRE}test_an_open_call_that_hangs_leaves_the_loop_free_and_pings_answered"
        ),
        "gateway refuses the handshake": _NEW,
        "gateway down at the start": (
            "bot/test_wecom_stream.py::test_a_gateway_that_comes_later_is_found"
        ),
        "raw control characters": f"{_WECOM}test_raw_control_characters_in_a_frame_are_read",
        "unknown events and commands": f"{TALK}{_ODD}",
        "nested and flat card events": (
            f"{_WECOM}test_an_event_in_the_flat_form_is_a_press_too"
        ),
        "the same msgid twice": _AGAIN,
        "the same press twice": f"{TALK}{_PRESS}",
        "delivered again after a reconnect": _RESTART,
        "a press delivered again after a reconnect": _PRESS_ELSEWHERE,
        "windows over: 846604, 846605, 846608": (
            "bot/test_wecom_client.py::test_an_answer_that_is_too_late_is_pushed"
        ),
        "card update after five seconds": (
            "bot/test_wecom_client.py::test_a_press_that_took_too_long_leaves_the_card_and_is_told"
        ),
        "nobody has written there: 93006": _NOT,
        "cards to groups refused": _PLAIN,
        "45009": _WAITS,
        "-1, and the other codes of an ack": _GATE,
        "ack dropped, connection broken before the ack": _UNKNOWN,
        "ack of an answer dropped": _WAY,
        "card names used twice: 42014": (
            "bot/test_wecom_client.py::test_each_attempt_of_a_card_has_a_name_that_wecom_takes"
        ),
        "content over the bytes": (
            f"{SENT}test_a_long_text_is_cut_on_a_character_and_within_the_bytes"
        ),
        "many messages, pings go on": _MANY,
        "uploads": f"{SENT}test_an_image_is_shown_where_people_look",
        "quote: text, mixed, card": (
            "bot/test_wecom_parse.py::test_what_is_quoted_is_read_in_each_of_its_forms"
        ),
        "a card that is quoted": _QUOTED,
        "a card sent again after its lease ran out": _PRESENT,
        "a name with blanks": "bot/test_mentions.py::test_the_whole_name_goes_and_nothing_else",
        "a press behind a slow database": (
            f"{_WECOM}test_a_press_behind_a_slow_database_leaves_the_card_and_its_result_follows"
        ),
        "an answer cut off before its ack": (
            f"{_WECOM}test_an_answer_that_broke_off_is_given_once_more_and_says_so"
        ),
        "more answers than a minute takes": (
            f"{_WECOM}test_forty_five_questions_are_answered_in_order_with_one_word_of_delay"
        ),
        "an update after a press, and the sentence behind it": (
            "stories/test_pressed_cards.py::"
            "test_of_the_only_card_that_changed_when_pressed_nothing_more_is_said"
        ),
    },
    "slack": {
        "refused handshake spends the ticket": _NEW,
        "gap at refresh": f"{WIRE}test_the_new_connection_is_there_before_the_old_one_is_gone",
        "ghosts": f"{WIRE}test_connections_elsewhere_are_told_in_the_status",
        "too_many_websockets": _KICK,
        "clean close storm": _STORM,
        "half-open TCP, cut, close": _END,
        "open call hangs": (
            f"{WIRE}test_an_open_call_that_hangs_leaves_the_loop_free_and_pings_answered"
        ),
        "bad app token": _NEW,
        "bad bot token": _STOPS,
        "an event delivered again": _AGAIN,
        "a click delivered again": f"{TALK}{_PRESS}",
        "retried after a restart": _RESTART,
        "a click delivered again on another connection": _PRESS_ELSEWHERE,
        "late acks, a burst": _MANY,
        "a command that takes its time": (
            f"{TALK}test_a_press_that_takes_its_time_is_acked_in_time"
        ),
        "429 in respond(), used_url": _WAY,
        "429 on a post": _WAITS,
        "order lost in a burst": (
            f"{_SLACK}test_commands_of_a_channel_are_done_in_their_order"
        ),
        "posted twice after a reset; timeout is no refusal": _UNKNOWN,
        "a post that arrived late": (
            f"{_SLACK}test_a_post_that_arrived_is_found_and_not_posted_twice"
        ),
        "a card sent again after its lease ran out": _PRESENT,
        "missing scope": _NOT,
        "blocks refused": _PLAIN,
        "5xx": f"{SENT}test_a_server_that_fails_is_never_the_end_of_a_card",
        "traps in the environment": (
            f"{_SLACK}test_bolt_reads_no_traps_from_the_environment"
        ),
        "unknown payloads": f"{TALK}{_ODD}",
        "a slash command without words": (
            f"{_SLACK}test_a_slash_command_without_words_asks_for_help"
        ),
        "everybody called by user data": (
            "bot/test_slack_render.py::test_a_card_is_within_the_limits_and_calls_nobody"
        ),
        "a reply in the thread of a card": _QUOTED,
        "a message that is shared": f"{TALK}test_words_that_are_quoted_come_along",
        "unclean exit": (
            f"{WIRE}test_a_stop_lets_an_answer_out_and_leaves_no_task_and_no_socket"
        ),
    },
}  # fmt: skip


def _names(path: Path) -> set[str]:
    """Return the tests of a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {one.name for one in tree.body if isinstance(one, kinds)}


@pytest.mark.parametrize("platform", PAPERS)
def test_every_fault_of_the_paper_has_a_test_that_exists_or_a_reason(platform: str) -> None:
    missing = []
    for fault, where in PAPERS[platform].items():
        path, _, name = where.partition("::")
        there = where.startswith("- ") or (
            (TESTS / path).is_file() and name in _names(TESTS / path)
        )
        missing += [] if there else [fault]

    assert missing == []


@pytest.mark.parametrize("platform", BENCHES)
def test_what_a_platform_does_not_have_is_said_with_its_reason(platform: str) -> None:
    assert platform in PAPERS
    assert all(len(reason) > 20 for reason in BENCHES[platform].absent.values())


@pytest.mark.parametrize("fault", Fault)
def test_every_fault_of_the_benches_strikes_somewhere_in_the_suite(fault: Fault) -> None:
    suite = "".join(
        path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py")
    )

    assert f"Fault.{fault.name}" in suite
    assert any(fault not in bench.absent for bench in BENCHES.values())
