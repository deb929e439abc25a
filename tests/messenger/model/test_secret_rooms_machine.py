"""Random histories against an oracle that knows them whole; `--hypothesis-profile=long` for more."""

from hypothesis import settings

from tests.messenger.model.secret_machine import SecretRoomsMachine

_histories = settings.default.max_examples if settings.default else 100
# Rare meetings, such as a step of the clock while every room is off, take thousands to come up.
_histories *= 2 if _histories >= 2_000 else 1

TestSecretRooms = SecretRoomsMachine.TestCase
TestSecretRooms.settings = settings(max_examples=_histories, stateful_step_count=40)
