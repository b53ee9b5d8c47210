"""What a template may name: `Frame` on every page, and one class a template for what that page alone shows.

Each page's class stands in the module that fills it and says which template it is for; its fields are the names the template uses, no
more and no fewer (`tests/test_page_contexts.py`), so that a page can be read, changed and type-checked without looking for who fills it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, ClassVar

from costs.standing.quality_bands import BANDS, RENDERS_TEXT, QualityBand
from pipeline.publish.dataset import Published
from pipeline.publish.site.site_folder import DataSet


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page is given, whatever it shows."""

    site: Published  # the one object everything published is made from
    names: Mapping[str, str]  # a provider's name by its id
    retracted: Mapping[str, str]  # a change that was wrong, and the correction that says so
    page_of: Callable[[str, str, str], str]  # on which page of a kind ("providers", "evidence") an offer stands
    there: Callable[[str], str]  # under which name a file stands: a large table is compressed
    base_url: str  # where the site is served
    path: str  # this page, below that
    canonical: str  # this page's one address
    root: str  # the way back up to the site's first folder, "" or "../"
    feeds: Sequence[tuple[str, str]]  # the Atom feeds this page names


class PageContext:
    """What one page shows beside its frame."""

    template: ClassVar[str]

    def values(self) -> dict[str, Any]:
        """The names its template uses."""
        return values_of(self)


def values_of(context: PageContext | Frame) -> dict[str, Any]:
    """The fields of a context by name, none of them copied."""
    return {field.name: getattr(context, field.name) for field in fields(context)}  # type: ignore[arg-type] # each is a dataclass


# --- the pages that show nothing of the providers ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DownloadsPage(PageContext):
    """`downloads.html`: the files there are, and what each holds."""

    template: ClassVar[str] = "downloads.html"

    tables: Sequence[DataSet]  # each table in each of its formats
    beside: Sequence[tuple[str, str]]  # the other files: address and words
    data_set: Mapping[str, Any]  # schema.org's Dataset


@dataclass(frozen=True, slots=True)
class AlertsPage(PageContext):
    """`alerts.html`: how to be told."""

    template: ClassVar[str] = "alerts.html"

    every_feed: Mapping[str, Sequence[tuple[str, str]]]  # the feeds of "providers" and of "models"
    rows: int  # how many of a kind the page names


@dataclass(frozen=True, slots=True)
class MethodPage(PageContext):
    """`method.html`: how a number comes about, and what every word and mark on the pages means."""

    template: ClassVar[str] = "method.html"

    bands: Sequence[QualityBand] = BANDS  # what Draft and Final ask of a model
    renders_text: int = RENDERS_TEXT  # the rating from which a model counts as able to write


@dataclass(frozen=True, slots=True)
class NotFoundPage(PageContext):
    """`404.html`: served under any address, so its links can't be relative to its own."""

    template: ClassVar[str] = "404.html"

    root: str  # the first folder of the site, from the host on
