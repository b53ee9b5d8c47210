"""Every provider reads its recordings as a person read the pages. A new provider adds files here, not tests."""

import re
from pathlib import Path

import pytest

from scrapers import load, provider_ids
from tests.readings import CAPTURES, UNCHECKED, expected_path, folder, read, spell_out

OWN = [(set_name, path.parent.name) for set_name in ("earlier", "latest") for path in sorted(folder(set_name).glob("*/index.yaml"))]
CAPTURED = [(path.parent.name, path.stem) for path in sorted(expected_path("x", "x").parent.parent.glob("captures-*/*.txt"))]


@pytest.mark.parametrize(("set_name", "provider"), OWN)
def test_recording_reads_as_a_person_read_it(set_name, provider):
    """The reading equals the expected file, which somebody compared with the page."""
    _compare(set_name, provider)


@pytest.mark.captures
@pytest.mark.skipif(not CAPTURES.exists(), reason="the captured pages are not beside this checkout")
@pytest.mark.parametrize(("set_name", "provider"), CAPTURED)
def test_captured_page_reads_as_a_person_read_it(set_name, provider):
    """The same for the real pages, where they are at hand."""
    _compare(set_name, provider)


@pytest.mark.parametrize("provider", provider_ids())
def test_every_provider_has_a_recording_and_says_what_it_was_built_on(provider):
    """A module without a recording can't be tested, and one that doesn't say what it saw can't be trusted."""
    assert (folder("latest") / provider / "index.yaml").exists()
    assert load(provider).pages


@pytest.mark.parametrize(("set_name", "provider"), OWN)
def test_recording_says_that_it_is_ours(set_name, provider):
    """A project-made page is never mistaken for a copy of the real one."""
    assert re.search(
        r"^note: .*(written for this project)", (folder(set_name) / provider / "index.yaml").read_text(encoding="utf-8"), re.M | re.S
    )


def _compare(set_name, provider):
    path = expected_path(set_name, provider)
    assert path.exists(), f"write it once: python -m tests.readings write {set_name} {provider}"
    head, _, expected = path.read_text(encoding="utf-8").partition("\n")
    assert head != UNCHECKED, f"{path} was never compared with the page"
    assert expected == spell_out(read(set_name, provider))


def test_modules_ask_the_verbs_and_no_library():
    """No XPath, lxml or walk over elements in a seller's module: what stands around a price is accounted for by the verbs alone."""
    scrapers = Path(__file__).parent.parent / "scrapers"
    modules = [path for path in scrapers.rglob("*.py") if path.parent != scrapers or path.name[0] != "_"]
    words = re.compile(
        r"\b(?:lxml|xml|parsel|html5lib|selectolax|html\.parser|etree|xpath|cssselect)\b|(?i:xpath)|\.(?:tree|encoded|iter\w*|find_class|text_content)\b"
        r"|\.get(?:parent|children|next|previous|root\w*|iterator)\(|\b(?:Html|Lxml)Element\b"
    )
    assert len(modules) > 40
    assert [] == [f"{path.name}: {found[0]}" for path in modules for found in words.finditer(path.read_text(encoding="utf-8"))]
