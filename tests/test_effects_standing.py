"""What a change does to a standard image is an answer, and held to what any answer is: feeds and files say how it stands."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest

from costs.reasons import Code, Place
from costs.standing.ranking import Circumstances
from pipeline.publish.change_effects import Event, tell
from pipeline.publish.files.feeds import _lines
from pipeline.publish.files.litellm import overlay
from pipeline.publish.files.openrouter import price_lines
from schema.changes import Change
from schema.prices import PriceLine
from schema.proofs import Proof
from tests.built import everything
from tests.made_providers import READ, by_hand, line
from tests.test_standing import known, model


def repriced(old: PriceLine, new: PriceLine, context: Circumstances | None = None) -> Event:
    """The change of one price at a copy of the made-up model."""
    at = READ + timedelta(days=2)
    moved = new.model_copy(update={"quote": new.quote.model_copy(update={"captured_at": at})})
    told = {"provider": "copy", "native_id": "m", "name": "m", "subject": "price"}
    first = Change.model_validate({**told, "id": "1" * 16, "kind": "added", "at": READ, "after": old, "baseline": True})
    then = Change.model_validate({**told, "id": "2" * 16, "kind": "increased", "at": at, "before": old, "after": moved})
    events = tell([SimpleNamespace(id="copy", changes=(first, then))], context or known())
    return next(event for event in events if event.change.kind == "increased")


def test_an_effect_stands_as_any_answer_of_that_day():
    effects = {effect.recipe: effect for effect in repriced(line("0.03"), line("0.04")).effects}
    assert (effects["standard"].standing.place, effects["standard"].after) == (Place.LEADS, line("0.04").amount)
    assert effects["final"].standing.code is Code.QUALITY


@pytest.mark.parametrize(("proof", "words"), [(None, "-> $0.04."), (Proof.THIRD_PARTY, "-> $0.04 (listed: a third party's word: a note).")])
def test_a_feed_marks_what_does_not_lead(proof, words):
    made = (lambda price: by_hand(price, proof)) if proof else (lambda price: price)
    lines = list(_lines(repriced(made(line("0.03")), made(line("0.04")))))
    assert any(said.startswith("The standard image: $0.03") and said.endswith(words) for said in lines)


def test_a_feed_says_no_image_that_is_not_ranked():
    """A tool's price is no price of a standard image."""
    tool = known(model(), ratings=known().ratings)
    event = repriced(line("0.03"), line("0.04"), tool)
    unranked = event._replace(
        effects=tuple(effect._replace(standing=effect.standing.model_copy(update={"place": Place.UNRANKED})) for effect in event.effects)
    )
    assert not [said for said in _lines(unranked) if said.startswith("The ")]


def test_programs_are_handed_no_offer_that_is_not_believed():
    """What is held as doubtful beside its maker's price, or that nobody was sure of, stands among what was left out."""
    told = everything()
    doubted = {
        (row.cost.provider, row.cost.native_id)
        for market in told.markets.values()
        for row in market.beside
        if row.standing.codes & {Code.HELD_AS_DOUBTFUL, Code.UNSURE}
    }
    assert doubted
    handed = {(point["provider_slug"], point["model"]) for entry in price_lines(told)["data"] for point in entry["endpoints"]}
    assert not handed & doubted
    _, left = overlay(told)
    assert doubted <= {(entry["provider"], entry["native_id"]) for entry in left}
