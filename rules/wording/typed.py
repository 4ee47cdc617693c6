"""Sentences about what was typed: what is missing, not found, ambiguous, and what came of many."""

from collections.abc import Mapping
from types import MappingProxyType

TYPED: Mapping[str, tuple[str, str]] = MappingProxyType({
    "missing_order": ("要哪一单？例如：{example}", "Which order? For example: {example}"),
    "missing_changes": (
        "假如发生什么？例如：{example}",
        "What if what happened? For example: {example}",
    ),
    "missing_span": (
        "没看懂时长：“{said}”，什么也没做。例如：{example}",
        "How long is “{said}”? Nothing was done. For example: {example}",
    ),
    "span_beyond": (
        "什么也没做：时长至少 1 分钟，最长 {longest}。例如：{example}",
        "Nothing was done: it lasts from 1 minute to {longest}. For example: {example}",
    ),
    "example_words": ("信号 急用词 加 马上要", "signals words add right now"),
    "missing_word": ("要加或删哪个词？例如：{example}", "Which word? For example: {example}"),
    "near_miss": (
        "没有“{word}”这个命令，什么也没执行。您是不是想发：{suggestions}",
        "There is no “{word}”; nothing was carried out. Did you mean: {suggestions}",
    ),
    "near_miss_name": (
        "不确定“{word}”里哪些是名字，什么也没执行。请私聊发：{suggestions}（或由管理员配置 name）",
        "Where does the name in “{word}” end? Nothing was done. Send in private: {suggestions}",
    ),
    "near_miss_none": (
        "没有“{word}”这个命令。发“帮助”看能做什么。",
        "There is no “{word}”. Send “help” to see what there is.",
    ),
    "not_found": (
        "没找到订单 {ref}。可用订单号、运单号或后 4–6 位。",
        "No order {ref}. Use an order or tracking number, or its last 4–6 digits.",
    ),
    "not_found_near": (
        "没找到订单 {ref}。相近的有：{matches}",
        "No order {ref}. Near ones: {matches}",
    ),
    "damaged": (
        "“{ref}”是表格软件改坏的单号，原来的数字已经丢了。请把那一列设为文本，重新复制完整单号。",
        (
            "“{ref}” is a number that a spreadsheet damaged; its digits are gone. "
            "Format the column as text and copy the whole number again."
        ),
    ),
    "ambiguous": (
        "{ref} 对应 {count} 个订单，回复编号选择：",
        "{ref} fits {count:order|orders}; answer with a number:",
    ),
    "ambiguous_guess": (
        "没有订单号就是 {ref}，什么也没做。要的如果是下面这单，回复编号：",
        "No order is called {ref}; nothing was done. If you mean one of these, answer its number:",
    ),
    "ambiguous_item": ("{number}. {order_no}", "{number}. {order_no}"),
    "ambiguous_more": (
        "还有 {more} 个，请多输几位。",
        "{more} more; type more digits.",
    ),
    "choice_taken": (
        "这份列表您已经选过了。还要的话请重新发命令。",
        "You have chosen from this list already. Send the command again if you need it.",
    ),
    "confirm": (
        "要{what} {count} 单，超过 {most} 单要确认，还什么都没做。确认请在 10 分钟内回复：{code}",
        (
            "{what} {count:order|orders}? More than {most} need a confirmation; nothing was done "
            "yet. To confirm, answer within 10 minutes: {code}"
        ),
    ),
    "results": (
        "{what}：{done} 单 ✔，{left} 单 ✖",
        "{what}: {done} ✔, {left} ✖",
    ),
    "result_done": ("✔ {text}", "✔ {text}"),
    "result_left": ("✖ {text}", "✖ {text}"),
    "retry": (
        "没办成的，处理后可再发：{command}",
        "To try again what was not done, send: {command}",
    ),
    "further": (
        "话里提到的 {orders} 没有处理。要的话请另发：{command}",
        "{orders} was only mentioned and left alone. To include it, send: {command}",
    ),
    "look_at_rest": (
        "一次最多看 {most} 单，其余请再发：{command}",
        "{most:order|orders} at most at once; for the rest, send: {command}",
    ),
    "to_person": ("{name}：{text}", "{name}: {text}"),
})  # fmt: skip
