"""Templates over the API."""

from tests.web.api.conftest import Api


async def test_templates_come_with_their_fields(api: Api) -> None:
    items = (await api.done("GET", "/templates", by="hana"))["items"]
    names = [template["name"] for template in items]
    assert names == sorted(names)
    assert {"plain", "image-and-links", "urgent"} <= set(names)
    plain = await api.done("GET", "/templates/plain", by="hana")
    assert plain in items
    assert plain["label"] == {"ko": "글만", "en": "Plain"}
    title = plain["fields"][0]
    assert (title["name"], title["type"], title["required"], title["limit"]) == (
        "title",
        "text",
        True,
        20,
    )


async def test_the_choices_of_a_field_are_told(api: Api) -> None:
    urgent = await api.done("GET", "/templates/plain", by="hana")
    style = next(field for field in urgent["fields"] if field["name"] == "style")
    assert [choice["value"] for choice in style["choices"]] == [
        "white",
        "blue",
        "red",
        "yellow",
    ]


async def test_an_unknown_template_is_not_found(api: Api) -> None:
    await api.refused(
        ("GET", "/templates/none"),
        404,
        "template_not_found",
        "'none' 템플릿이 없어요. 템플릿 목록에서 골라 주세요.",
        "There is no template “none”. Choose one from the list of templates.",
    )
