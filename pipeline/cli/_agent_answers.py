"""What an agent may ask over MCP: the cheapest, a cost, plans, changes. Every answer carries its standing, proof and day."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple

from costs.offer.recipes import STANDARD
from pipeline.alert.published_files import Local, PublishedSource
from pipeline.alert.published_names import PublishedNames
from schema.errors import BadData, FetchError, NotComparable

PublishedFiles = Local | PublishedSource
ToolAnswer = dict[str, Any]
MOST: Final = 50  # rows of one answer
INSTRUCTIONS: Final = (
    "Prices of AI images, read from the sellers' own pages. Amounts are decimal strings in US dollars unless a currency stands beside them."
    " `standing` says whether an answer may lead, is only listed, or is not ranked; `proof` whose word it is."
    " Say both when you quote a price."
)


class AskedOnce(dict[str, Any]):
    """Files that are asked for once for each question, however often it looks into them."""

    def __init__(self, files: PublishedFiles) -> None:
        super().__init__()
        self.files = files

    def __missing__(self, name: str) -> Any:
        self[name] = self.files[name]
        return self[name]


class Asked(NamedTuple):
    """The files of `v1/`, from a data folder, a folder or an address."""

    files: AskedOnce

    @property
    def names(self) -> PublishedNames:
        """By which names sellers and models go."""
        return PublishedNames(self.files)

    def rows(self, table: str) -> list[ToolAnswer]:
        """The rows of one table."""
        found: list[ToolAnswer] = self.files[table][table]
        return found

    def dated(self, answer: ToolAnswer) -> ToolAnswer:
        """An answer with the day of the data it is from."""
        head = self.files["providers"]
        return {**answer, "as_of": head["as_of"], "licence": head["licence"]}

    def cheapest(self, recipe: str = "standard", model: str | None = None, limit: int = 5) -> ToolAnswer:
        """The cheapest sellers of one standard image (draft, standard, final, 2k, 4k or edit), of one model or of all."""
        found = self._costs(recipe, model, None)
        rows, listed = ([row for row in found if row["standing"] == place] for place in ("leads", "listed"))
        found = sorted(rows, key=lambda row: int(row["position"]))[: _within(limit)]
        why = None if found else f"no seller may lead; {len(listed)} are listed, with the reason"
        return self.dated(
            {"image": STANDARD[recipe].words(), "answers": found, "listed": [] if found else listed[: _within(limit)], "why": why}
        )

    def cost(self, provider: str, model: str, recipe: str = "standard", images: int = 1) -> ToolAnswer:
        """What one standard image costs at a seller, and so many of them; with the words its price lines were read from."""
        _demand_images(images)
        provider = str(self.names.provider(provider))
        rows = self._costs(recipe, model, provider)
        if not rows:
            raise NotComparable(f"{provider} {model}", "an offer of that model", f"none; sellers of it: {self._providers(model)}")
        row, *others = sorted(rows, key=_best_first)
        each = Decimal(row["dollars"]) if row["dollars"] is not None else None
        quotes = [
            {name: line[name] for name in ("billable", "unit", "amount", "currency", "quote_text", "quote_url", "last_seen", "proof")}
            for line in self.rows("prices")
            if (line["provider"], line["native_id"]) == (provider, row["native_id"])
        ]
        return self.dated(
            {
                **row,
                "images": images,
                "total_dollars": None if each is None else f"{each * images:f}",
                "lines": quotes[:MOST],
                "other_offers": [other["native_id"] for other in others],
            }
        )

    def plans(self, provider: str | None = None, limit: int = 20) -> ToolAnswer:
        """Subscriptions and credit packs: what they cost and bring, with the words they were read from."""
        provider = self.names.provider(provider)
        found = [row for row in self.rows("plans") if provider in (None, row["provider"])]
        return self.dated({"plans": found[: _within(limit)], "of": len(found)})

    def changes(self, provider: str | None = None, model: str | None = None, since: str | None = None, limit: int = 20) -> ToolAnswer:
        """What changed, the newest first: of a seller, of a model, since a day (2026-11-01)."""
        begin = _day(since)
        provider = self.names.provider(provider)
        model = self.names.model(model, provider)
        found = [
            row
            for row in self.rows("changes")
            if provider in (None, row["provider"]) and model in (None, row["model"], row["native_id"]) and begin <= row["at"]
        ]
        return self.dated({"changes": found[: _within(limit)], "of": len(found)})

    def _costs(self, recipe: str, model: str | None, provider: str | None) -> list[ToolAnswer]:
        if recipe not in STANDARD:
            raise BadData("recipe", f"one of {', '.join(STANDARD)}", repr(recipe))
        provider = self.names.provider(provider)
        model = self.names.model(model, provider)
        found = [row for row in self.rows("costs") if row["recipe"] == recipe and model in (None, row["model"], row["native_id"])]
        return [row for row in found if provider in (None, row["provider"])]

    def _providers(self, model: str) -> str:
        model = str(self.names.model(model, None))
        return ", ".join(sorted({row["provider"] for row in self.rows("costs") if model in (row["model"], row["native_id"])})) or "none"


def _best_first(row: ToolAnswer) -> tuple[int, Decimal, str]:
    """Of several offers of one model at a seller: what leads, then what is listed, the cheapest first."""
    dollars = Decimal(row["dollars"]) if row["dollars"] is not None else Decimal("Infinity")
    return ("leads", "listed", "unranked").index(row["standing"]), dollars, row["native_id"]


def _demand_images(images: int) -> None:
    if images < 1:
        raise BadData("images", "at least 1", str(images))


def _day(since: str | None) -> str:
    """A day as `at` begins with it, however it is written; of none everything."""
    try:
        return date.fromisoformat(since[:10]).isoformat() if since else ""
    except ValueError:
        raise BadData("since", "a day such as 2026-11-01", repr(since)) from None


def _within(limit: int) -> int:
    return max(1, min(limit, MOST))


def server(files: PublishedFiles) -> Any:
    """The MCP server over these files."""
    from mcp.server import MCPServer
    from mcp.server.mcpserver.exceptions import ToolError

    made = MCPServer("imageprices", instructions=INSTRUCTIONS)

    def told(ask: Callable[..., ToolAnswer], *arguments: Any) -> str:
        try:
            return json.dumps(ask(Asked(AskedOnce(files)), *arguments), ensure_ascii=False)
        except (BadData, NotComparable, FetchError) as error:
            raise ToolError(str(error)) from None

    @made.tool(description=Asked.cheapest.__doc__)
    def cheapest(recipe: str = "standard", model: str | None = None, limit: int = 5) -> str:
        return told(Asked.cheapest, recipe, model, limit)

    @made.tool(description=Asked.cost.__doc__)
    def cost(provider: str, model: str, recipe: str = "standard", images: int = 1) -> str:
        return told(Asked.cost, provider, model, recipe, images)

    @made.tool(description=Asked.plans.__doc__)
    def plans(provider: str | None = None, limit: int = 20) -> str:
        return told(Asked.plans, provider, limit)

    @made.tool(description=Asked.changes.__doc__)
    def changes(provider: str | None = None, model: str | None = None, since: str | None = None, limit: int = 20) -> str:
        return told(Asked.changes, provider, model, since, limit)

    return made
