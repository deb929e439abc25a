"""The sandbox in which templates run: little is allowed, and nothing can grow without bound."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

import jinja2
from jinja2 import meta, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.broadcast.model.markup import escape, plain
from bot.broadcast.model.occasions import ATTRIBUTES
from bot.core.errors import Bilingual

MEMBER: Final = "member"
OCCURRENCE: Final = "occurrence"
_SAID: Final = {MEMBER: {"name", "email", "department", "position"}, OCCURRENCE: ATTRIBUTES}
# What means something in a template, so that no field may be called so.
RESERVED: Final = frozenset(
    {MEMBER, OCCURRENCE, "range", "loop", "self", "caller", "varargs", "kwargs"}
)
SOURCE_CHARACTERS: Final = 20_000
OUTPUT_CHARACTERS: Final = 20_000
RANGE_ITEMS: Final = 100
_NODES: Final = 2_000

# Loops don't nest, nothing multiplies and no name can be set again: what a template makes is
# at most as long as its source times its longest variable, before the cap on the output.
_ALLOWED: Final = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.List,
    nodes.Tuple,
    nodes.If,
    nodes.For,
    nodes.CondExpr,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Concat,
    nodes.Add,
    nodes.Sub,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Call,
    nodes.Filter,
    nodes.Test,
    nodes.Keyword,
)
_FILTERS: Final = frozenset(
    [
        "abs",
        "capitalize",
        "count",
        "d",
        "default",
        "first",
        "int",
        "last",
        "length",
        "list",
        "lower",
        "reverse",
        "sort",
        "string",
        "title",
        "trim",
        "unique",
        "upper",
    ]
)
_TESTS: Final = frozenset(
    [
        "defined",
        "undefined",
        "none",
        "string",
        "number",
        "even",
        "odd",
        "eq",
        "ne",
        "lt",
        "le",
        "gt",
        "ge",
        "==",
        "!=",
        "<",
        "<=",
        ">",
        ">=",
        "in",
    ]
)
_METHODS: Final = frozenset(
    [
        "capitalize",
        "endswith",
        "lower",
        "split",
        "splitlines",
        "startswith",
        "strip",
        "title",
        "upper",
    ]
)


class Marked(str):
    """A value that is markup already."""

    __slots__ = ()


class Fault(Exception):
    """What is wrong with a source, at which line of it (1 is the first)."""

    def __init__(self, text: Bilingual, line: int = 1) -> None:
        super().__init__(text.en)
        self.text = text
        self.line = line


class Source:
    """One source, checked and compiled; `names` are the variables it uses."""

    def __init__(self, text: str, declared: Iterable[str], *, markup: bool = False) -> None:
        environment = _MARKUP if markup else _PLAIN
        try:
            tree = _parsed(environment, text)
            self.names = frozenset(meta.find_undeclared_variables(tree))
            self._template = environment.from_string(text)
        except jinja2.TemplateSyntaxError as wrong:
            raise Fault(_syntax(wrong.message or ""), wrong.lineno) from wrong
        except (RecursionError, MemoryError, SyntaxError, OverflowError) as deep:
            raise Fault(_TOO_COMPLEX) from deep
        unknown = self.names - {*declared, MEMBER, OCCURRENCE, "range"}
        if unknown:
            name = min(unknown)
            raise Fault(_unknown(name), _line_of(tree, name))

    def render(self, values: Mapping[str, object]) -> str:
        """The text that `values` give; raises Fault where the source can't cope with them."""
        parts: list[str] = []
        room = OUTPUT_CHARACTERS
        try:
            for part in self._template.generate(values):
                parts.append(part)
                room -= len(part)
                if room < 0:
                    break
        except Exception as wrong:
            raise Fault(_failed(str(wrong))) from wrong
        if room < 0:
            raise Fault(_TOO_MUCH)
        return "".join(parts)


def _parsed(environment: jinja2.Environment, text: str) -> nodes.Template:
    if len(text) > SOURCE_CHARACTERS:
        raise Fault(_TOO_COMPLEX)
    tree = environment.parse(text)
    count = 0
    waiting: list[tuple[nodes.Node, bool]] = [(tree, False)]
    while waiting:
        node, looping = waiting.pop()
        count += 1
        if count > _NODES:
            raise Fault(_TOO_COMPLEX, node.lineno)
        _check(node, looping=looping)
        inside = looping or isinstance(node, nodes.For)
        waiting.extend((child, inside) for child in node.iter_child_nodes())
    return tree


def _check(node: nodes.Node, *, looping: bool) -> None:
    allowed = isinstance(node, _ALLOWED)
    match node:
        case nodes.For():
            allowed = not (looping or node.recursive)
        case nodes.Call():
            allowed = _may_call(node)
        case nodes.Getitem():
            allowed = isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, int)
        case nodes.Getattr():
            known = _SAID.get(getattr(node.node, "name", ""), {node.attr})
            allowed = node.attr in known and not node.attr.startswith("_")
        case nodes.Name():
            taken = RESERVED if node.ctx == "store" else {"self"}
            allowed = node.name not in taken
        case _:
            pass
    if not allowed:
        raise Fault(_forbidden(node), node.lineno)


def _may_call(call: nodes.Call) -> bool:
    if call.dyn_args is not None or call.dyn_kwargs is not None:
        return False
    match call.node:
        case nodes.Name(name="range"):
            return True
        case nodes.Getattr(attr=attr):
            return attr in _METHODS
        case _:
            return False


def _line_of(tree: nodes.Template, name: str) -> int:
    return min(node.lineno for node in tree.find_all(nodes.Name) if node.name == name)


def _short_range(*bounds: int) -> range:
    made = range(*bounds)
    if len(made) > RANGE_ITEMS:
        raise OverflowError(f"range() gives at most {RANGE_ITEMS} numbers")
    return made


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Marked):
        return plain(value)
    if isinstance(value, str | int | float | jinja2.Undefined):
        return str(value)
    raise TypeError(f"a {type(value).__name__} can't be written as text")


def _shown_in_markup(value: object) -> str:
    return str(value) if isinstance(value, Marked) else escape(_shown(value))


def _environment(finalize: Callable[[object], str]) -> jinja2.Environment:
    made = ImmutableSandboxedEnvironment(
        undefined=jinja2.StrictUndefined,
        finalize=finalize,
        # What is written goes into messages, not into HTML.
        autoescape=False,
        keep_trailing_newline=False,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=(),
        loader=None,
    )
    made.globals = {"range": _short_range}
    made.filters = {name: made.filters[name] for name in _FILTERS}
    made.tests = {name: made.tests[name] for name in _TESTS}
    return made


_TOO_COMPLEX: Final = Bilingual(
    f"템플릿 글이 너무 길거나 복잡해요. {SOURCE_CHARACTERS:,}자 안에서 더 단순하게 써 주세요.",
    f"The source is too long or too complex. Keep it simple, within {SOURCE_CHARACTERS:,}"
    " characters.",
)
_TOO_MUCH: Final = Bilingual(
    f"템플릿이 만든 글이 {OUTPUT_CHARACTERS:,}자를 넘어요. 반복이나 내용을 줄여 주세요.",
    f"The template makes more than {OUTPUT_CHARACTERS:,} characters. Repeat or say less.",
)


def _syntax(message: str) -> Bilingual:
    return Bilingual(
        f"템플릿 문법이 맞지 않아요. 이 줄을 고쳐 주세요. ({message})",
        f"The template's syntax is wrong. Correct this line. ({message})",
    )


def _unknown(name: str) -> Bilingual:
    return Bilingual(
        f"'{name}'라는 필드가 없어요. fields에 적거나 이름을 고쳐 주세요.",
        f"There is no field “{name}”. Declare it under fields or correct the name.",
    )


def _forbidden(node: nodes.Node) -> Bilingual:
    kind = type(node).__name__
    return Bilingual(
        f"템플릿에서 쓸 수 없는 표현이에요({kind}). 조건, 한 겹의 반복, 값 넣기만 써 주세요.",
        f"This can't be used in a template ({kind}). Use conditions, loops that don't nest,"
        " and values.",
    )


def _failed(message: str) -> Bilingual:
    return Bilingual(
        f"템플릿에 값을 넣지 못했어요. 템플릿이나 값을 고쳐 주세요. ({message})",
        f"The template could not be filled in. Correct the template or the values. ({message})",
    )


_PLAIN: Final = _environment(_shown)
_MARKUP: Final = _environment(_shown_in_markup)
