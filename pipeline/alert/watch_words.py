"""What a rule can be, in words, from the rule's own fields, with a workflow and a crontab line to copy: for `--explain`, site and docs."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Final

from pipeline.alert.watch_rules import WatchRule

WATCH_VARIABLE: Final = "IMAGEPRICES_WATCH"
EXAMPLE: Final = """\
[[rule]]
name = "Our drafts"
model = "gpt-image-2"
provider = "openai"
recipe = "draft"
images = 3000
percent = 5
new_low = true

[[rule]]
name = "The shop"
workload = "shop.toml"
budget = 200

[[rule]]
name = "Plans"
provider = "leonardo"
plan_changed = true
"""
CRONTAB: Final = "17 7 * * * imageprices watch $HOME/rules.toml --from {v1}"
WORKFLOW: Final = """\
name: watch image prices
on:
  schedule:
    - cron: "17 7 * * *"
  workflow_dispatch:
permissions:
  contents: read
jobs:
  watch:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
        with:
          persist-credentials: false
      - uses: actions/cache/restore@v4
        with:
          path: rules.state.json
          key: watch-none
          restore-keys: watch-
      - run: pipx run imageprices watch rules.toml --from {v1}
        env:
          IMAGEPRICES_WATCH: ${{{{ secrets.IMAGEPRICES_WATCH }}}}
      - uses: actions/cache/save@v4
        if: always()
        with:
          path: rules.state.json
          key: watch-${{{{ github.run_id }}}}-${{{{ github.run_attempt }}}}
"""


def fields() -> list[tuple[str, str]]:
    """Every field of a rule and what it says."""
    return [(name, field.description or "") for name, field in WatchRule.model_fields.items()]


def explanation(v1: str = "https://HOST/v1") -> str:
    """All a rule can be."""
    wide = max(len(name) for name, _ in fields())
    lines = [f"  {name:{wide}}  {says}" for name, says in fields()]
    return "\n".join(
        (
            "A file of rules, in TOML: one [[rule]] each.",
            "",
            *lines,
            "",
            EXAMPLE,
            "The first look says what each rule sees. A message goes to the terminal, and to the Apprise addresses in",
            f'{WATCH_VARIABLE}, or in the file: deliver = ["mailto://..."], above the first rule.',
            "What was said last is kept beside the rules; a rule that is changed begins anew.",
            "",
            "Every day, by cron:",
            "",
            CRONTAB.format(v1=v1),
            "",
            "or by a workflow of GitHub's:",
            "",
            WORKFLOW.format(v1=v1),
        )
    )


def addresses(written: Iterable[str]) -> list[str]:
    """Where to deliver: the environment's addresses, which may be secrets, then the file's own."""
    return list(dict.fromkeys([*os.environ.get(WATCH_VARIABLE, "").split(), *written]))
