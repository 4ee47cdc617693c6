"""What is checked on a template card, and what a person can press on it."""

import re
from typing import Any

from tests.platforms.wecom.answers import (
    BAD_PARAMETER,
    DUPLICATE,
    NO_ACTION,
    NO_SUBMIT,
)
from tests.platforms.wecom.world import Json, World

_TASK = re.compile(r"[0-9A-Za-z_\-@]{1,128}")
_ASKING = {"button_interaction", "vote_interaction", "multiple_interaction"}
_TELLING = {"text_notice", "news_notice"}
_FIELDS = {
    "card_type", "source", "action_menu", "main_title", "quote_area", "sub_title_text",
    "horizontal_content_list", "card_action", "task_id", "feedback",
}  # fmt: skip
_MORE = {
    "text_notice": {"emphasis_content", "jump_list"},
    "news_notice": {"card_image", "image_text_area", "vertical_content_list", "jump_list"},
    "button_interaction": {"button_selection", "button_list"},
    "vote_interaction": {"checkbox", "submit_button"},
    "multiple_interaction": {"select_list", "submit_button"},
}
_LENGTHS = {"horizontal_content_list": 6, "jump_list": 3, "vertical_content_list": 4}
_STYLES = (None, 1, 2, 3, 4)
Problem = tuple[int, str]


class _WrongError(Exception):
    def __init__(self, code: int, what: str) -> None:
        super().__init__(what)
        self.problem = (code, what)


def problem(world: World, card: Any, *, update_of: str | None = None) -> Problem | None:  # noqa: ANN401
    """Return what is wrong with a card, new or in the place of another."""
    try:
        _check(world, card, update_of)
    except _WrongError as wrong:
        return wrong.problem
    except (AttributeError, TypeError, KeyError, ValueError) as error:
        return BAD_PARAMETER, f"a malformed card: {type(error).__name__}: {error}"
    return None


def _need(true: object, what: str, code: int = BAD_PARAMETER) -> None:
    if not true:
        raise _WrongError(code, what)


def _check(world: World, card: Json, update_of: str | None) -> None:
    kind = card["card_type"]
    _need(kind in _MORE, f"card_type {kind}")
    _need(not (odd := set(card) - _FIELDS - _MORE[kind]), f"{kind} with {sorted(odd)}")
    head = card.get("main_title") or {}
    _need(
        head.get("title") or (kind == "text_notice" and card.get("sub_title_text")),
        f"{kind} without a title",
    )
    for text in (head.get("title"), head.get("desc"), card.get("sub_title_text")):
        _need(text is None or isinstance(text, str), "a title that is no string")
    for name, most in _LENGTHS.items():
        _need(len(card.get(name) or []) <= most, f"{name} longer than {most}")
    for row in card.get("horizontal_content_list") or []:
        _need(row.get("keyname") and isinstance(row.get("value", ""), str), "a row without a name")
        _need(row.get("type") != 1 or _url(row), "a row without its url")
        _need(row.get("type") != 3 or row.get("userid"), "a row without its userid")
    for jump in card.get("jump_list") or []:
        _need(jump.get("title") and (jump.get("type") != 1 or _url(jump)), "a bad jump")
    quote, action = card.get("quote_area") or {}, card.get("card_action") or {}
    _need(quote.get("type") != 1 or _url(quote), "quote_area without its url")
    _need(action.get("type") != 1 or _url(action), "card_action without its url", NO_ACTION)
    _need(len((card.get("feedback") or {}).get("id", "").encode()) <= 256, "feedback.id too long")
    if kind in _TELLING:
        _need(action.get("type") in (1, 2), f"{kind} without card_action", NO_ACTION)
    if kind == "news_notice":
        _need(
            card.get("card_image") or card.get("image_text_area"), "news_notice without a picture"
        )
    if kind == "button_interaction":
        _need(1 <= len(card.get("button_list") or []) <= 6, "not 1 to 6 buttons")
    elif kind in _ASKING:
        _submitted(card, kind)
    for name in ("button_list", "action_menu"):
        _keyed(card, name)
    keys = [button["key"] for button in buttons(card)]
    _need(len(keys) == len(set(keys)), "a button key used twice on a card")
    _task(world, card, kind, update_of)


def _url(part: Json) -> bool:
    return bool(re.match(r"https?://\S+", str(part.get("url", ""))))


def _submitted(card: Json, kind: str) -> None:
    submit = card.get("submit_button") or {}
    _need(submit.get("text") and submit.get("key"), f"{kind} without submit_button", NO_SUBMIT)
    questions = card["select_list"] if kind == "multiple_interaction" else [card["checkbox"]]
    _need(1 <= len(questions) <= 3, "not 1 to 3 questions")
    most = 10 if kind == "multiple_interaction" else 20
    for question in questions:
        options = question["option_list"]
        ids = [option["id"] for option in options]
        _need(question["question_key"] and 1 <= len(ids) <= most, "a bad question")
        _need(len(set(ids)) == len(ids), "an option id used twice")
        _need(all(0 < len(i.encode()) <= 128 for i in ids), "an option id too long")


def _keyed(card: Json, name: str) -> None:
    if name not in card:
        return
    rows = card[name] if name == "button_list" else card[name]["action_list"]
    if name == "action_menu":
        _need(1 <= len(rows) <= 3, "not 1 to 3 actions in the menu")
    for row in rows:
        _need(isinstance(row.get("text"), str) and row["text"], "a button without a text")
        _need(isinstance(row.get("key"), str) and row["key"], "a button without a key")
        _need(len(row["key"].encode()) <= 1024, "a button key over 1024 bytes")
        _need(row.get("style") in _STYLES, "a button with an unknown style")
        _need(not row.get("type") and "url" not in row, "a button with a link")


def _task(world: World, card: Json, kind: str, update_of: str | None) -> None:
    task = card.get("task_id")
    if task is None and kind in _TELLING and not card.get("action_menu"):
        return
    _need(isinstance(task, str) and _TASK.fullmatch(task), f"a bad task_id: {task}")
    if update_of is None:
        _need(task not in world.cards, f"task_id used twice: {task}", DUPLICATE)
    else:
        _need(task == update_of, "an update with another task_id")


def buttons(card: Json) -> list[Json]:
    """Return what can be pressed on a card."""
    menu = (card.get("action_menu") or {}).get("action_list") or []
    submit = [card["submit_button"]] if card.get("submit_button") else []
    return [*(card.get("button_list") or []), *submit, *menu]


def title(card: Json) -> str:
    """Return a card's title."""
    return str((card.get("main_title") or {}).get("title", ""))


def text(card: Json) -> str:
    """Return everything that a card says, a line for each part."""
    head, quote = card.get("main_title") or {}, card.get("quote_area") or {}
    rows = [
        f"{row['keyname']} {row.get('value', '')}"
        for row in card.get("horizontal_content_list") or []
    ]
    parts = [
        head.get("title"), head.get("desc"), card.get("sub_title_text"), *rows,
        quote.get("title"), quote.get("quote_text"),
    ]  # fmt: skip
    return "\n".join(part for part in parts if part)


def cut_off(card: Json) -> list[str]:
    """Return which parts a screen cuts off: advice of WeCom, and no error."""
    head = card.get("main_title") or {}
    long = {
        "title": len(head.get("title") or "") > 26,
        "desc": len(head.get("desc") or "") > 30,
        "sub_title_text": len(card.get("sub_title_text") or "") > 112,
    }
    for row in card.get("horizontal_content_list") or []:
        long[f"row {row['keyname']}"] = len(row["keyname"]) > 5 or len(row.get("value") or "") > 26
    for button in card.get("button_list") or []:
        long[f"button {button['text']}"] = len(button["text"]) > 10
    return [name for name, too in long.items() if too]
