"""`v1/litellm.json`: our prices as `litellm.register_model` takes them, and a list of what it can't express.

How litellm looks prices up was tried with the real package (1.109): a gpt-image call is priced by its usage, fal by
`fal_ai/{quality}/{w}-x-{h}/{model}`, by resolution or by megapixels of 1,048,576 pixels, everybody else by
`{provider}/{quality}/{w}-x-{h}/{model}` or flat. It works in floats: this is the one file whose amounts are JSON numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

from costs.offer.recipes import pixels
from pipeline.publish.dataset import ProviderState, Published
from pipeline.publish.files.passed_on import why_left_out
from schema.prices import Offer, PriceLine

PROVIDERS: Final = {
    "aimlapi": "aiml", "azure": "azure", "bfl": "black_forest_labs", "cometapi": "cometapi", "deepinfra": "deepinfra", "fal": "fal_ai",
    "fireworks": "fireworks_ai", "google": "gemini", "minimax": "minimax", "nanogpt": "nano-gpt", "nscale": "nscale", "openai": "openai",
    "openrouter": "openrouter", "recraft": "recraft", "replicate": "replicate", "stability": "stability", "together": "together_ai",
    "vercel": "vercel_ai_gateway", "vertex": "vertex_ai", "xai": "xai",
}  # fmt: skip
BY_TOKENS: Final = ("azure", "google", "openai", "vertex")
BY_SIZE: Final = {"fal", *PROVIDERS} - {"aimlapi", "azure", "cometapi", "google", "openai", "recraft", "vertex"}
TOKENS: Final = {
    "input_text": "input_cost_per_token",
    "cached_input_text": "cache_read_input_token_cost",
    "input_image": "input_cost_per_image_token",
    "cached_input_image": "cache_read_input_image_token_cost",
    "output_text": "output_cost_per_token",
    "output_image": "output_cost_per_image_token",
}
# Names that the package prices by OpenAI's own sizes, whoever's they are: a flat price under such a name is never looked at.
SHADOWED: Final = ("gpt-image-1", "gpt-image-1-mini", "gpt-image-1.5", "gpt-image-1.5-2025-12-16")
MILLION: Final = Decimal(1_000_000)
FAL_MEGAPIXEL: Final = Decimal(1_048_576)
LitellmEntry = dict[str, Any]
OfferEntries = dict[str, LitellmEntry] | str  # the entries of one offer, or the reason why it has none


def overlay(everything: Published) -> tuple[dict[str, LitellmEntry], list[dict[str, str]]]:
    """What `register_model` takes, and what was left out with the reason."""
    taken: dict[str, LitellmEntry] = {}
    left: list[dict[str, str]] = []
    for state, offer in _offers(everything.states):
        answer = why_left_out(everything, state, offer) or _entries(state.id, offer)
        reason = answer if isinstance(answer, str) else _lost(state.id, offer, answer)
        taken |= {} if isinstance(answer, str) else answer
        left += [{"provider": state.id, "native_id": offer.native_id, "reason": reason}] if reason else []
    return taken, left


def _offers(states: Iterable[ProviderState]) -> Iterator[tuple[ProviderState, Offer]]:
    return ((state, offer) for state in states for offer in state.snapshot.offers)


def _lost(provider: str, offer: Offer, answer: dict[str, LitellmEntry]) -> str:
    """What an offer's entries leave out, where they are by size: a price at any size, one of as many pixels as another."""
    if not any("-x-" in key for key in answer):
        return ""
    lines = [line for line in offer.prices if line.variant.quality and line.billable == "output_image"]
    kept = {_sized(provider, offer, line) for line in lines} & answer.keys()
    lost = [line for line in lines if _sized(provider, offer, line) not in kept]
    words = (f"{line.variant.quality} quality, {line.variant.size or 'no size'}" for line in lost)
    return f"not told apart from the others: {'; '.join(words)}" if lost else ""


def _entries(provider: str, offer: Offer) -> OfferEntries:
    if provider not in PROVIDERS:
        return "litellm has no such provider"
    standard = [line for line in offer.prices if line.variant.tier in (None, "standard") and line.basis in ("page", "manual")]
    if any(line.currency != "USD" for line in standard):
        return "not in dollars"
    tokens = [line for line in standard if line.unit == "million_tokens" and line.amount is not None]
    if provider in BY_TOKENS and any(line.billable == "output_image" for line in tokens):
        return _by_tokens(provider, offer, tokens)
    return _by_image(provider, offer, [line for line in standard if line.billable == "output_image"])


def _by_tokens(provider: str, offer: Offer, lines: Sequence[PriceLine]) -> OfferEntries:
    if len({line.billable for line in lines}) != len(lines):
        return "token prices that depend on more than what is billed"
    prices = {TOKENS[line.billable]: float((line.amount or 0) / MILLION) for line in lines}
    return {_key(provider, offer.native_id): _entry(provider, "image_generation", prices)}


def _by_image(provider: str, offer: Offer, lines: Sequence[PriceLine]) -> OfferEntries:
    making = [line for line in lines if line.variant.operation != "edit"]
    mode, priced = ("image_generation", making) if making else ("image_edit", list(lines))
    if not priced:
        return "no price of an image made"
    if any(line.amount is None or line.bound for line in priced):
        return "a price that is not one number"
    axes = {axis for line in priced for axis, _ in line.variant.key()} - {"operation", "tier"}
    units = {line.unit for line in priced}
    if len(units) > 1:
        return f"priced per {' and per '.join(sorted(units))}"
    return _shaped(provider, offer, mode, priced, axes)


def _shaped(provider: str, offer: Offer, mode: str, lines: Sequence[PriceLine], axes: set[str]) -> OfferEntries:
    unit = lines[0].unit
    answer: OfferEntries = f"priced per {unit}" + (f" by {', '.join(sorted(axes))}" if axes else "")
    match unit, sorted(axes):
        case "image", [] if provider != "openai" and offer.native_id.rpartition("/")[2] in SHADOWED:
            answer = "litellm prices its name by OpenAI's sizes"
        case "image", [] if len(lines) == 1:
            answer = {_key(provider, offer.native_id): _entry(provider, mode, {"output_cost_per_image": _number(lines[0])})}
        case "image", ["quality", "size"] if provider in BY_SIZE and mode == "image_generation":
            answer = {
                _sized(provider, offer, line): _entry(provider, mode, {"output_cost_per_image": _number(line)})
                for line in _told_apart(provider, lines)
            }
        case "image", ["resolution"] if provider == "fal":
            answer = _by_resolution(offer, mode, lines)
        case "megapixel", [] if provider == "fal" and len(lines) == 1:
            by_pixel = float((lines[0].amount or 0) / FAL_MEGAPIXEL)
            prices = {"output_cost_per_image": _number(lines[0]), "output_cost_per_pixel": by_pixel}
            answer = {_key(provider, offer.native_id): _entry(provider, mode, prices)}
    return answer


def _told_apart(provider: str, lines: Sequence[PriceLine]) -> list[PriceLine]:
    """The lines by quality and size that the package can tell apart: at fal it goes by the number of pixels, where the dearer one stays."""
    sized = [line for line in lines if line.variant.quality and line.variant.size]
    if provider != "fal":
        return sized
    dearest = {(line.variant.quality, pixels(str(line.variant.size))): line for line in sorted(sized, key=lambda line: line.amount or 0)}
    return [line for line in sized if line in dearest.values()]


def _by_resolution(offer: Offer, mode: str, lines: Sequence[PriceLine]) -> OfferEntries:
    prices = {f"output_cost_per_image_{line.variant.resolution}": _number(line) for line in lines}
    usual = prices.get("output_cost_per_image_1K")
    if usual is None or len(prices) != len(lines):
        return "priced by resolution, without one for 1K"
    return {_key("fal", offer.native_id): _entry("fal", mode, {"output_cost_per_image": usual, **prices})}


def _entry(provider: str, mode: str, prices: dict[str, float]) -> LitellmEntry:
    return {"litellm_provider": PROVIDERS[provider], "mode": mode, **prices}


def _key(provider: str, native_id: str) -> str:
    return native_id if provider == "openai" else f"{PROVIDERS[provider]}/{native_id}"


def _sized(provider: str, offer: Offer, line: PriceLine) -> str:
    size = str(line.variant.size).replace("x", "-x-")
    return f"{PROVIDERS[provider]}/{line.variant.quality}/{size}/{offer.native_id}"


def _number(line: PriceLine) -> float:
    return float(line.amount or 0)
