"""OpenAI: GPT Image models billed by tokens, dollars per million; a guide prints what one image comes to.

The pricing page (HTML) hides most models in the props of its tables and the Batch rates in a closed tab; its Markdown
twin leaves the image table out. The guide prints dollars per image at Standard rates and the tokens of one image.
Relies on the props of the component that draws the tables, the names of columns, and the guide's sentences.
Built against captured pages of 2026-05-29, 2026-07-15 (Markdown) and 2026-08-21 (HTML), all whole.
"""

from datetime import date

from scrapers._provider import PageSpec, Provider
from scrapers.openai._deprecations import deprecations
from scrapers.openai._guide import guide, pricing_twin, vision
from scrapers.openai._pricing import pricing

DOCS = "https://developers.openai.com/api/docs"

PROVIDER = Provider(
    name="OpenAI",
    home="https://openai.com",
    kind="maker",
    seen="page",
    seen_on=date(2026, 8, 21),
    pages=(
        PageSpec(f"{DOCS}/pricing", "html", pricing, prices=(30, 200), identity=("Pricing", "Image generation models")),
        PageSpec(
            f"{DOCS}/pricing.md",
            "markdown",
            pricing_twin,
            prices=(20, 90),
            identity=("Pricing", "Prices per 1M tokens"),
            twin_of=f"{DOCS}/pricing",
        ),
        PageSpec(
            f"{DOCS}/guides/image-generation.md", "markdown", guide, prices=(20, 120), identity=("Image generation", "Partial images cost")
        ),
        PageSpec(f"{DOCS}/guides/images-vision.md", "markdown", vision, prices=(0, 0), identity=("Images and vision", "Calculating costs")),
        PageSpec(f"{DOCS}/deprecations.md", "markdown", deprecations, prices=(0, 0), identity=("Deprecations", "Past deprecations")),
    ),
)
