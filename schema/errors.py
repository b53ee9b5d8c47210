"""Everything that can go wrong between a page and a price.

    PriceError
    |-- ScrapeError            a page, or what lies on the way to it
    |   |-- FetchError         the page did not arrive
    |   |   |-- Unreachable    no connection, no name, broken TLS, reset
    |   |   |-- TimedOut       slower than the page's bound
    |   |   |-- TooLarge       larger than the page's bound, on the wire or unpacked
    |   |   |-- BadAnswer      an answer that is no page: wrong type, cut, empty, 5xx
    |   |   |-- Blocked        a challenge, consent, login page, or 401/403/429/451
    |   |   |-- Gone           404 or 410
    |   |   |-- NotAllowed     robots.txt, or an address outside the provider's own hosts
    |   |   |-- NotRecorded    a replay has no answer for this request
    |   |   `-- KeyMissing     the page wants a key, and there is none here: it is not asked for
    |   `-- LayoutChanged      the page arrived and is not built as its reader relies on
    |-- UnreadablePrice        one price whose words are not exactly one amount
    |-- NotComparable          a cost that cannot be worked out, with the reason
    `-- BadData                a file of ours (data folder, recording, workload) that is not as it must be

Messages read *where: expected this, found that; run this*.
"""

from __future__ import annotations


class PriceError(Exception):
    """Base of all errors with a message for a person."""

    def __init__(self, where: str, expected: str = "", found: str = "", run: str = "") -> None:
        self.where, self.expected, self.found, self.run = where, expected, found, run
        super().__init__(f"{self.reason}; run: {run}" if run else self.reason)

    @property
    def reason(self) -> str:
        """The message without what to run."""
        expected = f"expected {self.expected}" if self.expected else ""
        found = f"found {self.found}" if self.found else ""
        middle = ", ".join(part for part in (expected, found) if part)
        return ": ".join(part for part in (self.where, middle) if part)


class ScrapeError(PriceError):
    """A page could not be observed."""


class FetchError(ScrapeError):
    """A page did not arrive."""


class Unreachable(FetchError):
    """No connection, no name, broken TLS, or a reset in mid-answer."""


class TimedOut(FetchError):
    """Slower than the page's bound."""


class TooLarge(FetchError):
    """Larger than the page's bound, on the wire or unpacked."""


class BadAnswer(FetchError):
    """An answer that is no page: wrong type, cut short, empty, a server error."""


class Blocked(FetchError):
    """A challenge, consent or login page, or a status that says no to robots."""


class Gone(FetchError):
    """404 or 410."""


class NotAllowed(FetchError):
    """robots.txt forbids it, or the address is outside the provider's own hosts."""


class NotRecorded(FetchError):
    """A replay holds no answer for this request."""


class KeyMissing(FetchError):
    """The page wants a key that is not in the environment: nobody asked for it, so it did not fail."""


class LayoutChanged(ScrapeError):
    """The page arrived and is not built as its reader relies on."""


class UnreadablePrice(PriceError):
    """The words of one price are not exactly one amount."""


class NotComparable(PriceError):
    """A cost that cannot be worked out, with the reason; `code` is its kind, for who decides something by it (`costs.reasons`)."""

    code: str = "no_price"

    def of(self, code: str) -> NotComparable:
        """The same error, of this kind."""
        self.code = code
        return self


class OldPrices(UserWarning):
    """Prices that stand for a day so long ago that what leads may have moved. An answer is given all the same."""


class BadData(PriceError):
    """A file of ours that is not as it must be."""
