"""What the files of a data folder are called: in a module of its own, since which folder is meant is asked before all else."""

from __future__ import annotations

from typing import Final

JOURNAL: Final = ".journal.json"
CHECKS: Final = "checks.json"
LOOKS: Final = ".checks"  # the folder of what checks.json has yet to take in
PROVIDERS: Final = "providers.json"
OURS: Final = (CHECKS, PROVIDERS, "history", "current", "models.toml", "manual.toml", "plans.toml", "measurements.toml", "quality.toml")
