"""`cost`, `workload` and `plans`: what an image, a month or a subscription comes to."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli._options import AsJson, DataToRead

On = Annotated[
    datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="The day it is bought; default: the day the prices stand for.")
]
RecipeName = Annotated[str, typer.Option("--recipe", help="draft, standard, final, 2k, 4k or edit.")]
ModelName = Annotated[str | None, typer.Option("--model", help="A canonical model, or what a seller calls it.")]
ProviderOption = Annotated[str | None, typer.Option("--provider", help="One seller.")]
PlanName = Annotated[str | None, typer.Option("--plan", help="The plan its credits are bought on.")]
OperationOption = Annotated[str | None, typer.Option(help="generate or edit.")]
Quality = Annotated[str | None, typer.Option(help="low, medium, high, or the seller's own word.")]
SizeOption = Annotated[str | None, typer.Option(help="Width x height: 1024x1536.")]
ResolutionOption = Annotated[str | None, typer.Option(help="0.5K, 1K, 2K, 4K or 1080P.")]
References = Annotated[int | None, typer.Option(help="How many reference images.")]
TierOption = Annotated[str | None, typer.Option(help="standard, batch, flex or priority.")]
CountOption = Annotated[int | None, typer.Option(help="How many images.")]


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    app.command()(cost)
    app.command()(workload)
    app.command()(plans)


def cost(
    *,
    recipe: RecipeName = "standard",
    model: ModelName = None,
    provider: ProviderOption = None,
    plan: PlanName = None,
    operation: OperationOption = None,
    quality: Quality = None,
    size: SizeOption = None,
    resolution: ResolutionOption = None,
    references: References = None,
    reference_size: Annotated[str | None, typer.Option(help="Width x height of each reference image.")] = None,
    tier: TierOption = None,
    count: CountOption = None,
    style: Annotated[str | None, typer.Option(help="A style the seller prices by, such as vector.")] = None,
    feature: Annotated[list[str] | None, typer.Option(help="An extra such as web-search; may be given several times.")] = None,
    region: Annotated[str | None, typer.Option(help="A region the seller prices by.")] = None,
    as_good_as: Annotated[
        str | None,
        typer.Option("--as-good-as", metavar="MODEL", help="Only what is rated at least as well as this model (Arena, for such pictures)."),
    ] = None,
    steps: Annotated[int | None, typer.Option(help="Inference steps; default: the model's.")] = None,
    gpu_seconds: Annotated[str | None, typer.Option(help="GPU seconds one image takes, where a seller bills them.")] = None,
    prompt_tokens: Annotated[int | None, typer.Option(help="Tokens of the prompt; not counted unless given.")] = None,
    thinking_tokens: Annotated[int | None, typer.Option(help="Tokens of thinking; not counted unless given.")] = None,
    usage: Annotated[
        Path | None,
        typer.Option("--usage", metavar="FILE", help="Settle the usage record of a real answer, or a file of many: JSON, JSON lines, CSV."),
    ] = None,
    uses: Annotated[bool, typer.Option("--uses", help="The cheapest for drafts, product shots, editorial, text, editing.")] = False,
    decide: Annotated[
        bool,
        typer.Option("--decide", help="By tokens or flat: the rule in words, from today's prices, beside the one measured in June 2026."),
    ] = False,
    ceiling: Annotated[bool, typer.Option("--ceiling", help="The dearest a request can be, of all that was left open.")] = False,
    sort: Annotated[str, typer.Option(help="price, provider or model.")] = "price",
    everything: Annotated[bool, typer.Option("--all", help="Also what is not ranked and what has no price, with the reason.")] = False,
    proven: Annotated[bool, typer.Option("--proven", help="Only what the seller itself says, on its page or quoted.")] = False,
    on: On = None,
    data: DataToRead,
    as_json: AsJson = False,
) -> None:
    """What an image costs: at every seller, at the sellers of one model, or line by line at one of them."""
    from pipeline.cli.reports import cost_answers

    changes = {
        "operation": operation, "quality": quality, "size": size, "resolution": resolution, "references": references,
        "reference_size": reference_size, "tier": tier, "count": count, "style": style, "features": tuple(feature) if feature else None,
        "region": region, "steps": steps, "gpu_seconds": gpu_seconds, "prompt_tokens": prompt_tokens, "thinking_tokens": thinking_tokens,
        "as_good_as": as_good_as,
    }  # fmt: skip
    asked = cost_answers.AskedCost(on.date() if on else None, data, provider, model, plan, as_json)
    if usage:
        cost_answers.settle(asked, usage, changes)
    elif uses:
        cost_answers.tell_uses(asked)
    elif decide:
        cost_answers.tell_decision(asked)
    elif ceiling:
        fixed = frozenset(name for name, value in changes.items() if value is not None)
        cost_answers.tell_ceiling(asked, cost_answers.recipe_of(recipe, changes), fixed)
    else:
        cost_answers.tell_cost(asked, cost_answers.recipe_of(recipe, changes), sort, everything, proven)


def workload(
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="A workload: tasks in TOML.")] = None,
    *,
    preset: Annotated[str | None, typer.Option("--preset", help="One that comes with the project; --list names them.")] = None,
    list_presets: Annotated[bool, typer.Option("--list", help="Name the workloads that come with the project.")] = False,
    batch: Annotated[int | None, typer.Option("--batch", metavar="N", help="So many final images instead of a file.")] = None,
    factor: Annotated[
        str, typer.Option(help="Images made for one final: baseline 1.2, exploring 1.8, blank 2.5, or a number.")
    ] = "exploring",
    drafts_first: Annotated[bool, typer.Option("--drafts-first", help="All attempts as drafts, then the finals once.")] = False,
    recipe: RecipeName = "final",
    model: ModelName = None,
    provider: ProviderOption = None,
    plan: PlanName = None,
    on: On = None,
    data: DataToRead,
    as_json: AsJson = False,
) -> None:
    """What a month or a batch comes to: per task and in all, at the cheapest sellers and at every one who can do all of it."""
    from pipeline.cli.reports import cost_answers, workload_answers

    asked = cost_answers.AskedCost(on.date() if on else None, data, provider, model, plan, as_json)
    if list_presets:
        workload_answers.tell_presets(as_json)
    elif batch is not None:
        workload_answers.tell_batch(asked, batch, factor, recipe, drafts_first)
    else:
        workload_answers.tell_workload(asked, file, preset)


def plans(
    *,
    provider: ProviderOption = None,
    model: ModelName = None,
    images: Annotated[int | None, typer.Option(help="Images a month.")] = None,
    recipe: RecipeName = "standard",
    operation: OperationOption = None,
    quality: Quality = None,
    size: SizeOption = None,
    resolution: ResolutionOption = None,
    references: References = None,
    days: Annotated[int, typer.Option(min=1, max=31, help="Days a month with work, for quotas by the day and by the week.")] = 30,
    own: Annotated[
        str | None,
        typer.Option(
            "--own",
            metavar="TEXT",
            help="A plan of your own: 100 images a day for $19.99; 200 jobs of 4 for $10; 1,000 credits for $20, 4 credits an image.",
        ),
    ] = None,
    on: On = None,
    data: DataToRead,
    as_json: AsJson = False,
) -> None:
    """What plans make of an image: models x plans; or, with --images, what a month costs on each and where it breaks even."""
    from costs.plan.own_plans import own_plan
    from pipeline.cli.reports import cost_answers, plan_reports

    changes = {"operation": operation, "quality": quality, "size": size, "resolution": resolution, "references": references}
    asked = cost_answers.AskedCost(on.date() if on else None, data, provider, model, None, as_json)
    of_plans = plan_reports.AskedOfPlans(cost_answers.recipe_of(recipe, changes), images, days, own_plan(own) if own else None)
    plan_reports.tell_plans(asked, of_plans)
