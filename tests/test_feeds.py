"""The feeds: readers find them well-formed, and an unchanged run changes no byte."""

from __future__ import annotations

import json
import shutil
from functools import cache

import atoma
import feedparser
import pytest
import vobject
from lxml import etree

from pipeline.cli.application import run
from pipeline.publish.dataset import published
from pipeline.publish.files.feeds import feeds, tag
from pipeline.text.sentences import sentence
from pipeline.text.weight import weight
from tests.built import BASE, HERE, everything, latest


@cache
def made():
    return dict(feeds(everything(), BASE))


TAG = tag(BASE)


def test_readers_find_every_feed_well_formed():
    """feedparser reads each one without a complaint, and a strict parser too."""
    for path, text in made().items():
        if path.endswith(".atom"):
            read = feedparser.parse(text.encode())
            assert not read.bozo, (path, read.get("bozo_exception"))
            assert read.version == "atom10"
            etree.fromstring(text.encode())
        else:
            assert "https://jsonfeed.org/version/1.1" == json.loads(text)["version"]


def test_a_strict_reader_finds_nothing_missing_in_any_feed():
    """A second one, of Atom and of JSON Feed: it refuses a feed or an entry without id, title or time; both say the same entries."""
    for path, text in made().items():
        if path.endswith(".atom"):
            atom, twin = atoma.parse_atom_bytes(text.encode()), atoma.parse_json_feed_bytes(made()[path.replace(".atom", ".json")].encode())
            assert [entry.id_ for entry in atom.entries] == [item.id_ for item in twin.items]
            assert all(entry.updated.tzinfo and entry.links for entry in atom.entries)


def test_a_feed_is_as_new_as_its_newest_entry():
    """What a reader asks first: whether there is anything since."""
    for path, text in made().items():
        if path.endswith(".atom") and (entries := feedparser.parse(text.encode()).entries):
            assert feedparser.parse(text.encode()).feed.updated == max(entry.updated for entry in entries), path


def entries_of(path):
    """The entries of a feed, and which of them are digests of a large update."""
    entries = feedparser.parse(made()[path].encode()).entries
    return [entry for entry in entries if ":update/" not in entry.id], [entry for entry in entries if ":update/" in entry.id]


def test_the_feed_of_all_says_the_sentences_of_whole_updates():
    """The newest first, each once; an update is told whole or not at all; first readings and what is held are left out."""
    news = [change for change in everything().changes if not change.baseline and change.kind != "held"]
    entries, digests = entries_of("feeds/all.atom")
    said = {f"{TAG}:change/{change.id}": change for change in news}
    assert all(entry.title == sentence(said[entry.id]) for entry in entries)
    told = {(said[entry.id].provider, said[entry.id].at) for entry in entries}
    assert {entry.id for entry in entries} == {id for id, change in said.items() if (change.provider, change.at) in told}
    assert min(at for _, at in told) >= max((change.at for change in news if (change.provider, change.at) not in told), default=news[-1].at)
    every = feedparser.parse(made()["feeds/all.atom"].encode()).entries
    assert [entry.id for entry in every] == [item["id"] for item in json.loads(made()["feeds/all.json"])["items"]]
    assert len({entry.id for entry in every}) == len(every)
    assert digests


def test_a_large_update_is_a_digest_first_and_its_weightiest_news_next():
    """Then all of it: nothing is dropped for length."""
    every = feedparser.parse(made()["feeds/all.atom"].encode()).entries
    by_id = {f"{TAG}:change/{change.id}": change for change in everything().changes}
    for at, entry in enumerate(every):
        if ":update/" in entry.id:
            provider, when = entry.id.split("/")[1], entry.updated
            whole = [one for one in every[at + 1 :] if one.id in by_id and by_id[one.id].provider == provider and one.updated == when]
            assert f"{provider}: {len(whole)} changes" in entry.title
            assert [one.id for one in whole] == [one.id for one in every[at + 1 : at + 1 + len(whole)]]
            weights = [weight(by_id[one.id]) for one in whole]
            assert weights == sorted(weights)
            assert all(one.title in entry.content[0].value for one in whole)


@pytest.mark.parametrize(("path", "of"), [("feeds/providers/fal.atom", "fal"), ("feeds/providers/openai.atom", "openai")])
def test_a_providers_feed_has_its_changes_only(path, of):
    """No more and no less."""
    ids = {f"{TAG}:change/{c.id}" for c in everything().changes if c.provider == of and not c.baseline and c.kind != "held"}
    assert ids == {entry.id for entry in entries_of(path)[0]}


def test_a_models_feed_has_the_changes_of_its_offers():
    """Of all sellers, by the table of models alone."""
    told = [
        (path, entry)
        for path, text in made().items()
        if path.startswith("feeds/models/") and path.endswith(".atom")
        for entry in feedparser.parse(text.encode()).entries
        if ":update/" not in entry.id
    ]
    assert told
    by_id = {f"{TAG}:change/{change.id}": change for change in everything().changes}
    for path, entry in told:
        change = by_id[entry.id]
        assert f"feeds/models/{everything().model_of(change.provider, change.native_id).id}.atom" == path


def test_maintainers_are_told_what_is_held():
    """What waits for a person is in their feed and in no other."""
    held = {f"{TAG}:change/{change.id}" for change in everything().changes if change.kind == "held"}
    assert held
    assert held <= {entry.id for entry in feedparser.parse(made()["feeds/maintainers.atom"].encode()).entries}
    assert not any(id in text for id in held for path, text in made().items() if "maintainers" not in path)


def test_an_unchanged_run_changes_no_byte(tmp_path):
    """The same pages read again: the same feeds."""
    data = tmp_path / "data"
    shutil.copytree(latest(), data)
    run(["update", "--replay", str(HERE / "cassettes" / "latest"), "--data", str(data)])
    again = dict(feeds(published(data), BASE))
    assert made().keys() == again.keys()
    assert [] == [path for path in again if again[path] != made()[path]]


def test_a_standard_image_is_told_in_dollars():
    """Where a change moves a standard image, the entry says by how much."""
    paths = [path for path in made() if path.startswith("feeds/providers/") and path.endswith(".atom")]
    told = [entry.content[0].value for path in paths for entry in feedparser.parse(made()[path].encode()).entries]
    assert any("image: $" in text and "-> $" in text for text in told)


def test_the_calendar_holds_every_end_and_beginning():
    """An iCalendar reader finds each day once, with the words it was read from; the same data gives the same bytes."""
    from icalendar import Calendar

    from pipeline.publish.files.calendars import calendar
    from schema.rules import Retires

    body = calendar(everything(), BASE)
    assert body == calendar(everything(), BASE)
    events = Calendar.from_ical(body).walk("VEVENT")
    ends = [(state.id, rule) for state in everything().states for rule in state.snapshot.rules if isinstance(rule.terms, Retires)]
    assert ends
    assert {rule.terms.day for _, rule in ends} <= {event.decoded("dtstart") for event in events}
    assert len({str(event["uid"]) for event in events}) == len(events) >= len(ends)
    assert all(event["description"] and str(event["url"]).startswith(BASE) for event in events)


def test_a_second_reader_of_calendars_finds_the_same_days():
    """vobject holds every part to its standard: what must be there, how often, and in which form."""
    from icalendar import Calendar

    from pipeline.publish.files.calendars import calendar

    body = calendar(everything(), BASE)
    read = vobject.readOne(body.decode())
    assert read.validate(raiseException=True)
    told = {(str(event["uid"]), event.decoded("dtstart"), str(event["summary"])) for event in Calendar.from_ical(body).walk("VEVENT")}
    assert told == {(event.uid.value, event.dtstart.value, event.summary.value) for event in read.vevent_list}
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
