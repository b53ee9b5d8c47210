"""What a page without a price table seems to say: titles that each have a price of their own below them, however they are wrapped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pipeline.scaffold.literals import literal
from pipeline.scaffold.proposals import ID, OF_IMAGES, ProposedColumn, said_of
from schema.errors import LayoutChanged
from schema.reading import PER_WORDS
from schema.units import read_unit
from scrapers import _html
from scrapers._page import Page
from scrapers._soup import Part

TITLES: Final = ("h2", "h3", "h4", "h5", "h6", "dt", "summary", "strong", "b", "th")
TITLED: Final = re.compile(r"(?:^|[-_])(?:title|name|model|heading|product)(?:$|[-_])", re.I)  # a class that says its element is a title
ID_TAGS: Final = ("code", "samp", "kbd", "tt")
ENOUGH: Final = 60
MONEY: Final = (
    (r"\$ ?\d[\d,]*(?:\.\d+)?", "USD"),
    (r"€ ?\d[\d,]*(?:\.\d+)?", "EUR"),
    (r"¥ ?\d[\d,]*(?:\.\d+)?", "CNY"),
    (r"\d[\d,]*(?:\.\d+)? USD", "USD"),
    (r"\d[\d,]*(?:\.\d+)? ?元", "CNY"),
    (r"\d[\d,]*(?:\.\d+)? [Cc]redits?", "credit"),
)
AMOUNT: Final = "|".join(form for form, _ in MONEY)
PER: Final = r"(?:\s*/\s*|,?\s*\b(?:per|for each|an?|each)\s)(?:[A-Za-z0-9,×-]+\s){0,3}?[A-Za-z]+"
BEGUN: Final = r"(?:\b|(?<=[a-z0-9])(?=[A-Z]))"  # two elements without a space between them glue their words
BEFORE: Final = r"\b\W{0,3}(?:[Ff]rom )?"  # what may stand between a label and its price
QUALITIES: Final = "low|medium|high|standard|hd|ultra|turbo|draft|fast|quality"
LABELS: Final = {"resolution": r"\d(?:\.\d)?[Kk]", "size": r"\d{3,4} ?[x×] ?\d{3,4}", "quality": rf"(?i:{QUALITIES})"}
AXES: Final = {"resolution": 'said["label"].upper()', "size": 'size(said["label"])', "quality": 'slug(said["label"])'}


@dataclass(frozen=True, slots=True)
class PricedCards:
    """Cards with one kind of title. `named` is their class where the tag alone is no title, `unpriced` are those
    without a price of images, `axis` is what stands before each of several prices; `id` is where each has its id, if anywhere."""

    tag: str
    named: str
    heading: str
    titles: tuple[str, ...]
    unpriced: tuple[str, ...]
    pattern: str
    column: ProposedColumn
    axis: str
    prices: int
    id: str = ""

    @property
    def label(self) -> str:
        """Its title, or its id where it has one."""
        return f"<{self.id}>" if self.id else f"<{self.tag}{f' class={self.named!r}' if self.named else ''}>"

    @property
    def columns(self) -> tuple[ProposedColumn, ...]:
        """The one sentence with its price."""
        return (self.column,)

    @property
    def rows(self) -> int:
        """How many cards have a price."""
        return len(self.titles)

    @property
    def price_count(self) -> int:
        """One for each of them, and more where a card has several."""
        return self.rows

    def reader(self) -> str:
        """A loop over the cards; one without a price is named."""
        named = f", class_={literal(self.named)}" if self.named else ""
        under = f", under={literal(self.heading)}" if self.heading else ""
        called = f"card.one({literal(self.id)}).text" if self.id else "slug(card.title)"
        skipped = ", ".join(map(literal, self.unpriced))
        skip = (
            f"    if card.title in ({skipped},):  # TODO say why: no price of an image stands on it\n        continue\n"
            if self.unpriced
            else ""
        )
        return (
            f"for card in page.cards({literal(self.tag)}{under}{named}):\n{skip}"
            f"    prices = list(card.sentences({raw(self.pattern)}))\n"
            f'    if not prices:\n        raise LayoutChanged(card.locator, "a price on the card", repr(card.text[:120]))\n'
            f"    lines = [{price_of_sentence(self.column, self.pattern, self.axis)} for said in prices]\n"
            f"    yield offer({called}, *lines, name=card.title)\n"
        )


def price_of_sentence(column: ProposedColumn, pattern: str, axis: str = "") -> str:
    """The call that makes a price of what a pattern found."""
    unit = 'said["unit"]' if "(?P<unit>" in pattern else ""
    axes = f", {axis}={AXES[axis]}" if axis else ""
    found = 'said.found("price")'
    return f"price({found}, {said_of(column, f'{found}.text', unit)}{axes})"


def propose_cards(page: Page) -> list[PricedCards]:
    """The kind of title under which the most prices stand, if there are two; prices of images come first."""
    kinds = [(tag, "") for tag in TITLES] + list(dict.fromkeys(_named(page)))
    found = [proposal for tag, named in kinds if (proposal := _proposal(page, tag, named)) and proposal.rows > 1]
    return sorted(found, key=_rank)[:1]


def _rank(proposal: PricedCards) -> tuple[bool, float, int]:
    """Prices that say they are of images, then titles with as few prices each as can be, then as many titles."""
    said = proposal.column.unit in OF_IMAGES and proposal.column.unit_text
    return not said, proposal.prices / proposal.rows, -proposal.rows


def _named(page: Page) -> Iterator[tuple[str, str]]:
    """Elements whose class says that they are titles."""
    for element in page.tree.iter("div", "span", "p", "a"):
        yield from ((element.tag, name) for name in element.get("class", "").split() if TITLED.search(name))


def _proposal(page: Page, tag: str, named: str) -> PricedCards | None:
    priced = [card for card in _cards(page, tag, named) if _prices(card)]
    of_images = [card for card in priced if any((unit := read_unit(words)) and unit.unit in OF_IMAGES for words in _units(card))]
    heading = _common_heading(_some(of_images or priced))
    near = _cards(page, tag, named, heading)
    priced = [card for card in near if _prices(card)]
    if not priced:
        return None
    priced = [card for card in priced if not (of_images and _is_of_others(card))]
    unpriced = tuple(dict.fromkeys(card.title for card in near if not _prices(card) or (of_images and _is_of_others(card))))
    column, pattern, axis = _said(of_images or priced)
    prices = sum(len(_prices(card)) for card in priced)
    titles = tuple(card.title for card in priced)
    return PricedCards(tag, named, heading, titles, unpriced, pattern, column, axis, prices, _id_of(_some(of_images or priced)))


def _some(cards: list[Part]) -> list[Part]:
    """As many of a page's cards as tell what all of them have: a page of thousands is looked at as long as one of some."""
    return [*cards[:ENOUGH], *cards[ENOUGH:][-1:]]


def _id_of(cards: list[Part]) -> str:
    """The tag of which every card has one element, each with an id of its own."""
    for tag in ID_TAGS:
        found = [[each.text for each in card.every(tag)] for card in cards]
        ids = [texts[0] for texts in found if len(texts) == 1 and ID.fullmatch(texts[0])]
        if len(cards) == len(set(ids)):
            return tag
    return ""


def _is_of_others(card: Part) -> bool:
    """Whether each of its prices says that it is of something else than images."""
    units = [read_unit(words) for words in _units(card)]
    return len(units) == len(_prices(card)) > 0 and all(unit and unit.unit not in OF_IMAGES for unit in units)


def _cards(page: Page, tag: str, named: str, heading: str = "") -> list[Part]:
    try:
        return page.cards(tag, under=heading, **({"class_": named} if named else {}))
    except LayoutChanged:
        return []


def _prices(card: Part) -> list[re.Match[str]]:
    """The amounts below a card's title that are not crossed out."""
    return [found for found in re.finditer(AMOUNT, without_struck(card.text)) if found.start() >= len(card.title)]


def without_struck(text: str) -> str:
    """Blanks for what is crossed out, which stands between tildes."""
    return re.sub(r"~~.*?~~", lambda struck: " " * len(struck[0]), text, flags=re.S)


def _common_heading(cards: list[Part]) -> str:
    """The nearest heading that all of them stand below, but for their own titles."""
    chains = [_html.headings_of(card.elements[0]) for card in cards]
    shared = [each for each in (chains[0] if chains else []) if all(each in chain for chain in chains)]
    titles = {card.title for card in cards}
    return next((each for each in reversed(shared) if each not in titles), "")


def _said(cards: list[Part]) -> tuple[ProposedColumn, str, str]:
    """What the cards say alike: currency, unit, and what stands before each of several prices."""
    texts = [without_struck(card.text) for card in cards]
    several = any(len(_prices(card)) > 1 for card in cards)
    axis = next((axis for axis, label in LABELS.items() if several and all(_labelled(card, label) for card in cards)), "")
    column, pattern = sentence_of(texts, [words for card in cards for words in _units(card)])
    labels = dict.fromkeys(found[1] for text in texts for found in re.finditer(_label(LABELS[axis]), text)) if axis else ()
    return column, (rf"\b(?P<label>{'|'.join(map(re.escape, labels))}){BEFORE}" if labels else "") + pattern, axis


def sentence_of(texts: list[str], units: list[str]) -> tuple[ProposedColumn, str]:
    """The pattern of an amount and its unit in such texts, and what they say of it."""
    forms = list(dict.fromkeys(form for text in texts for form, _ in MONEY if re.search(form, text)))
    currencies = {currency for form, currency in MONEY if form in forms}
    amount = f"(?:{'|'.join(forms)})" if len(forms) > 1 else forms[0]
    spelled = list(dict.fromkeys(_spaced(words) for words in units))
    # A crossed-out amount stands between tildes in the words of a card.
    pattern = rf"(?P<price>{amount})(?!~~)" + (rf"\s*(?P<unit>{'|'.join(spelled)})(?!~~)" if spelled else "")
    unit = read_unit(units[0]) if units else None
    bounds = any(re.search(rf"{BEGUN}(?i:from|starting at|as low as) (?:{AMOUNT})", text) for text in texts)
    currency = currencies.pop() if len(currencies) == 1 else ""
    return ProposedColumn(
        "price", PER_WORDS.get(unit.unit, unit.unit) if unit else "image", units[0] if units else "", currency, bounds
    ), pattern


def _units(card: Part) -> list[str]:
    return list(units_in(without_struck(card.text)))


def units_in(text: str) -> Iterator[str]:
    """What the amounts of a text are per, in its words: the fewest words behind one that name exactly one unit."""
    for found in re.finditer(rf"(?:{AMOUNT})(?P<unit>(?:{PER})?)", text):
        longer = (found["unit"][: end.end()].strip() for end in re.finditer(r"[A-Za-z]+\b", found["unit"]))
        yield from next(([words] for words in longer if read_unit(words)), [])


def _spaced(words: str) -> str:
    return r"\s+".join(re.escape(part) for part in words.split())


def _labelled(card: Part, label: str) -> bool:
    """Whether each price of a card has such a label right before it."""
    return len(re.findall(_label(label), without_struck(card.text))) == len(_prices(card))


def _label(label: str) -> str:
    return rf"\b({label}){BEFORE}(?:{AMOUNT})"


def raw(pattern: str) -> str:
    """A pattern as code: raw where that is possible."""
    plain = '"' not in pattern and pattern.isprintable() and not pattern.endswith("\\")
    return f'r"{pattern}"' if plain else literal(pattern)
