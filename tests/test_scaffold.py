"""A new seller takes one command: what it writes reads, keeps the page's figures and none of its prose, and harms nothing."""

import ast
import html
import json
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipeline.fetch.observer import Observer
from pipeline.scaffold import new_provider as scaffolding
from pipeline.scaffold.literals import literal
from schema.drafts import PageStamp
from schema.errors import BadData
from schema.prices import Snapshot
from schema.reading import read_drafts
from scrapers import ProviderReading
from scrapers._page import Page
from tests.readings import spell_out

ROOT = Path(__file__).parent.parent
HTML = """<!doctype html><html lang="en"><body><h1>Acme</h1><p>Prose that is somebody else's.</p><h2>Image models</h2>
<table><tr><th>Model</th><th>Speed</th><th>Price per image</th></tr><tr><td>Paint "1"</td><td>fast</td><td>$0.04</td></tr>
<tr><td>Paint 2</td><td>slow</td><td>$0.08</td></tr></table></body></html>"""
MARKDOWN = (
    "# Acme\n\nProse that is somebody else's.\n\n## Image models\n\n| Model | Price |\n| --- | --- |\n| Paint 1 | \\$0.04 / image |\n"
)


JSON = """{"object": "list", "currency": "USD", "data": {"models": [
  {"id": "paint-1", "title": "Paint 1", "about": "Prose that is somebody else's.", "pricing": {"price_per_image": 0.040, "was": 1}},
  {"id": "paint-2", "title": "Paint 2", "about": "x", "pricing": {"price_per_image": 8e-2, "was": 2}}]}, "plans": [{"name": "Pro"}]}"""
NO_UNIT = "# Acme\n\n## Text models\n\n| Model | Price |\n| --- | --- |\n| Words 1 | \\$1 |\n| Words 2 | \\$2 |\n\n" + (
    "## Image models\n\n| Model | Price |\n| --- | --- |\n| Paint 1 | \\$0.04 |\n"
)


@pytest.fixture
def checkout(tmp_path):
    for folder in ("schema", "costs", "scrapers", "pipeline"):
        shutil.copytree(ROOT / folder, tmp_path / folder)  # compiled as it is, where it is
    (tmp_path / "tests" / "cassettes").mkdir(parents=True)  # what tells a checkout from an installed copy
    return tmp_path


def run(checkout, *arguments):
    command = [sys.executable, "-m", "pipeline", *map(str, arguments)]
    return subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("name", "body", "line"), [("page.html", HTML, "$0.08 per image"), ("page.md", MARKDOWN, "$0.04 per image")])
def test_a_scaffolded_provider_reads_at_once(checkout, name, body, line):
    """Module and recording fit each other before anybody has touched them."""
    (checkout / name).write_text(body)
    made = run(checkout, "new", "acme", "https://acme.example/pricing", "--page", name)
    assert (0, True) == (made.returncode, "prices in" in made.stdout), made.stderr
    read = run(checkout, "read", "acme", "--replay", "tests/cassettes/latest")
    assert (0, True) == (read.returncode, line in read.stdout), read.stderr
    kept = "".join(path.read_text() for path in (checkout / "tests/cassettes/latest/acme").iterdir())
    assert "somebody else" not in kept
    assert "written for this project" in kept


def test_a_json_list_becomes_a_reader_and_a_recording(checkout):
    """The longest list whose records all have a name and a price; its numbers stay as they were written."""
    (checkout / "models.json").write_text(JSON)
    made = run(checkout, "new", "acme", "https://acme.example/models.json", "--page", "models.json")
    assert (0, True) == (made.returncode, "2 rows called by 'id'" in made.stdout), made.stderr
    read = run(checkout, "read", "acme", "--replay", "tests/cassettes/latest")
    assert (0, True) == (read.returncode, "paint-1 (Paint 1)" in read.stdout), read.stderr
    assert "$0.08 per image <- '8e-2' ($ .data.models[1].pricing.price_per_image)" in read.stdout
    kept = (checkout / "tests/cassettes/latest/acme/pricing.json").read_text()
    assert "0.040" in kept
    assert "somebody" not in kept
    assert ('"was": 1', '"about": "x"', '"plans"') == tuple(words for words in ('"was": 1', '"about": "x"', '"plans"') if words in kept)


def test_a_currency_that_nothing_says_is_left_to_a_person(checkout):
    """A number of an answer is no dollar until somebody says so."""
    (checkout / "models.json").write_text(JSON.replace('"currency": "USD", ', ""))
    assert 0 == run(checkout, "new", "acme", "https://acme.example/models.json", "--page", "models.json").returncode
    assert "TODO name the currency" in (checkout / "scrapers/acme.py").read_text()
    read = run(checkout, "read", "acme", "--replay", "tests/cassettes/latest")
    assert (3, True) == (read.returncode, "currency" in read.stdout)


def test_a_price_without_a_unit_is_proposed_and_stays_unread_until_a_person_names_it(checkout):
    """Tables that speak of images come before all others; what nobody says is not guessed."""
    (checkout / "page.md").write_text(NO_UNIT)
    made = run(checkout, "new", "acme", "https://acme.example/pricing", "--page", "page.md")
    assert ("Image models" in made.stdout, "Text models" in made.stdout) == (True, False)
    read = run(checkout, "read", "acme", "--replay", "tests/cassettes/latest")
    assert (3, True) == (read.returncode, "no unit in '$0.04'" in read.stdout)
    module = checkout / "scrapers" / "acme.py"
    module.write_text(module.read_text().replace("TODO the page's words for the unit", "per image"))
    assert 0 == run(checkout, "read", "acme", "--replay", "tests/cassettes/latest").returncode


def test_a_page_is_fetched_where_none_is_given(tmp_path, monkeypatch):
    """The same files come of the page as it is fetched, here from a recording of it."""
    url = "https://acme.example/pricing"
    recording = tmp_path / "recordings" / "new"
    recording.mkdir(parents=True)
    (recording / "page.html").write_text(HTML)
    answered = {"content-type": ["text/html; charset=utf-8"], "date": ["Fri, 20 Nov 2026 12:00:00 GMT"]}
    response = {"status": {"code": 200, "message": "OK"}, "headers": answered, "body": {"file": "page.html"}}
    interaction = {"request": {"method": "GET", "uri": url, "body": "", "headers": {}}, "response": response}
    (recording / "index.yaml").write_text(yaml.safe_dump({"note": "made up", "interactions": [interaction], "version": 1}))
    monkeypatch.setattr(scaffolding, "Observer", partial(Observer, replay=tmp_path / "recordings"))
    made = scaffolding.scaffold("acme", url, None, tmp_path)
    assert [2] == [proposal.rows for proposal in made.proposals]
    assert made.seen == ()
    assert all((tmp_path / path).exists() for path in made.files)
    (tmp_path / "page.html").write_text(HTML)
    again = scaffolding.scaffold("acme2", url, tmp_path / "page.html", tmp_path)
    fetched, saved = ((tmp_path / one.files[0]).read_text() for one in (made, again))
    assert fetched == saved.replace("Acme2", "Acme")


def test_a_scaffold_overwrites_nothing(checkout):
    """A name that is taken, a bad name and another kind of address are told in one sentence, and nothing is written."""
    (checkout / "page.html").write_text(HTML)
    before = sorted(checkout.rglob("*.py"))
    for arguments in (
        ("bfl", "https://acme.example/", "--page", "page.html"),
        ("../x", "https://acme.example/", "--page", "page.html"),
        ("acme", "ftp://acme.example/", "--page", "page.html"),
    ):
        made = run(checkout, "new", *arguments)
        assert 2 == made.returncode, made.stdout
        assert made.stderr.startswith("imageprices: ")
    assert before == sorted(checkout.rglob("*.py"))


TRAPS = """<!doctype html><html lang="en"><head><style>.gone { text-decoration: line-through }</style></head><body><h1>Acme prices</h1>
<p>We are proud of our studio, and of the people who work in it.</p><h2>Image models</h2>
<p>Every price on this page is without VAT, and until 2027-01-31 each of them is half of what it says.</p>
<table><caption>In US dollars</caption>
<tr><th>Model</th><th>Model ID</th><th>Resolution</th><th>Speed</th><th>Old price</th><th>Price per image (USD)</th></tr>
<tr><td>Paint Pro</td><td>acme/paint-pro</td><td>1K</td><td>fast</td><td>0.06</td><td>0.04</td></tr>
<tr><td>Paint Max</td><td>acme/paint-max</td><td>4K</td><td>slow</td><td>0.30</td><td><span class="gone">0.25</span> 0.20</td></tr>
</table></body></html>"""
CARDS = """<!doctype html><html lang="en"><body><h1>Easel</h1><h2>Image models</h2>
<div><div><h3>Canvas One</h3></div><p>The one that all of our many friends love the most.</p><p><s>$0.06</s> <b>$0.04</b></p><p>per image</p></div>
<div><div><h3>Canvas Two</h3></div><p>From $0.08 per image</p></div><div><h3>Canvas House</h3><p>Ask us</p></div>
<h2>Films</h2><div><h3>Film</h3><p>$0.50 per second</p></div></body></html>"""
MIXED = """{"currency": "USD", "result": {"groups": [{"id": "g"}], "models": [
{"id": "p-1", "title": "Paint One", "kind": "text-to-image", "pricing": {"unit": "image", "standard": 0.04, "hd": 0.08, "was": 0.1}},
{"id": "p-2", "title": "Paint Two", "kind": "image-edit", "pricing": {"unit": "image", "standard": 0.02, "hd": null}},
{"id": "f-1", "title": "Film", "kind": "video", "pricing": {"unit": "second", "standard": 0.5}},
{"id": "t-1", "title": "Talk", "kind": "chat", "pricing": {"unit": "1M tokens", "input": 0.5, "output": 1.5}}]}}"""
BY_NAME = """{"priced": "per image", "models": {
"paint-1": {"name": "Paint 1", "variants": [{"resolution": "1K", "credits": 4}, {"resolution": "4K", "credits": 12}]},
"paint-2": {"name": "Paint 2", "variants": [{"resolution": "1K", "credits": 2}]}}}"""
GROUPED = """{"currency": "USD", "groups": [{"kind": "image", "unit": "per image", "models": [
{"id": "loom-2", "name": "Loom 2", "pricing": {"standard": {"1K": 0.03, "2K": 0.06}, "batch": {"1K": 0.015}}},
{"id": "loom-1", "name": "Loom 1", "pricing": null}]},
{"kind": "video", "unit": "per second", "models": [{"id": "loom-film", "name": "Film", "pricing": {"standard": {"720P": 0.2}}}]}]}"""
ROWS_BY_AXIS = """<html lang="en"><body><h1>Barn prices</h1><table>
<tr><th>Model</th><th>Model ID</th><th>Resolution</th><th>Price per image (USD)</th></tr>
<tr><td>Barn One</td><td>barn/one</td><td>1K</td><td>0.04</td></tr><tr><td>Barn One</td><td>barn/one</td><td>4K</td><td>0.08</td></tr>
<tr><td>Barn Two</td><td>barn/two</td><td>1K</td><td>0.02</td></tr></table></body></html>"""
NAMED_BY_CLASS = """<html lang="en"><body><h1>Studio</h1><div><div class="model-name">Alpha</div><div>Low: 2 credits per image<br>
High: 6 credits per image</div></div><div><div class="model-name">Beta</div><div>Low: 3 credits per image<br>High: from 9 credits per image</div>
</div></body></html>"""
LINES = "# Brush\n\nPaint One: $0.04 per image\n\nPaint Two: from $0.08 per image\n\n~~Paint Zero: $0.01 per image~~\n"


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("page.html", TRAPS, ["acme/paint-pro", "0.04 USD per image", "resolution=1K", "unread acme/paint-max", "crossed-out '0.25'"]),
        ("page.html", CARDS, ["canvas-one", "0.04 USD per image", "canvas-two", "0.08 [from] USD per image <- 'From $0.08'"]),
        ("page.html", NAMED_BY_CLASS, ["quality=low: 2 credit per image", "quality=high: 9 [from] credit per image"]),
        ("page.json", MIXED, ["p-1 (Paint One)", "quality=hd: 0.08 USD per image", "quality=standard: 0.02 USD per image"]),
        (
            "page.json",
            GROUPED,
            ["loom-2 (Loom 2)", "resolution=1K tier=batch: 0.015 USD per image <- '0.015' / 'per image'", "2K: 0.06 USD"],
        ),
        ("page.html", ROWS_BY_AXIS, ["barn/one (Barn One)", "resolution=4K: 0.08 USD per image", "barn/two (Barn Two)"]),
        ("page.json", BY_NAME, ["paint-1 (Paint 1)", "resolution=4K: 12 credit per image", "resolution=1K: 2 credit per image"]),
        ("page.md", LINES, ["paint-one (Paint One)", "0.08 [from] USD per image"]),
    ],
    ids=[
        "a table with traps",
        "cards",
        "cards by class",
        "nested JSON of mixed kinds",
        "records in groups",
        "rows by axis",
        "records by name",
        "lines",
    ],
)
def test_pages_of_many_forms_become_providers(tmp_path, name, body, said):
    """What is proposed reads the recording it leaves: ids, units, currencies, bounds and axes as the page says them, nothing else."""
    (tmp_path / name).write_text(body)
    made = scaffolding.scaffold("acme", "https://acme.example/pricing", tmp_path / name, tmp_path)
    assert made.proposals
    scope = {}
    exec((tmp_path / made.files[0]).read_text(), scope)
    (spec,) = scope["PROVIDER"].pages
    recorded = Page(spec.url, spec.kind, (tmp_path / made.files[1]).read_bytes())
    stamp = PageStamp(spec.url, "0" * 64, "2026-11-30T12:00:00+00:00")
    read = read_drafts((draft, stamp) for draft in spec.read(recorded))
    snapshot = Snapshot(provider="acme", offers=tuple(read.offers))
    text = spell_out(ProviderReading(snapshot, read.unread))
    assert [] == [words for words in said if words not in text], text
    assert [] == [words for words in ("Film", "Talk", "Paint Zero", "Canvas House") if words in text]


def test_what_holds_a_price_is_told_at_once(checkout):
    """A caption with a condition holds every price below it: `new` says so, and how a reader says that it changes none."""
    shutil.copytree(
        ROOT / "tests", checkout / "tests", ignore=shutil.ignore_patterns("__pycache__", "expected", "cassettes"), dirs_exist_ok=True
    )
    (checkout / "page.html").write_text(HTML.replace("<table>", "<table><caption>Updated weekly</caption>", 1))
    made = run(checkout, "new", "acme", "https://acme.example/pricing", "--page", "page.html")
    assert "held: 'Updated weekly' stands around prices" in made.stdout, made.stdout + made.stderr
    module = checkout / "scrapers" / "acme.py"
    named = '    page.ignore(r"Updated weekly", because="how often it is written")\n    for row in'
    module.write_text(module.read_text().replace("    for row in", named, 1))
    assert 0 == run(checkout, "read", "acme", "--replay", "tests/cassettes/latest").returncode


def test_a_recording_keeps_what_may_change_a_price(tmp_path):
    """Every column, what is crossed out, the caption, and of a sentence its numbers, dates and conditions: none of its own words."""
    (tmp_path / "page.html").write_text(TRAPS)
    made = scaffolding.scaffold("acme", "https://acme.example/pricing", tmp_path / "page.html", tmp_path)
    kept = (tmp_path / made.files[1]).read_text()
    traps = ("Speed", "Old price", "0.30", "0.25", "line-through", "In US dollars", "VAT", "2027-01-31", "half")
    assert [] == [words for words in traps if words not in kept]
    assert [] == [words for words in ("proud", "people", "what it says") if words in kept]


@pytest.mark.parametrize(
    ("name", "body", "saw"),
    [
        ("page.html", '<html lang="en"><body><h1>Acme</h1><p>A picture costs some $0.04 or less.</p></body></html>', "$0.04"),
        ("page.json", '{"plans": [{"seats": 2}, {"seats": 5}]}', "$.plans: a list of 2"),
        ("page.md", "# Acme\n\n| Model | Speed |\n| --- | --- |\n| Paint | fast |\n", "1 rows of Model | Speed"),
    ],
)
def test_a_page_without_a_proposal_leaves_a_recording_and_says_what_it_saw(checkout, name, body, saw):
    """There is something to write a reader against, the module says loudly that it has none, and the exit status is of something left."""
    (checkout / name).write_text(body)
    made = run(checkout, "new", "acme", "https://acme.example/pricing", "--page", name)
    assert (3, True) == (made.returncode, saw in made.stdout), made.stdout + made.stderr
    assert (checkout / "tests/cassettes/latest/acme/index.yaml").exists()
    read = run(checkout, "read", "acme", "--replay", "tests/cassettes/latest")
    assert (3, True) == (read.returncode, "none yet" in read.stdout + read.stderr)


CODE = '__import__("pathlib").Path("ran").write_text("x")'
QUOTES = [
    f'"+str({CODE})+"',
    f"'+str({CODE})+'",
    f'"""\n{CODE}\n"""',
    f'\\"+str({CODE})+\\"',
    f"{{{CODE}}}",
    f'"]+[{CODE}]+["',
    f"\u2028{CODE}#",
]
ADDRESSES = [
    f"https://acme.example/{CODE}",
    'https://acme.example/p"+str(__import__("os").system("touch${IFS}ran"))+"',
    "https://acme.example/p\n__import__",
    "https://acme.example/p\\",
    "https://acme.example/p'",
    "https://acme.example/`touch ran`",
    "https://acme.example/$(touch ran)",
    "https://acme.example/\u202egpj",
    "https://user:secret@acme.example/",
    "https://acme.example:8443/",
    "https://127.0.0.1/",
    "https://acme/",
    "https:///pricing",
    "http://acme.example/",
    "javascript:alert(1)",
]


@pytest.mark.parametrize("url", ADDRESSES)
def test_an_address_is_an_address_or_nothing_is_written(tmp_path, url):
    """What is typed never becomes code: a character no address needs is refused before a file is written."""
    (tmp_path / "page.html").write_text(HTML)
    with pytest.raises(BadData):
        scaffolding.scaffold("acme", url, tmp_path / "page.html", tmp_path)
    assert [tmp_path / "page.html"] == list(tmp_path.rglob("*"))


def test_a_bad_address_ends_the_command(checkout):
    """In one sentence, with the status of a question that is none; nothing it holds was run."""
    (checkout / "page.html").write_text(HTML)
    made = run(checkout, "new", "acme", ADDRESSES[1], "--page", "page.html")
    assert (2, True) == (made.returncode, made.stderr.startswith("imageprices: "))
    assert [] == [path for path in (checkout / "scrapers/acme.py", checkout / "tests/cassettes/latest", checkout / "ran") if path.exists()]


@pytest.mark.parametrize("words", QUOTES)
@pytest.mark.parametrize("kind", ["html", "json"])
def test_what_a_page_says_is_never_run(tmp_path, words, kind):
    """Headings, columns and keys stand in the module as strings, whatever quotes and line ends are in them."""
    heading, column, name = (html.escape(f"{words} {each}") for each in ("images", "price per image", "model"))
    table = f"<h2>{heading}</h2><table><tr><th>{name}</th><th>{column}</th></tr><tr><td>Paint</td><td>$0.04</td></tr></table>"
    records = [{f"{words} id": "paint", f"{words} name": "Paint", f"{words} price": {f"{words} per_image": 0.04}}]
    body = f'<html lang="en"><body>{table}</body></html>' if kind == "html" else json.dumps({words: {"models": records}})
    (tmp_path / f"page.{kind}").write_text(body)
    made = scaffolding.scaffold("acme", "https://acme.example/p", tmp_path / f"page.{kind}", tmp_path)
    module = ast.parse((tmp_path / made.files[0]).read_text())
    called = {ast.unparse(node.func) for node in ast.walk(module) if isinstance(node, ast.Call)}
    assert "__import__" not in {node.id for node in ast.walk(module) if isinstance(node, ast.Name)}
    assert {"Provider", "PageSpec", "pricing"} <= {node.id for node in ast.walk(module) if isinstance(node, ast.Name)} | called


@given(st.text())
def test_a_literal_is_its_words(words):
    """Whatever the words are, the source reads back as exactly them, on one line that shows all of its characters."""
    assert words == ast.literal_eval(literal(words))
    assert literal(words).isprintable()


TWO_HEADS = """<!doctype html><html lang="en"><body><h1>Acme</h1><h2>Image models</h2><table><thead>
<tr><th rowspan="2">Model</th><th rowspan="2">Model ID</th><th colspan="2">Price per image</th></tr><tr><th>1K</th><th>2K</th></tr></thead>
<tbody><tr><td>Brush 2</td><td>brush-2</td><td><s>$0.050</s> $0.040</td><td>$0.080</td></tr>
<tr><td>Brush 2 Mini</td><td>brush-2-mini</td><td>$0.012<sup>1</sup></td><td>$0.03</td></tr>
<tr><td>Pencil</td><td>pencil-1</td><td>from $0.020</td><td>$0.035</td></tr></tbody></table></body></html>"""
CARDS_WITH_IDS = """<!doctype html><html lang="en"><body><h1>Acme</h1><h2>Make images</h2>
<article><h3>One</h3><code>acme/one</code><b class="p">$0.018</b> <small>per image</small></article>
<article><h3>Sketch</h3><code>acme/sketch</code><b class="p">From 2 credits</b> <small>per image</small></article>
<article><h3>Motion</h3><code>acme/motion</code><b class="p">$0.09</b> <small>per second of video</small></article></body></html>"""
UNIT_ABOVE = """{"data": [{"slug": "hub-1", "pricing": {"unit": "image", "currency": "EUR", "tiers": [
  {"quality": "standard", "amount": "0.040"}, {"quality": "hd", "amount": "0.080"}]}},
  {"slug": "hub-2", "pricing": {"unit": "image", "currency": "EUR", "tiers": [{"quality": "standard", "amount": "0.010"}]}}]}"""


@pytest.mark.parametrize(
    ("name", "body", "lines"),
    [
        ("traps.html", TWO_HEADS, ["output image, 1K: from $0.02 per image", "output image, 2K: $0.035 per image", "crossed-out '$0.050'"]),
        ("cards.html", CARDS_WITH_IDS, ["acme/one (One)", "acme/sketch (Sketch)", "from 2 credits per image"]),
        ("nested.json", UNIT_ABOVE, ["output image, hd quality: 0.08 EUR per image"]),
    ],
    ids=["a table of two heads", "cards with ids", "units above a list"],
)
def test_what_three_kinds_of_pages_say_is_proposed_as_they_say_it(checkout, name, body, lines):
    """An axis in a column's name, an id on a card, a unit above a list; a bound glued to the word before it stays one; what is crossed out holds."""
    (checkout / name).write_text(body)
    made = run(checkout, "new", "acme", "https://acme.example/pricing", "--page", name)
    assert made.returncode == 0, made.stderr
    read = run(checkout, "read", "acme", "--replay", "tests/cassettes/latest").stdout
    assert [] == [line for line in lines if line not in read], read
    assert "motion" not in read.lower()


@pytest.mark.parametrize(
    ("name", "body", "says"),
    [
        ("half.json", '{"models": [{"id": "\\ud800", "price_per_image": "0.04"}]}', "expected strict JSON"),
        ("scalar.json", "42", "saw: $: the number 42"),
        ("null.json", "null", "saw: $: nothing (null)"),
        ("svg.html", "<html><body><svg><p></p></body></html>", "saw: a page of"),
        ("steers.html", "<html><body><h1>Ac\x1b]0;x\x07me\x1b[31m</h1></body></html>", "saw: a heading:"),
    ],
)
def test_a_page_that_is_none_of_prices_is_an_error_or_told(checkout, name, body, says):
    """Half a character, one number, nothing anybody sees: told in words; and what a page says steers no terminal."""
    (checkout / name).write_text(body)
    made = run(checkout, "new", "acme", "https://acme.example/pricing", "--page", name)
    said = made.stdout + made.stderr
    assert (True, True) == (made.returncode in (2, 3), says in said), said
    assert "\x1b" not in said and "Traceback" not in said
