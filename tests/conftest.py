"""How long an example takes is no promise of a test: a machine at work on other things is no fault."""

import importlib.util

if importlib.util.find_spec("hypothesis"):  # the environment of the Dagster definition has pytest alone
    from hypothesis import settings

    settings.register_profile("unhurried", deadline=None)
    settings.load_profile("unhurried")
