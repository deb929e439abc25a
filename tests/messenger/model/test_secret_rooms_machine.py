"""Random histories against an oracle that knows them whole; `--hypothesis-profile=long` for more."""

from hypothesis import settings

from tests.messenger.model.secret_machine import SecretRoomsMachine

TestSecretRooms = SecretRoomsMachine.TestCase
TestSecretRooms.settings = settings(stateful_step_count=40)
