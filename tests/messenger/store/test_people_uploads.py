from bot.core.database import Database
from bot.core.migrations import migrate, migrations_of
from bot.messenger.store import attachments

BEFORE = 6


async def test_files_of_before_stay_with_their_bot_and_room(database: Database) -> None:
    every = migrations_of("bot.messenger.store")
    await migrate(database, every[:BEFORE], 0)
    async with database.transaction() as tx:
        await tx.execute(
            """INSERT INTO messenger_bots (id, app_key_hash, name, description, status, created_at)
            VALUES (900000001, 'x', '봇', '', 'activated', 0)"""
        )
        await tx.execute(
            """INSERT INTO messenger_rooms (id, kind, name, owner_id, created_at, last_seq, last_at)
            VALUES (10000001, 'group', '방', 900000001, 0, 1, 0)"""
        )
        await tx.execute(
            """INSERT INTO messenger_messages (id, room_id, seq, sender_id, text, sent_at)
            VALUES (3, 10000001, 1, 900000001, '파일', 0)"""
        )
        await tx.execute(
            """INSERT INTO messenger_attachments (
                id, room_id, bot_id, kind, name, size, content_type, uploaded_at, attached
            ) VALUES (5, 10000001, 900000001, 'file', '안내.pdf', 3, 'x/y', 7, TRUE)"""
        )
        await tx.execute(
            """INSERT INTO messenger_message_attachments (message_id, position, attachment_id)
            VALUES (3, 0, 5)"""
        )
    await migrate(database, every, 0)
    ((kept,),) = (await attachments.of_messages(database, [3])).values()
    assert (kept.id, kept.room_id, kept.uploader_id) == (5, 10000001, 900000001)
    assert (kept.name, kept.size, kept.uploaded_at, kept.attached) == ("안내.pdf", 3, 7, True)
