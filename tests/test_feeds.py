"""The feeds: readers find them well-formed, and an unchanged run changes no byte."""

from __future__ import annotations

import json
import shutil
from functools import cache

import feedparser
import pytest
from lxml import etree

from pipeline.cli.application import run
from pipeline.publish.dataset import published
from pipeline.publish.files.feeds import feeds, tag
from pipeline.text.sentences import sentence
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


def test_the_feed_of_all_says_the_sentences():
    """Newest first, each once, first readings and what is held left out."""
    news = [change for change in everything().changes if not change.baseline and change.kind != "held"][:100]
    entries = feedparser.parse(made()["feeds/all.atom"].encode()).entries
    assert [(f"{TAG}:change/{change.id}", sentence(change)) for change in news] == [(entry.id, entry.title) for entry in entries]
    assert [entry.id for entry in entries] == [item["id"] for item in json.loads(made()["feeds/all.json"])["items"]]
    assert len({entry.id for entry in entries}) == len(entries)


@pytest.mark.parametrize(("path", "of"), [("feeds/providers/fal.atom", "fal"), ("feeds/providers/openai.atom", "openai")])
def test_a_sellers_feed_has_its_changes_only(path, of):
    """No more and no less."""
    ids = {f"{TAG}:change/{c.id}" for c in everything().changes if c.provider == of and not c.baseline and c.kind != "held"}
    assert ids == {entry.id for entry in feedparser.parse(made()[path].encode()).entries}


def test_a_models_feed_has_the_changes_of_its_offers():
    """Of all sellers, by the table of models alone."""
    told = [
        (path, entry)
        for path, text in made().items()
        if path.startswith("feeds/models/") and path.endswith(".atom")
        for entry in feedparser.parse(text.encode()).entries
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
    told = [entry.content[0].value for entry in feedparser.parse(made()["feeds/all.atom"].encode()).entries]
    assert any("image: " in text and "USD" in text for text in told)
