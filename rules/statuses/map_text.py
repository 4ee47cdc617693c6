"""Map texts: a version of the status map, and a change of it, as they are kept."""

import json
from collections.abc import Iterable
from functools import lru_cache
from types import MappingProxyType

from rules.statuses.status_map import Row, StatusMap

_FIELDS = tuple(Row.__dataclass_fields__)


def rows_text(rows: Iterable[Row]) -> str:
    """Write rows: all of a version, or those that a draft changes."""
    written = [[getattr(row, name) for name in _FIELDS] for row in rows]
    return json.dumps(written, ensure_ascii=False, separators=(",", ":"))


def read_rows(text: str) -> list[Row]:
    """Read rows that we wrote."""
    return [Row(**dict(zip(_FIELDS, cells, strict=True))) for cells in json.loads(text)]


# A version never changes, and there are few in use; reading one costs a thousand look-ups.
@lru_cache(maxsize=8)
def read_map(text: str, version: int, spoken_as: StatusMap) -> StatusMap:
    """Read a version in full, for systems that speak the vocabularies of `spoken_as`."""
    rows = MappingProxyType({row.key: row for row in read_rows(text)})
    return StatusMap(version=version, rows=rows, vocabularies=spoken_as.vocabularies)
