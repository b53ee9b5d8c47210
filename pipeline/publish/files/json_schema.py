"""`v1/schema.json`: one JSON Schema for every file of `v1/`. A file says in `file` which shape it has; the schema holds it to that.

The patterns of amounts are written by hand: what pydantic exports lets negative numbers through.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from pipeline.publish.files.table_shapes import PublishedColumn, PublishedTable
from schema.changes import Change, Held
from schema.prices import Closed, Snapshot
from schema.tables.models import ModelOnDay

VERSION: Final = "1.1.0"  # docs/api.md says what each version added; tests/expected/v1-contract.json pins it
AMOUNT: Final = r"^(0|[1-9]\d*)(\.\d*[1-9])?$"
PATTERNS: Final[dict[str, dict[str, Any]]] = {
    "amount": {"type": "string", "pattern": AMOUNT},
    "share": {"type": "string", "pattern": AMOUNT},
    "day": {"type": "string", "format": "date", "pattern": r"^\d{4}-\d\d-\d\d$"},
    "time": {"type": "string", "format": "date-time", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$"},
    "flag": {"type": "boolean"},
    "count": {"type": "integer", "minimum": 0},
    "words": {"type": "array", "items": {"type": "string"}},
    "text": {"type": "string"},
}
NAMED: Final = {
    "currency": r"^([A-Z]{3}|credit)$",
    "quote_sha256": r"^[0-9a-f]{64}$",
    "quote_url": r"^\S+$",
}
SHAPES: Final[dict[str, type[Closed]]] = {"snapshot": Snapshot, "model": ModelOnDay, "change": Change, "held": Held}


# What a provider's pages no longer say: the key of a price line, rule or plan, and the day since when.
MISSING: Final = {
    "type": "array",
    "items": {
        "type": "object",
        "additionalProperties": False,
        "required": ["key", "since"],
        "properties": {"key": {"type": "array"}, "since": PATTERNS["day"]},
    },
}

INDEX_ROW: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["path", "bytes"],
    "properties": {"path": PATTERNS["text"], "bytes": PATTERNS["count"], "says": {"type": ["string", "null"]}},
}


def schema(tables: Iterable[PublishedTable], base_url: str) -> dict[str, Any]:
    """The schema, with every table, and every nested shape, among its definitions."""
    made = list(tables)
    defs: dict[str, Any] = {"amount": {**PATTERNS["amount"], "description": "a decimal: no sign, no exponent, no trailing zeros"}}
    for name, model in SHAPES.items():
        exported = _mended(model.model_json_schema(ref_template="#/$defs/{model}"))
        defs |= exported.pop("$defs", {})
        defs[name] = exported
    defs |= {f"{table.name}_row": _row(table.columns) for table in made}
    defs |= {f"{table.name}_file": _file({table.name: _rows(table.name)}) for table in made}
    defs["provider_file"] = _file(
        {
            "snapshot": _ref("snapshot"),
            "missing": MISSING,
            "last_seen": MISSING,
            **{name: _rows(name) for name in ("providers", "prices", "costs", "status")},
        }
    )
    defs["model_file"] = _file({"model": _ref("model"), **{name: _rows(name) for name in ("prices", "costs", "changes")}})
    defs["index_file"] = _file({"files": {"type": "array", "items": INDEX_ROW}})
    files = [name.removesuffix("_file") for name in defs if name.endswith("_file")]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{base_url}v1/schema.json",
        "title": f"imageprices v1 ({VERSION})",
        "type": "object",
        "required": ["file"],
        "properties": {"file": {"enum": files}},
        "allOf": [{"if": {"properties": {"file": {"const": name}}, "required": ["file"]}, "then": _ref(f"{name}_file")} for name in files],
        "$defs": defs,
    }


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/$defs/{name}"}


def _rows(name: str) -> dict[str, Any]:
    return {"type": "array", "items": _ref(f"{name}_row")}


def _file(body: dict[str, Any]) -> dict[str, Any]:
    head = {
        "$schema": {"type": "string"},
        "file": {"type": "string"},
        "version": {"const": VERSION},
        "as_of": PATTERNS["time"],
        "licence": {"type": "string"},
    }
    return {"type": "object", "additionalProperties": False, "required": [*head, *body], "properties": head | body}


def _row(columns: Iterable[PublishedColumn]) -> dict[str, Any]:
    """A row has all its columns, and no other; what is not known is null."""
    fields = {column.name: _field(column) for column in columns}
    return {"type": "object", "additionalProperties": False, "required": list(fields), "properties": fields}


def _field(column: PublishedColumn) -> dict[str, Any]:
    said: dict[str, Any] = {**PATTERNS[column.kind]}
    if column.among:
        said["enum"] = list(column.among)
    if column.name in NAMED:
        said["pattern"] = NAMED[column.name]
    if not column.needed:
        said = {"anyOf": [said, {"type": "null"}]}
    return said | ({"description": column.says} if column.says else {})


def _mended(shape: Any) -> Any:
    """What pydantic exports, with its decimals as decimal strings and its titles left out."""
    if isinstance(shape, list):
        return [_mended(part) for part in shape]
    if not isinstance(shape, dict):
        return shape
    if shape.get("anyOf") == [{"type": "number"}, {"type": "string"}]:
        return _ref("amount")
    return {key: _mended(value) for key, value in shape.items() if not (key == "title" and isinstance(value, str)) and key != "default"}
