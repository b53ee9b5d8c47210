"""A file of usage records taken apart: one record, a list, JSON lines, a stream of events, a CSV export, a page of buckets.

What belongs to one answer is put together again: previews of a stream are no answers of their own, and the last chunk of
a stream has the counts of all.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

import tomli

from costs.bill.usage_fields import dicts
from costs.bill.usage_tables import table_rows
from schema.errors import BadData

STREAMED: Final = ("usage", "usage_metadata", "usageMetadata")
CHUNK: Final = "chat.completion.chunk"
UNFINISHED: Final = ("response.", "image_generation.", "image_edit.")
BUCKETS: Final = ("data", "time_series", "buckets")  # pages of a usage API: each bucket of time has its results
PAGES: Final = ("billing_events", "data", "results", "result", "logs", "items", "events")  # pages of a log: each entry a record
# An entry with one of these is a record of its own; of one answer the images have an address or bytes.
OF_A_RECORD: Final = frozenset(
    ("model", "model_id", "modelId", "endpoint_id", "usage", "usageDetails", "usage_details", "usageMetadata", "request_model", "response")
)
DONE: Final = ("response.completed", "response.incomplete", "image_generation.completed", "image_edit.completed")


class FoundRecord(NamedTuple):
    """One record and where it stands in its file; `why` in place of a record that can't be read."""

    place: str
    record: Mapping[str, Any]
    why: str = ""


def records_in(text: str, name: str) -> list[FoundRecord]:
    """Every record of a file, in its order. BadData where the whole of it is none."""
    found = list(_together(_apart(text.removeprefix("\ufeff"), name)))
    if not found:
        raise BadData(name, "a usage record in JSON, JSON lines, CSV or TOML", "none")
    return found


def _apart(text: str, name: str) -> Iterator[FoundRecord]:
    ending = name.rpartition(".")[2].lower()
    if ending in ("csv", "tsv"):
        yield from (FoundRecord(f"line {row.line}", row.cells, row.why) for row in table_rows(text, ending))
    elif ending == "toml":
        yield FoundRecord(name, _toml(text, name))
    elif any(line.startswith("data:") for line in text.splitlines()[:20]):
        yield from _events(text)
    else:
        yield from _json(text, name)


def _toml(text: str, name: str) -> Mapping[str, Any]:
    try:
        return tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        raise BadData(name, "a usage record in TOML", str(error)) from None


def _events(text: str) -> Iterator[FoundRecord]:
    for at, line in enumerate(text.splitlines(), start=1):
        words = line.removeprefix("data:").strip()
        if line.startswith("data:") and words != "[DONE]":
            yield _line(words, at)


def _json(text: str, name: str) -> Iterator[FoundRecord]:
    try:
        whole = json.loads(text)
    except ValueError as error:
        lines = [(at, line) for at, line in enumerate(text.splitlines(), start=1) if line.strip()]
        if len(lines) < 2 or not lines[0][1].lstrip().startswith("{") or not _reads(lines[0][1]):
            raise BadData(name, "a usage record in JSON, JSON lines, CSV or TOML", str(error)) from None
        yield from (_line(line, at) for at, line in lines)
        return
    yield from _entries(whole, name)


def _reads(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


def _line(line: str, at: int) -> FoundRecord:
    try:
        record = json.loads(line)
    except ValueError as error:
        return FoundRecord(f"line {at}", {}, f"no JSON: {error}")
    return (
        FoundRecord(f"line {at}", record)
        if isinstance(record, dict)
        else FoundRecord(f"line {at}", {}, f"expected an object, found {type(record).__name__}")
    )


def _entries(whole: Any, name: str) -> Iterator[FoundRecord]:
    """One object, the objects of a list, or the results in the buckets of a page."""
    if isinstance(whole, list):
        for at, entry in enumerate(whole, start=1):
            yield FoundRecord(f"record {at}", entry) if isinstance(entry, dict) else FoundRecord(f"record {at}", {}, "no object")
    elif not isinstance(whole, dict):
        raise BadData(name, "a usage record: one object, or a list of them", type(whole).__name__)
    elif buckets := [entry for name in BUCKETS for entry in dicts(whole.get(name)) if isinstance(entry.get("results"), list)]:
        results = [(bucket, result) for bucket in buckets for result in bucket["results"] if isinstance(result, dict)]
        yield from (
            FoundRecord(f"result {at}", {"start_time": bucket.get("start_time"), **result})
            for at, (bucket, result) in enumerate(results, start=1)
        )
    elif of_a_page := next((entries for page in PAGES if (entries := _records_of(whole.get(page)))), None):
        yield from (FoundRecord(f"record {at}", entry) for at, entry in enumerate(of_a_page, start=1))
    else:
        yield FoundRecord(name, whole)


def _records_of(entries: Any) -> list[dict[str, Any]]:
    """The entries of a page of records; none where they are images of one answer."""
    found = dicts(entries)
    return found if found and len(found) == len(entries) and all(OF_A_RECORD & entry.keys() for entry in found) else []


# --- what belongs to one answer -------------------------------------------------------------------------------------


def _together(found: Iterable[FoundRecord]) -> Iterator[FoundRecord]:
    """Each answer once: a stream's previews dropped, its chunks joined."""
    open_answer: FoundRecord | None = None
    for one in found:
        if _is_preview(one.record):
            continue
        key = _chunk_of(one.record)
        if open_answer and key is not None and _chunk_of(open_answer.record) == key:
            open_answer = FoundRecord(one.place, _joined(open_answer.record, one.record))
            continue
        if open_answer:
            yield open_answer
        open_answer = one
    if open_answer:
        yield open_answer


def _is_preview(record: Mapping[str, Any]) -> bool:
    kind = record.get("type")
    return isinstance(kind, str) and kind.startswith(UNFINISHED) and kind not in DONE and not any(record.get(name) for name in STREAMED)


def _chunk_of(record: Mapping[str, Any]) -> object:
    """What says that two objects in a row are of one answer."""
    if record.get("object") == CHUNK:
        return record.get("id")
    return record.get("responseId") or record.get("response_id") if "candidates" in record or "usageMetadata" in record else None


def _joined(first: Mapping[str, Any], then: Mapping[str, Any]) -> dict[str, Any]:
    lists = {name: [*first.get(name, ()), *then.get(name, ())] for name in ("candidates", "choices") if name in first or name in then}
    kept = {name: then.get(name) or first.get(name) for name in STREAMED if name in first or name in then}
    return {**first, **then, **lists, **kept}
