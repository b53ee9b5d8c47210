"""Who runs this by themselves: the crontab of the docs, on the recordings; the address and contact of a deployment."""

from __future__ import annotations

import http.server
import os
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from pipeline.fetch.requests import browser_agent, user_agent
from pipeline.publish.builder import build_site
from pipeline.store.data_folder import settled
from pipeline.text.identity import CONTACT, HOME, unreachable
from tests.built import few, few_recordings

ROOT = Path(__file__).parent.parent
GUIDE = (ROOT / "docs" / "running-it.md").read_text(encoding="utf-8")


def crontab():
    """The line of the docs, without its times; and what it sets before."""
    (block,) = re.findall(r"^```text\n(.*?)^```", GUIDE, re.M | re.S)
    *settings, line = block.strip().splitlines()
    return dict(setting.split("=", 1) for setting in settings), line.split("  ", 1)[1]


class Channel:
    """Somebody to tell, on this machine."""

    def __init__(self, status: int) -> None:
        heard = self.heard = list[bytes]()

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                heard.append(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(status)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"json://127.0.0.1:{self.server.server_address[1]}"


@pytest.fixture(scope="module")
def machine(tmp_path_factory):
    """A machine with the project on it and a day's history: the next hour brings the later recordings."""
    folder = tmp_path_factory.mktemp("srv")
    command = folder / ".venv" / "bin" / "imageprices"
    command.parent.mkdir(parents=True)
    replay = f'[ "$1" = update ] && set -- "$@" --replay {few_recordings("latest")}'
    command.write_text(f'#!/bin/sh\n{replay}\nPYTHONPATH={ROOT} exec {sys.executable} -m imageprices "$@"\n')
    command.chmod(0o755)
    shutil.copytree(few(), folder / "data")
    return folder


def hour(machine, channel, line=None):
    """One line of cron, as cron runs it."""
    settings, command = crontab()
    (machine / "build" / "alerts.json").unlink(missing_ok=True)
    env = {"PATH": os.environ["PATH"], "HOME": str(machine), **settings, "IMAGEPRICES_ALERTS": channel.address}
    told = (line or command).replace("/srv/imageprices", str(machine))
    return subprocess.run(["/bin/sh", "-c", told], env=env, capture_output=True, text=True, check=False)


def test_the_crontab_builds_and_tells_although_something_is_held(machine):
    """Held prices end `update` with 3 and nothing else; the site has its own address, and everybody is told."""
    channel = Channel(200)
    done = hour(machine, channel)
    assert 0 == done.returncode, done.stdout + done.stderr
    assert "held: " in done.stdout
    assert (machine / "_site" / "index.html").exists()
    assert channel.heard
    settings, command = crontab()
    assert "placeholder" not in done.stdout + done.stderr
    assert {"IMAGEPRICES_CONTACT", "IMAGEPRICES_ALERTS"} == set(settings)
    assert "--base-url" in command


def test_a_channel_that_is_down_ends_the_hour_with_3(machine):
    """As the page says; the site is built."""
    assert 3 == hour(machine, Channel(500)).returncode


def test_what_can_do_nothing_ends_the_hour_there(machine):
    """Neither 0 nor 3; nothing built, nobody told."""
    shutil.rmtree(machine / "_site", ignore_errors=True)
    channel, (_, command) = Channel(200), crontab()
    done = hour(machine, channel, command.replace("imageprices update", "imageprices update --nonsense"))
    assert (1, False, []) == (done.returncode, (machine / "_site").exists(), channel.heard)


def test_a_site_with_an_address_is_nobody_elses(tmp_path):
    """Address, feeds, schema, links to report a number: no file names the placeholder or another's repository."""
    of_fork = {"base_url": "https://prices.fork.test/images/", "repository": "https://git.fork.test/a/prices"}
    build_site(few(), tmp_path / "site", **of_fork)
    texts = {path: path.read_text(encoding="utf-8", errors="replace") for path in (tmp_path / "site").rglob("*") if path.is_file()}
    assert [] == [path.name for path, text in texts.items() if "imageprices.example" in text or HOME in text]
    assert "https://git.fork.test/a/prices/issues/new?template=wrong-price.yml" in texts[tmp_path / "site" / "providers" / "openai.html"]


@pytest.mark.parametrize(
    ("environment", "contact", "home"),
    [
        ({"IMAGEPRICES_CONTACT": "prices@yours.example"}, "prices@yours.example", HOME),
        ({"GITHUB_REPOSITORY": "a/fork"}, "https://github.com/a/fork/issues", "https://github.com/a/fork"),
        ({"GITHUB_REPOSITORY": "a/fork", "IMAGEPRICES_CONTACT": " "}, "https://github.com/a/fork/issues", "https://github.com/a/fork"),
        ({}, CONTACT, HOME),
    ],
)
def test_every_request_says_who_asks(monkeypatch, environment, contact, home):
    """The contact that was given once, else the repository's issues; with the placeholder alone the run says so."""
    for name in ("IMAGEPRICES_CONTACT", "GITHUB_REPOSITORY", "GITHUB_SERVER_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    for agent in (user_agent(), browser_agent()):
        assert f"+{home}; {contact})" in agent
    assert bool(unreachable()) == (contact == CONTACT)
    assert "IMAGEPRICES_CONTACT" in (unreachable() or "IMAGEPRICES_CONTACT")


def test_the_contact_is_asked_for_in_one_place():
    """One variable, which the guide, the workflow and the message name."""
    naming = [
        path.name for path in sorted((ROOT / "pipeline").rglob("*.py")) if '"IMAGEPRICES_CONTACT"' in path.read_text(encoding="utf-8")
    ]
    assert ["identity.py"] == naming
    assert "IMAGEPRICES_CONTACT: ${{ vars.IMAGEPRICES_CONTACT }}" in (ROOT / ".github" / "workflows" / "observe.yml").read_text()
    assert "running-it.md" in "".join(name for name in ("running-it.md",) if "IMAGEPRICES_CONTACT" in GUIDE)


def test_what_make_builds_from_is_whole():
    """`data/` stands as its history says, so that a fresh checkout's `make` has something to build; after a change of how a record is
    written, replay the recordings into it again."""
    store = settled(ROOT / "data")
    assert [] == [provider for provider in store.providers() if store.known(provider) is None]
    assert 0 < len(store.checks().providers)
