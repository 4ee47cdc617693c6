"""Lookup: from what a person typed to the order they mean, within the shops they may see."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from rules.chat.phrases import tidy
from rules.chat.references import Reference, candidates
from rules.people.permissions import Actor
from storage.orders.orders import Order
from storage.tx import Tx

#: Digits by which people name an order or a phone number in short (contract, section 5).
_SHORT = range(4, 7)
#: Matches looked at before an answer is called ambiguous.
_LIMIT = 50

#: Words as typed -> the orders they name in full.
Names = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The one order that is meant."""

    order: Order


@dataclass(frozen=True, slots=True, kw_only=True)
class Several:
    """Orders that may be meant; only the person can say which."""

    order_nos: tuple[str, ...]
    guessed: bool  #: None of them is called as was typed.


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """No such order; near ones, if any."""

    near: tuple[str, ...] = ()


def named(tx: Tx, words: Collection[str]) -> Names:
    """
    Return which of these words name orders in full: by number, parcel or tracking number.

    Dress makes no difference (`rules.codes`), unless there is an order of exactly this number.
    """
    exact = tx.orders.find(words)
    alike, codes = tx.orders.all_alike(words), tx.parcels.orders_of(words)
    return {
        word: (word,)
        if word in exact
        else tuple(dict.fromkeys((*alike.get(word, ()), *codes.get(word, ()))))
        for word in words
        if word in exact or word in alike or word in codes
    }


def as_typed(tx: Tx, text: str, names: Names) -> Names:
    """
    Return the same for a text in which words of full width may stand, which chat reads as plain.

    Such a word names the order of exactly its characters, where there is one.
    """
    words = candidates(text)
    exact = tx.orders.find([word for word in words if tidy(word) != word])
    plain = {word: (word,) for word in words if word in names}
    return {**names, **{tidy(word): (*plain.get(tidy(word), ()), word) for word in exact}}


def with_applications(tx: Tx, words: Collection[str], names: Names) -> Names:
    """Return the same with words that name an application for a refund; orders go first."""
    called = tx.refunds.orders_called([word for word in words if word not in names])
    return {**called, **names}


def by_number(tx: Tx, number: str) -> Order | None:
    """
    Return the one order of this number: exactly as written, or else in another dress.

    Where several differ from it in dress alone, none is meant.
    """
    exact = tx.orders.get(number)
    if exact is not None:
        return exact
    alike = tx.orders.alike(number)
    return tx.orders.get(alike[0]) if len(alike) == 1 else None


def resolve(
    tx: Tx, actor: Actor, ref: Reference, names: Names, *, changes: bool, alone: bool
) -> Found | Several | Missing:
    """
    Return the order that a reference means, or those that it may mean.

    A part of what was typed is taken for the order only by a command that changes nothing; the last
    4-6 digits, of an order, a parcel's codes or a phone, only where nothing else was typed. An
    order named in full is returned even when it belongs to another shop: the permission gate
    refuses it.
    """
    exact = names.get(ref.text, ())
    if len(exact) == 1:
        return Found(order=tx.orders.find(exact)[exact[0]])
    if visible := _visible(tx, actor, exact):
        several = Several(order_nos=tuple(o.order_no for o in visible), guessed=False)
        return Found(order=visible[0]) if len(visible) == 1 else several
    part = _visible(tx, actor, names.get(ref.guess, ())) if ref.guess else []
    guesses = part or _visible(tx, actor, _ending_with(tx, ref.text))
    if len(guesses) == 1 and not changes and (part or alone):
        return Found(order=guesses[0])
    if guesses:
        return Several(order_nos=tuple(o.order_no for o in guesses), guessed=True)
    spelt = dict.fromkeys((ref.text, ref.text.upper(), ref.text.lower()))
    near = [order_no for one in spelt for order_no in tx.orders.near(one, _LIMIT)]
    return Missing(near=tuple(o.order_no for o in _visible(tx, actor, near)))


def _ending_with(tx: Tx, digits: str) -> list[str]:
    if len(digits) not in _SHORT or not (digits.isascii() and digits.isdigit()):
        return []
    return [*tx.orders.ending_with(digits, _LIMIT), *tx.parcels.ending_with(digits, _LIMIT)]


def _visible(tx: Tx, actor: Actor, order_nos: Collection[str]) -> list[Order]:
    found = tx.orders.find(set(order_nos))
    return [
        found[no] for no in dict.fromkeys(order_nos) if no in found and actor.sees(found[no].shop)
    ]
