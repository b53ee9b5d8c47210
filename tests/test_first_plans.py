"""The 62 plans there were when a plan first had an answer: each has one, or the reason that its newest evidence bears out."""

from __future__ import annotations

import json
from collections import Counter
from typing import Final

import pytest

from costs.offer.recipes import STANDARD
from costs.plan.plan_answers import AskedOfPlan, Certainty, NoAnswer, PlanAnswer, answer
from costs.reasons import Place
from pipeline.cli.application import run
from pipeline.publish.site.plan_charts import CURVES, even_chart
from pipeline.publish.site.plan_views import by_the_image, plans
from tests import built

RECIPES: Final = ("standard", "draft", "final")
# provider: plans, then how sure the answer is or why there is none.
FIRST: Final = {
    "adobe-firefly": [("pro standard", "unlimited")],
    "bfl": [("credits", "exact")],
    "chatgpt": [("free go plus", "brings_not_published"), ("pro pro-5x", "unlimited")],
    "comfy": [("credits", "exact")],
    "google-ai": [("plus pro ultra ultra-top", "brings_not_published")],
    "ideogram": [
        ("app-basic app-basic-yearly", "not_sold"),
        ("app-team app-team-yearly app-top-up", "dropped"),
        ("app-free app-plus app-plus-yearly app-pro app-pro-yearly", "at_best"),
    ],
    "imagesv2": [("pro pro-pack pro-yearly starter starter-pack starter-yearly ultra ultra-yearly", "about")],
    "journeyapi": [("growth hobby pro scale-1 scale-2", "exact")],
    "kling": [
        ("api-standard-5000 api-standard-60000 api-trial-100 api-trial-1000", "takes_not_published"),
        ("app-premier app-pro app-standard app-ultra", "about"),
    ],
    "midjourney": [("basic basic-yearly extra-fast-hour mega mega-yearly pro pro-yearly standard standard-yearly", "about")],
    "recraft": [("credits", "exact")],
    "runway": [("credits", "exact")],
    "segmind": [("business pro scale", "about")],
    "stability": [("credits", "exact")],
    "supergrok": [("heavy lite supergrok", "brings_not_published")],
}
ALL: Final = [(provider, plan, said) for provider, groups in FIRST.items() for names, said in groups for plan in names.split()]


def _best(provider: str, plan_id: str) -> PlanAnswer:
    """The answer of the first standard image a plan speaks of; without one the reason it gives for the standard one."""
    state = built.everything().state(provider)
    plan = next(each for each in state.snapshot.plans if each.id == plan_id)
    found = [answer(state.snapshot, plan, AskedOfPlan(STANDARD[name], 20), built.everything().known) for name in RECIPES]
    return next((each for each in found if each.certainty is not Certainty.NONE), found[0])


@pytest.mark.parametrize(("provider", "plan_id", "said"), ALL)
def test_a_plan_answers_or_says_why_not(provider: str, plan_id: str, said: str) -> None:
    """With a price per image, or the reason in words and the evidence's own quote, day and proof."""
    found = _best(provider, plan_id)
    assert said == (found.reason.value if found.reason else found.certainty.value)
    assert found.quote.text and (found.words if found.reason else found.per_image is not None)


def test_how_many_of_the_62_answer() -> None:
    """43 answer, 19 say why not: nothing is published, or a newer copy says it no more."""
    counted = Counter(said for _, _, said in ALL)
    silent = {NoAnswer(said) for _, _, said in ALL if said not in tuple(Certainty)}
    assert len(ALL) == 62
    assert sum(counted[sure.value] for sure in Certainty) == 43
    assert silent == {NoAnswer.BRINGS_NOT_PUBLISHED, NoAnswer.TAKES_NOT_PUBLISHED, NoAnswer.NOT_SOLD, NoAnswer.DROPPED}


def test_only_what_makes_images_answers() -> None:
    """No eraser, upscaler or fitting room speaks for a plan where a model that somebody has named is sold on it."""
    named = built.everything().known.models.named
    for provider in ("segmind", "journeyapi", "bfl", "recraft", "comfy", "stability", "runway"):
        for plan in built.everything().state(provider).snapshot.plans:
            found = _best(provider, plan.id)
            spoken = found.native_id is None or any(take.native_id == found.native_id for take in plan.takes)
            assert found.reason or spoken or (provider, found.native_id) in named, (provider, plan.id, found.native_id)


READ: Final = [
    ("artlist", "starter", "nano-banana-pro", "0.485"),  # the plan by hand, the credits from its page
    ("artlist", "core-yearly", "gpt-image-1.5", "0.090"),
    ("foxy", "creator", "image", "0.099"),
]


@pytest.mark.parametrize(("provider", "plan_id", "native_id", "each"), READ)
def test_a_plan_and_what_an_image_takes_meet_wherever_they_were_read(provider: str, plan_id: str, native_id: str, each: str) -> None:
    """A person's plan is paid with what a page says an image takes, and a page's own; a copy without a date leads nothing."""
    state = built.everything().state(provider)
    plan = next(each for each in state.snapshot.plans if each.id == plan_id)
    found = answer(state.snapshot, plan, AskedOfPlan(STANDARD["standard"], 20, native_id), built.everything().known)
    assert f"{found.used_up:.3f}" == each and found.undated and found.standing.place is Place.LISTED


def test_the_break_even_is_drawn_for_one_model_beside_paying_by_the_image() -> None:
    """The line one pays by the image is flat, broken and last; a plan that beats it somewhere comes below it; at most nine lines."""
    everything = built.everything()
    chart = even_chart(everything, by_the_image(everything))
    assert chart is not None
    *plans, flat = chart.curves
    assert (flat.broken, len({price for _, price in flat.points})) == (True, 1)
    assert 0 < len(plans) <= CURVES and not any(one.broken for one in plans)
    assert any(price < flat.points[0][1] for one in plans for _, price in one.points)


def test_what_is_free_stands_behind_what_is_paid() -> None:
    """Free is another question: no free plan stands before one that is paid for."""
    (page,) = {id(page): page for page in plans(built.everything(), 10_000)}.values()
    paid = [bool(row.plan.price) for row, _ in page.plans]
    assert paid == sorted(paid, reverse=True) and False in paid


def test_seed_003_is_asked_by_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    """100 images a day for $19.99 beat the maker's $0.24 at 4K above 83 images, and weekends waste 29 % of them."""
    asked = ["--own", "100 images a day for $19.99", "--model", "nano-banana-pro", "--provider", "google", "--resolution", "4K"]
    assert run(["plans", *asked, "--images", "84", "--days", "22", "--data", str(built.latest()), "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    by_the_image = {one["seller"]: (one["per_image"], one["break_even"]["more_than"]) for one in found["against"]}
    assert by_the_image["google gemini-3-pro-image"] == ("0.24", 83)
    assert f"{float(found['lost_on_weekends']):.0%}" == "29%"
