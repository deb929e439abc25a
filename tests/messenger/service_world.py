"""The real service over a real database, with the face of the model's world: events in, sights out.

The oracle and the machine of the model judge it without knowing the difference.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.core.database import Database
from bot.core.errors import SpacecastError
from bot.messenger.model import secret_members
from bot.messenger.model import secret_standing as standing
from bot.messenger.model.chat import NewMessage, NewRoom
from bot.messenger.model.rooms import RoomKind
from bot.messenger.model.secret_messages import Entry, SecretMessage, SecretText
from bot.messenger.model.secret_rooms import Person, PersonKind, SecretRoom
from bot.messenger.model.secret_standing import Standings
from bot.messenger.model.secret_times import Retention
from bot.messenger.service.secret_ground import SecretGround
from bot.messenger.service.secret_retention import SecretRetention
from bot.messenger.service.secret_talk import SecretTalk
