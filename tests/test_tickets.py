"""One cause, one ticket: what many sellers have in common is told once."""

import pytest

from pipeline.alert.tickets import MANY, TITLE, tickets
from pipeline.store.data_folder import Store
from pipeline.text.canonical_json import spelled
from schema.changes import Checks, Held, HeldOffer, HeldPage, PageCheck
from tests.fakes import DAY

PROVIDERS_HERE = [f"seller{number:02}" for number in range(12)]


def folder(path, failures, offers=()):
    """A data folder of twelve sellers: why each one's page failed (None: it did not), and who has an offer held."""
    checks, held = {}, {}
    for provider, error in zip(PROVIDERS_HERE, failures, strict=True):
        url = f"https://{provider}.example/"
        checks[provider] = (PageCheck(url=url, outcome="failed" if error else "read", at=DAY),)
        pages = (HeldPage(url=url, error=error, reason=f"{url}: no answer", since=DAY),) if error else ()
        mine = (HeldOffer(subject="price", native_id="alpha", reasons=("big",), seen=(DAY,)),) if provider in offers else ()
        held[f"held/{provider}.json"] = spelled(Held(provider=provider, pages=pages, offers=mine)) if pages or mine else None
    store = Store(path)
    store.write({"checks.json": spelled(Checks(providers=checks)), **held})
    return store


@pytest.mark.parametrize("error", ["Unreachable", "TimedOut", "Blocked"])
def test_a_runner_without_a_network_is_one_ticket(tmp_path, error):
    """J2: twelve of twelve, one message; every seller is named in it, and whoever came later is added to it, not told again."""
    (ticket,) = tickets(folder(tmp_path, [error] * 12))
    assert MANY == ticket.title and TITLE.match(ticket.title)
    assert f"12 of 12 sellers failed in the same way: `{error}`" in ticket.body
    assert all(provider in ticket.body for provider in PROVIDERS_HERE)


def test_what_is_a_providers_own_trouble_keeps_its_own_ticket(tmp_path):
    """J2: another error, or an offer that waits for a person, is not drowned in the common one."""
    failures = ["Unreachable"] * 9 + ["LayoutChanged", None, None]
    titles = [ticket.title for ticket in tickets(folder(tmp_path, failures, offers=("seller00", "seller11")))]
    assert [MANY, "Held: seller00", "Held: seller09", "Held: seller11"] == titles


@pytest.mark.parametrize(
    "failures", [["Unreachable"] * 6 + [None] * 6, ["LayoutChanged"] * 12, ["Gone"] * 12, ["Unreachable"] * 6 + ["Blocked"] * 6]
)
def test_what_is_not_most_of_all_in_one_way_is_told_one_by_one(tmp_path, failures):
    """Half of them, or pages that changed: each is its own news."""
    assert [f"Held: {provider}" for provider, error in zip(PROVIDERS_HERE, failures, strict=True) if error] == [
        ticket.title for ticket in tickets(folder(tmp_path, failures))
    ]
