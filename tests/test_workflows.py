"""The workflows have least rights, pinned actions and no untrusted text in a shell; and the linter that says so is awake."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from scrapers import load, provider_ids

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
        ("actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd", "actions/checkout@v4", "unpinned-uses"),
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


# --- what runs when something failed --------------------------------------------------------------------------------


def holds(condition, ancestors, needs):
    """GitHub's rule for `if`: an expression that asks for no status also wants everything before it to have succeeded."""
    words = re.fullmatch(r"\$\{\{(.*)\}\}", condition.strip(), re.DOTALL)[1] if condition else "success()"
    if not re.search(r"\b(success|failure|cancelled|always)\(\)", words):
        words = f"success() && ({words})"
    words = re.sub(r"needs\.([\w-]+)\.result", r"needs['\1']", words).replace("&&", " and ").replace("||", " or ")
    states = {
        "success": lambda: set(ancestors) <= {"success"},
        "failure": lambda: "failure" in ancestors,
        "cancelled": lambda: False,
        "always": lambda: True,
    }
    return eval(re.sub(r"!(?!=)", " not ", words).strip(), {"__builtins__": {}}, {**states, "needs": needs})  # our own workflow's words


def run_of(workflow, **ends):
    """How each job of a workflow ends, when those that run end as given, and otherwise well."""
    jobs = yaml.safe_load((GITHUB / "workflows" / workflow).read_text())["jobs"]
    results, before = {}, {}
    for name, job in jobs.items():  # a job stands below those it needs
        needs = [job["needs"]] if isinstance(job.get("needs"), str) else job.get("needs", [])
        before[name] = {*needs, *(earlier for need in needs for earlier in before[need])}
        runs = holds(job.get("if", ""), [results[need] for need in before[name]], {need: results[need] for need in needs})
        results[name] = ends.get(name, "success") if runs else "skipped"
    return results


AFTER = ("tickets", "alert", "publish")


@pytest.mark.parametrize(
    ("ends", "merged", "after"),
    [
        ({}, "success", "success"),
        ({"observe": "failure"}, "success", "success"),
        ({"merge": "failure"}, "failure", "skipped"),
        ({"observe": "failure", "merge": "failure"}, "failure", "skipped"),
        ({"plan": "failure"}, "skipped", "skipped"),
    ],
    ids=["all well", "a shard fails", "merging fails", "all shards fail", "nobody has that name"],
)
def test_what_runs_after_a_failure(ends, merged, after):
    """A shard that fails keeps nobody from hearing of the others; what was not merged is neither told nor published."""
    results = run_of("observe.yml", **ends)
    assert (merged, {after}) == (results["merge"], {results[name] for name in AFTER})


def test_alerts_and_tickets_do_not_wait_for_one_another():
    """A channel that can't be reached keeps no ticket from being opened and no site from being published."""
    for name in AFTER:
        assert {other: "failure" if other == name else "success" for other in AFTER} == {
            other: result for other, result in run_of("observe.yml", **{name: "failure"}).items() if other in AFTER
        }


def plan(only):
    done = subprocess.run([GITHUB / "scripts" / "plan", only], capture_output=True, text=True, check=False, cwd=GITHUB.parent)
    return done.returncode, done.stdout, done.stderr


def test_a_name_nobody_has_ends_the_run_before_it_starts():
    """With the near ones, and as words that steer no runner; the right one asks for one shard, none for four."""
    assert (0, 'shards=["1/1"]\n') == plan("openai")[:2]
    assert (0, 4) == (plan("")[0], plan("")[1].count("/4"))
    status, out, err = plan("opnai")
    assert (2, "") == (status, out)
    assert re.fullmatch(r"only: expected the name of one provider, such as [^;]*\bopenai\b[^;]*; found opnai\n", err)
    assert plan("x\n::set-output name=a::b")[2].count("\n") == 1
    assert "plan" in run_of("observe.yml") and "needs.plan" in str(yaml.safe_load((GITHUB / "workflows" / "observe.yml").read_text()))


NODE_24 = {
    "actions/cache/restore": 5, "actions/cache/save": 5, "actions/checkout": 5, "actions/configure-pages": 6, "actions/deploy-pages": 5,
    "actions/download-artifact": 7, "actions/setup-python": 6, "actions/upload-artifact": 6, "actions/upload-pages-artifact": 5,
}  # fmt: skip


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_actions_are_pinned_by_commit_and_run_on_node_24(path):
    """The first major version of each that does; its version stands beside the commit, one commit for one version."""
    for name, commit, major in re.findall(r"uses: (actions/[\w/-]+)@(\S+)(?: # v(\d+))?", path.read_text()):
        assert re.fullmatch(r"[0-9a-f]{40}", commit), name
        assert int(major) >= NODE_24[name]


def test_a_published_site_has_its_own_address_and_repository():
    """Both come from where it runs, so a fork changes no file."""
    (job,) = yaml.safe_load((GITHUB / "workflows" / "publish.yml").read_text())["jobs"].values()
    steps = {step.get("id") or step.get("name"): step for step in job["steps"]}
    assert "${{ steps.pages.outputs.base_url }}" == steps["Build"]["env"]["ADDRESS"]
    assert steps["pages"]["uses"].startswith("actions/configure-pages@")
    assert '--base-url "$ADDRESS/" --repository "$GITHUB_SERVER_URL/$GITHUB_REPOSITORY"' in steps["Build"]["run"]
    assert [] == [path.name for path in WORKFLOWS if "imageprices.example" in path.read_text()]


def test_secrets_reach_only_the_step_that_needs_them():
    """Addresses to the step that tells, keys to the step that asks, each by name in its environment; pull requests see none."""
    named = [path.stem for path in WORKFLOWS if "secrets." in path.read_text()]
    assert ["observe"] == named
    jobs = yaml.safe_load((GITHUB / "workflows" / "observe.yml").read_text())["jobs"]
    handed = {
        job: [line for step in jobs[job].get("steps", []) for line in step.get("env", {}).values() if "secrets." in line] for job in jobs
    }
    assert {"alert": 1, "observe": 2} == {job: len(lines) for job, lines in handed.items() if lines}
    assert 3 == (GITHUB / "workflows" / "observe.yml").read_text().count("secrets.")


def test_a_key_that_a_page_wants_reaches_the_step_that_asks():
    """A secret is handed to a step by name: a reader's new key that no workflow passes on would never be used."""
    jobs = yaml.safe_load((GITHUB / "workflows" / "observe.yml").read_text())["jobs"]
    (step,) = (step for step in jobs["observe"]["steps"] if step.get("name") == "Observe")
    wanted = {page.key for provider in provider_ids() for page in load(provider).pages if page.key}
    assert wanted == {name for name, value in step["env"].items() if value == f"${{{{ secrets.{name} }}}}"}
