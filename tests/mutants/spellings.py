"""Words that change what the prices near them mean, and words that don't: grammars rather than lists, so that a kind is more than its examples."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

CURRENCIES = {
    "CAD": ("CAD", "Canadian dollars", "CA$", "C$"),
    "AUD": ("AUD", "Australian dollars", "A$", "AU$"),
    "EUR": ("EUR", "euros", "Euro", "€"),
    "GBP": ("GBP", "pounds sterling", "British pounds", "£"),
    "SGD": ("SGD", "Singapore dollars", "S$"),
    "HKD": ("HKD", "Hong Kong dollars", "HK$"),
    "INR": ("INR", "Indian rupees", "₹"),
    "JPY": ("JPY", "Japanese yen", "yen"),
    "BRL": ("BRL", "Brazilian reais", "R$"),
    "MXN": ("MXN", "Mexican pesos"),
    "NZD": ("NZD", "New Zealand dollars", "NZ$"),
    "CHF": ("CHF", "Swiss francs"),
    "KRW": ("KRW", "Korean won", "₩"),
    "ILS": ("ILS", "shekels", "₪"),
}
_MONTHS = ("January", "March", "April", "June", "September", "Oct.", "December")
_GOODS = ("images", "generations", "pictures", "requests", "outputs")


def _currency(rng: Random) -> str:
    return rng.choice(CURRENCIES[rng.choice(list(CURRENCIES))])


def _day(rng: Random) -> str:
    day, month, year = rng.randrange(1, 29), rng.choice(_MONTHS), rng.choice((2027, 2028))
    return rng.choice((f"{month} {day}, {year}", f"{day} {month} {year}", f"{year}-0{rng.randrange(1, 10)}-{day:02}", f"{month} {year}", f"Q{rng.randrange(1, 5)} {year}"))  # fmt: skip


def _count(rng: Random) -> str:
    many = rng.choice(("10", "100", "25", "1,000", "1k", "five", "ten", "hundred", "thousand", "dozen"))
    return f"{many} {rng.choice(_GOODS)}"


def _share(rng: Random) -> str:
    return f"{rng.choice((5, 10, 15, 20, 40))}{rng.choice(('%', ' %', ' percent'))}"


def _drawn(*forms: str) -> Callable[[Random], str]:
    def draw(rng: Random) -> str:
        return rng.choice(forms).format(
            currency=_currency(rng), day=_day(rng), count=_count(rng), share=_share(rng),
            scale=rng.choice(("thousands", "cents", "hundreds", "millions", "US cents")),
            who=rng.choice(("enterprise customers", "students", "resellers", "partners", "existing customers", "contract customers", "non-profits")),
            past=rng.choice(("Legacy", "Deprecated", "Former", "Old", "Archived", "Discontinued", "Expired", "Retired")),
            tax=rng.choice(("VAT", "GST", "sales tax", "taxes")),
            many=rng.choice((5, 10, 25, 100)), of_day=rng.randrange(2, 29),
        )  # fmt: skip

    return draw


FRAMES = {  # a caption, a group row, a heading: about the prices it frames, whatever it says
    "currency": _drawn("Prices in {currency}", "{currency}", "All amounts in {currency}", "Price list ({currency})", "Currency: {currency}"),
    "count": _drawn("Prices per {count}", "Per {count}", "Price for {count}", "For a pack of {count}", "({scale})", "In {scale}", "Amounts in {scale}"),
    "percentage": _drawn("{share} off", "Plus {share}", "{share} discount", "With a {share} surcharge", "Half price", "Rates before a {share} fee"),
    "date": _drawn("From {day}", "Until {day}", "Valid through {day}", "Starting {day}", "Effective {day}", "Prices as of {day}"),
    "condition": _drawn("For {who}", "For {who} only", "{past} prices", "{past} rates", "Off-peak only", "Volume pricing", "Promotional offer", "By contract", "Sample prices", "Upcoming prices"),
    "tax": _drawn("Including {tax}", "Incl. {tax}", "{tax} included"),
}  # fmt: skip
SENTENCES = {  # prose of the section: about its prices where it says so
    "currency": _drawn("All prices are in {currency}.", "Prices are shown in {currency}.", "Amounts on this page are {currency}.", "We bill in {currency}.", "The figures below are given in {currency}."),
    "count": _drawn("Prices are per {count}.", "Figures are in {scale}.", "All amounts are stated in {scale}.", "Each price covers {count}.", "Rates are quoted for {count}.", "Each price is for a set of {count}."),
    "percentage": _drawn("A surcharge of {share} is added to all prices.", "All prices include a discount of {share}.", "A platform fee of {share} applies to these rates.", "Prices below are {share} off."),
    "date": _drawn("Prices are effective {day}.", "These rates are valid until {day}.", "This price list applies from {day}.", "The prices below start on {day}.", "Prices expire {day}."),
    "condition": _drawn("These rates apply to {who} only.", "The prices below are for {who}.", "Prices shown are promotional.", "These prices are no longer valid.", "A minimum commitment is required for these prices.", "The rates below are examples."),
    "tax": _drawn("All prices include {tax}.", "Prices are inclusive of {tax}.", "{tax} is included in these prices."),
}  # fmt: skip
ELSEWHERE = {  # the same in other languages: a page of one may have a part in another
    "currency": _drawn("Alle Preise in Euro.", "Preise in Schweizer Franken.", "すべての価格は日本円です。", "料金はユーロ建てです。", "所有价格均以港币计价。", "价格单位为欧元。", "Tous les prix sont en euros.", "Los precios están en pesos mexicanos."),
    "count": _drawn("Preise pro {many} Bilder.", "Preise je {many} Bilder.", "価格は{many}枚分です。", "単位：{many}枚あたり", "价格为每{many}张图片。", "Prix pour {many} images.", "Precios por cada {many} imágenes.", "Angaben in Cent.", "单位：千元"),
    "percentage": _drawn("Alle Preise abzüglich {share} Rabatt.", "Zuzüglich {share} Aufschlag.", "{share}割引後の価格です。", "{share}のサーチャージが加算されます。", "全部价格需加收{share}服务费。", "Prix remisés de {share}."),
    "date": _drawn("Gültig ab {of_day}. Februar 2027.", "Preise gültig bis {of_day}.12.2027.", "2027年2月{of_day}日より適用される価格です。", "价格自2027年2月{of_day}日起生效。", "Tarifs applicables à compter du {of_day} février 2027.", "Precios vigentes desde el {of_day} de febrero de 2027."),
    "condition": _drawn("Preise nur für Geschäftskunden.", "Dies sind Beispielpreise.", "Preise gemäß Rahmenvertrag.", "企業のお客様限定の価格です。", "旧価格です。", "以上价格仅限企业客户。", "仅供演示的价格。", "Tarif réservé aux partenaires."),
    "tax": _drawn("Preise inkl. MwSt.", "税込価格です。", "以上价格已含增值税。", "Tous les prix TTC.", "Precios con IVA incluido."),
}  # fmt: skip
UNRELATED = _drawn(
    "Our team answers within a day.", "Last updated: November 3, 2026.", "Updated on 2026-10-14.", "Choose among 37 models.", "99.9 % of all calls succeed.",
    "We began in 2019.", "Read more in the guide.", "Images are kept for 30 days.", "Uptime was 99.95 percent in October 2026.", "Requests are answered in about 8 seconds.",
    "See the documentation for {count} in parallel.", "© 2026. All rights reserved.", "Support is open from Monday to Friday.", "The API accepts up to 4 reference images.",
    "Every picture comes with a licence.", "Trusted by 2,000 teams.", "Version 3.2 of the API is out.", "Sign in to see your balance.",
)  # fmt: skip
STRUCK = (
    ("<style>@media (min-width:1px){.v0{text-decoration:line-through}}</style><div class='v0'>", "</div>"), ("<style>main,body{.v3{text-decoration:line-through}}</style><div class='v3'>", "</div>"),
    ("<style>:is(.v4,.v5) :not(h9){text-decoration:line-through}</style><div class='v4'>", "</div>"), ("<style>.v6 td::after,.v6::after{content:'';position:absolute;top:50%;border-top:1px solid}</style><div class='v6'>", "</div>"),
    ('<div class="line-through">', "</div>"), ('<div style="text-decoration:line-through">', "</div>"), ('<div style="text-decoration-line: line-through">', "</div>"),
    ('<div class="strikethrough x">', "</div>"), ("<del>", "</del>"), ("<s>", "</s>"), ("<strike>", "</strike>"), ('<section class="text-decoration-line-through mt-2">', "</section>"),
    ('<div style="color:#999;text-decoration: red wavy line-through">', "</div>"), ('<div class="dark:text-white line-through">', "</div>"), ('<div class="!line-through">', "</div>"),
    ('<style>.then{text-decoration:line-through}</style><div class="then">', "</div>"), ("<style>main .v1, .v1 { text-decoration-line : line-through }</style><div class='v1'>", "</div>"),
)  # fmt: skip
HIDDEN = (
    ("<style>@layer a{@media screen and (min-width:1px){.h0{display:none}}}</style><div class='h0'>", "</div>"), ("<style>:where(.h1):not(.open){display:none}</style><div class='h1'>", "</div>"),
    ("<style>body{& .h2{visibility:hidden}}</style><div class='h2'>", "</div>"), ("<style>:root{--x:none}.h3{display:var(--x)}</style><div class='h3'>", "</div>"), ("<style>.h4:nth-child(n){display:none}</style><div class='h4'>", "</div>"),
    ('<div style="inset:-9999px auto auto -9999px;position:fixed">', "</div>"), ('<div style="scale:0">', "</div>"), ('<div style="color:transparent">', "</div>"), ('<div class="left-[-9999px] absolute">', "</div>"),
    ("<div hidden>", "</div>"), ('<div class="invisible">', "</div>"), ('<div style="display:none">', "</div>"), ('<div style="height:0;overflow:hidden">', "</div>"),
    ('<div style="position:absolute;left:-9999px">', "</div>"), ("<dialog>", "</dialog>"), ('<div class="sr-only">', "</div>"), ('<div class="d-none">', "</div>"),
    ('<div style="opacity:0">', "</div>"), ('<div style="visibility: hidden">', "</div>"), ('<div class="visually-hidden">', "</div>"), ("<template>", "</template>"),
    ("<style>.past{display:none}</style><div class='past'>", "</div>"), ("<style>#v1 { visibility : hidden }</style><div id='v1'>", "</div>"), ("<noscript>", "</noscript>"),
    ('<div style="transform:scale(0)">', "</div>"), ('<div style="clip:rect(0 0 0 0);position:absolute">', "</div>"), ('<div class="!hidden">', "</div>"), ('<div hidden="until-found">', "</div>"),
)  # fmt: skip


def frame(rng: Random) -> str:
    """Words of any kind, as a caption or a heading says them."""
    return FRAMES[rng.choice(list(FRAMES))](rng)


def sentence(rng: Random) -> str:
    """Words of any kind, as a sentence says them, in English or not."""
    said = ELSEWHERE if rng.random() < 0.3 else SENTENCES
    return said[rng.choice(list(said))](rng)


def key(rng: Random) -> tuple[str, object]:
    """A key beside a price, and what it says."""
    currency = rng.choice(list(CURRENCIES))
    return rng.choice(
        (
            (rng.choice(("currency", "currencyCode", "price_currency", "billing_currency", "ccy", "settlementCurrency", "moneda", "Waehrung", "通貨", "币种", "charged_in")), rng.choice((currency, currency.lower(), CURRENCIES[currency][1]))),
            (rng.choice(("unit", "billing_unit", "priceUnit", "pricing_unit", "per")), rng.choice(("4 images", "per 100 images", "1000 images", "thousand", "10 requests"))),
            (rng.choice(("unitCount", "quantity", "units_per_price", "batch_size", "priceDivisor", "imagesPerUnit", "denominator", "per_n", "numImages", "priceFor")), rng.choice((10, 100, "25", 4))),
            (rng.choice(("surchargePercent", "markup", "discount", "discount_percent", "fee_pct", "premium", "discountRate2", "reduction", "rabatt", "off", "levy", "割引率", "加价")), rng.choice((20, "15", 0.5, "10%"))),
            (rng.choice(("priceMultiplier", "multiplier", "rate_factor", "scale", "price_scale", "coefficient", "modifier")), rng.choice((2, 0.001, "1.5", 100))),
            (rng.choice(("taxRate", "vat", "tax_percent", "taxIncluded", "vat_included", "mwst", "税率", "inclVat")), rng.choice((20, "19", True))),
            (rng.choice(("effectiveFrom", "valid_from", "startsAt", "effective_date", "priceValidFrom", "validUntil", "expiresAt", "startDate", "goesLive", "notBefore", "applies_from", "生效日期", "sunset")), rng.choice(("2027-02-01", "2028-01-01T00:00:00Z"))),
            (rng.choice(("deprecated", "legacy", "isLegacy", "retired", "promotional", "enterpriseOnly", "contractOnly", "is_estimate", "archived", "placeholder", "spot", "withdrawn", "isSample")), True),
            (rng.choice(("status", "state", "lifecycle", "priceType", "audience", "customer_type")), rng.choice(("deprecated", "retired", "discontinued", "promo", "enterprise", "legacy"))),
            (rng.choice(("active", "enabled", "available", "valid")), False),
            (rng.choice(("note", "notes", "disclaimer", "priceNote", "remark", "comment")), sentence(rng)),
        )
    )  # fmt: skip
