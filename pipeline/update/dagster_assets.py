"""The watch for who hosts it with Dagster (`make dagster`, then `dagster dev -m pipeline.update.dagster_assets`): one asset,
a partition per provider.

A partition is an `update --only PROVIDER` of the data folder; those that run at the same time wait for one another. What was not
read or not believed fails the check beside the asset, and no other provider.
"""

# No `from __future__ import annotations`: Dagster 1.13 wants the type of a context, not its name.
import os
from pathlib import Path
from typing import Final

import dagster

from pipeline.store.manual_prices import manual_about
from pipeline.text.sentences import sentence
from pipeline.update.provider_update import Outcome
from pipeline.update.runs import Run, run_update
from scrapers import provider_ids

FOLDER: Final = os.environ.get("IMAGEPRICES_DATA", "data")
PROVIDERS: Final = sorted({*provider_ids(), *manual_about(Path(FOLDER))})
WAIT: Final = 900.0  # seconds, for the other partitions of a run to write theirs
CHECK: Final = "read_and_believed"
CONFIG: Final = {
    "data": dagster.Field(str, default_value=FOLDER, description="The data folder."),
    "replay": dagster.Field(str, default_value="", description="A folder of recordings to read instead of the network."),
}


def _prices(context: dagster.AssetExecutionContext) -> dagster.MaterializeResult:
    """Observe, read, guard, diff and store one provider."""
    asked = context.op_execution_context.op_config
    replay = Path(asked["replay"]) if asked["replay"] else None
    report = run_update(Run(Path(asked["data"]), replay, only=(context.partition_key,), wait=WAIT))
    if not report.outcomes:
        raise dagster.Failure(f"{context.partition_key}: expected a recording in {replay}, found none")
    return _told(report.outcomes[0])


def _told(outcome: Outcome) -> dagster.MaterializeResult:
    held = outcome.held.offers if outcome.held else ()
    reasons = [outcome.refused, *(page.reason for page in outcome.pages), *(reason for one in held for reason in one.reasons)]
    check = dagster.AssetCheckResult(
        check_name=CHECK,
        passed=outcome.whole,
        severity=dagster.AssetCheckSeverity.WARN,
        metadata={"reasons": "\n".join(reason for reason in reasons if reason)},
    )
    told = "\n".join(sentence(change) for change in outcome.changes if not change.baseline)
    return dagster.MaterializeResult(metadata={"changes": len(outcome.changes), "sentences": told}, check_results=[check])


def _every_provider(context: dagster.ScheduleEvaluationContext) -> list[dagster.RunRequest]:
    tick = f"{context.scheduled_execution_time:%Y-%m-%dT%H:%M}"
    return [dagster.RunRequest(run_key=f"{tick} {provider}", partition_key=provider) for provider in PROVIDERS]


prices = dagster.asset(
    name="prices",
    partitions_def=dagster.StaticPartitionsDefinition(PROVIDERS),
    config_schema=CONFIG,
    check_specs=[dagster.AssetCheckSpec(CHECK, asset="prices")],
)(_prices)
observe = dagster.define_asset_job("observe", selection=[prices])
hourly = dagster.schedule(job=observe, cron_schedule="23 * * * *", name="hourly")(_every_provider)
defs = dagster.Definitions(assets=[prices], jobs=[observe], schedules=[hourly])
