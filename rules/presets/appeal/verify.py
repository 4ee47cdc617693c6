"""
Verify this folder: python3 verify.py.

It needs nothing but Python 3.9 or newer, connects to nothing and writes nothing. It checks that
every file is the one that was packed (SHA256SUMS), that every audit row about the order is sealed
as it stands here, and that each seal leads to the head of the chain, which was told in the chat
when the pack was asked for.
"""

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

START = "0" * 64
SUMS = "SHA256SUMS"


def hashed(values: list[Any]) -> str:
    """Return what a list of values is sealed by."""
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def behind(number: int) -> int:
    """Return which earlier row is sealed in with a row, beside the one before."""
    left, last = number, 0
    while left:
        last = (1 << ((left + 1).bit_length() - 1)) - 1
        left -= last
    return number - last


def lines(path: Path) -> list[Any]:
    """Read a file with a JSON document in each line."""
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]


def wrong_files(folder: Path) -> Iterator[str]:
    """Yield what is wrong with the files."""
    listed = {SUMS}
    for line in (folder / SUMS).read_text("utf-8").split("\n"):
        digest, _, name = line.partition("  ")
        if not name:
            continue
        listed.add(name)
        if not (folder / name).is_file():
            yield f"{name}: missing / 不见了"
        elif hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest:
            yield f"{name}: changed / 被改过"
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.relative_to(folder).as_posix() not in listed:
            yield f"{path.relative_to(folder).as_posix()}: added / 多出来的"


def wrong_rows(folder: Path) -> Iterator[str]:
    """Yield what is wrong with the audit rows, and with their way to the head of the chain."""
    audit = json.loads((folder / "pack.json").read_text("utf-8"))["audit"]
    head, told = audit["head"], audit["told"]
    steps = {one["number"]: one for one in lines(folder / "audit" / "chain.jsonl")}
    seals = {0: START}
    for number, one in sorted(steps.items()):
        fits = seals.get(number - 1, one["before"]) == one["before"]
        fits = fits and seals.get(behind(number), one["far"]) == one["far"]
        if not fits or one["seal"] != hashed([number, one["before"], one["far"], one["digest"]]):
            yield f"audit row {number}: its seal is not of this chain / 封印不属于这条链"
        seals[number] = one["seal"]
    if seals.get(head["number"]) != head["seal"] or not head["seal"].startswith(told):
        yield f"audit row {head['number']}: not the head / 不是链尾"
    reached: set[int] = set()
    ways = [head["number"]]
    while ways:
        number = ways.pop()
        if number in steps and number not in reached:
            reached.add(number)
            ways += [number - 1, behind(number)]
    for row in lines(folder / "audit" / "rows.jsonl"):
        number, values = row["number"], row["values"]
        said = row["digest"] if values is None else hashed(values)
        if number not in steps or said != steps[number]["digest"]:
            yield f"audit row {number}: changed / 被改过"
        elif number not in reached:
            yield f"audit row {number}: no way leads to it from the head / 从链尾走不到"


def main(folder: Path) -> int:
    """Say what is wrong, or what the pack is about and where its chain ends."""
    try:
        wrong = [*wrong_files(folder), *wrong_rows(folder)]
        pack = json.loads((folder / "pack.json").read_text("utf-8"))
    except (OSError, ValueError, LookupError, TypeError) as error:
        wrong = [f"unreadable / 读不了: {error!r}"]
    for one in wrong:
        print("WRONG", one)
    if wrong:
        return 1
    head = pack["audit"]["head"]
    print(f"OK. Order {pack['order_no']} as of {pack['until']}. / 完好。")
    print(f"Head of the audit chain / 审计链尾: row {head['number']}, {head['seal']}")
    print("Compare it with what the chat says. / 请与聊天里说的对照。")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(__file__).resolve().parent))
