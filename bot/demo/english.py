"""The made-up day in English: the same steps, every text of which says the same in English."""

import re
from collections.abc import Mapping
from dataclasses import fields, replace
from types import MappingProxyType
from typing import Any

from bot.demo.scenario.steps import Step

#: People whom the script names, in one word: commands take a name as one.
_PEOPLE = {
    "李雷": "Lei", "王敏": "Min", "陈静": "Jing", "小赵": "Zhao", "老周": "Zhou",
    "客服小美": "Mei",
}  # fmt: skip
_WORLD = {
    "质检组": "quality", "客户短信": "customers",
    "白班": "day shift", "晚班": "night shift", "快递": "carrier",
    "杭州余杭仓": "Hangzhou Yuhang", "广州白云仓": "Guangzhou Baiyun",
    "杭州-出库口2": "Hangzhou gate 2", "广州-出库口2": "Guangzhou gate 2",
    "明眸眼镜旗舰店": "Clear Eyes", "花间彩妆专营店": "Bloom Cosmetics", "山野坚果铺": "Wild Nuts",
    "纯钛眼镜框 5218 枪灰": "Titanium frame 5218, gunmetal",
    "TR90 轻便镜框 2036 透明": "TR90 light frame 2036, clear",
    "1.56 防蓝光镜片（一副）": "1.56 blue-light lenses (pair)",
    "1.74 超薄渐进镜片（一副）": "1.74 thin progressive lenses (pair)",
    "PU 皮眼镜盒": "Leatherette case", "眼镜框": "frames", "镜片": "lenses", "配件": "accessories",
    "丝绒口红 07 枫叶红": "Velvet lipstick 07 maple",
    "持妆粉底液 120 自然色": "Foundation 120 natural",
    "七夕彩妆礼盒": "Make-up gift box", "玻尿酸面膜 20 片装": "Hyaluronic masks, 20",
    "化妆品": "cosmetics", "护肤": "skin care",
    "夏威夷果 奶油味 500g": "Macadamias, cream, 500 g", "炭烧腰果 500g": "Roasted cashews, 500 g",
    "每日坚果 30 包": "Daily nuts, 30 bags",
    "坚果礼盒 8 罐装": "Nut gift box, 8 tins", "坚果": "nuts",
    "顺丰速运": "SF Express", "中通快递": "ZTO", "京东物流": "JD Logistics",
    "普通会员": "member", "银卡会员": "silver member", "金卡会员": "gold member",
    "钻石会员": "diamond member",
}  # fmt: skip
_PLACES = {
    "浙江省": "Zhejiang", "杭州市": "Hangzhou", "西湖区": "Xihu", "滨江区": "Binjiang",
    "余杭区": "Yuhang", "上海市": "Shanghai", "浦东新区": "Pudong", "徐汇区": "Xuhui",
    "闵行区": "Minhang", "广东省": "Guangdong", "广州市": "Guangzhou", "天河区": "Tianhe",
    "番禺区": "Panyu", "白云区": "Baiyun", "深圳市": "Shenzhen", "南山区": "Nanshan",
    "福田区": "Futian", "龙岗区": "Longgang", "北京市": "Beijing", "朝阳区": "Chaoyang",
    "海淀区": "Haidian", "丰台区": "Fengtai", "四川省": "Sichuan", "成都市": "Chengdu",
    "武侯区": "Wuhou", "锦江区": "Jinjiang", "高新区": "Gaoxin", "湖北省": "Hubei",
    "武汉市": "Wuhan", "洪山区": "Hongshan", "江汉区": "Jianghan", "武昌区": "Wuchang",
    "江苏省": "Jiangsu", "南京市": "Nanjing", "鼓楼区": "Gulou", "江宁区": "Jiangning",
    "栖霞区": "Qixia", "陕西省": "Shaanxi", "西安市": "Xi'an", "雁塔区": "Yanta",
    "碑林区": "Beilin", "未央区": "Weiyang", "山东省": "Shandong", "青岛市": "Qingdao",
    "市南区": "Shinan", "崂山区": "Laoshan", "黄岛区": "Huangdao", "宁波市": "Ningbo",
    "新疆维吾尔自治区": "Xinjiang", "乌鲁木齐市": "Urumqi", "天山区": "Tianshan",
    "文三路": "Wensan Rd ", "人民路": "Renmin Rd ", "解放大道": "Jiefang Ave ",
    "长江路": "Changjiang Rd ", "科技园路": "Kejiyuan Rd ", "学院路": "Xueyuan Rd ",
    "中山路": "Zhongshan Rd ", "和平街": "Heping St ", "建设大道": "Jianshe Ave ",
    "翠苑新村": "Cuiyuan ", "号": ", block ", "幢": ", flat ", "室": "",
}  # fmt: skip
_SAID = {
    # Carriers' words are those of their codes: what they mean is known by either.
    "已揽收": "103", "派件中": "5", "已签收": "3",
    "快件已揽收": "Picked up", "快件正在派送": "Out for delivery",
    "已签收，签收人：本人": "Delivered, signed for by the customer",
    "已打单": "printed",
    "请问什么时候发货？": "When will it be sent?", "麻烦包装好一点": "Please pack it well",
    "不急用，慢慢发就行": "No hurry, send it any time", "可以开发票吗？": "May I have an invoice?",
    "东西急用，怎么一直没有物流？": "It is urgent, why is there no tracking?",
    "急用，明天送人，今天必须发出！": "Urgent: a present for tomorrow, it must leave today!",
    "眼镜急用，能快点吗？": "I need the glasses urgently, can you hurry?",
    "不想要了": "No longer wanted", "颜色和想的不一样": "The colour is not what I expected",
    "戴了一天不习惯，想退": "Worn for a day, I cannot get used to them",
    "箱子压坏了，里面碎了": "The box was crushed, what is in it is broken",
    "三单同一车送到，照片对得上，是运输压坏的":
        "All three came on one van and the photos agree: crushed on the way",
    "微信的 SDK 升级了：随机串进了请求头，单号改叫 orderNo。":
        "WeChat's SDK is new: the nonce is in a header, and the number is called orderNo. ",
    "新契约": "The new contract",
    "已写成 candidate，先演练": "is in as candidate; rehearse it first",
    "去掉了 candidate，新旧两份并存，可以重放了":
        "No longer a candidate, both are in force side by side; replay now",
    "】退款、换货请在这里申请，7 天内有效：": "] Refunds and exchanges, within 7 days: ", "【": "[",
    "客户退款": "customer wants a refund", "外箱破损": "box damaged", "已换箱": "new box",
    "客户只是催单": "only impatient",
    # Commands.
    "契约 诊断": "contracts diagnose", "契约 演练": "contracts rehearse",
    "契约 重放": "contracts replay", "契约": "contracts", "信号 列表": "signals list",
    "今晚必须发": "tonight", "待确认": "pending", "预警": "alerts",
    "未发货 认领": "unshipped claim",
    "未发货 完成": "unshipped done", "锁单": "lock", "放行": "release", "为什么": "why",
    "认领": "claim", "误报": "false", "稍后": "snooze", "查单": "order", "退款": "refund",
}  # fmt: skip
_SURNAMES = dict(
    zip(
        "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁",
        [
            "Wang",
            "Li",
            "Zhang",
            "Liu",
            "Chen",
            "Yang",
            "Huang",
            "Zhao",
            "Wu",
            "Zhou",
            "Xu",
            "Sun",
            "Ma",
            "Zhu",
            "Hu",
            "Guo",
            "He",
            "Lin",
            "Gao",
            "Luo",
            "Zheng",
            "Liang",
            "Xie",
            "Song",
            "Tang",
            "Xu",
            "Han",
            "Feng",
            "Deng",
            "Cao",
            "Peng",
            "Zeng",
            "Xiao",
            "Tian",
            "Dong",
            "Pan",
            "Yuan",
        ],
        strict=True,
    )
)
_GIVEN = dict(
    zip(
        [
            "子涵",
            "雨桐",
            "梓轩",
            "欣怡",
            "浩然",
            "思远",
            "佳怡",
            "宇航",
            "诗琪",
            "俊杰",
            "晓燕",
            "建国",
            "丽华",
            "志强",
            "美玲",
            "婷婷",
            "伟",
            "芳",
            "娜",
            "静",
            "磊",
            "洋",
            "艳",
            "勇",
            "杰",
            "明",
            "秀英",
            "桂兰",
            "海波",
            "文博",
        ],
        [
            "Zihan",
            "Yutong",
            "Zixuan",
            "Xinyi",
            "Haoran",
            "Siyuan",
            "Jiayi",
            "Yuhang",
            "Shiqi",
            "Junjie",
            "Xiaoyan",
            "Jianguo",
            "Lihua",
            "Zhiqiang",
            "Meiling",
            "Tingting",
            "Wei",
            "Fang",
            "Na",
            "Jing",
            "Lei",
            "Yang",
            "Yan",
            "Yong",
            "Jie",
            "Ming",
            "Xiuying",
            "Guilan",
            "Haibo",
            "Wenbo",
        ],
        strict=True,
    )
)
_TABLE: Mapping[str, str] = MappingProxyType(_PEOPLE | _WORLD | _PLACES | _SAID)
_WORDS = re.compile("|".join(map(re.escape, sorted(_TABLE, key=len, reverse=True))))


def english(text: str) -> str:
    """Return a text of the day in English; one without Chinese stays as it is."""
    return _WORDS.sub(lambda found: _TABLE[found[0]], text)


def in_english(step: Step) -> Step:
    """Return a step that says the same in English."""
    what = step.what
    told = {f.name: _told(getattr(what, f.name)) for f in fields(what)}
    return replace(step, what=replace(what, **told))


def _told(value: Any, name: str = "") -> Any:  # noqa: ANN401 - whatever a step may carry
    match value:
        case str() if type(value) is str:
            return _person(value) if name == "customer.name" else english(value)
        case Mapping():
            inside = "customer." if name == "customer" else ""
            return {key: _told(one, inside + key) for key, one in value.items()}
        case list():
            return [_told(one) for one in value]
        case tuple():
            return tuple(_told(one) for one in value)
        case _:
            return value


def _person(name: str) -> str:
    """Name a customer, the given name first."""
    return f"{_GIVEN.get(name[1:], name[1:])} {_SURNAMES.get(name[:1], name[:1])}"
