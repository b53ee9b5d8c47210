"""Segmind: a list for language models (llms.txt) with a table per kind of model. A cost on it is what calls came to on average,
measured, and no price of a list: it is published as measured. Money is dollars for one call.

Built against the whole text of 2026-08-19, 507 models, 250 of them for images; its address is inferred from it. Relies on the columns
of every table and on `Modality`, spelled in three ways, to say what a model makes. Where no latency was measured (`-`) the cost was
not either, and is told without a figure. Models that make no image are ignored by their modality.
"""

from collections.abc import Iterator
from datetime import date

from schema.drafts import Draft
from schema.prices import Operation
from scrapers._drafts import no_price, offer, price, unread
from scrapers._page import Page
from scrapers._provider import PageSpec, Provider
from scrapers._tables import Row

COLUMNS = ("Model", "Slug", "Description", "Modality", "Avg Cost", "Avg Latency", "API Docs")
OPERATIONS: dict[str, Operation] = {
    "Text-to-Image Generation": "generate",
    "Image-to-Image Transformation": "edit",
    "imageTOImage": "edit",
    "Image Inpainting": "edit",
}
NO_IMAGES = (
    *("Image-to-Video Generation", "Text-to-Video Generation", "videoToVideo", "videoToText", "Video-to-Audio Generation"),
    *("Text-to-Audio Generation", "Audio-to-Text (Transcription)", "audioToAudio", "voice", "imageTo3d"),
    *("Image-to-Text (Vision)", "Text Generation (LLM)", "textToEmbed"),
)


def directory(page: Page) -> Iterator[Draft]:
    page.ignore(r"\{slug\}/llms\.txt|\{model_slug\}", "addresses of a model's own page and call")
    for table in page.tables(*COLUMNS):
        table.ignore("Description")
        for row in table.rows:
            if row["Modality"].text in OPERATIONS:
                yield _model(row, OPERATIONS[row["Modality"].text])
            elif row["Modality"].text not in NO_IMAGES:
                yield offer(row["Slug"].text, unread(row["Modality"].found(), "an unknown modality, which may be one of images"))


def _model(row: Row, operation: Operation) -> Draft:
    cost = row["Avg Cost"].parts(r"\$(?P<cost>\d+(?:\.\d+)?)")["cost"]
    if row["Avg Latency"].text == "-":
        unmeasured = no_price(cost, "output_image", "request", "no call was measured", operation=operation)
        return offer(row["Slug"].text, unmeasured, name=row["Model"].text)
    mean = price(cost, "output_image", "request", "call", currency="USD", locale="json", basis="measured", operation=operation)
    return offer(row["Slug"].text, mean, name=row["Model"].text)


PROVIDER = Provider(
    name="Segmind",
    home="https://www.segmind.com",
    kind="reseller",
    seen="page",
    seen_on=date(2026, 8, 19),
    pages=(
        PageSpec(
            url="https://www.segmind.com/llms.txt",
            kind="text",
            read=directory,
            prices=(100, 900),
            identity=("Segmind API", "Text-to-Image Generation", "Image-to-Image Transformation"),
        ),
    ),
)
