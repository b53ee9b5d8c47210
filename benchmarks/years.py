"""Five years of history: what git keeps of them, and how long one price's takes to find."""

from __future__ import annotations

import hashlib
import random
import subprocess
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.inputs import price_line
from benchmarks.measure import Figure, best
from pipeline.ledger.entries import Entry, snapshot_of
from pipeline.store.history import history_of
from pipeline.text.canonical_json import spelled, spelled_line
from schema.changes import Change, change_id
from schema.prices import PriceLine

BEGIN = datetime(2021, 1, 4, 7, 13, tzinfo=UTC)
PROVIDERS, PRICES, WEEKS, MOVES = 100, 100, 260, 20


class Field:
    """A hundred sellers of a hundred prices; every week some move."""

    def __init__(self, seed: int = 3) -> None:
        self.chance = random.Random(seed)
        lines = [[price_line(n, self.chance.randint(1000, 900000)) for n in range(PRICES)] for _ in range(PROVIDERS)]
        self.lines = [[PriceLine.model_validate(line) for line in state] for state in lines]
        self.history: dict[str, str] = {}

    def files(self, week: int) -> dict[str, str]:
        """What a week's observation writes."""
        at, written = BEGIN + timedelta(weeks=week), {}
        for state in self.chance.sample(range(PROVIDERS), MOVES // 4) if week else range(PROVIDERS):
            name = f"seller-{state}"
            path = f"history/{name}/{at.year}.jsonl"
            added = "".join(self._change(name, state, n, at, new=week == 0) for n in self._moving(week))
            written[path] = self.history[path] = self.history.get(path, "") + added
            entries = [Entry("price", f"m-{n}", f"Model {n}", line) for n, line in enumerate(self.lines[state])]
            written[f"current/{name}.json"] = spelled(snapshot_of(name, entries))
        return written

    def _moving(self, week: int) -> list[int]:
        return self.chance.sample(range(PRICES), 4) if week else list(range(PRICES))

    def _change(self, name: str, state: int, n: int, at: datetime, *, new: bool) -> str:
        before = self.lines[state][n]
        line = price_line(n, self.chance.randint(1000, 900000))
        line["quote"] |= {"captured_at": at.isoformat(), "sha256": hashlib.sha256(f"{name} {at}".encode()).hexdigest()}
        after = PriceLine.model_validate(line)
        self.lines[state][n] = after
        return spelled_line(
            Change(
                id=change_id(name, n, at.isoformat()),
                kind="added" if new else "increased",
                subject="price",
                provider=name,
                native_id=f"m-{n}",
                name=f"Model {n}",
                at=at,
                before=None if new else before,
                after=after,
            )
        )


def five_years() -> dict[str, float]:
    """Megabytes of `.git` after `git repack -adf`, a commit a week, and of the files themselves; and one price's history."""
    with tempfile.TemporaryDirectory() as made:
        folder, field = Path(made), Field()
        subprocess.run(["git", "init", "-q", "-b", "main", made], check=True)
        process = subprocess.Popen(["git", "-C", made, "fast-import", "--quiet"], stdin=subprocess.PIPE)
        assert process.stdin
        last: dict[str, str] = {}
        for week in range(WEEKS):
            files = field.files(week)
            last |= files
            process.stdin.write(_commit(week, files))
        process.stdin.close()
        if process.wait():
            raise RuntimeError("git fast-import")
        # fast-import packs as it reads and `git gc` keeps what it finds; -f looks for differences as for commits made one by one.
        subprocess.run(["git", "-C", made, "repack", "-q", "-adf"], check=True)
        size = sum(path.stat().st_size for path in (folder / ".git").rglob("*") if path.is_file())
        for path, text in last.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text)
        found = _lookup(folder)
        history = sum(len(text) for path, text in last.items() if path.startswith("history"))
        return {"git": size / 1e6, "files": sum(map(len, last.values())) / 1e6, "history": history / 1e6, "lookup": found.wall}


def _commit(week: int, files: dict[str, str]) -> bytes:
    when = int((BEGIN + timedelta(weeks=week)).timestamp())
    head = f"commit refs/heads/main\ncommitter Bench <bench@field.example> {when} +0000\ndata 4\nweek\n"
    parts = []
    for path, text in files.items():
        body = text.encode()
        parts.append(f"M 100644 inline {path}\ndata {len(body)}\n".encode() + body + b"\n")
    return head.encode() + b"".join(parts)


def _lookup(folder: Path) -> Figure:
    def one() -> list[Change]:
        return history_of(folder, "seller-7", "m-33")

    return best(one, 20)
