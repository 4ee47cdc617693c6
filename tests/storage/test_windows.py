"""What was counted of partners is found by partner, without what else was counted that day."""

from rules.contracts.observation import Observation, count
from storage.database import Database
from tests.builders import NOON, minutes


def test_the_latest_window_of_each_partner_is_the_last_of_all_that_were_counted(
    database_url: str,
) -> None:
    database = Database(database_url)
    seen = [
        Observation(
            partner=partner, at=None, received_at=NOON + minutes(minute), reason=reason,
            shape={"payer": "text"}, kind="payment",
        )
        for partner, at in {"wechat": (0, 7, 12), "alipay": (1, 2), "wms-hz": ()}.items()
        for minute in at
        for reason in ("bad_signature", None)
    ]  # fmt: skip
    database.do(lambda tx: tx.windows.add(count(seen)))
    all_of_it = database.do(lambda tx: tx.windows.figures(NOON, NOON + minutes(60)))
    of_wechat = {key: one for key, one in all_of_it.items() if key.partner == "wechat"}
    asked = database.do(lambda tx: tx.windows.figures(NOON, NOON + minutes(60), partner="wechat"))
    assert asked == of_wechat
    last = {key.partner: max(one.start for one in all_of_it if one.partner == key.partner)
            for key in all_of_it}  # fmt: skip
    expected = {key: one for key, one in all_of_it.items() if key.start == last[key.partner]}
    assert {key.partner for key in expected} == {"wechat", "alipay"}
    assert database.do(lambda tx: tx.windows.latest(NOON)) == expected
    later = database.do(lambda tx: tx.windows.latest(NOON + minutes(5)))
    assert {key.partner for key in later} == {"wechat"}
    reasons = database.do(lambda tx: tx.windows.reasons("wechat", NOON + minutes(5)))
    assert reasons == {"bad_signature": 2}
    database.close()
