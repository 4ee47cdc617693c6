"""What an order's page shows beside its story: what may be done, goods, customer, links out."""

import re
from collections.abc import Mapping
from typing import Any

from bot.channels.console.labels import label
from bot.channels.console.views.order_data import Reading
from handlers.desk.order import OrderDesk
from rules.chat.help import command_word
from rules.chat.words import Name
from rules.desk.items import Do
from rules.masking import mask_phone, mask_phones
from rules.orders.brief import Goods

#: Of each: its key, the word that does it, and whether it asks why.
_ACTS = {
    Do.LOCK: ("l", Name.LOCK, True),
    Do.RELEASE: ("r", Name.RELEASE, True),
    Do.CLAIM: ("c", Name.CLAIM, False),
    Do.FALSE_ALARM: ("f", Name.FALSE_ALARM, False),
    Do.USEFUL: ("u", Name.USEFUL, False),
}
_REGION = ("province", "city", "district")
#: So many goods are shown at once; the rest is folded away.
_GOODS = 8


def order_desk(found: OrderDesk, order_no: str, reading: Reading) -> dict[str, Any]:
    """Write it for the page; nobody is named in full there."""
    lang, about = reading.lang, found.brief
    further = about.goods[_GOODS:]
    return {
        "acts": [
            {
                "code": do.value,
                "name": label(f"do_{do}", lang),
                "key": _ACTS[do][0],
                "command": f"{command_word(_ACTS[do][1], lang)} {order_no}",
                "reason": _ACTS[do][2],
            }
            for do in found.may
        ],
        "customer": " · ".join(
            filter(None, (_name(about.customer), _phone(about.phone), about.tier))
        ),
        "wrote": mask_phones(about.wrote),
        "address": _address(found.address),
        "goods": [_goods(one, lang) for one in about.goods[:_GOODS]],
        "further_goods": [_goods(one, lang) for one in further],
        "goods_more": label("goods_more", lang, count=len(further)) if further else "",
        "notes": [
            {"text": mask_phones(one.mark), "by": one.by, "at": reading.at(one.at)}
            for one in found.marks
        ],
        "links": [{"name": name, "url": url} for name, url in found.links],
    }  # fmt: skip


def _goods(one: Goods, lang: str) -> dict[str, str]:
    gift = label("gift", lang) if one.gift else ""
    return {"name": one.name, "pieces": f"× {one.pieces}", "gift": gift}


def _name(name: str) -> str:
    return name[:1] + "*" * max(1, min(len(name) - 1, 3)) if name else ""


def _phone(phone: str) -> str:
    return mask_phone(phone) if phone else ""


def _address(told: Mapping[str, Any]) -> str:
    """Return where it goes, without the numbers of houses and doors."""
    region = [str(told.get(part) or "") for part in _REGION]
    detail = re.sub(r"\d+", "**", mask_phones(str(told.get("detail") or "")))
    return " ".join(filter(None, (*dict.fromkeys(region), detail)))
