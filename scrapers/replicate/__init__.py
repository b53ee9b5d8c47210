"""Replicate: a page per model with its billing tiers, and a pricing page of examples, a link each; all in dollars per output image.

Relies on the tiers' key in any JSON script, and on the pricing page's links to models with their prices inside. The markup
of both kinds of pages is a reconstruction not yet seen live. Other models of Replicate's: data/manual.toml.
"""

from datetime import date

from scrapers._provider import PageSpec, Provider
from scrapers.replicate._billing import MODELS, billing
from scrapers.replicate._examples import examples

PROVIDER = Provider(
    name="Replicate",
    home="https://replicate.com",
    kind="reseller",
    seen="reconstruction",
    seen_on=date(2026, 11, 20),
    pages=(
        *(
            PageSpec(
                url=f"https://replicate.com/{model}/api/schema", kind="html", read=billing, prices=(1, 40), identity=(model.split("/")[1],)
            )
            for model in MODELS
        ),
        PageSpec(
            url="https://replicate.com/pricing",
            kind="rendered",
            read=examples,
            prices=(3, 60),
            identity=("Pricing", "Public models", "Hardware pricing"),
        ),
    ),
)
