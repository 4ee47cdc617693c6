"""Sentences about confirmation: what customers are asked and shown, and what people hear of it."""

from collections.abc import Mapping
from types import MappingProxyType

#: key -> (Chinese, English), with the same placeholders in both.
CONFIRMATION: Mapping[str, tuple[str, str]] = MappingProxyType({
    "confirmed_intact": ("完好", "Intact"),
    "confirmed_damaged": ("破损", "Damaged"),
    "confirmed_missing": ("少件", "Something is missing"),
    "confirmed_person": ("要求人工", "asked for a person"),
    "confirmed_no_more_calls": ("不再接听", "no more calls"),
    "confirmed_unanswered": ("未接听", "not answered"),
    "confirm_shop": ("本店", "the shop"),
    # What a customer is sent and asked: about their own parcel, and nothing else.
    "confirm_ask": (
        "包裹是否完好？是否需要补寄？",
        "Is the parcel intact? Should anything be sent again?",
    ),
    "confirm_message": (
        "【{shop}】您尾号 {order} 的订单已签收。{ask}请点开告诉我们：{link}",
        "{shop}: your order ending in {order} was delivered. {ask} Tell us here: {link}",
    ),
    "confirm_script": (
        (
            "您好，这里是 {shop}，您尾号 {order} 的订单已签收。{ask}"
            "完好请按 1，破损请按 2，少件请按 3，转人工请按 9，不再接听这类电话请按 0。"
        ),
        (
            "Hello, this is {shop}. Your order ending in {order} was delivered. {ask} "
            "Press 1 if it is intact, 2 if it is damaged, "
            "3 if something is missing, 9 for a person, 0 for no more calls like this."
        ),
    ),
    "confirmation_waits": ("已签收，客户未确认", "signed for, not confirmed by the customer"),
    "confirmation_said": ("客户确认：{what}", "the customer says: {what}"),
    "confirmation_platform": ("平台已自动确认", "closed by the platform"),
    # The page.
    "page_closed": ("暂时打不开", "Not available right now"),
    "page_closed_text": (
        "是我们这边的问题，不是您的。请过几分钟再试；刚才提交的内容再提交一次，只算一次。",
        (
            "The fault is ours, not yours. Try again in a few minutes; "
            "what you have just sent may be sent again and counts once."
        ),
    ),
    "page_closed_file": (
        "是我们这边的问题，不是您的。文件还在，请过几分钟再打开。",
        "The fault is ours, not yours. The file is still there; open it again in a few minutes.",
    ),
    "page_expired_file": (
        "链接有期限，或者没有复制完整。请在群里再要一份，再说一次原来那句话就会给新的。",
        (
            "Such links end, or this one was not copied whole. Ask in the group once more:"
            " the same words bring a new one."
        ),
    ),
    "page_closed_again": ("再试一次", "Try again"),
    "page_ask": ("包裹是否完好？", "Is the parcel intact?"),
    "page_ask_photos": ("请补上破损处的照片", "Please add photos of the damage"),
    "page_about": ("{shop} · 订单尾号 {order}", "{shop} · order ending in {order}"),
    "page_add": ("添加照片", "Add photos"),
    "page_count": ("已选 0 张", "Chosen: 0"),
    "page_photos": (
        "可不传，最多 6 张；只保留画面，不保留拍摄地点",
        "Optional, up to 6; only the picture is kept, not where it was taken",
    ),
    "page_send": ("提交", "Send"),
    "page_sending": ("正在提交…", "Sending…"),
    "page_no_calls": ("不要再打电话问我", "Do not call me about this"),
    "page_code": ("用另一部手机填写", "Answer on another phone"),
    "page_choose": ("请先选一项。", "Please choose one first."),
    "page_add_photo": ("请先选照片。", "Please choose a photo first."),
    "page_no_photo": (
        "有文件不是照片，或者太大、太多。请用 JPG、PNG 或 WebP，每张不超过 8 MB，最多 6 张。",
        (
            "A file is no photo, or too large, or there are too many. "
            "Use JPG, PNG or WebP of at most 8 MB each, six at most."
        ),
    ),
    "page_thanks": ("已确认，谢谢您", "Confirmed, thank you"),
    "page_done": ("已确认", "Already confirmed"),
    "page_after_intact": (
        "您告诉我们包裹完好，不需要再做什么。",
        "You told us that the parcel is intact. There is nothing more to do.",
    ),
    "page_after_damaged": (
        "您告诉我们包裹有破损。售后单已经建好，我们会在 48 小时内联系您。",
        (
            "You told us that the parcel is damaged. An after-sales ticket is open; "
            "we will be in touch within 48 hours."
        ),
    ),
    "page_after_missing": (
        "您告诉我们少了东西。售后单已经建好，我们会在 48 小时内联系您。",
        (
            "You told us that something is missing. An after-sales ticket is open; "
            "we will be in touch within 48 hours."
        ),
    ),
    "page_forged": ("这个链接打不开", "This link does not work"),
    "page_after_forged": (
        "链接可能没有复制完整。请从短信里重新点开，或联系店铺客服。什么都没有改变。",
        (
            "It may not have been copied in full. Open it again from your message, "
            "or ask the shop. Nothing was changed."
        ),
    ),
    "page_expired": ("这个链接已过期", "This link has ended"),
    "page_after_expired": (
        "链接只在一段时间内有效。包裹有问题请联系店铺客服。什么都没有改变。",
        (
            "It was good for a limited time. If anything is wrong, please ask the shop. "
            "Nothing was changed."
        ),
    ),
    # What people hear of it.
    "confirmation_trouble": (
        "订单 {order_no} 客户确认：{what}。已开售后单 {ticket}，48 小时内要答复。{link}",
        (
            "Order {order_no}, the customer says: {what}. After-sales ticket {ticket} is open; "
            "answer within 48 hours. {link}"
        ),
    ),
    "confirmation_person": (
        "订单 {order_no} 的客户在外呼里要求人工，请回电。不会再自动外呼。{link}",
        (
            "The customer of order {order_no} asked for a person; please call back. "
            "No more calls are made by machine. {link}"
        ),
    ),
    "pending_title": (
        "待确认 {count} 单，共 {money}，占用库存 {pieces} 件",
        "{count:order|orders} to be confirmed, {money} in all, {pieces:piece|pieces} of stock wait",
    ),
    "pending_none": ("没有待确认的订单。", "No orders wait for confirmation."),
    "pending_line": (
        "{order_no}：签收 {dwell}，{money}，占用 {pieces} 件",
        "{order_no}: signed for {dwell} ago, {money}, {pieces:piece|pieces}",
    ),
    "pending_dwell": (
        "近 30 天停留：平均 {mean} 小时，中位 {median} 小时（{count} 单，已答复 {answered}）",
        (
            "Dwell over 30 days: mean {mean} h, median {median} h ({count:order|orders}, "
            "{answered} answered)"
        ),
    ),
    "pending_complaints": (
        "近 30 天签收的单里 {count} 张售后单：{causes}",
        "{count:ticket|tickets} of orders signed for in 30 days: {causes}",
    ),
    "complaint_unsaid": ("没说原因", "no cause told"),
    "usage_pending": ("待确认", "pending"),
    "what_pending": ("签收了、客户还没确认的单", "signed for, not confirmed by the customer"),
})  # fmt: skip
