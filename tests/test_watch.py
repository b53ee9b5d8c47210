"""`watch`: rules of one's own, on published prices."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.alert.published_files import Local, PublishedSource
from pipeline.alert.watch_look import QUIET, Now, WatchMemory, look
from pipeline.alert.watch_rules import WatchRule
from pipeline.alert.watched_prices import Prices
from pipeline.cli.application import run
from schema.amounts import spell
from tests.built import HERE, few, few_files, site


def watch(rules, *flags):
    return run(["watch", str(rules), "--from", str(site() / "v1"), *flags])


@pytest.fixture
def rules(tmp_path):
    path = tmp_path / "rules.toml"

    def write(text):
        path.write_text(text)
        return path

    return write


def days(rule, prices):
    """The reasons a rule speaks for, day by day."""
    memory: WatchMemory | None = None
    said = []
    for price in prices:
        fired, memory = look(rule, Now(price=price, who="fal x"), memory)
        said.append([one.why for one in fired if one.why not in QUIET])
    return said


def test_a_slow_drift_fires_once_when_it_crosses():
    """One per cent a day fires on the day five are crossed, and then not until five more are."""
    prices = [(Decimal("0.10") * Decimal("1.01") ** day).quantize(Decimal("0.000001")) for day in range(11)]
    said = days(WatchRule(name="drift", percent="5"), prices)
    assert [5, 10] == [day for day, reasons in enumerate(said) if reasons]
    assert ["percent"] == said[5]


def test_an_unchanged_price_is_silent_for_ever():
    """However often one looks, whatever the rule."""
    rule = WatchRule(name="all", percent="1", dollars="0.001", new_low=True, plan_changed=True)
    assert [[], [], []] == days(rule, [Decimal("0.1")] * 3)


def test_dollars_lows_budgets_and_prices_that_go():
    """Each reason on its own."""
    amounts = [Decimal(text) for text in ("0.10", "0.105", "0.115", "0.09", "0.085")]
    assert [[], [], ["dollars"], ["dollars"], []] == days(WatchRule(name="d", dollars="0.01"), amounts)
    assert [[], [], [], ["new_low"], ["new_low"]] == days(WatchRule(name="l", new_low=True), amounts)
    assert [[], [], ["budget"], ["budget"], []] == days(WatchRule(name="b", budget="110", images=1000), amounts)
    assert [[], [], [], ["percent"], []] == days(WatchRule(name="p", percent="10", direction="down"), amounts)
    assert [[], ["gone"], [], ["back"]] == days(WatchRule(name="g", percent="5"), [amounts[0], None, None, amounts[0]])


def prices(*texts):
    return [None if text is None else Decimal(text) for text in texts]


@pytest.mark.parametrize(
    ("rule", "amounts", "said"),
    [
        # Gone, and back at three times the price.
        ({"percent": "5"}, ("0.10", None, "0.30", "0.30"), [[], ["gone"], ["back"], []]),
        # A rise is measured from the bottom of the fall that nobody asked about.
        ({"percent": "50", "direction": "up"}, ("0.10", "0.05", "0.09", "0.09"), [[], [], ["percent"], []]),
        # A fall to the same price again, after a rise too small to tell.
        ({"percent": "2", "direction": "down"}, ("0.04", "0.034", "0.037", "0.034", "0.034"), [[], ["percent"], [], ["percent"], []]),
        ({"new_low": True}, ("0.04", "0.034", "0.037", "0.034", "0.034", "0.033"), [[], ["new_low"], [], ["new_low"], [], ["new_low"]]),
        # A drift of one per cent a day downwards.
        ({"percent": "3", "direction": "down"}, ("1", "0.99", "0.98", "0.97", "0.96"), [[], [], [], ["percent"], []]),
        # Back within the budget, over it again.
        ({"budget": "38", "images": 1000}, ("0.04", "0.036", "0.037", "0.039"), [["budget"], ["budget"], [], ["budget"]]),
        # Any move at all.
        ({"percent": "0"}, ("1", "1", "1.01"), [[], [], ["percent"]]),
    ],
)
def test_every_way_a_price_goes_is_told_once(rule, amounts, said):
    """Gone and back, up after down, the same low again, a slow drift, a budget crossed both ways."""
    assert said == days(WatchRule(name="r", **rule), prices(*amounts))


@pytest.mark.parametrize(
    ("rule", "amounts", "words"),
    [
        # What was unseen and is seen: said, and no alarm.
        ({"percent": "5"}, (None, "0.04"), "sees a price now: $0.04 per image at fal x"),
        ({"new_low": True}, ("0.04", None, "0.03"), "is back after it had no price, lower than ever seen ($0.04 before) (-25.0 %)"),
        ({"images": 1000, "budget": "38"}, ("0.03", None, "0.05"), "is back after it had no price, and over the budget of $38.00 a month"),
        # Two amounts that differ never look alike; nothing is "at least 0".
        ({"percent": "0"}, ("1", "1.0001"), "$1 -> $1.0001 per image at fal x, moved (by less than 0.1 %)"),
        ({"dollars": "0"}, ("0.04", "0.05"), "$0.04 -> $0.05 per image at fal x, moved (+25.0 %)"),
    ],
)
def test_the_last_look_says_it_in_these_words(rule, amounts, words):
    """Of a price that came, came back, or hardly moved."""
    memory = None
    for price in prices(*amounts):
        fired, memory = look(WatchRule(name="r", **rule), Now(price=price, who="fal x", why="gone"), memory)
    assert [words in one.sentence for one in fired] == [True], fired


def test_a_fall_that_is_larger_than_the_price_can_never_come_and_every_look_says_so():
    """Until the price is as high as that."""
    rule, memory, said = WatchRule(name="r", dollars="5", direction="down"), None, []
    for price in prices("0.04", "0.04", "6"):
        fired, memory = look(rule, Now(price=price, who="fal x"), memory)
        said.append([one.sentence for one in fired])
    assert "can't fire: $0.04 never falls by $5.00" in said[0][0]
    assert said[1:] == [["r: can't fire: $0.04 never falls by $5.00"], []]


def test_what_has_nothing_to_do_in_a_rule_is_said_at_the_first_look():
    """A model beside plans alone; plans of a provider that has none."""
    (idle,), _ = look(WatchRule(name="r", provider="a", model="m", plan_changed=True), Now(price=None, plans={"a basic": "$5"}), None)
    assert idle.sentence == "r: begins with 1 plan; model changes nothing beside plan_changed alone"
    (none,), _ = look(WatchRule(name="r", provider="a", plan_changed=True, percent="5"), Now(price=Decimal("0.04"), who="a m"), None)
    assert none.sentence.endswith("; no plan of a is known")


def test_how_an_offer_stands_is_no_part_of_who_asks():
    """A rate of exchange is told as that also on the day on which the offer stops leading."""
    rule = WatchRule(name="r", percent="1")
    now = Now(price=Decimal("0.028"), own=Decimal("0.2"), currency="CNY", who="volcengine m")
    _, memory = look(rule, now, None)
    (fired,), _ = look(
        rule, now.model_copy(update={"price": Decimal("0.029"), "standing": " (not ranked: last read on 2026-07-15)"}), memory
    )
    assert (fired.why, "(not ranked: last read" in fired.sentence) == ("rate", True)


def test_a_rate_of_exchange_is_told_as_that():
    """The seller asks 0.20 yuan on both days; when it asks 0.22, that is a move of its own."""
    rule = WatchRule(name="r", percent="1")
    seen = [
        Now(price=Decimal(price), who="volcengine x", own=Decimal(own), currency="CNY")
        for price, own in (("0.0275", "0.2"), ("0.0291", "0.2"), ("0.032", "0.22"))
    ]
    _, memory = look(rule, seen[0], None)
    (rate,), memory = look(rule, seen[1], memory)
    assert rate.why == "rate"
    assert "only the rate of exchange moved: the seller asks ¥0.20 as before" in rate.sentence
    (moved,), _ = look(rule, seen[2], memory)
    assert moved.why == "percent"


def test_the_first_look_says_what_each_rule_sees_and_a_blind_rule_says_so_each_time():
    """A rule that can't fire is never silent."""
    (first,), _ = look(WatchRule(name="ads", percent="5", images=1000), Now(price=Decimal("0.04"), who="fal x"), None)
    assert (first.why, first.sentence) == ("baseline", "ads: begins with $0.04 per image at fal x, $40.00 a month for 1,000 images")
    nothing = Now(price=None, why="nobody sells it")
    (blind,), memory = look(WatchRule(name="ads", percent="5"), nothing, None)
    (again,), _ = look(WatchRule(name="ads", percent="5"), nothing, memory)
    assert (blind.sentence, again.why) == ("ads: sees nothing, and can't fire: nobody sells it", "still_blind")


def test_a_budget_exceeded_from_the_beginning_is_told_at_once():
    """And not again the next day."""
    assert [["budget"], []] == days(WatchRule(name="b", budget="0.05", images=1), [Decimal("0.1")] * 2)


def test_a_changed_plan_is_told_once():
    """With what it was and what it is."""
    rule = WatchRule(name="plans", plan_changed=True)
    _, memory = look(rule, Now(price=None, plans={"x pro": "10 USD per month"}), None)
    fired, memory = look(rule, Now(price=None, plans={"x pro": "12 USD per month"}), memory)
    assert ["plans: plan x pro: 10 USD per month -> 12 USD per month"] == [one.sentence for one in fired]
    assert [] == look(rule, Now(price=None, plans={"x pro": "12 USD per month"}), memory)[0]


def test_a_changed_plan_says_the_terms_that_changed_and_no_other():
    """Price, quota, what an image takes; a plan that comes or goes."""
    rule = WatchRule(name="plans", plan_changed=True)
    before = {"x pro": "10 USD per month; 250 credits; an image of Alpha takes 2", "x old": "5 USD once"}
    after = {"x pro": "10 USD per month; 200 credits; an image of Alpha takes 2", "x new": "9 USD per month"}
    _, memory = look(rule, Now(price=None, plans=before), None)
    fired, _ = look(rule, Now(price=None, plans=after), memory)
    assert [one.sentence for one in fired] == [
        "plans: plan x new: is new: 9 USD per month",
        "plans: plan x old: is no longer offered, was: 5 USD once",
        "plans: plan x pro: 250 credits -> 200 credits",
    ]


def test_a_rule_of_plans_alone_says_nothing_of_prices():
    """Not when it begins, and not when a price goes."""
    rule = WatchRule(name="plans", plan_changed=True)
    (first,), memory = look(rule, Now(price=None, plans={"x pro": "10 USD per month"}), None)
    assert first.sentence == "plans: begins with 1 plan"
    remembered = memory.model_copy(update={"announced": Decimal("0.04")})
    assert look(rule, Now(price=None, plans={"x pro": "10 USD per month"}), remembered)[0] == []


class Changed:
    """What is published, with a field of one of Midjourney's plans set otherwise."""

    def __init__(self, plan, **fields):
        self.source, self.plan, self.fields = PublishedSource(str(site() / "v1")), plan, fields

    def __getitem__(self, name):
        found = self.source[name]
        if name != "providers/midjourney":
            return found
        found = json.loads(json.dumps(found))
        (plan,) = [each for each in found["snapshot"]["plans"] if each["id"] == self.plan]
        plan.update(self.fields)
        return found


def test_so_many_images_on_a_plan_have_a_budget(tmp_path):
    """2,000 images are 500 minutes, and Basic has 200: $10 and five hours for $20. With 60 it takes eight hours, and that is told."""
    rule = WatchRule(name="mj", provider="midjourney", plan="basic", images=2000, budget="35")
    today, fewer, alone = (
        Prices(Changed(plan, **fields)).now(rule, tmp_path)
        for plan, fields in (("basic", {}), ("basic", {"gpu_minutes": "60"}), ("extra-fast-hour", {"price": "0"}))
    )
    (first,), memory = look(rule, today, None)
    assert first.sentence == "mj: begins with $30.00 a month for 2,000 images at midjourney plan basic"
    (fired,), _ = look(rule, fewer, memory)
    assert fired.why == "budget"
    assert "$30.00 -> $42.00 a month for 2,000 images at midjourney plan basic, is over the budget of $35.00 a month" in fired.sentence
    (fired,), _ = look(rule, alone, memory)
    assert fired.why == "gone" and "does not suffice" in fired.sentence


def test_state_of_before_plans_were_kept_whole_makes_no_news(rules, capsys):
    """Who updates the program is told of no plan that did not change."""
    path = rules('[[rule]]\nname = "plans"\nprovider = "leonardo"\nplan_changed = true\n')
    assert 0 == watch(path)
    state = path.with_suffix(".state.json")
    kept = json.loads(state.read_text())
    (memory,) = kept["rules"].values()
    memory["plans"] = dict.fromkeys(memory["plans"], "10 USD per month")
    state.write_text(json.dumps(kept | {"schema_version": 2}))
    assert 0 == watch(path)
    assert "1 rules, 0 fired" in capsys.readouterr().out.splitlines()[-1]


@pytest.mark.parametrize(
    ("model", "provider", "meant"),
    [
        ("GPT Image 2", "OpenAI", ("gpt-image-2", "openai")),
        ("gpt image 2", "open ai", ("gpt-image-2", "openai")),
        ("openai/gpt-image-2", "OPENAI", ("gpt-image-2", "openai")),
        ("Nano Banana Pro", None, ("nano-banana-pro", None)),
        ("gemini-3-pro-image-preview", None, ("nano-banana-pro", None)),
    ],
)
def test_names_are_taken_as_people_write_them(model, provider, meant):
    """By any name the table knows, whatever its case and marks."""
    rule = Prices(Local(few())).by_our_names(WatchRule(name="r", percent="5", model=model, provider=provider))
    assert (rule.model, rule.provider) == meant


def test_a_plan_is_watched_by_its_name(rules, capsys):
    """What it costs a month, and its terms."""
    path = rules('[[rule]]\nname = "mj"\nprovider = "Midjourney"\nplan = "standard"\npercent = 5\nplan_changed = true\nbudget = 20\n')
    assert 0 == watch(path)
    out = capsys.readouterr().out
    assert "mj: begins with $30.00 a month at midjourney plan standard and 1 plan" in out
    assert "is over the budget of $20.00 a month" in out


def test_an_offer_that_is_not_ranked_is_watched_where_it_is_named(rules, capsys):
    """It has a price, whatever it is worth as an answer; the rule says why it is not ranked."""
    rows = json.loads((site() / "v1/costs.json").read_text())["costs"]
    row = next(row for row in rows if row["recipe"] == "standard" and row["reason_codes"] == ["not_described"] and row["dollars"])
    path = rules(f'[[rule]]\nname = "r"\nprovider = "{row["provider"]}"\nmodel = "{row["native_id"]}"\npercent = 5\n')
    assert 0 == watch(path)
    assert f"at {row['provider']} {row['native_id']} (not ranked: " in capsys.readouterr().out


def test_a_rule_that_names_no_provider_follows_who_leads_and_no_cheaper_price_that_is_doubted():
    """What nobody would be recommended is no news of a cheapest price; a rule that names its seller follows it all the same."""

    def row(provider, dollars, doubt=""):
        codes = ["doubted"] if doubt else []
        said = {"standing": "listed" if doubt else "leads", "ranked": not doubt, "reason": doubt or None, "reason_codes": codes}
        of = {"recipe": "standard", "provider": provider, "native_id": f"{provider}-alpha", "model": "alpha", "position": 1}
        return {**of, **said, "dollars": dollars, "per_image": dollars, "currency": "USD"}

    rows = [row("cheap", "0.03", "25 % of its maker's price for the same"), row("dear", "0.045"), row("maker", "0.12")]
    prices = Prices({"costs": {"costs": rows}})
    anywhere = WatchRule(name="any", model="alpha", percent="5")
    assert (prices.now(anywhere, HERE).who, prices.now(anywhere, HERE).price) == ("dear dear-alpha", Decimal("0.045"))
    named = prices.now(anywhere.model_copy(update={"provider": "cheap"}), HERE)
    assert (named.who, named.price) == ("cheap cheap-alpha", Decimal("0.03"))
    assert named.standing == " (not ranked: 25 % of its maker's price for the same)"


def test_the_message_says_what_it_does_to_my_month():
    """In dollars, for so many images, or for a workload."""
    memory = WatchMemory(announced=Decimal("0.04"), lowest=Decimal("0.04"))
    fired, _ = look(WatchRule(name="ads", percent="5", images=1000), Now(price=Decimal("0.05"), who="fal x"), memory)
    assert (
        "ads: $0.04 -> $0.05 per image at fal x, moved by at least 5 % (+25.0 %); your month: $40.00 -> $50.00, $10.00 more"
        == fired[0].sentence
    )


def test_published_files_and_a_workload_beside_the_rules(rules, tmp_path, capsys):
    """From `v1/` alone: a recipe and a month; the state remembers, and a move in it fires."""
    (tmp_path / "month.toml").write_text('name = "M"\n[[task]]\nname = "Drafts"\ndeliverables = 100\nrecipe = "draft"\n')
    rows = json.loads((site() / "v1/costs.json").read_text())["costs"]
    row = next(row for row in rows if row["recipe"] == "standard" and row["ranked"] and row["model"] == "gpt-image-2")
    path = rules(
        f'[[rule]]\nname = "image"\nmodel = "{row["native_id"]}"\nprovider = "{row["provider"]}"\npercent = 5\n'
        f'[[rule]]\nname = "month"\nworkload = "month.toml"\nprovider = "{row["provider"]}"\npercent = 5\n'
    )
    assert 0 == watch(path, "--json")
    assert [] == json.loads(capsys.readouterr().out)["fired"]
    state = path.with_suffix(".state.json")
    made = json.loads(state.read_text())
    assert {"image": row["dollars"]}.items() <= {memory["name"]: memory["announced"] for memory in made["rules"].values()}.items()
    for memory in made["rules"].values():
        memory["announced"] = memory["own"] = spell(Decimal(memory["announced"]) * 2)
    state.write_text(json.dumps(made))
    assert 5 == watch(path, "--json", "--exit-code")
    fired = json.loads(capsys.readouterr().out)["fired"]
    assert ["image", "month"] == [one["rule"] for one in fired]
    assert "your month: $" in fired[1]["sentence"]
    assert 0 == watch(path, "--exit-code")


def test_over_http_too(rules, httpserver, capsys):
    """The same files, from an address."""
    for name in ("costs", "providers", "models"):
        httpserver.expect_request(f"/v1/{name}.json").respond_with_data((site() / f"v1/{name}.json").read_text())
    path = rules('[[rule]]\nname = "image"\nmodel = "gpt-image-2"\nbudget = 0.0001\nimages = 1\n')
    assert 0 == run(["watch", str(path), "--from", httpserver.url_for("/v1")])
    assert "over the budget of $0.0001 a month" in capsys.readouterr().out


@pytest.mark.parametrize("by_http", [False, True])
def test_a_file_that_is_there_compressed_says_the_same(rules, tmp_path, httpserver, capsys, by_http):
    """A large field has `costs.json.gz` in place of `costs.json`; one that is neither is named."""
    (tmp_path / "v1").mkdir()
    for name in ("costs", "providers", "models"):
        packed = gzip.compress((site() / f"v1/{name}.json").read_bytes())
        (tmp_path / f"v1/{name}.json.gz").write_bytes(packed)
        httpserver.expect_request(f"/v1/{name}.json.gz").respond_with_data(packed, content_type="application/gzip")
        httpserver.expect_request(f"/v1/{name}.json").respond_with_data("", status=404)
    where = httpserver.url_for("/v1") if by_http else str(tmp_path / "v1")
    path = rules('[[rule]]\nname = "image"\nmodel = "gpt-image-2"\nbudget = 0.0001\nimages = 1\n')
    assert 0 == run(["watch", str(path), "--from", where])
    assert "over the budget of $0.0001 a month" in capsys.readouterr().out
    (tmp_path / "v1/costs.json.gz").write_bytes(packed[:40])
    assert 2 == run(["watch", str(path), "--from", str(tmp_path / "v1")])
    (tmp_path / "v1/costs.json.gz").unlink()
    assert 2 == run(["watch", str(path), "--from", str(tmp_path / "v1")])
    assert "costs.json: expected a file of v1/" in capsys.readouterr().err.replace("\n", " ")


@pytest.mark.parametrize(
    ("text", "line", "suggestion"),
    [
        ('[[rule]]\nname = "a"\npercnt = 5\n', 3, "did you mean 'percent'?"),
        ('[[rules]]\nname = "a"\n', 1, "did you mean 'rule'?"),
        ('[[rule]]\nname = "a"\npercent = 5\n\n[[rule]]\nname = "b"\npercent = 5\nrecipe = "standart"\n', 8, "did you mean 'standard'?"),
        ('[[rule]]\nname = "a"\npercent = 5\nmodel = "gpt-imag-2"\n', 4, "did you mean 'gpt-image-2'?"),
        ('[[rule]]\nname = "a"\npercent = 5\nprovider = "opnai"\n', 4, "did you mean 'openai'?"),
        ('[[rule]]\nname = "a"\npercent = 5\ndirection = "downn"\n', 4, "did you mean 'down'?"),
        ('[[rule]]\nname = "a"\npercent = -5\n', 3, "greater than or equal to 0"),
        ('[[rule]]\nname = "a"\nname = "b"\n', 3, "overwrite"),
        ('[[rule]]\nname = "a"\n', 1, "never fires"),
        ('[[rule]]\nname = "a"\npercent = 5\nprovider = "midjourney"\nplan = "standrd"\n', 5, "did you mean 'standard'?"),
        ('[[rule]]\nname = "a"\npercent = 5\nplan = "standard"\n', 4, "a plan with its provider"),
        (
            '[[rule]]\nname = "a"\npercent = 5\nprovider = "midjourney"\nplan = "standard"\nworkload = "w.toml"\n',
            5,
            "without model and workload",
        ),
        ('[[rule]]\nname = "a"\npercent = 5\n[[rule]]\nname = "a"\npercent = 6\n', 5, "twice"),
    ],
)
def test_a_mistake_gets_its_line_and_a_suggestion(rules, capsys, text, line, suggestion):
    """Status 2, the place, and what was probably meant."""
    path = rules(text)
    assert 2 == watch(path)
    told = capsys.readouterr().err
    assert f"{path}:{line}:" in told
    assert suggestion in told


def test_the_rules_in_the_documentation_are_rules(rules, tmp_path):
    """The example of docs/api.md is read, and looked at, without a mistake."""
    text = (HERE.parent / "docs" / "api.md").read_text(encoding="utf-8")
    (tmp_path / "shop.toml").write_text('name = "M"\n[[task]]\nname = "Drafts"\ndeliverables = 100\nrecipe = "draft"\n')
    assert 0 == watch(rules(text.split("```toml\n")[1].split("```")[0]))


def test_a_data_folder_says_what_its_published_files_say(rules, capsys):
    """`--data` and `--from` see the same prices."""
    path = rules('[[rule]]\nname = "image"\nmodel = "gpt-image-2"\nbudget = 0.0001\nimages = 1\n')
    assert 0 == run(["watch", str(path), "--data", str(few()), "--state", str(path.with_name("a"))])
    local = capsys.readouterr().out
    assert 0 == run(["watch", str(path), "--from", str(few_files() / "v1")])
    assert local == capsys.readouterr().out


def test_a_makers_own_price_is_watched_while_its_copy_is_old(rules, capsys):
    """Whatever an answer of that age is worth: it says since when."""
    watch(rules('[[rule]]\nname = "own"\nprovider = "openai"\nmodel = "GPT Image 2"\npercent = 1\n'))
    said = capsys.readouterr().out
    assert "own: begins with $0.053 per image at openai gpt-image-2 (not ranked: last read on " in said


def test_a_pair_nobody_sells_names_who_does(rules, capsys):
    """And a workload that can't be read the line of its rule."""
    text = '[[rule]]\nname = "pair"\nprovider = "midjourney"\nmodel = "gpt-image-2"\npercent = 1\n\n'
    watch(rules(text + '[[rule]]\nname = "month"\nworkload = "none.toml"\nbudget = 5\n'))
    out, err = capsys.readouterr()
    assert "pair: sees nothing, and can't fire: midjourney sells no gpt-image-2; sellers of it: " in out
    assert "rules.toml:9: " in err and "none.toml" in err


def test_what_can_not_be_said_is_not_remembered(rules, tmp_path):
    """A full disk behind the standard output: the next look says it."""
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    path = rules('[[rule]]\nname = "a"\nmodel = "gpt-image-2"\npercent = 1\n')
    command = [sys.executable, "-m", "imageprices", "watch", str(path), "--from", str(site() / "v1")]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, cwd=HERE.parent, check=False)
    assert done.returncode and "Traceback" not in done.stderr
    assert not (tmp_path / "rules.state.json").exists()
