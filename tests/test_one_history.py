"""The history of one offer: the same changes as in all of it, found without checking the rest."""

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.store.history import appended, history_of, read_history
from schema.changes import Change, change_id
from schema.errors import BadData
from schema.prices import Rule

NAMES = ("m-1", "m-10", 'a "quoted" one', "模型 4", "back\\slash", "m-1")


def change(number, native_id):
    at = datetime(2025, 12, 30, tzinfo=UTC) + timedelta(days=number)
    quote = {"text": f'says "{native_id}"', "url": "https://acme.example", "locator": "table", "captured_at": at, "sha256": "0" * 64}
    rule = Rule.model_validate({"kind": "note", "native_id": native_id, "value": '"native_id":"m-1"', "quote": quote})
    own = change_id(number)
    return Change(id=own, kind="added", subject="rule", provider="acme", native_id=native_id, name=native_id, at=at, after=rule)


@pytest.fixture
def folder(tmp_path):
    for path, text in appended(tmp_path, "acme", [change(*pair) for pair in enumerate(NAMES)]).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("native_id", [*NAMES, "m-2", ""])
def test_one_offers_history_is_its_part_of_all_history(folder, native_id):
    """Over the turn of a year, whatever the id is spelled with, and whatever words of a page look like one."""
    assert [one for one in read_history(folder, "acme") if one.native_id == native_id] == history_of(folder, "acme", native_id)


def test_a_line_written_by_another_hand_is_found_too(folder):
    """Spaces and escapes that we do not write change nothing."""
    path = folder / "history/acme/2026.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace('"native_id":"模型 4"', '"native_id": "\\u6a21\\u578b 4"'), encoding="utf-8")
    assert [one.native_id for one in history_of(folder, "acme", "模型 4")] == ["模型 4"]


def test_a_broken_line_is_named_with_its_number(folder):
    """Where to look is said as for all of history; what is broken elsewhere is not this offer's."""
    path = folder / "history/acme/2026.jsonl"
    lines = path.read_text(encoding="utf-8").split("\n")
    lines[1] = lines[1].replace('"kind":"added"', '"kind":"thrown in"')
    path.write_text("\n".join(lines), encoding="utf-8")
    assert history_of(folder, "acme", "m-1")
    with pytest.raises(BadData, match="a change in line 2"):
        history_of(folder, "acme", "模型 4")
