"""Places: how far two are apart, and where an address lies that says so only in words."""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

#: Mean radius of the earth in metres (mission.md, section A).
EARTH = 6_371_008.8
#: What a name ends in that people leave out: 西湖 for 西湖区.
_ENDINGS = ("特别行政区", "自治区", "自治州", "自治县", "地区", "省", "市", "区", "县", "盟", "旗")
_SHORTEST = 2
#: An address in one line, down to its district; a city above it may be missing.
_LINE = re.compile(
    r"(?:[^省市区县]{2,8}?(?:省|自治区|市))?(?P<city>[^市区县]{2,10}?(?:市|自治州|地区|盟))?"
    r"(?P<district>[^市区县旗]{1,14}?(?:自治县|区|县|旗|市))?"
)
#: The adcode of a province ends in four zeros, of a city in two.
_PROVINCE, _CITY = "0000", "00"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A point in the one datum of all coordinates; Chinese maps use GCJ-02."""

    lat: float
    lng: float
    centre_of: str = ""  #: The district or city whose centre stands in for an address.


def metres_between(a: Place, b: Place) -> int:
    """Return the great-circle distance by the haversine formula, rounded to whole metres."""
    lat, lng = math.radians(b.lat - a.lat), math.radians(b.lng - a.lng)
    along = math.cos(math.radians(a.lat)) * math.cos(math.radians(b.lat))
    h = math.sin(lat / 2) ** 2 + along * math.sin(lng / 2) ** 2
    return round(2 * EARTH * math.asin(min(1.0, math.sqrt(h))))


def place_of(address: object, districts: "Districts") -> Place | None:
    """Return where an address is, or the centre of its district; None where neither is known."""
    if isinstance(address, str):
        found = _LINE.match("".join(address.split()))
        words = [found["district"] or "", found["city"] or ""] if found else []
        return districts.find(words, found[0] if found else "")
    if not isinstance(address, Mapping):
        return None
    lat, lng = address.get("lat"), address.get("lng")
    if lat is not None and lng is not None:
        return Place(lat=float(lat), lng=float(lng))
    words = [str(address.get(part) or "").strip() for part in ("district", "city", "province")]
    return districts.find(words[:2], "".join(words))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Centre:
    name: str
    place: Place
    above: tuple[str, ...]  #: The city and province it lies in.


@dataclass(frozen=True, slots=True)
class Districts:
    """Centres of districts and cities, by the name without its ending."""

    by_stem: Mapping[str, tuple[_Centre, ...]] = field(default_factory=dict)

    def find(self, words: Iterable[str], towns: str) -> Place | None:
        """
        Return the centre of the district that these words name, or else of the city.

        `words` come in the order in which they are believed; `towns` is all that the address says
        of where it is, by which districts of one name are told apart. None where several are left.
        """
        for word in words:
            alike = self.by_stem.get(_stem(word), ())
            named = [one for one in alike if one.name == word] or alike
            found = [one for one in named if any(_stem(n) in towns for n in one.above)] or named
            if len(found) == 1:
                return found[0].place
        return None


def read_districts(lines: Iterable[str]) -> Districts:
    """Read `adcode,name,lat,lng`, one a line; lines with # tell where the table comes from."""
    rows = [line.strip().split(",") for line in lines if line.strip() and not line.startswith("#")]
    names = {code: name for code, name, _, _ in rows}
    found: dict[str, list[_Centre]] = {}
    for code, name, lat, lng in rows:
        above = (names.get(code[:4] + _CITY, ""), names.get(code[:2] + _PROVINCE, ""))
        inside = tuple(one for one in above if one and one != name)
        place = Place(lat=float(lat), lng=float(lng), centre_of=name)
        found.setdefault(_stem(name), []).append(_Centre(name=name, place=place, above=inside))
    return Districts({stem: tuple(centres) for stem, centres in found.items()})


def _stem(name: str) -> str:
    """Return a name without its ending, where enough of it is left."""
    for ending in _ENDINGS:
        if name.endswith(ending) and len(name) - len(ending) >= _SHORTEST:
            return name.removesuffix(ending)
    return name
