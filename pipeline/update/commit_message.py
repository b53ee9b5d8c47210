"""What a run says of itself: its commit message, and how long ago it was."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from pipeline.store.data_folder import Store
from pipeline.store.history import read_lines
from pipeline.text.sentences import sentence
from schema.changes import Change
from schema.errors import BadData

_OBEYED: Final = str.maketrans({"#": "＃", "@": "＠"})
_SKIP: Final = re.compile(r"\[((?:skip|no) (?:ci|actions)|(?:ci|actions) skip)\]", re.I)
_NO_LOOK: Final = {"not_recorded", "not_asked"}
MOST = 200  # sentences in one message; the rest are counted


def commit_message(new: Path) -> str:
    """A subject of counts, then the sentences. Nothing of a page stands in the first line."""
    changes = [change for change in read_lines(new) if not change.baseline]
    told = [f"- {_inert(sentence(change))}" for change in changes[:MOST]]
    more = [f"- and {len(changes) - MOST} more"] if len(changes) > MOST else []
    return "\n".join([_subject(changes), *([""] if told else []), *told, *more]) + "\n"


def _inert(words: str) -> str:
    """Words of a page that close no issue, skip no run and call nobody: a forge obeys what it finds in a message."""
    return _SKIP.sub(r"(\1)", words).translate(_OBEYED).replace("://", ": //").replace("GH-", "GH ")


def _subject(changes: list[Change]) -> str:
    if not changes:
        return "Look at every page; no price changed"
    kinds = Counter(change.kind.replace("_", " ") for change in changes)
    counted = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    providers = len({change.provider for change in changes})
    return f"Prices: {counted}, at {providers} {'seller' if providers == 1 else 'sellers'}"


def age_in_hours(store: Store, now: datetime | None = None) -> float:
    """How long ago any page was last looked at."""
    looked = (check for checks in store.checks().providers.values() for check in checks if check.outcome not in _NO_LOOK)
    times = [check.at for check in looked]
    if not times:
        raise BadData(str(store.folder), "a page that was looked at", "none", "imageprices update")
    return ((now or datetime.now(UTC)) - max(times)).total_seconds() / 3600
