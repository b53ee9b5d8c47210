"""What AI image generation costs, from Python. One thing is loaded; it answers like the command of the same name.

    import imageprices

    prices = imageprices.load()                                  # data/ here, else the snapshot that came with this; a folder; or
    prices = imageprices.load("https://HOST/v1")                 # published prices, within the fetcher's bounds

    best = prices.cheapest("standard")[0]                        # draft, standard, final, 2k, 4k, edit
    best.cost.provider, best.cost.native_id, best.dollars        # ("...", "...", Decimal("..."))
    prices.cheapest("final", model="Nano Banana Pro")            # one model everywhere, by any of its names

    bill = prices.cost("openai", "GPT Image 2", quality="high", size="1024x1536", count=4)
    for line in bill.lines:
        line.what, line.amount, line.currency, line.quotes       # what it is made of, and the page's words

    prices.plan_prices("journeyapi")                             # {what they call it: {plan: an image when the plan is used up}}
    prices.changes(since=date(2026, 11, 1))                      # what became dearer, cheaper, new or gone, a sentence each

Amounts are Decimals, never floats. What can't be answered raises: `BadData` and `NotComparable` say what was wrong with the question,
`FetchError` that an address did not answer; all are `PriceError`.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from imageprices._published import PublishedPrices, ToldChange, load
    from pipeline.text.identity import version
    from schema.errors import BadData, FetchError, NotComparable, PriceError

__all__ = ["BadData", "FetchError", "NotComparable", "PriceError", "PublishedPrices", "ToldChange", "load", "version"]


def __getattr__(name: str) -> object:
    """What is named above, imported when it is asked for: the command starts through this package and wants to be quick."""
    from importlib import import_module

    for module in ("schema.errors", "pipeline.text.identity", "imageprices._published") if name in __all__ else ():
        if hasattr(found := import_module(module), name):
            return getattr(found, name)
    raise AttributeError(f"module 'imageprices' has no attribute {name!r}")
