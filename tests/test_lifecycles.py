"""Ends: of a model at a provider, on a day; withdrawn ones never come, and successors are followed to a living one."""

import re
from datetime import date, timedelta

import pytest

from pipeline.alert.tickets import OF_LIVES, lifecycle_ticket
from pipeline.store.tables import load_models
from schema.errors import BadData
from schema.proofs import Proof
from schema.tables.lifecycles import End, LifeState
from schema.tables.models import Model, Models, ModelSource
from tests.readings import TESTS

TODAY = date(2026, 11, 30)
MODELS = load_models(TESTS.parent / "data" / "models.toml")
SOURCE = ModelSource(url="https://example.com/a", date=date(2026, 1, 1), says="it is there")


def end(provider="maker", **said):
    said = {"day": date(2026, 12, 1), "date": date(2026, 6, 2), "proof": "first_party", **said}
    return End(provider=provider, url="https://example.com/ends", says="it ends", **said)


def model(id="m", *ends, **said):
    said = {"status": "available", "first_party": ("maker", "outlet"), **said}
    return Model(id=id, maker="Maker", family="F", name=id, sources=(SOURCE,), ends=ends, **said)


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (date(2025, 1, 1), LifeState.UNRELEASED),
        (date(2026, 6, 1), LifeState.ALIVE),
        (date(2026, 6, 2), LifeState.ENDING),
        (date(2026, 11, 30), LifeState.ENDING),
        (date(2026, 12, 1), LifeState.ENDED),
    ],
)
def test_a_model_is_born_given_notice_and_ends_on_its_day(on, state):
    """Nobody knew of the end before its notice, and on its day it is over."""
    life = model("m", end(), available=date(2026, 2, 1)).life_at("maker", on)
    assert life.state is state
    assert life.alive == (state in (LifeState.ALIVE, LifeState.ENDING))


def test_an_end_is_of_one_provider():
    """What ends at the maker goes on elsewhere; where it is said to end later, that day counts there."""
    ends = model("m", end(), end("cloud", day=date(2027, 6, 16)))
    assert ends.life_at("cloud", TODAY + timedelta(days=30)) == (LifeState.ENDING, date(2027, 6, 16), ends.ends[1])
    assert ends.life_at("reseller", TODAY + timedelta(days=30)).state is LifeState.ALIVE
    assert ends.life_at("outlet", TODAY + timedelta(days=30)).state is LifeState.ENDED  # a maker's own: what its first says holds


def test_a_withdrawn_end_never_comes():
    """An end that was taken back stays written down and ends nothing; what else is said of the model does."""
    taken_back = end(withdrawn=date(2026, 7, 1))
    assert model("m", taken_back).life_at("maker", date(2027, 1, 1)).state is LifeState.ALIVE
    later = model("m", taken_back, end(kind="deprecated", day=None)).life_at("maker", date(2027, 1, 1))
    assert (later.state, later.day) == (LifeState.ENDING, None)
    assert not later.ends_within(30, date(2027, 1, 1))


def test_an_earliest_end_promises_until_its_day_and_threatens_after():
    """Not before May is no end; once May is past, any day may be the last, and that is near."""
    earliest = model("m", end(kind="earliest"))
    assert earliest.life_at("maker", TODAY).state is LifeState.ALIVE
    past = earliest.life_at("maker", TODAY + timedelta(days=90))
    assert past.state is LifeState.ENDING
    assert past.ends_within(30, TODAY + timedelta(days=90))


def test_an_end_of_one_id_is_not_the_models():
    """A preview's id is switched off while the model goes on."""
    preview = model("m", end(native_id="m-preview", day=date(2026, 6, 25)))
    assert preview.life_at("maker", TODAY, "m-preview").state is LifeState.ENDED
    assert preview.life_at("maker", TODAY, "m").state is LifeState.ALIVE
    assert preview.life_at_maker(TODAY).state is LifeState.ALIVE


def test_what_was_said_last_is_believed():
    """A cloud that puts its end off has put it off."""
    put_off = model("m", end(day=date(2027, 4, 21), date=date(2026, 7, 7)), end(day=date(2027, 10, 21), date=date(2026, 9, 2)))
    assert put_off.life_at("maker", TODAY).day == date(2027, 10, 21)


def test_successors_are_followed_to_one_that_is_not_ending():
    """Nobody is sent to a model that is deprecated itself, nor round in a circle."""
    table = Models(models=(model("a", end(day=date(2026, 1, 1), date=date(2025, 1, 1)), replaced_by="b"), model("b", end(kind="deprecated", day=None), replaced_by="c"), model("c")))  # fmt: skip
    assert table.successor(table.by_id["a"], TODAY).id == "c"
    assert table.on_day(table.by_id["a"], TODAY).replaced_by == "c"
    with pytest.raises(ValueError, match="replaced, in the end, by itself"):
        Models(models=(model("a", replaced_by="b"), model("b", replaced_by="a")))


@pytest.mark.parametrize(
    ("id", "provider", "on", "state", "day"),
    [
        ("gpt-image-1.5", "openai", "2026-11-30", "ending", "2026-12-01"),
        ("gpt-image-1.5", "openai", "2026-12-01", "ended", "2026-12-01"),
        ("gpt-image-1.5", "azure", "2026-12-01", "ending", "2027-06-16"),
        ("gpt-image-1-mini", "azure", "2027-04-06", "ending", "2027-04-07"),
        ("gpt-image-1", "azure", "2026-10-23", "ended", "2026-10-23"),
        ("gpt-image-2", "openai", "2026-11-30", "alive", None),
        ("gpt-image-2", "openai", "2025-01-01", "unreleased", "2026-04-21"),
        ("nano-banana", "google", "2026-11-30", "ending", "2026-10-02"),
        ("nano-banana", "vertex", "2026-11-30", "ended", "2026-10-02"),
        ("nano-banana-2", "google", "2026-11-30", "ending", None),
        ("nano-banana-pro", "google", "2026-11-30", "alive", None),
        ("imagen-4-fast", "google", "2026-11-30", "ended", "2026-08-17"),
        ("imagen-4-fast", "vertex", "2026-11-30", "ended", "2026-08-17"),
        ("imagen-3", "google", "2025-11-10", "ended", "2025-11-10"),
        ("nova-canvas", "bedrock", "2026-11-30", "ended", "2026-09-30"),
        ("titan-image-v2", "bedrock", "2026-11-30", "ended", "2026-06-30"),
        ("grok-imagine-image-quality", "xai", "2026-11-30", "ended", "2026-11-02"),
        ("grok-imagine-image-quality", "comfy", "2026-11-30", "alive", None),
        ("mai-image-2.5", "azure", "2026-11-30", "ending", "2026-10-01"),
        ("sd3.5-large", "azure", "2026-11-30", "ended", "2026-07-31"),
        ("sd3.5-large", "stability", "2026-11-30", "alive", None),
    ],
)
def test_the_lifecycles_we_know_of(id, provider, on, state, day):
    """What makers and clouds say of the models people ask for most."""
    life = MODELS.by_id[id].life_at(provider, date.fromisoformat(on))
    assert (life.state.value, life.day and life.day.isoformat()) == (state, day)


@pytest.mark.parametrize(
    ("id", "successor"),
    [("imagen-3", "nano-banana-2.1"), ("imagen-4-fast", "nano-banana-2.1"), ("nano-banana-2", "nano-banana-2.1"), ("gpt-image-1.5", "gpt-image-2.6-sunburst"), ("gpt-image-1", "gpt-image-2.5-sunburst"), ("dall-e-2", "gpt-image-2.6-sunburst")],
)  # fmt: skip
def test_who_asks_for_a_dead_model_is_sent_to_a_living_one(id, successor):
    """Every chain of the table ends at a model of which nobody has announced an end."""
    assert MODELS.successor(MODELS.by_id[id], TODAY).id == successor
    chains = [MODELS.successor(one, TODAY) for one in MODELS.models if one.replaced_by]
    assert [one.id for one in chains if one.status_on(TODAY) in ("retiring", "retired")] == []


ENDING = """
[[model]]
id = "a-model"
maker = "A Maker"
family = "A"
name = "A Model"
status = "available"
ends = [
  { provider = "maker", day = 2026-12-01, url = "https://example.com/a", date = 2026-06-02, says = "it ends", proof = "first_party" },
  { provider = "cloud", day = 2027-06-16, url = "https://example.com/a", date = 2026-06-02, says = "it ends", proof = "first_party" },
]
sources = [{ url = "https://example.com/a", date = 2026-11-20, says = "it is there" }]
"""


@pytest.mark.parametrize(
    ("change", "line", "said"),
    [
        (('provider = "cloud"', 'provider = "cloud", colour = "red"'), 10, "colour"),
        (('"cloud", day = 2027-06-16', '"cloud"'), 10, "an end has a `day`"),
        (('"cloud", day', '"cloud", kind = "deprecated", day'), 10, "an end has a `day`"),
        (('"it ends", proof = "first_party" },\n]', '"it ends", proof = "hearsay" },\n]'), 10, "proof"),
        (('status = "available"', 'status = "retired"'), 2, "its end stands in `ends`"),
        (('status = "available"', 'status = "available"\navailable = 2027-01-01'), 2, "must follow each other"),
    ],
)
def test_a_mistake_in_an_end_is_told_with_its_line(tmp_path, change, line, said):
    """Whoever writes an end down wrongly reads which line."""
    assert change[0] in ENDING
    path = tmp_path / "models.toml"
    path.write_text(ENDING.replace(*change), encoding="utf-8")
    with pytest.raises(BadData, match=re.escape(said)) as told:
        load_models(path)
    assert f"{path}:{line}: " in str(told.value)


def test_every_end_of_the_table_says_whose_word_it_is():
    """Nothing is retired by hearsay: an end rests on its provider's own words, or on a quotation of them."""
    proofs = {end.proof for one in MODELS.models for end in one.ends}
    assert proofs <= {Proof.FIRST_PARTY, Proof.QUOTED}


def test_a_status_lasts_forty_five_days():
    """Who was looked at 45 days ago is in order, a day later is to be looked at again; what has ended is left alone."""
    looked = ModelSource(url="https://example.com/life", date=date(2026, 10, 16), says="it is there")
    able = ModelSource(url="https://example.com/able", date=TODAY, says="it can", of=("references",))
    fresh, ended = model("a"), model("b", end(day=date(2026, 6, 3)))
    table = Models(models=(fresh.model_copy(update={"sources": (looked, able)}), ended))
    assert table.to_look_at(TODAY) == []
    assert [one.id for one in table.to_look_at(TODAY + timedelta(days=1))] == ["a"]
    assert table.by_id["a"].looked_at() == (date(2026, 10, 16), "https://example.com/life")


def test_the_monthly_ticket_names_each_page_once_with_its_models():
    """One rolling issue; a person opens a page and knows which models to look for on it, and nobody is bothered when all was read."""
    (ticket,) = lifecycle_ticket(MODELS, TODAY)
    assert OF_LIVES.match(ticket.title)
    boxes = [line for line in ticket.body.split("\n") if line.startswith("- [ ] ")]
    assert len(boxes) == len(set(boxes)) > 10
    for one in MODELS.to_look_at(TODAY):
        assert sum(f"{one.id} (" in line.replace("`", " ") and one.looked_at()[1] in line for line in boxes) == 1
    assert lifecycle_ticket(Models(models=()), TODAY) == []
