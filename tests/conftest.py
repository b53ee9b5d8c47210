"""How long an example takes is no promise of a test: a machine at work on other things is no fault. What tests build of the recordings,
all processes of a run share. What a command said before is kept for no test but those that ask for it."""

import importlib.util
import os
import shutil
import tempfile

SCRATCH = "IMAGEPRICES_TESTS"  # names the folder that the processes of a run share: tests/built.py

if importlib.util.find_spec("hypothesis"):  # the environment of the Dagster definition has pytest alone
    from hypothesis import settings

    settings.register_profile("unhurried", deadline=None)
    settings.load_profile("unhurried")


def pytest_configure(config):
    """Before the first process of the run starts another: those find the folder in their environment."""
    os.environ["IMAGEPRICES_CACHE"] = ""
    if SCRATCH not in os.environ:
        folder = os.environ[SCRATCH] = tempfile.mkdtemp(prefix="imageprices-tests-")
        config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
