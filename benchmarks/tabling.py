"""Ten thousand rows of the comparison's table: by the site's own macro, beside f-strings that make the same HTML.

The rows are those of the recorded field, over and over. Both ask the same functions for their words (a rounded price, a dot on
its scale, the days of a sight) and escape the same texts, so that what differs is how the HTML is put together.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from markupsafe import escape

from benchmarks.commands import settled
from benchmarks.measure import Figure, best
from pipeline.publish.dataset import Published, published
from pipeline.publish.paging import page_of
from pipeline.publish.recipe_answers import PublishedAnswer
from pipeline.publish.site.charts import dot
from pipeline.publish.site.comparison_page import comparison, marks, native
from pipeline.publish.site.grid import grid
from pipeline.publish.site.render import SITE, environment
from pipeline.text import formatting
from pipeline.text.identity import HOME
from pipeline.text.sentences import clean

ROWS = 10_000
MACRO = re.compile(r"{% macro row_of\(row, rank\) %}.*?{% endmacro %}", re.S)
PAGE = """{{% import "_parts.html" as parts with context %}}{macro}
{{% for row in ranked %}}{{{{ row_of(row, loop.index) }}}}{{% endfor %}}"""


def tabling() -> dict[str, Figure]:
    """CPU seconds for all rows by each."""
    with tempfile.TemporaryDirectory() as made:
        everything = published(settled(Path(made)))
        market = everything.markets["standard"]
        said = {"site": everything, "root": "", **comparison(everything, "standard", grid(everything), {}).values()}
        rows = list(islice(cycle(market.ranked), ROWS))
        ways = {"ours": _by_template(rows, said), "f-strings": _by_hand(rows, said, everything)}
        found = {name: re.sub(r"\s*\n\s*", "", way()) for name, way in ways.items()}
        if found["ours"] != found["f-strings"] or found["ours"].count("<tr") != ROWS:
            raise RuntimeError("the tables differ")
        return {name: best(way, 3) for name, way in ways.items()}


def _by_template(rows: list[PublishedAnswer], said: dict[str, Any]) -> Callable[[], str]:
    macro = MACRO.search((SITE / "templates/compare.html").read_text(encoding="utf-8"))
    if macro is None:
        raise RuntimeError("compare.html has no macro row_of(row, rank)")
    template = environment(HOME).from_string(PAGE.format(macro=macro[0]))
    first = {"page_of": lambda kind, provider, _: page_of(kind, provider)}
    return lambda: template.render({**said, **first, "ranked": rows, "retracted": {}})


def _by_hand(rows: list[PublishedAnswer], said: dict[str, Any], everything: Published) -> Callable[[], str]:
    names, models, scale, bought = (said[name] for name in ("names", "model_names", "scale", "bought"))

    def row_of(row: PublishedAnswer, rank: int) -> str:
        cost, line = row.cost, row.cost.lines[0]
        model = f'<a href="models/{row.model}.html">{escape(models[row.model])}</a>' if row.model else escape(clean(cost.name, 48))
        worn = "".join(f' <i class="mark" title="{escape(why)}">{escape(mark)}</i>' for mark, why in marks(row))
        rate, plan = row.rate, bought[cost.provider, cost.paid.plan] if cost.paid else ""
        source = f"{rate.source}, {rate.day}" if rate else ""
        near = f'<i class="near" title="1 {rate.currency} = ${rate.dollars}, {escape(source)}">≈</i> ' if rate and row.dollars else ""
        none = '<span class="none" title="no current price of the maker to compare with">–</span>'
        times = "maker" if row.first_party else f"× {row.times:.2f}" if row.times else none
        id = said["proof"](row)
        seen = everything.seen(cost.provider, cost.native_id, line.quotes[0]) if id else None
        when = f'<time datetime="{seen.isoformat()}">{formatting.day(seen)}</time>' if seen else ""
        read = f'<a href="evidence/{cost.provider}.html#{id}">{when}</a>' if id else ""
        return (
            f'<tr><td class="num rank">{rank}</td><th scope="row" title="{escape(clean(cost.native_id))}">{model}{worn}</th>'
            f'<td><a href="providers/{cost.provider}.html">{escape(names[cost.provider])}</a></td>'
            f'<td class="num price" title="${row.dollars}">{near}{formatting.rounded(row.dollars) if row.dollars else "free"}</td>'
            f'<td class="bars">{dot(row.dollars, scale) if row.dollars else ""}</td>'
            f'<td class="native">{escape(native(row))}{f", {escape(plan)}" if plan else ""}</td><td class="num times">{times}</td>'
            f'<td><span class="basis {cost.basis}" title="{escape(formatting.BASES[cost.basis])}">{cost.basis}</span></td>'
            f'<td class="read">{read}</td></tr>'
        )

    return lambda: "".join([row_of(row, rank) for rank, row in enumerate(rows, 1)])
