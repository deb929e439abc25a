"""How much of a limit that nobody told it a notice uses, against the built-in messenger."""

import argparse
import asyncio
import tempfile
import time
from collections import Counter
from pathlib import Path

from bot.app import running
from bot.broadcast.model.audience import Audience
from bot.broadcast.model.notices import NoticeDraft
from bot.broadcast.model.profiles import NewProfile
from bot.config import Config, DeliveryConfig, ServerConfig
from bot.config_messenger import MessengerConfig
from bot.config_schedules import QuietHoursConfig
from bot.listening import listening
from bot.messenger.model.bots import Bot
from bot.messenger.model.rate_limits import TooManyRequests
from bot.messenger.service.simulator import Simulator
from bot.workspace.model.actors import machine_actor
from bot.workspace.model.members import NewMember, Role

_MINUTE = 60


class Observed:
    """What the messenger answered, minute by minute, seen from its own side."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.taken: Counter[int] = Counter()
        self.refused: Counter[int] = Counter()

    def install(self) -> None:
        """Count every call that the simulator admits or refuses."""
        admit = Simulator.admit

        def counted(simulator: Simulator, bot: Bot) -> None:
            minute = int((time.monotonic() - self.began) // _MINUTE)
            try:
                admit(simulator, bot)
            except TooManyRequests:
                self.refused[minute] += 1
                raise
            self.taken[minute] += 1

        # The only place that sees every call.
        setattr(Simulator, "admit", counted)  # noqa: B010 -- a method may not be assigned to


async def _notice(limit: int, minutes: int) -> Observed:
    """Send to so many people that it takes `minutes`; rooms are opened first, a call each."""
    listener = listening("127.0.0.1", 0)
    with tempfile.TemporaryDirectory() as folder:
        config = Config(
            server=ServerConfig(port=int(listener.getsockname()[1])),
            database=f"sqlite:///{Path(folder)}/spacecast.db",
            data_dir=Path(folder),
            delivery=DeliveryConfig(grace_seconds=0),
            messenger=MessengerConfig(rate_limit=limit),
            quiet_hours=QuietHoursConfig.model_validate({"start": "00:00", "end": "00:00"}),
        )
        async with running(config, listener=listener) as system:
            people = [
                NewMember(
                    email=f"p{n}@bench.example",
                    name=f"사람 {n}",
                    role=Role.MEMBER if n else Role.SUPER_ADMIN,
                )
                for n in range(limit * minutes // 2)
            ]
            await system.parts.member_import.add(machine_actor(), people)
            await system.parts.profiles.create(
                machine_actor(), NewProfile(id="bench", name="bench")
            )
            draft = NoticeDraft(
                profile_id="bench",
                template="plain",
                variables={"title": "점검", "body": "오늘 밤 점검이 있어요."},
                audience=Audience(),
            )
            made = await system.parts.notices.draft(machine_actor(), draft)
            observed = Observed()
            observed.install()
            await system.parts.sending.send(machine_actor(), made.notice.id)
            # Seen a little longer than whole minutes, while it is still busy.
            await asyncio.sleep(minutes * _MINUTE - 5)
    return observed


def main() -> None:
    """Print each minute."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--limit", type=int, default=600, help="calls a minute")
    parser.add_argument("--minutes", type=int, default=6)
    asked = parser.parse_args()
    observed = asyncio.run(_notice(asked.limit, asked.minutes))
    whole = range(1, asked.minutes - 1)
    for minute in range(asked.minutes - 1):
        taken, refused = observed.taken[minute], observed.refused[minute]
        print(f"minute {minute + 1}: {taken} taken of {asked.limit}, {refused} refused")
    taken = sum(observed.taken[m] for m in whole)
    refused = sum(observed.refused[m] for m in whole)
    print(
        f"after the first minute: {taken / (asked.limit * len(whole)):.1%} of the limit used, "
        f"{refused / (taken + refused):.2%} of the answers were 429"
    )


if __name__ == "__main__":
    main()
