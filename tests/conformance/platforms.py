"""Which platforms there are, and which of them a test is for."""

from collections.abc import Mapping

import pytest

from tests.conformance.bench import Bench, Fault
from tests.conformance.dingtalk import DingTalkBench
from tests.conformance.slack import SlackBench
from tests.conformance.wecom import WeComBench

BENCHES: Mapping[str, type[Bench]] = {
    "dingtalk": DingTalkBench, "wecom": WeComBench, "slack": SlackBench,
}  # fmt: skip

#: Tests for every place where people talk, the console too.
everywhere = pytest.mark.parametrize("bench", [*BENCHES, "console"], indirect=True)
#: Tests for every platform at the other end of a wire.
on_the_wire = pytest.mark.parametrize("bench", list(BENCHES), indirect=True)


def facing(*faults: Fault) -> pytest.MarkDecorator:
    """Run a test with each fault on each platform that has it."""
    cases = [
        pytest.param(name, fault, id=f"{name}-{fault.name.lower()}")
        for name, bench in BENCHES.items()
        for fault in faults
        if fault not in bench.absent
    ]
    return pytest.mark.parametrize(("bench", "fault"), cases, indirect=["bench"])
