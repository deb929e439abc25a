"""Recipients whom a notice does not reach, or not for sure."""

from tests.builders import SUPER, email
from tests.web.conftest import RunningSpace


async def unreachable(space: RunningSpace, *keys: str) -> None:
    """From now on the messenger does not know these people, and everybody else again."""
    people = {email(key): "user_not_found" for key in keys}
    async with space.http.put(
        f"{space.url}/messenger/api/simulator",
        json={"faults": {"people": people}},
        headers=space.bearer(SUPER),
    ) as answer:
        assert answer.status == 200, await answer.text()


async def doubt(space: RunningSpace, notice_id: str, *keys: str) -> None:
    """Let it be uncertain whether the failed deliveries to these people arrived."""
    async with space.system.parts.database.transaction() as tx:
        for key in keys:
            row = await tx.fetch_value(
                """
                UPDATE deliveries SET state = 'uncertain', reason = 'interrupted'
                WHERE notice_id = $1 AND email = $2 AND state = 'failed' RETURNING id
                """,
                notice_id,
                email(key),
            )
            await tx.execute(
                """
                UPDATE shards SET failed = failed - 1, uncertain = uncertain + 1
                WHERE notice_id = $1 AND first_row <= $2 AND end_row > $2
                """,
                notice_id,
                row,
            )
