"""The tokens of one usage object, whatever it calls them: totals, their details by kind, and what the two do not agree on.

A detail that is named is what is billed. What only the total has is of the kinds the details do not name: of several,
nobody knows which, and it is a `Pool`, priced at the dearest of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from costs.bill.usage_fields import Fields, Taken, whole
from schema.errors import BadData
from schema.prices import Billable, Closed

IN: Final = (
    "native_tokens_prompt", "input_tokens", "prompt_tokens", "prompt_token_count", "total_input_tokens", "input_token_count",
    "n_context_tokens_total", "tokens_prompt", "tokens_in", "input_usage", "prompt", "input",
)  # fmt: skip
OUT: Final = (
    "native_tokens_completion", "output_tokens", "completion_tokens", "candidates_token_count", "total_output_tokens", "output_token_count",
    "response_token_count", "candidate_tokens", "generated_tokens", "n_generated_tokens_total", "tokens_completion", "tokens_out",
    "output_usage", "completion", "output",
)  # fmt: skip
ALL: Final = ("total_tokens", "total_token_count", "total_usage", "total")
CACHED: Final = (
    "cached_content_token_count", "total_cached_tokens", "cached_input_tokens", "input_cached_tokens", "cached_tokens",
    "cache_read_input_tokens", "native_tokens_cached", "tokens_cached",
)  # fmt: skip
THOUGHT: Final = ("thoughts_token_count", "total_thought_tokens", "total_reasoning_tokens")
REASONED: Final = ("reasoning_tokens", "thinking_tokens", "output_reasoning_tokens", "native_tokens_reasoning", "tokens_reasoning")
TOOL: Final = ("tool_use_prompt_token_count", "total_tool_use_tokens")
IN_PARTS: Final = (
    "input_tokens_details", "prompt_tokens_details", "input_token_details", "prompt_token_details", "prompt_details",
    "input_tokens_by_modality",
)  # fmt: skip
OUT_PARTS: Final = (
    "output_tokens_details", "completion_tokens_details", "candidates_tokens_details", "output_token_details", "completion_token_details",
    "output_tokens_by_modality", "response_tokens_details", "completion_details",
)  # fmt: skip
CACHED_PARTS: Final = ("cache_tokens_details", "cached_tokens_details", "cached_tokens_by_modality")
TOOL_PARTS: Final = ("tool_use_prompt_tokens_details", "tool_use_tokens_by_modality")
KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "text": ("text_tokens", "text", "text_token_count"),
    "image": ("image_tokens", "image", "image_token_count"),
    "cached": (*CACHED, "cache_read", "cache_read_tokens", "cached"),
    "reasoning": (*REASONED, *THOUGHT, "reasoning", "thinking", "thoughts"),
    "ready": ("no_cache_tokens",),  # the rest beside what was cached: a sum, no count of its own
}
INPUTS: Final[tuple[Billable, ...]] = ("input_text", "input_image")
OUTPUTS: Final[tuple[Billable, ...]] = ("output_image", "output_text")


class Pool(Closed):
    """Tokens of which a record does not say whether they are text or image: one of these kinds."""

    count: int
    among: tuple[Billable, ...]
    words: str


class Counts(NamedTuple):
    """What a usage object says: tokens by what is billed, pools, what contradicts itself, what nobody knows; `at_most` where it leaves
    open what was cheaper."""

    known: dict[Billable, int]
    pools: tuple[Pool, ...] = ()
    remarks: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    at_most: bool = False

    @property
    def tokens(self) -> int:
        """All tokens it has."""
        return sum(self.known.values()) + sum(pool.count for pool in self.pools)


class _Side(NamedTuple):
    """One side of an answer, as it stands: the total, the kinds that are named, what else the details hold."""

    total: int | None
    text: int | None = None
    image: int | None = None
    cached: int | None = None
    cached_text: int | None = None
    cached_image: int | None = None
    reasoning: int | None = None
    other: int = 0

    @property
    def named(self) -> int:
        return (self.text or 0) + (self.image or 0) + self.other


def counted(usage: Fields, where: str = "usage") -> Counts:
    """The tokens of one usage object."""
    _refuse_negative(usage, where)
    taken = Taken(_native(usage), where)
    given, sent, tool = _given(taken), _sent(taken), _tool(taken)
    whole_count, thought = taken.number(*ALL), taken.number(*THOUGHT) or 0
    remarks, pools, known, at_most = list[str](), list[Pool](), dict[Billable, int](), False
    if given.total is None and sent.total is None and not (given.named or sent.named) and whole_count is not None:
        pools.append(Pool(count=whole_count, among=(*OUTPUTS, *INPUTS), words="in all"))
    else:
        given, sent = _filled(given, sent, whole_count, thought + tool)
        _say_total(given, sent, whole_count, thought + tool, remarks)
        for side in (_bill_given(given, thought, remarks), _bill_sent(sent, tool, remarks)):
            known |= side.known
            pools += side.pools
            at_most |= side.at_most
    return Counts(known, tuple(pools), (*taken.differing, *remarks), tuple(taken.rest()), at_most)


def _native(usage: Fields) -> Fields:
    """Without a gateway's own count of the tokens where the seller's stands beside it: the seller's is billed."""
    if any(name.startswith("native_tokens") for name in usage):
        return {name: value for name, value in usage.items() if not name.startswith("tokens_")}
    return usage


def _refuse_negative(value: Any, where: str) -> None:
    """A count below nought is a fault of whoever wrote it, wherever it stands."""
    for name, inner in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(inner, dict | list):
            _refuse_negative(inner, where)
        elif (count := whole(inner)) is not None and count < 0:
            raise BadData(f"the usage record, {where}", "counts of 0 or more", f"{name} {count:,}")


# --- reading --------------------------------------------------------------------------------------------------------


def _given(taken: Taken) -> _Side:
    total, parts = taken.number(*OUT), _parts(taken.part(*OUT_PARTS), taken, "details of the output")
    flat = {
        "text": taken.number("output_text_tokens"),
        "image": taken.number("output_image_tokens", "native_tokens_completion_images"),
        "reasoning": taken.number(*REASONED),
    }
    return _Side(total, other=parts.get("other") or 0, **_either(parts, flat, ("text", "image", "reasoning")))


def _sent(taken: Taken) -> _Side:
    total, inside = taken.number(*IN), taken.part(*IN_PARTS)
    cached_parts = taken.part(*CACHED_PARTS)
    if isinstance(inside, dict):
        cached_parts = inside.pop("cached_tokens_details", None) or cached_parts
    parts, cached = _parts(inside, taken, "details of the input"), _parts(cached_parts, taken, "details of what was cached")
    flat = {"text": taken.number("input_text_tokens"), "image": taken.number("input_image_tokens"), "cached": taken.number(*CACHED)}
    cached = _either(
        cached, {"text": taken.number("input_cached_text_tokens"), "image": taken.number("input_cached_image_tokens")}, ("text", "image")
    )
    said = _either(parts, flat, ("text", "image", "cached"))
    return _Side(total, **said, cached_text=cached["text"], cached_image=cached["image"], other=parts.get("other") or 0)


def _tool(taken: Taken) -> int:
    taken.part(*TOOL_PARTS)  # by modality: what a tool found is text, and counted in the total
    return taken.number(*TOOL) or 0


def _either(parts: Mapping[str, int | None], flat: Mapping[str, int | None], names: Iterable[str]) -> dict[str, int | None]:
    return {name: flat.get(name) if parts.get(name) is None else parts[name] for name in names}


def _parts(inside: Any, taken: Taken, where: str) -> dict[str, int | None]:
    """The details as text, image, cached, reasoning; what else is counted there is named, and its sum is `other`."""
    listed = Taken(_by_modality(inside) if isinstance(inside, list) else inside if isinstance(inside, dict) else {}, where)
    if not listed.left:
        return {}
    found = {kind: listed.number(*names) for kind, names in KINDS.items()}
    others = {name: value for name, value in listed.left.items() if value not in (None, 0, {}, [])}
    taken.left |= {f"{where}, {name.replace('_', ' ')}": value for name, value in others.items()}
    taken.differing += listed.differing
    return found | {"other": sum(whole(value) or 0 for value in others.values())}


def _by_modality(entries: Iterable[Any]) -> dict[str, int]:
    """Google's lists: `{"modality": "IMAGE", "tokenCount": 1120}`, with whichever words for the two."""
    found: dict[str, int] = {}
    for entry in entries:
        if isinstance(entry, dict):
            name = str(entry.get("modality") or entry.get("type") or "unspecified").rpartition(".")[2].split(":")[0].strip("<> '").lower()
            count = next((c for key in ("token_count", "tokens", "count") if (c := whole(entry.get(key))) is not None), 0)
            found[name] = found.get(name, 0) + count
    return found


# --- billing --------------------------------------------------------------------------------------------------------


def _filled(given: _Side, sent: _Side, whole_count: int | None, beside: int) -> tuple[_Side, _Side]:
    """The side whose total is not said is what the other leaves of the whole."""
    if whole_count is None or (given.total is None) == (sent.total is None):
        return given, sent
    if given.total is None and not given.named:
        return given._replace(total=max(whole_count - (sent.total or 0) - beside, 0)), sent
    if sent.total is None and not sent.named:
        return given, sent._replace(total=max(whole_count - (given.total or 0) - beside, 0))
    return given, sent


def _say_total(given: _Side, sent: _Side, whole_count: int | None, beside: int, remarks: list[str]) -> None:
    if whole_count is None or given.total is None or sent.total is None:
        return
    parts = given.total + sent.total + beside
    if parts != whole_count and parts - beside != whole_count:
        remarks.append(f"the record does not add up: {whole_count:,} tokens in all, its parts come to {parts:,}: the parts are billed")


def _bill_given(side: _Side, thought: int, remarks: list[str]) -> Counts:
    """What came back: images as images; all the rest of the total, thinking included, as text where images are named."""
    text, image, reasoned = side.text, side.image, side.reasoning or 0
    image = 0 if side.total == 0 else image
    known: dict[Billable, int] = {} if image is None else {"output_image": image}
    rest = 0 if side.total is None else side.total - side.named
    if rest < 0:
        remarks.append(_more_than("output", side))
        rest = 0
    inside = min(rest, reasoned)  # thinking is counted in the total, beside the text or in it
    named_text = (text or 0) + (reasoned if side.total is None else inside)
    rest -= inside
    pools: tuple[Pool, ...] = ()
    if rest and image is not None:
        remarks.append(_rest_words("output", side, rest, "text"))
        named_text += rest
    elif rest and text is not None:
        remarks.append(_rest_words("output", side, rest, "images"))
        known["output_image"] = rest
    elif rest:
        pools = (Pool(count=rest, among=OUTPUTS, words="output"),)
    if text is not None or named_text or thought:
        known["output_text"] = named_text + thought
    return Counts(known, pools)


def _bill_sent(side: _Side, tool: int, remarks: list[str]) -> Counts:
    """What was sent: by kind, what was cached apart; a cached count whose kind is not said gets no discount unless there is one kind."""
    rest = 0 if side.total is None else side.total - side.named
    if rest < 0:
        remarks.append(_more_than("input", side))
        rest = 0
    text, image, pools = 0 if side.total == 0 else side.text, side.image, list[Pool]()
    if rest and image is not None and text is None:
        text = rest
    elif rest and text is not None and image is None:
        remarks.append(_rest_words("input", side, rest, "images"))
        image = rest
    elif rest:
        pools = _pooled(rest, side, remarks)
    cached_text, cached_image, at_most = _cached(side, text, image, bool(pools), remarks)
    text, image = _less(text, cached_text, "text", remarks), _less(image, cached_image, "image", remarks)
    text = (text or 0) + tool if tool else text
    counts: dict[Billable, int | None] = {
        "input_text": text, "input_image": image, "cached_input_text": cached_text, "cached_input_image": cached_image,
    }  # fmt: skip
    return Counts({name: count for name, count in counts.items() if count is not None}, tuple(pools), at_most=at_most)


def _pooled(rest: int, side: _Side, remarks: list[str]) -> list[Pool]:
    if side.named:
        remarks.append(f"the details name {side.named:,} of {side.total or 0:,} input tokens: the other {rest:,} are of neither kind")
    cached = min(side.cached or 0, rest) if not side.named else 0
    pools = [Pool(count=rest - cached, among=INPUTS, words="input")] if rest - cached else []
    return pools + ([Pool(count=cached, among=("cached_input_text", "cached_input_image"), words="cached input")] if cached else [])


class _CachedKinds(NamedTuple):
    """What was cached, by kind; `in_full` where nobody says of which kind it was, and all is billed as if it had not been."""

    text: int | None = None
    image: int | None = None
    in_full: bool = False


def _cached(side: _Side, text: int | None, image: int | None, pooled: bool, remarks: list[str]) -> _CachedKinds:
    if side.cached_text is not None or side.cached_image is not None or not side.cached:
        return _CachedKinds(side.cached_text, side.cached_image)
    if text is None and image is None:
        return _CachedKinds(None if pooled else side.cached)
    if not image:
        return _CachedKinds(min(side.cached, text or 0))
    if not text:
        return _CachedKinds(image=min(side.cached, image))
    remarks.append(f"{side.cached:,} input tokens were cached, of which kind the record does not say: priced in full, at most")
    return _CachedKinds(in_full=True)


def _less(whole_count: int | None, part: int | None, kind: str, remarks: list[str]) -> int | None:
    if whole_count is None or not part:
        return whole_count
    if part > whole_count:
        remarks.append(f"{part:,} {kind} tokens were cached of {whole_count:,} sent: the details do not add up, both are billed")
        return whole_count
    return whole_count - part


def _rest_words(name: str, side: _Side, rest: int, kind: str) -> str:
    total = side.total or 0
    return f"the details name {total - rest:,} of {total:,} {name} tokens: the other {rest:,} are billed as {kind}"


def _more_than(side_name: str, side: _Side) -> str:
    return f"the details name {side.named:,} {side_name} tokens, the total {side.total or 0:,}: the details are billed"
