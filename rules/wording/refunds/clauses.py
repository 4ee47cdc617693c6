"""Clauses that refunds are decided by: what they are called, and what they say."""

from collections.abc import Mapping
from types import MappingProxyType

#: `clause_<id>`: its name; `clause_text_<id>`: what it says.
CLAUSES: Mapping[str, tuple[str, str]] = MappingProxyType({
    "clause_A24": (
        "《消费者权益保护法》第二十四条",
        "Consumer Protection Law, article 24",
    ),
    "clause_text_A24": (
        "商品质量不合要求的，可以退货、更换或修理；运输等必要费用由经营者承担。",
        (
            "Goods that are not of the quality promised may be returned, exchanged or repaired; "
            "the seller bears the freight."
        ),
    ),
    "clause_A25": (
        "《消费者权益保护法》第二十五条",
        "Consumer Protection Law, article 25",
    ),
    "clause_text_A25": (
        (
            "网购商品自收到之日起七日内可以无理由退货，商品应当完好；退货商品收到之日起七日内返还价款；"
            "退回运费由消费者承担，另有约定的从约定。"
        ),
        (
            "Goods bought online may be returned within seven days of receipt, without a reason "
            "and intact; the price is paid back within seven days of the return; the buyer bears "
            "the freight unless agreed otherwise."
        ),
    ),
    "clause_A25-1": (
        "《消费者权益保护法》第二十五条第（一）项",
        "Consumer Protection Law, article 25 (1)",
    ),
    "clause_text_A25-1": (
        "消费者定作的商品，不适用七日无理由退货。",
        "Goods made to the consumer's order are excluded from returns without a reason.",
    ),
    "clause_A25-2": (
        "《消费者权益保护法》第二十五条第（二）项",
        "Consumer Protection Law, article 25 (2)",
    ),
    "clause_text_A25-2": (
        "鲜活易腐的商品，不适用七日无理由退货。",
        "Fresh, living and perishable goods are excluded from returns without a reason.",
    ),
    "clause_A25-3": (
        "《消费者权益保护法》第二十五条第（三）项",
        "Consumer Protection Law, article 25 (3)",
    ),
    "clause_text_A25-3": (
        "在线下载或者消费者拆封的音像制品、计算机软件等数字化商品，不适用七日无理由退货。",
        "Digital goods once downloaded or unsealed are excluded from returns without a reason.",
    ),
    "clause_A25-4": (
        "《消费者权益保护法》第二十五条第（四）项",
        "Consumer Protection Law, article 25 (4)",
    ),
    "clause_text_A25-4": (
        "交付的报纸、期刊，不适用七日无理由退货。",
        "Newspapers and periodicals once delivered are excluded from returns without a reason.",
    ),
    "clause_Z6": (
        "《网络购买商品七日无理由退货暂行办法》第六条",
        "Interim Measures on Seven-Day Returns, article 6",
    ),
    "clause_text_Z6": (
        "定作、鲜活易腐、在线下载或拆封的数字化商品、交付的报刊四类商品，不适用无理由退货。",
        (
            "Four kinds are excluded: made to order, perishable, digital once downloaded or "
            "unsealed, newspapers and periodicals once delivered."
        ),
    ),
    "clause_Z7-1": (
        "《网络购买商品七日无理由退货暂行办法》第七条第（一）项",
        "Interim Measures on Seven-Day Returns, article 7 (1)",
    ),
    "clause_text_Z7-1": (
        (
            "拆封后易影响人身安全或者生命健康、易导致品质改变的商品，经消费者在购买时单独确认，"
            "可以不适用无理由退货；没有单独确认的，不得拒绝。"
        ),
        (
            "Goods whose safety or quality suffers once unsealed may be excluded if the buyer "
            "confirmed it at purchase in a step of its own; without that a return is not refused."
        ),
    ),
    "clause_Z7-2": (
        "《网络购买商品七日无理由退货暂行办法》第七条第（二）项",
        "Interim Measures on Seven-Day Returns, article 7 (2)",
    ),
    "clause_text_Z7-2": (
        "一经激活或者试用后价值贬损较大的商品，经消费者在购买时单独确认，可以不适用无理由退货。",
        (
            "Goods that lose much of their value once activated or tried may be excluded if the "
            "buyer confirmed it at purchase."
        ),
    ),
    "clause_Z7-3": (
        "《网络购买商品七日无理由退货暂行办法》第七条第（三）项",
        "Interim Measures on Seven-Day Returns, article 7 (3)",
    ),
    "clause_text_Z7-3": (
        "销售时已明示的临近保质期、有瑕疵的商品，经消费者确认可以不适用无理由退货；没有明示的照常退。",
        (
            "Goods sold as near their expiry or flawed, and said to be so, may be excluded; where "
            "it was not said they are returned as any other."
        ),
    ),
    "clause_Z8": (
        "《网络购买商品七日无理由退货暂行办法》第八条",
        "Interim Measures on Seven-Day Returns, article 8",
    ),
    "clause_text_Z8": (
        "商品能够保持原有品质、功能，本身、配件、商标标识齐全的，视为完好；为检查而打开包装不影响完好。",
        (
            "Goods are intact that keep their quality and functions, with all parts and labels; to "
            "open the package for a look does not change that."
        ),
    ),
    "clause_Z8-3": (
        "《网络购买商品七日无理由退货暂行办法》第八条（服饰标准）",
        "Interim Measures on Seven-Day Returns, article 8 (apparel)",
    ),
    "clause_text_Z8-3": (
        "服装、鞋帽等商标标识被摘、剪，或者受污、受损的，不视为完好。",
        "Apparel whose tag was cut off, or that is soiled or damaged, is not intact.",
    ),
    "clause_Z18": (
        "《网络购买商品七日无理由退货暂行办法》第十八条",
        "Interim Measures on Seven-Day Returns, article 18",
    ),
    "clause_text_Z18": (
        "套装、满减的商品部分退货后不再满足免运费条件的，可以扣除相应运费。",
        (
            "Where a partial return breaks the condition of free shipping, that freight may be "
            "taken off."
        ),
    ),
    "clause_C8": (
        "《侵害消费者权益行为处罚办法》第八条",
        "Measures on Penalties for Infringing Consumers' Rights, article 8",
    ),
    "clause_text_C8": (
        "数量不足的，应当补足商品数量；无法补足的，退还相应价款。",
        "What is missing is sent; where it cannot be, its price is paid back.",
    ),
    "clause_F15": (
        "《侵害消费者权益行为处罚办法》第九条",
        "Measures on Penalties for Infringing Consumers' Rights, article 9",
    ),
    "clause_text_F15": (
        "退货退款应当在十五日内处理，超过的视为故意拖延；转人工不改变这个期限。",
        (
            "A return is dealt with within fifteen days, later is delay on purpose; a person who "
            "looks at it does not change that."
        ),
    ),
    "clause_F148": (
        "《食品安全法》第一百四十八条",
        "Food Safety Law, article 148",
    ),
    "clause_text_F148": (
        "销售明知不合食品安全标准的食品，消费者可以要求价款十倍的赔偿，不足一千元的为一千元。",
        (
            "For food sold knowingly below the safety standard the consumer may claim ten times "
            "its price, a thousand yuan at least."
        ),
    ),
    "clause_SP": ("《食品过期处理约定》", "What we do about expired food"),
    "clause_text_SP": (
        "过期食品先由质检组核对批次和销售记录，二十四小时内答复。",
        "Quality control checks batch and sale of expired food first, and answers in 24 hours.",
    ),
    "clause_T15": ("《三包规定》换货条款", "Three Guarantees, exchanges"),
    "clause_text_T15": (
        "签收十五日内出现性能故障的，可以选择换货或者修理。",
        "Faults within fifteen days of signing may be settled by an exchange or a repair.",
    ),
    "clause_P1": (
        "《平台极速退款规则》",
        "Platform rule on instant refunds",
    ),
    "clause_text_P1": (
        "未发货的订单申请退款，原路退回，并通知仓库停止发货。",
        "An order that has not left is refunded the way it was paid, and the warehouse is stopped.",
    ),
    "clause_P2": ("《在途拦截约定》", "What we do about parcels on their way"),
    "clause_text_P2": (
        "已发货未签收的，先通知承运商拦截，拦截成功后原路退款。",
        "A parcel on its way is intercepted first, and refunded once it is stopped.",
    ),
    "clause_P3": ("《过敏无忧约定》", "Our promise on allergies"),
    "clause_text_P3": (
        "使用后过敏并有医疗证明的，原路退款，运费由我们承担。",
        "An allergy with medical proof is refunded, and we bear the freight.",
    ),
    "clause_S1": ("《会员运费约定》", "Our promise on members' freight"),
    "clause_text_S1": (
        "钻石会员无理由退货，退回运费由我们承担。",
        "We bear the freight of diamond members' returns.",
    ),
    "clause_S2": ("《坏单包赔约定》", "Our promise on spoiled goods"),
    "clause_text_S2": (
        "签收四十八小时内拍照的坏果或死亡，按坏的比例退款，不用退回。",
        (
            "What is spoiled or dead and photographed within 48 hours of signing is refunded by "
            "its share and need not be returned."
        ),
    ),
    "clause_S3": ("《宠物食品适口性约定》", "Our promise on pet food"),
    "clause_text_S3": (
        "宠物不吃的，按试吃装退还差价，不用退回。",
        "Where a pet does not eat it, the difference to a trial pack is paid back.",
    ),
    "clause_S4": ("《大家电拆装约定》", "What we do about installed appliances"),
    "clause_text_S4": (
        "已安装的大家电不适用无理由退货；质量问题的拆机和物流由我们承担。",
        (
            "Installed appliances are excluded from returns without a reason; where the quality is "
            "at fault we bear removal and freight."
        ),
    ),
    "clause_S5": ("《首次换码约定》", "Our promise on sizes"),
    "clause_text_S5": (
        "吊牌完好的服饰首次换码，往返运费由我们承担。",
        "We bear the freight, both ways, of a first change of size with the tag in place.",
    ),
})  # fmt: skip
