"""`tests/vectors/*.json`: one table of examples for Python and JavaScript. Python writes it, and both are held to it.

`python -m tests.test_vectors` writes the tables anew after a rule has changed; look at what differs before committing it.
"""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from costs.exact import rounded, said, shown
from costs.offer.recipes import Recipe
from costs.reasons import Code, Place
from costs.standing.model_groups import by_model, unbeaten
from costs.standing.plausibility import doubt_beside_maker
from pipeline.publish.site.grid import STANDING
from pipeline.text.formatting import MARKS
from schema.proofs import Proof
from tests.node import in_node, needs_node
from tests.plan_vectors import month_vectors, plan_vectors

VECTORS = Path(__file__).parent / "vectors"
AMOUNTS = (
    "0", "0.00588", "0.006", "0.0527", "0.05268", "0.2", "0.25", "0.1", "0.99999", "0.999949", "1", "1.005", "1.015", "12.5", "1234.5", "1234567.891",
    "0.000634", "0.0006336", "0.00000012345", "0.033793774345444218", "0.016547564889806377", "0.086363636364", "99.995", "0.00012345",
)  # fmt: skip
# Answers in order of price: an id, its model, where it stands.
ANSWERS = (
    (("a", "m", "listed"), ("b", None, "leads"), ("c", "m", "leads"), ("d", "n", "listed"), ("e", "m", "leads"), ("f", None, "listed")),
    (("a", "m", "listed"), ("b", "n", "listed"), ("c", "m", "listed")),
    (),
)
# Prices in order, each with its rating.
POINTS = (
    (("0.01", "1100"), ("0.02", None), ("0.03", "1100"), ("0.04", "1100.5"), ("0.05", "990"), ("0.06", "1200")),
    (("0.01", None),),
    (("0.01", "999.9"), ("0.02", "1000")),
)
RATIOS = (
    ("0.001", "0.014"), ("0.03", "0.211"), ("0.0133", "0.04"), ("0.12", "0.04"), ("0.1201", "0.04"), ("0.005", "0.05"), ("1", "0.2"),
    ("0.01", "0.03"), ("0.0100001", "0.03"), ("0.0099999", "0.03"), ("0.09", "0.03"), ("0.0900001", "0.03"), ("0.0899999", "0.03"),  # on a bound, and beside it
)  # fmt: skip


def tables() -> dict[str, Any]:
    """Every table as Python says it."""
    return {
        "formatting": [{"amount": amount, "shown": f"${shown(Decimal(amount))}"} for amount in AMOUNTS],
        "exact": [{"a": a, "b": b, "quotient": str(said(Fraction(a) / Fraction(b))), "tenths": str(rounded(Fraction(a) / Fraction(b), 1))} for a, b in RATIOS],
        "doubts": [
            {"price": a, "maker": b, "proof": proof.value, "code": doubt.code.value if doubt else None, "words": doubt.words if doubt else None}
            for a, b in RATIOS
            for proof in (Proof.PAGE, Proof.QUOTED)
            for doubt in [doubt_beside_maker(Decimal(a), Decimal(b), proof)]
        ],
        "standing": {"given": STANDING, "places": [place.value for place in Place], "marks": {code.value: MARKS[code] for code in Code}},
        "groups": {
            "folded": [{"answers": rows, "groups": [[row.cost.native_id for row in group] for group in by_model(map(_answer, rows))]} for rows in ANSWERS],
            "unbeaten": [
                {"points": points, "places": unbeaten([(Decimal(price), Decimal(rating) if rating else None) for price, rating in points])}
                for points in POINTS
            ],
        },
        "recipes": [{"size": size, "pixels": Recipe(size=size).pixels} for size in ("1024x1024", "1536x1024", "4096x4096")],
        "plans": plan_vectors(),
        "months": month_vectors(),
    }  # fmt: skip


def _answer(row: tuple[str, str | None, str]) -> Any:
    """As much of an answer as folding looks at."""
    id, model, place = row
    return SimpleNamespace(model=model, cost=SimpleNamespace(provider="p", native_id=id), standing=SimpleNamespace(place=Place(place)))


def spelled(table: Any) -> str:
    """A table as its file has it."""
    return json.dumps(table, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


@pytest.mark.parametrize("name", tables())
def test_python_says_what_the_vectors_say(name: str) -> None:
    assert (VECTORS / f"{name}.json").read_text(encoding="utf-8") == spelled(tables()[name])


@needs_node
def test_node_runs_the_vectors() -> None:
    """The same tables, by `node --test`."""
    import subprocess

    done = subprocess.run(["node", "--test", str(VECTORS / "vectors.test.mjs")], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout[-3000:]


@needs_node
def test_the_scripts_say_any_amount_as_the_terminal_does() -> None:
    """Of a thousand amounts at every scale no two surfaces say other digits."""
    amounts = [
        f"{whole}.{part:0{width}d}".rstrip("0").rstrip(".")
        for width in range(1, 11)
        for whole in (0, 7, 1234)
        for part in range(1, 10**width, max(10**width // 31, 1))
    ]
    theirs = in_node("const { shown } = await import(`${static_}/exact.js`); return given.map((text) => shown(text));", amounts)
    assert theirs == [f"${shown(Decimal(amount))}" for amount in amounts]


if __name__ == "__main__":
    for name, table in tables().items():
        (VECTORS / f"{name}.json").write_text(spelled(table), encoding="utf-8")
