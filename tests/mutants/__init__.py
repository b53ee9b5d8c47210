"""The mutation suite: every recorded page damaged, changed or redrawn in thousands of ways, read again and judged after the guard.

`python -m tests.mutants` runs it; `tests/test_mutants.py` runs a sample. A mutation knows what the page says afterwards:
the same, another number, or nothing that is one plain price. What is published must be what the page says, or be held
with a reason. A provider needs nothing of its own here: where its numbers stand is found by changing them and looking
which prices move.
"""
