"""config.yaml and the environment become one frozen, typed Config."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from bot.config_messenger import MessengerConfig, words_of
from bot.config_schedules import QuietHoursConfig, SchedulesConfig
from bot.config_secret_rooms import SecretRoomsConfig
from bot.config_values import Seconds, Section, ZoneName
from bot.core.errors import Bilingual, ConfigurationError, Language, Problem

_PREFIX = "SPACECAST_"
# Read by the command line itself, not settings.
_NOT_SETTINGS = {"SPACECAST_CONFIG", "SPACECAST_LANG", "SPACECAST_URL", "SPACECAST_TOKEN"}


class ServerConfig(Section):
    """Where the web server listens and what address people see."""

    host: str = "127.0.0.1"
    port: int = Field(8080, ge=0, le=65535)
    public_url: str | None = None


class WorkspaceConfig(Section):
    """What a new database starts with; afterwards the database holds these."""

    name: str = Field("우리회사", min_length=1, max_length=60)
    plan: Literal["free", "standard", "premium", "enterprise"] = "standard"
    timezone: ZoneName = "Asia/Seoul"
    language: Language = "ko"

    @property
    def zone(self) -> ZoneInfo:
        """The workspace's time zone."""
        return ZoneInfo(self.timezone)


class PlatformConfig(Section):
    """Which platform notices go to, and how old what is known of its people may be, in seconds."""

    kind: Literal["built-in", "kakaowork"] = "built-in"
    base_url: str | None = None
    sync_every: Seconds | None = 86_400
    sync_before_notice: Seconds | None = 3_600


class DeliveryConfig(Section):
    """How notices go out; times in seconds, rates in messages per second."""

    concurrency: int = Field(64, ge=1, le=512)
    rate_ceiling: float | None = Field(None, ge=0.001)
    grace_seconds: float = Field(10, ge=0, le=600)
    max_attempts: int = Field(5, ge=1, le=20)
    on_uncertain: Literal["hold", "resend"] = "hold"
    request_timeout: Seconds = 10


class Config(BaseSettings):
    """Every setting; frozen."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, env_nested_delimiter="__", frozen=True, extra="forbid"
    )
    server: ServerConfig = ServerConfig()
    database: str = "sqlite:///data/spacecast.db"
    data_dir: Path = Path("data")
    workspace: WorkspaceConfig = WorkspaceConfig()
    platform: PlatformConfig = PlatformConfig()
    delivery: DeliveryConfig = DeliveryConfig()
    schedules: SchedulesConfig = SchedulesConfig()
    quiet_hours: QuietHoursConfig = QuietHoursConfig()
    messenger: MessengerConfig = MessengerConfig()
    secret_rooms: SecretRoomsConfig = SecretRoomsConfig()

    @property
    def public_url(self) -> str:
        """The address that people and the platform reach this server at, without a last slash."""
        server = self.server
        return (server.public_url or f"http://{server.host}:{server.port}").rstrip("/")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over what the file says (given as init values)."""
        return (_Environment(settings_cls), init_settings)


class _Environment(EnvSettingsSource):
    """SPACECAST_… variables, with …_FILE naming a file that holds the value."""

    def _load_env_vars(self) -> Mapping[str, str | None]:
        found = {k.lower(): v for k, v in os.environ.items() if k.startswith(_PREFIX)}
        for key, path in list(found.items()):
            if key.endswith("_file"):
                found[key.removesuffix("_file")] = Path(path).read_text("utf-8").strip()
                del found[key]
        return dict(found)


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    tree: CommentedMap

    def place(self, keys: tuple[str | int, ...]) -> str:
        """`config.yaml:12 delivery.concurrency`, or the variable's name."""
        dotted = ".".join(str(key) for key in keys)
        for count in range(len(keys), 0, -1):
            variable = _PREFIX + "__".join(str(key) for key in keys[:count]).upper()
            if variable in os.environ:
                return variable if count == len(keys) else f"{variable} {dotted}"
        line = _line_of(self.tree, keys)
        return f"{self.name}:{line} {dotted}" if line else f"{self.name} {dotted}"


def _line_of(tree: Any, keys: tuple[str | int, ...]) -> int | None:
    line: int | None = None
    for key in keys:
        # A key may be written as a number, as a member's id is.
        own = {str(each): each for each in tree} if isinstance(tree, CommentedMap) else {}
        if str(key) not in own:
            break
        written = own[str(key)]
        line = tree.lc.key(written)[0] + 1
        tree = tree[written]
    return line


def load_config(path: Path | None) -> Config:
    """The Config of `path` (None: defaults) and the environment.

    Raises ConfigurationError naming file, line and key of everything that is wrong.
    """
    file = _read(path) if path else _File("", CommentedMap())
    problems = _unknown_variables()
    try:
        config = Config(**_plain(file.tree))
    except ValidationError as error:
        problems += [_problem(file, item) for item in error.errors()]
    except (SettingsError, OSError) as error:
        problems.append(Problem(pointer="environment", code="bad_value", text=_bad(str(error))))
    else:
        if not problems:
            return config
    lines_ko = "\n".join(f"  {p.pointer}: {p.text.ko}" for p in problems)
    lines_en = "\n".join(f"  {p.pointer}: {p.text.en}" for p in problems)
    raise ConfigurationError(
        Bilingual(
            ko=f"설정을 읽을 수 없어요.\n{lines_ko}",
            en=f"The configuration can't be used.\n{lines_en}",
        ),
        problems=problems,
    )


def _read(path: Path) -> _File:
    try:
        tree = YAML(typ="rt").load(path.read_text("utf-8"))
    except OSError as error:
        raise ConfigurationError(
            Bilingual(
                ko=f"{path} 파일을 읽을 수 없어요: {error.strerror}.",
                en=f"{path} can't be read: {error.strerror}.",
            )
        ) from error
    except (YAMLError, ValueError) as error:  # ValueError: February 30, or not UTF-8
        raise ConfigurationError(_not_yaml(path, error)) from error
    if tree is None:
        tree = CommentedMap()
    if not isinstance(tree, CommentedMap):
        raise ConfigurationError(
            Bilingual(
                ko=f"{path}:1 최상위는 `키: 값` 목록이어야 해요.",
                en=f"{path}:1 the top level must be a mapping of `key: value`.",
            )
        )
    return _File(str(path), tree)


def _not_yaml(path: Path, error: YAMLError | ValueError) -> Bilingual:
    place, what = f"{path}:1", "UTF-8"
    if isinstance(error, MarkedYAMLError):
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        place, what = f"{path}:{line}", str(error.problem)
    elif not isinstance(error, YAMLError | UnicodeDecodeError):
        # What reads dates doesn't say where they stand.
        place, what = str(path), str(error)
    return Bilingual(
        ko=f"{place} YAML 형식이 아니에요: {what}",
        en=f"{place} is not valid YAML: {what}",
    )


def _plain(tree: Any) -> Any:
    if isinstance(tree, CommentedMap):
        return {str(key): _plain(value) for key, value in tree.items()}
    return tree


def _unknown_variables() -> list[Problem]:
    names = [name for name in os.environ if name.startswith(_PREFIX)]
    fields = {name.upper() for name in Config.model_fields}
    unknown = [
        name
        for name in sorted(names)
        if name not in _NOT_SETTINGS
        and name.removeprefix(_PREFIX).removesuffix("_FILE").split("__")[0] not in fields
    ]
    return [Problem(pointer=name, code="unknown_key", text=_unknown(name)) for name in unknown]


def _problem(file: _File, item: Any) -> Problem:
    keys = tuple(item["loc"])
    if item["type"] == "extra_forbidden":
        return Problem(
            pointer=file.place(keys), code="unknown_key", text=_unknown(str(keys[-1]))
        )
    words = words_of(item)
    if words is not None:
        return Problem(pointer=file.place(keys), code=item["type"], text=words)
    wanted = str(item["msg"]).removeprefix("Value error, ")
    given = item.get("input")
    simple = isinstance(given, str | int | float | bool | None)
    shown = repr(given) if simple else type(given).__name__
    text = Bilingual(
        ko=f"값이 맞지 않아요({shown}). 필요한 값: {wanted}",
        en=f"bad value ({shown}); expected: {wanted}",
    )
    return Problem(pointer=file.place(keys), code="bad_value", text=text)


def _unknown(name: str) -> Bilingual:
    return Bilingual(
        ko=f"모르는 설정이에요({name}). 철자를 확인하거나 지워 주세요.",
        en=f"unknown key ({name}); check its spelling or remove it",
    )


def _bad(reason: str) -> Bilingual:
    return Bilingual(
        ko=f"값을 읽을 수 없어요: {reason}", en=f"the value can't be read: {reason}"
    )
