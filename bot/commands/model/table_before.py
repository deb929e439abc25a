"""Commands that write, review and send, and those that tell who somebody is."""

from collections.abc import Mapping
from typing import Final

from bot.commands.model.commands import Verb, Word
from bot.commands.model.described import About, Command, Group, Rest, Right, Twin
from bot.core.errors import Bilingual

BEFORE: Final[Mapping[Verb, Command]] = {
    Verb.NEW: Command(
        ko=("작성", "새로", "새공지", "쓰기"),
        en=("new", "draft", "write"),
        group=Group.WRITE,
        right=Right.SENDING,
        help=Bilingual("초안을 만들어요", "Makes a draft"),
        examples=(
            Bilingual(
                '/공지 작성 프로필:HR 제목:"건강검진 안내" 12월 18일까지 꼭 받아 주세요.',
                '/notice new profile:HR title:"Health check" Please go by 18 December.',
            ),
            Bilingual(
                '/공지 작성 이미지:#last 설명:"검진 안내 그림" 확인:예\n\n일시: 12월 18일\n장소: 3층',
                '/notice new image:#last alt:"Poster" acknowledge:yes\n\nWhen: 18 December',
            ),
        ),
        twin=Twin(("notice", "draft")),
        rest=Rest.BODY,
        words=frozenset(Word),
    ),
    Verb.TEST: Command(
        ko=("테스트", "시험"),
        en=("test",),
        group=Group.WRITE,
        right=Right.SENDING,
        help=Bilingual(
            "나에게, 또는 5명까지 시험 삼아 보내요", "Sends a trial to you, or up to 5"
        ),
        examples=(
            Bilingual("/공지 테스트 N-42", "/notice test N-42"),
            Bilingual("/공지 테스트 N-42 @김슬기", "/notice test N-42 @kim"),
        ),
        twin=Twin(("notice", "test")),
        about=About.NOTICE,
        about_needed=True,
        rest=Rest.PEOPLE,
    ),
    Verb.SEND: Command(
        ko=("보내기", "발송"),
        en=("send",),
        group=Group.WRITE,
        right=Right.SENDING,
        help=Bilingual("몇 명에게 갈지 보고 보내요", "Shows for how many, then sends"),
        examples=(
            Bilingual("/공지 보내기 N-42", "/notice send N-42"),
            Bilingual(
                '/공지 보내기 N-42 긴급:"서버 장애"', '/notice send N-42 urgent:"Server outage"'
            ),
        ),
        twin=Twin(("notice", "send")),
        about=About.NOTICE,
        about_needed=True,
        words=frozenset({Word.URGENT}),
        reviewed=True,
        sends=True,
    ),
    Verb.SCHEDULE: Command(
        ko=("예약", "예약발송"),
        en=("schedule",),
        group=Group.WRITE,
        right=Right.SENDING,
        help=Bilingual(
            "정한 때에, 또는 되풀이해 보내요", "Sends at a time, or again and again"
        ),
        examples=(
            Bilingual("/공지 예약 N-42 내일 오전 9시", "/notice schedule N-42 tomorrow at 9am"),
            Bilingual(
                "/공지 예약 N-42 매주 월요일 오전 9시",
                "/notice schedule N-42 every Monday at 09:00",
            ),
        ),
        twin=Twin(("notice", "schedule")),
        about=About.NOTICE,
        about_needed=True,
        rest=Rest.WHEN,
        rest_needed=True,
        words=frozenset({Word.URGENT}),
        reviewed=True,
        sends=True,
    ),
    # It does what a review has shown to the same person, so it has no review of its own.
    Verb.CONFIRM: Command(
        ko=("확인",),
        en=("confirm",),
        group=Group.WRITE,
        right=Right.SENDING,
        help=Bilingual("확인 카드의 버튼 대신 코드로 답해요", "The card's button, as a code"),
        examples=(
            Bilingual("/공지 확인 N-42 7F3K", "/notice confirm N-42 7F3K"),
            Bilingual("/공지 확인 7F3K", "/notice confirm 7F3K"),
        ),
        twin=Twin(reason="the command line asks at once, unless told --yes"),
        about=About.NOTICE,
        rest=Rest.CODE,
        rest_needed=True,
    ),
    Verb.HELP: Command(
        ko=("도움말", "도움", "ㄷㅇㅁ", "?"),
        en=("help", "?"),
        group=Group.ME,
        right=Right.ANYONE,
        help=Bilingual("명령을 알려 줘요", "Tells the commands"),
        examples=(
            Bilingual("/공지 도움말", "/notice help"),
            Bilingual("/공지 도움말 예약", "/notice help schedule"),
        ),
        twin=Twin(reason="`spacecast --help`, and `--help` after each command"),
        about=About.VERB,
    ),
    Verb.ME: Command(
        ko=("내정보", "나"),
        en=("me",),
        group=Group.ME,
        right=Right.ANYONE,
        help=Bilingual("내 역할과 쓸 수 있는 프로필", "Your role and your send profiles"),
        examples=(Bilingual("/공지 내정보", "/notice me"),),
        twin=Twin(reason="who may run it on the machine is a super admin without an account"),
    ),
    Verb.PROFILES: Command(
        ko=("프로필", "프로필목록"),
        en=("profiles", "profile"),
        group=Group.ME,
        right=Right.SENDING,
        help=Bilingual("내가 쓸 수 있는 프로필", "Send profiles that you may use"),
        examples=(Bilingual("/공지 프로필", "/notice profiles"),),
        twin=Twin(("profile", "list")),
    ),
}
