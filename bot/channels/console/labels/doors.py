"""Labels of what is shown in place of a page: dead ends, and the way in."""

from collections.abc import Mapping
from types import MappingProxyType

LABELS: Mapping[str, tuple[str, str]] = MappingProxyType({
    "missing": ("数据不完整", "Incomplete"),
    "unknown_title": ("没有这个订单", "No such order"),
    "unknown_text": (
        "没找到订单{order_no}。请核对单号，或在群里发“查单后4–6 位”。",
        "No order {order_no}. Check the number, or send “order” with its last 4–6 digits.",
    ),
    "not_yours_title": ("不在您的店铺范围内", "Not within your shops"),
    "not_yours_text": (
        "这一单不归您的店铺，请找值班审批人。",
        "This order belongs to another shop; ask the approver on duty.",
    ),
    "sign_in_title": ("请先登录", "Please sign in"),
    "sign_in_text": (
        (
            "这个页面只对登记的人开放。请管理员在服务器上运行 "
            "<code>resonance sign-in 您的名字</code>，用它给出的链接登录，一小时内有效。"
        ),
        (
            "This page is for registered people. Ask an admin to run "
            "<code>resonance sign-in NAME</code> on the server and open the link it prints "
            "within one hour."
        ),
    ),
    "sign_in_expired_title": ("链接已失效", "This link is no longer valid"),
    "sign_in_expired_text": (
        "登录链接一小时内有效。请管理员再运行一次 <code>resonance sign-in 您的名字</code>。",
        (
            "A sign-in link is valid for one hour. Ask an admin to run "
            "<code>resonance sign-in NAME</code> again."
        ),
    ),
    "signed_out_title": ("已退出", "Signed out"),
    "signed_out_text": ("需要时请用新的登录链接进入。", "Use a new sign-in link to come back."),
    "nowhere_title": ("没有这一页", "There is no such page"),
    "nowhere_text": (
        (
            "地址可能写错了，或者这一页已经搬走。"
            '<a href="/">去群聊</a>，或看<a href="/docs">接口列表</a>。'
        ),
        (
            "The address may be mistyped, or the page has moved. "
            'Go to <a href="/">the chat</a> or to <a href="/docs">the API pages</a>.'
        ),
    ),
    "away_title": ("暂时读不到数据", "The data cannot be read right now"),
    "away_text": (
        (
            "数据库没有应答。这一页会自己再试，读到了就显示，您不用做什么。"
            '一直这样，请管理员看 <a href="/readyz">/readyz</a>。'
        ),
        (
            "The database does not answer. This page tries again by itself and shows what you "
            "asked for as soon as it can. If it stays like this, an admin finds why at "
            '<a href="/readyz">/readyz</a>.'
        ),
    ),
    "failed_title": ("这一页出错了", "Something broke on this page"),
    "failed_text": (
        '已记入日志，请告诉管理员。<a href="">再试一次</a>，或<a href="/">去群聊</a>。',
        (
            "It was logged; please tell an admin. "
            '<a href="">Try again</a>, or go to <a href="/">the chat</a>.'
        ),
    ),
    "host_title": ("只能从本机访问", "Only from this machine"),
    "host_text": (
        "演示只接受本机地址，请打开 http://127.0.0.1 上的页面。",
        "The demo answers to loopback addresses only; open it at http://127.0.0.1.",
    ),
    "origin_title": ("来源不对", "Wrong origin"),
    "origin_text": (
        "这个请求来自别的网站，已拒绝。",
        "This request came from another site and was refused.",
    ),
})  # fmt: skip
