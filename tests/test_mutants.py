"""Damaged pages: a seeded sample of the mutation suite (`make mutants` runs all of it), and every hole it has found, by name."""

import re
from datetime import timedelta
from functools import cache
from multiprocessing import Pool

import pytest

from pipeline.ledger.entries import entries_of
from tests.mutants.judge import BAD
from tests.mutants.kinds import KINDS
from tests.mutants.report import shares
from tests.mutants.run import outcomes, run
from tests.mutants.subject import LATER, Subject

SAMPLE = 600


def _run(share):
    return run(share.set_name, share.provider, share.count, "sample", quickly=True)


@pytest.fixture(scope="module")
def tallies():
    with Pool(2) as pool:
        return pool.map(_run, shares(SAMPLE, [], captures=False), chunksize=1)


def test_nothing_is_published_that_the_damaged_page_does_not_say(tallies):
    """Of every recording, in every way that is drawn: right, refused, held, or told; never silently wrong or missing."""
    assert [] == [one for tally in tallies for one in tally.bad]
    total = sum((outcomes(tally) for tally in tallies), start=outcomes(tallies[0]) - outcomes(tallies[0]))
    assert sum(total.values()) >= SAMPLE * 0.9 and not any(total[name] for name in BAD)


def test_harmless_changes_are_taken_as_what_they_are(tallies):
    """A reader that refuses everything has failed as well: 97 in 100 at least change nothing."""
    pairs = [pair for tally in tallies for place, pair in tally.accepted.items() if place[2] == "same"]
    assert sum(yes for yes, _ in pairs) >= 0.97 * sum(of for _, of in pairs) > 50


def test_true_changes_are_published(tallies):
    """Small ones at once but where they turn an order round; big ones after a second reading; a whole page by one factor as a person says."""
    for expect, least, some in (("true", 0.9, 20), ("pending", 0.97, 20), ("person", 0.97, 5)):
        pairs = [pair for tally in tallies for place, pair in tally.accepted.items() if place[2] == expect]
        assert sum(yes for yes, _ in pairs) >= least * sum(of for _, of in pairs) > some, expect


def test_every_mutation_says_what_it_does():
    """Once registered under one name; a group and a name are what the table shows."""
    assert len({kind.name for kind in KINDS}) == len(KINDS) > 70


# --- every hole found so far ----------------------------------------------------------------------------------------


@cache
def subject(set_name, provider):
    return Subject(set_name, provider)


def damaged(set_name, provider, old, new):
    """The recording with one place of one page rewritten: the page, and what was known of it."""
    known = subject(set_name, provider)
    url = next(url for url, document in known.documents.items() if re.search(old, document.body.decode()))
    body = re.sub(old, new, known.documents[url].body.decode(), count=1)
    return known, url, body.encode()


HOLES = [
    ("a dollar sign went missing", "latest", "luma", r"\$0\.0584", "0.0584", "uni-1"),
    ("a dollar sign went missing in a script", "latest", "replicate", r'"\$0\.136"', '"0.136"', "openai/gpt-image-1.5"),
    ("a multiplier of nothing", "latest", "fal", r"0\.75\*\* times", "0.00** times", "fal-ai/nano-banana-2"),
    ("a multiplier with a zero before it", "latest", "fal", r"1\.5\*\* times", "01.5** times", "fal-ai/nano-banana-2"),
    ("a bound for a multiplier", "latest", "fal", r"0\.75\*\* times", "0.75 or 0.8** times", "fal-ai/nano-banana-2"),
    ("a crossed-out price in a sentence", "latest", "fal", r"\$0\.012 per megapixels", "~~$0.012~~ per megapixels", "fal-ai/flux-2"),
    (
        "a remark that makes it another price",
        "earlier",
        "google",
        r"\| Output price +\|",
        "| Output price (legacy) |",
        "gemini-3.1-flash-image",
    ),
    (
        "a tier before the tier",
        "earlier",
        "google",
        r"Gemini 3\.x models\), then",
        "Gemini 3.x models), then first 100, then",
        "gemini-3.1-flash-image",
    ),
    (
        "a price of images under a model of videos",
        "latest",
        "vercel",
        r'"type": "image"(?=[^\n]*"image": "0\.08")',
        '"type": "video"',
        "bfl/flux-kontext-max",
    ),
    ("credits that are no number", "latest", "journeyapi", "<td>1,100</td>", "<td>free</td>", "hobby"),
    ("credits per something else", "latest", "journeyapi", "<td>1,100</td>", "<td>1,100 per image</td>", "hobby"),
    (
        "a plan said in two ways",
        "latest",
        "journeyapi",
        r"(<tr><td>Scale 1</td><td>\$599</td><td>)44,000(.*?</tr>)",
        r"\g<0>\g<1>88,000\g<2>",
        "scale-1",
    ),
    (
        "a free tier that costs",
        "earlier",
        "google",
        r"(Image generation pricing +\| )Free of charge",
        r"\1$0.039 per image",
        "gemini-2.0-flash",
    ),
    ("the price of a credit for the price of a plan", "latest", "journeyapi", r"<td>\$299</td>", "<td>$0.0150</td>", "growth"),
    (
        "a name a script never filled in",
        "latest",
        "journeyapi",
        "<code>flux-2-dev</code>",
        "<code>{{ model.name }}</code>",
        "{{ model.name }}",
    ),
]


@pytest.mark.parametrize(("set_name", "provider", "old", "new", "native_id"), [hole[1:] for hole in HOLES], ids=[hole[0] for hole in HOLES])
def test_hole_is_closed(set_name, provider, old, new, native_id):
    """The one offer is held, with a reason, and its last good prices stay; a second reading changes nothing."""
    known, url, body = damaged(set_name, provider, old, new)
    verdict = known.look(url, body)
    again = known.look(url, body, LATER + timedelta(days=1), verdict.held_file(provider))
    for seen in (verdict, again):
        assert native_id in {held.native_id for held in seen.held if held.reasons}
        assert {key: one.fact for key, one in seen.entries.items()} == known.facts


REFUSED = [
    ("a raised digit in a sentence", "latest", "bfl", r"\$0\.001\b", "$0.001<sup>1</sup>"),
    ("videos under a heading of images", "latest", "comfy", r"\| Flux 1\.1 \[pro\] Ultra Image \|", "| I2V-01 Image to Video |"),
    ("a second section of one name", "earlier", "comfy", r"### Video: Credits / run(?=\n\n\| Model \| task)", "### Image"),
    ("a table under another's caption", "latest", "comfy", r"\*\*Generative\*\*:\n\n", ""),
    ("a heading inside a section", "latest", "comfy", r"(?=\*\*Generative\*\*:\n\n)", "#### Last year\n\n"),
    ("an answer that calls itself an error", "latest", "alibaba", r'"code": 200', '"code": 500'),
    ("an error beside the answer", "latest", "atlascloud", r'"code": 200', '"code": 200, "error": {"message": "stale"}'),
]


@pytest.mark.parametrize(("set_name", "provider", "old", "new"), [hole[1:] for hole in REFUSED], ids=[hole[0] for hole in REFUSED])
def test_page_is_refused(set_name, provider, old, new):
    """Nothing of that page is believed; everything known of it stays."""
    known, url, body = damaged(set_name, provider, old, new)
    verdict = known.look(url, body)
    assert [page.url for page in verdict.pages] == [url]
    assert {key: one.fact for key, one in verdict.entries.items()} == known.facts


SAME = [
    (
        "a sentence between a caption and its table",
        "latest",
        "comfy",
        r"\*\*Generative\*\*:\n",
        "**Generative**:\n\nRead our guide for the details.\n",
    ),
    ("a multiplier with a zero more", "latest", "fal", r"1\.5\*\* times", "1.50** times"),
]


@pytest.mark.parametrize(("set_name", "provider", "old", "new"), [hole[1:] for hole in SAME], ids=[hole[0] for hole in SAME])
def test_page_says_the_same(set_name, provider, old, new):
    """Nothing is held, nothing changes."""
    known, url, body = damaged(set_name, provider, old, new)
    verdict = known.look(url, body)
    assert not (verdict.held or verdict.pages or verdict.moves or verdict.gone)


def test_undamaged_recordings_are_what_they_are():
    """The suite's own truth: read again, nothing moves."""
    for provider in ("bfl", "kie", "ideogram"):
        known = subject("latest", provider)
        assert entries_of(known.pristine.snapshot) == known.entries
        assert not any(known.look(url, document.body).moves for url, document in known.documents.items())
