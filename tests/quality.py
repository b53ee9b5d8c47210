"""The quality scale, worked out from what there is: modules, recordings, expected readings, hand-kept tables.

`python -m tests.quality` prints every provider with the rules it misses; `python -m tests.quality write` brings the tiers of
data/quality.toml up to date and keeps its exemptions. Captured pages need not be at hand: their expected readings are.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache

from pipeline.store.manual_prices import load_plans, load_providers, manual_snapshots
from pipeline.store.tables import load_quality
from schema.prices import Snapshot
from schema.tables.hand_plans import PlanProvider
from schema.tables.manual import HandProvider
from schema.tables.quality import RULES, Exemption, ProviderQuality, Qualities, tier_of
from scrapers import ProviderReading, load, provider_ids
from tests.readings import TESTS, UNCHECKED, expected_path, folder, read

DATA = TESTS.parent / "data"
TABLE = DATA / "quality.toml"
HEAD = """# How well each provider's prices are proven: docs/quality-scale.md. The tiers are worked out by `python -m tests.quality write`,
# which keeps the exemptions; a test compares them. An exemption is a rule that does not apply, with the sentence why.
"""


@cache
def by_hand() -> tuple[dict[str, HandProvider], dict[str, Snapshot]]:
    """The sellers of the hand-kept tables and what is written down of them."""
    return {state.id: state for state in load_providers(DATA / "manual.toml")}, manual_snapshots(DATA)


@cache
def plans_by_hand() -> dict[str, PlanProvider]:
    """The sellers of the table of plans."""
    return {state.id: state for state in load_plans(DATA / "plans.toml")}


def everybody() -> list[str]:
    """Every provider, with a module or by hand."""
    return sorted({*provider_ids(), *by_hand()[0], *plans_by_hand()})


def has_module(provider: str) -> bool:
    """Whether a reader reads its pages."""
    return provider in provider_ids()


@cache
def recorded(provider: str) -> ProviderReading | None:
    """The newest project-made recording, read."""
    return read("latest", provider) if (folder("latest") / provider / "index.yaml").exists() else None


def checked(set_name: str, provider: str) -> list[str]:
    """The lines on pages of an expected reading that somebody compared with the page; none where there is no such reading."""
    path = expected_path(set_name, provider)
    lines = path.read_text(encoding="utf-8").split("\n") if path.exists() else [UNCHECKED]
    return [] if lines[0] == UNCHECKED else [line for line in lines if line.startswith("page ")]


def reads_a_page(set_name: str, provider: str) -> bool:
    """Whether a real page of this set is read, and not refused."""
    return any(line.endswith(" prices") for line in checked(set_name, provider))


def own_words(provider: str) -> bool:
    """Some of its prices are in the seller's own words, seen or quoted; or it is known to publish none."""
    state, plans = by_hand()[0].get(provider), plans_by_hand().get(provider)
    said = [*(state.statements if state else ()), *(plans.statements if plans else ())]
    negative = bool(state and state.negative)
    return has_module(provider) or negative or any(statement.trust != "third_party" for statement in said)


def never_empty(provider: str) -> bool:
    """Prices, plans, rules, or a reason: something is said, each with its quote."""
    written, reading = by_hand()[1].get(provider), recorded(provider)
    snapshots = [snapshot for snapshot in (written, reading.snapshot if reading else None) if snapshot]
    return any(snapshot.offers or snapshot.plans or snapshot.rules for snapshot in snapshots)


def reader(provider: str) -> bool:
    """A module whose every page declares the words that make it this page and how many prices it yields."""
    return has_module(provider) and all(spec.identity and spec.prices[0] <= spec.prices[1] < 1000 for spec in load(provider).pages)


def documented_shape(provider: str) -> bool:
    """Built against a real page or a documented answer, not against a reconstruction."""
    return has_module(provider) and load(provider).seen in ("page", "documentation")


def recording(provider: str) -> bool:
    """A project-made recording that is read without a page refused or a price unread."""
    reading = recorded(provider)
    return bool(reading and any(page.error is None for page in reading.pages))


def expected_reading(provider: str) -> bool:
    """The recording's reading was compared with it by a person."""
    return bool(checked("latest", provider))


def real_page(provider: str) -> bool:
    """A captured real page is read, and the reading was compared with it."""
    seen = has_module(provider) and load(provider).seen == "page"
    return seen and any(reads_a_page(set_name, provider) for set_name in ("captures-latest", "captures-more", "captures-earlier"))


def two_days(provider: str) -> bool:
    """Real pages of two days are read."""
    return all(reads_a_page(set_name, provider) for set_name in ("captures-latest", "captures-earlier"))


def second_witness(provider: str) -> bool:
    """Two pages price the same model, or say the same in two formats: one contradicts the other when it is misread."""
    reading = recorded(provider)
    twins = has_module(provider) and any(spec.twin_of for spec in load(provider).pages)
    urls = [{line.quote.url for line in offer.prices} for offer in reading.snapshot.offers] if reading else []
    return twins or any(len(found) > 1 for found in urls)


CHECKS: dict[str, Callable[[str], bool]] = {
    "own-words": own_words,
    "never-empty": never_empty,
    "reader": reader,
    "documented-shape": documented_shape,
    "recording": recording,
    "expected-reading": expected_reading,
    "real-page": real_page,
    "two-days": two_days,
    "second-witness": second_witness,
}


def missed(provider: str) -> list[str]:
    """The rules a provider does not meet."""
    return [rule for rules in RULES.values() for rule in rules if not CHECKS[rule](provider)]


def exemptions() -> dict[str, tuple[Exemption, ...]]:
    """The exemptions somebody wrote down."""
    table = load_quality(TABLE) if TABLE.exists() else Qualities()
    return {entry.id: entry.exempt for entry in table.providers}


def worked_out() -> Qualities:
    """The table as it must be."""
    exempt = exemptions()
    return Qualities(providers=tuple(_of(provider, exempt.get(provider, ())) for provider in everybody()))


def _of(provider: str, exempt: tuple[Exemption, ...]) -> ProviderQuality:
    let_off = {exemption.rule for exemption in exempt}
    met = [rule for rule in CHECKS if rule in let_off or rule not in missed(provider)]
    return ProviderQuality(id=provider, tier=tier_of(met), exempt=exempt)


def spelled(table: Qualities) -> str:
    """The table as TOML."""
    return HEAD + "".join(_entry(entry) for entry in table.providers)


def _entry(entry: ProviderQuality) -> str:
    exempt = "".join(f'  {{ rule = "{one.rule}", why = "{one.why}" }},\n' for one in entry.exempt)
    return f'\n[[provider]]\nid = "{entry.id}"\ntier = "{entry.tier}"\n' + (f"exempt = [\n{exempt}]\n" if exempt else "")


def main() -> None:
    """Print or write."""
    table = worked_out()
    if sys.argv[1:] == ["write"]:
        TABLE.write_text(spelled(table), encoding="utf-8")
    for entry in table.providers:
        sys.stdout.write(f"{entry.tier:9} {entry.id:20} misses {', '.join(missed(entry.id)) or 'nothing'}\n")


if __name__ == "__main__":
    main()
