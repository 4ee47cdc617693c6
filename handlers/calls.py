"""Calls: what a system outside may be told of, and for each what follows its answer."""

from collections.abc import Mapping
from types import MappingProxyType

from handlers.confirmation import asking
from handlers.deps import CallSubject
from handlers.gateways import recalls, warehouse
from handlers.payments import asking as payments
from handlers.refunds import settling
from handlers.statuses import steps

#: The composition root hands this in as `Deps.calls`.
CALLS: Mapping[str, CallSubject] = MappingProxyType({
    steps.SUBJECT: CallSubject(leaving=steps.leaving, settled=steps.settled),
    warehouse.SUBJECT: CallSubject(leaving=warehouse.leaving, settled=warehouse.settled),
    recalls.SUBJECT: CallSubject(leaving=recalls.leaving, settled=recalls.settled),
    settling.SUBJECT: CallSubject(leaving=settling.leaving, settled=settling.settled),
    asking.SUBJECT: CallSubject(leaving=asking.leaving, settled=asking.settled),
    payments.SUBJECT: CallSubject(leaving=payments.leaving, settled=payments.settled),
})  # fmt: skip
