"""What must not go out does not: half a site, an empty one, one with holes; kept pages and swapped packages neither."""

import functools
import hashlib
import http.client
import http.server
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
import yaml

from pipeline.publish import builder, inspection
from pipeline.publish.builder import build_site
from pipeline.publish.dataset import published
from pipeline.publish.inspection import inspect
from pipeline.publish.site_stamp import STAMP
from pipeline.update.runs import Run, run_update
from schema.errors import BadData
from tests.fakes import PRICES, acme, prices_page, record
from tests.test_update import SIX, hashes

ROOT = Path(__file__).parent.parent
MARK = "a sentence that stands on the seller's page only"


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A small data folder, the site built from it, and the recording it came from."""
    folder = tmp_path_factory.mktemp("small")
    with acme():
        record(folder / "set", {PRICES: prices_page(SIX, MARK)})
        run_update(Run(folder / "data", replay=folder / "set", only=("acme",)))
    build_site(folder / "data", folder / "site")
    return folder


@pytest.fixture
def site(small, tmp_path):
    """The small site, to spoil."""
    shutil.copytree(small / "site", tmp_path / "site")
    return tmp_path / "site"


def _lose_rows(site):
    with closing(sqlite3.connect(site / "v1/prices.sqlite")) as database:
        database.execute("delete from prices where rowid = 1")
        database.commit()


def _cut(site):
    page = site / "plans.html"
    page.write_bytes(page.read_bytes()[:-300])


def _of_another_run(site):
    page = site / "providers/acme.html"
    page.write_text(page.read_text(encoding="utf-8").replace("2026-03-01T", "2026-02-28T"), encoding="utf-8")


SPOILED = {
    "rows of": _lose_rows,
    "ends in the middle": _cut,
    "another run": _of_another_run,
    "not there": lambda site: (site / "status.html").unlink(),
    "most a host takes": lambda site: (site / "big").write_bytes(b"0" * 5_000_000),
}


@pytest.mark.parametrize("found", SPOILED)
def test_a_site_with_a_hole_is_refused(small, site, monkeypatch, found):
    """I9, I10: rows lost, a page cut, pages of two runs, a link into nothing, more bytes than the host takes."""
    monkeypatch.setattr(inspection, "LARGEST", sum(path.stat().st_size for path in site.rglob("*") if path.is_file()) + 4_000_000)
    everything = published(small / "data")
    inspect(site, everything)
    SPOILED[found](site)
    with pytest.raises(BadData, match=found):
        inspect(site, everything)


def test_a_build_without_a_price_ends_with_a_reason_and_leaves_the_old_site(site, tmp_path):
    """I9: an empty site is a fault, whatever emptied it."""
    before = hashes(site)
    with acme():
        record(tmp_path / "set", {PRICES: prices_page({"alpha": "ask us"}, "Plan Pro: $20 a month for 1,000 credits")})
        run_update(Run(tmp_path / "data", replay=tmp_path / "set", only=("acme",)))
    with pytest.raises(BadData, match="0 rows of 0 prices"):
        build_site(tmp_path / "data", site)
    assert before == hashes(site)


def test_a_template_that_fails_leaves_the_old_site(small, site, tmp_path, monkeypatch):
    """I9: nothing is switched before everything is written."""
    before = hashes(site)

    def fails(everything, folder, *found):
        (folder.out / "index.html").write_text("half", encoding="utf-8")
        raise RuntimeError("a template")

    monkeypatch.setattr(builder, "render", fails)
    with pytest.raises(RuntimeError, match="a template"):
        build_site(small / "data", site)
    assert before == hashes(site)
    assert ["site"] == [path.name for path in tmp_path.iterdir()]


def _built(data, out, step=0):
    """Build in a process of its own that is killed before its N-th file or folder is put in place: its status and its steps."""
    told = out.with_name("steps")
    child = os.fork()
    if child == 0:
        done = [0]

        def counted(real):
            def act(*args, **named):
                done[0] += 1
                if done[0] == step:
                    os.kill(os.getpid(), signal.SIGKILL)
                return real(*args, **named)

            return act

        Path.write_text, Path.rename = counted(Path.write_text), counted(Path.rename)
        build_site(data, out)
        with told.open("w") as file:
            file.write(str(done[0]))
        os._exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return status, int(told.read_text()) if told.exists() else 0


def test_a_build_that_is_killed_leaves_a_whole_site_or_none(small, site):
    """I7: at a sample of its steps, and between its two renames: the old site, or none for the next build to make; never half."""
    whole, stale = hashes(site), site / "of-before.txt"
    stale.touch()
    before = hashes(site)
    status, steps = _built(small / "data", site)
    assert (0, whole) == (status, hashes(site)) and steps > 20
    stale.touch()
    for step in (1, 2, steps // 2, steps - 2, steps - 1, steps):
        status, _ = _built(small / "data", site, step)
        assert -signal.SIGKILL == status
        assert (before if step < steps else {}) == (hashes(site) if site.exists() else {})
    build_site(small / "data", site)
    assert whole == hashes(site)


def test_a_build_of_the_same_data_leaves_the_site_alone(small, site):
    """Nothing is written where nothing changed; where one file differs the whole site is put in its place."""
    written = {path: path.stat().st_ino for path in site.rglob("*")}
    build_site(small / "data", site)
    assert written == {path: path.stat().st_ino for path in site.rglob("*")}
    (site / "robots.txt").write_text("another")
    build_site(small / "data", site)
    assert hashes(site) == hashes(small / "site")


def test_every_page_names_the_run_it_is_of(small):
    """I7: one moment on all pages, so that a mixture can be seen."""
    runs = {
        found for page in (small / "site").rglob("*.html") for found in re.findall(r'<footer>.*?datetime="([^"]+)"', page.read_text(), re.S)
    }
    assert 1 == len(runs)


def test_no_kept_page_is_part_of_the_site(small):
    """K10: a page we recorded is not served from our address, whole or in part: only its quotes are, as text."""
    kept = {hashlib.sha256(path.read_bytes()).hexdigest() for path in (small / "set").rglob("*") if path.is_file()}
    files = [path.read_bytes() for path in (small / "site").rglob("*") if path.is_file()]
    assert not kept & {hashlib.sha256(content).hexdigest() for content in files}
    assert [] == [content[:80] for content in files if MARK.encode() in content]


def test_a_deployment_that_fails_is_seen_and_changes_nothing():
    """I10: build, then upload, then deploy, each only after the one before; none may fail in silence."""
    source = (ROOT / ".github/workflows/publish.yml").read_text(encoding="utf-8")
    (job,) = yaml.safe_load(source)["jobs"].values()
    steps = [step.get("uses", step.get("run", "")).split("@")[0] for step in job["steps"]]
    order = [
        next(at for at, step in enumerate(steps) if name in step) for name in ("imageprices build", "upload-pages-artifact", "deploy-pages")
    ]
    assert sorted(order) == order
    assert "continue-on-error" not in source and not any("if" in step for step in job["steps"][order[0] :])


LOCKED = [ROOT / "requirements.txt", ROOT / "requirements-dev.txt", ROOT / "benchmarks" / "requirements.txt"]


@pytest.mark.parametrize("path", LOCKED, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_package_is_pinned_by_version_and_hash(path):
    """L5: no range, no address, no package without a hash."""
    lines = path.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    packages = [line for line in lines if line.strip() and not line.startswith("#")]
    assert len(packages) > 20
    pinned = re.compile(r"[a-z0-9._\[\],-]+==\S+( ; [^#]+?)?( +--hash=sha256:[0-9a-f]{64})+ *")
    assert [] == [line[:60] for line in packages if not pinned.fullmatch(line)]


def _wheel(folder, words):
    """A package of one module, made here."""
    path = folder / "honest-1.0-py3-none-any.whl"
    info = "honest-1.0.dist-info"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr("honest.py", words)
        wheel.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: honest\nVersion: 1.0\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")
    return hashlib.sha256(path.read_bytes()).hexdigest()


UV = next(filter(None, (shutil.which("uv"), shutil.which("uv", path=str(ROOT / ".uv" / "bin")))), "uv")


@pytest.mark.skipif(shutil.which(UV) is None, reason="no uv; `make` brings one")
def test_a_package_that_was_swapped_is_not_installed(tmp_path):
    """L5: the Makefile's own command takes what the lock names, and refuses the same version with other contents."""
    (tmp_path / "index").mkdir()
    pinned = f"honest==1.0 --hash=sha256:{_wheel(tmp_path / 'index', 'x = 1')}\n"
    (tmp_path / "requirements.txt").write_text(pinned, encoding="utf-8")
    command = [
        "pip",
        "sync",
        "--require-hashes",
        "--no-index",
        "--no-cache",
        "--target",
        "there",
        "--find-links",
        "index",
        "requirements.txt",
    ]

    def sync():
        return subprocess.run([UV, *command], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert "--require-hashes" in (ROOT / "Makefile").read_text(encoding="utf-8")
    assert 0 == sync().returncode
    shutil.rmtree(tmp_path / "there")
    _wheel(tmp_path / "index", "import os  # another's")
    done = sync()
    assert done.returncode != 0 and "hash" in done.stderr.lower(), done.stderr
    assert not (tmp_path / "there" / "honest.py").exists()


STRANGE = (
    {"LC_ALL": "C", "TZ": "Asia/Kathmandu", "PYTHONHASHSEED": "1"},
    {"LC_ALL": "C.UTF-8", "TZ": "America/St_Johns", "PYTHONHASHSEED": "2", "COLUMNS": "40", "PYTHONUTF8": "0"},
)


def test_two_machines_make_the_same_bytes(small, tmp_path):
    """I11: whatever the clock's place, the language, the width of the terminal, the order of sets."""
    made = []
    for number, strange in enumerate(STRANGE):
        command = [sys.executable, "-m", "pipeline", "build", "--data", str(small / "data"), "--out", str(tmp_path / str(number))]
        subprocess.run(command, cwd=ROOT, env=os.environ | strange, check=True, capture_output=True)
        (tmp_path / str(number) / STAMP).unlink()  # what a build notes of the program that made it, for itself alone
        made.append(hashes(tmp_path / str(number)))
    assert made[0] == made[1] == hashes(small / "site")


def test_what_reads_pages_cannot_write_and_what_writes_reads_none():
    """L4: the jobs that ask sellers have no right to write; the one that may push runs nothing that reads a page."""
    jobs = yaml.safe_load((ROOT / ".github/workflows/observe.yml").read_text(encoding="utf-8"))["jobs"]
    runs = {name: " ".join(step.get("run", "") for step in job.get("steps", ())) for name, job in jobs.items()}
    asking = {name for name, words in runs.items() if "scripts/observe" in words or "pipeline update" in words}
    writing = {name for name, job in jobs.items() if "write" in (job["permissions"].get("contents"), job["permissions"].get("actions"))}
    assert {"observe"} == asking and {"merge"} == writing
    assert {"contents": "read"} == jobs["observe"]["permissions"]
    script = (ROOT / ".github/scripts/commit").read_text(encoding="utf-8")
    assert "pipeline update" not in script and "pipeline read" not in script


def test_a_folder_in_which_nothing_was_read_is_told_as_that(tmp_path):
    """Tables of a person's and no reading: nothing to publish, and no fault of ours."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "models.toml").write_text("")
    (tmp_path / "data" / "providers.json").write_text("{}\n")
    with pytest.raises(BadData, match="a provider that was read"):
        build_site(tmp_path / "data", tmp_path / "site")


def test_what_a_killed_build_left_goes_with_the_next_one(small, tmp_path):
    """A build of another process that still runs keeps its folder."""
    gone = subprocess.run(["true"], check=True) and subprocess.Popen(["true"])
    gone.wait()
    left, running, other = (tmp_path / name for name in (f".site-{gone.pid}-abc", f".site-{os.getpid()}-abc", ".site-of-mine"))
    for folder in (left, running, other):
        folder.mkdir()
    build_site(small / "data", tmp_path / "site")
    assert [False, True, True] == [folder.exists() for folder in (left, running, other)]


def test_serve_answers_an_address_with_a_nul_by_an_error_alone(small, capfd):
    """No traceback, and the next request is served."""
    handler = functools.partial(builder.Compressing, directory=str(small / "site"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        statuses = []
        for path in ("/%00", "/a%00b/index.html", "/index.html"):
            asked = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=10)
            asked.request("GET", path, headers={"Accept-Encoding": "gzip"})
            answer = asked.getresponse()
            answer.read()  # a client that hangs up on what it was sent is a reset of its own making
            statuses.append(answer.status)
            asked.close()
        server.shutdown()
    assert ([400, 400, 200], "") == (statuses, capfd.readouterr().err)
