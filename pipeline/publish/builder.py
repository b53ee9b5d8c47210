"""Build into a folder beside the old site, check what was made, then switch: a site is never half of two runs."""

from __future__ import annotations

import filecmp
import functools
import gzip
import http
import http.server
import io
import os
import re
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple
from urllib.parse import unquote

from costs.standing.ranking import Circumstances
from pipeline.publish.change_effects import effects
from pipeline.publish.dataset import EffectsFound, ProviderStates, Published, published
from pipeline.publish.files.downloads import write_files
from pipeline.publish.inspection import inspect
from pipeline.publish.kept_answers import KeptAnswers
from pipeline.publish.meanwhile import Meanwhile, SeriesMeanwhile
from pipeline.publish.paging import BUDGET, Budget
from pipeline.publish.site.planner import planner
from pipeline.publish.site.render import FoundAnswers, answers, render
from pipeline.publish.site.site_folder import Folder
from pipeline.publish.site_stamp import is_part
from pipeline.text.identity import BASE_URL, HOME
from schema.errors import BadData

TEXT: Final = ("text/", "application/json", "application/javascript", "application/xml", "image/svg")


class BuiltSite(NamedTuple):
    """A site that was built, and the object it shows."""

    out: Path
    pages: int
    files: int
    everything: Published

    @property
    def words(self) -> str:
        """What there is, for who asked for it."""
        ranked = len(self.everything.markets["standard"].ranked)
        of = f"{len(self.everything.states)} sellers, {ranked} ranked for the standard image"
        return f"{self.out}: {self.pages} pages and {self.files} files; {of}"


def build_site(
    data: Path,
    out: Path,
    base_url: str = BASE_URL,
    budget: Budget = BUDGET,
    *,
    largest: int | None = None,
    repository: str = HOME,
    before: KeptAnswers | None = None,
) -> BuiltSite:
    """Build everything from a data folder into `out`, at most so many bytes; the old site stays until the new one is whole.

    `before` has the answers of earlier builds, and keeps those of this one.
    """
    _demand_ours(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    _sweep(out)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}-{os.getpid()}-") as made, ExitStack() as beside:
        fresh = Path(made) / "site"

        def effects_of(states: ProviderStates, known: Circumstances) -> EffectsFound:
            return beside.enter_context(SeriesMeanwhile(lambda: effects(states, known), Path(made) / "effects")).each

        everything = published(data, before, effects_of)
        kept = everything.kept
        cells = Meanwhile(kept.noting(lambda: answers(everything, budget)), Path(made) / "answers")
        months = Meanwhile(kept.noting(lambda: planner(everything)), Path(made) / "months")
        with cells, months:
            files = write_files(everything, fresh / "v1", base_url, budget)
            found = FoundAnswers(kept.take(cells.found()), kept.take(months.found()))
        folder = Folder(fresh, f"{base_url.rstrip('/')}/", repository.rstrip("/"), budget)
        pages = render(everything, folder, found, Path(made) / "pages")
        inspect(fresh, everything, largest)
        if not _same(fresh, out):
            _switch(fresh, out)
    kept.write()
    return BuiltSite(out, pages, files, everything)


def _sweep(out: Path) -> None:
    """Remove what a build that was killed left beside its site."""
    for left in out.parent.glob(f".{out.name}-*"):
        maker = re.fullmatch(rf"{re.escape(f'.{out.name}-')}(\d+)-\w+", left.name)
        if maker and not _runs(int(maker[1])):
            shutil.rmtree(left, ignore_errors=True)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except OSError as error:
        return isinstance(error, PermissionError)
    return True


def _demand_ours(out: Path) -> None:
    if out.exists() and any(out.iterdir()) and not (out / "index.html").exists():
        raise BadData(str(out), "a site of ours, or an empty folder", "something else", "imageprices build --out ANOTHER")


def _same(fresh: Path, out: Path) -> bool:
    """Whether nothing changed: then the old site stays, and whoever copies it elsewhere has nothing to copy."""
    made, there = _files(fresh), _files(out)
    return made.keys() == there.keys() and all(filecmp.cmp(made[path], there[path], shallow=False) for path in made)


def _files(folder: Path) -> dict[Path, Path]:
    return {path.relative_to(folder): path for path in folder.rglob("*") if is_part(path)}


def _switch(fresh: Path, out: Path) -> None:
    old = fresh.parent / "old"
    if out.exists():
        out.rename(old)
    fresh.rename(out)
    shutil.rmtree(old, ignore_errors=True)


class Compressing(http.server.SimpleHTTPRequestHandler):
    """Files as a host of static sites sends them: text compressed, for who takes that."""

    protocol_version = "HTTP/1.1"

    def send_head(self) -> io.BytesIO | BinaryIO | None:
        """The file, compressed where that is worth it; the rest, errors and lists of files are left as they come."""
        if "\0" in unquote(self.path):
            self.send_error(http.HTTPStatus.BAD_REQUEST)
            return None
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() and self.path.endswith("/") else path
        kind = self.guess_type(str(path))
        if not path.is_file() or not kind.startswith(TEXT) or "gzip" not in self.headers.get("Accept-Encoding", ""):
            return super().send_head()
        body = gzip.compress(path.read_bytes(), mtime=0)
        self.send_response(http.HTTPStatus.OK)
        for name, value in {
            "Content-Type": kind,
            "Content-Encoding": "gzip",
            "Content-Length": str(len(body)),
            "Vary": "Accept-Encoding",
        }.items():
            self.send_header(name, value)
        self.end_headers()
        return io.BytesIO(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def serve_site(out: Path, port: int) -> None:
    """Serve a built site on this machine until interrupted."""
    if not (out / "index.html").exists():
        raise BadData(str(out), "a built site", "none", "imageprices build")
    handler = functools.partial(Compressing, directory=str(out))
    with http.server.ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        print(f"http://localhost:{server.server_address[1]}  (stop with Ctrl-C)", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()
