"""What a provider's pages were read to say, as text a person can hold beside the page.

`python -m tests.readings write SET PROVIDER` writes the expected file of one provider, under a first line that makes its
test fail until a person has compared it with the page and said so; from then on it is left alone. Nothing else writes these files.
SET is `earlier` or `latest` (the project's recordings) or `captures-earlier`, `captures-latest` (the real pages).
"""

from __future__ import annotations

import sys
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

import yaml

from schema.amounts import spell
from schema.prices import PriceLine, Variant
from scrapers import Document, ProviderReading, provider_ids, read_provider

TESTS = Path(__file__).parent
CAPTURES = TESTS.parent.parent / "shared" / "captures"
UNCHECKED = "# NOT CHECKED: compare every line with the page, then replace this line by '# checked against the page, DATE'"


def folder(set_name: str) -> Path:
    """Where the recordings of a set lie."""
    captured = set_name.removeprefix("captures-")
    return CAPTURES / captured if captured != set_name else TESTS / "cassettes" / set_name


def expected_path(set_name: str, provider: str) -> Path:
    """Where the expected reading of a provider lies."""
    return TESTS / "expected" / set_name / f"{provider}.txt"


def documents(recording: Path) -> dict[str, Document]:
    """The recorded bodies of one provider by address, as far as a reader of its reads them."""
    index = yaml.safe_load((recording / "index.yaml").read_text(encoding="utf-8"))
    found = {}
    for interaction in index["interactions"]:
        answer = interaction["response"]
        body = (recording / answer["body"]["file"]).read_bytes()
        found[interaction["request"]["uri"]] = Document(body, parsedate_to_datetime(answer["headers"]["date"][0]))
    return found


def read(set_name: str, provider: str) -> ProviderReading:
    """Read one provider's recording."""
    return read_provider(provider, documents(folder(set_name) / provider))


def spell_out(reading: ProviderReading) -> str:
    """One line per page, price, plan, rule and unread price, sorted, each with the words it was read from."""
    lines = [f"page {_place(page.url)}: {page.error or f'{page.prices} prices'}" for page in reading.pages]
    for offer in reading.snapshot.offers:
        lines.append(f"\n{offer.native_id} ({offer.name})")
        lines += [f"  {_price(line)}" for line in offer.prices]
    lines.append("")
    lines += [
        f"plan {plan.id} ({plan.name}): {spell(plan.price)} {plan.currency} per {plan.period}, "
        f"credits {plan.credits}, images {plan.images} per {plan.quota_period} <- {plan.quote.text!r}"
        for plan in reading.snapshot.plans
    ]
    lines += [
        f"rule {rule.kind}{_axes(rule.variant)} of {rule.native_id or 'all'}: {rule.value}{f' of {rule.of}' if rule.of else ''} <- {rule.quote.text!r}"
        for rule in reading.snapshot.rules
    ]
    lines += [f"unread {unread.native_id}: {unread.words!r}: {unread.reason}" for unread in reading.unread]
    return "\n".join(lines).strip() + "\n"


def _price(line: PriceLine) -> str:
    amount = spell(line.amount) if line.amount is not None else f"none ({line.reason})"
    upper = f" to {spell(line.upper)}" if line.upper is not None else ""
    bound = f" [{line.bound}]" if line.bound else ""
    return f"{line.billable}{_axes(line.variant)}: {amount}{upper}{bound} {line.currency} per {line.unit} <- {line.quote.text!r} / {line.quote.unit_text!r}"


def _axes(variant: Variant) -> str:
    return "".join(f" {axis}={value}" for axis, value in variant.key())


def _place(url: str) -> str:
    split = urlsplit(url)
    return split.netloc + split.path


def everything(recordings: Path) -> str:
    """All recordings of a folder, read by the modules there are: for comparing two versions of the readers."""
    providers = [path.parent.name for path in sorted(recordings.glob("*/index.yaml")) if path.parent.name in provider_ids()]
    return "".join(f"== {provider}\n{spell_out(read_provider(provider, documents(recordings / provider)))}\n" for provider in providers)


def _is_looked_at(path: Path) -> bool:
    return path.exists() and not path.read_text(encoding="utf-8").startswith(UNCHECKED)


def main() -> None:
    """Write the expected file of one provider, unless a person has looked at it; `all FOLDER` prints every reading of a folder."""
    if sys.argv[1] == "all":
        sys.stdout.write(everything(Path(sys.argv[2])))
        return
    _, verb, set_name, provider = sys.argv
    text = spell_out(read(set_name, provider))
    if verb == "write" and not _is_looked_at(expected_path(set_name, provider)):
        expected_path(set_name, provider).parent.mkdir(parents=True, exist_ok=True)
        expected_path(set_name, provider).write_text(f"{UNCHECKED}\n{text}", encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
