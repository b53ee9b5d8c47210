"""Words as Python spells them: what a person typed or a page says stands in a generated module as a string, and is never its code."""

from __future__ import annotations


def literal(words: str) -> str:
    r"""The source of a string that is these words, in double quotes where that is possible; what can't be seen is escaped.

    >>> print(literal('say "hi"'), literal("it's\u202e"))
    'say "hi"' "it's\u202e"
    """
    spelled = repr("'" + words)  # an apostrophe in it makes `repr` prefer double quotes
    return '"' + spelled[2:] if spelled.startswith('"') else repr(words)


def subscripts(keys: tuple[str, ...]) -> str:
    """The source that looks these keys up one in the other: `["data"]["models"]`."""
    return "".join(f"[{literal(key)}]" for key in keys)
