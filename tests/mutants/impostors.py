"""Pages that are not the page: challenges, walls, errors, another provider's, another language's."""

from __future__ import annotations

import re
from functools import cache
from random import Random

from tests.mutants.judge import Effect, Mutant
from tests.mutants.kinds import Page, mutation
from tests.readings import documents, folder

IMPOSTORS = {
    "challenge": "<html><head><title>Just a moment...</title></head><body><script>window._cf_chl_opt={}</script></body></html>",
    "consent": "<html><head><title>Before you continue</title></head><body><form><button>Accept all</button></form></body></html>",
    "login": '<html lang="en"><head><title>Sign in</title></head><body><h1>Sign in</h1><form><input type="password"></form></body></html>',
    "not found": '<html lang="en"><head><title>404</title></head><body><h1>Page not found</h1></body></html>',
    "maintenance": '<html lang="en"><head><title>Prices</title></head><body><h1>We will be back soon</h1></body></html>',
    "error": "<html><body><h1>500 Internal Server Error</h1></body></html>",
    "empty page": '<html lang="en"><head><title>Pricing</title></head><body><main><h1>Pricing</h1><div id="root"></div></main></body></html>',
    "nothing": "",
    "json error": '{"error": {"code": 500, "message": "internal"}}',
    "json empty": "{}",
    "json list": "[]",
    "json success without data": '{"code": 200, "success": true, "data": []}',
    "json null": "null",
    "markdown not found": "# Not found\n\nThis page does not exist.\n",
    "marketing": '<html lang="en"><body><h1>Plans</h1><table><thead><tr><th>Plan</th><th>Price</th></tr></thead><tbody><tr><td>Pro</td><td>$20</td></tr></tbody></table></body></html>',
    "text": "OK",
}


@mutation("impostor", 1)
def another_page(page: Page, rng: Random) -> Mutant | None:
    name = rng.choice(list(IMPOSTORS))
    return page.whole(IMPOSTORS[name], Effect(says=_nothing(page)), name)


@mutation("impostor", 2)
def another_provider(page: Page, rng: Random) -> Mutant | None:
    """What another provider serves."""
    provider, body = rng.choice([one for one in _others() if one[0] != page.subject.provider])
    return page.whole(body, Effect(says=_nothing(page)), provider)


@mutation("impostor", 1)
def neighbouring_page(page: Page, rng: Random) -> Mutant | None:
    """What another page of the same provider serves."""
    others = [document.body for url, document in page.subject.documents.items() if url != page.target.url]
    if not others:
        return None
    own = {key for key in page.target.keys}
    return page.whole(rng.choice(others), Effect(says={key: frozenset({page.subject.entries[key].fact}) for key in own}, adds=None))


@mutation("locale", 2)
def german_copy(page: Page, rng: Random) -> Mutant | None:
    """Prices with a comma and the sign behind: the same prices or none, never others."""
    if page.layers[0].kind == "json" and len(page.layers) == 1:
        return None
    text = page.layers[0].text
    groups = rng.random() < 0.5
    new = re.sub(r"\$ ?(\d[\d,]*)(?:\.(\d+))?", lambda m: _german(m[1], m[2], groups), text)
    if rng.random() < 0.6:
        new = re.sub(r'<html([^>]*) lang="[^"]*"', r'<html\1 lang="de"', new)
    return page.whole(new, Effect(says=page.unsaid(page.sites, too=True))) if new != text else None


def _german(whole: str, decimals: str | None, groups: bool) -> str:
    if groups and not decimals:
        return f"{whole.replace(',', '.')}.000 $"
    return f"{whole.replace(',', '.')},{decimals or '00'} $"


@mutation("locale", 1)
def language_changed(page: Page, rng: Random) -> Mutant | None:
    layer = page.layers[0]
    found = re.search(r'<html[^>]*\blang="([^"]*)"', layer.text) if layer.kind == "html" else None
    if found is None:
        return None
    lang = rng.choice([one for one in ("de", "fr", "ja", "zh-CN", "en", "es-419", "zh-TW") if one[:2] != found[1][:2]])
    return page.whole(layer.text[: found.start(1)] + lang + layer.text[found.end(1) :], Effect(), lang)


def _nothing(page: Page) -> dict:
    return {key: frozenset() for key in page.target.keys}


@cache
def _others() -> list[tuple[str, bytes]]:
    found = []
    for path in sorted(folder("latest").glob("*/index.yaml")):
        found += [(path.parent.name, document.body) for document in documents(path.parent).values()]
    return found
