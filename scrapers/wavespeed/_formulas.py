"""WaveSpeed's formulas: what a run costs by its inputs, in a small language of `? :`, `*`, `+` and `=`. Nothing is reckoned here.

A formula is taken apart into cases: for these inputs, this one number or `base_price` times that factor. What is no such thing is
a case of its own. Counts of images multiply a price per image and fall away; a flag that adds a sum is a surcharge of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Literal

TOTAL = re.compile(r'\{\s*"total_price"\s*:(?P<formula>.*)\}\s*', re.S)
TOKEN = re.compile(r'"[^"]*"|\$?[A-Za-z_]\w*|\d+(?:\.\d+)?|<=|\S')
COUNTS = ("num_images", "max_images")
BASE = "base_price"
OPERATORS = (("or",), ("=", "<="), ("+",), ("*", "/"))  # from the loosest to the closest
FactorKind = Literal["base", "number", "times", "other"]


@dataclass(frozen=True, slots=True)
class FormulaPart:
    """One part of a formula: a word, or an operator over others."""

    word: str
    parts: tuple[FormulaPart, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """A product: its factors as written, a divisor with its slash. `flag` is the input that switches it on."""

    factors: tuple[str, ...]
    flag: str = ""


@dataclass(frozen=True, slots=True)
class FormulaCase:
    """What a run costs for these inputs: `base_price`, a `number`, or `base_price` `times` a number; `other` is none of them."""

    inputs: tuple[tuple[str, str], ...]
    leaf: FactorKind
    words: str
    surcharges: tuple[tuple[str, str], ...] = ()


def parse(formula: str) -> FormulaPart:
    """The formula taken apart; a part that nobody knows is the word `?`."""
    total = TOTAL.fullmatch(formula)
    tokens = TOKEN.findall(total["formula"]) if total else []
    made = _choice(tokens)
    return made if not tokens else FormulaPart("?")


def _choice(tokens: list[str]) -> FormulaPart:
    test = _operation(tokens, 0)
    if tokens[:1] != ["?"]:
        return test
    tokens.pop(0)
    yes = _choice(tokens)
    if tokens[:1] != [":"]:
        return FormulaPart("?")
    tokens.pop(0)
    return FormulaPart("if", (test, yes, _choice(tokens)))


def _operation(tokens: list[str], level: int) -> FormulaPart:
    if level == len(OPERATORS):
        return _word(tokens)
    left = _operation(tokens, level + 1)
    while tokens and tokens[0] in OPERATORS[level]:
        left = FormulaPart(tokens.pop(0), (left, _operation(tokens, level + 1)))
    return left


def _word(tokens: list[str]) -> FormulaPart:
    word = tokens.pop(0) if tokens else "?"
    called = word.startswith("$")
    if (called and tokens[:1] == ["("]) or word == "(":
        del tokens[: int(called)]
        inner = _choice(tokens)
        closed = bool(tokens) and tokens.pop(0) == ")"
        return FormulaPart("?") if not closed else FormulaPart(word, (inner,)) if called else inner
    return FormulaPart(word)


def questions(part: FormulaPart) -> Iterator[str]:
    """The inputs a formula decides by; `images<=3` asks how many there are."""
    match part:
        case FormulaPart("=", (FormulaPart(name), FormulaPart())):
            yield name
        case FormulaPart("<=", (FormulaPart("$count", (FormulaPart(name),)), FormulaPart(most))):
            yield f"{name}<={most}"
        case FormulaPart():
            yield from (asked for inner in part.parts for asked in questions(inner))


def named(part: FormulaPart) -> Iterator[tuple[str, str]]:
    """The values a formula names of its inputs."""
    match part:
        case FormulaPart("=", (FormulaPart(name), FormulaPart(value))):
            yield name, value.strip('"')
        case FormulaPart():
            yield from (said for inner in part.parts for said in named(inner))


def cases(part: FormulaPart, choices: Mapping[str, Sequence[str]]) -> list[FormulaCase]:
    """Every combination of the inputs a formula decides by, with what it comes to."""
    return [_case(part, dict(zip(choices, chosen, strict=True))) for chosen in product(*choices.values())]


def _case(part: FormulaPart, inputs: Mapping[str, str]) -> FormulaCase:
    terms = _terms(part, inputs)
    plain = [term for term in terms if not term.flag]
    leaf, words = _leaf(plain[0]) if len(plain) == 1 else ("other", " + ".join(map(_spelled, plain)))
    return FormulaCase(tuple(inputs.items()), leaf, words, tuple((term.flag, term.factors[0]) for term in terms if term.flag))  # type: ignore[arg-type] # one of Leaf


def _terms(part: FormulaPart, inputs: Mapping[str, str]) -> list[Term]:  # noqa: PLR0911 - a closed set, one case each
    match part:
        case FormulaPart("+", (left, right)):
            return [*_terms(left, inputs), *_terms(right, inputs)]
        case FormulaPart("*" | "/" as sign, (left, right)):
            return [_times(one, other, sign) for one, other in product(_terms(left, inputs), _terms(right, inputs))]
        case FormulaPart("$number", (inner,)):
            return _terms(inner, inputs)
        case FormulaPart("if", (FormulaPart(flag, ()), FormulaPart(amount, ()), FormulaPart("0"))):
            return [Term((amount,), flag)]
        case FormulaPart("if", (test, yes, no)):
            holds = _holds(test, inputs)
            return [Term(("?",))] if holds is None else _terms(yes if holds else no, inputs)
        case FormulaPart(word, ()):
            return [Term((word,))]
        case _:
            return [Term(("?",))]


def _times(one: Term, other: Term, sign: str) -> Term:
    if one.flag or other.flag:
        return Term(("?",))
    factors = other.factors if sign == "*" else tuple(f"/{word}" for word in other.factors)
    return replace(one, factors=(*one.factors, *factors))


def _holds(test: FormulaPart, inputs: Mapping[str, str]) -> bool | None:
    match test:
        case FormulaPart("or", (left, right)):
            either = (_holds(left, inputs), _holds(right, inputs))
            return None if None in either else any(either)
        case FormulaPart("=", (FormulaPart(name), FormulaPart(value))):
            return inputs[name] == value.strip('"')
        case FormulaPart("<=", (FormulaPart("$count", (FormulaPart(name),)), FormulaPart(most))):
            return inputs[f"{name}<={most}"] == "yes"
        case _:
            return None


def _spelled(term: Term) -> str:
    return " * ".join(term.factors).replace("* /", "/ ")


def _leaf(term: Term) -> tuple[str, str]:
    factors = [word for word in term.factors if word not in COUNTS and not re.fullmatch(r"/?1(?:\.0+)?", word)]
    numbers = [word for word in factors if re.fullmatch(r"\d+(?:\.\d+)?", word)]
    match sorted(set(factors) - set(numbers)), len(numbers):
        case [[], 1]:
            return "number", numbers[0]
        case [["base_price"], 0]:
            return "base", BASE
        case [["base_price"], 1]:
            return "times", numbers[0]
        case [[divisor, "base_price"], 1] if re.fullmatch(r"/\d+", divisor):
            return "times", f"{numbers[0]}{divisor}"  # 12/7: the factor is a fraction, written out
        case _:
            return "other", _spelled(term)
