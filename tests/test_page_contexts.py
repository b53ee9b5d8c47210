"""What a template uses is what its context declares: no name more, no name fewer, and no attribute that its type does not have."""

from __future__ import annotations

import dataclasses
import functools
import inspect
import types
import typing
from collections import abc
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from jinja2 import meta, nodes

from pipeline.publish.site import (
    change_pages,
    comparison_page,
    evidence_page,
    model_pages,
    page_contexts,
    plan_views,
    planner,
    provider_pages,
    status_page,
)
from pipeline.publish.site.page_contexts import Frame, PageContext
from pipeline.publish.site.render import SITE, environment

MODULES = (change_pages, comparison_page, evidence_page, model_pages, page_contexts, plan_views, planner, provider_pages, status_page)
PAGES = tuple(
    found for module in MODULES for found in vars(module).values()
    if inspect.isclass(found) and issubclass(found, PageContext) and found is not PageContext and found.__module__ == module.__name__
)  # fmt: skip
PLAIN = ("404.html", "alerts.html", "changes.html")  # that show words and hand lists on
AROUND = ("base.html", "_parts.html")
FRAME = {field.name for field in dataclasses.fields(Frame)}


@functools.cache
def templates():
    return environment("https://example.test/repository")


@functools.cache
def tree(name: str) -> nodes.Template:
    return templates().parse((SITE / "templates" / name).read_text(encoding="utf-8"))


def named(*names: str) -> set[str]:
    """The names templates use and don't make themselves, without what every template has."""
    return set.union(*(meta.find_undeclared_variables(tree(name)) - made_by(tree(name)) for name in names)) - set(templates().globals)


def made_by(found: nodes.Template) -> set[str]:
    """What a template imports and the macros it writes, which its blocks see."""
    return {each.target for each in found.find_all(nodes.Import)} | {each.name for each in found.find_all(nodes.Macro)}


def test_every_template_has_one_context_and_every_context_a_template():
    files = {path.name for path in (SITE / "templates").glob("*.html")} - set(AROUND)
    assert sorted(page.template for page in PAGES) == sorted(files)
    for page in PAGES:
        assert page.__doc__ and "`" in page.__doc__, f"{page.__name__} says no page it is for"


def test_the_frame_is_what_the_base_and_the_parts_name():
    """Each field of the frame is used somewhere, and what stands around every page names nothing else."""
    assert named(*AROUND) <= FRAME
    assert set.union(*(named(*AROUND, page.template) for page in PAGES)) >= FRAME


@pytest.mark.parametrize("kind", PAGES, ids=lambda kind: kind.template)
def test_a_template_names_what_its_context_has_and_all_of_it(kind):
    """A field nobody reads is dead weight, a name nobody gives an error at midnight."""
    own = {field.name for field in dataclasses.fields(kind)}
    used = named(kind.template)
    assert used <= own | FRAME, f"{kind.template} names {sorted(used - own - FRAME)}, which {kind.__name__} does not have"
    assert own <= named(kind.template, *AROUND), f"{kind.__name__} has {sorted(own - used)}, which {kind.template} does not use"


@pytest.mark.parametrize("kind", PAGES, ids=lambda kind: kind.template)
def test_a_template_reads_attributes_that_are_there(kind):
    """As far as types say: `row.dolars` is found here, not when a page happens to have such a row."""
    look = Look()
    look.body(tree(kind.template).body, {**hints(Frame), **hints(kind)})
    assert not look.wrong, "\n".join(f"{kind.template}:{line}: {words}" for line, words in look.wrong)
    assert look.known or kind.template in PLAIN, "no attribute could be checked: are the fields typed?"


def test_a_wrong_attribute_would_be_found():
    """The look itself can fail: in a loop, behind a call, in a condition, in an argument of a macro's call."""
    text = "{% for seller, check in checks %}{{ seller.about.name }}{{ seller.abut }}{{ check.outcome.uper() }}{% endfor %}{% if sheet.frist %}{% endif %}"
    look = Look()
    look.body(templates().parse(text).body, hints(status_page.StatusPage))
    assert ["Brief has no abut", "str has no uper", "Sheet has no frist"] == [words for _, words in look.wrong]


def test_every_field_of_a_context_says_what_it_is():
    """By a type that is not Any at the top, and by its name or a remark."""
    for page in PAGES:
        for name, hint in hints(page).items():
            assert hint is not Any, f"{page.__name__}.{name}"


# --- how far types reach in a template --------------------------------------------------------------------------------


@functools.cache
def hints(kind: Any) -> dict[str, Any]:
    found = get_type_hints(kind)
    return {name: hint for name, hint in found.items() if get_origin(hint) is not typing.ClassVar and hint is not typing.ClassVar}


class Look:
    """One walk through a template: what each name is there, as far as that is known, and which attributes are not."""

    def __init__(self) -> None:
        self.wrong: list[tuple[int, str]] = []
        self.known = 0

    def body(self, found: abc.Iterable[nodes.Node], scope: dict[str, Any]) -> None:
        for node in found:
            self.node(node, scope)

    def node(self, node: nodes.Node, scope: dict[str, Any]) -> None:
        match node:
            case nodes.For():
                inner = {**scope, "loop": Any, **bound(node.target, element(self.type(node.iter, scope)))}
                if node.test:
                    self.type(node.test, inner)
                self.body(node.body, inner)
                self.body(node.else_, scope)
            case nodes.Assign():
                scope.update(bound(node.target, self.type(node.node, scope)))
            case nodes.Macro():
                self.body(node.body, {**scope, **{arg.name: Any for arg in node.args}})
            case nodes.If():
                self.type(node.test, scope)
                for part in (node.body, node.elif_, node.else_):
                    self.body(part, scope)
            case nodes.Expr():
                self.type(node, scope)
            case _:
                self.body(node.iter_child_nodes(), scope)

    def type(self, node: nodes.Node, scope: dict[str, Any]) -> Any:
        """What an expression is, or Any."""
        match node:
            case nodes.Name():
                return scope.get(node.name, Any)
            case nodes.Getattr():
                return self.attribute(self.type(node.node, scope), node)
            case nodes.Getitem():
                self.type(node.arg, scope)
                inside = self.type(node.node, scope)
                return inside if isinstance(node.arg, nodes.Slice) else part(inside, node.arg)
            case nodes.Call():
                for each in (*node.args, *(pair.value for pair in node.kwargs)):
                    self.type(each, scope)
                return returned(self.type(node.node, scope))
            case _:
                for child in node.iter_child_nodes():
                    self.type(child, scope) if isinstance(child, nodes.Expr) else self.node(child, scope)
                return Any

    def attribute(self, owner: Any, node: nodes.Getattr) -> Any:
        kinds = [kind for kind in parts(owner) if kind is not type(None)]
        if not kinds or any(not inspect.isclass(get_origin(kind) or kind) or kind is Any for kind in kinds):
            return Any
        self.known += 1
        found = [member(kind, node.attr) for kind in kinds]
        if all(one is None for one in found):
            names = " or ".join((get_origin(kind) or kind).__name__ for kind in kinds)
            self.wrong.append((node.lineno, f"{names} has no {node.attr}"))
        return next((one for one in found if one is not None), Any)


def parts(hint: Any) -> tuple[Any, ...]:
    if get_origin(hint) is typing.Annotated:
        return parts(get_args(hint)[0])
    if isinstance(hint, typing.TypeAliasType) if hasattr(typing, "TypeAliasType") else False:
        return parts(hint.__value__)
    if get_origin(hint) in (typing.Union, types.UnionType):
        return tuple(kind for each in get_args(hint) for kind in parts(each))
    if get_origin(hint) is typing.Literal:
        return (type(get_args(hint)[0]),)
    return (hint,)


def member(kind: Any, name: str) -> Any:
    """The type of an attribute, or None where there is none; of a generic class with what it was made for."""
    plain = get_origin(kind) or kind
    if issubclass(plain, abc.Mapping) or plain is dict:
        return getattr(dict, name, Any)
    declared = hints(plain).get(name)
    if declared is not None:
        return filled(declared, kind)
    found = inspect.getattr_static(plain, name, None)
    match found:
        case None:
            return None
        case property() | functools.cached_property():
            of = found.fget if isinstance(found, property) else found.func
            return get_type_hints(of).get("return", Any)
        case types.FunctionType():
            return found
        case _:
            return Any


def filled(hint: Any, kind: Any) -> Any:
    """`Sequence[Row]` of `Sheet[Brief]` is `Sequence[Brief]`."""
    given = get_args(kind)
    if given and getattr(hint, "__parameters__", ()):
        return hint[given]
    return hint


def returned(hint: Any) -> Any:
    if isinstance(hint, types.FunctionType):
        return get_type_hints(hint).get("return", Any)
    return get_args(hint)[-1] if get_origin(hint) is abc.Callable else Any


def element(hint: Any) -> Any:
    for kind in parts(hint):
        given = get_args(kind)
        if given and inspect.isclass(get_origin(kind)) and issubclass(get_origin(kind), abc.Iterable):
            return given[0]
    return Any


def part(hint: Any, place: nodes.Node) -> Any:
    for kind in parts(hint):
        given = get_args(kind)
        if get_origin(kind) is tuple and isinstance(place, nodes.Const) and Ellipsis not in given:
            return given[place.value]
        if given and inspect.isclass(get_origin(kind)):
            return given[-1] if issubclass(get_origin(kind), abc.Mapping) else given[0]
    return Any


def bound(target: nodes.Node, hint: Any) -> dict[str, Any]:
    """What a loop or `set` gives each of its names."""
    if isinstance(target, nodes.Name):
        return {target.name: hint}
    if isinstance(target, nodes.Tuple):
        given = get_args(hint) if get_origin(hint) is tuple else ()
        kinds = given if len(given) == len(target.items) and Ellipsis not in given else [Any] * len(target.items)
        return {name: kind for each, one in zip(target.items, kinds, strict=True) for name, kind in bound(each, one).items()}
    return {}
