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
    """A message, and the ids of the changes that are told once it is taken: said in it, or linked."""

    title: str
    body: str
    changes: tuple[str, ...] = ()


def neutral(text: str, longest: int = 500) -> str:
    """Words of a page as no channel's markup: no tag, no mention, no link, no code, no bold.

    >>> neutral("@everyone <b>[x](javascript:1)</b> $1 -> $2").replace(UNSEEN, "")
    '@everyone ‹b›[x] (javascript:1)‹/b› $1 → $2'
    """
    kept = clean(text, longest).replace("->", "→").replace("<", "‹").replace(">", "›").replace("`", "'").replace("*", "∗").replace("|", "¦")
    kept = kept.replace("](", "] (").replace("__", f"_{UNSEEN}_").replace("~~", f"~{UNSEEN}~").replace("://", f":{UNSEEN}//")
    return re.sub(r"([@#])(?=\w)", rf"\1{UNSEEN}", kept)


def notices(changes: Sequence[Change], longest: int, link: str = "", first: Sequence[str] = ()) -> list[Notice]:
    """What there is to say of these changes, the weightiest first, after what is said before them.

    One message, a digest when there are many. What it has no room for is linked; where there is no link it follows in further messages.
    """
    told = sorted(changes, key=weight)
    title = "imageprices: a change" if len(told) == 1 else f"imageprices: {len(told)} changes" if told else "imageprices"
    head = [*first, *([_summary(told)] if len(told) > DIGEST_ABOVE else [])]
    lines = [sentence(change) for change in told]
    whole = "\n".join([*head, *(_bullet(line, longest) for line in lines), *([link] if link else [])])
    ids = tuple(change.id for change in told)
    if len(whole.encode()) <= longest:
        return [Notice(title, whole, ids)]
    if link:
        return [Notice(title, _fitted(head, [_bullet(line, longest) for line in lines], longest, link), ids)]
    parts = [(body, len(rest)) for body, rest in in_parts([*first, *lines], longest)]
    left = [*(waiting for _, waiting in parts[1:]), 0]  # lines that wait once a part is out
    return [
        Notice(f"{title} ({at} of {len(parts)})", body, ids[: max(len(ids) - waiting, 0)])
        for at, ((body, _), waiting) in enumerate(zip(parts, left, strict=True), start=1)
    ]


def _summary(changes: Sequence[Change]) -> str:
    kinds = Counter(change.kind.replace("_", " ") for change in changes)
    providers = Counter(change.provider for change in changes)
    most = ", ".join(f"{provider} {count}" for provider, count in sorted(providers.items(), key=lambda pair: (-pair[1], pair[0]))[:10])
    return f"{', '.join(f'{count} {kind}' for kind, count in kinds.items())}.\nAt {most}."


def _fitted(head: Sequence[str], lines: Sequence[str], longest: int, link: str) -> str:
    """As many lines as the channel takes, how many more there are, and where they stand."""
    for shown in range(len(lines), -1, -1):
        text = "\n".join([*head, *lines[:shown], f"and {len(lines) - shown} more: {link}"])
        if len(text.encode()) <= longest:
            return text
    return f"{len(lines)} changes: {link}"


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


def greeting(providers: int, told_before: int, link: str) -> list[str]:
    """What a new address is told first: what it will hear, from when on, and where the rest stands."""
    before = f" {told_before:,} changes before that are not told here{f': {link}' if link else ''}." if told_before else ""
    return [
        f"From now on you hear what changes at {providers} sellers of AI images: prices, plans, the ends of models and promotions,"
        f" the weightiest first; what is read and not believed, and pages that can't be read for more than a day.{before}"
    ]


def trial() -> Notice:
    """What `alert --test` sends."""
    return Notice("imageprices: a test", "This is a test. Nothing has changed; a message like this comes when a price does.")
