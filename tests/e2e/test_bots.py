"""spacecast bot …, as an operator types it."""

from pathlib import Path

from tests.e2e.space import space


def test_an_operator_makes_connects_and_looks_at_a_bot(tmp_path: Path) -> None:
    with space(tmp_path, f"sqlite:///{tmp_path / 'spacecast.db'}") as here:
        here.fill(2)
        made = here.told("bot", "create", "점심 설문")
        assert set(made) == {"id", "app_key"}
        assert len(made["app_key"]) == 41
        url = "http://127.0.0.1:9000/"
        told = here.told(
            "bot", "urls", made["id"], "--request-url", f"{url}request",
            "--callback-url", f"{url}callback",
        )  # fmt: skip
        assert (told["request_url"], told["callback_url"]) == (
            f"{url}request",
            f"{url}callback",
        )
        assert here.told("bot", "show", made["id"]) == told
        items = here.told("bot", "list")["items"]
        assert [item["name"] for item in items] == ["인사팀", "점심 설문"]
        assert "takes presses" in here.run("bot", "list").stdout

        assert (
            here.told("bot", "urls", made["id"], "--callback-url", "none")["callback_url"]
            is None
        )
        shown = here.run("bot", "show", made["id"]).stdout
        assert "Callback URL  none" in shown

        bad = here.run("bot", "urls", made["id"], "--request-url", "ftp://example.com")
        assert (bad.returncode, bad.stdout) == (2, "")
        assert "must begin with http:// or https://" in bad.stderr
        assert here.run("bot", "show", "1").returncode == 6
        may_not = here.run("--as", "p1@example.com", "bot", "list")
        assert may_not.returncode == 4
        assert "Only a super admin can do this. Please ask 김슬기." in may_not.stderr
