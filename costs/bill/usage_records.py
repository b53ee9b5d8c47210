"""What an answer used, from the record its seller, a gateway or a log keeps of it: any ordinary shape, several at once.

The record says what it says: images, their size and quality, tokens by kind, searches, a price of its own. What it names
and nobody knows is named; a record that says nothing of an image is refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from pydantic import Field, ValidationError

from costs.bill.itemised import Stated
from costs.bill.usage_answers import BESIDE, beside, model, operation, provider, text
from costs.bill.usage_counts import ALL, IN, OUT, Counts, Pool, counted
from costs.bill.usage_fields import Fields, a_dict, dicts, spelled, unwrapped, whole
from costs.offer.recipes import AskedSize, Recipe
from schema.errors import BadData
from schema.prices import Billable, Closed, DecimalText, Operation, Resolution, Slug, Tier

Tokens = int | None
NOTHING: Final = Counts({})
USAGES: Final = ("usage", "usage_metadata", "token_usage", "usage_object", "usage_details", "token_count")
WITHOUT_ANSWER: Final = (
    "failed", "canceled", "cancelled", "error", "starting", "processing", "queued", "in_queue", "in_progress", "running", "pending",
    "expired",
)  # fmt: skip
FLAT: Final = ("input_usage", "output_usage", "total_usage")  # Langfuse's columns
CONTAINERS: Final = ("response_metadata", "provider_metadata", "metadata", "additional_kwargs", "generation_info", "raw_response")
MAINLINE: Final = "tokens of the model that called the tool, billed at its own prices"


class Usage(Closed):
    """What an answer says it used. A field left out is unknown, which is not zero.

    `pools` are tokens of which it does not say what they are; `stated` what it says was charged; `remarks` where it
    contradicts itself; `unknown` quantities in it that nobody knows; `at_most` whether it leaves open what would be cheaper.
    """

    images: int = Field(default=1, ge=1)
    operation: Operation | None = None
    size: AskedSize | None = None
    resolution: Resolution | None = None
    quality: Slug | None = None
    tier: Tier = "standard"
    references: int = Field(default=0, ge=0)
    reference_size: AskedSize | None = None
    features: tuple[Slug, ...] = ()
    partial_images: int = Field(default=0, ge=0)
    searches: int = Field(default=0, ge=0)
    gpu_seconds: DecimalText | None = None
    output_image: Tokens = Field(default=None, ge=0)
    input_image: Tokens = Field(default=None, ge=0)
    cached_input_image: Tokens = Field(default=None, ge=0)
    input_text: Tokens = Field(default=None, ge=0)
    cached_input_text: Tokens = Field(default=None, ge=0)
    output_text: Tokens = Field(default=None, ge=0)
    pools: tuple[Pool, ...] = ()
    stated: Stated | None = None
    remarks: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    at_most: bool = False

    def recipe(self) -> Recipe:
        """The image the answer gave, as a recipe."""
        operation: Operation = "edit" if self.references else self.operation or "generate"
        return Recipe(
            operation=operation,
            quality=self.quality,
            size=self.size,
            resolution=self.resolution,
            references=max(self.references, 1 if operation == "edit" else 0),
            tier=self.tier,
            count=self.images,
            features=self.features,
            gpu_seconds=None if self.gpu_seconds is None else f"{self.gpu_seconds / self.images:f}",
            reference_size=self.reference_size or "1024x1024",
        )

    def remarked(self, remarks: Sequence[str]) -> Usage:
        """The same with further remarks."""
        return self.model_copy(update={"remarks": (*self.remarks, *remarks)}) if remarks else self

    def pooled(self, *billables: Billable) -> bool:
        """Whether some tokens may be of one of these kinds."""
        return any(set(billables) & set(pool.among) for pool in self.pools)

    @property
    def says_tokens(self) -> bool:
        """Whether there is any count of tokens."""
        return bool(self.pools) or any(getattr(self, name) is not None for name in TOKENS)

    @property
    def only_charged(self) -> bool:
        """Whether all that is known is what was charged."""
        return self.stated is not None and not (self.says_tokens or self.size or self.resolution or self.quality)


TOKENS: Final[tuple[Billable, ...]] = (
    "output_image", "input_image", "cached_input_image", "input_text", "cached_input_text", "output_text",
)  # fmt: skip
OWN: Final = frozenset(Usage.model_fields) - {"pools", "stated", "remarks", "unknown", "at_most"}


class StatedUsage(NamedTuple):
    """A record as read: its usage, the model it names, and why it is no answer, if it is none."""

    usage: Usage
    model: str | None = None
    provider: str | None = None


def usage_of(record: Mapping[str, Any], lacking: Mapping[str, Any] | None = None) -> Usage:
    """A usage record: our own fields, or any shape of an answer, alone or wrapped. `lacking` fills what it does not say."""
    return read_record(record, lacking).usage


def read_record(record: Mapping[str, Any], lacking: Mapping[str, Any] | None = None) -> StatedUsage:
    """A usage record with the model and the seller it names."""
    options = {name: value for name, value in (lacking or {}).items() if value is not None}
    if record and set(record) <= OWN:
        return StatedUsage(_checked(options | {name: value for name, value in record.items() if value not in ("", "auto", None)}))
    answer = unwrapped(spelled(record))
    _refuse_failure(answer)
    fields = _fields(answer)
    if not fields and set(record) & OWN:
        return StatedUsage(_checked(record))  # a slip in our own spelling: the message names the field
    known = {name: value for name, value in fields.items() if name not in ("unknown", "remarks", "at_most")}
    if not known and not {"quality", "size", "resolution", "images", "output_image"} & set(options):
        there = "; ".join((*fields.get("unknown", ()), *sorted(map(str, record)))[:8])
        raise BadData(
            "the usage record", "tokens, images, a size, a quality or a price in it", f"only {there}" if there else "nothing at all"
        )
    contrary = [_contrary(name, fields[name], options[name]) for name in options if _differs(name, fields, options)]
    remarks = (*fields.pop("remarks", ()), *contrary)
    usage = _checked(_compatible(options, fields) | fields | {"remarks": remarks})
    return StatedUsage(usage, model(answer), provider(answer))


def _contrary(name: str, said: Any, asked: Any) -> str:
    return f"the record says {name.replace('_', ' ')} {said}, not {asked} as asked"


def _differs(name: str, fields: Fields, options: Mapping[str, Any]) -> bool:
    return name in fields and fields[name] != options[name] and name != "features"


def _compatible(options: Mapping[str, Any], fields: Fields) -> Fields:
    """The options that fill a gap: a size asked for is no news where the record has its resolution, and the other way round."""
    shaped = bool({"size", "resolution"} & set(fields))
    return {name: value for name, value in options.items() if not (shaped and name in ("size", "resolution"))}


def _checked(fields: Mapping[str, Any]) -> Usage:
    try:
        return Usage.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        expected = f"one of {', '.join(sorted(OWN))}" if first["type"] == "extra_forbidden" else first["msg"]
        raise BadData(f"the usage record, {where}", expected, repr(first["input"])) from None


def _refuse_failure(answer: Fields) -> None:
    error, state = answer.get("error"), text(answer, "status", "task_status", "state")
    if any(answer.get(name) for name in ("usage", "usage_metadata", "data", "candidates", "tool_usage")):
        return
    if error:
        words = error.get("message") or error.get("code") if isinstance(error, dict) else error
        raise BadData("the usage record", "an answer with an image", f"a failed call: {str(words)[:120]!r}")
    if state and state.lower() in WITHOUT_ANSWER:
        raise BadData("the usage record", "an answer with an image", f"one that is {state.lower().replace('_', ' ')}")


# --- what an answer says --------------------------------------------------------------------------------------------


def _fields(answer: Fields) -> Fields:
    """Everything the answer says of what it used, under our names; only what it says."""
    counts, mainline = _counts(answer)
    ours = {name: count for name in TOKENS if (count := whole(answer.get(name))) is not None}
    said: Fields = ours | counts.known | beside(answer)
    if counts.pools:
        said["pools"] = tuple(pool.model_dump() for pool in _narrowed(counts.pools, answer))
    unknown = tuple(dict.fromkeys((*said.pop("unknown", ()), *counts.unknown, *mainline)))
    return said | {name: words for name, words in (("unknown", unknown), ("remarks", counts.remarks), ("at_most", counts.at_most)) if words}


def _counts(answer: Fields) -> tuple[Counts, list[str]]:
    """The tokens of the image model, and those of another model that called it. Of several shapes at once the most particular."""
    found = [counted(_without_read(usage), name) for name, usage in _usages(answer)]
    mainline = [f"{counts.tokens:,} {MAINLINE}" for counts in found if counts.tokens]
    if inside := _of_tool(answer):
        return counted(inside, "tool_usage.image_gen"), mainline
    if _called_a_tool(answer) or not found:
        return NOTHING, mainline
    best = max(found, key=_particular)
    if not best.tokens and best.known.get("output_image") == 0:
        return NOTHING._replace(unknown=best.unknown), mainline  # noughts of a log that counts no tokens of images
    others = [other for other in found if other is not best and other.tokens and best.tokens and other.tokens != best.tokens]
    words = "two usage objects disagree: {:,} tokens and {:,}: the more particular one is billed"
    remarks = tuple(words.format(best.tokens, other.tokens) for other in others)
    unknown = tuple(words for other in found if other is not best for words in other.unknown)
    return best._replace(remarks=(*best.remarks, *remarks), unknown=(*best.unknown, *unknown)), []


def _of_tool(answer: Fields) -> Fields | None:
    """What the hosted tool that made the image used."""
    tools = a_dict(answer.get("tool_usage"))
    return next((tools[name] for name in ("image_gen", "image_generation") if isinstance(tools.get(name), dict)), None)


def _without_read(usage: Fields) -> Fields:
    """A usage object without what is read beside its tokens."""
    return {name: value for name, value in usage.items() if name not in BESIDE}


def _particular(counts: Counts) -> tuple[bool, int, int]:
    return "output_image" in counts.known, len(counts.known), -len(counts.pools)


def _usages(answer: Fields) -> list[tuple[str, Fields]]:
    """Every usage object of the answer; the answer itself where it is one."""
    places = {name: answer.get(name) for name in USAGES}
    for around in CONTAINERS:
        places |= _inside(around, a_dict(answer.get(around)))
    found = [(name, inside) for name, inside in places.items() if isinstance(inside, dict)]
    flat = ("input_text_tokens", "output_image_tokens", "input_image_tokens", "output_text_tokens")
    if any(whole(answer.get(name)) is not None for name in (*IN, *OUT, *ALL, *flat)):
        own = {name: value for name, value in answer.items() if "token" in name or name in FLAT}
        found.append(("the record", own))
    metrics = a_dict(answer.get("metrics"))  # Datadog keeps counts here, Replicate seconds
    if any("tokens" in name for name in metrics):
        found.append(("metrics", metrics))
    return found


def _inside(where: str, container: Fields) -> Fields:
    """The usage objects in what a library keeps beside an answer: `provider_metadata.google.usage_metadata`."""
    own = {f"{where}.{name}": container[name] for name in USAGES if name in container}
    deeper = {f"{where}.{name}": inside for name, inside in container.items() if name not in USAGES and isinstance(inside, dict)}
    return own | {place: usage for name, inside in deeper.items() for place, usage in _of_one(name, inside)}


def _of_one(where: str, inside: Fields) -> list[tuple[str, Any]]:
    return [(f"{where}.{name}", inside[name]) for name in USAGES if name in inside]


def _called_a_tool(answer: Fields) -> bool:
    """Whether a model of words called for the image: the usage is its own then, and not the image's."""
    return any(entry.get("type") == "image_generation_call" for entry in dicts(answer.get("output")))


def _narrowed(pools: Sequence[Pool], answer: Fields) -> list[Pool]:
    """What was sent to an answer that says it generated from words alone can only be text."""
    if operation(answer) != "generate":
        return list(pools)
    sent = {"input_image", "cached_input_image"}
    return [pool.model_copy(update={"among": tuple(kind for kind in pool.among if kind not in sent)}) for pool in pools]
