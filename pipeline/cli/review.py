"""`review`, `accept`, `reject`, `correct`: a person decides about what the guard held."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli._options import AsJson, DataToRead, DataToWrite

ProviderArgument = Annotated[str, typer.Argument(metavar="PROVIDER")]
Ids = Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Native ids, as `review` lists them; none: all that wait.")]
By = Annotated[str, typer.Option("--by", envvar="IMAGEPRICES_BY", metavar="NAME", help="Who decides.")]
ReasonOption = Annotated[str, typer.Option("--reason", metavar="WORDS", help="Why: it stands in the history.")]


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    for verb in (review, accept, reject, correct):
        app.command()(verb)


def review(
    provider: Annotated[str | None, typer.Argument(metavar="[PROVIDER]")] = None,
    *,
    data: DataToRead,
    as_json: AsJson = False,
) -> None:
    """List what waits for a person or a second reading, and what is missing from its page."""
    from pipeline.cli.reports.review_report import tell_review

    if not tell_review(data, provider, as_json):
        raise typer.Exit(3)


def accept(provider: ProviderArgument, ids: Ids = None, *, by: By, reason: ReasonOption, data: DataToWrite) -> None:
    """Believe what is held of a provider; with the id of something missing: it is no longer offered."""
    from pipeline.cli.reports.review_report import tell_changes
    from pipeline.guard.review_decisions import Decision
    from pipeline.guard.review_decisions import accept as decide
    from pipeline.store.data_folder import opened

    with opened(data) as store:
        tell_changes(decide(store, Decision(provider, tuple(ids or ()), by, reason)))


def reject(provider: ProviderArgument, ids: Ids = None, *, by: By, reason: ReasonOption, data: DataToWrite) -> None:
    """Refuse what is held of a provider: exactly this is not believed, however often it is read."""
    from pipeline.cli.reports.review_report import tell_changes
    from pipeline.guard.review_decisions import Decision
    from pipeline.guard.review_decisions import reject as decide
    from pipeline.store.data_folder import opened

    with opened(data) as store:
        tell_changes(decide(store, Decision(provider, tuple(ids or ()), by, reason)))


def correct(
    provider: ProviderArgument,
    native_id: Annotated[str, typer.Argument(metavar="ID")],
    *,
    by: By,
    reason: ReasonOption,
    amount: Annotated[
        str | None, typer.Option("--amount", metavar="NUMBER", help="What it should be, in the price's own unit and currency.")
    ] = None,
    retract: Annotated[bool, typer.Option("--retract", help="Take the price back without another.")] = False,
    axis: Annotated[
        list[str] | None, typer.Option("--axis", metavar="AXIS=VALUE", help="Which price: quality=low, billable=input_image, ...")
    ] = None,
    quote: Annotated[
        str | None, typer.Option("--quote", metavar="WORDS", help="The page's words, where those on record do not say it.")
    ] = None,
    url: Annotated[str | None, typer.Option("--url", metavar="URL", help="Where those words stand, if elsewhere.")] = None,
    data: DataToWrite,
) -> None:
    """Say that a published price was wrong, and what it is: its own event in the history, with who and why."""
    from pipeline.cli.reports.review_report import amount_from, axes_from, tell_changes
    from pipeline.fetch.redirects import now
    from pipeline.guard.review_decisions import Correction, Decision
    from pipeline.guard.review_decisions import correct as decide
    from pipeline.store.data_folder import opened

    said = amount_from(amount, retract)
    correction = Correction(Decision(provider, (native_id,), by, reason), axes_from(axis or []), said, quote, url)
    with opened(data) as store:
        tell_changes([decide(store, correction, now().replace(microsecond=0))])
