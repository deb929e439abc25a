"""What is wrong with an App Key, an address or the platform, in words, from how a call failed."""

from http import HTTPStatus

from bot.core.errors import (
    Bilingual,
    ConfigurationError,
    PlatformRefused,
    SpacecastError,
    TryLater,
    WrongState,
)
from bot.kakaowork.errors import (
    ENDLESS_PAGES,
    UNREADABLE_ANSWER,
    CallFailed,
    Refused,
    Unreached,
)

ACTIVATED = "activated"
_KEY_WORDS = frozenset(
    {"unauthorized", "invalid_authentication", "expired_authentication", "invalid_token"}
)
# Waiting does not change these: the address is wrong, or what stands behind it.
_ADDRESS_REASONS = frozenset({"dns", "tls", "bad_url"})


def trouble_of(failed: CallFailed, base_url: str) -> SpacecastError:
    """The error for a person: exit code 3 address, 4 key or permission, 75 trouble that may pass."""
    if isinstance(failed, Refused):
        return _refused(failed, base_url)
    reason = failed.reason if isinstance(failed, Unreached) else "broken"
    kind = ConfigurationError if reason in _ADDRESS_REASONS else TryLater
    return kind(_unreached(reason, base_url), code=f"platform_{reason}")


def _refused(failed: Refused, base_url: str) -> SpacecastError:
    if failed.code in _KEY_WORDS or failed.status == HTTPStatus.UNAUTHORIZED:
        return PlatformRefused(_key(failed), code="app_key_refused")
    if failed.status == HTTPStatus.FORBIDDEN:
        return missing_permission(failed, _ANY_PERMISSION)
    passing = _passing(failed)
    if passing is not None:
        return passing
    if failed.status == HTTPStatus.NOT_FOUND or failed.code in {
        "api_not_found",
        UNREADABLE_ANSWER,
    }:
        return ConfigurationError(_no_api(base_url), code="platform_api_not_found")
    return PlatformRefused(_said(failed), code="platform_refused")


def _passing(failed: Refused) -> TryLater | None:
    """Trouble that the platform gets over."""
    if failed.status == HTTPStatus.TOO_MANY_REQUESTS or failed.code == "too_many_requests":
        return TryLater(_TOO_MANY, code="platform_too_many_requests")
    if failed.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return TryLater(_server(failed), code="platform_error")
    if failed.code == ENDLESS_PAGES:
        return TryLater(_ENDLESS, code="platform_endless_pages")
    return None


def missing_permission(failed: Refused, permission: Bilingual) -> PlatformRefused:
    """The error of a bot whose key is good and whose call is refused all the same."""
    return PlatformRefused(_permission(failed, permission), code="permission_missing")


def deactivated_bot(title: str) -> WrongState:
    """The error of a bot whose messages the platform may take without delivering them."""
    return WrongState(
        Bilingual(
            ko=f"'{title}' 봇이 비활성 상태예요. 보낸 메시지가 도착하지 않을 수 있어요. 카카오워크 관리자 서비스의 "
            "봇 관리에서 활성화해 주세요.",
            en=f"The bot “{title}” is deactivated: what it sends may be taken and never arrive. "
            "Activate it in the admin site's bot management.",
        ),
        code="bot_deactivated",
    )


def _unreached(reason: str, base_url: str) -> Bilingual:
    texts = {
        "dns": Bilingual(
            ko=f"{base_url} 주소를 찾을 수 없어요. platform.base_url의 철자와 이 서버의 DNS를 확인해 주세요.",
            en=f"The address {base_url} can't be found. Check the spelling of platform.base_url and this "
            "server's DNS.",
        ),
        "tls": Bilingual(
            ko=f"{base_url}와 안전한 연결(TLS)을 맺지 못했어요. 인증서가 맞는지, 중간에 프록시가 있는지 확인해 주세요.",
            en=f"No secure connection (TLS) to {base_url} came about. Check its certificate, and whether a "
            "proxy stands between.",
        ),
        "bad_url": Bilingual(
            ko=f"{base_url}는 쓸 수 있는 주소가 아니에요. platform.base_url에 https://로 시작하는 주소를 써 주세요.",
            en=f"{base_url} is no address that can be used. platform.base_url must begin with https://.",
        ),
        "timeout": Bilingual(
            ko=f"{base_url}가 제때 답하지 않았어요. 방화벽이 막는지 확인하고 잠시 뒤에 다시 해 주세요"
            "(delivery.request_timeout).",
            en=f"{base_url} did not answer in time. Check that no firewall is in the way and try again in a "
            "moment (delivery.request_timeout).",
        ),
        "refused": Bilingual(
            ko=f"{base_url}가 연결을 거절했어요. 주소와 포트가 맞는지, 서버가 켜져 있는지 확인해 주세요.",
            en=f"{base_url} refused the connection. Check address and port, and that the server runs.",
        ),
    }
    return texts.get(reason) or Bilingual(
        ko=f"{base_url}에 연결하지 못했어요. 네트워크를 확인하고 잠시 뒤에 다시 해 주세요.",
        en=f"{base_url} can't be reached. Check the network and try again in a moment.",
    )


def _key(failed: Refused) -> Bilingual:
    return Bilingual(
        ko=f"플랫폼이 App Key를 거절했어요({failed.code}). 봇 관리에서 App Key를 다시 복사해 주세요.",
        en=f"The platform refused the App Key ({failed.code}). Copy it again from the bot's page.",
    )


def _permission(failed: Refused, permission: Bilingual) -> Bilingual:
    return Bilingual(
        ko=f"봇에 권한이 없어요({failed.code}). 카카오워크 관리자 서비스의 봇 관리에서 이 권한을 켜 주세요: "
        f"{permission.ko}.",
        en=f"The bot lacks a permission ({failed.code}). Switch it on in the admin site's bot management: "
        f"{permission.en}.",
    )


def _no_api(base_url: str) -> Bilingual:
    return Bilingual(
        ko=f"{base_url}에는 카카오워크 Web API가 없어요. platform.base_url을 확인해 주세요"
        "(카카오워크는 https://api.kakaowork.com).",
        en=f"There is no Kakao Work Web API at {base_url}. Check platform.base_url (Kakao Work's is "
        "https://api.kakaowork.com).",
    )


def _server(failed: Refused) -> Bilingual:
    return Bilingual(
        ko=f"플랫폼에 문제가 있어요(HTTP {failed.status}). 잠시 뒤에 다시 해 주세요.",
        en=f"The platform has trouble (HTTP {failed.status}). Try again in a moment.",
    )


def _said(failed: Refused) -> Bilingual:
    return Bilingual(
        ko=f"플랫폼이 요청을 거절했어요({failed.code}, HTTP {failed.status}). 봇의 권한과 상태를 확인해 주세요.",
        en=f"The platform refused the request ({failed.code}, HTTP {failed.status}). Check the bot's "
        "permissions and status.",
    )


MEMBERS_PERMISSION = Bilingual(ko="멤버 조회", en="멤버 조회 (look up members)")
DEPARTMENTS_PERMISSION = Bilingual(
    ko="부서·조직도 조회", en="부서·조직도 조회 (look up departments)"
)
_ANY_PERMISSION = Bilingual(
    ko="멤버 조회, 부서·조직도 조회, 채팅방 개설, 메시지 발송",
    en="멤버 조회 (members), 부서·조직도 조회 (departments), 채팅방 개설 (rooms), 메시지 발송 (messages)",
)
_TOO_MANY = Bilingual(
    ko="플랫폼이 호출을 잠시 제한했어요. 조금 뒤에 다시 해 주세요.",
    en="The platform limits our calls for now. Try again in a moment.",
)
_ENDLESS = Bilingual(
    ko="플랫폼의 목록이 끝나지 않아서 아무것도 바꾸지 않았어요. 잠시 뒤에 다시 해 주세요.",
    en="The platform's list does not come to an end, so nothing was changed. Try again in a moment.",
)
