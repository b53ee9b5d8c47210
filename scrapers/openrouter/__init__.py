"""OpenRouter: its image API, one answer (JSON) that lists the models and one for each model's endpoints, and its list of all models.

Relies on the keys of both answers: `pricing` with `unit` and `cost_usd`, and `architecture` with what a model puts out.
Built against the image API's published schema and the whole list of models, both of 2026-08-22.
"""

from datetime import date

from scrapers._provider import PageSpec, Provider
from scrapers.openrouter._endpoints import API, MODELS, endpoints, models
from scrapers.openrouter._models import all_models

PROVIDER = Provider(
    name="OpenRouter",
    home="https://openrouter.ai",
    kind="reseller",
    seen="documentation",
    seen_on=date(2026, 8, 22),
    pages=(
        PageSpec(
            url="https://openrouter.ai/api/v1/models?sort=top-weekly",
            kind="json",
            read=all_models,
            prices=(20, 400),
            identity=('"image_output"', '"output_modalities"'),
        ),
        PageSpec(url=API, kind="json", read=models, prices=(0, 200), identity=('"output_modalities"', '"endpoints"')),
        *(
            PageSpec(url=f"{API}/{model}/endpoints", kind="json", read=endpoints, prices=(1, 60), identity=('"pricing"', '"provider_slug"'))
            for model in MODELS
        ),
    ),
)
