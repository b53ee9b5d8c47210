"""Amazon Bedrock: one price list file (JSON) of a region with Amazon's own models, and the pricing page's tables, which have Stability's
too: dollars per image by size and quality, per generation, or per million image tokens.

Relies on AWS's documented shape of price list files and on the names of the tables' columns. Built against that documentation, the
rows of Nova Canvas known from others' notes (2026), and a scraper's JSON of the rendered page's tables of 2026-07-24: the page itself,
which is built by script, was not seen.
"""

from datetime import date

from scrapers._provider import PageSpec, Provider
from scrapers.bedrock._price_list import REGION, pricing
from scrapers.bedrock._price_tables import tables

PROVIDER = Provider(
    name="Amazon Bedrock",
    home="https://aws.amazon.com/bedrock/",
    kind="cloud",
    seen="documentation",
    seen_on=date(2026, 11, 20),
    pages=(
        PageSpec(
            url=f"https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonBedrock/current/{REGION}/index.json",
            kind="json",
            read=pricing,
            prices=(3, 80),
            identity=('"offerCode"', "AmazonBedrock", '"OnDemand"'),
            content_types=("application/json", "application/octet-stream", "binary/octet-stream"),
        ),
        PageSpec(
            url="https://aws.amazon.com/bedrock/pricing/",
            kind="rendered",
            read=tables,
            prices=(10, 120),
            identity=("Stability AI model", "Price per generated image"),
            browser=True,
            ready="Price per generated image",
            content_types=("text/html", "application/json"),
        ),
    ),
)
