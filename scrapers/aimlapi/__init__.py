"""AI/ML API: one JSON list of models, free of a key, and two documentation pages of image models that show what one call cost.

Relies on the list's documented shape (`kind`, `units`, `variants`), and on `usd_spent` in the answers that the pages show.
"""

from datetime import date

from scrapers._provider import PageSpec, Provider
from scrapers.aimlapi._calls import call
from scrapers.aimlapi._list import models


def _documented(path: str) -> PageSpec:
    url = f"https://docs.aimlapi.com/api-references/image-models/{path}.md"
    return PageSpec(url, "markdown", call, prices=(1, 6), identity=("our models:", "usd_spent"))


PROVIDER = Provider(
    name="AI/ML API",
    home="https://aimlapi.com",
    kind="reseller",
    seen="documentation",
    seen_on=date(2026, 8, 19),
    pages=(
        PageSpec(
            url="https://api.aimlapi.com/v1/models?include=pricing,modalities",
            kind="json",
            read=models,
            prices=(0, 4000),
            identity=('"object"', '"data"', '"modalities"'),
        ),
        _documented("alibaba-cloud/qwen-image-2.0-pro"),
        _documented("openai/gpt-image-2"),
    ),
)
