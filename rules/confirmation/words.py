"""Words of confirmations: what events from outside mean for one, read from their own fields."""

from collections.abc import Mapping
from typing import Any

from rules.confirmation.confirmation import Result
from rules.confirmation.reports import KEYS, Said

#: Beginnings of `by` that name a platform or a machine: nobody said anything.
_NOBODY = ("platform", "auto", "system", "平台", "系统", "自动")
#: … and those that name whoever bought it, on our page, on the phone or at their platform.
_CUSTOMER = ("customer", "buyer", "call", "客户", "买家", "顾客", "消费者")
_RESULTS: Mapping[str, Result] = {
    **{result.value: result for result in Result},
    "完好": Result.INTACT,
    "破损": Result.DAMAGED,
    "少件": Result.MISSING,
    "漏发": Result.MISSING,
}


def is_nobodys(by: object) -> bool:
    """Say whether a confirmation is a platform's own, and not its customer's."""
    return str(by or "").strip().lower().startswith(_NOBODY)


def is_customers(by: object) -> bool:
    """Say whether a word came of the customer, and of nobody who works for the shop."""
    return str(by or "").strip().lower().startswith(_CUSTOMER)


def confirmed_as(data: Mapping[str, Any]) -> Result:
    """Return what `confirmation.received` says; a plain confirmation says that all is well."""
    return _RESULTS.get(str(data.get("result") or "").strip().lower(), Result.INTACT)


def reported_as(data: Mapping[str, Any]) -> Result | Said:
    """Return what `call.reported` says, by a word or by the key that was pressed."""
    word = str(data.get("result") or "").strip().lower()
    said = {said.value: said for said in Said}
    return _RESULTS.get(word) or KEYS.get(word) or said.get(word) or Said.UNANSWERED
