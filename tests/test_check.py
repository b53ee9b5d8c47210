"""`check`: history replays to current, and every price still stands where its quote says, to the character."""

import json
from datetime import timedelta
from email.utils import format_datetime

import pytest
from pydantic import ValidationError

from pipeline.audit.data_check import check
from pipeline.audit.evidence import Bodies, proven
from pipeline.ledger.state import replay
from pipeline.publish.builder import build_site
from pipeline.store.data_folder import Store, opened
from pipeline.store.history import read_history
from pipeline.store.repair import repair
from pipeline.text.canonical_json import spelled
from pipeline.update.rereading import ByReaders
from pipeline.update.runs import Run, run_update
from schema.errors import BadData
from schema.prices import Snapshot
from tests.fakes import DAY, MORE, PRICES, acme, prices_page, record, tokens_page
from tests.readings import CAPTURES
from tests.test_update import SIX, hashes

NOW = DAY + timedelta(days=2)


@pytest.fixture
def checked(tmp_path):
    """A data folder and the recordings it was made from."""
    plans = "Plan Pro: $20 a month for 1,000 credits\n\nzeta retires on 2026-09-05."
    with acme():
        record(tmp_path / "set", {PRICES: prices_page(SIX, plans), MORE: tokens_page({"tau": "$30"})})
        run_update(Run(tmp_path / "data", replay=tmp_path / "set", only=("acme",)))
        yield tmp_path


def findings(folder):
    return check(Store(folder / "data"), [folder / "set"], NOW, ByReaders())


def test_sound_folder_has_every_entry_proven(checked):
    """Prices, plans and rules are each read again and found to be the same."""
    found = findings(checked)
    assert (found.faults, found.warnings) == ([], [])
    assert (found.proven, found.elsewhere) == (9, 0)


@pytest.mark.parametrize(
    ("field", "old", "new"),
    [
        ("text", "$0.04", "$0.05"),
        ("text", "$0.04", "$0.040"),
        ("amount", "0.04", "0.041"),
        ("locator", 'row "alpha"', 'row "alphe"'),
        ("unit_text", "Price per image", "Price per images"),
        ("currency", "USD", "EUR"),
        ("native_id", "alpha", "alphe"),
    ],
)
def test_one_changed_character_fails(checked, field, old, new):
    """In the words, the number, the place, the unit, the currency, the name."""
    snapshot = json.loads(spelled(Store(checked / "data").known("acme").snapshot()))
    offer = snapshot["offers"][0]
    holder = {"native_id": offer, "amount": offer["prices"][0], "currency": offer["prices"][0]}.get(field, offer["prices"][0]["quote"])
    assert old in holder[field]
    holder[field] = holder[field].replace(old, new)
    found = proven(Snapshot.model_validate_json(json.dumps(snapshot)), Bodies([checked / "set"]), ByReaders())
    assert len(found.faults) == 1
    assert "acme" in found.faults[0] and "expected" in found.faults[0]


def test_changed_page_body_fails(checked):
    """One byte of the recording changed: another hash, so there is no evidence, and that is no missing recording but a fault."""
    body = checked / "set/acme/00.txt"
    body.write_text(body.read_text(encoding="utf-8").replace("$0.04", "$0.05"), encoding="utf-8")
    found = findings(checked)
    assert (found.proven, found.elsewhere, len(found.faults)) == (1, 0, 8)
    assert all("has another hash" in fault for fault in found.faults)


def test_recording_of_another_day_is_only_another_recording(checked):
    """A set that holds the page as it was a day later proves nothing, and accuses nobody."""
    record(checked / "later", {PRICES: prices_page(SIX | {"alpha": "$0.05"})}, DAY + timedelta(days=1))
    found = check(Store(checked / "data"), [checked / "later"], NOW, ByReaders())
    assert (found.proven, found.elsewhere, found.faults) == (0, 9, [])


@pytest.mark.parametrize("field", ["text", "unit_text", "locator", "sha256", "amount", "captured_at", "url"])
def test_one_changed_character_in_a_file_stops_check_and_build(checked, field):
    """At any place of any value of any price: `check` names it, `build` builds nothing from it."""
    path = checked / "data/current/acme.json"
    whole = json.loads(path.read_text(encoding="utf-8"))
    for at in range(len(whole["offers"])):
        spoiled = json.loads(json.dumps(whole))
        price = spoiled["offers"][at]["prices"][0]
        holder = price if field == "amount" else price["quote"]
        last = holder[field][-1] if field != "captured_at" else "Z"
        holder[field] = holder[field][:-2] + ("1" if holder[field][-2] != "1" else "2") + last
        path.write_text(json.dumps(spoiled, indent=2, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
        assert findings(checked).faults
        with pytest.raises(BadData):
            build_site(checked / "data", checked / "site")
        assert not (checked / "site").exists()


@pytest.mark.parametrize(
    "without",
    [
        lambda price: price.pop("quote"),
        lambda price: price["quote"].update(text=""),
        lambda price: price["quote"].pop("sha256"),
        lambda price: price["quote"].update(sha256="unknown"),
        lambda price: price["quote"].pop("locator"),
        lambda price: price.update(basis="derived"),
        lambda price: price.update(basis="guessed"),
        lambda price: price.update(inputs=["a thought"]),
        lambda price: price.update(amount=None),
    ],
)
def test_a_number_without_evidence_of_its_basis_has_no_shape(checked, without):
    """No quote, no words, no hash, no place, derived of nothing: not in `current`, not in history, so never built."""
    current = json.loads((checked / "data/current/acme.json").read_text(encoding="utf-8"))
    without(current["offers"][0]["prices"][0])
    with pytest.raises(ValidationError):
        Snapshot.model_validate_json(json.dumps(current))
    path = checked / "data/history/acme/2026.jsonl"
    first, *rest = path.read_text(encoding="utf-8").splitlines()
    change = json.loads(first)
    without(change["after"])
    path.write_text("\n".join([json.dumps(change), *rest]) + "\n", encoding="utf-8")
    with pytest.raises(BadData):
        build_site(checked / "data", checked / "site")


def test_entries_without_a_recording_are_not_called_proven(checked, tmp_path):
    """Not checked here is not ok."""
    found = check(Store(checked / "data"), [tmp_path / "nothing"], NOW, ByReaders())
    assert (found.proven, found.elsewhere, found.faults) == (0, 9, [])


def test_current_that_is_not_what_history_says_is_a_fault_and_repaired_from_it(checked):
    """The message names the command; the command makes the file as it was."""
    current = checked / "data/current/acme.json"
    before = hashes(checked / "data")
    for damage in ("", "{", current.read_text(encoding="utf-8").replace("0.04", "0.05")):
        current.write_text(damage, encoding="utf-8")
        assert "check --repair --data" in findings(checked).faults[0]
        with opened(checked / "data") as store:
            assert repair(store) == [f"{current}: rebuilt from history"]
        assert hashes(checked / "data") == before


def rewritten(folder, *pairs):
    """`current`, with words in it replaced once each, as the one fault `check` finds in it."""
    path = folder / "data/current/acme.json"
    whole = path.read_text(encoding="utf-8")
    text = whole
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    (fault,) = findings(folder).faults
    path.write_text(whole, encoding="utf-8")
    assert fault.startswith(f"{path}: expected what its history says, found ")
    assert fault.endswith(f"; run: imageprices check --repair --data {folder / 'data'}")
    return fault.partition(", found ")[2].rpartition("; run: ")[0]


@pytest.mark.parametrize(
    ("expected", "pairs"),
    [
        ("""'"amount": "0.05",' in line 8, where it says '"amount": "0.04",'""", [('"amount": "0.04"', '"amount": "0.05"')]),
        (
            """'"native_id": "alphe",' in line 5, where it says '"native_id": "alpha",'""",
            [('"native_id": "alpha"', '"native_id": "alphe"')],
        ),
    ],
)
def test_current_that_is_not_what_history_says_is_told_by_the_first_line_that_differs(checked, expected, pairs):
    """Where to look; the history is right."""
    assert expected == rewritten(checked, *pairs)


def test_repair_drops_what_is_made_anew_and_nothing_else(checked):
    """held and checks come back with the next run; history is never touched."""
    data = checked / "data"
    (data / "held").mkdir(exist_ok=True)
    (data / "held/acme.json").write_text("no json", encoding="utf-8")
    (data / "checks.json").write_text("[]", encoding="utf-8")
    assert len(findings(checked).faults) == 2
    with opened(data) as store:
        assert len(repair(store)) == 2
        assert repair(store) == []
    assert replay("acme", read_history(data, "acme")).snapshot() == Store(data).current("acme")


def test_snapshot_without_history_is_named_and_left(checked):
    """It can't be proven, and must not be thrown away either."""
    data = checked / "data"
    (data / "history/acme/2026.jsonl").unlink()
    (data / "history/acme").rmdir()
    assert findings(checked).faults
    with opened(data) as store:
        assert "has no history" in repair(store)[0]
    assert (data / "current/acme.json").exists()


def test_alias_without_an_offer_warns_and_offer_without_a_model_is_listed(checked):
    """The table of models is checked against what is sold."""
    (checked / "data/models.toml").write_text(
        """
[[model]]
id = "alpha"
maker = "Acme"
family = "alpha"
name = "Alpha"
status = "available"
sources = [{ url = "https://acme.example/", date = 2026-03-01, says = "alpha" }]
aliases = [{ provider = "acme", native_id = "alpha" }, { provider = "acme", native_id = "gone" }]
""",
        encoding="utf-8",
    )
    found = findings(checked)
    assert found.faults == []
    assert [warning for warning in found.warnings if "'gone'" in warning]
    assert "acme beta" in found.unmapped and "acme alpha" not in found.unmapped


def test_page_that_was_not_read_for_a_fortnight_warns(checked):
    """A price has an age."""
    found = check(Store(checked / "data"), [checked / "set"], DAY + timedelta(days=16), ByReaders())
    assert len(found.warnings) == 2 and "16 days ago" in found.warnings[0]


@pytest.mark.parametrize(("touched", "warned"), [(200, 1), (181, 1), (180, 0), (3, 0), (None, 0)])
def test_page_that_is_served_and_never_touched_warns(checked, touched, warned):
    """B10: prices may have moved, and the page they stood on stays up: its host says when it was last changed."""
    stated = {"last-modified": format_datetime(DAY - timedelta(days=touched), usegmt=True)} if touched else {}
    pages = {PRICES: prices_page(SIX), MORE: tokens_page({"tau": "$30"})}
    record(checked / "set", pages, DAY, **stated)
    run_update(Run(checked / f"data-{touched}", replay=checked / "set", only=("acme",)))
    found = check(Store(checked / f"data-{touched}"), [checked / "set"], NOW, ByReaders())
    assert [2 * warned, []] == [len(found.warnings), found.faults]
    assert all(f"had not been changed for {touched} days" in warning for warning in found.warnings)


def test_broken_recording_is_told_and_no_evidence(checked):
    """It does not stop the check of the others."""
    (checked / "set/acme/index.yaml").write_text("interactions: 5", encoding="utf-8")
    found = findings(checked)
    assert found.elsewhere == 9 and len(found.warnings) == 1


@pytest.mark.captures
@pytest.mark.skipif(not CAPTURES.exists(), reason="the captured pages are not beside this checkout")
def test_every_quote_from_a_captured_page_really_stands_on_it(tmp_path):
    """bfl's whole page, read and found again."""
    run_update(Run(tmp_path / "data", replay=CAPTURES / "earlier", only=("bfl",)))
    found = check(Store(tmp_path / "data"), [CAPTURES / "earlier"], NOW, ByReaders())
    assert found.faults == [] and found.proven >= 18 and found.elsewhere == 0
