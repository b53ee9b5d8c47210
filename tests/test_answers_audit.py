"""The audit of answers: what is published of the recordings is true, and each thing made untrue is told with its surface."""

from __future__ import annotations

import dataclasses
import json
import shutil
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

from costs.standing.ranking import key_of
from pipeline.audit import answers_audit
from pipeline.audit.answers_audit import audit, audit_site
from pipeline.publish.dataset import Published
from schema.proofs import Proof
from schema.tables.lifecycles import End
from schema.tables.models import Models
from tests.built import everything, site


def test_what_is_published_of_the_recordings_is_true():
    assert audit(everything()) == []


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """The files, to be spoiled."""
    shutil.copytree(site() / "v1", tmp_path / "v1", ignore=shutil.ignore_patterns("models", "providers", "*.parquet", "*.csv"))
    return tmp_path


def spoiled(folder: Path, change, table: str = "costs") -> list[str]:
    path = folder / "v1" / f"{table}.json"
    made = json.loads(path.read_text())
    change(made[table])
    path.write_text(json.dumps(made))
    return audit_site(everything(), folder)


def test_files_that_say_what_the_ranking_says_pass(written: Path):
    assert audit_site(everything(), written) == []


def test_a_lead_without_the_standing_for_it_is_told(written: Path):
    """A row that is listed in truth and leads in the file."""

    def change(rows):
        next(row for row in rows if row["reason_code"] == "third_party").update(standing="leads")

    assert any("rests on third_party" in fault for fault in spoiled(written, change))


def test_another_order_is_told(written: Path):
    def change(rows):
        rows.insert(0, rows.pop(next(at for at, row in enumerate(rows) if row["standing"] == "leads" and at > 30)))

    assert any("another order" in fault for fault in spoiled(written, change))


@pytest.mark.parametrize(("of", "why"), [("undated", "the day of this price is not known"), ("third_party", "rests on third_party")])
def test_a_plan_that_leads_without_the_standing_for_it_is_told(written: Path, of, why):
    """The plans page and its file are held to the plans themselves."""

    def change(rows):
        next(row for row in rows if row["standing"] == "listed" and (row["undated"] if of == "undated" else row["proof"] == of)).update(
            standing="leads"
        )

    assert any(fault.startswith("v1/plan-costs.json") and why in fault for fault in spoiled(written, change, "plan-costs"))


@cache
def leads():
    return list(answers_audit._leads(everything()))


@pytest.mark.parametrize("surface", ["planner's rule", "planner, ", "--uses"])
def test_the_planner_and_the_recommendations_are_audited_too(surface):
    """What any of them takes is looked at price line by price line."""
    found = [lead for lead in leads() if lead.surface.startswith(surface)]
    assert found
    missing = {
        key_of(lead.provider, lead.native_id, line): everything().judged_on
        for lead in found
        for offer in everything().state(lead.provider).snapshot.offers
        if offer.native_id == lead.native_id
        for line in offer.prices
    }
    spoilt = dataclasses.replace(everything(), known=dataclasses.replace(everything().known, missing=missing))
    assert len(list(answers_audit._Judge(spoilt).faults(found))) >= len({lead[1:] for lead in found})


def ended(first: str) -> Published:
    """The published object, had somebody not noticed that a model which leads has ended everywhere."""
    told = everything()
    dead = {
        alias.provider: End(
            provider=alias.provider, day=told.judged_on - timedelta(days=3), url="https://maker.example", date=told.judged_on - timedelta(days=9),
            says="it ended", proof=Proof.FIRST_PARTY,
        )
        for alias in told.models.by_id[first].aliases
    }  # fmt: skip
    models = tuple(model.model_copy(update={"ends": tuple(dead.values())}) if model.id == first else model for model in told.models.models)
    table = Models.model_construct(models=models, others=told.models.others)
    return dataclasses.replace(told, models=table, known=dataclasses.replace(told.known, models=table))


def test_a_dead_model_that_still_leads_is_told():
    first = next(row.model for row in everything().markets["standard"].ranked if row.model)
    assert any("is ended" in fault for fault in audit(ended(first)))


def test_a_price_gone_from_its_page_that_still_leads_is_told():
    told = everything()
    row = told.markets["standard"].ranked[0]
    offer = next(offer for offer in told.state(row.cost.provider).snapshot.offers if offer.native_id == row.cost.native_id)
    gone = {key_of(row.cost.provider, offer.native_id, line): told.judged_on for line in offer.prices}
    spoilt = dataclasses.replace(told, known=dataclasses.replace(told.known, missing={**told.known.missing, **gone}))
    assert any("is not on its page" in fault for fault in audit(spoilt))


def test_every_headline_rests_on_lines_that_were_read_from_a_page():
    """Each standard image's, from the file to the words on the page: no id of a line that a person wrote down."""
    costs = json.loads((site() / "v1/costs.json").read_text())["costs"]
    lines = {row["id"]: row for row in json.loads((site() / "v1/prices.json").read_text())["prices"]}
    told = {row["recipe"]: row for row in costs if row["headline"]}
    assert set(told) == set(everything().markets)
    for row in told.values():
        rests_on = [lines[id] for id in row["price_ids"]]
        assert {(line["provider"], line["native_id"], line["proof"], line["missing"]) for line in rests_on} == {
            (row["provider"], row["native_id"], "page", False)
        }
        assert all(line["quote_text"] and line["quote_url"] for line in rests_on)


@pytest.mark.parametrize("of", ["first_party", "quoted"])
def test_a_headline_by_hand_where_a_page_was_read_is_told(written: Path, of):
    def change(rows):
        (now,) = (row for row in rows if row["recipe"] == "standard" and row["headline"])
        now["headline"] = False
        next(row for row in rows if row["recipe"] == "standard" and row["standing"] == "leads" and row["proof"] == of)["headline"] = True

    assert any("is not the cheapest that was read" in fault for fault in spoiled(written, change))


def test_a_headline_that_rests_on_no_published_line_is_told(written: Path):
    def change(rows):
        next(row for row in rows if row["headline"])["price_ids"] = ["000000000000"]

    assert any("rests on no line" in fault for fault in spoiled(written, change))


def test_two_headlines_of_one_image_are_told(written: Path):
    def change(rows):
        next(row for row in rows if row["standing"] == "leads" and not row["headline"])["headline"] = True

    assert any("2 headlines" in fault for fault in spoiled(written, change))


@pytest.mark.parametrize("word", ["stale", "missing", "retired"])
def test_a_lead_whose_line_another_file_calls_old_is_told(written: Path, word):
    """Ranks and price lines are of one rule: what leads is not old in the next file."""
    lead = next(row for row in json.loads((written / "v1/costs.json").read_text())["costs"] if row["standing"] == "leads")

    def change(rows):
        next(row for row in rows if row["id"] in lead["price_ids"])[word] = True

    assert any(fault.startswith("v1/prices.json") and fault.endswith(f"is {word}") for fault in spoiled(written, change, "prices"))
