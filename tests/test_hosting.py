"""The Dagster definition: every provider materialised from its recording writes what one run writes; trouble fails the check, not the run."""

import shutil
from datetime import UTC, datetime

import pytest

pytest.importorskip("dagster", reason="Dagster is an extra of its own: make dagster")

import dagster

from pipeline.update import dagster_assets
from pipeline.update.runs import Run, run_update
from tests.readings import TESTS, folder
from tests.test_update import hashes

TABLES = sorted((TESTS.parent / "data").glob("*.toml"))


def started(data):
    """A data folder with the tables that people keep."""
    data.mkdir()
    for table in TABLES:
        shutil.copy(table, data)
    return data


def materialised(data, replay, provider):
    config = {"ops": {"prices": {"config": {"data": str(data), "replay": str(replay)}}}}
    return dagster.materialize([dagster_assets.prices], partition_key=provider, run_config=config, raise_on_error=False)


def test_every_provider_materialises_to_what_one_run_writes(tmp_path):
    """A partition per provider, those by hand too, over the project's recordings: the same files, to the byte."""
    one = run_update(Run(started(tmp_path / "one"), folder("latest")))
    each = started(tmp_path / "each")
    done = {provider: materialised(each, folder("latest"), provider) for provider in dagster_assets.PROVIDERS}
    assert {outcome.provider for outcome in one.outcomes} == {provider for provider, result in done.items() if result.success}
    believed = {provider for provider, result in done.items() if result.success and result.get_asset_check_evaluations()[0].passed}
    assert {outcome.provider for outcome in one.outcomes if outcome.whole} == believed
    assert hashes(tmp_path / "one") == hashes(each)


def test_a_page_that_cannot_be_read_fails_the_check_with_its_reason(tmp_path):
    """The run itself succeeds: what was believed before is still there."""
    shutil.copytree(folder("latest") / "bfl", tmp_path / "set" / "bfl")
    page = next((tmp_path / "set" / "bfl").glob("*.md"))
    page.write_text("# Another page\n")
    result = materialised(tmp_path / "data", tmp_path / "set", "bfl")
    (check,) = result.get_asset_check_evaluations()
    assert (True, False) == (result.success, check.passed)
    assert "expected" in check.metadata["reasons"].value


def test_the_schedule_asks_for_every_partition():
    """Nobody is forgotten, and no full hour."""
    context = dagster.build_schedule_context(
        repository_def=dagster_assets.defs.get_repository_def(), scheduled_execution_time=datetime(2026, 11, 21, 5, 23, tzinfo=UTC)
    )
    asked = dagster_assets.hourly.evaluate_tick(context).run_requests
    assert dagster_assets.PROVIDERS == [request.partition_key for request in asked]
    assert not dagster_assets.hourly.cron_schedule.startswith("0 ")
