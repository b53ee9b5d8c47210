"""What prices look like elsewhere: notations of many languages and shops, each with the verdict a person gave it.

Written without looking at the reader, from how shops, documents and damaged pages spell prices (2026-11-21): each is exactly one
amount, or none. The reader read none of them as another number. What it refuses although a person would guess it is among
`IN_DOUBT`, with the doubt.
"""

from __future__ import annotations

import pytest

from schema.amounts import Reason, read_amount, spell
from schema.errors import UnreadablePrice

# fmt: off
# the amount as "value currency [unit]", the currency declared, the words
READ: list[tuple[str, str | None, list[str]]] = [
    ("0.04 USD", None, [
        "USD 0.04", "US$ 0.04", "US$0.04", "USD$0.04", "$0.04USD", "$0.04 USD", "$0.04 usd", "$USD 0.04", "0.04 usd", "0.04 USD ", "US$.04",
        "usd 0.0400", "$.04", "$ .04", "$ 0.04 ", "$\xa00.04", "$\u202f0.04", "$0.04\xa0USD", "＄0.04", "$０.０４", "﹩0.04", "$0.04\u200b",
        "\u2060$0.04", "$0.\xad04", "$0.0\u200d4", "\u202a$0.04\u202c", "4¢", "4 ¢", "4 cents", "4cents", "4 US cents", "4.0 cents", "USD 4e-2",
        "$4E-2", "$4e-02", "$0.04*", "$0.04 †", "$0.04**", "**$0.04**", "`$0.04`", "_$0.04_", "$0.04.", "$0.04;", "$ 0.040", "0.04 dollars",
        "0.04 dollar", "0.04 US dollars", "0.04 U.S. dollars", "0.04 US Dollars", "0.04 美元", "0.04美金", "US＄0.04", "$0.04 each", "$0.04 (USD)",
        "$0.04", "$US 0.04", "$US0.04", "0.04 U.S. Dollars", "$0.04\t", "\n$0.04\n", "$0.04\u2028",
    ]),
    ("0.04 USD image", None, [
        "$0.04/image", "$0.04 / image", "$0.04 per image", "$0.04/img", "$0.04 /img", "$0.04 per img", "$0.04 USD per image", "$0.04 USD/image",
        "0.04 USD per image", "0.04 USD / image", "US$0.04/image", "$0.04 an image", "$0.04 per picture", "$0.04/张", "4¢ per image", "4¢/image",
        "4 cents / image", "$0.04 per Image", "$0.04/Image.", "$0.04 per image*", "$0.04 / 1 image", "$0.04 per 1 image",
    ]),
    ("40 USD thousand_images", None, [
        "$40 / 1,000 images", "$40 per 1,000 images", "$40 per 1000 images", "$40/1000 images", "$40.00 per thousand images",
        "$40 / thousand images", "$40/1,000 images", "$40 / 1K images", "$40/1k images", "$40 per 1K images",
    ]),
    ("0.04 USD megapixel", None, [
        "$0.04/MP", "$0.04 per megapixel", "$0.04 per MP", "$0.04 / mp", "$0.04 per Mpx",
    ]),
    ("30 USD million_tokens", None, [
        "$30/1M tokens", "$30 / 1M tokens", "$30 per 1M tokens", "$30 per million tokens", "$30 / million tokens", "$30/M tokens", "$30 / MTok",
        "$30.00 / 1 million tokens", "$30 per 1,000,000 tokens", "$30.00/1M tok", "USD 30 per 1M tokens", "$30 / 1 M tokens",
    ]),
    ("1 USD", None, [
        "$1", "$1.00", "$1.0", "US$1", "1 USD", "1 dollar", "100 cents", "100¢",
    ]),
    ("1234 USD", None, [
        "$1,234", "US$1,234", "$1,234.00", "1,234 USD", "$1'234.00", "$1’234", "$1\u202f234", "$1\xa0234", "$1\u2009234.00", "$1 234.00",
    ]),
    ("1234.5 USD", None, [
        "$1,234.50", "$1234.50", "$1'234.50", "$1’234.50", "$1\u202f234.50", "$1\xa0234.50", "USD 1,234.50", "1,234.50 USD", "$1 234.50",
        "$1\u2009234.5",
    ]),
    ("1234567 USD", None, [
        "$1,234,567", "$1'234'567", "$1\u202f234\u202f567", "$1234567",
    ]),
    ("0.2 CNY", None, [
        "CN¥0.2", "CN¥ 0.2", "RMB 0.2", "RMB0.2", "RMB¥0.2", "0.2元", "0.2 元", "￥0.2元", "¥0.2 元", "人民币 0.2 元", "人民币0.2元", "CNY 0.2", "0.2 CNY",
        "0.2 RMB", "0.2 yuan", "CNY ¥0.2", "¥0.2 CNY", "¥0.2 RMB", "０．２元", "0.2人民币",
    ]),
    ("0.2 CNY", "CNY", [
        "¥0.2", "￥0.2", "0.2",
    ]),
    ("6 JPY", None, [
        "JP¥6", "JPY 6", "6円", "6 円", "6 JPY", "6 yen", "¥6 JPY", "JPY ¥6", "６円", "6日元", "6 日元",
    ]),
    ("6 JPY", "JPY", [
        "¥6", "￥6",
    ]),
    ("600 JPY", None, [
        "600円", "¥600 JPY",
    ]),
    ("0.2 BRL", None, [
        "R$0.20", "R$ 0.20", "BRL 0.20", "0.20 BRL",
    ]),
    ("3.35 INR", None, [
        "₹3.35", "₹ 3.35", "INR 3.35", "3.35 INR",
    ]),
    ("50 KRW", None, [
        "₩50", "KRW 50", "50 KRW", "50원", "50 원",
    ]),
    ("0.04 EUR", None, [
        "€0.04", "€ 0.04", "0.04 €", "0.04€", "EUR 0.04", "0.04 EUR", "0.04 euros", "€0.04 EUR",
    ]),
    ("0.04 GBP", None, [
        "£0.04", "£ 0.04", "GBP 0.04", "0.04 GBP",
    ]),
    ("0.04 AUD", None, [
        "A$0.04", "AU$0.04", "AUD 0.04", "$0.04 AUD", "AUD $0.04", "A$ 0.04",
    ]),
    ("0.04 CAD", None, [
        "C$0.04", "CA$0.04", "CAD 0.04", "$0.04 CAD", "CAD $0.04", "CDN$0.04",
    ]),
    ("0.04 SGD", None, [
        "S$0.04", "SGD 0.04", "SG$0.04",
    ]),
    ("0.3 HKD", None, [
        "HK$0.30", "HKD 0.3",
    ]),
    ("1.2 TWD", None, [
        "NT$1.2", "TWD 1.2",
    ]),
    ("0.04 CHF", None, [
        "CHF 0.04", "0.04 CHF", "CHF0.04",
    ]),
    ("0.04 NZD", None, [
        "NZ$0.04", "NZD 0.04",
    ]),
    ("0.7 MXN", None, [
        "MX$0.70", "MXN 0.7", "$0.70 MXN",
    ]),
    ("4 credit", None, [
        "4 credits", "4 Credits", "4 credit", "4 cr", "4 积分", "4积分",
    ]),
    ("4 credit image", None, [
        "4 credits per image", "4 credits/image", "4 credits / image",
    ]),
    ("1234 credit", None, [
        "1,234 credits",
    ]),
    ("4 credit", "credit", [
        "4", "4.0", "4 credits",
    ]),
    ("0.04 USD", "USD", [
        "0.04", "0.040", ".04", "４e-2", "٠٫٠٤", "۰٫۰۴", "０．０４",
    ]),
    ("0.04 USD request", None, [
        "$0.04/request", "$0.04 per request", "$0.04/call", "$0.04 per API call", "$0.04/次",
    ]),
    ("0.04 USD second", None, [
        "$0.04/s", "$0.04 per second", "$0.04/sec",
    ]),
    ("0.04 USD run", None, [
        "$0.04/run", "$0.04 per run", "$0.04 per generation",
    ]),
    ("20 USD month", None, [
        "$20/mo", "$20/month", "$20 per month", "$20 a month", "$20 / mo.",
    ]),
    ("0.2 CNY image", None, [
        "0.2元/张", "¥0.2元/张", "0.2 元 / 张", "0.2元每张", "0.2元/张图片", "0.2 CNY/image",
    ]),
]
# the first reason that is told, the currency declared, the words
REFUSED: list[tuple[str, str | None, list[str]]] = [
    ("LOCALE", None, [
        "0,04 €", "€0,04", "0,04€", "1,23 €", "€ 1,23", "1.234,56 €", "0,04 $", "0,04 USD", "$0,04", "R$ 0,20", "R$0,20", "1 234,56 $", "1 234,56 €",
        "1.234,56 USD", "EUR 0,04", "0,04 EUR", "CHF 0,04", "0,04 zł", "0,04 kr", "0,04 ₽", "$ 0,04", "US$ 0,04", "$1,23", "$1,2", "$12,34", "$0,5",
        "€0,5", "0,5 €", "$0,040", "£0,04", "0,04", "$1,2345", "$0.04$", "¢4 $",
    ]),
    ("AMBIGUOUS", None, [
        "$1.000", "$2.000", "US$1.234", "USD 1.234", "$0.0.4", "$0..04", "$0.04.1", "$1.2.3", "$1,2,3", "$1,23,456", "₹1,23,456", "₹1,23,456.00",
        "1,23,456 INR", "$12,34,567", "$1,234,5", "$1,234,56", "$1,,234", "$1.234.567", "$1,234.567.8", "$1'23", "$1'2345", "0 04", "$0·04", "$0'04",
        "$0.04..0.08", "€0.04 TTC", "$0.04 per", "$0，04", "0，04元", "$0、04",
    ]),
    ("WORDS", None, [
        "$,234", "$0:04", "$0_04", "$1_234", "$$0.04", "$ $0.04", "€$0.04", "$€0.04", "minimum $0.04", "$0.04 or less", "ab 0,04 €", "ab $0.04",
        "à partir de 0,04 €", "desde $0.04", "da 0,04 €", "vanaf €0.04", "最大6円", "6円〜", "6円から", "50원부터", "$0.04~", "$0.04→", "→$0.04", "$0.04 ↑",
        "$0.04↓", "$0.04 or 4 credits", "4 credits = $0.04", "Sale $0.04", "only $0.04", "just $0.04", "$0.04 only", "promo $0.04",
        "intro price $0.04", "$0.04 until Dec 31", "$0.04 for the first month", "$0.04 first 100", "$0.04 after 100",
        "first 100 images free, then $0.04", "100 free, then $0.04", "€0.04 zzgl. MwSt.", "€0.04 inkl. MwSt.", "€0.04 HT", "$0.04&sup1;",
        "$0.041\ufe0f\u20e3", "$0.04ª", "$0.04º", "$0.04°", "$0.04a", "$0.04x", "$0.04e", "$0.04E", "$0.04e-", "$0.04‰", "$0.04′", "$0.04\"",
        "$0.04!", "$0.04?", "$0.04:", "$0.04=", "$0.04_", "$0.04@", "1) $0.04", "1. $0.04", "#1 $0.04", "• $0.04", "\"$0.04\"", "'$0.04'", "“$0.04”",
        "«$0.04»", "[$0.04]", "{$0.04}", "=$0.04", "=0.04", "'$0.04", ": $0.04", "Price: $0.04", "Price $0.04", "price=$0.04", "cost $0.04",
        "Cost: 0.04 USD", "$0.04 price", "Total $0.04", "Today $0.04", "Standard: $0.04", "1024x1024 $0.04", "1024×1024: $0.04", "$0.04 @ 1024x1024",
        "50 steps: $0.04", "HD $0.04", "gpt-image-1 $0.04", "4 images $0.04", "$0.04 x 4", "4 x $0.04", "4 × $0.04", "4 @ $0.04", "$0.04 ea",
        "$0.04 for 4 images", "$0.04 billed monthly", "$0.04 prepaid", "$0.04 minimum", "＄0。04", "$0。04", "$0٫04x", "0.04 zł", "0.04 kr",
        "0.04 USDT", "USDC 0.04", "$ USD EUR 0.04", "0.04 points", "0.04 tokens", "4 coins", "4 units", "4 gems", "0.04 Cr 5", "â‚¬0.04", "Â£0.04",
        "ï¿¥0.2",
    ]),
    ("UNIT_UNKNOWN", None, [
        "$40 per 1 K images", "$40 per K images", "$0/04", "4 credits / $0.04", "$0.04/",
        "$0.04 /", "$0.04 per 4 images", "$0.04/4 images", "$0.04 per 10 images", "$0.04 per 100 images", "$0.04 per 1024x1024", "$0.04 per thing",
        "$0.04/unit", "$0.04 per image per month", "$0.04/image/month", "$0.04 per 2 megapixels", "$0.04 per image or video",
        "$0.04 per image/video", "$0.04 per image if batch", "$0.04 per image with Pro", "$0.04 per page", "$0.04 per K", "$0.04 per M",
    ]),
    ("CURRENCY_UNKNOWN", None, [
        "₽0.04", "0.04 ₽", "₺0.04", "kr 0.04", "₦0.04", "฿0.04", "₫4", "Rp 4", "RM 0.04", "₱0.04", "₿0.04", "BTC 0.04", "0.04 ETH", "XYZ 0.04",
        "0.04 XYZ",
    ]),
    ("AMBIGUOUS", "USD", [
        "1.234", "1.234 USD", "€1.234", "1.234 €", "R$ 1.234", "1.250", "$0.04 avg", "$0.04ish", "½ cent", "½¢", "$½", "¼ cent", "1½ cents", "$⅓",
        "$0.0⅓", "192.168.0.1", "1.2.3",
    ]),
    ("TWO_AMOUNTS", None, [
        "$1 23", "$0 .04", "$0. 04", "$ 0. 04", "$0 . 04", "$1 234", "$12 345", "$1 234 567", "$0 04", "$0;04", "a partir de R$ 0,20", "$0.04‒$0.08",
        "$0.04−$0.08", "$0.04...$0.08", "$0.04…$0.08", "$0.04 / $0.08", "$0.04/$0.08", "$0.04|$0.08", "$0.04, $0.08", "$0.04; $0.08",
        "$0.04 or $0.08", "$0.04 & $0.08", "$0.04 vs $0.08", "$0.04 $0.03", "$0.04$0.03", "$0.04 0.03", "$0.04 = €0.037", "$0.04 (€0.037)",
        "$0.04 [€0.037]", "$0.04\n$0.03", "$0.04\n0.03", "$0.04 • $0.08", "$0.04 · $0.08", "$0.04 x $0.08", "$0.04, 4 credits",
        "was $0.05 now $0.04", "$0.05 → $0.04", "Was $0.05, now $0.04", "now $0.04", "$0.04 for now", "原价0.4元 现价0.2元", "$0.04 1024x1024",
        "$0.04 per image, $0.08 per HD image",
    ]),
    ("RANGE", None, [
        "$0-04", "$0.04–$0.08", "$0.04-$0.08", "$0.04 - $0.08", "$0.04—0.08", "$0.04 to $0.08", "$0.04 to 0.08", "between $0.04 and $0.08",
        "$0.04〜$0.08", "0.2-0.4元", "0.2元至0.4元", "$0.04 and $0.08",
    ]),
    ("CURRENCY_CONTRADICTS", None, [
        "$0.04€", "$0.04 €", "$0.04 EUR", "€0.04 USD", "USD 0.04 EUR", "0.04 USD EUR", "£0.04 USD", "CA$0.04 USD", "A$0.04 CAD", "¥0.2 USD",
        "R$0.20 USD", "$0.04¢", "$4¢", "US$0.04 CAD", "HK$0.3 USD", "USD CAD 0.04",
    ]),
    ("NEGATIVE", "USD", [
        "-$0.04", "$-0.04", "−$0.04", "–$0.04", "- $0.04", "($0.04)", "(0.04)", "(USD 0.04)", "-0.04 USD", "USD -0.04", "﹣$0.04", "-$0",
    ]),
    ("REMARK", "USD", [
        "$(0.04)", "Free (beta)",
    ]),
    ("WORDS", "USD", [
        "$0.04-", "0.04- USD", "minus $0.04", "c. $0.04", "est. $0.04", "estimated $0.04", "avg. $0.04", "average $0.04", "$0.04 on average",
        "$0.04±0.01", "$0.04 ± 0.01", "typically $0.04", "usually $0.04", "$0.04 or so", "$0.XX", "$1mm", "1億円", "1만원", "1 lakh", "₹1 lakh",
        "$1 hundred", "5 mills", "40 milli-dollars", "4 pence", "4p", "4 d", "12:30", "v1.2", "3rd", "1st", "#1", "No. 4",
    ]),
    ("APPROXIMATE", "USD", [
        "~$0.04", "≈$0.04", "≈ $0.04", "∼$0.04", "~ $0.04", "about $0.04", "approx $0.04", "approximately $0.04", "around $0.04", "roughly $0.04",
        "ca. $0.04", "circa $0.04", "$0.04 approx.", "$0.04 (approx.)", "约 0.2 元", "约¥0.2",
    ]),
    ("BOUND", None, [
        "from $0.04", "From $0.04", "from: $0.04", "starting from $0.04", "starts at $0.04", "starting at $0.04/image", "as low as $0.04",
        "up to $0.04", "at most $0.04", "max $0.04", "min. $0.04", "≥$0.04", "≥ $0.04", "≤$0.04", "<$0.01", "< $0.01", ">$0.01", "> $0.04", "$0.04+",
        "$0.04 +", "$0.04+/image", "$0.04 and up", "$0.04 or more", "less than $0.04", "more than $0.04", "under $0.04", "below $0.04", "over $0.04",
        "no more than $0.04", "only from $0.04", "低至¥0.2", "¥0.2起", "0.2元起", "最低0.2元", "最高 0.2 元", "from $.04", "$0.04 + $0.01", "$0.04 + 2 credits",
        "$0.05 -> $0.04", "$0.05 => $0.04", "$0.04<sup>1</sup>", "$0.04>", "$0.04<", "<$0.04>", "$0.04 per image + $0.01",
    ]),
    ("CONFUSABLE", None, [
        "от $0.04", "от 4 ₽", "|$0.04|", "$O.04", "$0.O4", "$o.o4", "$l.00", "$I.00", "$0.0l", "$0.04О",
    ]),
    ("APPROXIMATE", None, [
        "~6円", "$0.04 ~ $0.08", "$0.04～$0.08", "0.2~0.4元", "0.2～0.4元", "$0.04 (~¥0.29)", "$0.04~1",
    ]),
    ("REMARK", None, [
        "$0.04 (4 credits)", "4 credits ($0.04)", "$0.04 (promo)", "$0.04 (limited time)", "$0.04 (1024x1024)", "$0.04 (2K)", "$0.04 per image (HD)",
    ]),
    ("STRUCK", None, [
        "~~$0.05~~ $0.04", "$0.05\u0336 $0.04", "$0.04\u0336",
    ]),
    ("DISCOUNT", None, [
        "50% off", "$0.04 (50% off)", "$0.04 50% off", "-50% $0.04", "$0.04 -20%", "save 20%", "20%", "$0.04 discounted", "8折 0.2元", "$0.04%",
    ]),
    ("FREE_FOR_NOW", None, [
        "限时 0.2元",
    ]),
    ("TAX", None, [
        "$0.04 (excl. VAT)", "$0.04 excl. VAT", "$0.04 + VAT", "$0.04 +VAT", "$0.04 plus tax", "$0.04 incl. tax", "$0.04 (incl. VAT)", "0.2元(含税)",
        "0.2元 不含税", "¥6(税込)", "6円(税抜)", "¥6 (tax incl.)", "$0.04 ex GST",
    ]),
    ("ZERO", "USD", [
        "Free", "free", "FREE", "Free!", "$0", "$0.00", "0", "0.00", "US$0", "免费", "$0.000", "$0.00 per image",
    ]),
    ("NO_PRICE", "USD", [
        "Gratis", "kostenlos", "gratuit", "無料", "무료", "Free with Pro", "included", "Included in plan", "No charge", "no cost", "complimentary",
        "zero", "N/A", "n/a", "NA", "n.a.", "—", "–", "-", "--", "---", "", "   ", "\xa0", "\u200b", "TBD", "TBA", "tbc", "?", "??", "$X.XX", "$x",
        "$#.##", "$…", "...", "Contact us", "Contact sales", "Call us", "Ask for pricing", "Get a quote", "Custom", "Custom pricing", "On request",
        "auf Anfrage", "sur devis", "Coming soon", "Not available", "unavailable", "Pricing", "Price", "See pricing", "Learn more", "variable",
        "varies", "dynamic", "Depends on size", "None", "{price}", "true", "false", "Yes", "No", "✓", "✔", "✗", "x", "面议", "联系我们", "暂无", "要相談", "문의",
        "per image", "/image", "$/image", "$ per image", "USD", "a dollar", "one dollar", "four cents", "half a cent", "2025", "2026", "1999",
        "2026-01-01", "+1 800 555 0199",
    ]),
    ("CONFUSABLE", "USD", [
        "Бесплатно",
    ]),
    ("FOOTNOTE", "USD", [
        "free*",
    ]),
    ("FREE_FOR_NOW", "USD", [
        "Free trial", "free tier",
    ]),
    ("NOT_RENDERED", "USD", [
        "$-", "$--", "$—", "$ –", "$?", "$??", "$_.__", "$...", "null", "NaN", "$NaN", "undefined", "$undefined", "{{price}}", "${price}",
        "[object Object]", "$", "¥", "€",
    ]),
    ("BOUND", "USD", [
        "see below",
    ]),
    ("DISCOUNT", "USD", [
        "%PRICE%", "$%s",
    ]),
    ("NOT_FINITE", "USD", [
        "Infinity", "$∞", "∞",
    ]),
    ("ABBREVIATED", "USD", [
        "$1k", "$1K", "$1.5K", "$1M", "$1m", "$2B", "$1 million", "$1 thousand", "1k USD", "0.04k", "$0.04k", "$0.04m", "0.04m USD", "$0.04M", "2万",
        "2万元", "¥2千", "3千元", "40 m$",
    ]),
    ("UNIT_UNKNOWN", "USD", [
        "1/2 cent", "$1/2", "$1/25", "1/25 USD", "$0.04/2", "12/31", "01/02/2026",
    ]),
    ("TWO_AMOUNTS", "USD", [
        "$1 1/2",
    ]),
    ("FOOTNOTE", None, [
        "$0.04¹", "$0.04²", "$0.04 ¹", "$0.04₁", "$0.04⁽¹⁾", "$0.04①", "$0.04[1]", "$0.04 [1]", "$0.04(1)", "$0.04 (1)", "$0.04^1", "$0.04^1^",
        "$0.04#1", "$0.04*1", "* $0.04",
    ]),
    ("ABBREVIATED", None, [
        "$0.04b", "2K: $0.04", "$0.04 2K",
    ]),
    ("NEGATIVE", None, [
        "- $0.04 per image",
    ]),
    ("NO_PRICE", None, [
        "$O",
    ]),
    ("NOT_DECODED", None, [
        "$0.04\x80", "\x80 0.04", "�0.04", "$0�04", "$\u202e40.0",
    ]),
    ("OUT_OF_BOUNDS", None, [
        "$1e400", "$1e-400", "$1e9", "$99999999999", "$0.0000000000000000001", "$" + "1" * 60, "$0." + "0" * 50 + "1",
    ]),
    ("TOO_LONG", None, [
        "$0.04 " * 60,
    ]),
]
IN_DOUBT: list[tuple[str, str]] = [
    ("0.04 US$", "no English page puts the sign behind the number"),
    ("U$0.04", "dollars in Brazil, pesos in Uruguay"),
    ("U$ 0.04", "dollars in Brazil, pesos in Uruguay"),
    ("4 c", "cents, credits or a count"),
    ("4c", "cents, credits or a count"),
    ("4 ct", "cents of which currency, or a count"),
    ("0.04 $US", "the same, as French Canada writes it"),
    ("Rs. 3.35", "rupees of India, Pakistan, Nepal, Sri Lanka"),
    ("Rs.3.35", "rupees of India, Pakistan, Nepal, Sri Lanka"),
    ("Rs 3.35", "rupees of India, Pakistan, Nepal, Sri Lanka"),
    ("०.०४", "Devanagari digits: no seller we read writes them"),
    ("๐.๐๔", "Thai digits: no seller we read writes them"),
]
# fmt: on


def rows(table):
    return [(words, said, currency) for said, currency, group in table for words in group]


def declared(currency):
    return {"currency": currency} if currency else {}


@pytest.mark.parametrize(("words", "expected", "currency"), rows(READ))
def test_reads_what_a_person_reads(words, expected, currency):
    """One amount, exactly that one."""
    amount = read_amount(words, **declared(currency))
    assert expected == " ".join(filter(None, [spell(amount.value), amount.currency, amount.unit, amount.of]))


@pytest.mark.parametrize(("words", "reason", "currency"), rows(REFUSED))
def test_refuses_what_is_not_one_amount(words, reason, currency):
    """None, and the reason that is told stays the one that was."""
    with pytest.raises(UnreadablePrice) as refusal:
        read_amount(words, **declared(currency))
    assert Reason[reason] == refusal.value.found


@pytest.mark.parametrize(("words", "doubt"), IN_DOUBT)
def test_refuses_what_only_a_guess_could_read(words, doubt):
    """A person would guess; nothing here does."""
    with pytest.raises(UnreadablePrice):
        read_amount(words, currency="USD")


def test_the_list_is_long_and_names_nothing_twice():
    """Over nine hundred texts."""
    texts = [(words, currency) for words, _, currency in rows(READ) + rows(REFUSED)]
    assert len(texts) == len(set(texts)) > 900
