"""The sellers of a data folder and what is known beside their prices, for whoever works out a cost."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pydantic import ValidationError

from costs.offer.borrowing import lent
from costs.offer.recipes import Recipe, standard
from costs.standing.ranking import Circumstances
from pipeline.store.bundle import part
from pipeline.store.data_folder import settled
from pipeline.store.exchange_rates import rates
from pipeline.store.tables import load_models, read_text
from schema.changes import last_days
from schema.errors import BadData, NotComparable
from schema.models import Models
from schema.prices import Snapshot

if TYPE_CHECKING:
    from costs.plan.workloads import Workload

PRESETS: Final = part("workloads")


class Shops(NamedTuple):
    """All sellers, and what is known beside their prices."""

    sellers: tuple[Snapshot, ...]
    known: Circumstances

    def of(self, provider: str | None) -> tuple[Snapshot, ...]:
        """One seller, or all of them."""
        if provider is None:
            return self.sellers
        found = tuple(seller for seller in self.sellers if seller.provider == provider)
        if not found:
            raise unknown("provider", provider, [seller.provider for seller in self.sellers])
        return found

    def native_id(self, seller: Snapshot, model: str) -> str:
        """What a seller calls a model, given by its own id or the canonical one."""
        ids = [offer.native_id for offer in seller.offers]
        canonical = self.known.models.get(model)
        aliases = [alias.native_id for alias in canonical.aliases if alias.provider == seller.provider] if canonical else []
        found = [id for id in (model, *aliases) if id in ids]
        if not found:
            raise unknown(f"model at {seller.provider}", model, ids)
        return found[0]


def unknown(what: str, asked: str, there_are: Iterable[str]) -> NotComparable:
    """A name nobody has, and the nearest that somebody has."""
    names = sorted(set(there_are))
    near = get_close_matches(asked, names, n=3, cutoff=0.4) or names[:8]
    return NotComparable(f"{what} {asked}", f"one of {len(names)} there are", f"none; nearest: {', '.join(near)}")


def open_shops(data: Path, on: date, plan: str | None = None) -> Shops:
    """The accepted prices of a data folder, on a day."""
    store = settled(data)
    sellers = tuple(store.current(path.stem) for path in sorted((data / "current").glob("*.json")))
    if not sellers:
        raise BadData(str(data), "accepted prices in current/", "none", f"imageprices update --data {data}")
    path = data / "models.toml"
    models = load_models(path) if path.exists() else Models(models=())
    known = Circumstances(
        on=on,
        last_read=last_days([page for pages in store.checks().providers.values() for page in pages]),
        rates=rates(_currencies(sellers), on),
        models=models,
        lent=lent(sellers, models),
        plan=plan,
    )
    return Shops(sellers, known)


def _currencies(sellers: Sequence[Snapshot]) -> set[str]:
    lines = {line.currency for seller in sellers for offer in seller.offers for line in offer.prices}
    return lines | {plan.currency for seller in sellers for plan in seller.plans}


# --- recipes and workloads as a person gives them -------------------------------------------------------------------


def recipe_of(name: str, changes: Mapping[str, Any]) -> Recipe:
    """A standard recipe with what a person wants changed; a reference image makes it an edit unless they say otherwise."""
    said = {field: value for field, value in changes.items() if value is not None}
    if "size" in said:
        said["size"] = said["size"].replace("×", "x").replace("*", "x").lower()
    if said.get("references") and "operation" not in said:
        said["operation"] = "edit"
    try:
        return standard(name).but(**said)
    except ValidationError as error:
        raise _impossible(error) from None


def _impossible(error: ValidationError) -> BadData:
    first = error.errors()[0]
    where = str(first["loc"][0]) if first["loc"] else "the recipe"
    limits = first.get("ctx", {})
    match first["type"]:
        case "greater_than_equal":
            return BadData(where, f"at least {limits['ge']}", f"{first['input']}; nearest: {limits['ge']}")
        case "less_than_equal":
            return BadData(where, f"at most {limits['le']}", f"{first['input']}; nearest: {limits['le']}")
        case "string_pattern_mismatch":
            return BadData(where, SPELLED.get(where, "a short name such as low"), repr(first["input"]))
        case _:
            return BadData(where, first["msg"].removeprefix("Value error, "))


SPELLED: Final = {"size": "a size such as 1024x1024", "resolution": "a resolution such as 2K", "gpu_seconds": "a number of seconds"}


def presets() -> dict[str, Path]:
    """The workloads that come with the project, by name."""
    return {path.stem: path for path in sorted(PRESETS.glob("*.toml"))}


def workload_of(file: Path | None, preset: str | None) -> Workload:
    """A workload from a file of one's own, or one that comes with the project."""
    from costs.plan.workloads import read_workload

    if (file is None) == (preset is None):
        raise BadData("the workload", f"a file, or --preset with one of {', '.join(presets())}", "both" if file else "neither")
    path = file or presets().get(str(preset))
    if path is None:
        raise BadData(f"preset {preset}", f"one of {', '.join(presets())}")
    return read_workload(read_text(path), str(path))


def usage_record(path: Path) -> dict[str, Any]:
    """A usage record from a file, JSON or TOML."""
    import json

    text = read_text(path)
    try:
        record = tomllib.loads(text) if path.suffix == ".toml" else json.loads(text)
    except ValueError as error:
        raise BadData(str(path), "a usage record in JSON or TOML", str(error)) from None
    if not isinstance(record, dict):
        raise BadData(str(path), "a usage record: one object", type(record).__name__)
    return record
