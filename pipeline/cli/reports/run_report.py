"""What a run or a reading came to, in a few lines or as one JSON object."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from pipeline.guard.held import is_lost, size
from pipeline.text.printing import listed, say, show
from pipeline.text.sentences import axes, sentence, spelled_value
from pipeline.update.provider_update import Outcome
from pipeline.update.runs import ObservedPages, Report
from schema.changes import Change, Held
from schema.prices import Closed, PriceLine


def tell_run(report: Report, as_json: bool) -> None:
    """An update, for a program or for a person."""
    if as_json:
        show(run_as_json(report))
    else:
        _tell_run(report)


def run_as_json(report: Report) -> dict[str, Any]:
    """`{whole, skipped, providers: [{provider, first, refused, pages, changes, held, notes}]}`."""
    return {
        "whole": report.whole,
        "skipped": report.skipped,
        "unrecorded": report.unrecorded,
        "providers": [_outcome(outcome) for outcome in report.outcomes],
    }


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {
        "provider": outcome.provider,
        "first": outcome.first,
        "refused": outcome.refused,
        "standing": outcome.standing,
        "pages": [plain_json(page) for page in outcome.pages],
        "changes": [plain_json(change) | {"sentence": sentence(change)} for change in outcome.changes],
        "held": plain_json(outcome.held) if outcome.held else None,
        "notes": outcome.notes,
    }


def plain_json(model: Closed) -> dict[str, Any]:
    """A model as JSON values, what is not set left out."""
    return model.model_dump(mode="json", exclude_none=True)


def _tell_run(report: Report) -> None:
    say(_first_line(report))
    say(_standings(report))
    first = [outcome for outcome in report.outcomes if outcome.first and not outcome.refused]
    listed("read for the first time", (_first_reading(outcome) for outcome in first))
    listed("changed", (line for outcome in report.outcomes for line in _news(outcome)))
    listed("held", (line for outcome in report.outcomes if outcome.held for line in _held_in_short(outcome.held)))
    listed("not recorded", (f"{provider}: no {report.run.replay}/{provider}/index.yaml" for provider in report.unrecorded))
    listed("refused", (f"{outcome.provider}: {outcome.refused}" for outcome in report.outcomes if outcome.refused))
    listed("noted", (f"{outcome.provider}: {note}" for outcome in report.outcomes for note in outcome.notes), most=10)
    say(f"next: {_next(report)}")


def _first_line(report: Report) -> str:
    pages = Counter(page.outcome for outcome in report.outcomes for page in outcome.pages)
    prices = sum(page.prices for outcome in report.outcomes for page in outcome.pages if page.outcome in ("read", "unchanged"))
    told = ", ".join(f"{count} {outcome.replace('_', ' ')}" for outcome, count in sorted(pages.items()))
    outcomes = f" ({told})" if told else ""
    skipped = f"; {len(report.skipped)} providers are not in these recordings" if report.skipped else ""
    return f"{len(report.outcomes)} providers, {sum(pages.values())} pages{outcomes}, {prices} prices{skipped}"


def _standings(report: Report) -> str:
    """How everybody is known: read, by hand, a stated negative; one that is none of these is named."""
    counts = Counter(outcome.standing for outcome in report.outcomes if not outcome.refused)
    silent = [outcome.provider for outcome in report.outcomes if outcome.standing == "silent" and not outcome.refused]
    told = ", ".join(f"{count} {standing}" for standing, count in counts.most_common() if standing != "silent")
    by_hand = " (imageprices check lists them: since when, on whose word)" if counts["by hand"] else ""
    known = f"; nothing known of {', '.join(silent)}" if silent else "; none silently empty"
    return f"sellers: {told or 'none'}{known}{by_hand}"


def _first_reading(outcome: Outcome) -> str:
    count = sum(1 for change in outcome.changes if change.subject == "price" and change.kind in ("added", "promotion_started"))
    return f"{outcome.provider}: {count} prices"


def _news(outcome: Outcome) -> Iterator[str]:
    """What moved, a sentence each; what is new, a line per model, after it."""
    news = [change for change in outcome.changes if change.kind != "held" and not change.baseline]
    yield from (sentence(change) for change in news if change.kind != "added")
    added: dict[str, list[Change]] = {}
    for change in news:
        if change.kind == "added":
            added.setdefault(change.native_id or change.id, []).append(change)
    for changes in added.values():
        first = changes[0]
        more = f"{outcome.provider} · {first.name or first.native_id}: {len(changes)} new, read {first.at:%Y-%m-%d}"
        yield sentence(first) if len(changes) == 1 else more


def _held_in_short(held: Held) -> Iterator[str]:
    """What is held, where a page that lost much is one line and not one for each thing it lost."""
    lost = [offer for offer in held.offers if is_lost(offer)]
    yield from held_lines(held.model_copy(update={"offers": tuple(offer for offer in held.offers if offer not in lost)}))
    if lost:
        yield f"{held.provider} · no longer read: {', '.join(offer.name or offer.native_id for offer in lost)}"


def held_lines(held: Held) -> Iterator[str]:
    """What is held of a provider, a line each."""
    for page in held.pages:
        yield f"{held.provider} · page: {page.error}: {page.reason} (since {page.since:%Y-%m-%d})"
    for offer in sorted(held.offers, key=size, reverse=True):
        pair = " -> ".join(
            part
            for part in (spelled_value(offer.before[0]) if offer.before else "", spelled_value(offer.after[0]) if offer.after else "")
            if part
        )
        state = f"refused: {offer.rejected}" if offer.rejected else "pending a second reading" if offer.pending else "waits for a person"
        yield f"{held.provider} · {offer.name or offer.native_id}: {pair or repr(offer.words)}, {state}: {'; '.join(offer.reasons)}"


def _next(report: Report) -> str:
    if not report.whole:
        return f"imageprices review --data {report.run.data}"
    return f"imageprices build --data {report.run.data}"


def tell_reading(observed: ObservedPages, as_json: bool, explain: bool) -> None:
    """One provider's reading, for a program or for a person."""
    if as_json:
        show(reading_as_json(observed))
    else:
        _tell_reading(observed, explain)


def reading_as_json(observed: ObservedPages) -> dict[str, Any]:
    """`{provider, offers, plans, rules, held, pages}`: held is what could not be read, with words, place and reason."""
    snapshot = observed.reading.snapshot
    return {
        "provider": snapshot.provider,
        "offers": [plain_json(offer) for offer in snapshot.offers],
        "plans": [plain_json(plan) for plan in snapshot.plans],
        "rules": [plain_json(rule) for rule in snapshot.rules],
        "held": [
            {"native_id": one.native_id, "words": one.words, "url": one.url, "locator": one.locator, "reason": one.reason}
            for one in observed.reading.unread
        ],
        "pages": list(_pages(observed)),
    }


def _pages(observed: ObservedPages) -> Iterator[dict[str, Any]]:
    results = {page.url: page for page in observed.reading.pages}
    for url in sorted({*results, *observed.visit.failed, *observed.visit.not_recorded, *observed.visit.not_asked}):
        error, result = observed.failed().get(url), results.get(url)
        yield {
            "url": url,
            "outcome": "failed" if error else "read" if result else "not_asked" if url in observed.visit.not_asked else "not_recorded",
            "prices": result.prices if result else 0,
            "captured_at": f"{result.captured_at:%Y-%m-%dT%H:%M:%SZ}" if result else None,
            "sha256": result.sha256 if result else None,
            "error": type(error).__name__ if error else None,
            "reason": error.reason if error else None,
            "run": error.run or None if error else None,
            "expected": error.expected if error else None,
            "found": error.found if error else None,
        }


def _tell_reading(observed: ObservedPages, explain: bool) -> None:
    snapshot = observed.reading.snapshot
    for offer in snapshot.offers:
        say(f"{offer.native_id} ({offer.name})" if offer.name != offer.native_id else offer.native_id)
        for line in offer.prices:
            say(f"  {_price(line)}")
    listed("plans", (f"{plan.name}: {spelled_value(plan)}  <- {plan.quote.text!r}" for plan in snapshot.plans), most=1000)
    listed("rules", (f"{rule.native_id or 'all'}: {spelled_value(rule)}  <- {rule.quote.text!r}" for rule in snapshot.rules), most=1000)
    listed("held", (f"{one.native_id}: {one.words!r} at {one.locator}: {one.reason}" for one in observed.reading.unread), most=1000)
    listed("pages", (_page_line(page, explain) for page in _pages(observed)), most=1000)


def _price(line: PriceLine) -> str:
    what = ", ".join(part for part in (line.billable.replace("_", " "), axes(line.variant)) if part)
    return f"{what}: {spelled_value(line)}  <- {line.quote.text!r} ({line.quote.locator})"


def _page_line(page: dict[str, Any], explain: bool) -> str:
    if page["outcome"] != "failed":
        return f"{page['url']}: {page['outcome'].replace('_', ' ')}, {page['prices']} prices"
    if explain:
        return f"{page['url']}: {page['error']}; expected {page['expected'] or 'a page'}; found {page['found'] or 'something else'}"
    return f"{page['url']}: {page['error']}: {page['reason']}"
