"""Rows for the benchmark of health: orders in the house, and what was told and done about them."""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

from storage.lane import micros

#: Noon in Shanghai; everything was paid within the twenty hours before.
NOW = datetime(2026, 1, 6, 4, tzinfo=UTC)
_HOUR = 3_600_000_000
#: Of an order `n`: when it was paid, and what it is called.
_N = f"""
WITH RECURSIVE upto(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM upto WHERE n + 1 < :orders),
 o AS (SELECT n, printf('2601%08d', n) AS no, printf('shop-%d', n % 5) AS shop,
              printf('wh-%d', n % 3) AS wh, :now - (n * 7919 % 20000) * {_HOUR // 1000} AS at
       FROM upto)
"""  # noqa: S608 - our numbers
_FILL = """
INSERT INTO orders (order_no, key_reversed, shop, warehouse, platform, amount, created_at,
received_at, score, level, cancelled, over) {o} SELECT no, printf('%08d', :orders - n), shop, wh,
'taobao', '199.00', at, at, '0.0', 'calm', 0, 0 FROM o;
INSERT INTO progress (order_no, paid_at, due, mark, system, system_told, warehouse,
warehouse_told) {o} SELECT no, at, at + (CASE n % 6 WHEN 0 THEN 10 ELSE 48 END) * {hour}, '', CASE
n * 31 % 5 WHEN 0 THEN 'erp:Delivering' WHEN 1 THEN 'erp:WaitConfirm' WHEN 2 THEN 'oms:PAID' WHEN
3 THEN 'erp:Sent' ELSE '' END, at, CASE n * 17 % 4 WHEN 0 THEN 'wms:PICK' WHEN 1 THEN 'wms:PRINT'
WHEN 2 THEN 'wms:PACKAGE' ELSE '' END, at FROM o;
INSERT INTO journal (source, event_id, type, order_no, at, received_at, data) {o} SELECT 'oms', no
|| ':c', 'order.created', no, at, at, json_object('platform', 'taobao', 'shop', shop, 'warehouse',
wh, 'amount', '199.00', 'items', json('[]'), 'promised_ship_at', strftime('%Y-%m-%dT%H:%M:%SZ',
(at + 48 * {hour}) / 1000000, 'unixepoch')) FROM o UNION ALL SELECT 'oms', no || ':p',
'order.paid', no, at, at, '{{"amount":"199.00"}}' FROM o;
INSERT INTO holds (id, order_no, reason, owner, note, since, release_role, expiry_warned,
expiry_seen) {o} SELECT 'h' || n, no, 'MANUAL', CASE n % 3 WHEN 0 THEN 'system' ELSE '李雷' END, '',
at, 'operator', 0, 0 FROM o WHERE n % 50 = 0;
INSERT INTO alerts (id, order_no, shop, level, state, opened_at, updated_at, score, body,
revision, pattern) {o} SELECT 'a' || n, no, shop, 'orange', 'expired', at, at, '3.2', :body, 1,
'address_changed+chat_opened' FROM o WHERE n % 40 = 0;
INSERT INTO bad_outcomes (order_no, at) {o} SELECT no, at + {hour} FROM o WHERE n % 60 = 0;
INSERT INTO confirmations (order_no, signed_at, fen, linked, calls, asked, by_person, by,
answered_at) {o} SELECT no, at, 0, 0, 0, 0, 0, CASE n % 2 WHEN 0 THEN 'customer' ELSE '客服小王'
END, at FROM o WHERE n % 3 = 0;
ANALYZE
"""
_BODY = (
    '{"parts":[{"kind":"address_changed","weight":"0.8","count":2,"contribution":"1.6","at":[]},'
    '{"kind":"chat_opened","weight":"0.8","count":2,"contribution":"1.6","at":[]}],"hard":[],'
    '"evidence":[],"missing":[],"season":null,"policy":"1"}'
)


#: The five figures of all of them, as one would write it who knows that nothing here has left.
_COUNTED = """
WITH said(word, shipped) AS (VALUES ('erp:Delivering', 0), ('erp:WaitConfirm', 0), ('oms:PAID', 0),
  ('erp:Sent', 1), ('wms:PICK', 0), ('wms:PRINT', 0), ('wms:PACKAGE', 0)),
 placed AS (SELECT o.shop, o.warehouse,
   p.due < :until OR h.order_no IS NOT NULL AS blocked,
   p.system <> '' AND p.warehouse <> '' AS both,
   s.shipped <> w.shipped AND p.system_told < :settled AND p.warehouse_told < :settled AS differ
  FROM progress p JOIN orders o ON o.order_no = p.order_no
  LEFT JOIN (SELECT DISTINCT order_no FROM holds WHERE released_at IS NULL AND since < :until
   AND (expires IS NULL OR expires >= :until)) h ON h.order_no = p.order_no
  LEFT JOIN said s ON s.word = p.system LEFT JOIN said w ON w.word = p.warehouse
  WHERE p.moved_at IS NULL AND p.ended_at IS NULL AND p.paid_at < :until),
 house AS (SELECT shop, warehouse, sum(blocked) AS blocked, count(*) AS every,
   total(both AND differ) AS differ, sum(both) AS both FROM placed GROUP BY shop, warehouse),
 confirmed AS (SELECT order_no, by = 'customer' AS mine FROM confirmations
  WHERE answered_at >= :since AND answered_at < :until)
SELECT 'blocked', shop, warehouse, blocked, every FROM house
UNION ALL SELECT 'differing', shop, warehouse, CAST(differ AS INTEGER), both FROM house WHERE both
UNION ALL SELECT 'self_service', shop, warehouse, sum(mine), count(*)
 FROM confirmed JOIN orders USING (order_no) GROUP BY shop, warehouse
UNION ALL SELECT 'automated', shop, warehouse, sum(mine), count(*) FROM (
  SELECT * FROM confirmed UNION ALL SELECT order_no, owner = 'system' FROM holds
  WHERE since >= :since AND since < :until) JOIN orders USING (order_no) GROUP BY shop, warehouse
UNION ALL SELECT 'captured', shop, warehouse, sum(early), count(*) FROM (
  SELECT b.order_no, EXISTS (SELECT 1 FROM alerts a WHERE a.order_no = b.order_no
   AND a.opened_at < b.at) AS early FROM bad_outcomes b WHERE b.at >= :since AND b.at < :until)
 JOIN orders USING (order_no) GROUP BY shop, warehouse
"""


def counted(bare: sqlite3.Connection) -> list[tuple[str, str, str, int, int]]:
    """Count the five figures of the day by one statement: part and whole of each place."""
    until, day = NOW + timedelta(microseconds=1), NOW.replace(hour=16) - timedelta(days=1)
    stretch = {"since": day, "until": until, "settled": until - timedelta(minutes=5)}
    return bare.execute(_COUNTED, {name: micros(at) for name, at in stretch.items()}).fetchall()


def order_no(number: int) -> str:
    """Return the number of an order."""
    return f"2601{number:08d}"


def fill(path: Path, orders: int) -> None:
    """Put so many open orders into a database, some held, warned of, gone wrong, confirmed."""
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA synchronous=OFF")  # only to prepare; it is not what is measured
        for statement in _FILL.split(";"):
            connection.execute(
                statement.format(o=_N, hour=_HOUR),
                {"orders": orders, "now": micros(NOW), "body": _BODY},
            )
    connection.close()
