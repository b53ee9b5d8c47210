"""What a built site must be before it takes the old one's place: every price, whole pages of one run, no link into nothing, not too big.

What fails here is never switched to: the old site stays, and the build ends with the reason.
"""

from __future__ import annotations

import gzip
import html
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from pipeline.publish.dataset import Published
from schema.errors import BadData

LARGEST: Final = 900 * 1024 * 1024  # bytes; GitHub Pages takes a gigabyte (its documentation, 2026-11)
_LINK: Final = re.compile(rb'(?:href|src)="([^"#?:]+)["#?]')


def inspect(site: Path, everything: Published, largest: int | None = None) -> None:
    """BadData for a site that must not go out."""
    files = {path.relative_to(site).as_posix(): path.stat().st_size for path in sorted(site.rglob("*")) if path.is_file()}
    faults = [*_of_rows(site, everything), *_of_size(files, largest or LARGEST), *_of_pages(site, files, everything)]
    if faults:
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        raise BadData("the site that was just built", "one that can go out", f"{faults[0]}{more}", "imageprices check --data DATA")


def _of_rows(site: Path, everything: Published) -> Iterator[str]:
    """An empty site is no news but a fault, and so is one that lost prices on its way to the files."""
    wanted = sum(len(offer.prices) for state in everything.states for offer in state.snapshot.offers)
    rows = _rows(site / "v1" / "prices.sqlite")
    if not wanted or rows != wanted:
        yield f"{rows} rows of {wanted} prices"


def _rows(base: Path) -> int:
    if not base.exists():
        with tempfile.NamedTemporaryFile() as bare, gzip.open(base.with_name(f"{base.name}.gz")) as packed:
            shutil.copyfileobj(packed, bare)
            bare.flush()
            return _rows(Path(bare.name))
    with closing(sqlite3.connect(f"file:{base}?mode=ro", uri=True)) as database:
        ((rows,),) = database.execute("select count(*) from prices")
    return int(rows)


def _of_size(files: dict[str, int], largest: int) -> Iterator[str]:
    if sum(files.values()) > largest:
        yield f"{sum(files.values())} bytes where {largest} are the most a host takes (build --largest-mb says another)"


def _of_pages(site: Path, files: dict[str, int], everything: Published) -> Iterator[str]:
    run = f'<time datetime="{everything.as_of.isoformat()}">'.encode()
    for name in (name for name in files if name.endswith(".html")):
        page = (site / name).read_bytes()
        if not page.rstrip().endswith(b"</html>"):
            yield f"{name} that ends in the middle"
        if run not in page:
            yield f"{name} of another run"
        yield from (f"a link to {target!r} on {name}, which is not there" for target in _missing(name, page, files))


def _missing(name: str, page: bytes, files: dict[str, int]) -> Iterable[str]:
    """The relative links of a page that lead nowhere."""
    for target in sorted({unquote(html.unescape(link.decode())) for link in _LINK.findall(page) if not link.startswith(b"/")}):
        parts = name.split("/")[:-1]
        for part in target.split("/"):
            parts = parts[:-1] if part == ".." else parts if part in ("", ".") else [*parts, part]
        place = "/".join(parts)
        if place not in files and f"{place}/index.html".lstrip("/") not in files:
            yield target
