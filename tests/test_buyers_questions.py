"""Ten questions of buyers, each asked by a real browser from the front page: few clicks, and the answer is the engine's."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page

from costs.exact import said
from costs.money import in_dollars
from costs.offer.recipes import STANDARD, Recipe
from costs.plan.plan_answers import AskedOfPlan, answer, by_month, on_plans
from costs.standing.model_groups import by_model
from costs.standing.quality_bands import renders_text
from costs.standing.ranking import Market, RankedAnswer, market, to_take
from pipeline.publish.site.plan_views import in_app
from pipeline.text.formatting import money, rounded
from schema.amounts import spell
from schema.prices import PriceLine
from tests import shown
from tests.built import everything

pytestmark = pytest.mark.browser
MOST = 3  # clicks


class Buyer:
    """Somebody on the front page, whose clicks are counted; choosing from a list and going into a field are one each."""

    def __init__(self, page: Page, base: str) -> None:
        self.page, self.clicks = page, 0
        page.goto(base)

    def click(self, what: Locator) -> None:
        self.clicks += 1
        what.click()

    def choose(self, name: str, value: str) -> None:
        self.clicks += 1
        self.page.locator(f"#choose [name={name}]").select_option(value)

    def write(self, field: Locator, text: str) -> None:
        self.clicks += 1
        field.fill(text)

    def find(self, text: str) -> None:
        self.write(self.page.locator("#choose [name=find]"), text)

    def waits(self, condition: str) -> None:
        for _ in range(800):
            if self.page.evaluate(condition):
                return
            self.page.wait_for_timeout(25)
        raise AssertionError(condition)

    def reads(self, words: str = "offers") -> str:
        """The sentence above the table, once the view is drawn."""
        self.waits("document.getElementById('count').textContent.includes(' of ')")
        self.page.wait_for_timeout(200)
        return " ".join(self.page.locator("#answer").inner_text().split())


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with shown.chromium() as found:
        yield found


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with shown.served(shown.site()) as address:
        yield address


@pytest.fixture
def buyer(browser: Browser, base: str) -> Iterator[Buyer]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page, wrong = shown.watched(context, base)
    one = Buyer(page, base)
    yield one
    context.close()
    assert not wrong
    print(f"clicks: {one.clicks}")
    assert one.clicks <= MOST


def asked(recipe: Recipe) -> Market:
    return market([state.snapshot for state in everything().states], recipe, everything().known)


def dollars(row: RankedAnswer, value: Decimal | None) -> Decimal:
    """An amount of an answer in dollars."""
    assert value is not None
    return in_dollars(value, row.rate) if row.rate else value


def name_of(row: Any) -> str:
    model = everything().models.get(row.model) if row.model else None
    return model.name if model else row.cost.name


def held(sentence: str, row: RankedAnswer, figure: str) -> None:
    """The sentence names this offer and this figure."""
    assert figure in sentence
    assert f"{name_of(row)} at {everything().names[row.cost.provider]}" in sentence


@pytest.mark.parametrize("images", [2000, 45, 12_500])
def test_1_two_thousand_product_photos_with_one_reference_a_month(buyer: Buyer, images: int) -> None:
    """And a few, and very many."""
    buyer.click(buyer.page.locator(".recipes a", has_text="Edit"))
    buyer.choose("per", "month")
    buyer.write(buyer.page.locator("#choose [name=count]"), str(images))
    buyer.waits(f"location.search.includes('count={images}')")
    best = asked(STANDARD["edit"].but(count=images)).headline.row
    held(buyer.reads(), best, rounded(dollars(best, best.cost.money)))


def on_page(buyer: Buyer, provider: str, images: int) -> None:
    """The cheapest plan of a provider for so many images stands in the planner's list, with the engine's total, before its others."""
    buyer.waits(f"document.querySelector('#volume-result caption')?.textContent.startsWith('{images:,} ')")
    state = everything().state(provider)
    answered = [one for one in on_plans(state.snapshot, AskedOfPlan(Recipe(quality="medium"), images), everything().known) if one.total]
    best = min(answered, key=lambda one: (one.currency != "USD", one.total))
    rows = buyer.page.locator("#volume-result tbody tr", has_text=everything().names[provider]).all_inner_texts()
    assert best.name in rows[0]
    assert money(best.total, best.currency) in rows[0]


@pytest.mark.parametrize(("provider", "images"), [("midjourney", 400), ("midjourney", 3000), ("leonardo", 800)])
def test_2_a_midjourney_plan_for_400_images(buyer: Buyer, provider: str, images: int) -> None:
    """And another brand's, and another number."""
    page = buyer.page
    buyer.click(page.get_by_role("navigation", name="Main").get_by_role("link", name="Planner"))
    buyer.write(page.locator("#volume [name=images]"), str(images))
    buyer.click(page.locator("#volume").get_by_role("button", name="Reckon"))
    on_page(buyer, provider, images)


def told_of(buyer: Buyer, provider: str, answers: Market, native_id: str) -> None:
    """What the page says of an offer is what the engine says: its price and marks, or why it has none."""
    name = everything().names[provider]
    row = next((row for row in answers.by_price if (row.cost.provider, row.cost.native_id) == (provider, native_id)), None)
    if row is None:
        refused = next(one for one in answers.refused if (one.provider, one.native_id) == (provider, native_id))
        assert refused.reason.removeprefix(f"{provider} {native_id}: ") in " ".join(buyer.page.locator("#beneath").inner_text().split())
        return
    shown_row = buyer.page.locator("#ranking tbody tr", has=buyer.page.get_by_role("link", name=name, exact=True)).first
    assert shown_row.locator("td.price").get_attribute("title") == f"${row.dollars}"
    marks = shown_row.locator("details.mark").evaluate_all("marks => marks.map((mark) => mark.lastChild.textContent)")
    assert [reason.words for reason in row.standing.because] == marks[: len(row.standing.because)]


@pytest.mark.parametrize(
    ("text", "provider", "image"),
    [
        ("GPT Image 2 high 1536x1024 openai", "openai", {"quality": "high", "size": "1536x1024"}),
        ("GPT Image 2 high 1536x1024 azure", "azure", {"quality": "high", "size": "1536x1024"}),
        ("GPT Image 2 high at 1536×1024 at Azure or OpenAI", "openai", {"quality": "high", "size": "1536x1024"}),
        ("high gpt-image-2 azure price", "azure", {"quality": "high"}),
        ("cheapest landscape gpt image 2 low at openai", "openai", {"quality": "low", "size": "1536x1024"}),
        ("openai gpt-image-2 in batch", "openai", {"quality": "medium", "tier": "batch"}),
    ],
)
def test_3_gpt_image_2_high_at_1536x1024_at_azure_or_openai(buyer: Buyer, text: str, provider: str, image: dict[str, str]) -> None:
    """In any words and any order."""
    buyer.find(text)
    buyer.reads()
    told_of(buyer, provider, asked(Recipe(**image)), "gpt-image-2")


def test_4_ideograms_plan_or_its_api_at_500(buyer: Buyer) -> None:
    page = buyer.page
    buyer.click(page.get_by_role("navigation", name="Main").get_by_role("link", name="Planner"))
    buyer.write(page.locator("#volume [name=images]"), "500")
    on_page(buyer, "ideogram", 500)
    buyer.clicks += 1
    page.locator("#volume [name=model]").select_option("ideogram-4.5")
    row = page.locator("#volume-result tbody tr", has_text="Pay as you go")
    row.filter(has_text="Ideogram 4.5").wait_for()
    answers = market([state.snapshot for state in everything().states], STANDARD["standard"], everything().known, "ideogram-4.5")
    best = to_take(answers.by_price, answers.beside, lambda one: bool(one.dollars), named=True)[0]
    assert rounded((best.dollars or Decimal(0)) * 500) in row.inner_text()


@pytest.mark.parametrize("id", ["nano-banana-pro", "gpt-image-2", "flux.2-dev"])
def test_5_what_nano_banana_pro_cost_before(buyer: Buyer, id: str) -> None:
    """And two others."""
    model = everything().models.get(id)
    assert model is not None
    buyer.find(model.name.lower())
    buyer.reads()
    buyer.click(buyer.page.locator("#ranking tbody").get_by_role("link", name=model.name, exact=True).first)
    buyer.page.locator("h1", has_text=model.name).wait_for()
    pairs = {alias.pair() for alias in model.aliases}
    moved = [one for one in everything().changes if (one.provider, one.native_id) in pairs and one.kind in ("increased", "decreased")]
    links = buyer.page.locator("main a").evaluate_all("links => links.map((link) => link.getAttribute('href'))")
    for change in moved:
        assert isinstance(change.before, PriceLine) and isinstance(change.after, PriceLine)
        assert f"../changes/{change.id}.html" in links
        said_there = buyer.page.locator(f"main a[href='../changes/{change.id}.html']").first.inner_text()
        assert spell(change.before.amount) in said_there
    assert moved or "unchanged since" in buyer.page.locator("main").inner_text()


@pytest.mark.parametrize(("id", "price"), [("plus", "$20"), ("go", "$8")])
def test_6_twenty_dollars_of_chatgpt_per_image(buyer: Buyer, id: str, price: str) -> None:
    """Or eight."""
    page = buyer.page
    buyer.click(page.get_by_role("navigation", name="Main").get_by_role("link", name="Plans"))
    state = everything().state("chatgpt")
    plan = next(plan for plan in state.snapshot.plans if plan.id == id)
    found = answer(state.snapshot, plan, AskedOfPlan(Recipe(quality="medium"), 300), everything().known)
    rows = page.locator("main tbody tr", has=page.get_by_role("link", name="ChatGPT", exact=True)).all_inner_texts()
    own = [" ".join(row.split()) for row in rows if plan.name in " ".join(row.split()) and price in row]
    assert own
    expected = found.words if found.per_image is None else money(found.per_image, found.currency)
    assert any(expected[:80] in row for row in own), (expected, own)


@pytest.mark.parametrize(("text", "id"), [("flux.2 pro", "flux.2-pro"), ("dev flux.2", "flux.2-dev"), ("schnell", "flux.1-schnell")])
def test_7_one_flux_model_at_all_its_providers(buyer: Buyer, text: str, id: str) -> None:
    """Whichever it is."""
    buyer.find(text)
    buyer.reads()
    group = next(group for group in by_model(row for row in asked(STANDARD["standard"]).by_price if row.dollars) if group[0].model == id)
    name = name_of(group[0])
    body = buyer.page.locator("#ranking tbody", has=buyer.page.get_by_role("link", name=name, exact=True)).first
    if body.locator("tr:visible").count() < len(group):
        buyer.click(body.locator("button.fold"))
    prices = body.locator("tr:visible td.price").evaluate_all("cells => cells.map((cell) => cell.title)")
    assert prices == [f"${row.dollars}" for row in group]
    assert body.locator("tr:visible td:nth-child(3) > a").all_inner_texts() == [everything().names[row.cost.provider] for row in group]


def test_8_the_cheapest_that_renders_text_well_by_rating(buyer: Buyer) -> None:
    buyer.click(buyer.page.locator("#filters > summary"))
    buyer.choose("can", "t")
    buyer.choose("board", "text_rendering")
    ratings = everything().known.ratings
    fits = [
        row
        for row in asked(STANDARD["standard"]).leading
        if (model := everything().models.get(row.model or "")) and renders_text(model, ratings)
    ]
    best = fits[0]
    held(buyer.reads(), best, rounded(best.dollars or Decimal(0)))
    board = next(board for board in ratings.boards if board.id == "text_rendering")
    rated = max(rated.rating for rated in board.ratings if rated.model == best.model)
    assert buyer.page.locator("#ranking tbody tr:first-child td.rating").first.inner_text() == f"{rated:,.0f}"


def test_9_what_a_batch_costs(buyer: Buyer) -> None:
    buyer.click(buyer.page.locator("#image > summary"))
    buyer.choose("tier", "batch")
    best = asked(STANDARD["standard"].but(tier="batch")).headline.row
    held(buyer.reads(), best, rounded(best.dollars or Decimal(0)))


@pytest.mark.parametrize("code", ["EUR", "GBP", "CNY"])
def test_10_prices_in_euro(buyer: Buyer, code: str) -> None:
    """Or pounds, or yuan: converted at a rate with its day, and marked."""
    buyer.choose("money", code)
    best, rate = asked(STANDARD["standard"]).headline.row, everything().known.rates[code]
    converted = said(Fraction(best.dollars or 0) / Fraction(rate.dollars))
    held(buyer.reads(), best, f"≈ {money(converted, code)}")
    caption = buyer.page.locator("#ranking caption").inner_text()
    assert f"1 {code} = ${rate.dollars}" in caption
    assert rate.day.isoformat() in caption


@pytest.mark.parametrize(("provider", "images"), [("ideogram", 500), ("recraft", 1000), ("krea", 300)])
def test_11_a_brands_plan_or_its_api_on_the_page_of_plans(buyer: Buyer, provider: str, images: int) -> None:
    """The page says both, the cheaper in bold, as the engine does; the brand's name leads to the planner, where any number is asked."""
    page, state = buyer.page, everything().state(provider)
    buyer.click(page.get_by_role("navigation", name="Main").get_by_role("link", name="Plans"))
    table = page.get_by_role("region", name="App or API")
    table.wait_for()
    heads = table.locator("thead th").all_inner_texts()
    row = table.locator("tbody tr", has=page.locator("th").get_by_role("link", name=everything().names[provider], exact=True)).first
    cell = row.locator(f"td:nth-child({heads.index(f'{images:,} a month') + 1})")
    entry = next(one for one in in_app(everything()) if one.provider.id == provider)
    asked_at = AskedOfPlan(STANDARD["standard"], images, entry.native_id)
    plans = [plan for plan in state.snapshot.plans if plan.wallet and plan.price and not plan.top_up]
    best = min((answer(state.snapshot, plan, asked_at, everything().known) for plan in plans), key=by_month)
    by_api = said(Fraction(entry.api.dollars or 0) * images)
    assert best.total is not None
    assert money(best.total, best.currency) in cell.inner_text() and f"API {money(by_api, 'USD')}" in cell.inner_text()
    assert cell.locator("b").inner_text() == money(min(best.total, by_api), "USD")
    buyer.click(row.locator("th a"))
    buyer.write(page.locator("#volume [name=images]"), str(images))
    buyer.waits(f"document.querySelector('#volume-result caption')?.textContent.startsWith('{images:,} ')")
    assert "Pay as you go" in page.locator("#volume-result tbody tr").first.inner_text()
    assert all(name.startswith(everything().names[provider]) for name in page.locator("#volume-result tbody th").all_inner_texts()[1:])


def test_12_four_hundred_midjourney_images_from_the_page_of_plans(buyer: Buyer) -> None:
    page = buyer.page
    buyer.click(page.get_by_role("navigation", name="Main").get_by_role("link", name="Plans"))
    buyer.click(page.locator("main").get_by_role("link", name="the planner"))
    buyer.write(page.locator("#volume [name=images]"), "400")
    on_page(buyer, "midjourney", 400)


def test_10_prices_in_euro_by_words(buyer: Buyer) -> None:
    """Money can be typed beside the model, as the image can."""
    buyer.find("midjourney in euro")
    assert "€" in buyer.reads()


@pytest.mark.parametrize(
    ("text", "offered", "never"),
    [
        ("nano banna", "“banana” instead of “banna”", "without"),
        ("high gpt image 2 1536x1024 azure", "Nearest", "without"),  # not “without 2”: it would be another model
        ("gpt image 77", "“gpt image”", "“image 77”"),
        ("qwen image edit plus", "edit with 1 reference", "Nothing here is called"),
        ("zzzz", "Nothing matches", "instead"),
    ],
)
def test_13_what_is_near_where_nothing_fits(buyer: Buyer, text: str, offered: str, never: str) -> None:
    """A word that is called so, the same model for another image, one word less: nothing that leads astray."""
    buyer.find(text)
    buyer.reads()
    buyer.page.wait_for_timeout(300)
    told = " ".join((buyer.page.locator("#answer").inner_text() + buyer.page.locator("#beneath").inner_text()).split())
    assert offered in told
    assert never not in told


def test_14_a_phone_compares_two_offers(browser: Browser, base: str) -> None:
    """They are picked by touch in the list, and the link opens them side by side again."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page, wrong = shown.watched(context, base)
    one = Buyer(page, base)
    for place in (0, 2):
        one.clicks += 1
        page.locator("#ranking .pick:visible").nth(place).check()
        one.waits(f"document.querySelectorAll('#picked th[scope=col]').length === {1 + (place > 0)}")
    names = page.locator("#picked th[scope=col]").all_inner_texts()
    other = context.new_page()
    other.goto(page.url)
    other.locator("#picked th[scope=col]").nth(1).wait_for()
    assert other.locator("#picked th[scope=col]").all_inner_texts() == names
    assert one.clicks <= MOST
    context.close()
    assert not wrong
