"""What an answer says beside its tokens: how many images of which size and quality, its tier, its searches, what was charged."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from costs.bill.itemised import Stated
from costs.bill.usage_fields import Fields, whole
from costs.offer.recipes import sold_size
from schema.prices import Operation

TIERS: Final = {"default": "standard", "auto": "standard", "on_demand": "standard", "ondemand": "standard", "scale": "standard"}
# Fields in which a gateway says what it charged, and what one of its units is in dollars.
CHARGED: Final[Mapping[str, Decimal]] = {
    "cost": Decimal(1), "total_cost": Decimal(1), "cost_usd": Decimal(1), "response_cost": Decimal(1), "spend": Decimal(1),
    "estimated_cost": Decimal(1), "total_cost_usd": Decimal(1), "price_usd": Decimal(1), "amount_usd": Decimal(1),
    "cost_in_usd_ticks": Decimal("1e-10"),
}  # fmt: skip
COUNTS_OF_IMAGES: Final = ("generated_images", "image_count", "num_images", "images_count", "success_count", "num_outputs", "images", "n")
LISTS_OF_IMAGES: Final = ("data", "images", "predictions", "artifacts", "results", "output_images")
SEARCHES: Final = ("searches", "search_requests", "num_search_queries", "search_queries", "web_search_requests")
COUNTED: Final[Mapping[str, tuple[str, ...]]] = {
    "partial_images": ("partial_images",),
    "references": ("references", "input_images", "num_input_images", "reference_images"),
}
# What stands beside the tokens in a usage object and is read here.
BESIDE: Final = frozenset(
    (*CHARGED, *COUNTS_OF_IMAGES, *SEARCHES, "size", "quality", "width", "height", "num_model_requests", "server_tool_use", "cost_details",
     "is_byok")
)  # fmt: skip


def beside(answer: Fields) -> Fields:
    """Everything an answer says beside its tokens, under our names; only what it says."""
    said = shape(answer) | settings(answer)
    if (charged := stated(answer)) is not None:
        said["stated"] = charged.model_dump()
    if count := searches(answer):
        said["searches"] = count
    return said


def operation(answer: Fields) -> Operation | None:
    """Whether it generated or edited, where it says so."""
    words = " ".join(str(answer.get(name) or "") for name in ("type", "object", "endpoint", "url", "operation", "source", "call_type"))
    if re.search(r"image_edit|images?[./_]edits?|^edit\b", words):
        return "edit"
    return "generate" if re.search(r"image_generation|images?[./_]generations?|^generate\b", words) else None


def model(answer: Fields) -> str | None:
    """The model it names: of a hosted tool the tool's own."""
    tools = [entry for entry in dicts(answer.get("tools")) if "image" in str(entry.get("type")) and entry.get("model")]
    return str(tools[0]["model"]) if tools else text(answer, "model", "model_version", "model_id", "model_name", "model_group")


def text(fields: Any, *names: str) -> str | None:
    """The first of these fields that has words in it."""
    return next((value for name in names if isinstance(value := a_dict(fields).get(name), str) and value), None)


def a_dict(value: Any) -> Fields:
    """An object, or none."""
    return value if isinstance(value, dict) else {}


def a_list(value: Any) -> list[Any]:
    """A list, or none."""
    return value if isinstance(value, list) else []


def dicts(value: Any) -> list[Fields]:
    """The objects of a list."""
    return [entry for entry in a_list(value) if isinstance(entry, dict)]


# --- images, sizes, settings ----------------------------------------------------------------------------------------


def shape(answer: Fields) -> Fields:
    """How many images, of which size and quality, made how."""
    calls = [entry for entry in dicts(answer.get("output")) if entry.get("type") == "image_generation_call"]
    tools = [entry for entry in dicts(answer.get("tools")) if "image" in str(entry.get("type"))]
    images = _images(answer, calls)
    said: Fields = {} if images is None else {"images": images}
    for place in filter(None, (*calls[:1], answer, *_first_images(answer), a_dict(answer.get("usage")), *tools)):
        setting = _setting(place)
        shaped = {"size", "resolution"} & set(said)
        said = {name: value for name, value in setting.items() if not (shaped and name in ("size", "resolution"))} | said
    return said


def _first_images(answer: Fields) -> Iterator[Fields]:
    lists = (a_list(answer.get(name)) for name in LISTS_OF_IMAGES)
    return (entries[0] for entries in lists if entries and isinstance(entries[0], dict))


def _images(answer: Fields, calls: Sequence[Fields]) -> int | None:
    """How many came back: as counted, as listed, or, where neither is kept, as asked for."""
    listed = next((len(entries) for name in LISTS_OF_IMAGES if (entries := a_list(answer.get(name)))), 0)
    counts = (_count_in(answer.get(place)) for place in ("usage", "metrics", "metadata"))
    ways = (len(calls), *counts, listed, _inline_images(answer), _count_in(answer), _addresses(answer.get("output")))
    return next((count for count in ways if count), None)


def _count_in(place: Any) -> int | None:
    fields = a_dict(place)
    counts = (whole(fields[name]) for name in COUNTS_OF_IMAGES if name in fields)
    return next((count for count in counts if count), None)


def _inline_images(answer: Fields) -> int:
    """The pictures among the parts of Google's candidates, and of a chat's messages."""
    contents = [a_dict(one.get("content")) for one in dicts(answer.get("candidates"))]
    parts = [part for content in contents for part in dicts(content.get("parts"))]
    messages = [a_dict(one.get("message")) for one in dicts(answer.get("choices"))]
    pictures = sum("inline_data" in part and not part.get("thought") for part in parts)
    return pictures + sum(len(a_list(message.get("images"))) for message in messages)


def _addresses(output: Any) -> int:
    """Replicate's output: one address, or a list of them."""
    entries = [output] if isinstance(output, str) else a_list(output)
    return sum(isinstance(entry, str) and entry.startswith(("https://", "http://", "data:")) for entry in entries)


def _setting(place: Fields) -> Fields:
    """Size, quality, references and the like, as far as one object says them."""
    said = next(
        (found for name in ("size", "image_size", "resolution", "output_size") if name in place and (found := _sized(place[name]))), {}
    )
    width, height = whole(place.get("width")), whole(place.get("height"))
    if not said and width and height:
        said = {"size": f"{width}x{height}"}
    quality = (text(place, "quality", "image_quality") or "auto").lower()
    said |= {"quality": quality} if quality != "auto" else {}
    said |= {"features": ("input-fidelity-high",)} if text(place, "input_fidelity") == "high" else {}
    for ours, names in COUNTED.items():
        value = next((place[name] for name in names if place.get(name)), None)
        count = len(value) if isinstance(value, list) else whole(value)
        said |= {ours: count} if count else {}
    return said


def _sized(value: Any) -> Fields:
    words = str(value or "").replace("×", "x").replace("*", "x").replace(" ", "").lower()
    if sold_size(words):
        return {"size": words}
    return {"resolution": words.upper()} if re.fullmatch(r"\d+(\.\d+)?[kp]", words) else {}


def settings(answer: Fields) -> Fields:
    """Tier, operation and time on a machine."""
    usage, said = a_dict(answer.get("usage")), Fields()
    word = (text(answer, "service_tier", "tier") or text(usage, "service_tier", "traffic_type") or "").lower()
    tier = "batch" if _batched(answer) else TIERS.get(word, word)
    if tier in ("standard", "batch", "flex", "priority"):
        said["tier"] = tier
    if (how := operation(answer)) is not None:
        said["operation"] = how
    seconds = decimal(a_dict(answer.get("metrics")).get("predict_time"))
    return said | ({"gpu_seconds": seconds} if seconds else {})


def _batched(answer: Fields) -> bool:
    return str(answer.get("id") or "").startswith("batch_req") or answer.get("batch") in (True, "true", "True")


# --- searches and prices --------------------------------------------------------------------------------------------


def searches(answer: Fields) -> int:
    """How often the answer searched: by its counts, or by the queries it lists."""
    usage, tool = a_dict(answer.get("usage")), a_dict(answer.get("tool_usage"))
    places = (answer, usage, a_dict(usage.get("server_tool_use")))
    counts = [whole(place.get(name)) for place in places for name in SEARCHES]
    counts.append(whole(a_dict(tool.get("web_search")).get("num_requests")))
    grounded = [a_dict(one.get("grounding_metadata")) for one in dicts(answer.get("candidates"))]
    listed = sum(len(a_list(one.get(name))) for one in grounded for name in ("web_search_queries", "image_search_queries"))
    return next((count for count in counts if count), listed)


def stated(answer: Fields) -> Stated | None:
    """What a gateway says it charged: beside the tokens, in the usage, or in a field of its own."""
    hidden = next((inside for name in ("_hidden_params", "hidden_params", "metadata") if (inside := a_dict(answer.get(name)))), {})
    for where, place in (("usage.", a_dict(answer.get("usage"))), ("", answer), ("hidden_params.", hidden)):
        for name, unit in CHARGED.items():
            amount = decimal(_total(place.get(name)))
            if amount is not None and amount >= 0:
                return Stated(amount=amount * unit, field=f"{where}{name}")
    return None


def _total(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return next((value[name] for name in ("total", "total_cost", "amount") if name in value), None)


def decimal(value: Any) -> Decimal | None:
    """A number as it stands, with or without its dollar sign."""
    if isinstance(value, bool) or value is None:
        return None
    try:
        amount = Decimal(str(value).strip().lstrip("$"))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None
