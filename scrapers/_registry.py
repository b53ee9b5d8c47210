"""Providers by file name."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from pathlib import Path

from schema.errors import BadData
from schema.prices import About
from scrapers._provider import Provider


@cache
def provider_ids() -> tuple[str, ...]:
    """Every provider there is a module for, sorted."""
    found = pkgutil.iter_modules([str(Path(__file__).parent)])
    return tuple(sorted(module.name for module in found if not module.name.startswith("_")))


@cache
def load(provider: str) -> Provider:
    """What the module of a provider declares."""
    if provider not in provider_ids():
        raise BadData(f"provider {provider!r}", f"one of {', '.join(provider_ids())}", "no module of that name", "imageprices new --help")
    declared = importlib.import_module(f"scrapers.{provider}").PROVIDER
    if not isinstance(declared, Provider):
        raise BadData(f"scrapers/{provider}.py", "PROVIDER to be a Provider", type(declared).__name__)
    return declared


def about(provider: str) -> About:
    """Who the provider is, as its module declares."""
    declared = load(provider)
    fields = {name: getattr(declared, name) for name in ("name", "home", "kind", "seen", "seen_on", "note")}
    return About(**fields)
