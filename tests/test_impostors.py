"""What is served in a page's place with status 200 is told from a page that merely speaks of such things."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipeline.fetch.challenges import refuse
from pipeline.fetch.requests import Answer
from schema.errors import BadAnswer, Blocked, FetchError, Gone

LONG = "<p>" + "Each image costs what its size and quality say. " * 60 + "</p>"


def page(title: str = "", body: str = "", kind: str = "text/html; charset=utf-8", **headers: str) -> Answer:
    text = f"<!doctype html><html><head><title>{title}</title></head><body>{body}</body></html>"
    return Answer("https://provider.example/", 200, {"content-type": kind, **headers}, text.encode(), datetime(2026, 11, 20, tzinfo=UTC))


def why_blocked(answer: Answer) -> str | None:
    """What stands in the page's place, in words; None for a page."""
    try:
        refuse(answer)
    except FetchError as error:
        return error.found
    return None


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Just a moment...", Blocked),
        ("Attention Required! | Cloudflare", Blocked),
        ("Vercel Security Checkpoint", Blocked),
        ("Checking your browser before accessing provider.example", Blocked),
        ("Are you a robot?", Blocked),
        ("Robot Check", Blocked),
        ("reCAPTCHA", Blocked),
        ("Pardon Our Interruption", Blocked),
        ("安全验证", Blocked),
        ("Access Denied", Blocked),
        ("403 Forbidden", Blocked),
        ("Access denied | provider.example used Cloudflare to restrict access", Blocked),
        ("Before you continue to Google Search", Blocked),
        ("We value your privacy", Blocked),
        ("Sign in - Google Accounts", Blocked),
        ("Log in | Provider", Blocked),
        ("Login to your account", Blocked),
        ("用户登录", Blocked),
        ("404: This page could not be found.", Gone),
        ("Page not found · Provider", Gone),
        ("404 Not Found", Gone),
        ("Page Not Found - Provider Docs", Gone),
        ("This page doesn’t exist", Gone),
        ("页面不存在", Gone),
        ("Under maintenance", BadAnswer),
        ("We'll be right back!", BadAnswer),
        ("Service Unavailable", BadAnswer),
        ("500 Internal Server Error", BadAnswer),
        ("500: Internal Server Error", BadAnswer),
        ("502 Bad Gateway", BadAnswer),
        ("Error", BadAnswer),
        ("Application error: a client-side exception has occurred", BadAnswer),
        ("Something went wrong", BadAnswer),
        ("provider.example is for sale", BadAnswer),
        ("This domain is parked", BadAnswer),
    ],
)
def test_a_title_that_names_something_else_is_believed_however_long_the_page(title: str, kind: type[FetchError]):
    for body in ("", LONG):
        with pytest.raises(kind) as caught:
            refuse(page(title, body))
        assert type(caught.value) is kind


@pytest.mark.parametrize(
    "title",
    [
        "Pricing | Provider",
        "API Pricing - Sign up for free credits today",
        "Rate limits and error codes | Provider",
        "Error codes - Provider API",
        "Pricing: log in with your key",
        "Models | 404 Media",
        "How to build a login page",
        "Captioning and CAPTCHA solving are not offered | Provider",
        "Your privacy and our prices, explained",
        "图像生成价格",
        "500 images for $5",
        "Maintenance windows and prices",
        "",
    ],
)
@pytest.mark.parametrize("body", ["", LONG])
def test_a_title_that_only_speaks_of_such_things_is_a_page(title: str, body: str):
    assert why_blocked(page(title, body)) is None


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<h1>Access denied</h1>", "refusal"),
        ("<h1><span>Verify you are human</span></h1>", "challenge"),
        ("<h1>Sign in to Provider</h1><form><input name=a></form>", "login"),
        ("<form><input type=\"password\"></form>", "login"),
        ("<div id=\"px-captcha\"></div>", "challenge"),
        ("<script>window._cf_chl_opt={cType:'managed'}</script>", "challenge"),
        ("<div class=\"g-recaptcha\" data-sitekey=x></div>", "captcha"),
        ("<h1>404</h1><p>Nothing here.</p>", "not there"),
        ("<h1>Oops! Something went wrong</h1>", "error"),
        ("<h1>Down for maintenance</h1>", "maintenance"),
    ],
)  # fmt: skip
def test_a_short_page_is_judged_by_its_heading_and_what_it_carries(body: str, reason: str):
    assert reason in str(why_blocked(page("Provider", body)))


@pytest.mark.parametrize(
    "body",
    [
        LONG + "<h1>Sign in</h1>",
        LONG + '<dialog><form><input type="password"></form></dialog>',
        LONG + '<div class="g-recaptcha"></div><script>_cf_chl_opt</script>',
        LONG + "<p>If you see Just a moment... or Access denied, you were blocked. 403 Forbidden. captcha.</p>",
        "<h1>Error codes</h1><p>403, 404, 500</p>",
        '<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script><h1>Prices</h1>',
        "<h1>Prices</h1><svg><title>Error</title></svg>",
    ],
)
def test_documentation_may_mention_anything(body: str):
    assert why_blocked(page("Provider", body)) is None


def test_cloudflare_says_itself_that_it_challenges():
    assert why_blocked(page("Prices", LONG, cf_mitigated="x")) is None
    assert "challenge" in str(why_blocked(page("Prices", LONG, **{"cf-mitigated": "challenge"})))


@pytest.mark.parametrize("kind", ["application/json", "text/markdown", "text/plain"])
def test_what_is_no_html_is_not_judged_by_it(kind: str):
    answer = Answer("https://provider.example/", 200, {"content-type": kind}, b"# Access denied", datetime(2026, 11, 20, tzinfo=UTC))
    assert why_blocked(answer) is None


def test_a_charset_nobody_knows_does_no_harm():
    assert why_blocked(page("Prices", LONG, kind="text/html; charset=no-such-thing")) is None


@pytest.mark.parametrize("body", ["<" * 500_000, "<h1>" * 150_000, "<title" * 100_000, "<script>" * 80_000, "<p " + "a=1 " * 150_000])
def test_a_hostile_page_costs_no_more_than_its_length(body: str):
    import time

    began = time.process_time()
    why_blocked(page("", body))
    assert time.process_time() - began < 5
