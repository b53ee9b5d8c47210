"""One rolling issue per provider that is held or fails: opened once, edited while it lasts, closed when it reads again."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pipeline.store.data_folder import Store
from pipeline.text.sentences import clean
from schema.changes import Held, HeldPage, PageCheck
from schema.errors import BadData, Unreachable
from schema.tables.models import STATUS_LASTS, Models

LABEL = "ticket"
MANY = "Held: many sellers for one cause"
TITLE = re.compile(rf"^(?:Held: [a-z0-9][a-z0-9._-]*|{MANY})$")
OF_OURS = ("Unreachable", "TimedOut", "Blocked")  # what many hosts at once say of the one who asks, not of themselves
SIDES = re.compile(r"(?P<where>.*?): expected (?P<expected>.*), found (?P<found>.*?)(?:; run: .*)?", re.DOTALL)
OVERDUE = "Nothing was observed lately"
LATE = re.compile(rf"^{OVERDUE}$")
LIVES = "Models whose status is to be looked at again"
OF_LIVES = re.compile(rf"^{LIVES}$")


@dataclass(frozen=True, slots=True)
class Ticket:
    """What an issue says. `title` is fixed words and the provider's id; everything from a page stands in code."""

    title: str
    body: str


def tickets(store: Store) -> list[Ticket]:
    """The tickets a data folder gives cause for: one for what most sellers have in common, one for each of the others, sorted."""
    checks, held = store.checks().providers, dict(_held(store))
    followed = sum(1 for pages in checks.values() if pages)
    alike = _alike(held, followed)
    single = [
        Ticket(f"Held: {provider}", _body(provider, one, checks.get(provider, ())))
        for provider, one in held.items()
        if provider not in alike
    ]
    return [Ticket(MANY, _body_of_many(alike, followed)), *single] if alike else single


def _alike(held: dict[str, Held], followed: int) -> dict[str, HeldPage]:
    """The sellers of whom nothing is held but pages that all failed in one way, if they are three and more than half of all."""
    causes: dict[str, dict[str, HeldPage]] = {}
    for provider, one in held.items():
        if not one.offers and {page.error for page in one.pages} <= {one.pages[0].error} & set(OF_OURS):
            causes.setdefault(one.pages[0].error, {})[provider] = one.pages[0]
    return next((found for found in causes.values() if len(found) >= 3 and 2 * len(found) > followed), {})


def _body_of_many(alike: dict[str, HeldPage], followed: int) -> str:
    first = next(iter(alike.values()))
    parts = (
        f"**{len(alike)} of {followed} sellers failed in the same way: {_code(first.error)}.** Look at the runner's network first.",
        "",
        *(f"- {provider}, since {page.since:%Y-%m-%d}: {_code(page.reason)}" for provider, page in alike.items()),
        "",
        "The last good prices are still shown, with their age. This issue closes by itself when most sellers are read again.",
    )
    return "\n".join(parts) + "\n"


def _held(store: Store) -> Iterable[tuple[str, Held]]:
    named = sorted({*store.providers(), *store.checks().providers})
    return ((provider, held) for provider in named if (held := store.held(provider)))


def _body(provider: str, held: Held, checks: tuple[PageCheck, ...]) -> str:
    hashes = {check.url: check.sha256 for check in checks}
    pages = [line for page in held.pages for line in _page(page, hashes)]
    offers = [f"- {_code(offer.native_id)}: {_code('; '.join(offer.reasons))}" for offer in held.offers]
    parts = (
        *(["**Pages that could not be read:**", *pages, ""] if pages else []),
        *(["**Read and not believed yet:**", *offers, ""] if offers else []),
        "The last good prices are still shown, with their age. To see it for yourself:",
        "```",
        f"imageprices read {provider} --explain",
        "imageprices review",
        "```",
        "This issue is kept up to date by the robot and closes by itself when everything reads again.",
    )
    return "\n".join(parts) + "\n"


def _page(page: HeldPage, hashes: dict[str, str | None]) -> list[str]:
    """A page, its hash, and one below the other what its reader expected and what it found."""
    head = f"- {_code(page.url)}, since {page.since:%Y-%m-%d}; page {_code(_hash(page, hashes))}"
    sides = SIDES.fullmatch(page.reason)
    if sides is None:
        return [f"{head}: {_code(page.reason)}"]
    said = [f"  {name:9} {clean(words, 400).replace('`', chr(0x2019))}" for name, words in sides.groupdict().items()]
    return [head, "  ```text", *said, "  ```"]


def _hash(page: HeldPage, hashes: dict[str, str | None]) -> str:
    return page.sha256 or hashes.get(page.url) or "not received"


def _code(words: str) -> str:
    """Words of a page as code: no markup, no mention, no link comes alive."""
    return f"`{clean(words, 400).replace('`', chr(0x2019))}`"


def reconcile(wanted: Iterable[Ticket], kind: re.Pattern[str] = TITLE) -> list[str]:
    """Open, edit and close the issues whose title is of this kind, with GitHub's `gh`, until they are as wanted; say what was done."""
    open_now = {
        issue["title"]: issue
        for issue in json.loads(_gh("issue", "list", "--label", LABEL, "--state", "open", "--limit", "500", "--json", "number,title,body"))
    }
    made = {ticket.title: ticket for ticket in wanted}
    done = [_open_or_edit(ticket, open_now.get(title)) for title, ticket in made.items()]
    done += [_close(issue) for title, issue in open_now.items() if kind.match(title) and title not in made]
    return [what for what in done if what]


def _open_or_edit(ticket: Ticket, issue: dict[str, str] | None) -> str:
    if issue is None:
        _gh("label", "create", LABEL, "--force", "--description", "Opened, edited and closed by the robot")
        _gh("issue", "create", "--title", ticket.title, "--label", LABEL, "--body-file", "-", words=ticket.body)
        return f"opened: {ticket.title}"
    if issue["body"].replace("\r\n", "\n").strip() == ticket.body.strip():
        return ""
    _gh("issue", "edit", str(issue["number"]), "--body-file", "-", words=ticket.body)
    return f"edited: {ticket.title}"


def _close(issue: dict[str, str]) -> str:
    _gh("issue", "close", str(issue["number"]), "--comment", "That is over.")
    return f"closed: {issue['title']}"


def _gh(*arguments: str, words: str | None = None) -> str:
    """What `gh` answers; what it complains of is passed on, since nobody else knows it (issues switched off, a token without the right)."""
    where = " ".join(("gh", *arguments[:2]))
    try:
        done = subprocess.run(["gh", *arguments], input=words, text=True, capture_output=True, check=False, encoding="utf-8")
    except FileNotFoundError:
        raise BadData(where, "GitHub's command line on the PATH", "none", "imageprices tickets --dry-run") from None
    if done.returncode:
        said = clean(done.stderr or done.stdout, 400) or f"status {done.returncode} without a word"
        raise Unreachable(where, "GitHub to do it", said, "gh auth status")
    return done.stdout


def overdue_ticket(hours: float, limit: float) -> Ticket:
    """The dead-man's ticket."""
    body = f"The newest look at any page is {hours:.0f} hours old; {limit:.0f} are allowed. Look at the runs of the *observe* workflow.\n"
    return Ticket(OVERDUE, body)


def lifecycle_ticket(models: Models, on: date) -> list[Ticket]:
    """What a person has to read again: the pages that say how models stand, each with its models; none where all was read lately."""
    pages: dict[str, list[str]] = {}
    for model in models.to_look_at(on):
        day, url = model.looked_at()
        pages.setdefault(url, []).append(f"{model.id} ({day:%Y-%m-%d})")
    if not pages:
        return []
    parts = (
        f"Nobody has looked for {STATUS_LASTS.days} days how these models stand. Read each page and write into `data/models.toml` what",
        "it says: an end into `ends`, with provider, day, words and whose word it is; where nothing changed, the day of the source.",
        "",
        *(f"- [ ] {_code(url)}: {', '.join(sorted(names))}" for url, names in sorted(pages.items())),
    )
    return [Ticket(LIVES, "\n".join(parts) + "\n")]
