"""A notice and a delivery as values, for tests without a database."""

from bot.broadcast.model.audience import Audience
from bot.broadcast.model.deliveries import Delivery, DeliveryState
from bot.broadcast.model.notices import Notice, NoticeState
from bot.broadcast.model.profiles import OnUncertain
from bot.broadcast.store.claims import Claimed

NOTICE = Notice(
    id="nt_1",
    number=42,
    profile_id="hr",
    author_id="mb_1",
    author_name="이하나",
    surface="console",
    title="점검",
    template="plain",
    variables={"title": "점검"},
    audience=Audience(),
    frozen=None,
    state=NoticeState.DRAFT,
    state_reason=None,
    urgent_reason=None,
    on_uncertain=OnUncertain.HOLD,
    not_after=None,
    scheduled_at=None,
    grace_until=None,
    prepared_at=None,
    started_at=None,
    finished_at=None,
    version=1,
    created_at=0,
    updated_at=0,
)
DELIVERY = Delivery(
    row=420_000_000,
    notice_id="nt_1",
    member_id="mb_1",
    name="이하나",
    email="hana@example.com",
    department=None,
    position=None,
    platform_id=1_001,
    state=DeliveryState.SENDING,
    reason=None,
    attempts=1,
    due_at=0,
    conversation_id=None,
    message_id=None,
    sent_at=None,
)
CLAIMED = Claimed(
    row=DELIVERY.row,
    attempts=DELIVERY.attempts,
    due_at=DELIVERY.due_at,
    in_doubt=DELIVERY.in_doubt,
    reason=DELIVERY.reason,
    conversation_id=DELIVERY.conversation_id,
    platform_id=DELIVERY.platform_id,
    member_id=DELIVERY.member_id,
    name=DELIVERY.name,
    email=DELIVERY.email,
    department=DELIVERY.department,
    position=DELIVERY.position,
)
