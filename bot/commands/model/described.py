"""How a command is described: its words, what it takes, who may use it, and its twin."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.commands.model.commands import Word
from bot.core.errors import Bilingual


class About(StrEnum):
    """What the first word after the verb names."""

    NOTHING = "nothing"
    NOTICE = "notice"
    SCHEDULE = "schedule"
    MEMBER = "member"
    # Another command, for help.
    VERB = "verb"


class Rest(StrEnum):
    """What the text after subject and words is."""

    NOTHING = "nothing"
    BODY = "body"
    # A time in words; whoever reads it folds it.
    WHEN = "when"
    REASON = "reason"
    CODE = "code"
    PEOPLE = "people"
    # The id or name of a send profile.
    PROFILE = "profile"
    # Which notices to list: English names of states, one blank between them.
    STATES = "states"


class Right(StrEnum):
    """What somebody needs to use a command; what they may do to a notice is asked later."""

    ANYONE = "anyone"
    SENDING = "sending"
    SUPER_ADMIN = "super_admin"


class Group(StrEnum):
    """Under which heading help lists a command."""

    WRITE = "write"
    FOLLOW = "follow"
    ME = "me"
    SUPER_ADMIN = "super_admin"


@dataclass(frozen=True, slots=True)
class Twin:
    """The words of the same command for `spacecast`; without any, why there is none."""

    words: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command. Its first Korean and first English word are the ones that are shown.

    `reviewed`: nothing is done before the asker has confirmed it on a card. `sends`: a notice
    may reach its recipients by it; those are always reviewed. A trial is no notice.
    """

    ko: tuple[str, ...]
    en: tuple[str, ...]
    group: Group
    right: Right
    help: Bilingual
    examples: tuple[Bilingual, ...]
    twin: Twin
    about: About = About.NOTHING
    about_needed: bool = False
    rest: Rest = Rest.NOTHING
    rest_needed: bool = False
    words: frozenset[Word] = frozenset()
    reviewed: bool = False
    sends: bool = False

    @property
    def name(self) -> Bilingual:
        """The verb as it is shown."""
        return Bilingual(ko=self.ko[0], en=self.en[0])

    @property
    def line(self) -> Bilingual:
        """Root and verb: `/공지 보내기`."""
        return Bilingual(ko=f"/공지 {self.ko[0]}", en=f"/notice {self.en[0]}")


@dataclass(frozen=True, slots=True, kw_only=True)
class WordNames:
    """The names that a `name:value` word may be written with; the first ones are shown."""

    ko: tuple[str, ...]
    en: tuple[str, ...]
    help: Bilingual
    example: Bilingual
    # Whether it may stand several times.
    many: bool = False

    @property
    def name(self) -> Bilingual:
        """The name as it is shown."""
        return Bilingual(ko=self.ko[0], en=self.en[0])


def _word(
    ko: str, en: str, help_: Bilingual, example: Bilingual, *, many: bool = False
) -> WordNames:
    return WordNames(
        ko=tuple(ko.split()), en=tuple(en.split()), help=help_, example=example, many=many
    )


WORDS: Final[Mapping[Word, WordNames]] = {
    Word.PROFILE: _word(
        "프로필",
        "profile from",
        Bilingual("보내는 프로필", "the send profile"),
        Bilingual("프로필:HR", "profile:HR"),
    ),
    Word.TEMPLATE: _word(
        "템플릿 양식",
        "template",
        Bilingual("템플릿", "the template"),
        Bilingual("템플릿:event", "template:event"),
    ),
    Word.TITLE: _word(
        "제목",
        "title",
        Bilingual("제목", "the title"),
        Bilingual('제목:"건강검진 안내"', 'title:"Health check"'),
    ),
    Word.IMAGE: _word(
        "이미지 그림 사진",
        "image img",
        Bilingual(
            "그림의 주소. #last는 이 방에 마지막으로 올린 그림",
            "address of the image; #last is the last one posted in this room",
        ),
        Bilingual("이미지:#last", "image:#last"),
    ),
    Word.ALT: _word(
        "설명 대체글",
        "alt",
        Bilingual("그림을 볼 수 없는 사람에게 읽어 줄 말", "words for who can't see the image"),
        Bilingual('설명:"검진 안내 그림"', 'alt:"Poster of the health check"'),
    ),
    Word.LINK: _word(
        "링크 바로가기",
        "link",
        Bilingual("바로가기 버튼: 이름|주소", "a link button: label|address"),
        Bilingual(
            '링크:"예약하기|https://intra.example.com/checkup"',
            'link:"Book|https://intra.example.com/checkup"',
        ),
        many=True,
    ),
    Word.ROW: _word(
        "항목",
        "row",
        Bilingual("표의 한 줄: 이름|값", "a row: term|text"),
        Bilingual('항목:"장소|3층 의무실"', 'row:"Where|3rd floor"'),
        many=True,
    ),
    Word.STYLE: _word(
        "머리글색 색",
        "style",
        Bilingual("머리글의 색", "colour of the header"),
        Bilingual("머리글색:blue", "style:blue"),
    ),
    Word.TO: _word(
        "대상 받는사람",
        "to",
        Bilingual(
            "받는 사람: 전체, 부서, 이메일", "recipients: everyone, departments, e-mails"
        ),
        Bilingual("대상:개발팀", "to:Engineering"),
        many=True,
    ),
    Word.EXCLUDE: _word(
        "제외",
        "exclude except",
        Bilingual("받지 않는 사람", "people left out"),
        Bilingual("제외:kim@example.com", "exclude:kim@example.com"),
        many=True,
    ),
    Word.ACKNOWLEDGE: _word(
        "확인",
        "acknowledge ack",
        Bilingual("[확인] 버튼", "a button to acknowledge"),
        Bilingual("확인:예", "acknowledge:yes"),
    ),
    Word.CHOICE: _word(
        "선택",
        "choice",
        Bilingual("설문의 답 하나, 2~5개", "one answer of a survey, 2 to 5 of them"),
        Bilingual("선택:참석 선택:불참", "choice:Coming choice:Not"),
        many=True,
    ),
    Word.REMIND: _word(
        "재알림",
        "remind",
        Bilingual("답하지 않은 사람에게 다시 알림", "when to remind who hasn't answered"),
        Bilingual("재알림:24시간", "remind:24h"),
    ),
    Word.URGENT: _word(
        "긴급",
        "urgent",
        Bilingual("방해 금지 시간에도 보내는 이유", "the reason to send in quiet hours, too"),
        Bilingual('긴급:"서버 장애"', 'urgent:"Server outage"'),
    ),
    Word.UNTIL: _word(
        "기한",
        "until",
        Bilingual("이때가 지나면 보내지 않음", "not sent after this time"),
        Bilingual('기한:"내일 오후 6시"', 'until:"tomorrow at 6pm"'),
    ),
    Word.VAR: _word(
        "값",
        "var",
        Bilingual("템플릿의 칸: 이름=값", "a field of the template: name=value"),
        Bilingual('값:place="3층 의무실"', 'var:place="3rd floor"'),
        many=True,
    ),
}
