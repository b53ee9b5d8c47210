"""The sentences of an image section that say what its table does not: thresholds, extra images, doubts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from schema.drafts import Draft, Found, NoPrice, PriceWords
from schema.errors import LayoutChanged
from schema.prices import Variant
from scrapers._drafts import offer, price, rule
from scrapers.comfy._credits import NUMBER, CreditWords
from scrapers.comfy._labels import Product, VariantAxes, megapixels
from scrapers.comfy._places import NodePlace

BILLING = re.compile(
    r"(?:^|(?<=\. ))(?P<model>[^.]*(?:\.\d[^.]*)*?) uses resolution-based (?:output )?billing: (?P<steps>.+?\.)(?= [A-Z]|$)"
)
STEP = re.compile(
    rf"(?P<resolution>\d+(?:\.\d+)?K) \((?P<bound>[≤<>≥]\d+(?:\.\d+)?) MP"
    rf"(?:, (?P<one>{NUMBER}) credits\)|\) is (?P<other>{NUMBER}) credits)"
)
FURTHER = re.compile(
    r"(?P<free>The first image in each request is free)\. (?P<unit>Each additional image) beyond the first "
    rf"\(including both output and input/reference images\) adds (?P<price>{NUMBER} credits)\."
)
INPUT = re.compile(
    rf"(?:^|(?<=[.;] ))(?P<node>[^.;]+?) also bills (?P<price>{NUMBER}) credits per input reference image(?: \(up to (?P<most>\d+)\))?\."
)
SUCCESS = re.compile(r"Per successfully generated image\.")
BADGE = re.compile(r"Approximate badge by [^.;]*[.;]")
DOUBT = re.compile(r"\b(?:approximate|typical|estimate)", re.I)
UNREAD = re.compile(rf"{NUMBER} (?:credits?\b|/ (?:run|image|ref))")


@dataclass(frozen=True, slots=True)
class Prose:
    """The words around one table."""

    place: NodePlace

    @property
    def deprecated(self) -> Found | None:
        """The heading, where it calls its models deprecated."""
        section = self.place.locator.rsplit(" > ", 1)[-1]
        return Found(section, self.place.locator) if re.search(r"\(deprecated\)$", section) else None

    def said(self, token_types: bool) -> CreditWords:
        """Whether the table's prices are approximate or a base, and the word that says its rates count tokens."""
        intro = BADGE.sub("", " ".join(self.place.intro))
        doubts = [sentence for sentence in re.split(r"(?<=[.:]) (?=[A-Z])", intro) if DOUBT.search(sentence)]
        tokens = re.search(r"[Tt]oken(?:s\b|-based\b| usage\b)", " ".join(self.place.prose))
        counted = "token" if token_types else tokens[0] if tokens else ""
        return CreditWords(" ".join(doubts[-1:]), "base rates" in intro, counted)

    def steps(self, product: Product) -> dict[str, re.Match[str]]:
        """What the resolutions of one model are by its own sentence."""
        named = (product.id, product.name.casefold())
        found = [match for words in self.place.prose for match in BILLING.finditer(words) if match["model"].casefold() in named]
        return {step["resolution"]: step for match in found for step in STEP.finditer(match["steps"])}

    def checked(self, product: Product, line: PriceWords | NoPrice) -> PriceWords | NoPrice:
        """The line under the threshold its resolution stands for, and at fault where sentence and table disagree."""
        step = self.steps(product).get(line.variant.resolution or "")
        if step is not None and isinstance(line, PriceWords) and line.billable == "output_image":
            words = line.words if _same(line.words.text, step) else replace(line.words, fault=f"the text below says {step[0]!r}")
            axes: VariantAxes = {name: value for name, value in line.variant.key() if name != "resolution"}
            return replace(line, words=words, variant=Variant(**axes, megapixels=megapixels(step["bound"])))
        said = [match["price"] for words in self.place.prose for match in INPUT.finditer(words)]
        if said and isinstance(line, PriceWords) and line.billable == "input_image" and line.words.text not in said:
            return replace(line, words=replace(line.words, fault=f"the text above says {said[0]!r}"))
        return line

    def drafts(self, sold: Sequence[tuple[Product, str]]) -> Iterator[Draft]:
        """What the sentences say beside the table, and one unread price for each that is not understood."""
        for words in self.place.prose:
            rest = FURTHER.sub("", INPUT.sub("", BILLING.sub("", words)))
            for match in FURTHER.finditer(words):
                yield from self._further(match, words, sold)
            for match in INPUT.finditer(words):
                yield from self._most(match, sold)
            if UNREAD.search(rest):
                fault = "a sentence about credits that no rule here reads"
                found = Found(words[:400], f"{self.place.locator} > text", fault)
                yield offer(f"{self.place.locator}: {words}"[:160], price(found, "output_image", "image", currency="credit"))
            for match in SUCCESS.finditer(words):
                yield from (rule("failed_generations", "free", self._found(match[0]), product.id) for product, _ in sold)

    def _further(self, match: re.Match[str], words: str, sold: Sequence[tuple[Product, str]]) -> Iterator[Draft]:
        named = [billing["model"].casefold() for billing in BILLING.finditer(words)]
        meant = {product for product, _ in sold if product.name.casefold() in named or product.id in named}
        if len(meant) != 1:
            raise LayoutChanged(
                f"{self.place.locator} > text", "one model that further images are billed for", f"{len(meant)} in {words[:80]!r}"
            )
        product = meant.pop()
        amount = price(self._found(match["price"]), "input_image", "image", match["unit"], currency="credit")
        yield offer(product.id, amount, name=product.name)
        yield rule("free_references", "1", self._found(match["free"]), product.id)

    def _most(self, match: re.Match[str], sold: Sequence[tuple[Product, str]]) -> Iterator[Draft]:
        for product, node in sold:
            if match["most"] and node == match["node"]:
                yield rule("maximum_references", match["most"], self._found(match[0]), product.id, operation="edit")

    def _found(self, words: str) -> Found:
        return Found(words, f"{self.place.locator} > text")


def _same(words: str, step: re.Match[str]) -> bool:
    return words.rstrip("0").rstrip(".") == (step["one"] or step["other"]).rstrip("0").rstrip(".")
