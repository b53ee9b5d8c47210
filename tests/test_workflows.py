"""The workflows have least rights, pinned actions and no untrusted text in a shell; and the linter that says so is awake."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

GITHUB = Path(__file__).parent.parent / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
TOOLS = Path(sys.executable).parent


def zizmor(path):
    command = [TOOLS / "zizmor", "--quiet", "--offline", "--persona", "pedantic", path]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_zizmor_finds_nothing():
    """The pedantic persona, offline: every finding is mended or carries its reason on its line."""
    done = zizmor(GITHUB)
    assert 0 == done.returncode, done.stdout


@pytest.mark.parametrize(
    ("line", "planted", "finding"),
    [
        ("actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683", "actions/checkout@v4", "unpinned-uses"),
        ("run: make .venv/.ready", 'run: echo "${{ github.event.issue.title }}"', "template-injection"),
        ("persist-credentials: false", "clean: true", "artipacked"),
    ],
)
def test_a_planted_fault_is_caught(tmp_path, line, planted, finding):
    """A linter that finds nothing might be asleep: an unpinned action, a script injection and kept credentials are found."""
    source = (GITHUB / "workflows" / "observe.yml").read_text()
    assert line in source
    (tmp_path / "observe.yml").write_text(source.replace(line, planted))
    assert finding in zizmor(tmp_path / "observe.yml").stdout


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_workflows_follow_the_schema_and_start_with_no_rights(path):
    """Rights are given job by job, and every job ends."""
    subprocess.run([TOOLS / "check-jsonschema", "--quiet", "--builtin-schema", "vendor.github-workflows", path], check=True)
    workflow = yaml.safe_load(path.read_text())
    assert {} == workflow["permissions"]
    assert all("timeout-minutes" in job or "uses" in job for job in workflow["jobs"].values())


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="shellcheck is not on this machine; .ci/run installs it")
def test_shellcheck_finds_nothing():
    """The scripts the workflows call."""
    scripts = [*sorted((GITHUB / "scripts").iterdir()), GITHUB.parent / ".ci" / "run"]
    done = subprocess.run(["shellcheck", *scripts], capture_output=True, text=True, check=False)
    assert 0 == done.returncode, done.stdout


def test_what_writes_to_a_pull_request_runs_nothing_of_it():
    """`comment` starts after the tests, from the default branch, without an artifact but its text, without a secret."""
    workflow = yaml.safe_load((GITHUB / "workflows" / "comment.yml").read_text())
    (job,) = workflow["jobs"].values()
    assert {"actions": "read", "contents": "read", "pull-requests": "write"} == job["permissions"]
    checkout, post = job["steps"]
    assert "ref" not in checkout["with"]
    assert '.github/scripts/comment "$RUN" "$SHA" "$HEAD"' == post["run"]
    written = [path.stem for path in WORKFLOWS if "pull-requests: write" in path.read_text()]
    assert ["comment"] == written
    assert [] == [path.stem for path in WORKFLOWS if "pull_request_target" in path.read_text()]


def test_what_was_told_is_remembered_when_a_destination_failed():
    """A step that fails keeps `actions/cache` from saving: the state is saved whatever happened, or all are told twice."""
    steps = yaml.safe_load((GITHUB / "workflows" / "observe.yml").read_text())["jobs"]["alert"]["steps"]
    (saving,) = (step for step in steps if step.get("uses", "").startswith("actions/cache/save@"))
    (restoring,) = (step for step in steps if step.get("uses", "").startswith("actions/cache/restore@"))
    assert "always()" == saving["if"]
    assert saving["with"].items() <= restoring["with"].items()
    assert "--state alerts/state.json" in next(step for step in steps if "alert --data" in step.get("run", ""))["run"]


def test_secrets_reach_only_the_step_that_needs_them():
    """One secret, in one step's environment; pull requests see none."""
    named = [path.stem for path in WORKFLOWS if "secrets." in path.read_text()]
    assert ["observe"] == named
    assert 1 == (GITHUB / "workflows" / "observe.yml").read_text().count("secrets.")
