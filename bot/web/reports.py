"""POST /v1/gateways/{name}/report: what voice and SMS services push back of what they were told."""

from typing import Final

from bot.web.door.body import JSON, parse_json, read_body
from bot.web.door.endpoint import Asked
from bot.web.door.problems import Answer, field_error, refusal
from bot.web.parts import WebParts
from handlers.confirmation.reports import take_reports
from rules.confirmation.reports import MOST, read_reports
from rules.events.refusals import Flaw

#: What Aliyun takes for "never send this again".
_TAKEN: Final = '{"code":0,"msg":"接收成功"}'.encode()


class Reports:
    """Journals reports and answers after the commit; whatever else it says is sent again."""

    def __init__(self, parts: WebParts) -> None:
        self._parts = parts

    async def __call__(self, asked: Asked) -> Answer:
        """Answer one push; reports of calls that are not ours are passed over."""
        gateway, parts = asked.named("name"), self._parts
        if gateway not in parts.gateways:
            raise refusal(
                "not_found", "没有这个名字的网关 / there is no gateway of this name in [[gateways]]"
            )
        reports = read_reports(parse_json((await read_body(asked, (JSON,), unnamed=JSON)).text))
        if reports is None:
            wrong = f"要一个报告或不超过 {MOST} 个的列表 / one report, or a list of at most {MOST}"
            flaw = Flaw("wrong_type", "body", wrong)
            raise refusal("invalid", wrong, errors=[field_error(flaw)])
        await parts.database.write(
            lambda tx: take_reports(tx, parts.deps, gateway, reports, parts.clock.now())
        )
        return Answer(status=200, body=_TAKEN)
