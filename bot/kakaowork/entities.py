"""What the Web API answers: users, departments, spaces, bots, conversations and messages."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar

from msgspec import Struct
from msgspec.structs import force_setattr

# Replies differ in kind from version to version: ids come as text or as numbers beyond 2^53,
# words as null, times as Unix seconds or ISO 8601. They are decoded as any of these, made one
# kind at once, and are nothing else afterwards.
if TYPE_CHECKING:
    Id = str
    Words = str
    Seconds = int | None
    Ids = Sequence[str]
else:
    Id = str | int
    Words = str | None
    Seconds = int | float | str | None
    Ids = list[str | int] | None

ID_CHARACTERS = 200


class Entity(Struct, frozen=True, kw_only=True):
    """Something with an id; fields nobody knows are passed over, missing ones are empty."""

    ids: ClassVar[tuple[str, ...]] = ()
    id_lists: ClassVar[tuple[str, ...]] = ()
    words: ClassVar[tuple[str, ...]] = ()
    times: ClassVar[tuple[str, ...]] = ()

    def __post_init__(self) -> None:
        for name in self.ids:
            force_setattr(self, name, _id_text(getattr(self, name)))
        for name in self.id_lists:
            force_setattr(self, name, tuple(map(_id_text, getattr(self, name) or ())))
        for name in self.words:
            force_setattr(self, name, getattr(self, name) or "")
        for name in self.times:
            force_setattr(self, name, unix_seconds(getattr(self, name)))


def _id_text(given: str | int) -> str:
    """An id as text; ValueError, so that the reply is unreadable, for what no database keeps."""
    text = str(given)
    if len(text) > ID_CHARACTERS or not text.isprintable():
        raise ValueError("an id is short and printable")
    return text


class Identification(Struct, frozen=True, kw_only=True):
    """One way to know a user, such as the sign-up e-mail."""

    type: str = ""
    value: str = ""


class User(Entity, frozen=True, kw_only=True):
    """A member as the platform knows them; times are Unix seconds."""

    ids = ("id", "space_id")
    words = ("name",)
    times = ("work_start_time", "work_end_time", "vacation_start_time", "vacation_end_time")

    id: Id
    space_id: Id = ""
    name: Words = ""
    display_name: str | None = None
    identifications: list[Identification] | None = None
    emails: list[str] | None = None
    nickname: str | None = None
    avatar_url: str | None = None
    department: str | None = None
    position: str | None = None
    responsibility: str | None = None
    tels: list[str] | None = None
    mobiles: list[str] | None = None
    work_start_time: Seconds = None
    work_end_time: Seconds = None
    vacation_start_time: Seconds = None
    vacation_end_time: Seconds = None
    status: str | None = None

    @property
    def email(self) -> str | None:
        """The address that messages.send_by_email knows: the sign-up one where it is given."""
        for one in self.identifications or ():
            if one.type == "email" and one.value:
                return one.value
        return self.emails[0] if self.emails else None


class Department(Entity, frozen=True, kw_only=True):
    """A department; `parent_id` is "0" at the top."""

    ids = ("id", "parent_id", "space_id")
    id_lists = ("user_ids", "users_ids", "leader_ids")
    words = ("name", "ids_path")

    id: Id
    ids_path: Words = ""
    parent_id: Id = "0"
    space_id: Id = ""
    name: Words = ""
    code: str | None = None
    user_count: int | None = None
    has_child: bool | None = None
    depth: int | None = None
    user_ids: Ids = ()
    users_ids: Ids = ()
    leader_ids: Ids = ()
    ancestry: str | None = None

    @property
    def member_ids(self) -> Sequence[str]:
        """The users of the department; sources differ in how the field is spelt."""
        return self.user_ids or self.users_ids


class Space(Entity, frozen=True, kw_only=True):
    """A workspace, which the platform calls a space."""

    ids = ("id",)
    words = ("name",)

    id: Id
    name: Words = ""
    kakaoi_org_id: int | str | None = None
    color_code: str | None = None
    color_tone: str | None = None
    permitted_ext: list[str] | None = None
    profile_name_format: str | None = None
    profile_position_format: str | None = None
    logo_url: str | None = None


class BotInfo(Entity, frozen=True, kw_only=True):
    """The bot of an App Key; `status` is `activated` or `deactivated`."""

    ids = ("bot_id",)
    words = ("title", "status")

    bot_id: Id
    title: Words = ""
    status: Words = ""


class Conversation(Entity, frozen=True, kw_only=True):
    """A room; `type` is `dm` or `group`."""

    ids = ("id",)
    words = ("type",)

    id: Id
    type: Words = ""
    users_count: int | None = None
    avatar_url: str | None = None
    name: str | None = None


class Message(Entity, frozen=True, kw_only=True):
    """A message that was sent; times are Unix seconds."""

    ids = ("id", "user_id", "conversation_id")
    words = ("text",)
    times = ("send_time", "update_time")

    id: Id
    text: Words = ""
    user_id: Id = ""
    conversation_id: Id = ""
    send_time: Seconds = None
    update_time: Seconds = None
    blocks: list[object] | None = None


def unix_seconds(given: float | str | None) -> int | None:
    """A time of a reply in Unix seconds; words that are no time are None."""
    if not isinstance(given, str):
        return None if given is None else int(given)
    if given.isascii() and given.isdigit():
        return int(given)
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        return None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
