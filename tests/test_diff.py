"""What changed between two states, in the words of the trade, and that applying it gives the second state."""

from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.guard.held import is_due, stamped
from pipeline.ledger.diff import (
    REQUOTED,
    REREAD,
    Telling,
    diff,
    told_further_pages,
    told_held,
    told_in_force,
    told_missing,
    told_requoted,
    told_retired,
)
from pipeline.ledger.entries import entries_of, entry, price_id
from pipeline.ledger.state import apply, replay
from pipeline.ledger.successors import predecessors
from pipeline.store.history import with_new_ids
from pipeline.text.sentences import sentence
from schema.changes import Change, HeldOffer
from schema.prices import Plan, Rule
from tests.test_guard import DAY, known_of, line, quote, snapshot

TELLING = Telling("acme", DAY + timedelta(days=1))


def changes(before, after, **more):
    return diff(entries_of(snapshot(before, **more)), entries_of(snapshot(after, **more)), TELLING)


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (line("0.12"), line("0.13"), "increased"),
        (line("0.13"), line("0.12"), "decreased"),
        (line("0.12"), line("0.12", unit="megapixel"), "unit_changed"),
        (line("0.12"), line("0.12", currency="EUR"), "unit_changed"),
        (line("0.12"), line("0.12", tier="batch"), "unit_changed"),
        (line("0.12"), line("0.12", bound="from"), "unit_changed"),
        (line("0.12"), line("0.12", tier="standard"), "restated"),
        (line("0.12"), line(None, reason="not hosted"), "restated"),
        (line(None, reason="not hosted"), line("0.12"), "restated"),
        (line(None, reason="not hosted"), line(None, reason="local only"), "restated"),
        (line(None, reason="not hosted", currency="EUR"), line("0.12"), "restated"),
        (line("0.12", bound="from"), line(None, reason="not hosted"), "restated"),
        (line(None, reason="not hosted"), line("0.12", tier="batch"), "unit_changed"),
    ],
)
def test_change_of_one_price_has_one_name(before, after, kind):
    """One thing that changed is one change, with both states."""
    (change,) = changes({"alpha": [before]}, {"alpha": [after]})
    assert change.kind == kind
    assert (change.before, change.after) == (before, after)


def test_added_and_removed_prices_are_told_by_name():
    """What only one state has."""
    assert [(change.kind, change.native_id) for change in changes({"alpha": "0.1"}, {"beta": "0.1"})] == [
        ("removed", "alpha"),
        ("added", "beta"),
    ]


def test_a_price_that_moved_is_not_taken_for_one_that_went():
    """What is left of an offer has changed, and the price in another unit beside it is removed."""
    (removed, moved) = changes({"alpha": [line("0.04"), line("0.05", "megapixel")]}, {"alpha": [line("0.045")]})
    assert ("removed", "megapixel", "increased", "image") == (removed.kind, removed.before.unit, moved.kind, moved.before.unit)


def test_equal_facts_with_other_evidence_are_no_change():
    """Layout, address and day of the page are no news."""
    assert changes({"alpha": [line("0.1")]}, {"alpha": [line("0.1", url="https://acme.example/new")]}) == []


def test_promotion_starts_and_ends_by_name():
    """A price with an end is a promotion."""
    promotion = line("0.02", effective_until="2026-05-01")
    assert [change.kind for change in changes({"alpha": "0.04"}, {"alpha": [line("0.04"), promotion]})] == ["promotion_started"]
    assert [change.kind for change in changes({"alpha": [line("0.04"), promotion]}, {"alpha": "0.04"})] == ["promotion_ended"]


def a_plan(price):
    return Plan(id="pro", name="Pro", price=price, currency="USD", period="month", quote=quote())


def a_rule(value, kind="retires"):
    return Rule(kind=kind, native_id="alpha", value=value, quote=quote())


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (None, a_plan(20), "added"),
        (a_plan(20), a_plan(25), "plan_changed"),
        (a_plan(20), None, "removed"),
        (None, a_rule("10 a day", "free_tier"), "added"),
        (a_rule("10 a day", "free_tier"), a_rule("5 a day", "free_tier"), "rule_changed"),
        (a_rule("10 a day", "free_tier"), None, "removed"),
        (None, a_rule("2026-03-03"), "retiring"),
        (None, a_rule("2026-03-02"), "added"),
        (a_rule("2026-03-03"), a_rule("2026-04-01"), "retiring"),
        (a_rule("2026-03-03"), a_rule("2026-03-02"), "rule_changed"),
        (a_rule("2026-03-03"), None, "removed"),
        (line("0.02", effective_until="2026-05-01"), line("0.03", effective_until="2026-05-01"), "increased"),
    ],
)
def test_change_of_a_plan_or_a_rule_has_a_name_of_its_own(before, after, kind):
    """A retirement is announced until its day has come."""
    one, other = ({made.key: made} if made else {} for made in (value and entry(value, "alpha", "alpha") for value in (before, after)))
    assert [kind] == [change.kind for change in diff(one, other, TELLING)]


def test_new_name_of_an_offer_is_told_once():
    """The native id is the same; what it is called is not."""
    before = known_of({"alpha": [line("0.1"), line("0.2", quality="high")]}).entries
    after = {key: one._replace(name="Alpha 2") for key, one in before.items()}
    (change,) = diff(before, after, TELLING)
    assert (change.kind, change.subject, change.native_id, change.name) == ("restated", "offer", "alpha", "Alpha 2")
    assert change.reason == "was called alpha"


def test_retirement_announced_and_come_are_two_changes_each_once():
    """Announced when the rule appears, come when its day has passed by the clock of the reading."""
    rule = Rule(kind="retires", native_id="alpha", value="2026-03-02", quote=quote())
    entries = entries_of(snapshot({}, rules=[rule]))
    assert [change.kind for change in diff({}, entries, Telling("acme", DAY))] == ["retiring"]
    (retired,) = told_retired(entries, set(), TELLING)
    assert retired.kind == "retired"
    state = replay("acme", [*diff({}, entries, TELLING), retired])
    assert told_retired(entries, state.retired, TELLING) == []
    assert told_retired(entries, set(), Telling("acme", DAY)) == []


def test_offer_that_vanished_with_all_its_prices_is_told_once():
    """Two prices of one model are one model."""
    known = known_of({"alpha": [line("0.1"), line("0.2", quality="high")], "beta": [line("0.1"), line("0.2", quality="high")]}).entries
    gone = [one for one in known.values() if one.native_id == "alpha"] + [one for one in known.values() if one.native_id == "beta"][:1]
    assert [(change.subject, change.native_id) for change in told_missing(gone, known, TELLING)] == [("offer", "alpha"), ("price", "beta")]


def test_same_change_on_the_same_day_has_the_same_id_and_another_another():
    """A feed's reader sees each change once, whoever made it."""
    (one,), (same,), (other,) = (changes({"alpha": "0.1"}, {"alpha": new}) for new in ("0.2", "0.2", "0.3"))
    assert one.id == same.id != other.id


# --- whole changes, ids and all: what a feed's reader has kept must be recognised for as long as there are feeds ------

BY_ANN = Telling("acme", DAY, by="ann")
ALPHA, OTHER = (entry(line("0.04", resolution=size), "alpha", "Alpha") for size in ("1K", "2K"))
PRO = entry(Plan(id="pro", name="Pro", price=20, currency="USD", period="month", quote=quote()))


def told(kind, id, subject, native_id, name, **more):
    return Change(kind=kind, id=id, subject=subject, provider="acme", native_id=native_id, name=name, at=DAY, **{"by": "ann", **more})


def test_what_changed_is_told_with_both_values():
    """Added, moved, removed; the day is part of the id, the hour is not."""
    dearer = ALPHA._replace(value=line("0.05", resolution="1K"))
    added = told("added", "3c607808daa4238f", "price", "alpha", "Alpha", after=ALPHA.value)
    moved = told("increased", "9e05fa6708369f3f", "price", "alpha", "Alpha", before=ALPHA.value, after=dearer.value)
    removed = told("removed", "5c836314ca40cb00", "price", "alpha", "Alpha", before=dearer.value)
    states = {}, {ALPHA.key: ALPHA}, {ALPHA.key: dearer}, {}
    assert [added, moved, removed] == [change for one, other in pairwise(states) for change in diff(one, other, BY_ANN)]
    later = Telling("acme", DAY + timedelta(hours=11))
    assert [added.id] == [change.id for change in diff({}, {ALPHA.key: ALPHA}, later)]


def test_what_is_held_is_told_with_everything_a_person_needs():
    """Before and after (the first of several), all reasons, who decided."""
    before, after = (line("0.04"),), (line("0.1"), line("0.2", quality="high"))
    now = {"seen": (DAY,), "since": DAY, "told": DAY}
    moved = HeldOffer(subject="price", native_id="alpha", name="Alpha", reasons=("big", "odd"), before=before, after=after, **now)
    unread = HeldOffer(subject="price", native_id="beta", name="Beta", reasons=("r" * 400, "more"), words="$?", locator="x", **now)
    lost = HeldOffer(subject="price", native_id="gamma", reasons=("gone",), before=before, **now)

    expected = [
        told("held", "cdbffe26f0271f40", "price", "alpha", "Alpha", before=before[0], after=after[0], reason="big; odd"),
        told("held", "901776fe404c7e77", "price", "beta", "Beta", reason="r" * 400),
    ]
    assert expected == told_held([moved, unread, lost], BY_ANN)
    (again,) = told_held([moved.model_copy(update={"since": DAY - timedelta(days=7)})], BY_ANN)
    assert again.reason == "waits since 2026-02-22: big; odd"


def test_what_waits_is_told_at_once_and_each_week_again():
    """The same reading read once more tells nothing, other words do, and what a person refused is told no more."""
    waits = HeldOffer(subject="price", native_id="alpha", reasons=("big",), after=(line("0.1"),), seen=(DAY,))
    first = stamped(waits, None, DAY)
    assert is_due(waits, None, DAY)
    assert [False, False, True] == [is_due(waits, first, DAY + timedelta(days=days)) for days in (0, 6, 7)]
    assert is_due(waits.model_copy(update={"after": (line("0.3"),)}), first, DAY)
    assert not is_due(waits.model_copy(update={"rejected": "ann: no such price"}), first, DAY + timedelta(days=7))


def test_what_is_missing_is_told_with_its_last_value():
    """A price of an offer that has others, a plan, and an offer of which nothing is left."""
    known = {one.key: one for one in (ALPHA, OTHER, PRO)}
    telling = Telling("acme", DAY, frozenset({PRO.key}), {ALPHA.key: "why"}, by="ann")
    assert [
        told("missing", "8881bcdfee18485d", "price", "alpha", "Alpha", before=ALPHA.value, reason="why"),
        told("missing", "863dbc5621f68bc4", "plan", "pro", "Pro", before=PRO.value, baseline=True),
    ] == told_missing([ALPHA, PRO], known, telling)
    assert [told("missing", "dc2313b0e1cf0f38", "offer", "alpha", "Alpha")] == told_missing([ALPHA], {ALPHA.key: ALPHA}, BY_ANN)


def test_what_a_mended_reader_reads_otherwise_is_a_correction_from_when_it_was_read():
    """Of what was read wrongly; what was not read at all is added, what should not have been is removed."""
    wrong, right = (entry(line(amount, resolution="1K"), "alpha", "Alpha") for amount in ("0.4", "0.04"))
    telling = Telling("acme", DAY + timedelta(days=2), frozenset({wrong.key}), {wrong.key: "why"}, frozenset({wrong.key}), "ann")
    (change,) = diff({wrong.key: wrong}, {right.key: right}, telling)
    assert ("correction", REREAD, DAY, False) == (change.kind, change.reason, change.valid_from, change.baseline)
    assert (wrong.value, right.value, "Alpha", "ann") == (change.before, change.after, change.name, change.by)
    for before, after, kind in (({}, {right.key: right}, "added"), ({wrong.key: wrong}, {}, "removed")):
        (change,) = diff(before, after, telling)
        assert (kind, "why", None, kind == "added") == (change.kind, change.reason, change.valid_from, change.baseline)


def test_the_same_fact_found_elsewhere_is_told_and_is_no_news():
    """A restatement of the first reading, with both quotes and why."""
    (change,) = told_requoted([(ALPHA, ALPHA)], BY_ANN)
    assert ("restated", True, REQUOTED, ALPHA.value, ALPHA.value, "ann") == (
        change.kind,
        change.baseline,
        change.reason,
        change.before,
        change.after,
        change.by,
    )


@pytest.mark.parametrize("one", [PRO, entry(Rule(kind="free_tier", native_id="alpha", value="10 a day", quote=quote()))])
def test_a_plan_or_a_rule_found_elsewhere_is_restated_and_has_not_changed(one):
    """What it says is what it said."""
    (change,) = told_requoted([(one, one)], BY_ANN)
    assert "restated" == change.kind


def test_a_retirement_without_a_day_never_comes():
    """Words are no date, whatever the day."""
    entries = entries_of(snapshot({}, rules=[Rule(kind="retires", native_id="alpha", value="soon", quote=quote())]))
    assert [] == told_retired(entries, set(), TELLING)


def test_change_made_twice_on_a_day_has_two_ids():
    """There and back and there again is three changes."""
    (one,) = changes({"alpha": "0.1"}, {"alpha": "0.2"})
    assert len({change.id for change in with_new_ids([one, one, one], set())}) == 3
    assert with_new_ids([one], {one.id})[0].id != one.id


AMOUNTS = st.none() | st.decimals(min_value=Decimal("0.0001"), max_value=4, places=4)
LINES = st.builds(
    lambda amount, unit, currency, tier: line(
        amount and str(amount), unit, currency, reason=None if amount is not None else "not said", **({"tier": tier} if tier else {})
    ),
    AMOUNTS,
    st.sampled_from(["image", "megapixel"]),
    st.sampled_from(["USD", "CNY"]),
    st.sampled_from([None, "standard", "batch"]),
)
PLANS = st.builds(
    lambda id, price: Plan(id=id, name=id, price=price, currency="USD", period="month", quote=quote()),
    st.sampled_from(["pro", "max"]),
    st.integers(0, 50),
)
STATES = st.builds(
    lambda offers, plans: {
        "offers": {name: list({made.key(): made for made in lines}.values()) for name, lines in offers.items()},
        "plans": list({plan.id: plan for plan in plans}.values()),
    },
    st.dictionaries(st.sampled_from(["alpha", "beta", "gamma"]), st.lists(LINES, min_size=1, max_size=4)),
    st.lists(PLANS, max_size=2),
)


@settings(max_examples=150, deadline=None)
@given(STATES, STATES)
def test_applying_the_changes_gives_the_second_state(one, other):
    """Whatever the two states are: history replays to current."""
    before, after = (entries_of(snapshot(state["offers"], plans=state["plans"])) for state in (one, other))
    state = replay("acme", diff({}, before, TELLING))
    assert state.entries == before
    for change in diff(before, after, TELLING):
        apply(state, change)
    assert {key: one.fact for key, one in state.entries.items()} == {key: one.fact for key, one in after.items()}


# --- what took another's place --------------------------------------------------------------------------------------


def replayed(before, made):
    """The state after these changes."""
    known = replay("acme", diff({}, entries_of(before), Telling("acme", DAY, frozenset(entries_of(before)))))
    for change in made:
        apply(known, change)
    return known


def test_a_moved_threshold_is_one_change_that_says_what_it_was_of():
    """Up to 2.36 megapixels, now up to 2.61: the line goes on under another key, and nothing competes with it."""
    before, after = ({"alpha": [line("0.04", megapixels=f"<={edge}"), line("0.08", megapixels=f">{edge}")]} for edge in ("2.36", "2.61"))
    made = changes(before, after)
    assert [(change.kind, change.before.variant.megapixels, change.after.variant.megapixels) for change in made] == [
        ("restated", "<=2.36", "<=2.61"),
        ("restated", ">2.36", ">2.61"),
    ]
    assert "was of <=2.36 megapixel" in sentence(made[0])
    assert replayed(snapshot(before), made).entries.keys() == entries_of(snapshot(after)).keys()


def test_a_renamed_offer_with_the_same_prices_is_one_change():
    """Its prices follow it, its rules too, and neither is told as gone and new."""
    lines = [line("0.04"), line("0.08", quality="high")]
    rules = [[Rule(kind="maximum_references", native_id=id, value="4", quote=quote())] for id in ("alpha-preview", "alpha")]
    before, after = snapshot({"alpha-preview": lines}, rules=rules[0]), snapshot({"alpha": lines}, rules=rules[1])
    made = diff(entries_of(before), entries_of(after), TELLING)
    news = [change for change in made if not change.baseline]
    assert [(change.kind, change.subject, change.was, change.native_id) for change in news] == [
        ("restated", "offer", "alpha-preview", "alpha")
    ]
    assert "its id was alpha-preview" in sentence(news[0])
    known = replayed(before, made)
    assert {one.native_id for one in known.entries.values()} == {"alpha"}
    ids = [price_id("acme", id, lines[0]) for id in ("alpha-preview", "alpha")]
    told = diff({}, entries_of(before), TELLING)
    assert predecessors("acme", [*told, *made])[ids[1]] == ids[0]


def test_one_equal_price_does_not_make_another_model_the_same():
    """A single price may be anybody's."""
    assert {"removed", "added"} == {change.kind for change in changes({"turbo": "0.04"}, {"ultra-max": "0.04"})}


def test_the_noise_of_a_float_is_no_move():
    """0.030000000000000002 is 0.03."""
    assert [] == changes({"alpha": "0.03"}, {"alpha": "0.030000000000000002"})


def test_a_price_that_starts_later_is_announced_and_told_when_it_starts():
    """Once each; the price it takes the place of stands beside it."""
    today, then = DAY.date(), (DAY + timedelta(days=10)).date()
    before = snapshot({"alpha": [line("0.04")]})
    after = snapshot({"alpha": [line("0.04"), line("0.06", effective_from=then.isoformat())]})
    made = diff(entries_of(before), entries_of(after), Telling("acme", DAY))
    assert [change.kind for change in made] == ["announced"]
    assert f"$0.06 per image is announced, from {then}" in sentence(made[0])
    known = replayed(before, made)
    assert told_in_force(known.entries, known.announced, Telling("acme", DAY)) == []
    (told,) = told_in_force(known.entries, known.announced, Telling("acme", DAY + timedelta(days=10)))
    assert (told.kind, told.before.amount, told.after.amount) == ("in_force", Decimal("0.04"), Decimal("0.06"))
    assert "$0.04 -> $0.06 per image (+50.0 %)" in sentence(told)
    apply(known, told)
    assert told_in_force(known.entries, known.announced, Telling("acme", DAY + timedelta(days=11))) == []
    assert today < then


def test_a_name_a_person_wrote_down_gives_way_to_the_pages_in_silence():
    """Only a page that renames is news."""
    by_hand = known_of({"alpha": [line("0.1", basis="manual")]}).entries
    after = {key: one._replace(name="alpha 2") for key, one in by_hand.items()}
    assert [change.baseline for change in diff(by_hand, after, TELLING)] == [True]


def test_a_date_is_not_called_a_price():
    """What a rule said is no longer on its page: the last word on it is kept."""
    rule = entry(a_rule("2026-12-01"))
    (told,) = told_missing([rule], {}, TELLING)
    assert "the last word on it is kept" in sentence(told)


@pytest.mark.parametrize(
    ("words", "said"),
    [("shut down on March 2", "was to be retired on 2026-03-02"), ("Retired 2026-03-02", "was retired on 2026-03-02"), ("will be retired on 2026-03-02", "was to be retired on 2026-03-02")],
)  # fmt: skip
def test_an_end_is_no_surer_than_its_page(words, said):
    """A day that was announced and has come is not an end somebody saw."""
    rule = Rule(kind="retires", native_id="alpha", value="2026-03-02", quote=quote().model_copy(update={"text": words}))
    (told,) = told_retired(entries_of(snapshot({}, rules=[rule])), (), Telling("acme", DAY + timedelta(days=5)))
    assert said in sentence(told)


def test_one_more_page_of_a_known_provider_is_one_line():
    """With how much it brought, and which models are new to the provider."""
    known = known_of({"alpha": [line("0.1")]}).entries
    fresh = entries_of(
        snapshot(
            {
                "alpha": [line("0.2", quality="high", url="https://acme.example/two?x=1")],
                "beta": [line("0.3", url="https://acme.example/two?x=1")],
            }
        )
    )
    (told,) = told_further_pages(fresh.values(), known, TELLING)
    assert "acme · one more page: is read from now on (acme.example/two: 2 prices of 2 models; new: beta)" in sentence(told)
    (one,) = told_further_pages([entry for entry in fresh.values() if entry.native_id == "beta"], known, TELLING)
    assert one.reason == "acme.example/two: 1 price of 1 model; new: beta"
