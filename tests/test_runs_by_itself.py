"""The steps of the workflows, run as the scripts they are: a matrix with a failing shard, the merge, the commit, a race, the tickets."""

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.alert.tickets import tickets
from pipeline.store.data_folder import Store, settled
from pipeline.update.commit_message import age_in_hours, commit_message
from tests.typed import typed

ROOT = Path(__file__).parent.parent
SCRIPTS = ROOT / ".github" / "scripts"
CASSETTES = ROOT / "tests" / "cassettes"
TOOL = f"{sys.executable} -m pipeline"


def shell(folder, *command, ok=(0,), **environment):
    env = os.environ | {"IMAGEPRICES": TOOL, "PYTHONPATH": str(ROOT), "RACE_SECONDS": "1", "HOME": str(folder)} | environment
    done = subprocess.run([str(part) for part in command], cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert done.returncode in ok, f"{command}: {done.stdout}{done.stderr}"
    return done


def git(folder, *arguments):
    who = ("-c", "user.name=t", "-c", "user.email=t@example.test")
    return shell(folder, "git", *who, *arguments).stdout.strip()


@pytest.fixture
def origin(tmp_path):
    """A bare repository with an empty data folder, as a new checkout has it."""
    seed = tmp_path / "seed"
    (seed / "data").mkdir(parents=True)
    (seed / "data" / "models.toml").write_text((ROOT / "data" / "models.toml").read_text())
    git(seed, "init", "--quiet", "--initial-branch=main")
    git(seed, "add", "--all")
    git(seed, "commit", "--quiet", "--message=Start")
    git(tmp_path, "clone", "--quiet", "--bare", str(seed), str(tmp_path / "origin.git"))
    return tmp_path / "origin.git"


def checkout(origin, name):
    folder = origin.parent / name
    git(origin.parent, "clone", "--quiet", str(origin), str(folder))
    git(folder, "config", "user.name", "t")
    git(folder, "config", "user.email", "t@example.test")
    return folder


def observed(origin, name, shard, set_name, only=("bfl", "xai", "volcengine", "deepinfra")):
    folder = checkout(origin, name)
    named = [argument for provider in only for argument in ("--only", provider)]
    shell(folder, SCRIPTS / "observe", shard, "--replay", CASSETTES / set_name, *named)
    return folder / "data"


def test_four_shards_of_which_one_fails_become_one_commit(origin):
    """What the others read is committed with its sentences; a shard that fails ends with its status and takes nothing with it."""
    four = ("bfl", "xai", "openai", "cloudflare")
    shards = [observed(origin, f"shard-{at}", f"{at}/4", "earlier", four) for at in (1, 2, 4)]
    failing = checkout(origin, "shard-3")
    shell(failing, SCRIPTS / "observe", "3/4", "--replay", "no-such-folder", ok=(1,))
    merged = checkout(origin, "merge")
    done = shell(merged, SCRIPTS / "commit", *shards, failing / "data")
    assert "Prices: 1 held, at 1 seller\n" in done.stdout  # cloudflare prints a price twice, and the two disagree
    assert {"current", "history"} <= {path.name for path in (merged / "data").iterdir()}
    assert {"bfl.json", "cloudflare.json", "xai.json"} == {path.name for path in (merged / "data" / "current").iterdir()}
    assert git(merged, "rev-parse", "HEAD") == git(origin, "rev-parse", "main")


def test_a_second_run_finds_nothing_and_a_later_one_says_what_changed(origin):
    """Checks alone wait for the day's commit; a price that moved is in the commit's message."""
    for name, recordings in (("one", "earlier"), ("two", "earlier"), ("three", "latest")):
        shard = observed(origin, f"shard-{name}", "1/1", recordings, ("bfl",))
        done = shell(checkout(origin, f"merge-{name}"), SCRIPTS / "commit", shard)
        assert ("nothing" in done.stdout) == (name == "two"), done.stdout
    message = git(origin, "log", "-1", "--format=%B", "main")
    assert message.startswith("Prices: ")
    assert "bfl · FLUX.2 [max]" in message


def test_two_runs_that_race_lose_nothing(origin):
    """The push that came second starts again from what the first one brought."""
    first, second = observed(origin, "a", "1/1", "earlier", ("bfl",)), observed(origin, "b", "1/1", "earlier", ("xai",))
    slow, quick = checkout(origin, "slow"), checkout(origin, "quick")
    hook = slow / ".git" / "hooks" / "pre-push"
    marker = origin.parent / "raced"
    script = f"#!/bin/sh\n[ -e {marker} ] && exit 0\ntouch {marker}\ncd {quick} && env -u GIT_DIR {SCRIPTS / 'commit'} {first} >&2\n"
    hook.write_text(script)
    hook.chmod(0o755)
    done = shell(slow, SCRIPTS / "commit", second)
    assert "another push came first" in done.stderr
    names = git(origin, "ls-tree", "--name-only", "main", "data/current/")
    assert {"data/current/bfl.json", "data/current/xai.json"} <= set(names.split())


@pytest.fixture(scope="module")
def cut(tmp_path_factory):
    """A data folder in which one provider is held: its page was cut."""
    folder = tmp_path_factory.mktemp("cut")
    for number, is_cut in enumerate((False, True)):
        recording = folder / f"set{number}" / "bfl"
        shutil.copytree(CASSETTES / ("latest" if is_cut else "earlier") / "bfl", recording)
        if is_cut:
            page = recording / "pricing.md"
            page.write_text(page.read_text()[:1500])
        assert typed("update", "--replay", recording.parent, "--data", folder / "data").returncode in (0, 3)
    return folder / "data"


@pytest.fixture
def held(cut, tmp_path):
    """A copy of it."""
    return shutil.copytree(cut, tmp_path / "data")


GH = """#!{python}
import json, pathlib, sys
path = pathlib.Path(__file__).with_name("issues.json")
issues = json.loads(path.read_text()) if path.exists() else []
label = path.with_name("label")
words, value = sys.argv[2:], lambda name: sys.argv[sys.argv.index(name) + 1]
if sys.argv[1] == "label":
    label.write_text(words[1])
elif words[0] == "list":
    print(json.dumps([issue for issue in issues if issue["open"]]))
elif words[0] == "create":
    if not label.exists() or label.read_text() != value("--label"):
        sys.exit("could not add label: not found")
    issues.append(dict(number=len(issues) + 1, title=value("--title"), body=sys.stdin.read(), open=True))
else:
    issue = issues[int(words[1]) - 1]
    issue["open"] = words[0] != "close"
    issue["body"] = sys.stdin.read() if words[0] == "edit" else issue["body"]
path.write_text(json.dumps(issues))
"""


@pytest.fixture
def tracker(tmp_path):
    """A stand-in for GitHub's issues: what a command says, and the issues there are."""
    tool = tmp_path / "bin" / "gh"
    tool.parent.mkdir()
    tool.write_text(GH.format(python=sys.executable))
    tool.chmod(0o755)

    def run(*words, ok=(0,)):
        return shell(tmp_path, *TOOL.split(), *words, ok=ok, PATH=f"{tool.parent}:{os.environ['PATH']}").stdout

    return run, lambda: json.loads((tool.parent / "issues.json").read_text())


def test_a_ticket_is_opened_once_and_closes_by_itself(held, tmp_path, tracker):
    """It says what was expected and found and how to see it; unchanged it is left alone; read again it is closed."""
    run, issues = tracker
    assert "opened: Held: bfl" in run("tickets", "--data", held)
    assert "nothing to do" in run("tickets", "--data", held)
    (issue,) = issues()
    assert all(words in issue["body"] for words in ("expected", "found", "imageprices read bfl --explain"))
    shell(tmp_path, *TOOL.split(), "update", "--replay", CASSETTES / "latest", "--only", "xai", "--data", tmp_path / "whole")
    assert "closed: Held: bfl" in run("tickets", "--data", tmp_path / "whole")


def test_what_gh_complains_of_is_passed_on(held, tmp_path):
    """A fork without Issues, a token without the right: its own words, not a fault of ours; without `gh`, what to do."""
    tool = tmp_path / "refusing" / "gh"
    tool.parent.mkdir()
    tool.write_text("#!/bin/sh\necho \"the 'a/fork' repository has disabled issues\" >&2\nexit 1\n")
    tool.chmod(0o755)
    tickets = (*TOOL.split(), "tickets", "--data", held)
    done = shell(tmp_path, *tickets, ok=(3,), PATH=f"{tool.parent}:{os.environ['PATH']}")
    assert "gh issue list: expected GitHub to do it, found the 'a/fork' repository has disabled issues" in done.stderr
    tool.unlink()
    done = shell(tmp_path, *tickets, ok=(2,), PATH=str(tool.parent))
    assert "expected GitHub's command line on the PATH, found none" in done.stderr


def test_checks_that_are_not_committed_yet_are_there_for_tickets_and_site(origin):
    """They wait for the day's commit, and nothing that is made from the folder waits with them."""
    for name, recordings in (("one", "earlier"), ("two", "latest")):
        shard = observed(origin, f"shard-{name}", "1/1", recordings, ("xai",))
        merged = checkout(origin, f"merge-{name}")
        said = shell(merged, SCRIPTS / "commit", shard).stdout
    assert "once a day" in said
    assert (shard / "checks.json").read_bytes() == (merged / "data" / "checks.json").read_bytes()
    assert git(merged, "rev-parse", "HEAD") == git(origin, "rev-parse", "main")


def test_the_dead_mans_ticket_is_his_own(held, tracker):
    """It opens when observing stopped, touches no other ticket, and closes when observing goes on."""
    run, issues = tracker
    run("tickets", "--data", held)
    overdue = ("overdue", "--data", held, "--ticket", "--hours")
    assert "opened: Nothing was observed lately" in run(*overdue, "0", ok=(3,))
    assert {"Held: bfl": True, "Nothing was observed lately": True} == {issue["title"]: issue["open"] for issue in issues()}
    assert "nothing to do" in run("tickets", "--data", held)
    assert "closed: Nothing was observed lately" in run(*overdue, "1000000")
    assert {"Held: bfl": True, "Nothing was observed lately": False} == {issue["title"]: issue["open"] for issue in issues()}


def test_words_of_a_page_stay_words_in_a_ticket(held):
    """No mention, link or markup of a page comes alive in an issue; expected and found stand one below the other."""
    body = next(ticket.body for ticket in tickets(settled(held)))
    assert re.search(r"^  expected  .+\n  found     .+\n  ```$", body, re.M)
    body = re.sub(r"^  ```text\n(  (where|expected|found) +[^`\n]*\n)+  ```$", "", body, flags=re.M)
    outside = "".join(part for at, part in enumerate(body.replace("```", "").split("`")) if at % 2 == 0)
    assert "https://" not in outside
    assert "<" not in outside


def test_the_dead_man_speaks_up(held, tmp_path):
    """Nothing observed for longer than allowed ends with 3; a fresh folder with 0."""
    store = Store(held)
    newest = max(check.at for check in store.checks().providers["bfl"])  # of the others nothing was recorded: no look at them
    assert 5 == pytest.approx(age_in_hours(store, newest + timedelta(hours=5)))
    hours = (datetime.now(UTC) - newest).total_seconds() / 3600
    shell(tmp_path, *TOOL.split(), "overdue", "--data", held, "--hours", str(int(hours) + 24))
    shell(tmp_path, *TOOL.split(), "overdue", "--data", held, "--hours", str(max(hours - 1, 0)), ok=(3,))


def test_a_message_counts_first_and_names_nothing_of_a_page_there(tmp_path):
    """The subject is counts in fixed words, so that no page can write it."""
    (tmp_path / "none.jsonl").write_text("")
    assert "Look at every page; no price changed\n" == commit_message(tmp_path / "none.jsonl")


@pytest.fixture
def proposal(tmp_path):
    """A small checkout whose branch reads a price otherwise than its base."""
    folder = tmp_path / "proposal"
    for name in ("schema", "scrapers"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    recording = Path("tests") / "cassettes" / "latest" / "bfl"
    shutil.copytree(ROOT / recording, folder / recording)
    for name in ("__init__.py", "readings.py"):
        shutil.copy(ROOT / "tests" / name, folder / "tests" / name)
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=Base")
    return folder


def effect(folder):
    return shell(folder, SCRIPTS / "effect", "HEAD", PYTHON=sys.executable, PYTHONPATH="").stdout


def test_a_pull_request_says_what_it_would_change(proposal):
    """Nothing where no reader is touched; that nothing changes; or the lines that would be read otherwise."""
    (proposal / "README.md").write_text("Other words.\n")
    assert "" == effect(proposal)
    reader = proposal / "scrapers" / "bfl.py"
    reader.write_text(reader.read_text() + "\n# A comment.\n")
    assert "This changes no price on the recordings.\n" == effect(proposal)
    spell = proposal / "schema" / "amounts.py"
    spell.write_text(spell.read_text() + "\n\nspell = lambda amount: f'{amount * 10:f}'\n")
    said = effect(proposal)
    assert said.startswith("This changes what the recordings are read to say:\n")
    assert [] == [line for line in ("-  output_image", "+  output_image") if line not in said]


def test_what_the_workflows_call_needs_nothing_of_the_tests():
    """`tests.readings` runs where only the application is installed: so do the effect of a pull request, and `imageprices new`."""
    barred = "import runpy, sys; sys.modules |= dict.fromkeys(('hypothesis', 'pytest', '_pytest')); "
    called = f"sys.argv = ['readings', 'all', {str(CASSETTES / 'earlier')!r}]; runpy.run_module('tests.readings', run_name='__main__')"
    assert "== bfl\n" in shell(ROOT, sys.executable, "-c", barred + called).stdout


FORGE = """#!{python}
import json, pathlib, sys
folder = pathlib.Path(__file__).parent
words = sys.argv[1:]
with (folder / "calls").open("a") as calls:
    calls.write(json.dumps(words) + "\\n")
if words[:2] == ["run", "download"]:
    if not (folder / "effect.txt").exists():
        sys.exit("no artifact")
    place = pathlib.Path(words[words.index("--dir") + 1])
    place.mkdir()
    (place / "effect.txt").write_bytes((folder / "effect.txt").read_bytes())
elif any("@" in word for word in words):
    path = next(word for word in words if word.startswith("body=@"))[6:]
    (folder / "posted").write_text(pathlib.Path(path).read_text())
elif words[-1].endswith("/comments"):
    print((folder / "comments").read_text())
else:
    print((folder / "pulls").read_text())
"""
HOSTILE = "````\n@everyone <script>x</script> $(touch pwned) ```\u202e\x1b[31m\n+ $0.04 -> $0.05\n"


@pytest.fixture
def forge(tmp_path):
    """A stand-in for `gh`: pull request 7 stands at `abc`, and the run left a text."""
    folder = tmp_path / "forge"
    folder.mkdir()
    (folder / "gh").write_text(FORGE.format(python=sys.executable))
    (folder / "gh").chmod(0o755)
    (folder / "pulls").write_text(json.dumps([{"number": 6, "head": {"sha": "other"}}, {"number": 7, "head": {"sha": "abc"}}]))
    (folder / "comments").write_text("[]")
    (folder / "effect.txt").write_text(HOSTILE)
    return folder


def comment(forge, sha="abc", **more):
    environment = {"PATH": f"{forge}:{os.environ['PATH']}", "GH_REPO": "o/r"} | more
    said = shell(forge, SCRIPTS / "comment", "99", sha, "somebody:a branch; touch pwned", **environment).stdout
    calls = [json.loads(line) for line in (forge / "calls").read_text().splitlines()]
    return said, calls


needs_jq = pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not on this machine; .ci/run installs it")


@needs_jq
def test_a_comment_shows_the_text_and_nothing_in_it_lives(forge):
    """One block of code which nothing inside can end; the pull request is the one whose head is the run's commit."""
    said, calls = comment(forge)
    assert "commented on pull request 7\n" == said
    assert ["--method", "POST", "repos/o/r/issues/7/comments"] == calls[-1][2:5]
    posted = (forge / "posted").read_text()
    head, _, rest = posted.partition("````diff\n")
    inside, _, after = rest.rpartition("````")
    assert ("", "<!-- effect on prices -->") == (after.strip(), head.splitlines()[0])
    assert "+ $0.04 -> $0.05" in inside
    assert [] == [mark for mark in ("`", "\u202e", "\x1b") if mark in inside]
    assert not (forge / "pwned").exists()


@needs_jq
def test_the_second_comment_takes_the_place_of_the_first(forge):
    """Of our own robot only: what somebody else wrote under our mark stays theirs."""
    mark = "<!-- effect on prices -->\nold"
    others = {"id": 1, "user": {"login": "somebody"}, "body": mark}
    (forge / "comments").write_text(json.dumps([others, {"id": 2, "user": {"login": "github-actions[bot]"}, "body": mark}]))
    said, calls = comment(forge)
    assert "updated the comment of pull request 7\n" == said
    assert ["--method", "PATCH", "repos/o/r/issues/comments/2"] == calls[-1][2:5]


@needs_jq
def test_a_comment_is_cut_to_what_fits_and_says_so(forge):
    """A character is never cut in two."""
    (forge / "effect.txt").write_text("+ é" * 1000)
    comment(forge, LONGEST="1001")
    posted = (forge / "posted").read_text()
    assert len(posted.encode()) < 1300
    assert "cut here" in posted


@needs_jq
@pytest.mark.parametrize(("text", "sha"), [(None, "abc"), ("", "abc"), (HOSTILE, "gone")])
def test_no_text_and_no_open_pull_request_make_no_comment(forge, text, sha):
    """A run that left nothing, a change of no reader, a commit that is not the head any more."""
    (forge / "effect.txt").unlink()
    if text is not None:
        (forge / "effect.txt").write_text(text)
    said, _ = comment(forge, sha)
    assert "nothing to say" in said
    assert not (forge / "posted").exists()
