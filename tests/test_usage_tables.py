"""A usage export as a spreadsheet saves it: any delimiter, either decimal sign, what stands above and below; never a number read wrongly."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from costs.bill.invoices import day_of, invoice
from costs.bill.usage_files import records_in
from costs.bill.usage_records import usage_of
from costs.standing.ranking import Circumstances
from pipeline.store.tables import read_export
from schema.errors import BadData
from tests.made_providers import line, one, rate

D = Decimal
GPT = one(rate("40"), rate("5", "input_text"), rate("10", "input_image"), rate("10", "output_text"))


def rows(text: str, name: str = "export.csv") -> list[tuple[str, dict[str, str], str]]:
    return [(found.place, dict(found.record), found.why) for found in records_in(text, name)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("model,tokens_in,cost\nm,1234,0.17\n", "a.csv"),
        ('model,tokens_in,cost\nm,"1,234",0.17\n', "a.csv"),
        ("model;tokens_in;cost\nm;1234;0,17\n", "a.csv"),
        ("model;tokens_in;cost\nm;1.234;0,17\n", "a.csv"),
        ("model;tokens_in;cost\nm;1 234;0,17\n", "a.csv"),
        ("model;tokens_in;cost\nm;1\u202f234;0,17\n", "a.csv"),
        ("model;tokens_in;cost\nm;1'234;0.17\n", "a.csv"),
        ("model\ttokens_in\tcost\nm\t1,234\t.17\n".replace(".17", "0.17"), "a.tsv"),
        ("model|tokens_in|cost\nm|1234|0.17\n", "a.csv"),
        ("sep=;\nmodel;tokens_in;cost\nm;1234;0,17\n", "a.csv"),
        ("Usage of November\n\nmodel,tokens_in,cost\nm,1234,0.17\n,,\n", "a.csv"),
    ],
)
def test_one_row_is_the_same_however_its_spreadsheet_writes_it(text, name):
    """Delimiters, signs of decimals and thousands, lines above the header, empty rows below."""
    ((_, record, why),) = rows(text, name)
    assert (record, why) == ({"model": "m", "tokens_in": "1234", "cost": "0.17"}, "")


def test_the_signs_of_decimals_are_those_of_the_whole_file():
    """One cell that gives them away decides for a cell that leaves it open."""
    (_, first, _), (_, second, _) = rows("model;cost\nm;1.234\nm;2,5\n")
    assert (first["cost"], second["cost"]) == ("1234", "2.5")
    (_, first, _), (_, second, _) = rows("model;cost\nm;1.234\nm;2.5\n")
    assert (first["cost"], second["cost"]) == ("1.234", "2.5")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("model;cost\nm;1.234\n", "cost 1.234: the file does not say whether that sign divides thousands"),
        ("model,cost\nm,1.234\nm,0.5\nm,\"0,5\"\n", "cost 1.234: the file does not say"),
        ("model,tokens_in,cost\nm,1,234,0.17\n", "4 cells under 3 columns"),
        ("model,cost\nm,0.17\nTotal,0.17\n", "a sum of rows"),
        ("model;cost\nm;0,17\nGesamt;0,17\n", "a sum of rows"),
    ],
)  # fmt: skip
def test_a_row_that_could_be_read_wrongly_is_refused_with_its_line(text, why):
    """An open number, an unquoted thousand, a sum: named, and no harm to other rows."""
    refused = [(place, words) for place, _, words in rows(text) if words]
    assert len(refused) == 1
    assert why in refused[0][1]


def test_a_days_digits_are_no_number():
    """`05.11.2026` keeps its points, and says its month."""
    ((_, record, _),) = rows("date;model;cost\n05.11.2026;m;0,17\n")
    assert record["date"] == "05.11.2026"
    assert day_of(record) == date(2026, 11, 5)


@pytest.mark.parametrize(
    "record",
    [
        {"Date": "2026-11-05"}, {"usage_start_time": "2026-11-05T10:00:00Z"}, {"created": 1793836800}, {"timestamp": "1793836800000"},
        {"createdAt": "2026-11-05 10:00"}, {"lineItem/UsageStartDate": "2026-11-05T00:00:00Z"}, {"Usage Date": "05.11.2026"},
    ],
)  # fmt: skip
def test_the_day_of_a_record_is_found_however_it_is_called(record):
    """For the free allowances of its month."""
    assert day_of(record) == date(2026, 11, 5)


@pytest.mark.parametrize(
    ("cost", "stated", "unknown"),
    [
        ("0.21 USD", "0.21", ()),
        ("US$0.21", "0.21", ()),
        ("$1,234.50", "1234.50", ()),
        ("€ 0.21", None, ("cost 0.21 €",)),
        ("0.21 €", None, ("cost 0.21 €",)),
        ("C$0.21", None, ("cost 0.21 C$",)),
        ("CHF 0.21", None, ("cost 0.21 CHF",)),
        ("-0.20", None, ("cost 0.20, given back",)),
        ("($0.20)", None, ("cost 0.20, given back",)),
        ("0,21", None, ("cost 0,21",)),
        ("see invoice", None, ("cost see invoice",)),
    ],
)
def test_what_was_charged_is_read_with_its_currency_or_named(cost, stated, unknown):
    """Never dropped, never dollars by mistake; a credit is no charge."""
    usage = usage_of({"images": 1, "cost": cost, "user": "a"})
    assert (usage.stated and usage.stated.amount, usage.unknown) == (D(stated) if stated else None, unknown)


@pytest.mark.parametrize(
    ("column", "stated", "unknown"),
    [
        ("Total Cost (USD)", "0.5", ()),
        ("Cost ($)", "0.5", ()),
        ("Cost USD", "0.5", ()),
        ("Cost (EUR)", None, ("cost_eur 0.5 EUR",)),
        ("Amount (GBP)", None, ("amount_gbp 0.5 GBP",)),
    ],
)
def test_a_column_says_its_currency(column, stated, unknown):
    """In brackets or behind its name."""
    usage = usage_of({"images": 1, column: "0.5"})
    assert (usage.stated and usage.stated.amount, usage.unknown) == (D(stated) if stated else None, unknown)


def test_an_invoice_of_a_month_in_another_countrys_spelling_comes_to_its_own_sum():
    """Semicolons, comma, thousands with points, a total below: the rows' own arithmetic, and the total named."""
    text = (
        "Rechnung 17;;;\n"
        "date;model;input_text_tokens;output_image_tokens\n"
        "01.11.2026;m;1.000;4.160\n"
        "02.11.2026;m;12.345;1.041.600\n"
        "Summe;;13.345;1.045.760\n"
    )
    answer = invoice(records_in(text, "rechnung.csv"), lambda record: (GPT, "m"), [GPT], Circumstances())
    assert answer.sums == {"USD": (D(13_345) * 5 + D(1_045_760) * 40) / 1_000_000}
    assert [one.place for one in answer.unsettled] == ["line 5"]


def test_rows_that_count_images_by_the_unit_beside_them():
    """A seller's own invoice: a quantity, its unit, an amount with its currency."""
    text = 'Model,Quantity,Unit,Amount,Currency\nm,"1,200",images,"30.00",USD\nm,3,megapixels,0.09,USD\n'
    first, second = (usage_of(found.record) for found in records_in(text, "invoice.csv"))
    assert (first.images, first.stated and first.stated.amount) == (1200, D(30))
    assert (second.images, second.unknown) == (1, ("quantity 3 megapixels",))
    bill = invoice(records_in(text, "invoice.csv"), lambda record: (one(line("0.025")), "m"), [], Circumstances())
    assert bill.stated == D("30.09")


def test_a_file_in_utf16_is_read_and_a_spreadsheet_is_refused_by_name(tmp_path):
    """As Windows saves "Unicode text"; a workbook is no text."""
    export = tmp_path / "a.csv"
    export.write_bytes("model;cost\nm;0,17 €\n".encode("utf-16"))
    ((_, record, _),) = rows(read_export(export))
    assert record["cost"] == "0.17 €"
    export.write_bytes(b"PK\x03\x04")
    with pytest.raises(BadData, match="save the sheet as CSV"):
        read_export(export)
    export.write_bytes("€".encode("cp1252"))
    with pytest.raises(BadData, match="a text in UTF-8 or UTF-16"):
        read_export(export)
