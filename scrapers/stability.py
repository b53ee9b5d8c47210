"""Stability AI: the API's reference, built by script; each image service says in a sentence how many credits one result takes.

Relies on two sentences, "The Ultra service uses 8 credits per successful result" and "SD 3.5 Large: Flat rate of 6.5 credits per
successful generation", and on what they say of failed ones. Other services (Core, edits, upscales) and the price of a credit:
data/manual.toml.

Built against passages of an undated text of the page (it names SD 3.5 Flash, and existed by 2026-11-30): a reconstruction, not yet
seen live.
"""

from collections.abc import Iterator
from datetime import date

from schema.drafts import Draft
from scrapers._drafts import offer, price, rule, size, slug
from scrapers._page import Page
from scrapers._provider import PageSpec, Provider

CREDITS = r"\d{1,3}(?:\.\d+)? credits"
SERVICE = rf"The (?P<name>[A-Z]\w+) service uses (?P<price>{CREDITS}) (?P<unit>per successful result)\."
MODEL = rf"(?P<name>SD \d(?:\.\d)?(?: [A-Z]\w+)+): Flat rate of (?P<price>{CREDITS}) (?P<unit>per successful generation)\."


def reference(page: Page) -> Iterator[Draft]:
    for said in page.sentences(SERVICE):
        amount = price(said.found("price"), "output_image", "image", said["unit"], currency="credit", operation="generate")
        yield offer(slug(f"stable image {said['name']}"), amount, name=f"Stable Image {said['name']}")
    for said in page.sentences(MODEL):
        amount = price(said.found("price"), "output_image", "image", said["unit"], currency="credit")
        yield offer(slug(said["name"].replace("SD ", "sd", 1)), amount, name=said["name"].replace("SD", "Stable Diffusion"))
    for failed in page.sentences(r"(?P<words>[Yy]ou will not be charged for failed (?:results|generations))\."):
        yield rule("failed_generations", "free", failed.found("words"))
    for made in page.sentences(r"(?P<words>The default resolution is (?P<size>\d+x\d+))\."):
        yield rule("default_size", size(made["size"]), made.found("words"))


PROVIDER = Provider(
    name="Stability AI",
    home="https://platform.stability.ai",
    kind="maker",
    currency="credit",
    seen="reconstruction",
    seen_on=date(2026, 11, 30),
    pages=(
        PageSpec(
            url="https://platform.stability.ai/docs/api-reference",
            kind="rendered",
            read=reference,
            prices=(3, 40),
            identity=("Credits", "SD 3.5 Large", "Ultra service"),
            browser=True,
            ready="per successful generation",
        ),
    ),
    note="from an undated copy of the reference",
)
