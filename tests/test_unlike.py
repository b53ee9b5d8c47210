"""Two files compared by their text: the same changes as between everything they say, however they are spelled."""

import io
import json
import random
import tracemalloc
from datetime import date, timedelta
from decimal import Decimal
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from benchmarks.inputs import amounts_of, offers, price_line
from pipeline.ledger import unlike
from pipeline.ledger.diff import Telling, diff
from pipeline.ledger.entries import entries_of
from pipeline.ledger.unlike import changes_between, told_apart
from pipeline.text.canonical_json import spelled
from schema.prices import Offer, Plan, PriceLine, Quote, Rule, Snapshot, Variant
from tests.test_guard import DAY, SIX, line, snapshot

TELLING = Telling("acme", DAY + timedelta(days=1), by="ann")
ODD = (
    "a",
    'a "quoted" one',
    "模型 4",
    "back\\slash",
    "line\nbreak",
    "\x00\x08\x1f\x7f\u2028",
    '"\n    },\n    {\n',
    "}\n  ],\n",
    "é",
    "\\u00e9",
)
WORDS = st.sampled_from(ODD) | st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=5)
AMOUNTS = st.decimals(min_value=0, max_value=2, places=1)
QUOTES = st.builds(
    Quote, text=WORDS, unit_text=st.just("") | WORDS, url=st.just("https://acme.example"), locator=WORDS, captured_at=st.just(DAY),
    sha256=st.just("0" * 64),
)  # fmt: skip
VARIANTS = st.builds(
    Variant,
    tier=st.sampled_from([None, "standard", "batch"]),
    quality=st.sampled_from([None, None, "high"]),
    effective_until=st.sampled_from([None, None, date(2026, 5, 1)]),
    megapixels=st.sampled_from([None, None, "<=1"]),
)


@st.composite
def price_lines(draw):
    amount, basis = draw(AMOUNTS), draw(st.sampled_from(["page", "page", "manual", "derived"]))
    bound = draw(st.sampled_from([None, None, "from", "range"]))
    priced = draw(st.booleans()) or bound == "range"
    return PriceLine(
        billable=draw(st.sampled_from(["output_image", "input_text"])),
        unit=draw(st.sampled_from(["image", "megapixel"])),
        variant=draw(VARIANTS),
        amount=amount if priced else None,
        reason=None if priced else draw(WORDS),
        currency=draw(st.sampled_from(["USD", "CNY"])),
        basis=basis,
        bound=bound,
        upper=amount + 1 if bound == "range" else None,
        inputs=tuple(draw(st.lists(WORDS, min_size=1, max_size=2))) if basis == "derived" else (),
        quote=draw(QUOTES),
    )


PLANS = st.builds(
    Plan, id=st.sampled_from(["pro", "max"]), name=WORDS, price=AMOUNTS, currency=st.just("USD"), period=st.just("month"),
    yearly=st.booleans(), quote=QUOTES,
)  # fmt: skip
RULES = st.builds(Rule, kind=st.sampled_from(["note", "retires"]), native_id=st.sampled_from([None, *ODD[:2]]), value=WORDS, quote=QUOTES)


def snapshots(lines=price_lines()):  # noqa: B008 the strategy is the same for all
    """Names, prices by key, plans and rules of offers of a few ids, so that two of them have much in common."""
    offers = st.dictionaries(st.sampled_from(ODD[:6]), st.tuples(WORDS, st.lists(lines, max_size=5)), max_size=4)
    return st.tuples(offers, st.lists(PLANS, max_size=2), st.lists(RULES, max_size=2)).map(made)


def made(parts):
    offers, plans, rules = parts
    return Snapshot(
        provider="acme",
        offers=tuple(Offer(native_id=id, name=name, prices=tuple(by_key(lines))) for id, (name, lines) in offers.items()),
        plans=tuple({plan.id: plan for plan in plans}.values()),
        rules=tuple(by_key(rules)),
    )


def by_key(values):
    return {value.key(): value for value in values}.values()


@st.composite
def pairs(draw):
    """Two snapshots of which the second has some offers, prices, plans and rules of the first, in part under other names."""
    one, other = draw(snapshots()), draw(snapshots())
    chance = random.Random(draw(st.integers(0, 99)))
    offers = {offer.native_id: offer for offer in other.offers}
    for offer in one.offers:
        match chance.choice(["same", "mixed", "mixed", "named anew", "other"]):
            case "same":
                offers[offer.native_id] = offer
            case "named anew":
                offers[offer.native_id] = offer.model_copy(update={"name": "new name"})
            case "mixed":
                news = offers.get(offer.native_id, offer).prices
                kept = [price for price in offer.prices if chance.random() < 0.8]
                offers[offer.native_id] = Offer(native_id=offer.native_id, name=offer.name, prices=tuple(by_key([*news, *kept])))
    plans = draw(st.sampled_from([one.plans, other.plans]))
    rules = draw(st.sampled_from([one.rules, other.rules]))
    return one, Snapshot(provider="acme", offers=tuple(offers.values()), plans=plans, rules=rules)


def quickly(old, new, chunk=1 << 20):
    """What the text tells; an error when a file had to be read whole."""
    with patch.object(unlike, "_whole", side_effect=AssertionError("read whole")), patch.object(unlike, "CHUNK", chunk):
        return changes_between(io.BytesIO(old), io.BytesIO(new), TELLING)


def said(old, new):
    """What the text tells, or that there is no snapshot."""
    try:
        return changes_between(io.BytesIO(old), io.BytesIO(new), TELLING)
    except ValidationError:
        return "no snapshot"


def wholly(old, new):
    """What everything in both tells: what is to be expected."""
    try:
        return diff(*(entries_of(Snapshot.model_validate_json(body)) for body in (old, new)), TELLING)
    except ValidationError:
        return "no snapshot"


@settings(max_examples=200, deadline=None)
@given(pairs(), st.sampled_from([1, 100, 1 << 20]))
def test_two_files_as_we_spell_them_differ_as_all_they_say_does(pair, chunk):
    """Added, removed, moved, named or quoted anew; whatever the words, whatever is read at a time; and nothing is read whole."""
    old, new = (spelled(one).encode() for one in pair)
    assert wholly(old, new) == quickly(old, new, chunk)


def reordered(text):
    said = json.loads(text)
    return json.dumps(said | {"offers": said.get("offers", [])[::-1]}, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def with_defaults(text):
    said = json.loads(text)
    for price in (price for offer in said.get("offers", []) for price in offer.get("prices", [])):
        for name, usual in {"basis": "page", "variant": {}, "bound": None, "inputs": []}.items():
            price.setdefault(name, usual)
    return json.dumps(said, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


SPELLINGS = {
    "as we spell it": lambda text: text,
    "compact": lambda text: json.dumps(json.loads(text), sort_keys=True),
    "four spaces": lambda text: json.dumps(json.loads(text), sort_keys=True, indent=4),
    "escaped": lambda text: json.dumps(json.loads(text), sort_keys=True, indent=2) + "\n",
    "names unsorted": lambda text: json.dumps(dict(reversed(json.loads(text).items())), indent=2, ensure_ascii=False) + "\n",
    "offers unsorted": reordered,
    "defaults": with_defaults,
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "cut end": lambda text: text.removesuffix("\n"),
    "twice an end": lambda text: text + "\n",
    "a mark before": lambda text: "\ufeff" + text,
    "spaces": lambda text: text.replace("[\n", "[ \n"),
}


@settings(max_examples=120, deadline=None)
@given(pairs(), *[st.sampled_from(list(SPELLINGS))] * 2)
def test_files_spelled_otherwise_differ_as_all_they_say_does(pair, one, other):
    """Both or one of them: slower, and the same answer."""
    old, new = (SPELLINGS[how](spelled(each)).encode() for how, each in zip((one, other), pair, strict=True))
    assert wholly(old, new) == said(old, new)


def damaged(body, chance):
    """A file in which a few bytes or a line are left out, twice there, or others."""
    start = chance.randrange(len(body))
    lines = body.split(b"\n")
    at = chance.randrange(len(lines))
    many = at + chance.choice([1, 1, 2, 18])
    return chance.choice(
        [
            body[:start] + body[start + chance.choice([1, 40]) :],
            body[:start] + chance.choice([b'"', b"\\", b"{", b"\n", b" ", b"\xff", b"},{", b'", "unit": "image']) + body[start + 1 :],
            b"\n".join(lines[:at] + lines[many:]),
            b"\n".join(lines[:at] + lines[at:many] + lines[at:]),
            body[:start],
        ]
    )


@settings(max_examples=250, deadline=None)
@given(pairs(), st.integers(0, 1 << 30), st.booleans())
def test_a_damaged_file_is_never_read_as_another(pair, seed, both):
    """In one of them it is what it is when read whole; in both alike it may go unnoticed, and what is told is then true of the rest."""
    old, new = (spelled(one).encode() for one in pair)
    old = damaged(old, random.Random(seed))
    new = damaged(new, random.Random(seed)) if both else new
    expected = wholly(old, new)
    assert said(old, new) == expected or (both and expected == "no snapshot")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (line("0.12"), line("0.12", unit="megapixel")),
        (line("0.12"), line("0.12", tier="batch")),
        (line("0.12", tier="batch"), line("0.12", tier="standard")),
        (line("0.12"), line("0.12", url="https://acme.example/elsewhere")),
    ],
)
def test_a_price_that_is_paired_with_another_key_finds_it_among_equal_ones(before, after):
    """Unit and tier are part of the key: both sides are kept, and what stands unchanged beside them takes no part."""
    beside = [line("0.3", quality="high"), line("0.3", quality="high", tier="batch"), line("0.4", billable="input_image")]
    old, new = (spelled(snapshot({"alpha": [*beside, one], "beta": "0.1"})).encode() for one in (before, after))
    assert wholly(old, new) == quickly(old, new)


def files(before=(), after=()):
    """Two files of the same six prices in one offer; each pair of words in `before` and `after` is replaced in that file."""
    text = spelled(snapshot({"alpha": [line(amount, quality=name) for name, amount in SIX.items()], "beta": "0.1"}))
    made = []
    for pairs in (before, after):
        told = text
        for old, new in pairs:
            assert old in told
            told = told.replace(old, new, 1)
        made.append(told.encode())
    return made


MOVED = ('"amount": "0.07"', '"amount": "0.08"')


def test_what_both_say_in_the_same_words_is_not_validated_again():
    """A word that is none in both files, and a price that moved beside it: only the second is told."""
    wrong = ('"currency": "USD"', '"currency": "dollars"')
    old, new = files([wrong], [wrong, MOVED])
    assert "no snapshot" == wholly(old, new)
    assert ["increased"] == [change.kind for change in quickly(old, new)]


@pytest.mark.parametrize("wrong", [('"amount": "0.07"', '"amount": 0.07'), ('"amount": "0.07"', '"amount": "seven"'), ('"image"', '"ell"')])
def test_what_one_alone_says_is_validated(wrong):
    """As if all of it were."""
    for old, new in (files([wrong], []), files([], [wrong])):
        with pytest.raises(ValidationError):
            changes_between(io.BytesIO(old), io.BytesIO(new), TELLING)


@pytest.mark.parametrize(
    "twice",
    [
        ('"quality": "beta"', '"quality": "alpha"'),
        ('"quality": "beta"', '"quality": "\\u0061lpha"'),
        ('"native_id": "beta"', '"native_id": "alpha"'),
        ('"quality": "beta"', '"quality": "beta",\n            "quality": "alpha"'),
        ('"quality": "beta"', '"quality": "alpha",\n            "region": null'),
    ],
)
def test_a_price_twice_is_no_snapshot_also_when_one_of_the_two_is_left_out(twice):
    """What both files say stands beside what only one says, and the two are of the same thing: found, however the second is spelled."""
    old, new = files([], [twice])
    assert "no snapshot" == wholly(old, new) == said(old, new)
    old, new = files([twice], [twice, MOVED])
    assert "no snapshot" == wholly(old, new)
    assert said(old, new) in ("no snapshot", said(*files([], [MOVED])))


@pytest.mark.parametrize(
    "hidden",
    [
        ('"currency": "USD"', '"currency": "USD", "currency": "CNY"'),
        ('"prices": [', '"prices": [], "prices": ['),
        ('"provider": "acme"', '"offers": [],\n  "provider": "acme"'),
        ('"provider": "acme"', '"plans": [],\n  "provider": "acme"'),
    ],
)
def test_words_that_change_what_others_mean_are_read_as_they_stand(hidden):
    """Of names that stand twice in an object the last counts, whatever stands before: such a file is read whole."""
    for before, after in (([hidden], [hidden, MOVED]), ([hidden], [MOVED]), ([], [hidden])):
        old, new = files(before, after)
        assert isinstance(wholly(old, new), list)
        assert wholly(old, new) == said(old, new)


@pytest.mark.parametrize("body", [b"", b"{", b"{}", b"{\n}\n", b"[]", b"null", b"\xff", b'{\n  "offers": [\n    {\n'])
def test_what_is_no_snapshot_is_told_by_what_validates_it(body):
    """Empty, cut, or something else: in one file or in both."""
    whole, _ = files()
    for old, new in ((body, body), (whole, body), (body, whole)):
        with pytest.raises(ValidationError):
            changes_between(io.BytesIO(old), io.BytesIO(new), TELLING)


def test_a_snapshot_of_nothing_is_one():
    """As it is spelled, beside itself and beside another."""
    nothing, (whole, _) = spelled(snapshot({})).encode(), files()
    assert [] == quickly(nothing, nothing)
    assert ["added"] * 7 == [change.kind for change in quickly(nothing, whole)]
    assert ["removed"] * 7 == [change.kind for change in quickly(whole, nothing)]


def test_every_member_of_a_price_has_its_place():
    """One with all there is: a member a model is given later is found here, and not by how slow everything has become."""
    every = Variant(
        operation="edit", quality="high", size="1x1", resolution="2K", tier="batch", region="eu", style="vivid", feature="search",
        references="1-2", megapixels="first", effective_from=date(2026, 1, 1), effective_until=date(2026, 2, 1),
    )  # fmt: skip
    quote = Quote(text="$", unit_text="per", url="https://acme.example", locator="table", captured_at=DAY, sha256="0" * 64)
    full = PriceLine(
        billable="request", unit="image", variant=every, amount=Decimal(1), currency="USD", basis="derived", bound="range",
        upper=Decimal(2), inputs=("one", "two"), quote=quote,
    )  # fmt: skip
    none = full.model_copy(update={"amount": None, "reason": "why", "bound": None, "upper": None, "basis": "page", "inputs": ()})
    assert set(Variant.model_fields) == set(every.model_dump(exclude_none=True)) and not full.model_fields_set ^ {
        *PriceLine.model_fields
    } - {"reason"}
    for one in (full, none):
        old, new = (spelled(snapshot({"alpha": [one, line(amount)]})).encode() for amount in ("0.1", "0.2"))
        assert wholly(old, new) == quickly(old, new) != []


def test_memory_is_that_of_a_chunk_and_not_of_the_files():
    """A file of two megabytes, read 10 KB at a time."""
    offers = {f"m-{at:04}": [line("0.1", quality=f"q{number}") for number in range(10)] for at in range(400)}
    old = spelled(snapshot(offers)).encode()
    new = spelled(snapshot(offers | {"m-0200": [line("0.2", quality="q1")]})).encode()
    assert len(old) > 1_500_000
    quickly(old, new, 10_000)
    tracemalloc.start()
    found = quickly(old, new, 10_000)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert 10 == len(found)
    assert most < 300_000


@pytest.mark.parametrize(
    ("expected", "history", "file"),
    [
        ("beta: $0.1 per image, of which history says nothing", {}, {"beta": "0.1"}),
        ("beta, batch: nothing of $0.1 per image", {"beta": [line("0.1", tier="batch")]}, {}),
        (
            "8 differences, first: alpha increased: $0.04 per image -> $0.05 per image",
            SIX,
            dict.fromkeys(SIX, "0.05") | {"x": "1", "y": "1", "z": "1"},
        ),
    ],
)
def test_how_a_file_differs_is_said_of_one_thing_and_the_others_are_counted(expected, history, file):
    """What it should say stands first."""
    assert expected == told_apart(*(spelled(snapshot(offers)) for offers in (history, file)), TELLING)


@settings(max_examples=60)
@given(pairs(), st.integers(0, 1 << 30))
def test_how_a_damaged_file_differs_is_said_whatever_the_damage(pair, seed):
    """In one short line, and never by an error of its own."""
    expected, found = (spelled(one) for one in pair)
    text = damaged(found.encode(), random.Random(seed)).decode(errors="replace")
    for other in (text, found + "x"):
        words = told_apart(expected, other, TELLING)
        assert 0 < len(words) < 1000 and "\n" not in words


def test_a_file_that_does_not_differ_is_said_to():
    """Damage may undo itself."""
    assert "nothing that differs" == told_apart(spelled(snapshot(SIX)), spelled(snapshot(SIX)), TELLING)


def test_what_the_benchmark_compares_is_spelled_as_we_spell_it():
    """It is written by hand, as `spelled` takes minutes for a million lines."""
    lines = [price_line(*pair) for pair in enumerate(amounts_of(250, 7))]
    sold = [{"native_id": f"m-{at}", "name": f"Model {at}", "prices": lines[at : at + 100]} for at in range(0, 250, 100)]
    expected = spelled(Snapshot.model_validate({"provider": "field", "offers": sold}))
    assert expected == offers(250, 7).decode()
    assert 7 == len(quickly(offers(250), offers(250, 7)))
