"""Numbers: true changes, which must be published, and spellings that are no plain price, which must not."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from itertools import cycle
from random import Random

from pipeline.ledger.entries import NOISE as NO_CHANGE
from schema.prices import PriceLine
from tests.mutants.edit import Edit
from tests.mutants.judge import Effect, Mutant
from tests.mutants.kinds import Page, harmless, mutation
from tests.mutants.numbers import spelled, value_of
from tests.mutants.subject import Site

_SIGN = re.compile(r"(?:(?:US|CA|C|A|HK)?\$|US \$|[¥€£])\s?$")
_BEHIND = re.compile(r"\s?(?:元|credits?\b|USD\b)")


class Words:
    """A number with its sign, as it stands in its layer."""

    def __init__(self, site: Site) -> None:
        text = site.layer.text
        sign = _SIGN.search(text[max(0, site.start - 5) : site.start])
        self.site, self.sign = site, sign[0] if sign else ""
        self.start, self.end = site.start - len(self.sign), site.end
        self.number = site.text
        self.bare_json = site.layer.kind == "json" and not _in_string(site)

    def replaced(self, page: Page, words: str, effect: Effect) -> Mutant | None:
        """The page with other words in the number's place."""
        if self.bare_json and not re.fullmatch(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[-+]?\d+)?", words):
            words = f'"{words}"'
        if self.site.layer.kind == "json" and not self.bare_json:
            words = words.replace("\\", "\\\\").replace('"', '\\"')
        if self.site.layer.kind == "html":
            words = words if "<" in words else words.replace("&", "&amp;")
        return page.mutant(self.site.layer, [Edit(self.start, self.end, words)], effect, f"{self.sign}{self.number} -> {words}")


def _in_string(site: Site) -> bool:
    return any(leaf.is_string and leaf.start <= site.start < leaf.end for leaf in site.layer.leaves)


def _words(page: Page, rng: Random, *, plain: bool = True) -> Words | None:
    site = page.site(rng, plain=plain)
    return Words(site) if site else None


# --- true changes ---------------------------------------------------------------------------------------------------


NOISE = Decimal("1e-9")  # between two spellings of one binary number: no other price


def _is_ambiguous(number: str) -> bool:
    """Three digits behind a point are a thousand in half of the world: held until it is spelled otherwise, and no plain change."""
    return bool(re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", number))


@mutation("true change", 14)
def small_change(page: Page, rng: Random) -> Mutant | None:
    """A few per cent up or down: published at once with exactly the new value (E14)."""
    words = _words(page, rng)
    if words is None or any(field == "value" for field in words.site.keys.values()) or len(page.subject.entries) < 4:
        return None
    old = value_of(words.number)
    new = value_of(spelled(words.number, old * Decimal(rng.choice(["1.08", "0.93", "1.25", "0.75", "1.5", "1.9"]))))
    if new == old or not Decimal("0.52") < new / old < Decimal("1.95") or _is_ambiguous(spelled(words.number, new)):
        return None
    says = page.says(words.site, new)
    alone = _is_most_of_its_page(page, set(says))
    return words.replaced(page, words.sign + spelled(words.number, new), Effect(says=says, expect="pending" if alone else "true"))


@mutation("true change", 8)
def big_change(page: Page, rng: Random) -> Mutant | None:
    """Times three, or a fifth: pending, and published after a second reading (E15)."""
    words = _words(page, rng)
    if words is None or any(field == "value" for field in words.site.keys.values()):
        return None
    old = value_of(words.number)
    new = value_of(spelled(words.number, old * Decimal(rng.choice(["3", "0.2", "2.5", "0.35", "4"]))))
    if not new or Decimal("0.5") <= new / old <= 2 or _is_ambiguous(spelled(words.number, new)):
        return None
    return words.replaced(page, words.sign + spelled(words.number, new), Effect(says=page.says(words.site, new), expect="pending"))


@mutation("true change", 3)
def whole_page_by_one_factor(page: Page, rng: Random) -> Mutant | None:
    """Every price a tenth up or down: another country's currency looks like that, so a person decides (few, or credits: a second reading)."""
    factor = Decimal(rng.choice(["1.1", "0.9", "1.2", "0.5", "1.07", "0.85"]))
    return _all_changed(page, lambda: factor, Effect(expect="person"), f"all x {factor}")


@mutation("true change", 4)
def whole_page_repriced(page: Page, rng: Random) -> Mutant | None:
    """A new list, each price dearer by a share of its own: pending, then published (B7, E15)."""
    shares = cycle(((1050, 1350), (1500, 1900)))
    return _all_changed(page, lambda: Decimal(rng.randrange(*next(shares))) / 1000, Effect(expect="pending"), "all dearer")


def _all_changed(page: Page, factor: Callable[[], Decimal], effect: Effect, note: str) -> Mutant | None:
    sites = [site for site in page.sites if not any(field == "value" for field in site.keys.values())]
    if len(sites) < 2 or len({site.layer for site in sites}) > 1 or any(site.shared for site in page.sites):
        return None
    says: dict = {}
    edits = []
    for site in sites:
        new = value_of(
            spelled(site.text, (value_of(site.text) * factor()).quantize(Decimal(1).scaleb(-(len(site.text.partition(".")[2]) + 2))))
        )
        if not new or any(key in says for key in site.keys) or _is_ambiguous(spelled(site.text, new)):
            return None
        says |= page.says(site, new)
        edits.append(Edit(site.start, site.end, spelled(site.text, new)))
    return page.mutant(sites[0].layer, edits, replace(effect, says=says), note)


def _is_most_of_its_page(page: Page, keys: set) -> bool:
    prices = [key for key in page.target.keys if page.subject.entries[key].subject == "price"]
    changed = [key for key in keys if key in prices]
    return len(changed) > 1 and 2 * len(changed) > len(prices)


@mutation("true change", 3)
def spelled_otherwise(page: Page, rng: Random) -> Mutant | None:
    """The same number in another spelling: trailing zeros, no leading zero."""
    words = _words(page, rng, plain=False)
    if words is None or "." not in words.number or words.bare_json or "e" in words.number or _is_ambiguous(words.number + "0"):
        return None
    return words.replaced(page, words.sign + words.number + "0", harmless())


# --- other numbers that are plain: the page's word, held where it looks like a slip ---------------------------------


@mutation("numbers", 6)
def digit_lost_or_added(page: Page, rng: Random) -> Mutant | None:
    """A digit fewer, more or other: a plain number is what the page says; nothing else may be published."""
    words = _words(page, rng)
    if words is None:
        return None
    at = rng.randrange(len(words.number))
    if not words.number[at].isdigit():
        return None
    new = (
        words.number[:at]
        + rng.choice(["", words.number[at] * 2, rng.choice("0123456789") + words.number[at], rng.choice("123456789")])
        + words.number[at + 1 :]
    )
    return _plain_or_not(page, words, new)


def _plain_or_not(page: Page, words: Words, new: str) -> Mutant | None:
    if new == words.number:
        return None
    if not re.fullmatch(r"(?:0|[1-9]\d*|[1-9]\d{0,2}(?:,\d{3})+|(?=\.))(?:\.\d+)?(?:e[-+]?\d+)?", new) or not re.search(
        r"^[^e]*[1-9]", new
    ):
        return words.replaced(page, words.sign + new, Effect(says=page.unsaid([words.site])))
    value = value_of(new)
    if value == value_of(words.number) or abs(value / value_of(words.number) - 1) < NO_CHANGE:
        return words.replaced(page, words.sign + new, Effect())
    if _is_slip(value_of(words.number), value):
        return words.replaced(page, words.sign + new, Effect(says=page.unsaid([words.site])))
    return words.replaced(page, words.sign + new, Effect(says=page.says(words.site, value)))


def _is_slip(old: Decimal, new: Decimal) -> bool:
    return any(max(old, new) == min(old, new) * 10**power for power in (1, 2, 3, 6))


@mutation("numbers", 6)
def point_lost_or_moved(page: Page, rng: Random) -> Mutant | None:
    """Ten, a hundred, a thousand times more or less: held until a person says so (D23)."""
    words = _words(page, rng)
    if words is None:
        return None
    new = value_of(words.number).scaleb(rng.choice([1, 2, 3, -1, -2, -3]))
    text = format(new.normalize(), "f")
    return words.replaced(page, words.sign + text, Effect(says=page.unsaid([words.site])))


@mutation("numbers", 2)
def point_left_out(page: Page, rng: Random) -> Mutant | None:
    words = _words(page, rng)
    if words is None or "." not in words.number:
        return None
    return words.replaced(page, words.sign + words.number.replace(".", ""), Effect(says=page.unsaid([words.site])))


@mutation("numbers", 5)
def prices_exchanged(page: Page, rng: Random) -> Mutant | None:
    """Two rows hand each other their prices: held, or what the page says."""
    one, other = page.site(rng), page.site(rng)
    if one is None or other is None or one.layer is not other.layer or one.text == other.text or set(one.keys) & set(other.keys):
        return None
    says = page.says(one, value_of(other.text)) | page.says(other, value_of(one.text))
    edits = [Edit(one.start, one.end, other.text), Edit(other.start, other.end, one.text)]
    return page.mutant(one.layer, edits, Effect(says=says), f"{one.text} <-> {other.text}")


@mutation("numbers", 4)
def all_prices_equal(page: Page, rng: Random) -> Mutant | None:
    """Every price of a page or a table is one value (D24)."""
    sites = [site for site in page.sites if not any(field in ("value", "credits") for field in site.keys.values())]
    if rng.random() < 0.6 and (found := page.priced(rng)):
        sites = [site for site in sites if site in page.within(found[0], found[1].start, found[1].end)]
    if len(sites) < 4 or len({site.text for site in sites}) < 3 or len({site.layer for site in sites}) > 1:
        return None
    value = rng.choice([site.text for site in sites])
    changed = [site for site in sites if abs(value_of(site.text) / value_of(value) - 1) > NOISE] if value_of(value) else []
    if len({key for site in changed for key in site.keys}) < 3:
        return None
    edits = [Edit(site.start, site.end, value) for site in sites]
    return page.mutant(sites[0].layer, edits, Effect(says=page.unsaid(changed)), value)


# --- words that are no plain price ----------------------------------------------------------------------------------

NO_PLAIN_PRICE = [
    "{s}{n} {s}{m}", "{s}{n} / {s}{m}", "{s}{n}–{s}{m}", "{s}{n} - {s}{m}", "{s}{n} to {s}{m}", "from {s}{n}", "From {s}{n}", "starting at {s}{n}", "up to {s}{n}",
    "{s}{n}+", "≈{s}{n}", "~{s}{n}", "about {s}{n}", "was {s}{m} now {s}{n}", "{s}{n} (was {s}{m})", "{n}%", "{s}{n} (50% off)", "-{s}{n}", "({s}{n})", "−{s}{n}",
    "{s}0.00", "{s}0", "0", "Free", "free", "—", "-", "–", "", " ", "N/A", "n/a", "TBD", "Contact us", "Contact sales", "Custom", "Coming soon", "NaN", "{s}NaN", "undefined",
    "null", "{{{{ price }}}}", "${{price}}", "{s}--", "[object Object]", "Loading...", "{s}", "{s}∞", "Infinity", "first 100, then {s}{n}", "{s}{n}k", "{s}{n}M",
    "{s}{n} until Dec 31", "{s}{n} through December 31, 2026", "{s}{n} excl. VAT", "{s}{n} plus tax", "{s}{n}, billed annually", "{s}{n}/month", "{s}{n} per month",
    "{s}{n} per second", "{s}{n} per 1,000 images", "{s}{n}/megapixel", "{s}{n} per minute", "{s}{n}/hour", "less than {s}{n}", "1-800-555-0199", "2026", "50 steps {s}{n}",
    "{s}{n} EUR", "€{n}", "{n} €", "£{n}", "C${n}", "A${n}", "₹{n}", "R${n}", "XAU {n}", "{s}{c}", "{s}{o}", "S{n}", "{s}{n}⁵", "{s}{n}..", "{s}.{n}", "{s}{n}.{m}", "{s}1/3",
]  # fmt: skip


@mutation("words", 26)
def no_plain_price(page: Page, rng: Random) -> Mutant | None:
    """Two amounts, ranges, bounds, remarks, other units and currencies, templates, nothing: never the old price in silence."""
    words = _words(page, rng)
    if words is None:
        return None
    template = rng.choice(NO_PLAIN_PRICE)
    if words.sign == "" and any(part in template for part in ("{s}{o}",)) and words.bare_json:
        return None
    other = spelled(words.number, value_of(words.number) * 2)
    new = template.format(s=words.sign, n=words.number, m=other, c=words.number.replace(".", ","), o=words.number.replace("0", "О", 1))
    if new in (words.number, words.sign + words.number) or (template == "{s}{c}" and "." not in words.number):
        return None
    if re.fullmatch(r"[$¥]?[\d,]*\.?\d+", new) and re.search("[1-9]", new) and (template != "2026" or _is_of_rules(words)):
        return _plain_or_not(page, words, new.lstrip("$¥"))
    effect = Effect(says=page.unsaid([words.site]), later=_later(page, words, template))
    monthly = "month" in template and all(key[0] == "plan" for key in words.site.keys)
    if template in ("{s}{n}⁵",) or monthly or (template == "({s}{n})" and _is_in_a_formula(words)):
        effect = Effect(says=page.unsaid([words.site], too=True))
    return words.replaced(page, new, effect)


def _is_in_a_formula(words: Words) -> bool:
    """Whether it is computed with (WaveSpeed): there a number in brackets is that number, and no loss in an accountant's spelling."""
    site = words.site
    return any(leaf.is_string and leaf.start <= site.start < leaf.end and " ? " in leaf.raw for leaf in site.layer.leaves)


def _is_of_rules(words: Words) -> bool:
    """A rule counts tokens, steps or pixels: 2026 of them is a number, where 2026 for a price is a year."""
    return all(field == "value" for field in words.site.keys.values())


def _later(page: Page, words: Words, template: str) -> dict:
    """What a second reading may believe: that it is free now, or a range, where the reader takes such."""
    if template in ("{s}0.00", "{s}0", "0", "Free", "free"):
        return page.says(words.site, Decimal(0))
    if template in ("{s}{n}–{s}{m}", "{s}{n} - {s}{m}", "{s}{n} to {s}{m}"):
        lines = {key: page.subject.entries[key].value for key in words.site.keys}
        return {
            key: frozenset({PriceLine(**{**dict(line), "bound": "range", "upper": line.amount * 2}).fact()})
            for key, line in lines.items()
            if isinstance(line, PriceLine) and line.amount
        }
    return {}


SAME_PRICE = [
    "{s}{n}¹",
    "{s}{n}*",
    "{s}{n}†",
    "{s}{n}.",
    "1024x1024: {s}{n}",
    "{s}{n} each",
    "{s} {n}",
    "{s}{n} USD",
    "USD {n}",
    "{s}{n} per image",
    "\u200b{s}{n}",
    "{s}{n}\u00a0",
    "{s}\u200b{n}",
    "{s}{wide}",
    "{wide_s}{n}",
    "{s}{arabic}",
    "{s}{thin}",
    "{s}{n}\ufe0f",
    "{s}{n} *",
    "<b>{s}</b>{n}",
]
BROKEN = [
    "{s}{a} {b}",
    "{s}{a}. {b}",
    "{s}{a}\n{b}",
    "{s}{a}·{b}",
    "{s}{a}’{b}",
    "{s}{a}<br>{b}",
    "{s}{a},{b}",
    "{s}{a};{b}",
    "{s}{a}..{b}",
    "{s}{a}.{b}.0",
]


@mutation("words", 6)
def same_price_with_something(page: Page, rng: Random) -> Mutant | None:
    """A note mark, a unit, a space: the same price, or refused; never another."""
    words = _words(page, rng)
    if words is None:
        return None
    form = rng.choice(SAME_PRICE)
    if "<" in form and words.site.layer.kind == "json":
        return None
    new = form.format(s=words.sign, n=words.number, **_drawn(words))
    return words.replaced(page, new, Effect(says=page.unsaid([words.site], too=True)))


def _drawn(words: Words) -> dict[str, str]:
    """The number in full-width and Arabic digits and with invisible spaces in it; its sign in full width."""
    return {
        "wide": "".join(chr(ord(letter) + 0xFEE0) for letter in words.number),
        "arabic": "".join(chr(0x0660 + int(letter)) if letter.isdigit() else letter for letter in words.number),
        "thin": "\u2060".join(words.number),
        "wide_s": {"$": "\uff04", "¥": "\uffe5"}.get(words.sign, words.sign),
    }


@mutation("words", 4)
def number_broken(page: Page, rng: Random) -> Mutant | None:
    """Something between its whole and its decimals: no plain number, and never its first part alone."""
    words = _words(page, rng)
    if words is None or "." not in words.number or "e" in words.number:
        return None
    whole, _, decimals = words.number.partition(".")
    form = rng.choice([form for form in BROKEN if "<" not in form or words.site.layer.kind == "html"])
    return words.replaced(page, form.format(s=words.sign, a=whole, b=decimals), Effect(says=page.unsaid([words.site])))


MARKED = [
    ("{p}<sup>1</sup>", "same"), ("{p}<sup>*</sup>", "same"), ("{p}<sup>(2)</sup>", "same"), ("<s>{q}</s> {p}", "same"), ("<del>{q}</del>{p}", "same"), ("{p} <s>{q}</s>", "same"),
    ("<s>{p}</s> {r}", "new"), ("<del>{p}</del> {r}", "new"), ('<span style="text-decoration: line-through">{p}</span> {r}', "new"), ("<s>{p}</s>", "none"),
    ('<span class="sr-only">{p}</span>{p}', "same"), ('<span hidden>{q}</span>{p}', "same"), ('<span style="display:none">{q}</span>{p}', "same"), ("<!-- {q} -->{p}", "same"),
    ('<span title="{q}">{p}</span>', "same"), ("<span>{p}</span><span>{q}</span>", "none"), ("{p}<br>{q}", "none"), ("<script>{q}</script>{p}", "same"),
    ("<template>{q}</template>{p}", "same"), ("<div>{p}</div><div>{q}</div>", "none"), ("<img src='price.png' alt='{p}'>", "none"), ("<canvas></canvas>", "none"),
    ('<span style="visibility:hidden">{p}</span>', "none"), ("<span hidden>{p}</span>", "none"), ('<span class="sr-only">{p}</span>', "none"), ("{p}<sub>5</sub>", "same"),
    ("{w}<sup>{d}</sup>", "none"), ("<table><tr><td>{q}</td></tr></table>{p}", "same"), ("<details><summary>{p}</summary>{q}</details>", "none"), ("<select><option>{q}</option></select>{p}", "same"),
    ('<span aria-hidden="true">{p}</span>', "same"), ("<ins>{p}</ins>", "same"), ("<small>from</small> {p}", "none"), ("<small>up to</small> {p}", "none"), ("<button>{p}</button>", "same"),
]  # fmt: skip


@mutation("marked", 12)
def marked_up_price(page: Page, rng: Random) -> Mutant | None:
    """Struck, raised, hidden, doubled: what a person sees in the cell."""
    words = _words(page, rng)
    if words is None or words.site.layer.kind == "json" or _in_attribute(words):
        return None
    form, kind = rng.choice(MARKED)
    p, number = words.sign + words.number, words.number
    other = spelled(number, value_of(number) * Decimal(rng.choice(["2", "1.25", "0.5"])))
    new = spelled(number, value_of(number) * Decimal("0.75"))
    whole, _, decimals = number.partition(".")
    if "{w}" in form and not decimals:
        return None
    if form == "<span>{p}</span><span>{q}</span>" and not words.sign:
        return None  # two numbers without a sign are drawn as one
    made = form.format(p=p, q=words.sign + other, r=words.sign + new, w=words.sign + whole, d=decimals)
    says = {"same": page.unsaid([words.site], too=True), "none": page.unsaid([words.site]), "new": page.says(words.site, value_of(new))}[
        kind
    ]
    mutant = words.replaced(page, made, Effect(says=says))
    return mutant


def _in_attribute(words: Words) -> bool:
    text = words.site.layer.text
    return words.site.layer.kind == "html" and text.rfind("<", 0, words.start) > text.rfind(">", 0, words.start)


@mutation("marked", 3)
def struck_in_markdown(page: Page, rng: Random) -> Mutant | None:
    words = _words(page, rng)
    if words is None or words.site.layer.kind != "markdown":
        return None
    p = words.sign + words.number
    new = spelled(words.number, value_of(words.number) * Decimal("0.75"))
    form, says = rng.choice([
        (f"~~{p}~~ {words.sign}{new}", page.says(words.site, value_of(new))),
        (f"~~{words.sign}{new}~~ {p}", page.unsaid([words.site], too=True)),
        (f"~~{p}~~", page.unsaid([words.site])),
        (f"[{p}](https://x.example/9.99)", page.unsaid([words.site], too=True)),
        (f"`{p}`", page.unsaid([words.site], too=True)),
        (f"{p}[^1]", page.unsaid([words.site], too=True)),
        (f"![{p}](p.png)", page.unsaid([words.site])),
    ])  # fmt: skip
    return words.replaced(page, form, Effect(says=says))
