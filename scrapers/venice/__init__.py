"""Venice: a documentation page with tables of prices, rewritten daily from the API's own answer, which is asked for too. A number on either
is dollars per image; the page rounds it to the cent.

Relies on the columns of the page's three tables, and in the answer on `pricing.generation` or `.resolutions` by size.
Built against the whole page of 2026-08-21 and the whole answer of 2026-04-29.
"""

from datetime import date

from scrapers._provider import PageSpec, Provider
from scrapers.venice._answer import models
from scrapers.venice._tables import IMAGES, pricing

PROVIDER = Provider(
    name="Venice",
    home="https://venice.ai",
    kind="reseller",
    seen="page",
    seen_on=date(2026, 8, 21),
    pages=(
        PageSpec(
            url="https://docs.venice.ai/overview/pricing.md",
            kind="markdown",
            read=pricing,
            prices=(40, 300),
            identity=("All prices in USD", IMAGES),
        ),
        PageSpec(
            url="https://api.venice.ai/api/v1/models?type=image",
            kind="json",
            read=models,
            prices=(40, 500),
            identity=('"model_spec"', '"venice.ai"'),
        ),
    ),
)
