"""The customer's refund page in a real browser: asked on a phone, refused by a clause, appealed."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import House, everybody_reads, running
from tests.photos import a_photo

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

COAT, LATE, UNTOUCHED = "2611240001", "2611240002", "2611240003"
_QUALITY_CONTROL = '[refunds]\nquality_control = ["console:qc"]\n'


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Return a running bot that knows orders of clothes which were signed for."""
    folder = tmp_path_factory.mktemp("shop")
    with running(folder, is_open=True, more=_QUALITY_CONTROL) as house:
        for order_no in (COAT, LATE, UNTOUCHED):
            house.happens(
                "order.created", order_no, minutes_ago=120, platform="tmall", shop="青禾服饰",
                amount="468.00",
                items=[
                    {"sku": "C1", "name": "羊毛大衣（驼色 L）", "qty": 1, "price": "399.00",
                     "category": "服饰"},
                    {"sku": "S1", "name": "纯棉衬衫（白）", "qty": 3, "price": "23.00",
                     "category": "服饰"},
                ],
                customer={"id": f"c{order_no}", "name": "林晓", "phone": "13812345678"},
            )  # fmt: skip
            house.happens("order.paid", order_no, minutes_ago=118, amount="468.00")
            house.happens("parcel.created", order_no, minutes_ago=60, parcel_id=f"P{order_no}",
                          tracking_no=f"SF{order_no}", carrier="顺丰")  # fmt: skip
            house.happens("carrier.trace", order_no, tracking_no=f"SF{order_no}", state="已签收")
        yield house


def fits(page: Page) -> None:
    """Nothing is wider than the screen, and what is tapped is as large as a finger."""
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for target in page.locator("button:visible, .choice:visible, select:visible").all():
        box = target.bounding_box()
        assert box is not None
        assert box["height"] >= 44


@pytest.mark.parametrize(("width", "order_no"), [(390, COAT), (1280, LATE)])
def test_goods_are_asked_back_refused_by_a_clause_that_can_be_read_and_appealed(
    shop: House,
    visit: Callable[..., Page],
    pictures: Callable[[Page, str], None],
    width: int,
    order_no: str,
) -> None:
    page = visit(shop.customer_link("refund", order_no), width=width, height=844, card=False)
    expect(page.get_by_role("heading", level=1)).to_have_text("申请退款")
    fits(page)
    if width < 700:
        pictures(page, "refund-390.png")
        everybody_reads(page, "refund")
    page.get_by_label("羊毛大衣").select_option("1")
    page.get_by_role("group", name="为什么退？").get_by_label("不想要了").check()
    page.get_by_role("group", name="吊牌还在吗？").get_by_label("是").check()
    washed = page.get_by_role("group", name="洗过，或者弄脏了吗？")
    washed.get_by_label("否").check()
    page.get_by_role("button", name="看看怎么退").click()
    expect(page.locator(".notice")).to_contain_text("您的退款将按《")
    expect(page.locator(".card h2")).to_have_text("要退的商品")
    expect(page.locator(".amount b")).to_have_text("¥384.00")
    fits(page)
    if width < 700:
        pictures(page, "refund-ahead-390.png")
        everybody_reads(page, "refund-ahead")

    page.get_by_role("button", name="返回修改").click()
    expect(page.get_by_label("羊毛大衣")).to_have_value("1")
    expect(washed.get_by_label("否")).to_be_checked()
    washed.get_by_label("是", exact=True).check()
    page.get_by_role("button", name="看看怎么退").click()
    expect(page.locator(".card")).to_contain_text("不支持退款")
    page.get_by_role("button", name="确认申请").click()
    expect(page.locator(".head b")).to_have_text("没有通过")
    fits(page)
    with page.expect_popup() as clause:
        page.get_by_role("link", name="看这一条的原文").click()
    terms = clause.value
    expect(terms.locator(f"section#{terms.url.partition('#')[2]}")).to_be_in_viewport()
    if width < 700:
        everybody_reads(terms, "terms")
    page.reload()  # sends nothing again
    expect(page.locator(".head b")).to_have_count(1)
    page.get_by_text("不同意，要申诉").click()
    page.get_by_label("写下新的情况").fill("只在家试穿过，没有洗。")
    torn = FilePayload(name="torn.jpg", mimeType="image/jpeg", buffer=a_photo(exif=True))
    page.locator('details[open] input[type="file"]').set_input_files(torn)
    expect(page.locator("details[open] .file b")).to_have_text("已选 1 张")
    page.get_by_role("button", name="提交申诉").click()
    expect(page.locator(".head b")).to_have_text("人工核实中")
    expect(page.get_by_text("您的申诉已收到")).to_be_visible()
    fits(page)
    if width < 700:
        everybody_reads(page, "refund-appealed")
    page.get_by_text("还有别的商品要退").click()
    expect(page.get_by_label("纯棉衬衫")).to_be_visible()
    expect(page.get_by_label("羊毛大衣")).to_have_count(0)


def test_what_only_one_reason_needs_is_asked_with_it_alone(
    shop: House, visit: Callable[..., Page]
) -> None:
    page = visit(shop.customer_link("refund", UNTOUCHED), width=390, card=False)
    certificate = page.get_by_role("group", name="有医院的证明吗？")
    expect(certificate).to_be_hidden()
    page.get_by_label("过敏").check()
    expect(certificate).to_be_visible()


def test_a_link_that_is_not_good_says_so_kindly(shop: House, visit: Callable[..., Page]) -> None:
    forged = visit(shop.customer_link("refund", UNTOUCHED)[:-3] + "xxx", width=390, card=False)
    expect(forged.get_by_role("heading")).to_have_text("这个链接打不开")
    expired = visit(shop.customer_link("refund", UNTOUCHED, hours=-1), width=390, card=False)
    expect(expired.get_by_role("heading")).to_have_text("这个链接已过期")
    expect(expired.get_by_text("再要一个链接")).to_be_visible()
