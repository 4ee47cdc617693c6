"""The API document is true: schemathesis tries everything it says against the live app."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, assume, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.core.result import Ok

from tests.bot.conftest import TOKEN, Api

pytestmark = [pytest.mark.wire]


def test_the_document_names_every_route(api: Api) -> None:
    document = api.http.get("/openapi.json").json()
    routes = {getattr(route, "path", "") for route in api.app.router.routes}
    assert routes == set(document["paths"])
    assert document["openapi"].startswith("3.1")
    text = json.dumps(document)
    names = {part.split('"')[0] for part in text.split('"#/components/schemas/')[1:]}
    assert names <= document["components"]["schemas"].keys()


#: Of each kind for each operation, in `make prove` more; the checks are all of schemathesis's own.
_SAMPLE, _FULL = 8, 60
#: Wrong data is refused by one of these. Schemathesis's own list leaves out 413, by which a list of
#: too many events is refused when its text is over 5 MB as well.
_REFUSALS = [400, 401, 403, 404, 405, 406, 409, 413, 415, 422, 428, 429]
#: A schema can refuse the years to come but not the rest of this one: so this one is nearly over.
_LAST_DAYS = datetime(2026, 12, 30, 20, tzinfo=UTC)


@pytest.mark.proof
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_schemathesis_finds_nothing(
    one_source: Api, mode: GenerationMode, *, full_proof: bool
) -> None:
    one_source.clock.at = _LAST_DAYS
    headers = {"Authorization": f"Bearer {TOKEN}"}
    config = SchemathesisConfig.from_dict(
        {"checks": {"negative_data_rejection": {"expected-statuses": _REFUSALS}}}
    )
    schema = schemathesis.openapi.from_url(f"{one_source.url}/openapi.json", config=config)
    tried = 0
    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()
        if mode is GenerationMode.NEGATIVE and not (
            operation.body or operation.path_parameters or operation.query
        ):
            continue  # nothing about it can be wrong
        strategy = operation.as_strategy(generation_mode=mode)
        tried += 1

        @settings(
            max_examples=_FULL if full_proof else _SAMPLE,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=strategy)
        def attack(case: schemathesis.Case[Any]) -> None:
            case.body = _with_whole_numbers(case.body)
            if mode is GenerationMode.POSITIVE:
                _put_in_order(case.query)
            # An object or a list of nothing does not reach the wire under its name, and what is
            # left of the query may be right.
            assume(not any(v == [] or isinstance(v, dict) for v in case.query.values()))
            case.call_and_validate(headers=headers)

        try:
            attack()
        except Unsatisfiable:
            # Of an address alone nearly every text is right: it may find none that is wrong.
            assert mode is GenerationMode.NEGATIVE
            assert not operation.body
    assert tried >= 5


def _put_in_order(query: dict[str, Any]) -> None:
    """Turn days round that end before they begin: of two fields at once a schema says nothing."""
    if {"from", "until"} <= query.keys():
        query["from"], query["until"] = sorted((query["from"], query["until"]))


def _with_whole_numbers(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Write 1.0 as 1: to JSON Schema both are integers, and no schema can tell them apart."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_with_whole_numbers(one) for one in value]
    if isinstance(value, dict):
        return {name: _with_whole_numbers(one) for name, one in value.items()}
    return value
