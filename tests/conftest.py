"""How a run of the tests spends a machine. How long an example takes is no promise of a test: a machine at work on other things is no
fault. What tests build of the recordings, all processes of a run share; and the longest files begin first, so that none ends alone. What
a command said before is kept for no test but those that ask for it."""

import atexit
import gc
import importlib.util
import os
import shutil
import tempfile

import pytest

from tests.scratch import SCRATCH

# Some ten seconds of CPU each and more (measured 2026-12-01). The first builds the site that others wait for, so those stand further down.
LONGEST = (
    "test_site.py",
    "test_mutants.py",
    "test_browser.py",
    "test_runs_by_itself.py",
    "test_captured_runs.py",
    "test_scaffold.py",
    "test_files.py",
    "test_site_axe.py",
    "test_site_parts.py",
    "test_watch.py",
    "test_rebuilds.py",
    "test_buyers_questions.py",
    "test_layout.py",
    "test_answers_audit.py",
    "test_site_stamp.py",
    "test_terminals.py",
    "test_node_standing.py",
    "test_mistakes.py",
    "test_queries.py",
    "test_other_words.py",
    "test_publishing_faults.py",
    "test_year.py",
    "test_running_it.py",
    "test_installed.py",
)

if importlib.util.find_spec("hypothesis"):  # the environment of the Dagster definition has pytest alone
    from hypothesis import settings

    settings.register_profile("unhurried", deadline=None)
    settings.load_profile("unhurried")


@pytest.hookimpl(optionalhook=True)  # of the environments, one has no xdist
def pytest_xdist_auto_num_workers():
    """Half as many processes again as there are cores: a third of their time they wait for browsers and commands."""
    return max(2, (os.cpu_count() or 2) * 3 // 2)


def pytest_configure(config):
    """Before the first process of the run starts another: those find the folder in their environment."""
    gc.disable()
    os.environ["IMAGEPRICES_CACHE"] = ""
    if SCRATCH not in os.environ:
        folder = os.environ[SCRATCH] = tempfile.mkdtemp(prefix="imageprices-tests-")
        config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))


def pytest_collection_modifyitems(items):
    """The longest files first: a run hands out whole files in this order (`--dist loadfile --no-loadscope-reorder`)."""
    rank = {name: at for at, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(item.path.name, len(rank)))


def pytest_collection_finish():
    """What was collected stays until the end, so no search for garbage looks through it again: a sixth of what a test takes."""
    gc.enable()
    gc.freeze()
    atexit.register(gc.unfreeze)
