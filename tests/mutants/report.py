"""Which recordings get how many mutants, and what came of them as a table."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import NamedTuple

from scrapers import load, provider_ids
from tests.mutants.judge import BAD
from tests.mutants.run import Tally, outcomes
from tests.readings import documents, folder

SETS = ("earlier", "latest")
COLUMNS = ("right", "refused", "held", "pending", "told missing", *BAD)
LARGE = 60_000  # bytes of a page: a capture is sampled by what it costs to read


class Share(NamedTuple):
    """How many mutants of which recording."""

    set_name: str
    provider: str
    count: int
    weight: float


def shares(count: int, providers: list[str], captures: bool) -> list[Share]:
    """Every recording that has prices, the small ones as often as the large can afford."""
    found = []
    for set_name in (*SETS, *(f"captures-{name}" for name in SETS if captures)):
        for path in sorted(folder(set_name).glob("*/index.yaml")):
            provider = path.parent.name
            if provider in provider_ids() and (not providers or provider in providers):
                size = sum(
                    len(one.body) for url, one in documents(path.parent).items() if url in {spec.url for spec in load(provider).pages}
                )
                found.append((set_name, provider, _weight(size)))
    total = sum(weight for _, _, weight in found) or 1
    least = min(20, count // 100)  # of a sample, which has another hundred recordings to look at, fewer of each
    made = [Share(set_name, provider, max(least, round(count * weight / total)), weight) for set_name, provider, weight in found]
    return sorted(made, key=lambda share: share.weight)  # the slow ones first


def _weight(size: int) -> float:
    return 1.0 if size < 8_000 else 0.8 if size < 25_000 else 0.5 if size < LARGE else 0.15 if size < 10 * LARGE else 0.05


def printed(tallies: list[Tally], seconds: float) -> tuple[str, dict[str, object], int]:
    """The table, the details, and how many were bad."""
    lines = [_head("provider")]
    lines += [
        _row(f"{tally.set_name}/{tally.provider}", outcomes(tally), f"{tally.seconds:.0f} s")
        for tally in sorted(tallies, key=lambda t: (t.set_name, t.provider))
    ]
    lines += ["", _head("class")]
    by_kind: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for tally in tallies:
        for (group, name, outcome), made in tally.counts.items():
            by_kind[group, name][outcome] += made
    lines += [_row(f"{group}: {name}", counts) for (group, name), counts in sorted(by_kind.items())]
    lines += ["", *_matrix(tallies)]
    total = sum((outcomes(tally) for tally in tallies), Counter())
    lines += ["", _head(""), _row("all", total), "", *_acceptance(tallies)]
    bad = [one for tally in tallies for one in tally.bad]
    lines += [
        "",
        *(
            f"{one['outcome']}: {one['set']}/{one['provider']} {one['mutation']}: {one['note']}: {'; '.join(one['reasons'])[:300]}"
            for one in bad[:60]
        ),
    ]  # type: ignore[arg-type]
    lines += [f"{len(bad)} bad; {sum(total.values())} mutants in {seconds:.0f} s; details in build/mutants.json", ""]
    details = {
        "bad": bad,
        "refused": [one for tally in tallies for one in tally.refused],
        "counts": {name: dict(counts) for name, counts in ((f"{g}: {n}", c) for (g, n), c in by_kind.items())},
    }
    return "\n".join(lines), details, sum(total[name] for name in BAD)


def _matrix(tallies: list[Tally]) -> list[str]:
    """Recording by class: how many mutants were made, and behind a `!` how many of them were published wrongly."""
    groups = sorted({group for tally in tallies for group, _, _ in tally.counts})
    lines = [f"{'made, !bad':28}" + "".join(f"{group.replace('true change', 'true')[:9]:>10}" for group in groups)]
    for tally in sorted(tallies, key=lambda t: (t.set_name, t.provider)):
        made, bad = Counter[str](), Counter[str]()
        for (group, _, outcome), count in tally.counts.items():
            made[group] += count
            bad[group] += count * (outcome in BAD)
        cells = (f"{made[group]}{f'!{bad[group]}' if bad[group] else ''}" if made[group] else "-" for group in groups)
        lines.append(f"{tally.set_name}/{tally.provider}"[:27].ljust(28) + "".join(f"{cell:>10}" for cell in cells))
    return lines


def _head(first: str) -> str:
    return f"{first:48}{'made':>7}" + "".join(f"{name:>{max(9, len(name) + 2)}}" for name in COLUMNS)


def _row(first: str, counts: Counter[str], last: str = "") -> str:
    cells = "".join(f"{counts[name] or '-':>{max(9, len(name) + 2)}}" for name in COLUMNS)
    return f"{first[:47]:48}{sum(counts.values()):>7}{cells} {last}".rstrip()


EXPECTED = {
    "same": "harmless, accepted unchanged",
    "true": "true changes, published at once",
    "pending": "true big changes, published after a second reading",
    "person": "true changes of a whole page by one factor, published after a second reading or put before a person",
}


def _acceptance(tallies: list[Tally]) -> list[str]:
    lines = []
    for expect, words in EXPECTED.items():
        hits = [(place, pair) for tally in tallies for place, pair in tally.accepted.items() if place[2] == expect]
        yes, of = (sum(pair[at] for _, pair in hits) for at in (0, 1))
        lines.append(f"{words}: {yes} of {of} ({100 * yes / of:.2f} %)" if of else f"{words}: none made")
    return lines
