"""What the people who wrote prices down were not sure of: such a price is shown, and leads no ranking."""

from __future__ import annotations

from collections.abc import Iterable

from schema.prices import PriceLine, Rule

UNSURE = "unsure: "


def doubt_about(line: PriceLine, doubts: Iterable[Rule]) -> str | None:
    """Why a person was not sure of a price, if so: one of the doubts about its offer is of the same words and variant."""
    about_it = (rule for rule in doubts if rule.quote.text == line.quote.text and rule.variant == line.variant)
    return next((rule.words for rule in about_it if (rule.of or "").startswith(line.billable)), None)
