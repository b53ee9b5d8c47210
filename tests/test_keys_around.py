"""Keys around the records of an answer: what says that a price is another, or that more records exist than came, and what says nothing."""

from functools import cache

import pytest

from tests.mutants.subject import Subject

URL = "https://ai-gateway.vercel.sh/v1/models"
MODEL = "bfl/flux-kontext-max"


@cache
def vercel():
    return Subject("latest", "vercel", quickly=True)


def held_with(key, *, inside=False):
    """What is held when Vercel's answer, or one of its records, has one more key; by native id."""
    subject = vercel()
    body = subject.documents[URL].body.decode()
    old = '"pricing": {"image": "0.08"}' if inside else '"object": "list", '
    assert body.count(old)
    verdict = subject.look(URL, body.replace(old, f"{old}, {key}" if inside else f"{old}{key}, ", 1).encode())
    assert not verdict.pages, verdict.pages
    assert {entry for entry in subject.entries if entry not in verdict.entries} == set()
    return {one.native_id for one in verdict.held} - {one.native_id for one in subject.pristine.unread}


CHANGING = (
    '"currency": ["CAD"]', '"moeda": "BRL"', '"통화": "EUR"', '"단위": "100장"', '"unidade": "100 imagens"', '"desconto": 20', '"sconto": "20"', '"할인": 20',
    '"amounts_in": "cents"', '"priceUnit": "milli-dollars"', '"shown": "in thousands"', '"block": 100', '"lot": 10', '"from_volume": 1000',
    '"starting": "2027-03-01"', '"approx": true', '"is_demo": true', '"mock": true', '"replaced_by": "another"', '"モード": "企業"',
    '"info": "All prices exclude a 10% surcharge"',
)  # fmt: skip


@pytest.mark.parametrize("inside", [False, True])
@pytest.mark.parametrize("key", CHANGING)
def test_a_key_that_may_change_a_price_holds_it(key, inside):
    """On the answer and on the record alike."""
    assert MODEL in held_with(key, inside=inside)


NOTHING = (
    '"per": 1', '"unit": "1"', '"supports_batch": true', '"demo": "a lake at night"', '"onlineDemo": true', '"terms": "https://example.com/terms"',
    '"generated_at": "2026-11-03"', '"info": "Our team answers within a day."', '"example": "a fox"', '"precision": "fp16"', '"lots": false',
)  # fmt: skip


@pytest.mark.parametrize("inside", [False, True])
@pytest.mark.parametrize("key", NOTHING)
def test_a_key_that_changes_no_price_holds_nothing(key, inside):
    """Whatever stands beside prices and is about something else."""
    assert held_with(key, inside=inside) == set()


MORE = (
    '"total_pages": 3', '"page": 1, "pages": 4', '"current_page": 1, "last_page": 3', '"has_more": true', '"hasNextPage": true', '"more": true',
    '"next": "https://ai-gateway.vercel.sh/v1/models?page=2"', '"nextPage": 2', '"next_page_token": "abc"', '"NextPageLink": "https://x"',
    '"@odata.nextLink": "https://x"', '"links": {"next": {"href": "/v1/models?page=2"}}', '"pagination": {"page": {"next": "x"}}',
    '"cursor": "abc"', '"continuationToken": "x"', '"count": 500', '"totalCount": 12', '"meta": {"total_results": 500}', '"num_models": "40"',
    '"truncated": true', '"partial": true', '"remaining": 30', '"isLastPage": false', '"done": false', '"offset": 0, "limit": 11, "total": 60',
)  # fmt: skip


@pytest.mark.parametrize("key", MORE)
def test_an_answer_that_goes_on_says_so_and_what_came_is_read(key):
    """Nobody asked for the rest: that is told, and no price of what came is held for it."""
    assert held_with(key) == {"further records"}


ALL = (
    '"count": 11', '"total": 11', '"total_pages": 1', '"page": 2, "pages": 2', '"has_more": false', '"has_more": false, "cursor": "abc"',
    '"pageInfo": {"hasNextPage": false, "endCursor": "x"}', '"next": null', '"next": ""', '"links": {"next": null, "self": "/v1/models"}',
    '"truncated": false', '"isLastPage": true', '"remaining": 0', '"total_tokens": 90000', '"count": 3', '"limit": 100, "offset": 0',
)  # fmt: skip


@pytest.mark.parametrize("key", ALL)
def test_an_answer_that_is_whole_says_nothing(key):
    """A count of its records, or of fewer, and marks of an end."""
    assert held_with(key) == set()


def test_what_was_known_and_did_not_come_is_held_and_not_told_as_gone():
    """A record that is missing from half an answer is on the other half, as far as anybody knows."""
    subject = vercel()
    body = subject.documents[URL].body.decode()
    kept = "\n".join(line for line in body.split("\n") if f'"{MODEL}"' not in line)
    gone = subject.look(URL, kept.encode())
    half = subject.look(URL, kept.replace('"object": "list", ', '"object": "list", "has_more": true, ', 1).encode())
    assert [one.native_id for one in gone.gone] == [MODEL]
    assert ([], MODEL in {one.native_id for one in half.held}) == (half.gone, True)
