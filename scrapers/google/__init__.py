"""Google Gemini API: a chapter per model, a table per tier. A number is dollars per million tokens, as the column says,
unless the cell itself says per image; several stand in one cell. A footnote says how many tokens an image takes.

Relies on the models' headings, the tiers above the tables, and the words of a column or cell for its unit.
Built against captured pages of 2025-12-21 (Markdown, whole) and 2026-08-22 (HTML, the chapters about images only).
"""

from datetime import date

from scrapers._provider import PageSpec, Provider
from scrapers.google._models import pricing
from scrapers.google._rows import TOKENS

PAGE = "https://ai.google.dev/gemini-api/docs/pricing"

PROVIDER = Provider(
    name="Google",
    home="https://ai.google.dev",
    kind="maker",
    seen="page",
    seen_on=date(2026, 8, 22),
    pages=(
        PageSpec(PAGE, "html", pricing, prices=(36, 400), identity=(TOKENS,)),
        PageSpec(f"{PAGE}.md.txt", "markdown", pricing, prices=(24, 400), identity=(TOKENS, "Pricing for tools"), twin_of=PAGE),
    ),
)
