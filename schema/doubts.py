"""What speaks against a price that is published all the same: a person who wrote it down was not sure, or its page says it once more and
the two agree only where one was rounded. Such a price is shown, and never leads."""

from __future__ import annotations

from collections.abc import Iterable

from schema.prices import PriceLine, Rule


def doubt_about(line: PriceLine, doubts: Iterable[Rule]) -> Rule | None:
    """What speaks against a price, if anything: one of the doubts about its offer is of the same words and variant."""
    about_it = (rule for rule in doubts if rule.quote.text == line.quote.text and rule.variant == line.variant)
    return next((rule for rule in about_it if (rule.of or "").startswith(line.billable)), None)
