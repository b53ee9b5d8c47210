"""A record of what an answer used, put into one spelling: keys in snake_case, dotted keys as nested ones, wrappers taken off.

Nothing is decided here about tokens or money: who reads the fields takes them one by one, and what nobody took is named.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

Fields = dict[str, Any]

# Where loggers, batch files and streams put the answer itself.
WRAPPERS: Final = (
    "response", "body", "result", "payload", "answer", "response_body", "message", "data", "output_body_json", "output",
    "sd_generation_job", "generations_by_pk", "task_result", "result_json", "outputs", "assets", "properties", "attributes", "ai", "proxy",
)  # fmt: skip
# Where tracers keep names and counts beside an answer: OpenTelemetry's and OpenInference's words.
TRACES: Final = ("gen_ai", "llm")
LABELS: Final = ("meta", "metadata", "extra")  # where logs keep the names of model and seller
# By these one knows that the answer is here and not further in.
ANSWERS: Final = ("usage", "usage_metadata", "token_usage", "candidates", "choices", "tool_usage", "data", "predictions")
# What a request says beside its answer, where a log keeps both.
REQUESTS: Final = (
    "request", "request_body", "parameters", "params", "input", "model_parameters", "generation_config", "image_config", "input_body_json",
    "image_generation_config",
)  # fmt: skip
# Words beside the counts that are no quantity.
NO_QUANTITY: Final = ("type", "object", "service_tier", "traffic_type", "id", "model", "currency", "source", "unit")
LONGEST: Final = 80  # characters of a value that is only named


def spelled(value: Any) -> Any:
    """A record with every key in snake_case, `a.b` as `a` with `b` in it, and JSON inside a text opened.

    >>> spelled({"usageMetadata": {"promptTokenCount": 9}, "gen_ai.usage.input_tokens": 5})
    {'usage_metadata': {'prompt_token_count': 9}, 'gen_ai': {'usage': {'input_tokens': 5}}}
    """
    if isinstance(value, Mapping):
        return _nested((_snake(str(key)), spelled(inner)) for key, inner in value.items())
    if isinstance(value, list):
        return spelled(_of_pairs(value)) if _is_of_pairs(value) else [spelled(inner) for inner in value]
    return _opened(value) if isinstance(value, str) else value


def _is_of_pairs(entries: list[Any]) -> bool:
    """Whether it is a list of attributes as OTLP writes them: `{"key": "a.b", "value": {"intValue": "5"}}`."""
    return bool(entries) and all(isinstance(entry, dict) and entry.keys() == {"key", "value"} for entry in entries)


def _of_pairs(entries: list[Any]) -> Fields:
    return {str(entry["key"]): _one_value(entry["value"]) for entry in entries}


def _one_value(value: Any) -> Any:
    return next(iter(value.values())) if isinstance(value, dict) and len(value) == 1 else value


def _snake(key: str) -> str:
    """`Total Cost ($)` is `total_cost_usd`, `$ai_model` (PostHog) `model`."""
    words = key.strip().removeprefix("$ai_").replace("$", "usd")
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[\s\-/:()]+", "_", words)
    return re.sub(r"_+", "_", words).rstrip("_").lower()


def _nested(pairs: Iterable[tuple[str, Any]]) -> Fields:
    made: Fields = {}
    for key, value in pairs:
        *parents, last = key.split(".")
        inside = made
        for parent in parents:
            deeper = inside.setdefault(parent, {})
            inside = deeper if isinstance(deeper, dict) else inside
        if isinstance(value, dict) and isinstance(inside.get(last), dict):
            inside[last] |= value
        else:
            inside[last] = value
    return made


def _opened(text: str) -> Any:
    if text[:1] not in "{[" or text[-1:] not in "}]":
        return text
    try:
        return spelled(json.loads(text))
    except ValueError:
        return text


def unwrapped(record: Fields) -> Fields:
    """The answer without what logs, batch files and streams wrap around it; what stood around it fills what it lacks."""
    around = _traced(record)
    for _ in range(4):  # nobody wraps deeper
        inner = next((around[key] for key in WRAPPERS if isinstance(around.get(key), dict)), None)
        if inner is None or any(key in around and not isinstance(around.get("data"), dict) for key in ANSWERS):
            break
        left = {key: value for key, value in around.items() if key not in WRAPPERS or isinstance(value, list)}
        around = _traced({**left, **inner})
    return _of_dicts(around, REQUESTS) | around


def _traced(fields: Fields) -> Fields:
    """With what a tracer says of the call: the model, the seller, the counts."""
    for name in TRACES:
        trace = a_dict(fields.get(name))
        if trace:
            fields = trace | fields | _of_dicts(trace, ("request", "response"))
    return fields


def labels(fields: Fields) -> Iterator[Fields]:
    """Where an answer, or the log around it, names its model and its seller."""
    yield fields
    for name in LABELS:
        inside = a_dict(fields.get(name))
        yield inside
        yield a_dict(inside.get("metadata"))


def _of_dicts(fields: Fields, names: Iterable[str]) -> Fields:
    found: Fields = {}
    for name in names:
        inside = fields.get(name)
        if isinstance(inside, dict):
            found |= _of_dicts(inside, REQUESTS) | inside
    return found


def a_dict(value: Any) -> Fields:
    """An object, or none."""
    return value if isinstance(value, dict) else {}


def a_list(value: Any) -> list[Any]:
    """A list, or none."""
    return value if isinstance(value, list) else []


def dicts(value: Any) -> list[Fields]:
    """The objects of a list."""
    return [entry for entry in a_list(value) if isinstance(entry, dict)]


class Taken:
    """The fields of one object, taken by name; `rest` is what nobody took, `differing` where two names for one thing disagree."""

    def __init__(self, fields: Mapping[str, Any], where: str) -> None:
        self.left, self.where = dict(fields), where
        self.differing: list[str] = []

    def number(self, *names: str) -> int | None:
        """A count under whichever name it has."""
        found = {name: count for name in names if name in self.left and (count := whole(self.left.get(name))) is not None}
        for name in found:
            del self.left[name]
        if len(set(found.values())) > 1:
            self.differing.append(" and ".join(f"{self.where}.{name} {count:,}" for name, count in found.items()) + ": the first is taken")
        return next(iter(found.values()), None)

    def part(self, *names: str) -> Any:
        """A nested object or list under whichever name it has; the first that says anything."""
        return next((inside for name in names if (inside := self.left.pop(name, None)) not in (None, {}, [])), None)

    def rest(self) -> Iterator[str]:
        """Every quantity nobody took, as `usage.audio_seconds 12`; zeros say nothing."""
        for name, value in self.left.items():
            yield from _quantities(f"{self.where}.{name}", name, value)


def _quantities(where: str, name: str, value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for inner, deeper in value.items():
            yield from _quantities(f"{where}.{inner}", inner, deeper)
    elif isinstance(value, list):
        for inner in value:
            yield from _quantities(where, name, inner)
    elif name not in NO_QUANTITY and value not in (None, 0, "", False, 0.0, "0"):
        yield f"{where} {str(value)[:LONGEST]}"


def whole(value: Any) -> int | None:
    """A count, from a number or its digits; None for anything else. A negative one is kept, to be refused by its name."""
    if value is None or type(value) is int:
        return value
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        value = value.replace(",", "").strip()
        return int(value) if re.fullmatch(r"-?\d+(\.0+)?", value) and "." not in value else None
    return int(value) if isinstance(value, int | float) and value == int(value) else None
