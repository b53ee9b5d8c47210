"""Every copy of a seller's page that there is, of whatever date, is read by today's reader, or is named here with the reason why not."""

import re

import pytest

from scrapers import load, provider_ids, read_provider
from tests.readings import CAPTURES, documents, folder

OWN = [(set_name, path.parent.name) for set_name in ("earlier", "latest") for path in sorted(folder(set_name).glob("*/index.yaml"))]
CAPTURED = sorted((path.parent.parent.name, path.parent.name) for path in CAPTURES.glob("*/*/index.yaml")) if CAPTURES.exists() else []
# Copies that are refused, and what of the refusal says why. A copy that is cut must not pass for a page.
REFUSED = {
    ("any", "openai", "docs/pricing.md"): "leaves the image prices out",  # a twin of the page
    ("latest", "bfl", "quick_start/pricing.md"): "cut short",
    ("latest", "byteplus", "ModelArk/1544106"): "a table with prices per image",  # re-laid by its keeper, without the image rows
    ("latest", "luma", "guides/pricing/"): "cells in every row",  # cut inside its table
    ("latest", "recraft", "api-reference/pricing.md"): "cells in every row",  # cut inside its table
}
# Copies that no reader asks for.
NOT_READ = {
    "docs.aimlapi.com/api-references/service-endpoints": "documents the shape of an answer and has no price",
    "raw.githubusercontent.com/aimlapi": "documents the shape of an answer and has no price",
    "docs.nano-gpt.com": "documents the shape of an answer; its one example is in our recording of that answer",
    "developers.cloudflare.com/ai/models/": "rounds what the pricing page says exactly",
    "docs.leonardo.ai/docs/plan-with-the-pricing-calculator": "its cells are glued: where a name ends and its price begins is not said",
    "docs.ideogram.ai/plans-and-pricing": "plans whose names are lost: quoted in data/manual.toml",
    "help.runwayml.com": "plans of 2025, cut: quoted in data/manual.toml",
}


def _place(url):
    return url.removeprefix("https://")


def _compare(set_name, provider, recording):
    known = documents(recording)
    declared = {spec.url for spec in load(provider).pages}
    strange = [url for url in known if url not in declared and not any(_place(url).startswith(place) for place in NOT_READ)]
    assert strange == [], "a copy that no page of the module is for, and no reason why"
    read = read_provider(provider, known)
    for page in read.pages:
        why = next(
            (words for (at, who, end), words in REFUSED.items() if at in (set_name, "any") and who == provider and page.url.endswith(end)),
            None,
        )
        assert bool(page.error) == bool(why), f"{page.url}: {page.error or 'read, though it is named as refused'}"
        assert why is None or why in str(page.error)
    assert [] == [unread for unread in read.unread if not unread.reason]


@pytest.mark.captures
@pytest.mark.skipif(not CAPTURES.exists(), reason="the captured pages are not beside this checkout")
@pytest.mark.parametrize(("set_name", "provider"), [one for one in CAPTURED if one[1] in provider_ids()])
def test_every_captured_copy_is_read_or_named(set_name, provider):
    """A page that moved since is a fault of ours until its reason stands here."""
    _compare(set_name, provider, CAPTURES / set_name / provider)


@pytest.mark.parametrize(("set_name", "provider"), OWN)
def test_every_recording_is_read_whole(set_name, provider):
    """No page of our own, of either day, is refused or asked for by nobody."""
    _compare("own", provider, folder(set_name) / provider)


@pytest.mark.parametrize("provider", provider_ids())
def test_a_module_says_what_it_relies_on(provider):
    """What breaks it is told before it breaks: its first words say what the page looks like and what a number on it means."""
    module = __import__(f"scrapers.{provider}", fromlist=["PROVIDER"])
    words = " ".join((module.__doc__ or "").split())
    assert len(words) > 120, words
    assert any(said in words for said in ("uilt against", "econstruction", "RECONSTRUCTION", "documented")), words
    assert re.search(r"\b[Rr]el(?:y|ies) on\b", words), words
