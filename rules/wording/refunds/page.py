"""Sentences of the page on which customers ask goods back."""

from collections.abc import Mapping
from types import MappingProxyType

PAGE: Mapping[str, tuple[str, str]] = MappingProxyType({
    "buyer_title": ("申请退款", "Ask for a refund"),
    "buyer_title_sure": ("请核对，再确认", "Check it, then confirm"),
    "buyer_title_asked": ("您的退款申请", "What you asked for"),
    "buyer_closed_forged": (
        "链接可能没有复制完整。请从消息里重新点开，或联系店铺客服。什么都没有改变。",
        (
            "It may not have been copied in full. Open it again from your message, "
            "or ask the shop. Nothing was changed."
        ),
    ),
    "buyer_closed_expired": (
        "链接 7 天内有效。要退款请联系店铺客服，再要一个链接。什么都没有改变。",
        (
            "It was good for seven days. To ask for a refund, get another link from the shop. "
            "Nothing was changed."
        ),
    ),
    "buyer_closed_unpaid": (
        "这个订单还没有收到付款，没有可退的。已经付了？请联系店铺客服。",
        "No payment of this order has arrived, so there is nothing to refund. Paid? Ask the shop.",
    ),
    "buyer_closed_over": (
        "这个订单已取消，或者已经改成别的订单，这里不能申请。请联系店铺客服。",
        "This order was cancelled or goes on as another one. Please ask the shop.",
    ),
    "buyer_goods": ("退哪些商品，各几件？", "Which goods, and how many?"),
    "buyer_none": ("不退", "none"),
    "buyer_apart": (
        "不同种类的商品请分开申请：一起申请要等人工核实。",
        "Ask for goods of different kinds one after the other: together a person has to look.",
    ),
    "buyer_note": ("补充说明（可不填，300 字以内）", "Anything else (optional, up to 300 letters)"),
    "buyer_photos_sent": ("已收到 {count} 张照片。", "{count:photo|photos} received."),
    "buyer_wrong_no_photo": (
        (
            "有文件不是照片，或者太大、太多，照片没有收下。"
            "请用 JPG、PNG 或 WebP，每张不超过 8 MB，一次最多 6 张。"
        ),
        (
            "A file is no photo, or too large, or there are too many; none was kept. "
            "Use JPG, PNG or WebP, at most 8 MB each and 6 at a time."
        ),
    ),
    "buyer_next": ("看看怎么退", "See what follows"),
    "buyer_not_yet": ("还没有提交，确认之后才算。", "Nothing is sent until you confirm."),
    "buyer_apply": ("确认申请", "Confirm"),
    "buyer_change": ("返回修改", "Change it"),
    "buyer_clause": ("看这一条的原文", "Read the clause"),
    "buyer_amount": ("退款金额", "Refund"),
    "buyer_chosen": ("要退的商品", "Goods"),
    "buyer_more": ("还有别的商品要退", "Ask for other goods"),
    "buyer_at": ("{at} 申请", "asked at {at}"),
    "buyer_stand_review": ("人工核实中", "Being looked at"),
    "buyer_stand_refused": ("没有通过", "Refused"),
    "buyer_stand_decided": ("已受理", "Accepted"),
    "buyer_stand_settled": ("已办完", "Done"),
    "buyer_appeal": ("不同意，要申诉", "Appeal"),
    "buyer_appeal_why": (
        (
            "写下新的情况（300 字以内），可以补充事实和照片。"
            "24 小时内有人重新看，之前先不付款；原来的决定会留着。"
        ),
        (
            "Say what is new (up to 300 letters); facts and photos may be added. Quality control "
            "looks again within 24 hours; nothing is paid before. "
            "The decision that was made stays on record."
        ),
    ),
    "buyer_appeal_send": ("提交申诉", "Send the appeal"),
    "buyer_appealed": (
        "您的申诉已收到，24 小时内答复。",
        "Your appeal is here; we answer within 24 hours.",
    ),
    # What is wrong with a form.
    "buyer_wrong_goods": (
        "请至少选一件，数量不超过买的。",
        "Choose at least one, and no more than you bought.",
    ),
    "buyer_wrong_reason": ("请选一个原因。", "Please choose a reason."),
    "buyer_wrong_unread": (
        "填的内容读不出来，什么都没有提交。请再填一次。",
        "The form could not be read and nothing was sent. Please fill it in again.",
    ),
    "buyer_wrong_stale": (
        "情况有变化，什么都没有提交。请再看一遍。",
        "Something has changed and nothing was sent. Please look again.",
    ),
    "buyer_wrong_appeal": ("请写明申诉的理由。", "Please give a reason."),
    # What is asked: one question a fact.
    "buyer_ask_issue": ("为什么退？", "Why?"),
    "buyer_ask_wants": ("您希望", "You would like"),
    "buyer_ask_seal_broken": (
        "封膜或密封包装拆开了吗？",
        "Is the seal or the sealed packaging open?",
    ),
    "buyer_ask_tag_intact": ("吊牌还在吗？", "Is the tag still in place?"),
    "buyer_ask_washed": ("洗过，或者弄脏了吗？", "Was it washed or soiled?"),
    "buyer_ask_worn_outdoor": ("在室外穿过吗？", "Was it worn outdoors?"),
    "buyer_ask_activated": ("激活过吗？", "Was it activated?"),
    "buyer_ask_installed": ("安装过吗？", "Was it installed?"),
    "buyer_ask_delivered_or_unsealed": ("已经使用或拆封了吗？", "Was it used or unsealed?"),
    "buyer_ask_intact": ("商品和配件都完好吗？", "Are the goods and all their parts as they were?"),
    "buyer_ask_medical_proof": ("有医院的证明吗？", "Do you have a medical certificate?"),
    "buyer_ask_spoiled_share": ("坏的占多少？", "How much of it is spoiled?"),
    "buyer_answer_unknown": ("不清楚", "I do not know"),
    "buyer_answer_no_reason": ("不想要了、不合适", "I do not want it, or it does not fit"),
    "buyer_answer_quality": ("质量问题、破损", "It is faulty or damaged"),
    "buyer_answer_missing_item": ("少发、漏发", "Something is missing"),
    "buyer_answer_wrong_item": ("发错了", "It is not what I ordered"),
    "buyer_answer_spoiled": ("坏了、腐烂", "It is spoiled"),
    "buyer_answer_dead": ("收到时已死亡", "It was dead on arrival"),
    "buyer_answer_allergy": ("过敏", "An allergy"),
    "buyer_answer_palatability": ("宠物不吃", "My pet does not eat it"),
    "buyer_answer_activation_failed": ("激活不了", "It cannot be activated"),
})  # fmt: skip
