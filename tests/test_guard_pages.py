"""The guard from one reading to the next: pages that fail, twins, what is missing, what is written by hand, new names."""

from datetime import timedelta

import pytest

from pipeline.guard.verdict import FORGOTTEN, Sighting
from pipeline.ledger.entries import entries_of
from pipeline.ledger.state import Known
from schema.errors import Blocked, LayoutChanged
from schema.prices import Plan, Rule
from schema.reading import Unread
from scrapers import PageResult, ProviderReading
from tests.test_guard import DAY, OTHER, PAGE, PAGES, SIX, TWIN, believed, held, known_of, line, look, quote, snapshot

DAYS = [DAY + timedelta(days=n) for n in range(5)]
LESS = {name: price for name, price in SIX.items() if name != "zeta"}
FAULT = LayoutChanged(PAGE, "a table", "none")
BY_HAND = quote("https://acme.example/login", locator="written down by hand (quoted): seen")


def plan(price, **more):
    return Plan(id="pro", name="Pro", price=price, currency="USD", period="month", **{"quote": quote(), **more})


def by_hand(offers=(), **more):
    """What a table says."""
    lines = [line(price, basis="manual").model_copy(update={"quote": BY_HAND}) for _, price in offers]
    return {"by_hand": snapshot({name: [made] for (name, _), made in zip(offers, lines, strict=True)}, **more)}


def plans(verdict):
    return [str(one.value.price) for one in verdict.entries.values() if one.subject == "plan"]


def names(verdict):
    return {one.native_id: one.name for one in verdict.entries.values() if one.subject == "price"}


def called(offers, **named):
    """The offers under other names."""
    made = snapshot(offers)
    return made.model_copy(
        update={"offers": tuple(one.model_copy(update={"name": named.get(one.native_id, one.name)}) for one in made.offers)}
    )


def without(verdict, *ids):
    """What the verdict says is missing, beside nothing else."""
    return sorted(ids) == sorted(one.native_id for one in verdict.gone)


# --- pages and their twins --------------------------------------------------------------------------------------------


def test_a_twin_stands_for_its_page_and_any_other_address_for_itself():
    """A page was looked at where one of its formats was read; one that failed was not."""
    pages = [
        PageResult(TWIN, "0" * 64, DAY),
        PageResult("https://acme.example/new", "0" * 64, DAY),
        PageResult(OTHER, "", DAY, error=FAULT),
    ]
    assert {PAGE, "https://acme.example/new"} == Sighting("acme", ProviderReading(snapshot({}), [], pages), DAY, PAGES).looked()


def test_a_page_that_failed_is_held_unless_its_twin_was_read():
    """The one is a note that names where the same prices were read, the other stands in the held file, each with its error."""
    blocked = Blocked(OTHER, "a page", "a challenge")
    verdict = look(known_of(SIX), SIX, failed={TWIN: FAULT, OTHER: blocked}, pages=(PAGE,))

    assert [f"{FAULT}; the same prices were read from {PAGE}"] == verdict.notes
    assert [(OTHER, "Blocked", str(blocked), DAYS[1])] == [(page.url, page.error, page.reason, page.since) for page in verdict.pages]


def test_notes_of_pages_and_of_prices_that_disagree_stand_together():
    """Neither hides the other."""
    prices = {"alpha": [line("0.053"), line("0.06", basis="derived", inputs=("tokens",))]}
    notes = look(known_of(prices), prices, failed={TWIN: FAULT}).notes
    assert ["the same prices were read from", "printed 0.053, derived 0.06"] == [
        said for note, said in zip(notes, ("the same prices were read from", "printed 0.053, derived 0.06"), strict=True) if said in note
    ]


@pytest.mark.parametrize("why", ["failed", "dropped"])
def test_a_page_that_fails_again_has_failed_since_the_first_time(why):
    """How long a page has not been read is what a person asks first."""
    how = {"failed": {PAGE: FAULT}, "pages": ()} if why == "failed" else {}
    first = look(known_of(SIX), {"alpha": "0.04"}, **how)
    again = look(known_of(SIX), {"alpha": "0.04"}, first.held_file("acme"), DAYS[3], **how)
    assert [DAYS[1]] == [page.since for page in first.pages] == [page.since for page in again.pages]


@pytest.mark.parametrize(
    ("now", "left"),
    [
        ({"pages": ()}, [OTHER, PAGE]),
        ({"pages": (PAGE,)}, [OTHER]),
        ({"pages": (TWIN,)}, [OTHER]),
        ({"pages": (PAGE, OTHER)}, []),
        ({"pages": (), "failed": {TWIN: FAULT}}, [OTHER, TWIN]),
        ({"pages": (), "failed": {PAGE: FAULT}}, [OTHER, PAGE]),
        ({"pages": (), "seen": {"pages": {PAGE: PAGE}}}, [PAGE]),
    ],
)
def test_a_held_page_is_held_until_it_is_tried_again(now, left):
    """Also by its twin; one that no module declares any more is let go."""
    before = look(known_of(SIX), {}, pages=(), failed={PAGE: FAULT, OTHER: FAULT}).held_file("acme")
    again = look(known_of(SIX), SIX, before, DAYS[2], **now).held_file("acme")
    assert left == ([page.url for page in again.pages] if again else [])


@pytest.mark.parametrize("subject", ["price", "plan", "rule"])
def test_each_kind_of_thing_is_counted_by_itself_and_seven_in_ten_are_enough(subject):
    """Six of ten hold the page and say so, seven do not; and one alone that is lost is no page that lost too much."""

    def ten(count):
        price = {f"m{n}": "0.04" for n in range(count)}
        plan = [Plan(id=f"p{n}", name="P", price=20, currency="USD", period="month", quote=quote()) for n in range(count)]
        rule = [Rule(kind="note", value="so", of=str(n), quote=quote()) for n in range(count)]
        return {"price": (price, {}), "plan": ({}, {"plans": plan}), "rule": ({}, {"rules": rule})}[subject]

    def on(was, now):
        (offers, more), (fewer, rest) = ten(was), ten(now)
        return look(known_of(offers, **more), fewer, **rest)

    assert [f"6 of 10 known {subject}s are still on it"] == [page.reason for page in on(10, 6).pages]
    assert [] == on(10, 7).pages == on(2, 1).pages and 3 == len(on(10, 7).gone)


def test_what_is_lost_of_one_page_is_missing_though_another_lost_too_much():
    """The first is held as a page, the second's model is told as missing, whichever comes first."""
    known = known_of(SIX | {f"tau{n}": [line("0.3", url=OTHER)] for n in range(9)})
    less = {name: SIX[name] for name in ("alpha", "beta")} | {f"tau{n}": [line("0.3", url=OTHER)] for n in range(8)}
    verdict = look(known, less, pages=(PAGE, OTHER))
    assert [PAGE] == [page.url for page in verdict.pages] and without(verdict, "tau8")


# --- missing, back, forgotten -----------------------------------------------------------------------------------------


def missing(*ids, **more):
    """What is known when these have been missing since the first day."""
    known = known_of(SIX, **more)
    known.missing = {key: DAY for key, one in known.entries.items() if one.native_id in ids}
    return known


def test_what_is_missing_is_told_once():
    """Another that is missing since is told beside it; the page is not held for what it lost before."""
    assert without(look(missing("zeta"), LESS))
    verdict = look(missing("zeta"), {name: LESS[name] for name in LESS if name != "alpha"})
    assert without(verdict, "alpha") and not verdict.pages


def test_what_was_missing_and_says_what_it_said_is_back():
    """At another price it has changed; on a page that lost too much it is not believed to be anywhere."""
    (back,) = look(missing("zeta"), SIX).back
    assert "zeta" == back.native_id
    dearer = look(missing("zeta"), SIX | {"zeta": "0.1"})
    assert [] == dearer.back and ["zeta"] == [move.after.native_id for move in dearer.moves]
    assert [] == look(missing("zeta"), {"zeta": "0.09", "alpha": "0.04"}).back == look(missing("zeta"), LESS).back


def test_an_announcement_that_leaves_its_page_is_missing_until_its_day_has_come():
    """Nobody announces for ever that a model is gone."""
    for day, ids in (("2026-03-02", ()), ("2026-03-03", ("alpha",))):
        announced = Rule(kind="retires", native_id="alpha", value=day, quote=quote())
        assert without(look(known_of(SIX, rules=[announced]), SIX), *ids)


def reread(*pages):
    return {"seen": {"reread": frozenset(pages)}}


@pytest.mark.parametrize("address", [PAGE, TWIN])
def test_what_a_changed_reader_no_longer_reads_is_held_and_not_missing(address):
    """With its last price, under its page, also in readings after the first; what the page loses later is missing as ever."""
    more = {"eta": "0.1", "theta": "0.11"}
    known = known_of(SIX | more)
    first = look(known, LESS | more, **reread(address))
    (lost,) = first.held
    assert ("zeta", PAGE, (FORGOTTEN,), (DAYS[1],)) == (lost.native_id, lost.url, lost.reasons, lost.seen)
    assert without(first) and SIX | more == believed(first) and "0.09" == str(lost.before[0].amount)
    again = look(known, LESS | {"eta": "0.1"}, first.held_file("acme"), DAYS[2])
    assert ["zeta"] == [one.native_id for one in again.held] and without(again, "theta")


def test_what_is_forgotten_stands_under_its_own_page_beside_what_is_doubted():
    """Two pages, one lost price each, and a third that made a big move; what was missing before was not lost by the reader."""
    known = known_of(SIX | {name: [line("0.3", url=OTHER)] for name in ("tau", "phi")})
    known.missing = {key: DAY for key, one in known.entries.items() if one.native_id == "phi"}
    verdict = look(known, LESS | {"alpha": "0.1"}, pages=(PAGE, OTHER), **reread(PAGE, OTHER))
    assert {("alpha", PAGE), ("zeta", PAGE), ("tau", OTHER)} == {(one.native_id, one.url) for one in verdict.held}
    assert without(verdict)


def test_what_a_reader_forgot_is_held_once_where_its_page_lost_too_much_by_it():
    """For its reader, which a person can mend; what the page lost itself is held for the page."""
    known = known_of(SIX)
    first = look(known, {"alpha": "0.04"}, **reread(PAGE))
    assert [(name, (FORGOTTEN,)) for name in sorted(SIX) if name != "alpha"] == [(one.native_id, one.reasons) for one in first.held]
    waiting = look(known, LESS, **reread(PAGE)).held_file("acme")
    again = look(known, {"alpha": "0.04"}, waiting, DAYS[2])
    assert ["zeta"] == [one.native_id for one in again.held if FORGOTTEN in one.reasons] and 5 == len(again.held)


def test_what_was_lost_and_is_read_again_is_held_no_more_though_its_page_is():
    """Each reading says what is lost; a big move of that page waits on."""
    known = known_of(SIX | {"eta": "0.1"})
    first = look(known, SIX | {"eta": "0.3"}).held_file("acme")
    second = look(known, {"alpha": "0.04", "beta": "0.05", "eta": "0.3"}, first, DAYS[2]).held_file("acme")
    third = look(known, {"alpha": "0.04", "gamma": "0.06", "eta": "0.3"}, second, DAYS[3])
    assert ["delta", "epsilon", "eta", "gamma", "zeta"] == [one.native_id for one in second.offers]
    assert {"beta", "delta", "epsilon", "eta", "zeta"} == {one.native_id for one in third.held} and 5 == len(third.held)


def test_a_big_move_on_a_page_that_is_not_read_waits_beside_a_price_of_its_offer_that_was_forgotten():
    """It is not lost for what happens elsewhere."""
    known = known_of(SIX | {"pro": [line("0.2"), line("30", "million_tokens", url=OTHER)]})
    dear = SIX | {"pro": [line("0.2"), line("70", "million_tokens", url=OTHER)]}
    first = look(known, dear, pages=(PAGE, OTHER)).held_file("acme")
    second = look(known, SIX, first, DAYS[2], **reread(PAGE)).held_file("acme")
    assert [True, False] == [bool(one.after) for one in second.offers]
    assert ["70"] == [str(move.after.value.amount) for move in look(known, dear, second, DAYS[3], pages=(PAGE, OTHER)).moves]


def test_only_what_a_reader_forgot_is_waited_for():
    """What was held as lost with its page is missing when the page is whole again without it."""
    known = known_of(SIX)
    first = look(known, {"alpha": "0.04"})
    assert "zeta" in held(first) and without(look(known, LESS, first.held_file("acme"), DAYS[2]), "zeta")


def test_a_big_move_is_confirmed_beside_a_price_of_the_same_offer_that_is_forgotten():
    """Both are held under one name; the second reading settles the one and not the other."""
    known = known_of(SIX | {"pro": [line("0.2", quality="low"), line("0.3", quality="high")]})
    after = SIX | {"pro": [line("0.5", quality="low")]}
    first = look(known, after, **reread(PAGE))
    again = look(known, after, first.held_file("acme"), DAYS[2])
    assert ["pro", "pro"] == [one.native_id for one in first.held]
    assert ["0.5"] == [str(move.after.value.amount) for move in again.moves] and [(FORGOTTEN,)] == [one.reasons for one in again.held]


# --- what cannot be read ----------------------------------------------------------------------------------------------


def test_an_offer_that_cannot_be_read_is_held_with_its_own_last_prices():
    """Not with another's; a name longer than any id is cut where an id ends."""
    words = [Unread("alpha", "ask us", PAGE, "row", "no amount"), Unread("x" * 200, "ask us", PAGE, "row", "no amount")]
    found = held(look(known_of(SIX), LESS, unread=words))
    assert {"alpha": ["0.04"], "x" * 160: []} == {name: [str(value.amount) for value in one.before] for name, one in found.items()}


def test_a_price_that_begins_to_name_its_tier_is_still_one_price():
    """The line that named none is not left beside it."""
    verdict = look(known_of(SIX), SIX | {"alpha": [line("0.041", tier="standard")]})
    assert [("0.041", "standard")] == [
        (str(one.value.amount), one.value.variant.tier) for one in verdict.entries.values() if one.native_id == "alpha"
    ]


# --- written by hand --------------------------------------------------------------------------------------------------


def test_a_price_of_a_table_is_believed_beside_those_of_pages_and_ends_with_its_entry():
    """However dear: its amount stands in its quote. A lost table takes nothing away."""
    verdict = look(known_of(SIX), SIX, seen=by_hand([("omega", "4000")]))
    assert SIX | {"omega": "4000"} == believed(verdict)
    known = Known("acme", verdict.entries, last=DAY)
    gone = look(known, SIX, seen=by_hand())
    assert SIX == believed(gone) and ["taken out of the hand-kept table"] == list(gone.reasons.values())
    kept = look(known, SIX)
    assert SIX | {"omega": "4000"} == believed(kept) and without(kept)


@pytest.mark.parametrize(("pages", "price"), [((PAGE,), "25"), ((), "20"), ((OTHER,), "20")])
def test_a_plan_of_a_page_gives_way_to_a_table_when_its_page_was_read_without_it(pages, price):
    """Not while its page fails: the table is not what the page says."""
    known = known_of(SIX, plans=[plan(20)])
    assert [price] == plans(
        look(known, SIX if pages == (PAGE,) else {}, pages=pages, seen=by_hand(plans=[plan(25, basis="manual", quote=BY_HAND)]))
    )


def test_a_plan_of_a_table_gives_way_to_a_page_and_to_another_table():
    """The page's own words stand before ours, and ours are as they stand in the table now."""
    known = Known("acme", entries_of(snapshot(SIX, plans=[plan(20, basis="manual", quote=BY_HAND)])), last=DAY)
    table = by_hand(plans=[plan(25, basis="manual", quote=BY_HAND)])
    assert ["25"] == plans(look(known, SIX, seen=table)) and ["22"] == plans(look(known, SIX, plans=[plan(22)], seen=table))


# --- names and places -------------------------------------------------------------------------------------------------


def test_an_offer_takes_its_new_name():
    """Every line of it, and what else is called by its id keeps its own."""
    rules = [Rule(kind="tokens_per_image", native_id="alpha", value="272", quote=quote())]
    known = known_of(SIX, rules=rules)
    verdict = look(known, called(SIX, alpha="Alpha 2").model_copy(update={"rules": tuple(rules)}))
    assert {name: "Alpha 2" if name == "alpha" else name for name in SIX} == names(verdict)
    assert [None] == [one.name for one in verdict.entries.values() if one.subject == "rule"]


def test_an_offer_keeps_its_name_while_it_is_held_or_stands_on_a_page_that_was_not_read():
    """A name is believed with the prices under it, and with all of them."""
    assert "alpha" == names(look(known_of(SIX), called(SIX | {"alpha": "0.1"}, alpha="Alpha 2")))["alpha"]
    both = SIX | {"alpha": [line("0.04"), line("30", "million_tokens", url=OTHER)]}
    assert "alpha" == names(look(known_of(both), called(SIX, alpha="Alpha 2")))["alpha"]
    assert "Alpha 2" == names(look(known_of(both), called(both, alpha="Alpha 2"), pages=(PAGE, OTHER)))["alpha"]


def requoted(**update):
    """What becomes of Alpha's evidence when its quote says something else."""
    said = line("0.04")
    other = said.model_copy(update={"quote": said.quote.model_copy(update=update)})
    verdict = look(known_of(SIX), SIX | {"alpha": [other]})
    (now,) = [one.value.quote for one in verdict.entries.values() if one.native_id == "alpha"]
    return (now == other.quote, [(old.quote, new.quote) for old, new in verdict.requoted] == [(said.quote, other.quote)])


@pytest.mark.parametrize("update", [{"text": "$0.04"}, {"unit_text": "per image"}, {"locator": "row"}])
def test_the_same_fact_found_elsewhere_in_the_same_bytes_takes_its_new_place(update):
    """Its words, its unit's words, its place: or `check` would not find it."""
    assert (True, True) == requoted(**update)


@pytest.mark.parametrize("update", [{"sha256": "1" * 64, "locator": "row"}, {"captured_at": DAYS[1]}])
def test_another_page_or_another_day_is_no_new_place(update):
    """The first evidence is kept."""
    assert (False, False) == requoted(**update)


def test_a_price_that_moved_is_no_requote():
    """Nor one that is held."""
    for price in ("0.041", "0.1"):
        moved = line(price).model_copy(update={"quote": quote(locator="row")})
        assert [] == look(known_of(SIX), SIX | {"alpha": [moved]}).requoted
