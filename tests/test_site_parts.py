"""A field too large for one page or for memory: what is split, what is said of it, and that nothing is lost or different."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from functools import cache
from pathlib import Path

import pytest
from frictionless import Package
from lxml import html as lxml_html
from playwright.sync_api import Page
from rjsmin import jsmin

from costs.reasons import Code, Place
from costs.standing.model_groups import by_model
from costs.standing.quality_bands import BANDS, RENDERS_TEXT
from costs.standing.ranking import may_be_ranked
from pipeline.publish import dataset, recipe_answers, spool
from pipeline.publish.builder import build_site
from pipeline.publish.files.table_rows import tables
from pipeline.publish.paging import Budget, searched, sheets
from pipeline.publish.recipe_answers import PublishedAnswer
from pipeline.publish.site import grid
from pipeline.publish.site.family_axes import AXES, families
from pipeline.publish.site.grid import grid_file
from pipeline.publish.site.metadata import site_maps
from pipeline.text.formatting import anchor
from tests import shown
from tests.built import asked_before, everything, few, latest

SMALL = Budget(ranked=20, rows=15, news=12, searched=60, bulk=100_000)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site with room for little on a page; the build itself finds a link that leads nowhere."""
    out = tmp_path_factory.mktemp("parts") / "site"
    shown.site()
    build_site(latest(), out, budget=SMALL, before=asked_before(out.parent / "asked-before"))
    return out


def rows_of(path: Path, table: str) -> list[str]:
    return lxml_html.parse(path).xpath(f"{table}//tbody/tr/th[1]//a/@href | {table}//tbody/tr[not(th[1]//a)]/th[1]/text()")


def pages_of(site: Path, path: str) -> list[Path]:
    """The pages of a list, as its first one links them."""
    first = lxml_html.parse(site / path)
    named = first.xpath("//nav[@aria-label='Pages of this list']/a/@href")
    return [((site / path).parent / link).resolve() for link in named]


# --- memory ---------------------------------------------------------------------------------------------------------


def test_little_memory_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sellers read anew, asked in groups, changes on the disk: the same answers, changes, rows and cells."""
    usual = dataset.published(few())
    cells = grid_file(usual, grid.grid(usual))
    for module, name, most in ((recipe_answers, "AT_ONCE", 2), (grid, "TOGETHER", 60), (dataset, "KEPT", 2), (spool, "IN_MEMORY", 10)):
        monkeypatch.setattr(module, name, most)
    scarce = dataset.published(few())
    assert usual.markets == scarce.markets
    assert list(usual.told) == list(scarce.told)
    assert usual.told[-1] == scarce.told[-1] and list(usual.told[3:6]) == list(scarce.told[3:6])
    assert usual.told.heads == scarce.told.heads
    for mine, theirs in zip(tables(usual), tables(scarce), strict=True):
        assert list(mine.rows) == list(theirs.rows)
    assert cells == grid_file(scarce, grid.grid(scarce))


def test_folder_that_changes_while_it_is_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A site is never half of two runs, though its sellers are read more than once."""
    monkeypatch.setattr(dataset, "KEPT", 1)
    data = tmp_path / "data"
    _copied(latest(), data)
    there = dataset.published(data)
    current = data / "current/bfl.json"
    text = current.read_text(encoding="utf-8")
    current.unlink()
    current.write_text(text + " ", encoding="utf-8")
    with pytest.raises(dataset.BadData, match="to stay as it is"):
        list(there.states)


def _copied(data: Path, to: Path) -> None:
    import shutil

    shutil.copytree(data, to)


# --- pages ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "pages"), [(0, 1), (15, 1), (16, 2), (45, 3)])
def test_a_list_is_split_by_rows(count: int, pages: int) -> None:
    """None is lost, none is there twice, and even nothing has a page."""
    made = list(sheets(list(range(count)), 15, "models/index.html"))
    assert pages == len(made)
    assert list(range(count)) == [row for sheet in made for row in sheet.rows]
    assert ["models/index.html", "models/index~2.html", "models/index~3.html"][:pages] == [sheet.path for sheet in made]
    assert {sheet.paths for sheet in made} == {made[0].paths}


@pytest.mark.parametrize("recipe", ["standard", "draft", "4k", "edit"])
def test_a_ranking_has_its_cheapest_offers_and_says_where_the_others_are(small: Path, recipe: str) -> None:
    """The cut is by standing and price alone; every offer stands on its seller's page."""
    page = lxml_html.parse(small / ("index.html" if recipe == "standard" else f"compare/{recipe}.html"))
    ranked = [
        row
        for group in by_model(row for row in everything().markets[recipe].by_price if Code.FREE not in row.standing.codes)
        for row in group
    ]
    cells = page.xpath("//table[@id='ranking']//td[contains(@class, 'price')]/@title")
    assert [f"${row.dollars}" for row in ranked[:20]] == cells
    assert f"Each of the other {len(ranked) - 20} stands" in page.xpath("string(//p[@id='left'])")
    assert f"the cheapest 20 of {len(ranked)} offers" in page.xpath("string(//table[@id='ranking']/caption)")
    for row in ranked[20:]:
        at = (anchor(row.cost.native_id), str(row.dollars))
        assert [at in told for told in _told_at(small, f"providers/{row.cost.provider}.html")].count(True) == 1


@cache
def _told_at(site: Path, path: str) -> list[set[tuple[str, str]]]:
    """Of each page of a list, the rows and what they say."""
    pages = [lxml_html.parse(each) for each in pages_of(site, path) or [site / path]]
    return [{(row.get("id"), data.get("value")) for row in page.iter("tr") for data in row.iter("data")} for page in pages]


def test_no_list_on_a_comparison_is_longer_than_its_budget(small: Path) -> None:
    """Not the unranked ones, not those without an answer either, and what is left out is counted."""
    page = lxml_html.parse(small / "index.html")
    market = everything().markets["standard"]
    free = [row for row in market.listed if Code.FREE in row.standing.codes]
    apart = (free, [row for row in market.beside if row.dollars is not None])
    assert sum(min(len(rows), 15) for rows in apart) == len(page.xpath("//div[@id='beside']//table//tbody/tr"))
    assert len(page.xpath("//div[@id='beside']//ul[@class='plain']/li")) <= 30
    more = sum(int(words.split()[1]) for words in page.xpath("//div[@id='beside']//p[@class='note']/text()") if words.startswith("And "))
    told = len(page.xpath("//div[@id='beside']//table//tbody/tr")) + len(page.xpath("//div[@id='beside']//ul[@class='plain']/li"))
    assert len(free) + len(market.beside) + len(market.refused) == told + more


@pytest.mark.parametrize(
    ("path", "table", "count"),
    [
        ("models/index.html", "//table", lambda: len(everything().models.models)),
        ("providers/index.html", "//table", lambda: len(everything().states)),
        ("status.html", "//section[@aria-label='Sellers']", lambda: sum(bool(state.checks) for state in everything().states)),
        (
            "plans.html",
            "//section[contains(@aria-label, 'lans')]",
            lambda: sum(len(state.snapshot.plans) for state in everything().states),
        ),
    ],
)
def test_lists_go_on_page_by_page(small: Path, path: str, table: str, count) -> None:
    """Each row once, none of the pages longer than its budget, each page linked from each."""
    pages = pages_of(small, path)
    assert len(pages) > 1 and all(
        [*map(str, pages)] == [*map(str, pages_of(small, page.relative_to(small.resolve()).as_posix()))] for page in pages
    )
    rows = [lxml_html.parse(page).xpath(f"count({table}//tbody/tr)") for page in pages]
    charted = lxml_html.parse(pages[0]).xpath("count(//section[@aria-label='Best plans']//tbody/tr)") if path == "plans.html" else 0
    assert all(number <= SMALL.rows for number in [rows[0] - charted, *rows[1:]])
    assert count() == sum(rows) - charted


def test_changes_are_by_month_once_they_are_many(small: Path) -> None:
    """The newest on the index, every one in its month, each on a page of its own."""
    index = lxml_html.parse(small / "changes/index.html")
    news = [change for change in everything().changes if not change.baseline]
    assert f"the newest 12 of {len(news)} changes" in index.xpath("string(//p[@id='newest'])")
    assert 12 == len(index.xpath("//ol[@class='news']//a[contains(@href, 'changes/')]"))
    months = [f"changes/{link.rpartition('/')[2]}" for link in index.xpath("//p[@id='newest']/a/@href")]
    assert sorted({f"changes/{change.at:%Y-%m}.html" for change in news}, reverse=True) == months
    pages = [page for month in months for page in (pages_of(small, month) or [small / month])]
    told = [lxml_html.parse(page).xpath("//ol[@class='news']//a/@href[contains(., 'changes/')]") for page in pages]
    assert max(map(len, told)) <= SMALL.news
    assert sorted(f"../changes/{change.id}.html" for change in news) == sorted(link for links in told for link in links)


def test_a_provider_of_many_offers_has_several_pages(small: Path) -> None:
    """Each offer on one of them, its evidence on one too; what is of the whole house stands on the first."""
    long = [state for state in everything().states if len(state.snapshot.offers) > SMALL.rows]
    assert long
    for state in long:
        priced, unpriced = "//section[@aria-label='Per image']//tbody/tr/@id", "//section[@id='no-answer']//li/div/@id"
        for kind, offers in (("providers", f"{priced} | {unpriced}"), ("evidence", "//section[h2/small]/@id")):
            pages = [lxml_html.parse(page) for page in pages_of(small, f"{kind}/{state.id}.html")]
            found = [page.xpath(offers) for page in pages]
            assert sorted(anchor(offer.native_id) for offer in state.snapshot.offers) == sorted(id for ids in found for id in ids)
            assert max(map(len, found)) <= SMALL.rows
            assert not any(page.xpath("//h2[.='Plans'] | //section[@id='house']") for page in pages[1:])


def test_every_proof_stands_where_a_link_to_it_leads(small: Path) -> None:
    """On pages of a list, too, a link finds its place."""
    ids: dict[Path, set[str]] = {}
    links = 0
    for page in [*small.glob("*.html"), *small.glob("compare/*.html"), *small.glob("models/*.html"), *small.glob("providers/*.html")]:
        for link in lxml_html.parse(page).xpath("//a[contains(@href, '#')]/@href[contains(., 'evidence/') or contains(., 'providers/')]"):
            path, _, id = link.partition("#")
            target = (page.parent / path).resolve()
            if target not in ids:
                ids[target] = set(lxml_html.parse(target).xpath("//@id"))
            assert id in ids[target], (page, link)
            links += 1
    assert links > 1000
    for offer in json.loads((small / "grid/answers.json").read_text())["offers"]:
        target = small / f"evidence/{offer['p']}{'~' + str(offer['e']) if 'e' in offer else ''}.html"
        assert anchor(offer["i"]) in ids.setdefault(target.resolve(), set(lxml_html.parse(target).xpath("//@id")))


def test_feeds_beyond_a_list_are_counted_and_stand_on_pages_of_their_own(small: Path) -> None:
    """The list of feeds is cut; where the others are named is linked."""
    page, names = lxml_html.parse(small / "alerts.html"), {"providers": everything().names, "models": everything().models.models}
    lists = dict(zip(names, page.xpath("//details[@class='feeds']"), strict=True))
    for kind, each in lists.items():
        assert SMALL.rows == len(each.xpath(".//li"))
        assert f"And {len(names[kind]) - SMALL.rows} more" in each.xpath("string(p)")
        assert [f"{kind}/index.html"] == each.xpath("p//@href")


# --- files ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "table", "most", "count"),
    [
        ("index.md", "costs", SMALL.ranked, lambda: len(everything().markets["standard"].ranked)),
        ("providers/index.md", "providers", SMALL.rows, lambda: len(everything().states)),
        ("models/index.md", "models", SMALL.rows, lambda: len(everything().models.models)),
    ],
)
def test_a_twin_in_markdown_is_as_long_as_its_page_and_says_where_the_rest_is(small: Path, path: str, table: str, most: int, count) -> None:
    """Cut where the page is cut; the whole list is in a table of `v1/`."""
    text = (small / path).read_text()
    assert most == sum(line.startswith("| ") for line in text.splitlines()) - 2  # its head
    assert f"The first {most} of {count()}; all of them are in `v1/{table}`." in text
    assert "The first " not in (shown.site() / path).read_text()


def test_what_changed_at_a_provider_is_a_file_of_its_own(small: Path) -> None:
    """An old plan asks for its sellers' changes alone, and each seller has a file, also one of which there is no news."""
    for id in everything().names:
        listed = json.loads((small / f"grid/changes/{id}.json").read_text())
        news = [change for change in everything().changes if change.provider == id and not change.baseline]
        assert [(change.id, change.at.date().isoformat()) for change in news] == [(row["id"], row["at"]) for row in listed]


def test_a_large_table_is_there_compressed_and_says_the_same(small: Path) -> None:
    """Under its name with `.gz`, bit for bit; every description of the files knows it."""
    packed = sorted(path.name for path in (small / "v1").glob("*.gz"))
    assert {"prices.json.gz", "prices.csv.gz", "costs.json.gz", "prices.sqlite.gz"} < set(packed)
    for name in packed:
        assert gzip.decompress((small / "v1" / name).read_bytes()) == (shown.site() / "v1" / name.removesuffix(".gz")).read_bytes()
        assert not (small / "v1" / name.removesuffix(".gz")).exists()
    sums = dict(reversed(line.split("  ", 1)) for line in (small / "v1/SHA256SUMS").read_text().splitlines())
    assert sums["prices.json.gz"] == hashlib.sha256((small / "v1/prices.json.gz").read_bytes()).hexdigest()
    paths = json.loads((small / "v1/openapi.json").read_text())["paths"]
    assert {f"/v1/{name}" for name in packed} < paths.keys() and "/v1/prices.json" not in paths
    assert "v1/prices.json.gz)" in (small / "llms.txt").read_text()
    assert 'href="v1/prices.json.gz"' in (small / "downloads.html").read_text()
    assert "v1/prices.csv.gz" in lxml_html.parse(small / "index.html").xpath("string(//script[@type='application/ld+json'])")


def test_the_package_of_compressed_tables_is_valid(small: Path) -> None:
    """By the reader its format comes from."""
    report = Package(str(small / "v1/datapackage.json")).validate()
    assert report.valid, report.flatten(["message"])[:5]


# --- what the scripts know ------------------------------------------------------------------------------------------


def test_the_scripts_know_the_cheapest_and_say_of_how_many(small: Path) -> None:
    """Of each standard image, with the makers' own of the same models; and they answer as if they knew all."""
    part, whole = (json.loads((site / "grid/answers.json").read_text()) for site in (small, shown.site()))
    known = {(offer["p"], offer["i"]): offer for offer in part["offers"]}
    assert len(whole["offers"]) == part["of"] and "of" not in whole
    for market in everything().markets.values():
        assert known.keys() >= {(row.cost.provider, row.cost.native_id) for row in (*market.ranked[:6], *market.listed[:3])}
    own = {pair for pair in known if (model := everything().model_of(*pair)) and pair[0] in model.first_party}
    assert SMALL.searched + len(own) >= len(known) < part["of"]
    for offer in whole["offers"]:
        if mine := known.get((offer["p"], offer["i"])):
            assert shown.answers_of(whole, offer) == shown.answers_of(part, mine)


def test_a_small_field_is_searched_whole() -> None:
    """At today's size nothing is left out."""
    assert searched(everything(), 3000) is None


@pytest.mark.browser
def test_a_filter_says_what_it_searches(small: Path) -> None:
    """A reader is never told that nothing is cheaper by who has not looked at everything."""
    with shown.served(small) as base, shown.chromium() as browser:
        page: Page = browser.new_page()
        page.goto(base)
        page.get_by_label("Find").fill("flux")
        page.wait_for_timeout(1500)
        part = json.loads((small / "grid/answers.json").read_text())
        assert f"of {len(part['offers'])} offers searched, of {part['of']}" in page.locator("#count").inner_text()
        assert f"answered from {len(part['offers'])} of {part['of']} offers" in page.locator("#searched").inner_text()
        page.goto(f"{base}planner.html")
        assert f"Chosen among {len(part['offers'])} of {part['of']} offers" in page.locator("#searched").inner_text()


def test_very_many_addresses_are_several_maps() -> None:
    """A map holds 50,000 addresses; a list of maps says where they are."""
    paths = [f"changes/{number}.html" for number in range(5)]
    made = site_maps(everything(), "https://prices.test/", paths, 2)
    assert ["sitemap~1.xml", "sitemap~2.xml", "sitemap~3.xml", "sitemap.xml"] == list(made)
    assert all(f"https://prices.test/{name}" in made["sitemap.xml"] for name in list(made)[:3])
    assert 5 == sum(text.count("<loc>") for name, text in made.items() if name != "sitemap.xml")


def test_the_table_of_families_is_the_one_of_the_catalogue(small: Path) -> None:
    """Every family that is still sold, and every axis, cell by cell."""
    page = lxml_html.parse(small / "families.html")
    rows = [[" ".join(cell.text_content().split()) for cell in row.xpath("./td | ./th")] for row in page.xpath("//tbody/tr")]
    found = families(everything().models, everything().judged_on)
    counts = [f"{family.name} {len(family.models)} models" if len(family.models) > 1 else family.name for family in found]
    assert rows == [[count, family.maker, *family.cells] for count, family in zip(counts, found, strict=True)]
    assert [head.text_content() for head in page.xpath("//thead//th")] == ["Family", "Maker", *(axis.heading for axis in AXES)]


def test_the_method_page_states_the_bands_that_decide(small: Path) -> None:
    """Draft, Final and text in the image say the very ratings an answer is held to."""
    words = lxml_html.parse(small / "method.html").xpath("string(//dl[preceding-sibling::h2[@id='quality']][1])")
    limits = [limit for band in BANDS for limit in band.least.values()]
    assert [limit for limit in (*limits, RENDERS_TEXT) if f"{limit:,}" not in words] == []


# --- scripts as they are sent ---------------------------------------------------------------------------------------


def templates_within_templates(script: str) -> list[int]:
    """The lines where one text with values stands within another: what leaves out white space would take the inner one for code."""
    at, line, inside, found = 0, 1, list[str](), list[int]()
    while at < len(script):
        sign, step = script[at], 1
        line += sign == "\n"
        if inside and inside[-1] == "`":
            if sign == "`":
                inside.pop()
            elif script.startswith("${", at):
                inside.append("{")
            step = 1 + (sign == "\\" or script.startswith("${", at))
        elif script.startswith("//", at):
            step = script.index("\n", at) - at
        elif sign in "'\"":
            said = re.compile(rf"{sign}(?:\\.|[^{sign}\\\n])*").match(script, at)
            step = len(said[0]) + 1 if said else 1
        elif sign in "`{":
            found += [line] if sign == "`" in inside else []
            inside.append(sign)
        elif sign == "}":
            inside.pop()
        at += step
    return found


@pytest.mark.parametrize("script", sorted((shown.ROOT / "site" / "static").glob("*.js")), ids=lambda script: script.name)
def test_no_text_of_a_script_loses_white_space_when_it_is_sent(script: Path) -> None:
    written = script.read_text(encoding="utf-8")
    assert not templates_within_templates(written)
    patterns = re.findall(r"(?:=>|[=(,:?&|!])\s*(/(?![/*])(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\\n\[])+/[a-z]*)[.,;)\s]", written)
    sent = jsmin(written)
    assert [pattern for pattern in patterns if pattern not in sent] == []


def test_a_text_within_a_text_is_found() -> None:
    assert templates_within_templates("const a = `x`;\nconst b = `${a ? ` (${a})` : ''}`;\n") == [2]
    assert not templates_within_templates("// it's `one`\nconst a = `${'`'} ${{ a: 1 }.a}`;\n")


def test_an_offer_the_planner_does_not_ask_is_not_ranked_anywhere():
    """Where nobody says what an offer makes, no answer of it is ranked or listed, so that none can be the one to take."""
    told, left = everything(), 0
    for state in told.states:
        for offer in state.snapshot.offers:
            if not may_be_ranked(state.snapshot, offer, told.known):
                left += 1
                answers = told.answers_of(state.id, offer.native_id).values()
                places = {answer.standing.place for answer in answers if isinstance(answer, PublishedAnswer)}
                assert places <= {Place.UNRANKED}, f"{state.id} {offer.native_id}"
    assert left > 50
