"""A message for a channel we know nothing of: plain lines in which nothing is markup, a mention or a link but our own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

from pipeline.text.sentences import clean, sentence
from schema.changes import Change

DIGEST_ABOVE: Final = 20
DIGEST_LINES: Final = 150
UNSEEN: Final = "\u200b"  # a space of no width: what stands after it is no mention and no address
LOUDEST: Final = (
    "correction", "increased", "decreased", "unit_changed", "plan_changed", "retired", "retiring", "promotion_started",
    "promotion_ended", "rule_changed", "held", "released", "removed", "missing", "returned", "restated", "added",
)  # fmt: skip


class Notice(NamedTuple):
    """A message."""

    title: str
    body: str


def neutral(text: str, longest: int = 500) -> str:
    """Words of a page as no channel's markup: no tag, no mention, no link, no code, no bold.

    >>> neutral("@everyone <b>[x](javascript:1)</b> $1 -> $2").replace(UNSEEN, "")
    '@everyone ‹b›[x] (javascript:1)‹/b› $1 → $2'
    """
    kept = clean(text, longest).replace("->", "→").replace("<", "‹").replace(">", "›").replace("`", "'").replace("*", "∗").replace("|", "¦")
    kept = kept.replace("](", "] (").replace("__", f"_{UNSEEN}_").replace("~~", f"~{UNSEEN}~").replace("://", f":{UNSEEN}//")
    return re.sub(r"([@#])(?=\w)", rf"\1{UNSEEN}", kept)


def notice(changes: Sequence[Change], longest: int, link: str = "") -> Notice:
    """One message for all changes of a run: their sentences, or a digest when there are many. It fits the channel."""
    loudest = sorted(changes, key=lambda change: (LOUDEST.index(change.kind), change.provider, change.id))
    many = len(loudest) > DIGEST_ABOVE
    title = f"imageprices: {len(loudest)} changes" if len(loudest) != 1 else "imageprices: a change"
    head = [_summary(loudest)] if many else []
    lines = [f"• {neutral(sentence(change))}" for change in loudest[: DIGEST_LINES if many else DIGEST_ABOVE]]
    return Notice(title, _fitted(head, lines, len(loudest), longest, link))


def _summary(changes: Sequence[Change]) -> str:
    kinds = Counter(change.kind.replace("_", " ") for change in changes)
    sellers = Counter(change.provider for change in changes)
    most = ", ".join(f"{provider} {count}" for provider, count in sorted(sellers.items(), key=lambda pair: (-pair[1], pair[0]))[:10])
    return f"{', '.join(f'{count} {kind}' for kind, count in kinds.items())}.\nAt {most}."


def _fitted(head: list[str], lines: list[str], count: int, longest: int, link: str) -> str:
    """As many lines as the channel takes, and how many more there are."""
    shown = len(lines)
    while True:
        rest = [f"and {count - shown} more"] if shown < count else []
        text = "\n".join([*head, *lines[:shown], *rest, *([link] if link else [])])
        if len(text.encode()) <= longest or not shown:
            return text
        shown -= 1


def trial() -> Notice:
    """What `alert --test` sends."""
    return Notice("imageprices: a test", "This is a test. Nothing has changed; a message like this comes when a price does.")
