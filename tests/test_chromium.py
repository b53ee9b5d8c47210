"""A browser for the tests is had on any machine, or its lack is told in one message before the first test."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from pipeline.fetch import browser
from schema.errors import Unreachable
from tests import chromium
from tests.chromium import NoBrowser, Patience

ROOT = Path(__file__).parent.parent
LONG = "sleep 60"
ARRIVES = "for n in 1 2 3 4 5; do head -c 9000 /dev/zero >{into}/$n; sleep 0.4; done"


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A machine with nothing on it but the tools that are put there, each a script that notes how it was called."""
    tools, folder = tmp_path / "tools", tmp_path / "browser"
    for made in (tools, folder, tmp_path / "lists", tmp_path / "archives"):
        made.mkdir()
    for name, value in {
        "FOLDER": folder,
        "BIN": folder / "bin",
        "APT_LISTS": tmp_path / "lists",
        "APT_ARCHIVES": tmp_path / "archives",
        "PLAYWRIGHT": (str(tools / "playwright"),),
        "PATIENCE": Patience(1.5, 3.0),
    }.items():
        monkeypatch.setattr(chromium, name, value)
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "own"))
    monkeypatch.setattr(chromium.shutil, "which", lambda name: str(tools / name) if (tools / name).exists() else None)

    def put(name: str, script: str) -> None:
        (tools / name).write_text(f'#!/bin/sh\necho "{name} $*" >>{tmp_path}/calls\n{script}\n')
        (tools / name).chmod(0o755)

    return tmp_path, put


def as_root(monkeypatch, yes: bool = True) -> None:
    monkeypatch.setattr(chromium.os, "geteuid", lambda: 0 if yes else 1000)
    monkeypatch.delenv("CI", raising=False)


def calls(folder: Path) -> list[str]:
    return (folder / "calls").read_text().splitlines()


def refusal(way) -> str:
    with pytest.raises(NoBrowser) as caught:
        way()
    return str(caught.value)


def test_who_does_not_answer_is_given_up_after_a_short_while(machine, monkeypatch):
    """Playwright's download, apt and npm alike; what they started ends with them."""
    _, put = machine
    as_root(monkeypatch)
    for name in ("playwright", "apt-get", "npm", "node"):
        put(name, LONG)
    for way in (chromium.playwrights_own, chromium.debians, chromium.npms):
        started = time.monotonic()
        assert "no answer within 2 seconds" in refusal(way)
        assert time.monotonic() - started < 10


def test_all_without_an_answer_take_less_than_a_minute():
    """With the patience that ships: apt is asked twice at most."""
    assert 4 * chromium.PATIENCE.first < 55


def test_who_answers_slowly_is_waited_for(machine):
    """A download that goes on is none that hangs, however long it takes in all."""
    folder, put = machine
    (folder / "own").mkdir()
    put("playwright", ARRIVES.format(into=folder / "own"))
    chromium.playwrights_own()
    assert ["playwright install --only-shell chromium"] == calls(folder)


def test_what_stops_in_the_middle_is_given_up_too(machine):
    """Bytes that came once are no answer for ever."""
    folder, put = machine
    (folder / "own").mkdir()
    put("playwright", f"head -c 9000 /dev/zero >{folder}/own/part; {LONG}")
    assert "no answer" in refusal(chromium.playwrights_own)


def test_what_a_tool_complains_of_is_told(machine, monkeypatch):
    """The line with the error, not the last of a stack."""
    _, put = machine
    as_root(monkeypatch)
    put("playwright", "echo 'Error: getaddrinfo ENOTFOUND'; echo '    at x.js:1'; echo '}'; exit 1")
    put("apt-get", "echo 'Reading lists'; echo 'E: Unable to locate package chromium' >&2; exit 100")
    put("npm", "exit 1")
    put("node", "exit 1")
    assert refusal(chromium.playwrights_own).endswith("install chromium: Error: getaddrinfo ENOTFOUND")
    assert refusal(chromium.debians).endswith("apt-get update: E: Unable to locate package chromium")
    assert "an error without a word" in refusal(chromium.npms)


def test_debians_is_asked_for_by_root_alone(machine, monkeypatch):
    """Lists, then the packages, then their installation, which waits for nobody's answer."""
    folder, put = machine
    put("apt-get", "")
    as_root(monkeypatch, False)
    assert "only root" in refusal(chromium.debians)
    as_root(monkeypatch)
    chromium.debians()
    assert ["update", "install --download-only", "install --no-download"] == [
        " ".join(re.findall(r"\b(?:update|install)\b|--(?:no-)?download(?:-only)?", call)) for call in calls(folder)
    ]


@pytest.mark.parametrize("gone", ["apt-get", "npm", "node"])
def test_a_machine_without_a_tool_says_so(machine, monkeypatch, gone):
    """That is an answer too."""
    _, put = machine
    as_root(monkeypatch)
    for name in {"apt-get", "npm", "node"} - {gone}:
        put(name, "")
    monkeypatch.setattr(chromium.platform, "machine", lambda: "x86_64")
    assert f"there is no {gone}" in refusal(chromium.debians if gone == "apt-get" else chromium.npms)


def test_npms_is_unpacked_and_starts_without_its_sandbox_only(machine, monkeypatch):
    """So it lies where the tests alone look, and is taken as root or in CI."""
    folder, put = machine
    monkeypatch.setattr(chromium.platform, "machine", lambda: "x86_64")
    put("npm", "")
    put("node", 'printf "#!/bin/sh\\necho started: \\$*\\n" >$TMPDIR/chromium; chmod +x $TMPDIR/chromium')
    as_root(monkeypatch, False)
    assert "without its sandbox" in refusal(chromium.npms)
    monkeypatch.setenv("CI", "true")
    chromium.npms()
    wrapper = folder / "browser" / "bin" / "chromium"
    assert '--no-zygote --no-sandbox "$@"' in wrapper.read_text()
    assert any(call.startswith(f"npm install {chromium.PACKAGE}") for call in calls(folder))
    assert "build/browser" not in "".join(path.read_text(encoding="utf-8") for path in (ROOT / "pipeline").rglob("*.py"))


def answers(**ways: str | None):
    def way(answer):
        def got() -> None:
            if answer:
                raise NoBrowser(answer)

        return got

    return {name: way(answer) for name, answer in ways.items()}


def test_the_first_that_starts_is_taken():
    """One that was had and does not start is as good as none."""
    starts = iter([NoBrowser("libnss3.so is missing"), "150.0"])

    def started() -> str:
        found = next(starts)
        if isinstance(found, NoBrowser):
            raise found
        return found

    assert "second, Chromium 150.0" == chromium.get(answers(none="nothing", first=None, second=None, third=None), started)


def test_no_way_is_one_message():
    """What was tried, what each answered, and what helps; before any test."""
    said = refusal(lambda: chromium.get(answers(one="no answer within 12 seconds", other="not tried: there is no npm")))
    assert re.search(r"one: +no answer within 12 seconds\n +other: +not tried: there is no npm\n", said)
    assert ["sudo .venv-dev/bin/python -m playwright install --with-deps chromium", "sudo apt-get install chromium"] == re.findall(
        r"^  (sudo .+)$", said, re.M
    )
    rule = re.search(r"^test: (.*?) ##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)[1]
    assert "browser" in rule.split()


@pytest.mark.parametrize("here", [True, False])
def test_a_run_installs_nothing_and_names_the_command(tmp_path, monkeypatch, here):
    """`update` takes a browser that is here, or fails that page and says how to get one."""
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    broken = tmp_path / "chromium"
    broken.write_text("#!/bin/sh\necho 'error while loading shared libraries: libnss3.so'\nexit 127\n")
    broken.chmod(0o755)
    monkeypatch.setattr(browser, "_choices", lambda: [{}, *([{"executable_path": str(broken)}] if here else [])])
    with sync_playwright() as playwright, pytest.raises(Unreachable) as caught:
        browser.launched(playwright, "https://example.test/prices")
    assert "run: python -m playwright install --with-deps chromium" in str(caught.value)
    assert ("libnss3.so" if here else "found no Chromium, Chrome or Edge") in str(caught.value)
    assert [broken] == list(tmp_path.iterdir())


def test_a_sandbox_is_left_out_for_root_alone(monkeypatch):
    """Root can't have one; nobody else goes to live pages without."""
    monkeypatch.setattr(browser.os, "geteuid", lambda: 1000)
    assert browser._has_sandbox()
    monkeypatch.setattr(browser.os, "geteuid", lambda: 0)
    assert not browser._has_sandbox()
