"""A message for a channel we know nothing of: plain lines in which nothing is markup, a mention or a link but our own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from pipeline.text.sentences import clean, sentence
from pipeline.text.weight import weight
from schema.changes import Change

DIGEST_ABOVE: Final = 20
UNSEEN: Final = "\u200b"  # a space of no width: what stands after it is no mention and no address


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
    loudest = sorted(changes, key=weight)
    many = len(loudest) > DIGEST_ABOVE
    title = f"imageprices: {len(loudest)} changes" if len(loudest) != 1 else "imageprices: a change"
    head = [_summary(loudest)] if many else []
    lines = [f"• {neutral(sentence(change))}" for change in loudest]
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


def in_parts(lines: Sequence[str], longest: int) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Lines as bodies of messages that fit a channel, each with the lines from its first on: what is left if it is not taken."""
    start = 0
    while start < len(lines):
        end, size = start, 0
        while end < len(lines) and (end == start or size + len(_bullet(lines[end], longest).encode()) + 1 <= longest):
            size += len(_bullet(lines[end], longest).encode()) + 1
            end += 1
        yield "\n".join(_bullet(line, longest) for line in lines[start:end]), tuple(lines[start:])
        start = end


def _bullet(line: str, longest: int) -> str:
    """One line of a message; one that is longer than a message is cut to it."""
    said = f"• {neutral(line)}"
    while len(said.encode()) > longest:
        said = said[: -1 - (len(said.encode()) - longest) // 4].rstrip("…") + "…"
    return said


def trial() -> Notice:
    """What `alert --test` sends."""
    return Notice("imageprices: a test", "This is a test. Nothing has changed; a message like this comes when a price does.")
