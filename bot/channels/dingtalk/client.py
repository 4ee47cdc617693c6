"""The robot's hands: cards, messages and answers; every way a platform fails is an outcome."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from bot.channels.dingtalk import refs, render
from bot.channels.dingtalk.account import DingTalkAccount
from bot.channels.dingtalk.openapi import Body, OpenApi
from bot.channels.dingtalk.parse import Heard
from bot.channels.dingtalk.refusals import Refusal, never
from handlers.ports import GaveUp, Outcome, Sent, TryLater, Unknown

_CARDS = "/v1.0/card/instances"


class RobotClient:
    """Sends as the robot of one account; `people` are the staff ids that mean a private chat."""

    def __init__(self, account: DingTalkAccount, api: OpenApi, people: frozenset[str]) -> None:
        self._account = account
        self._api = api
        self._people = people

    async def deliver(
        self, tracks: Sequence[str], params: Body, conversation: str, mentions: tuple[str, ...]
    ) -> Outcome | Refusal:
        """
        Make a card in a conversation, called as the first of `tracks`; a later one may be there.

        A Refusal is for the caller to degrade.
        """
        body: dict[str, object] = {
            "cardTemplateId": self._account.card_template,
            "outTrackId": tracks[0],
            "callbackType": "STREAM",
            "userIdType": 1,
            "cardData": {"cardParamMap": params},
        }
        if conversation in self._people:
            body |= {
                "openSpaceId": f"dtv1.card//IM_ROBOT.{conversation}",
                "imRobotOpenSpaceModel": {"supportForward": False},
                "imRobotOpenDeliverModel": {
                    "spaceType": "IM_ROBOT",
                    "robotCode": self._account.robot,
                },
            }
        else:
            model: dict[str, object] = {"robotCode": self._account.robot}
            if mentions:
                model["atUserIds"] = {one: one for one in mentions}
            body |= {
                "openSpaceId": f"dtv1.card//IM_GROUP.{conversation}",
                "imGroupOpenSpaceModel": {"supportForward": False},
                "imGroupOpenDeliverModel": model,
            }
        answer = await self._api.call("POST", f"{_CARDS}/createAndDeliver", body)
        if isinstance(answer, Refusal):
            return answer
        return _delivered(answer, tracks)

    async def redraw(self, track_id: str, params: Body) -> Outcome | Refusal:
        """Show a card anew; since that may be done twice, an unknown fate is just a later try."""
        body = {
            "outTrackId": track_id,
            "cardData": {"cardParamMap": params},
            "cardUpdateOptions": {"updateCardDataByKey": True, "updatePrivateDataByKey": True},
            "userIdType": 1,
        }
        answer = await self._api.call("PUT", _CARDS, body)
        if isinstance(answer, Refusal):
            lost = answer.outcome
            if isinstance(lost, Unknown):
                return TryLater(code=lost.code, error=lost.error)
            return answer
        return Sent(message_ref=track_id)

    async def text(self, conversation: str, text: str) -> Outcome:
        """Send plain text: nothing in it is mark-up."""
        return await self._robot(conversation, "sampleText", {"content": render.fit(text)})

    async def markdown(self, conversation: str, title: str, text: str) -> Outcome:
        """Send markdown."""
        return await self._robot(conversation, "sampleMarkdown", {"title": title, "text": text})

    async def file(self, conversation: str, media_id: str, *, name: str, kind: str) -> Outcome:
        """Send a file that was uploaded."""
        param = {"mediaId": media_id, "fileName": name, "fileType": kind}
        return await self._robot(conversation, "sampleFile", param)

    async def image(self, conversation: str, media_id: str) -> Outcome:
        """Send an image that was uploaded; it is shown as it is."""
        return await self._robot(conversation, "sampleImageMsg", {"photoURL": media_id})

    async def answer(self, heard: Heard, text: str, *, now: datetime) -> Outcome:
        """Answer where something was asked, by its webhook or, where that fails, by the robot."""
        if self._is_ours(heard.webhook) and now + timedelta(seconds=5) < heard.webhook_until:
            body = {"msgtype": "text", "text": {"content": render.fit(text)}}
            answer = await self._api.raw("POST", heard.webhook, body)
            if not isinstance(answer, Refusal):
                return Sent(message_ref="session")
            if isinstance(answer.outcome, Unknown):
                return answer.outcome
        return await self.text(heard.message.conversation, text)

    def _is_ours(self, webhook: str) -> bool:
        """Say whether a webhook leads to DingTalk: answers go nowhere else."""
        try:
            asked, known = urlsplit(webhook), urlsplit(self._account.oapi_base)
        except ValueError:
            return False
        if asked.netloc == known.netloc:
            return asked.scheme == known.scheme
        host = asked.hostname or ""
        return asked.scheme == "https" and host.endswith((".dingtalk.com", ".dingtalk.io"))

    async def _robot(self, conversation: str, key: str, param: Body) -> Outcome:
        body: dict[str, object] = {
            "robotCode": self._account.robot,
            "msgKey": key,
            "msgParam": json.dumps(param, ensure_ascii=False),
        }
        if conversation in self._people or not conversation.startswith("cid"):
            path = "/v1.0/robot/oToMessages/batchSend"
            body["userIds"] = [conversation]
        else:
            path = "/v1.0/robot/groupMessages/send"
            body["openConversationId"] = conversation
        answer = await self._api.call("POST", path, body)
        if isinstance(answer, Refusal):
            return answer.outcome
        found = str(answer.get("processQueryKey") or "-")
        return _undelivered(answer) or Sent(message_ref=refs.text_ref(found, "-"))


def _delivered(answer: Body, tracks: Sequence[str]) -> Outcome:
    """Read deliverResults: a failed delivery is HTTP 200 with success=false inside."""
    result = answer.get("result")
    found = result.get("deliverResults") if isinstance(result, dict) else None
    rows = [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []
    for row in rows:
        if row.get("success") is False:
            error = str(row.get("errorMsg") or "")
            if "illegal" in error or not error:
                return never("deliver", error)
            return TryLater(code="deliver", error=error[:160])
    carriers = [row["carrierId"] for row in rows if isinstance(row.get("carrierId"), str)]
    return Sent(message_ref=refs.card_ref(tracks, "".join(carriers[:1])))


def _undelivered(answer: Body) -> GaveUp | TryLater | None:
    if answer.get("flowControlledStaffIdList"):
        wait = timedelta(seconds=60)
        return TryLater(code="flow_controlled", error="flowControlledStaffIdList", wait=wait)
    for name in ("invalidStaffIdList", "filteredStaffIdList"):
        if answer.get(name):
            return never(name, "the person cannot be reached by this robot")
    return None
