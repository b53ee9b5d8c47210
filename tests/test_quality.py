"""The quality scale: what the table says is what there is, and every rule is explained."""

import re

import pytest

from pipeline.store.tables import load_quality
from schema.tables.quality import RULES, tier_of
from tests.quality import CHECKS, TABLE, missed, worked_out
from tests.readings import TESTS

RECORDED = load_quality(TABLE).providers
PAGE = (TESTS.parent / "docs" / "quality-scale.md").read_text(encoding="utf-8")
ALL = [rule for rules in RULES.values() for rule in rules]


@pytest.mark.parametrize("entry", RECORDED, ids=lambda entry: entry.id)
def test_a_tier_is_what_its_rules_give(entry):
    """Nobody promotes a provider by hand; `python -m tests.quality write` brings the table up to date."""
    assert entry in worked_out().providers


@pytest.mark.parametrize("entry", [entry for entry in RECORDED if entry.exempt], ids=lambda entry: entry.id)
def test_an_exemption_is_needed_and_says_why(entry):
    """An exemption from a rule that is met hides nothing and must go; the others say why in a sentence."""
    assert [one.rule for one in entry.exempt if one.rule not in missed(entry.id)] == []
    assert all(len(one.why.split()) >= 5 for one in entry.exempt)


def test_every_rule_is_checked_and_explained():
    """Each rule has a check, and on its page a reason, an example, what is checked and what may be let off."""
    assert list(CHECKS) == ALL == re.findall(r"^### (\S+)$", PAGE, re.M)
    for section in re.split(r"^### ", PAGE, flags=re.M)[1:]:
        assert all(f"*{part}*:" in section for part in ("Why", "Example", "Check", "Exceptions")), section[:40]


@pytest.mark.parametrize(
    ("met", "tier"),
    [
        ([], "none"),
        (["own-words"], "none"),
        (["own-words", "never-empty"], "bronze"),
        ([rule for rule in ALL if rule != "never-empty"], "none"),
        ([rule for rule in ALL if rule not in ("two-days", "second-witness")], "gold"),
        ([rule for rule in ALL if rule != "two-days"], "gold"),
        (ALL, "platinum"),
    ],
)
def test_a_tier_stands_on_the_ones_below(met, tier):
    """Gold without bronze is nothing."""
    assert tier_of(met) == tier
