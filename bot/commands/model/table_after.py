"""Commands for what has been sent or will be, and those of super admins."""

from collections.abc import Mapping
from typing import Final

from bot.commands.model.commands import Verb, Word
from bot.commands.model.described import About, Command, Group, Rest, Right, Twin
from bot.core.errors import Bilingual


def _follow(
    ko: tuple[str, ...],
    en: tuple[str, ...],
    help_: Bilingual,
    twin: Twin,
    *,
    reviewed: bool = False,
    sends: bool = False,
) -> Command:
    """A command about one notice that takes nothing else."""
    return Command(
        ko=ko,
        en=en,
        group=Group.FOLLOW,
        right=Right.SENDING,
        help=help_,
        examples=(Bilingual(f"/공지 {ko[0]} N-42", f"/notice {en[0]} N-42"),),
        twin=twin,
        about=About.NOTICE,
        about_needed=True,
        reviewed=reviewed,
        sends=sends,
    )


def _rights(ko: tuple[str, ...], en: tuple[str, ...], help_: Bilingual, twin: Twin) -> Command:
    """A command that changes who may use a profile."""
    return Command(
        ko=ko,
        en=en,
        group=Group.SUPER_ADMIN,
        right=Right.SUPER_ADMIN,
        help=help_,
        examples=(
            Bilingual(f"/공지 {ko[0]} @김슬기 HR", f"/notice {en[0]} @kim HR"),
            Bilingual(
                f"/공지 {ko[0]} kim@example.com HR", f"/notice {en[0]} kim@example.com HR"
            ),
        ),
        twin=twin,
        about=About.MEMBER,
        about_needed=True,
        rest=Rest.PROFILE,
        rest_needed=True,
        # The profile may be named as a word as well; it is read into the text.
        words=frozenset({Word.PROFILE}),
        reviewed=True,
    )


_FOLLOW: Final[Mapping[Verb, Command]] = {
    Verb.STATUS: Command(
        ko=("상태", "현황"),
        en=("status", "show"),
        group=Group.FOLLOW,
        right=Right.SENDING,
        help=Bilingual("어디까지 갔는지 알려 줘요", "Tells how far it is"),
        examples=(
            Bilingual("/공지 상태 N-42", "/notice status N-42"),
            Bilingual("/공지 상태", "/notice status"),
        ),
        twin=Twin(("notice", "show")),
        about=About.NOTICE,
    ),
    Verb.LIST: Command(
        ko=("목록",),
        en=("list", "ls"),
        group=Group.FOLLOW,
        right=Right.SENDING,
        help=Bilingual("최근 공지 10개", "The last 10 notices"),
        examples=(
            Bilingual("/공지 목록", "/notice list"),
            Bilingual("/공지 목록 예약됨", "/notice list scheduled"),
        ),
        twin=Twin(("notice", "list")),
        rest=Rest.STATES,
    ),
    Verb.PAUSE: _follow(
        ("일시중지", "멈추기"),
        ("pause",),
        Bilingual("보내는 중에 멈춰요", "Pauses while it is being sent"),
        Twin(("notice", "pause")),
    ),
    Verb.RESUME: _follow(
        ("재개", "이어서", "이어보내기"),
        ("resume",),
        Bilingual("남은 사람에게 이어서 보내요", "Goes on with those who are waiting"),
        Twin(("notice", "resume")),
        reviewed=True,
        sends=True,
    ),
    Verb.CANCEL: _follow(
        ("취소",),
        ("cancel",),
        Bilingual(
            "예약은 초안으로, 보내는 중이면 나머지를 취소", "Back to draft, or stops the rest"
        ),
        Twin(("notice", "cancel")),
        reviewed=True,
    ),
    Verb.RETRY: _follow(
        ("재시도", "다시보내기"),
        ("retry",),
        Bilingual("실패한 사람에게만 다시 보내요", "Sends again to those who failed"),
        Twin(("notice", "retry-failed")),
        reviewed=True,
        sends=True,
    ),
    Verb.REMIND: _follow(
        ("재알림", "다시알림"),
        ("remind",),
        Bilingual("답하지 않은 사람에게 다시 알려요", "Reminds those who haven't answered"),
        Twin(("notice", "remind")),
        reviewed=True,
        sends=True,
    ),
    Verb.RECALL: _follow(
        ("회수",),
        ("recall",),
        Bilingual(
            "거둘 수 없는 공지의 정정을 써요", "Can't be taken back: writes a correction"
        ),
        Twin(("notice", "correct")),
        reviewed=True,
    ),
    Verb.SKIP: Command(
        ko=("건너뛰기",),
        en=("skip",),
        group=Group.FOLLOW,
        right=Right.SENDING,
        help=Bilingual("되풀이 예약을 한 번 건너뛰어요", "Leaves out one time of a schedule"),
        examples=(
            Bilingual("/공지 건너뛰기 S-3", "/notice skip S-3"),
            Bilingual(
                "/공지 건너뛰기 S-3 2026-12-07 09:00", "/notice skip S-3 2026-12-07 09:00"
            ),
        ),
        twin=Twin(("schedule", "skip")),
        about=About.SCHEDULE,
        about_needed=True,
        rest=Rest.WHEN,
    ),
}

_SUPER_ADMIN: Final[Mapping[Verb, Command]] = {
    Verb.GRANT: _rights(
        ("권한추가", "권한주기"),
        ("grant",),
        Bilingual("프로필을 쓸 권한을 줘요", "Lets somebody use a profile"),
        Twin(("profile", "grant")),
    ),
    Verb.REVOKE: _rights(
        ("권한해제", "권한빼기"),
        ("revoke",),
        Bilingual("프로필을 쓸 권한을 거둬요", "Takes the use of a profile away"),
        Twin(("profile", "revoke")),
    ),
    # It stops at once: a review would cost the minute that counts.
    Verb.STOP_ALL: Command(
        ko=("전체중지", "모두중지"),
        en=("stop-all", "stopall"),
        group=Group.SUPER_ADMIN,
        right=Right.SUPER_ADMIN,
        help=Bilingual("모든 발송을 멈춰요", "Stops all sending"),
        examples=(
            Bilingual(
                "/공지 전체중지 잘못된 공지가 나가고 있어요", "/notice stop-all wrong notice"
            ),
        ),
        twin=Twin(reason="not on the command line yet"),
        rest=Rest.REASON,
        rest_needed=True,
        reviewed=True,
    ),
    Verb.START_ALL: Command(
        ko=("전체재개", "모두재개"),
        en=("start-all", "startall"),
        group=Group.SUPER_ADMIN,
        right=Right.SUPER_ADMIN,
        help=Bilingual("멈춘 발송을 다시 열어요", "Lets sending go on"),
        examples=(Bilingual("/공지 전체재개", "/notice start-all"),),
        twin=Twin(reason="not on the command line yet"),
        rest=Rest.REASON,
        reviewed=True,
        sends=True,
    ),
    Verb.AUDIT: Command(
        ko=("기록", "감사기록"),
        en=("audit", "log"),
        group=Group.SUPER_ADMIN,
        right=Right.SUPER_ADMIN,
        help=Bilingual("누가 언제 무엇을 했는지", "Who did what, and when"),
        examples=(Bilingual("/공지 기록 N-42", "/notice audit N-42"),),
        twin=Twin(reason="not on the command line yet"),
        about=About.NOTICE,
        about_needed=True,
    ),
}

AFTER: Final[Mapping[Verb, Command]] = {**_FOLLOW, **_SUPER_ADMIN}
