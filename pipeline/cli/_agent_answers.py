"""What an agent may ask over MCP: the cheapest, a cost, plans, changes. Every answer carries its standing, proof and day."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final, NamedTuple

from costs.offer.recipes import STANDARD
from pipeline.alert.published_files import Local, PublishedSource
from schema.errors import BadData, FetchError, NotComparable

Files = Local | PublishedSource
Answer = dict[str, Any]
MOST: Final = 50  # rows of one answer
INSTRUCTIONS: Final = (
    "Prices of AI images, read from the sellers' own pages. Amounts are decimal strings in US dollars unless a currency stands beside them."
    " `standing` says whether an answer may lead, is only listed, or is not ranked; `proof` whose word it is."
    " Say both when you quote a price."
)


class Asked(NamedTuple):
    """The files of `v1/`, from a data folder, a folder or an address."""

    files: Files

    def rows(self, table: str) -> list[Answer]:
        """The rows of one table."""
        found: list[Answer] = self.files[table][table]
        return found

    def dated(self, answer: Answer) -> Answer:
        """An answer with the day of the data it is from."""
        head = self.files["providers"]
        return {**answer, "as_of": head["as_of"], "licence": head["licence"]}

    def cheapest(self, recipe: str = "standard", model: str | None = None, limit: int = 5) -> Answer:
        """The cheapest sellers of one standard image (draft, standard, final, 2k, 4k or edit), of one model or of all."""
        rows = [row for row in self._costs(recipe, model, None) if row["standing"] == "leads"]
        listed = [row for row in self._costs(recipe, model, None) if row["standing"] == "listed"]
        found = sorted(rows, key=lambda row: (Decimal(row["dollars"]), row["provider"], row["native_id"]))[: _within(limit)]
        why = None if found else f"no seller may lead; {len(listed)} are listed, with the reason"
        return self.dated(
            {"image": STANDARD[recipe].words(), "answers": found, "listed": [] if found else listed[: _within(limit)], "why": why}
        )

    def cost(self, provider: str, model: str, recipe: str = "standard", images: int = 1) -> Answer:
        """What one standard image costs at a seller, and so many of them; with the words its price lines were read from."""
        rows = self._costs(recipe, model, provider)
        if not rows:
            raise NotComparable(f"{provider} {model}", "an offer of that model", f"none; sellers of it: {self._providers(model)}")
        row = rows[0]
        each = Decimal(row["dollars"]) if row["dollars"] is not None else None
        quotes = [
            {name: line[name] for name in ("billable", "unit", "amount", "currency", "quote_text", "quote_url", "last_seen", "proof")}
            for line in self.rows("prices")
            if (line["provider"], line["native_id"]) == (provider, row["native_id"])
        ]
        return self.dated(
            {**row, "images": images, "total_dollars": None if each is None else f"{each * images:f}", "lines": quotes[:MOST]}
        )

    def plans(self, provider: str | None = None, limit: int = 20) -> Answer:
        """Subscriptions and credit packs: what they cost and bring, with the words they were read from."""
        self._demand(provider)
        found = [row for row in self.rows("plans") if provider in (None, row["provider"])]
        return self.dated({"plans": found[: _within(limit)], "of": len(found)})

    def changes(self, provider: str | None = None, model: str | None = None, since: str | None = None, limit: int = 20) -> Answer:
        """What changed, the newest first: of a seller, of a model, since a day (2026-11-01)."""
        self._demand(provider)
        found = [
            row
            for row in self.rows("changes")
            if provider in (None, row["provider"]) and model in (None, row["model"], row["native_id"]) and (since or "") <= row["at"]
        ]
        return self.dated({"changes": found[: _within(limit)], "of": len(found)})

    def _costs(self, recipe: str, model: str | None, provider: str | None) -> list[Answer]:
        if recipe not in STANDARD:
            raise BadData("recipe", f"one of {', '.join(STANDARD)}", repr(recipe))
        self._demand(provider)
        found = [row for row in self.rows("costs") if row["recipe"] == recipe and model in (None, row["model"], row["native_id"])]
        if not found:
            raise BadData("model", "a canonical model or what a seller calls it", repr(model))
        return [row for row in found if provider in (None, row["provider"])]

    def _providers(self, model: str) -> str:
        return ", ".join(sorted({row["provider"] for row in self.rows("costs") if model in (row["model"], row["native_id"])})) or "none"

    def _demand(self, provider: str | None) -> None:
        if provider is not None and provider not in {row["id"] for row in self.rows("providers")}:
            raise BadData("provider", "one of the sellers", repr(provider))


def _within(limit: int) -> int:
    return max(1, min(limit, MOST))


def server(files: Files) -> Any:
    """The MCP server over these files."""
    from mcp.server import MCPServer
    from mcp.server.mcpserver.exceptions import ToolError

    made, asked = MCPServer("imageprices", instructions=INSTRUCTIONS), Asked(files)

    def told(ask: Callable[..., Answer], *arguments: Any) -> str:
        try:
            return json.dumps(ask(*arguments), ensure_ascii=False)
        except (BadData, NotComparable, FetchError) as error:
            raise ToolError(str(error)) from None

    @made.tool(description=Asked.cheapest.__doc__)
    def cheapest(recipe: str = "standard", model: str | None = None, limit: int = 5) -> str:
        return told(asked.cheapest, recipe, model, limit)

    @made.tool(description=Asked.cost.__doc__)
    def cost(provider: str, model: str, recipe: str = "standard", images: int = 1) -> str:
        return told(asked.cost, provider, model, recipe, images)

    @made.tool(description=Asked.plans.__doc__)
    def plans(provider: str | None = None, limit: int = 20) -> str:
        return told(asked.plans, provider, limit)

    @made.tool(description=Asked.changes.__doc__)
    def changes(provider: str | None = None, model: str | None = None, since: str | None = None, limit: int = 20) -> str:
        return told(asked.changes, provider, model, since, limit)

    return made
