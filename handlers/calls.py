"""Calls: what a system outside may be told of, and for each what follows its answer."""

from collections.abc import Mapping
from types import MappingProxyType

from handlers.delivery import warehouse
from handlers.deps import CallSubject

#: The composition root hands this in as `Deps.calls`.
CALLS: Mapping[str, CallSubject] = MappingProxyType({
    warehouse.SUBJECT: CallSubject(is_meant=warehouse.is_meant, settled=warehouse.settled),
})  # fmt: skip
