"""What the doctor finds: one finding a check, or one a thing that is wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.broadcast.model.notices import Counts, Notice, NoticeState
from bot.broadcast.model.profiles import Profile, ProfileStatus
from bot.broadcast.model.standstill import Standstill
from bot.core.errors import Bilingual

# These pass by themselves: the notice does what it was told to.
_PASSING = frozenset({"low_rate", "waiting_for_retry"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one check says; `notice`: the label of the notice it is about."""

    code: str
    ok: bool
    text: Bilingual
    notice: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MiscountedShard:
    """A shard whose `kept` counts are not the `true` ones of its rows."""

    notice_id: str
    number: int
    shard: int
    kept: Counts
    true: Counts

    @property
    def wrong(self) -> dict[str, list[int]]:
        """What is kept and what is true, by the states in which they differ."""
        kept, true = self.kept.by_state(), self.true.by_state()
        return {
            state: [kept[state], true[state]] for state in kept if kept[state] != true[state]
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRows:
    """How many deliveries of a notice something is wrong with."""

    number: int
    deliveries: int


def database(kind: str, versions: Mapping[str, int]) -> list[Finding]:
    """Which database it is and how new its tables are."""
    parts = ", ".join(f"{part} {number}" for part, number in versions.items())
    text = Bilingual(ko=f"데이터베이스: {kind} ({parts})", en=f"Database: {kind} ({parts})")
    return [Finding(code="database", ok=True, text=text)]


def counts(miscounted: Sequence[MiscountedShard]) -> list[Finding]:
    """Whether the kept counts are those of the ledger."""
    return _each_or_fine("counts", [_miscount(shard) for shard in miscounted], _COUNTS_FINE)


def repaired(miscounted: Sequence[MiscountedShard]) -> list[Finding]:
    """What was put right."""
    return [
        Finding(
            code="counts_repaired",
            ok=True,
            notice=f"N-{one.number}",
            text=Bilingual(
                ko=f"N-{one.number} 공지 {one.shard}번 조각의 집계를 원장에 맞게 고쳤어요: {_wrong(one)}",
                en=f"The counts of shard {one.shard} of N-{one.number} are the ledger's again: {_wrong(one)}",
            ),
        )
        for one in miscounted
    ]


def rows(without_shard: Sequence[NoticeRows]) -> list[Finding]:
    """Whether every delivery belongs to a shard."""
    return _each_or_fine(
        "rows",
        [
            _wrong_rows(
                "rows",
                one,
                f"N-{one.number} 공지의 {one.deliveries}명은 어느 조각에도 없어서 보내지도 세지도 않아요. "
                "백업을 남기고 이 내용을 알려 주세요.",
                f"{one.deliveries} deliveries of N-{one.number} belong to no shard, so they are neither "
                "sent nor counted. Keep a backup and report this line.",
            )
            for one in without_shard
        ],
        _ROWS_FINE,
    )


def interrupted(left_sending: Sequence[NoticeRows]) -> list[Finding]:
    """Whether somebody looks after every delivery that is being sent."""
    return _each_or_fine(
        "interrupted",
        [
            _wrong_rows(
                "interrupted",
                one,
                f"N-{one.number} 공지의 {one.deliveries}명은 보내는 중에 멈춘 채 맡은 프로그램이 없어요. "
                "spacecast serve를 다시 시작하면 이어받아요.",
                f"{one.deliveries} deliveries of N-{one.number} were being sent, and nobody looks after "
                "them. Start spacecast serve again: it takes them over.",
            )
            for one in left_sending
        ],
        _INTERRUPTED_FINE,
    )


def schedules(late: Sequence[str]) -> list[Finding]:
    """Whether what is scheduled was sent, or called missed, in time; `late`: labels of what wasn't."""
    return _each_or_fine("schedules", [_overdue(label) for label in late], _SCHEDULES_FINE)


def progress(quiet: Sequence[tuple[Notice, Counts, Standstill]], running: int) -> list[Finding]:
    """Whether the notices that run get on."""
    found = [_stands_still(*one) for one in quiet]
    return _each_or_fine("progress", found, _progress_fine(running))


def engine(*, seen: bool, running: int) -> list[Finding]:
    """Whether an engine lives where something is to be sent."""
    if seen or not running:
        text = _ENGINE_RUNS if seen else _ENGINE_IDLE
        return [Finding(code="engine", ok=True, text=text)]
    return [Finding(code="engine", ok=False, text=_ENGINE_WANTED)]


def profiles(every: Sequence[Profile]) -> list[Finding]:
    """Which profiles are paused; wrong is only what no admin decided."""
    paused = [p for p in every if p.status is ProfileStatus.PAUSED]
    return _each_or_fine("profiles", [_paused(profile) for profile in paused], _PROFILES_FINE)


def images(missing: Sequence[str], count: int) -> list[Finding]:
    """Whether the file of every uploaded image is there."""
    return _each_or_fine(
        "images",
        [
            Finding(
                code="images",
                ok=False,
                text=Bilingual(
                    ko=f"이미지 {image} 파일이 없어요. data_dir를 확인하고 백업에서 되돌려 주세요.",
                    en=f"The file of the image {image} is missing. Check data_dir and restore it from a backup.",
                ),
            )
            for image in missing
        ],
        Bilingual(
            ko=f"올린 이미지 {count}개의 파일이 모두 있어요.",
            en=f"The files of all {count} uploaded images are there.",
        ),
    )


def _each_or_fine(code: str, found: list[Finding], fine: Bilingual) -> list[Finding]:
    return found or [Finding(code=code, ok=True, text=fine)]


def _miscount(one: MiscountedShard) -> Finding:
    return Finding(
        code="counts",
        ok=False,
        notice=f"N-{one.number}",
        text=Bilingual(
            ko=f"N-{one.number} 공지 {one.shard}번 조각의 집계가 원장과 달라요: {_wrong(one)}. "
            "spacecast doctor --repair로 고칠 수 있어요.",
            en=f"The counts of shard {one.shard} of N-{one.number} differ from the ledger: {_wrong(one)}. "
            "spacecast doctor --repair puts them right.",
        ),
    )


def _wrong(one: MiscountedShard) -> str:
    return ", ".join(f"{state} {kept} → {true}" for state, (kept, true) in one.wrong.items())


def _wrong_rows(code: str, one: NoticeRows, ko: str, en: str) -> Finding:
    return Finding(code=code, ok=False, notice=f"N-{one.number}", text=Bilingual(ko=ko, en=en))


def _overdue(label: str) -> Finding:
    return Finding(
        code="schedules",
        ok=False,
        notice=label,
        text=Bilingual(
            ko=f"{label}의 예약 시각이 지났는데 그대로 있어요. 예약을 맡은 프로그램이 멈춰 있어요. "
            "spacecast serve를 다시 시작하면 '제때 보내지 못함'이 되고, 다시 보낼 수 있어요.",
            en=f"The time of {label} has passed and nothing came of it: no scheduler is running. "
            "Start spacecast serve again: it becomes missed and can be sent anew.",
        ),
    )


def _stands_still(notice: Notice, counts: Counts, why: Standstill) -> Finding:
    unfinished = notice.state is NoticeState.SENDING and counts.open == 0
    return Finding(
        code="progress",
        ok=why.code in _PASSING and not unfinished,
        notice=notice.label,
        text=Bilingual(
            ko=f"{notice.label} 공지는 보낼 사람이 남지 않았는데 끝나지 않았어요. "
            "spacecast serve를 다시 시작해 주세요.",
            en=f"{notice.label} has nobody left to send to and has not ended. Restart spacecast serve.",
        )
        if unfinished
        else why.text,
    )


def _paused(profile: Profile) -> Finding:
    reason = profile.status_reason
    # Only the breaker writes a reason.
    text = (
        Bilingual(
            ko=f"'{profile.name}' 프로필은 관리자가 멈춰 두었어요. 다시 켜면 보낼 수 있어요.",
            en=f"The profile '{profile.name}' was paused by an admin. It sends once it is resumed.",
        )
        if reason is None
        else Bilingual(
            ko=f"메신저가 App Key를 거절해서 '{profile.name}' 프로필이 멈췄어요({reason}). "
            "App Key를 확인하고 다시 켜 주세요.",
            en=f"The profile '{profile.name}' is paused because its App Key was refused ({reason}). "
            "Check the App Key and resume the profile.",
        )
    )
    return Finding(code="profiles", ok=reason is None, text=text)


def _progress_fine(running: int) -> Bilingual:
    if running == 0:
        return Bilingual(ko="지금 보내는 공지가 없어요.", en="No notice is being sent.")
    return Bilingual(
        ko=f"보내는 공지 {running}개가 모두 나아가고 있어요.",
        en=f"All notices being sent make progress: {running}.",
    )


_COUNTS_FINE = Bilingual(
    ko="모든 공지의 집계가 원장과 같아요.", en="The counts of all notices are the ledger's."
)
_ROWS_FINE = Bilingual(
    ko="모든 받는 사람이 발송 조각에 들어 있어요.", en="Every delivery belongs to a shard."
)
_INTERRUPTED_FINE = Bilingual(
    ko="보내다 멈춘 채 남은 메시지가 없어요.", en="No delivery was left in the middle."
)
_SCHEDULES_FINE = Bilingual(
    ko="때를 놓친 예약 공지가 없어요.", en="No scheduled notice is overdue."
)
_ENGINE_RUNS = Bilingual(ko="보내는 프로그램이 돌고 있어요.", en="An engine is running.")
_ENGINE_IDLE = Bilingual(
    ko="보내는 프로그램이 꺼져 있지만 지금 보낼 공지가 없어요.",
    en="No engine is running, but there is nothing to send.",
)
_ENGINE_WANTED = Bilingual(
    ko="보낼 공지가 있는데 보내는 프로그램이 멈춰 있어요. spacecast serve를 다시 시작해 주세요.",
    en="There is something to send and no engine is running. Start spacecast serve again.",
)
_PROFILES_FINE = Bilingual(ko="멈춘 발송 프로필이 없어요.", en="No send profile is paused.")
