"""Carries what happens in rooms to the screens that are open; keeps nothing."""

import asyncio
from collections.abc import Iterable

from bot.messenger.model.chat import ChatEvent

_WAITING_MAX = 1_000


class Screen:
    """One open connection of a person; it asks the database for what it missed before."""

    def __init__(self, user_id: int) -> None:
        self.user_id = user_id
        self._waiting: asyncio.Queue[ChatEvent | None] = asyncio.Queue(_WAITING_MAX)
        self.overrun = False
        # Ended because the process stops, not because it was too slow.
        self.stopped = False

    def offer(self, event: ChatEvent) -> None:
        """Give an event; a screen that is too slow is ended, and starts anew."""
        if self.overrun:
            return
        try:
            self._waiting.put_nowait(event)
        except asyncio.QueueFull:
            self.overrun = True

    async def next(self) -> ChatEvent | None:
        """The next event; None once the screen has to start anew."""
        if self.overrun:
            return None
        return await self._waiting.get()

    def end(self) -> None:
        """Let who waits for the next event go."""
        self.overrun = self.stopped = True
        while not self._waiting.empty():
            self._waiting.get_nowait()
        self._waiting.put_nowait(None)


class Hub:
    """One for a process: the messenger is one process."""

    def __init__(self) -> None:
        self._screens: dict[int, set[Screen]] = {}

    def open(self, user_id: int) -> Screen:
        """A new screen of a person (platform id)."""
        screen = Screen(user_id)
        self._screens.setdefault(user_id, set()).add(screen)
        return screen

    def close(self, screen: Screen) -> None:
        """Forget a screen."""
        own = self._screens.get(screen.user_id, set())
        own.discard(screen)
        if not own:
            self._screens.pop(screen.user_id, None)

    def tell(self, event: ChatEvent, user_ids: Iterable[int]) -> None:
        """Give an event to every screen of these people (platform ids), after it is durable."""
        for user_id in set(user_ids):
            for screen in self._screens.get(user_id, ()):
                screen.offer(event)

    @property
    def anybody(self) -> bool:
        """Whether there is any screen at all."""
        return bool(self._screens)

    def watches(self, user_ids: Iterable[int]) -> bool:
        """Whether any of these people has a screen open."""
        return any(user_id in self._screens for user_id in user_ids)

    def everybody(self) -> list[int]:
        """The people with a screen open."""
        return list(self._screens)

    def end_of(self, user_id: int) -> None:
        """End a person's screens (platform id): whoever may still look opens them anew."""
        for screen in self._screens.get(user_id, ()):
            screen.end()

    def end_all(self) -> None:
        """End every screen, as the process stops."""
        for screens in self._screens.values():
            for screen in screens:
                screen.end()
