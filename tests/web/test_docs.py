from bot.web.api.routes import api_routes
from bot.web.docs import documented_paths


def test_every_path_of_the_api_says_what_it_does() -> None:
    shown = documented_paths()
    assert len(shown) == len(api_routes())
    assert [one for one in shown if not one.summary] == []
