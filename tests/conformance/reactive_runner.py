"""Reads reactive calls with the published `kakaowork` models and prints a modal reply of theirs."""

import json
import sys

from kakaowork import blockkit as kit  # type: ignore[import-not-found] # its own venv
from kakaowork import models

READERS = {
    "submit_action": models.SubmitActionReactiveBody,
    "request_modal": models.RequestModalReactiveBody,
    "submission": models.SubmitModalReactiveBody,
}
REPLY = models.RequestModalReactiveResponse(
    view=models.ModalReactiveView(
        title="설문",
        accept="확인",
        decline="취소",
        value="survey",
        blocks=[
            kit.LabelBlock(text="*왜*", markdown=True),
            kit.InputBlock(name="why", required=True, placeholder="이유"),
            kit.SelectBlock(
                name="menu", options=[kit.SelectBlockOption(text="비빔밥", value="b")]
            ),
        ],
    )
)


def main() -> None:
    """The calls are a JSON array on stdin."""
    bodies = json.load(sys.stdin)
    read = [json.loads(READERS[body["type"]](**body).json()) for body in bodies]
    told = {"read": read, "reply": json.loads(REPLY.json(exclude_none=True))}
    json.dump(told, sys.stdout, ensure_ascii=False)


main()
