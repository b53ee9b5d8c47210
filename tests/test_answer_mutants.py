"""A sample of the answer mutants with every test run; `make mutants` makes 5,000."""

from __future__ import annotations

from tests.built import everything
from tests.mutants.answers import HARMLESS, WRONG, run_answers


def test_no_answer_leads_in_a_data_set_where_it_should_not():
    """Of one thing wrong, whatever it is, the offer does not lead; of one thing harmless, it still does."""
    found = run_answers(everything(), 400, "tests")
    assert set(found.made) == {*WRONG, *HARMLESS}
    assert found.wrong == []
    assert found.kept >= 0.97, found.lost
