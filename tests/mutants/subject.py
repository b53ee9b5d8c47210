"""A recording to be damaged: what it truly says, where in its bytes each number stands, and a way to look at it again.

Where a number stands is found by cause, not by guess: every number is replaced by one of its own, the pages are read,
and what moved says which price each number is. So a provider nobody wrote a mutation for is taken like any other.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import cache, cached_property

from pipeline.fetch.challenges import refuse
from pipeline.fetch.requests import Answer
from pipeline.guard.verdict import Sighting, Verdict, judge
from pipeline.ledger.entries import Entries, Entry, entries_of
from pipeline.ledger.state import Known
from pipeline.update.provider_update import pages_of
from schema.accepted import accepted_of, words_of
from schema.changes import Held
from schema.errors import FetchError, ScrapeError
from schema.prices import EntryKey, Plan, PriceLine, Rule
from scrapers import Document, ProviderReading, _reading, load, read_provider
from scrapers._page import Page
from tests.mutants.edit import Edit, edited
from tests.mutants.layers import Layer, layers_of
from tests.mutants.numbers import respelled, value_of
from tests.readings import documents, folder

NUMBER = re.compile(r"(?<![A-Za-z0-9_.,-])(?:\d[\d,]*\d|\d)?(?:\.\d+)?(?:e[-+]?\d+)?(?<=[\d])(?![A-Za-z0-9_])")
MONEY_BEFORE = re.compile(r"[$¥€£]\s?$|: *\"?$|[|>(]\s*$")
LATER = timedelta(hours=2)
MOST_LOOKS = 400
MOST_BYTES = 60_000_000  # read in search of one page's numbers: a large page is looked at less often, and some of its numbers stay unknown
CONTENT_TYPE = {"html": "text/html; charset=utf-8", "markdown": "text/markdown", "text": "text/plain", "json": "application/json"}


@dataclass(frozen=True, eq=False)
class Site:
    """One number of a page: where it stands, and which entries' which field it is.

    `shared`: the page (or its twin) says it elsewhere too, so that changing it here alone makes two statements of one.
    """

    layer: Layer
    start: int
    end: int
    text: str
    keys: dict[EntryKey, str]
    shared: bool = False


@dataclass(eq=False)
class Target:
    """One page of a subject: the entries whose quote is from it, and what the other pages say without it."""

    url: str
    kind: str
    body: bytes
    layers: list[Layer]
    sites: list[Site] = field(default_factory=list)
    keys: frozenset[EntryKey] = frozenset()
    elsewhere: frozenset[EntryKey] = frozenset()

    @property
    def root(self) -> Layer:
        return self.layers[0]


class Subject:
    """One provider's recording. `quickly`: numbers that are said in several places are not looked for, which takes longest."""

    def __init__(self, set_name: str, provider: str, *, quickly: bool = False) -> None:
        self.set_name, self.provider, self.quickly = set_name, provider, quickly
        declared = {spec.url: spec for spec in load(provider).pages}
        self.documents = {url: one for url, one in documents(folder(set_name) / provider).items() if url in declared}
        self.at = max(one.captured_at for one in self.documents.values())
        self.pristine = self.read()
        self.entries: Entries = entries_of(self.pristine.snapshot)
        self.facts = {key: one.fact for key, one in self.entries.items()}
        # A zero stands at no site (no factor finds it): where the pages say free, a new line may too.
        self.zeros = frozenset(value for one in self.entries.values() for value in fields_of(one).values() if value == 0)
        self.failing = {page.url for page in self.pristine.pages if page.error}
        self.kinds = {url: Page(url, declared[url].kind, one.body).kind for url, one in self.documents.items()}
        self.pages = pages_of(provider)
        self.accepted = accepted_of(provider, words_of(self.pristine.around))

    def read(self, url: str = "", body: bytes = b"", after: timedelta = timedelta(0)) -> ProviderReading:
        """Read the recording, with another body for one page."""
        docs = {one: document.body if one != url else body for one, document in self.documents.items()}
        return read_provider(self.provider, {one: Document(text, self.documents[one].captured_at + after) for one, text in docs.items()})

    @cached_property
    def targets(self) -> list[Target]:
        """Its pages that are read, each with its sites."""
        made = []
        for url, document in self.documents.items():
            if url in self.failing:
                continue
            target = Target(url, self.kinds[url], document.body, layers_of(document.body, self.kinds[url]))
            target.keys = frozenset(key for key, one in self.entries.items() if one.quote.url == url)
            target.elsewhere = frozenset(
                key for key, one in entries_of(self._without(url, timedelta(0)).snapshot).items() if self.facts.get(key) == one.fact
            )
            target.sites = Probe(self, target).sites()
            made.append(target)
        return made

    def look(self, url: str, body: bytes, after: timedelta = LATER, held: Held | None = None, known: Known | None = None) -> Verdict:
        """What the whole pipeline would believe of the recording with this page, where it is `known` or something else is."""
        at = self.at + after
        failed: dict[str, ScrapeError] = {}
        reading = ProviderReading(self.pristine.snapshot.model_copy(update={"offers": (), "plans": (), "rules": ()}))
        try:
            refuse(Answer(url, 200, {"content-type": CONTENT_TYPE[self.kinds[url]]}, body, at))
            reading = self.read(url, body, after)
        except FetchError as error:
            reading = self._without(url, after)
            failed[url] = error
        failed |= {page.url: page.error for page in reading.pages if page.error}
        sighting = Sighting(self.provider, reading, at, self.pages, failed)
        return judge(known or Known(self.provider, dict(self.entries), last=self.at), sighting, held, self.accepted)

    def _without(self, url: str, after: timedelta) -> ProviderReading:
        rest = {one: Document(document.body, document.captured_at + after) for one, document in self.documents.items() if one != url}
        return read_provider(self.provider, rest)


_read_page = _reading._read_page


@cache
def _remembered(provider: str, url: str, body: bytes, at: datetime):  # noqa: ANN202 - what `_read_page` gives
    spec = next(spec for spec in load(provider).pages if spec.url == url)
    return _read_page(provider, spec, Document(body, at))


def remember_untouched(subjects: Iterable[Subject]) -> None:
    """Read the pages a mutation leaves alone once, not with every mutant of their neighbours."""
    known = {document.body for subject in subjects for document in subject.documents.values()}

    def read_page(provider, spec, document):  # noqa: ANN001, ANN202 - stands in for `_read_page`
        read = _remembered if document.body in known else None
        return read(provider, spec.url, document.body, document.captured_at) if read else _read_page(provider, spec, document)

    _reading._read_page = read_page


# --- where numbers stand --------------------------------------------------------------------------------------------


FIELDS = {"price": ("amount", "upper"), "plan": ("price", "credits", "images", "gpu_minutes"), "rule": ("value",)}


def fields_of(one: Entry) -> dict[str, Decimal]:
    """The numbers of an entry by field."""
    found = {}
    for name in FIELDS[one.subject]:
        value = getattr(one.value, name)
        if isinstance(value, str) and re.fullmatch(r"\d+(?:\.\d+)?", value):
            found[name] = Decimal(value)
        elif isinstance(value, Decimal):
            found[name] = value
    return found


def with_number(one: Entry, name: str, factor: Fraction) -> Entry:
    """The entry as the page would say it with one of its numbers times a factor."""
    exact = Fraction(fields_of(one)[name]) * factor
    with localcontext() as context:
        context.prec = 60
        number = Decimal(exact.numerator) / Decimal(exact.denominator)
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    value = one.value
    match value:
        case PriceLine():
            changed = PriceLine(**{**dict(value), name: text})
        case Plan():
            changed = Plan(**{**dict(value), name: text})
        case Rule():
            changed = Rule(**{**dict(value), name: text})
    return one._replace(value=changed)


class _Token:
    __slots__ = ("end", "id", "layer", "new", "start", "text")

    def __init__(self, layer: Layer, start: int, end: int, text: str, number: int) -> None:
        self.layer, self.start, self.end, self.text, self.id = layer, start, end, text, number
        self.new = respelled(text, number)


class Probe:
    """Find the sites of one page by changing numbers and reading again."""

    def __init__(self, subject: Subject, target: Target) -> None:
        self.subject, self.target, self.looks = subject, target, 0
        self.found: dict[int, tuple[_Token, dict[EntryKey, str], bool]] = {}
        self.quoted = self._quoted()

    def _quoted(self) -> set[str]:
        words = " ".join(f"{one.quote.text} {one.quote.unit_text}" for key, one in self.subject.entries.items() if key in self.target.keys)
        values = {format(number, "f") for key in self.target.keys for number in fields_of(self.subject.entries[key]).values()}
        return {found[0] for found in NUMBER.finditer(words)} | values

    def sites(self) -> list[Site]:
        """Change all numbers at once; then, of those still open, the first occurrence of each, the second, and so on."""
        tokens = self._tokens()
        likely = [token for token in tokens if MONEY_BEFORE.search(token.layer.text[max(0, token.start - 12) : token.start])]
        for batch in (likely, [token for token in tokens if token not in likely]):
            for layer in self.target.layers:
                self._probe([token for token in batch if token.layer is layer], split=False)
        by_text: dict[tuple[Layer, str], list[_Token]] = defaultdict(list)
        for token in tokens if not self.subject.quickly else ():
            if token.id not in self.found and self._may_matter(token):
                by_text[token.layer, token.text].append(token)
        for turn in range(max(map(len, by_text.values()), default=0)):
            for layer in self.target.layers:
                self._probe([tokens[turn] for (where, _), tokens in by_text.items() if where is layer and turn < len(tokens)])
        made = [Site(token.layer, token.start, token.end, token.text, keys, shared) for token, keys, shared in self.found.values() if keys]
        return sorted(made, key=lambda site: (self.target.layers.index(site.layer), site.start))

    def _tokens(self) -> list[_Token]:
        found: list[_Token] = []
        for layer in self.target.layers:
            for match in NUMBER.finditer(layer.text):
                if match[0] and (match[0] in self.quoted or match[0].replace(",", "") in self.quoted) and not layer.is_hole(match.start()):
                    found.append(_Token(layer, match.start(), match.end(), match[0], len(found)))
        return found

    def _probe(self, tokens: list[_Token], split: bool = True) -> None:
        if not tokens or self.looks >= min(MOST_LOOKS, MOST_BYTES // len(self.target.body)):
            return
        self.looks += 1
        layer = tokens[0].layer
        body = layer.put(edited(layer.text, [Edit(token.start, token.end, token.new) for token in tokens])).encode("utf-8", "surrogatepass")
        reading = self.subject.read(self.target.url, body)
        failed = any(page.error for page in reading.pages if page.url == self.target.url)
        after = entries_of(reading.snapshot)
        if not failed:
            self._attribute(tokens, after)
        if not split:
            return
        self._contradicting(tokens, reading)
        rest = [token for token in tokens if token.id not in self.found and self._may_matter(token)]
        if len(tokens) > 1 and rest and (failed or any(key not in after for key in self._open())):
            middle = (len(rest) + 1) // 2
            self._probe(rest[:middle])
            self._probe(rest[middle:])

    def _open(self) -> list[EntryKey]:
        """Entries with a number that no token was found for yet."""
        resolved = {(key, name) for _, keys, _ in self.found.values() for key, name in keys.items()}
        return [key for key in self.target.keys if any((key, name) not in resolved for name in fields_of(self.subject.entries[key]))]

    def _may_matter(self, token: _Token) -> bool:
        entries = [self.subject.entries[key] for key in self._open()]
        return any(token.text in one.quote.text or value_of(token.text) in fields_of(one).values() for one in entries)

    def _contradicting(self, tokens: list[_Token], reading: ProviderReading) -> None:
        """Numbers that are now said in two ways: each such token shares its statement with another place."""
        for unread in reading.unread:
            for token in tokens:
                if token.new in unread.words or token.new in unread.reason:
                    keys = self.found.setdefault(token.id, (token, {}, True))[1]
                    keys |= self._said_by(token, unread.native_id)

    def _said_by(self, token: _Token, native_id: str) -> dict[EntryKey, str]:
        keys: dict[EntryKey, str] = {}
        for key in self.target.keys:
            one = self.subject.entries[key]
            if one.owner.native_id == native_id and token.text in one.quote.text:
                keys |= {
                    key: name
                    for name, value in fields_of(one).items()
                    if value and _related(Fraction(value), Fraction(value_of(token.text)))
                }
        return keys

    def _attribute(self, tokens: list[_Token], after: Entries) -> None:
        for key in self.target.keys:
            before, now = self.subject.entries[key], after.get(key)
            if now is None or now.fact == before.fact:
                continue
            old, new = fields_of(before), fields_of(now)
            for name in old:
                if name in new and new[name] != old[name] and old[name]:
                    self._match(tokens, key, name, Fraction(new[name]) / Fraction(old[name]), now)

    def _match(self, tokens: list[_Token], key: EntryKey, name: str, ratio: Fraction, now: Entry) -> None:
        for token in tokens:
            if Fraction(value_of(token.new)) == ratio * Fraction(value_of(token.text)):
                kept = self.found.setdefault(token.id, (token, {}, False))
                kept[1][key] = name
                return


def _related(value: Fraction, number: Fraction) -> bool:
    ratio = value / number if number else Fraction(0)
    while ratio and ratio.denominator % 10 == 0:
        ratio *= 10
    return bool(ratio) and set(str(ratio.numerator).strip("0")) <= {"1"} and ratio.denominator == 1
