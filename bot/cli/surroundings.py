"""Where a command works: its configuration, or a demo that runs on this machine."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from bot.app import messenger_database_url
from bot.config import Config, load_config

_SQLITE = "sqlite:///"


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """A running demo, as it announces itself."""

    pid: int
    url: str
    config: Path


def demo_marker() -> Path:
    """The file by which a running demo is found by commands of the same person."""
    state = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(state) / "spacecast" / "demo.json"


def find_demo() -> Demo | None:
    """The demo that runs now, if one does."""
    try:
        told = json.loads(demo_marker().read_text("utf-8"))
        demo = Demo(pid=int(told["pid"]), url=str(told["url"]), config=Path(told["config"]))
        os.kill(demo.pid, 0)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return demo if demo.config.is_file() else None


def announce_demo(demo: Demo) -> None:
    """Let commands find this demo."""
    marker = demo_marker()
    marker.parent.mkdir(parents=True, exist_ok=True)
    told = {"pid": demo.pid, "url": demo.url, "config": str(demo.config)}
    marker.write_text(json.dumps(told), "utf-8")


def forget_demo(pid: int) -> None:
    """The demo with this process id is over."""
    found = find_demo()
    if found is not None and found.pid == pid:
        demo_marker().unlink(missing_ok=True)


def find_config(chosen: Path | None) -> tuple[Config, Demo | None]:
    """The configuration a command works with, and the demo it belongs to.

    A file that was named wins. A running demo is taken only where nothing real has been set up
    here yet: nobody may send to a company while thinking of a demo, or the other way round.
    """
    path = chosen or _environment() or _beside()
    config = load_config(path)
    if chosen or _environment() or _exists(config):
        return config, None
    demo = find_demo()
    return (load_config(demo.config), demo) if demo else (config, None)


def _environment() -> Path | None:
    named = os.environ.get("SPACECAST_CONFIG")
    return Path(named) if named else None


def _beside() -> Path | None:
    path = Path("config.yaml")
    return path if path.is_file() else None


def _exists(config: Config) -> bool:
    if not config.database.startswith(_SQLITE):
        return True
    files = (config.database, messenger_database_url(config))
    return any(Path(url.removeprefix(_SQLITE)).is_file() for url in files)
