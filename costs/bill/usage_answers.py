"""What an answer says beside its tokens: how many images of which size and quality, its tier, its searches, what was charged."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, get_args

from costs.bill.stated_charges import CHARGED, CURRENCIES, decimal, stated, stated_otherwise
from costs.bill.usage_fields import Fields, a_dict, a_list, dicts, labels, whole
from costs.offer.recipes import sold_size
from schema.prices import Operation, Tier

TIERS: Final = {
    "on_demand_flex": "flex", "on_demand_priority": "priority",
    **dict.fromkeys(("default", "auto", "on_demand", "ondemand", "scale"), "standard"),
}  # fmt: skip
COUNTS_OF_IMAGES: Final = (
    "generated_images", "image_count", "num_images", "images_count", "success_count", "num_outputs", "num_media_completion",
    "number_of_images", "number_results", "sample_count", "output_image_count", "images", "n",
)  # fmt: skip
LISTS_OF_IMAGES: Final = (
    "data", "images", "predictions", "artifacts", "results", "output_images", "generated_images", "generations", "result_urls",
    "image_urls", "base64",
)  # fmt: skip
ALONE: Final = ("image", "image_url", "image_base64", "image_bytes", "sample", "result_image")  # an answer that is one image
IN_IMAGES: Final = ("image", "images", "img", "imgs", "per image", "generated images")  # units of a billing export that counts images
# A quantity and its unit, as billing exports call the two: a seller's own, FOCUS, AWS, Azure.
QUANTITIES: Final = (
    ("quantity", "unit"), ("consumed_quantity", "consumed_unit"), ("line_item_usage_amount", "pricing_unit"),
    ("quantity", "unit_of_measure"), ("output_units", "unit"),
)  # fmt: skip
MODELS: Final = (
    "model", "model_version", "model_id", "model_name", "model_group", "model_permaslug", "endpoint_id", "response_model", "request_model",
    "ai_model", "ls_model_name",
)  # fmt: skip
PROVIDERS: Final = (
    "provider", "custom_llm_provider", "litellm_provider", "provider_name", "model_provider", "ls_provider", "system",
)  # fmt: skip
FAILED: Final = ("failed", "incomplete", "cancelled")
FIDELITY: Final = "input-fidelity-high"
SEARCHES: Final = ("searches", "search_requests", "num_search_queries", "search_queries", "web_search_requests")
COUNTED: Final[Mapping[str, tuple[str, ...]]] = {
    "partial_images": ("partial_images",),
    "references": ("references", "input_images", "num_input_images", "reference_images"),
}
# What stands beside the tokens in a usage object and is read here.
BESIDE: Final = frozenset(
    (*CHARGED, *COUNTS_OF_IMAGES, *SEARCHES, "size", "quality", "width", "height", "num_model_requests", "server_tool_use", "cost_details",
     "is_byok", *CURRENCIES)
)  # fmt: skip


def beside(answer: Fields) -> Fields:
    """Everything an answer says beside its tokens, under our names; only what it says."""
    said = shape(answer) | settings(answer)
    if (charged := stated(answer)) is not None:
        said["stated"] = charged.model_dump()
    if count := searches(answer):
        said["searches"] = count
    if words := (*_unlike(answer), *_unknown_tier(answer), *stated_otherwise(answer), *_measured_otherwise(answer)):
        said["unknown"] = words
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
    return str(tools[0]["model"]) if tools else _labelled(answer, MODELS)


def provider(answer: Fields) -> str | None:
    """The seller it names."""
    return _labelled(answer, PROVIDERS)


def _labelled(answer: Fields, names: Sequence[str]) -> str | None:
    return next((found for place in labels(answer) if (found := text(place, *names))), None)


def text(fields: Any, *names: str) -> str | None:
    """The first of these fields that has words in it."""
    return next((value for name in names if isinstance(value := a_dict(fields).get(name), str) and value), None)


# --- images, sizes, settings ----------------------------------------------------------------------------------------


def shape(answer: Fields) -> Fields:
    """How many images, of which size and quality, made how."""
    calls = _calls(answer)
    tools = [entry for entry in dicts(answer.get("tools")) if "image" in str(entry.get("type"))]
    images = _images(answer, calls)
    said: Fields = {} if images is None else {"images": images}
    unlike = _unlike(answer)
    for place in filter(None, (*calls[:1], answer, *_first_images(answer), a_dict(answer.get("usage")), *tools)):
        setting = {} if unlike and place is not answer else _setting(place)
        shaped = {"size", "resolution"} & set(said)
        said = {name: value for name, value in setting.items() if not (shaped and name in ("size", "resolution"))} | said
    return said


def _calls(answer: Fields) -> list[Fields]:
    """The images a hosted tool made; one that failed is none."""
    made = (entry for entry in dicts(answer.get("output")) if entry.get("type") == "image_generation_call")
    return [entry for entry in made if entry.get("status") not in FAILED]


def _unlike(answer: Fields) -> list[str]:
    """What images of one answer differ in: then no one setting is that of all, and none is taken."""
    several = _calls(answer) or next((dicts(answer.get(name)) for name in LISTS_OF_IMAGES if dicts(answer.get(name))), [])
    settings_of = [_setting(one) for one in several]
    names = sorted({name for setting in settings_of for name in setting if name in ("size", "resolution", "quality")})
    found = {name: list(dict.fromkeys(str(setting[name]) for setting in settings_of if name in setting)) for name in names}
    return [f"which of its images is of {name} {' and which '.join(words)}" for name, words in found.items() if len(words) > 1]


def _first_images(answer: Fields) -> Iterator[Fields]:
    kept = (a_dict(inside).get("images") for inside in a_dict(answer.get("provider_metadata")).values())  # Vercel's packages
    lists = (a_list(entries) for entries in (*(answer.get(name) for name in LISTS_OF_IMAGES), *kept))
    return (entries[0] for entries in lists if entries and isinstance(entries[0], dict))


def _images(answer: Fields, calls: Sequence[Fields]) -> int | None:
    """How many came back: as counted, as listed, or, where neither is kept, as asked for."""
    listed = next((len(entries) for name in LISTS_OF_IMAGES if (entries := a_list(answer.get(name)))), 0)
    counts = (_count_in(answer.get(place)) for place in ("usage", "metrics", "metadata"))
    alone = any(_is_picture(answer.get(name)) for name in ALONE) or "output_mp" in answer
    ways = (
        len(calls), *counts, listed, _inline_images(answer), _count_in(answer), _by_unit(answer), _addresses(answer.get("output")),
        _addresses(answer.get("outputs")), int(alone),
    )  # fmt: skip
    return next((count for count in ways if count), None)


def _is_picture(value: Any) -> bool:
    return isinstance(value, str) or "url" in a_dict(value)


def _count_in(place: Any) -> int | None:
    fields = a_dict(place)
    counts = (whole(fields[name]) for name in COUNTS_OF_IMAGES if name in fields)
    return next((count for count in counts if count), None)


def _by_unit(answer: Fields) -> int:
    """Images by a billing export: a quantity whose unit is an image."""
    counts = (whole(answer.get(name)) for name, unit in QUANTITIES if str(answer.get(unit)).lower() in IN_IMAGES)
    return next((count for count in counts if count), 0)


def _measured_otherwise(answer: Fields) -> list[str]:
    """A quantity in a unit that is no image: megapixels, seconds."""
    others = [(name, answer.get(unit) or "") for name, unit in QUANTITIES if decimal(answer.get(name)) and _is_no_image(answer, unit)]
    areas = [f"{name} {answer[name]}" for name in ("input_mp", "output_mp") if answer.get(name)]
    return [*(f"{name.replace('_', ' ')} {answer[name]} {unit}".strip() for name, unit in dict(others).items()), *areas]


def _is_no_image(answer: Fields, unit: str) -> bool:
    said = answer.get(unit)
    return str(said).lower() not in IN_IMAGES if said else unit == "unit"


def _inline_images(answer: Fields) -> int:
    """The pictures among the parts of Google's candidates, and of a chat's messages."""
    contents = [a_dict(one.get("content")) for one in dicts(answer.get("candidates"))]
    parts = [part for content in contents for part in dicts(content.get("parts"))]
    messages = [a_dict(one.get("message")) for one in dicts(answer.get("choices"))]
    pictures = sum("inline_data" in part and not part.get("thought") for part in parts)
    shown = (part for message in messages for part in dicts(message.get("content")))
    return pictures + sum(len(a_list(message.get("images"))) for message in messages) + sum(bool(part.get("image")) for part in shown)


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
    said |= {"features": (FIDELITY,)} if text(place, "input_fidelity") == "high" else {}
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
    word, said = _tier_word(answer), Fields()
    tier = "batch" if _batched(answer) else TIERS.get(word, word)
    if tier in get_args(Tier):
        said["tier"] = tier
    if (how := operation(answer)) is not None:
        said["operation"] = how
    seconds = decimal(a_dict(answer.get("metrics")).get("predict_time"))
    return said | ({"gpu_seconds": seconds} if seconds else {})


def _tier_word(answer: Fields) -> str:
    inside = (text(answer.get(name), "service_tier", "traffic_type") for name in ("usage", "usage_metadata"))
    return next(filter(None, (text(answer, "service_tier", "tier"), *inside)), "").lower()


def _unknown_tier(answer: Fields) -> list[str]:
    """A tier nobody sells by tokens, such as throughput that was bought ahead: billed here as the standard one."""
    word = _tier_word(answer)
    return [f"the tier {word}"] if word and TIERS.get(word, word) not in get_args(Tier) and not _batched(answer) else []


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
