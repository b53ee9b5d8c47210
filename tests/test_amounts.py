"""Words become exactly one amount, or are refused with a reason: the longest table of examples in the repository."""

from __future__ import annotations

import re
import string
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from schema import amounts
from schema.amounts import LONGEST, Amount, BoundAmount, Reason, UnitSaid, canonical, read_amount, read_bound, spell
from schema.errors import UnreadablePrice

USD = {"currency": "USD"}
CNY = {"currency": "CNY"}
CREDIT = {"currency": "credit"}
DE = {"locale": "de"}
EN_US = {"locale": "en-US"}
JSON = {"locale": "json", "currency": "USD"}
FREE = {"free": True, "currency": "USD"}

# words, what the caller declared, the amount as "value currency [unit [of]]"
READ: list[tuple[str, dict[str, Any], str]] = [
    # plain numbers with a sign
    ("$0.04", {}, "0.04 USD"),
    ("$0.039", {}, "0.039 USD"),
    ("$0.005", {}, "0.005 USD"),
    ("$0.0336", {}, "0.0336 USD"),
    ("$.003", {}, "0.003 USD"),
    ("$5", {}, "5 USD"),
    ("$10.00", {}, "10 USD"),
    ("$0.0400", {}, "0.04 USD"),
    ("$2025", {}, "2025 USD"),
    ("$1.875", {}, "1.875 USD"),
    ("$1.250", {}, "1.25 USD"),
    ("$15.625", {}, "15.625 USD"),
    ("£1.875", {}, "1.875 GBP"),
    ("$0.00000000012", {}, "0.00000000012 USD"),
    ("$0.000000000000000001", {}, "0.000000000000000001 USD"),
    ("$0.04" + " " * (LONGEST - 5), {}, "0.04 USD"),
    ("$999999999.99", {}, "999999999.99 USD"),
    ("$ 0.04", {}, "0.04 USD"),
    ("  $0.04  ", {}, "0.04 USD"),
    ("US$0.04", {}, "0.04 USD"),
    ("us$0.04", {}, "0.04 USD"),
    ("US $0.04", {}, "0.04 USD"),
    ("U.S. $0.04", {}, "0.04 USD"),
    ("USD 0.04", {}, "0.04 USD"),
    ("USD0.04", {}, "0.04 USD"),
    ("usd 0.04", {}, "0.04 USD"),
    ("0.04 USD", {}, "0.04 USD"),
    ("0.04USD", {}, "0.04 USD"),
    ("$0.04 USD", {}, "0.04 USD"),
    ("USD $1.00", {}, "1 USD"),
    ("0.04 US dollars", {}, "0.04 USD"),
    ("5 dollars", {}, "5 USD"),
    ("$5", {"currency": "CAD"}, "5 CAD"),
    ("$5 CAD", {}, "5 CAD"),
    ("C$5", {}, "5 CAD"),
    ("CA$5", {"currency": "CAD"}, "5 CAD"),
    ("A$5", {}, "5 AUD"),
    ("HK$5", {}, "5 HKD"),
    ("NT$5", {}, "5 TWD"),
    ("S$5", {}, "5 SGD"),
    ("R$ 5", {}, "5 BRL"),
    ("€0.04", {}, "0.04 EUR"),
    ("0.04 €", {}, "0.04 EUR"),
    ("1,250.00 €", {}, "1250 EUR"),
    ("EUR 0.04", {}, "0.04 EUR"),
    ("0.04 EUR", {}, "0.04 EUR"),
    ("£0.04", {}, "0.04 GBP"),
    ("GBP 0.04", {}, "0.04 GBP"),
    ("₹5", {}, "5 INR"),
    ("CHF 1'250", {}, "1250 CHF"),
    # yuan and yen
    ("¥0.5", CNY, "0.5 CNY"),
    ("¥50", {"currency": "JPY"}, "50 JPY"),
    ("￥0.5", CNY, "0.5 CNY"),
    ("0.5元", {}, "0.5 CNY"),
    ("0.5 元", CNY, "0.5 CNY"),
    ("4.697元", {}, "4.697 CNY"),
    ("¥1.875", CNY, "1.875 CNY"),
    ("23.040 元", {}, "23.04 CNY"),
    ("¥0.5元", {}, "0.5 CNY"),
    ("RMB 0.5", {}, "0.5 CNY"),
    ("CNY 0.5", {}, "0.5 CNY"),
    ("0.5 CNY", {}, "0.5 CNY"),
    ("人民币0.5元", {}, "0.5 CNY"),
    ("50円", {}, "50 JPY"),
    ("0.04美元", {}, "0.04 USD"),
    ("0.04美金", {}, "0.04 USD"),
    ("50원", {}, "50 KRW"),
    # a code in parentheses says which dollars
    ("$0.04 (USD)", {}, "0.04 USD"),
    ("$0.04 (CAD)", {}, "0.04 CAD"),
    ("$0.04 per image (USD)", {}, "0.04 USD image"),
    ("1.50 (EUR)", {}, "1.5 EUR"),
    ("$US 0.04", {}, "0.04 USD"),
    ("CDN$5", {}, "5 CAD"),
    ("SG$5", {}, "5 SGD"),
    # cents and credits
    ("4¢", {}, "0.04 USD"),
    ("4 ¢", USD, "0.04 USD"),
    ("0.4¢", {}, "0.004 USD"),
    ("4 cents", {}, "0.04 USD"),
    ("1 cent", {}, "0.01 USD"),
    ("4 US cents", {}, "0.04 USD"),
    ("4 USD cents", {}, "0.04 USD"),
    ("4", {"currency": "USD", "cents": True}, "0.04 USD"),
    ("3.98", {"currency": "USD", "cents": True}, "0.0398 USD"),
    ("4¢", {"currency": "USD", "cents": True}, "0.04 USD"),
    ("5 credits", {}, "5 credit"),
    ("1 credit", CREDIT, "1 credit"),
    ("5 cr", {}, "5 credit"),
    ("8.44 cr.", {}, "8.44 credit"),
    ("20积分", {}, "20 credit"),
    ("1,000 credits", {}, "1000 credit"),
    ("2000", CREDIT, "2000 credit"),
    # bare numbers, the currency declared
    ("0.04", USD, "0.04 USD"),
    (".04", USD, "0.04 USD"),
    ("0.0400", USD, "0.04 USD"),
    ("51.29", CREDIT, "51.29 credit"),
    ("1250", USD, "1250 USD"),
    ("1,000", USD, "1000 USD"),
    ("0.063", USD, "0.063 USD"),
    ("1.46875", CNY, "1.46875 CNY"),
    ("2.532", {**CREDIT, **EN_US}, "2.532 credit"),
    ("1.875", {**USD, **EN_US}, "1.875 USD"),
    ("1.875 USD", EN_US, "1.875 USD"),
    # groups
    ("$1,250", {}, "1250 USD"),
    ("$1,250.00", {}, "1250 USD"),
    ("US$1,250.00", {}, "1250 USD"),
    ("$1,250,000", {}, "1250000 USD"),
    ("$1,250.000", {}, "1250 USD"),
    ("1 250.00", USD, "1250 USD"),
    ("$1 250.00", {}, "1250 USD"),
    ("1'250", USD, "1250 USD"),
    ("1’250.50", USD, "1250.5 USD"),
    ("$1\u00a0250", {}, "1250 USD"),
    ("$1\u202f250.00", {}, "1250 USD"),
    # exponents
    ("4e-2", USD, "0.04 USD"),
    ("$4e-2", {}, "0.04 USD"),
    ("1.25e-05", USD, "0.0000125 USD"),
    ("1E-7", USD, "0.0000001 USD"),
    ("1e3", USD, "1000 USD"),
    # characters
    ("$0.\u200b04", {}, "0.04 USD"),
    ("\u200b$0.04\u200b", {}, "0.04 USD"),
    ("$0.0\u00ad4", {}, "0.04 USD"),
    ("\ufeff$0.04", {}, "0.04 USD"),
    ("\u200e$0.04\u200f", {}, "0.04 USD"),
    ("\u2066$0.04\u2069", {}, "0.04 USD"),
    ("$\u00a00.04", {}, "0.04 USD"),
    ("$\u20090.04", {}, "0.04 USD"),
    ("0.5\u3000元", {}, "0.5 CNY"),
    ("＄０．０４", {}, "0.04 USD"),
    ("￥０．５", CNY, "0.5 CNY"),
    ("０．０４", USD, "0.04 USD"),
    ("٠٫٠٤", USD, "0.04 USD"),
    ("$١٬٢٥٠٫٥", {}, "1250.5 USD"),
    ("1٬250٫00", USD, "1250 USD"),
    ("۰٫۰۴", USD, "0.04 USD"),
    ("\x00$0.04", {}, "0.04 USD"),
    ("$0.04\n", {}, "0.04 USD"),
    ("$0.04\nper image", {}, "0.04 USD image"),
    # Markdown
    (r"\$0.04", {}, "0.04 USD"),
    (r"USD \$1.00", {}, "1 USD"),
    ("**$0.08**", {}, "0.08 USD"),
    ("*$0.08*", {}, "0.08 USD"),
    ("***$0.08***", {}, "0.08 USD"),
    ("__$0.08__", {}, "0.08 USD"),
    ("`$0.08`", {}, "0.08 USD"),
    ("**$0.03/call**", {}, "0.03 USD request"),
    ("**$0.08** per image", {}, "0.08 USD image"),
    (r"$0.039 per image\*", {}, "0.039 USD image"),
    (r"$0.067 per 1K/2K image^\*\*^", {}, "0.067 USD image 1K/2K"),
    # marks and stops
    ("$0.04*", {}, "0.04 USD"),
    ("$0.04 *", {}, "0.04 USD"),
    ("$0.04**", {}, "0.04 USD"),
    ("$0.04†", {}, "0.04 USD"),
    ("$0.04 ‡", {}, "0.04 USD"),
    ("$0.039 per image*", {}, "0.039 USD image"),
    ("$0.151 per 4K image*.", {}, "0.151 USD image 4K"),
    ("$60.00.", {}, "60 USD"),
    ("$60.00,", {}, "60 USD"),
    ("$60;", {}, "60 USD"),
    ("$5 per image.", {}, "5 USD image"),
    ("0.5元/张。", {}, "0.5 CNY image"),
    # units
    ("$0.04 per image", {}, "0.04 USD image"),
    ("$0.04 Per Image", {}, "0.04 USD image"),
    ("$0.04 / image", {}, "0.04 USD image"),
    ("$0.04/image", {}, "0.04 USD image"),
    ("$0.035/img", {}, "0.035 USD image"),
    ("$0.04 an image", {}, "0.04 USD image"),
    ("$0.04 per 1 image", {}, "0.04 USD image"),
    ("$0.04 USD per image", {}, "0.04 USD image"),
    ("0.04 USD/image", {}, "0.04 USD image"),
    ("0.04 per image", USD, "0.04 USD image"),
    ("4 cents per image", {}, "0.04 USD image"),
    ("$0.04 / output image", {}, "0.04 USD image output"),
    ("$0.0011 per input image", {}, "0.0011 USD image input"),
    ("$0.067 per 1K image", {}, "0.067 USD image 1K"),
    ("$0.045 per 0.5K image", {}, "0.045 USD image 0.5K"),
    ("$0.134 per 1K/2K image", {}, "0.134 USD image 1K/2K"),
    ("$0.0336 per 1K resolution image", {}, "0.0336 USD image 1K"),
    ("$0.04 per 1024x1024 image", {}, "0.04 USD image 1024x1024"),
    ("$0.04 each", {}, "0.04 USD"),
    ("0.5元/张", {}, "0.5 CNY image"),
    ("0.5 元/张", CNY, "0.5 CNY image"),
    ("￥0.5/张", CNY, "0.5 CNY image"),
    ("0.5元每张", {}, "0.5 CNY image"),
    ("0.1 元/次", {}, "0.1 CNY request"),
    ("0.9元/秒", {}, "0.9 CNY second"),
    ("10元/百万 tokens", {}, "10 CNY million_tokens"),
    ("10 元/百万tokens", {}, "10 CNY million_tokens"),
    ("0.0005 元/千token", {}, "0.0005 CNY thousand_tokens"),
    ("¥49 / 月", CNY, "49 CNY month"),
    ("$0.04 per 1,000 images", {}, "0.04 USD thousand_images"),
    ("$3.00 / thousand output images", {}, "3 USD thousand_images output"),
    ("$40 per 1k images", {}, "40 USD thousand_images"),
    ("$40 per 1K images", {}, "40 USD thousand_images"),
    ("$40 / 1K images*", {}, "40 USD thousand_images"),
    ("$40/1k images", {"unit": "thousand_images"}, "40 USD thousand_images"),
    ("$40 per 1k image", {}, "40 USD image 1k"),
    ("$2.51 per M images", {}, "2.51 USD million_images"),
    ("$0.04 for each image", {}, "0.04 USD image"),
    ("$0.04 for every image.", {}, "0.04 USD image"),
    ("0.04 USD For Each Image", {}, "0.04 USD image"),
    ("5 credits for each image", {}, "5 credit image"),
    ("$0.01 for each input image", {}, "0.01 USD image input"),
    ("$0.067 for each 1K image", {}, "0.067 USD image 1K"),
    ("$40 for every 1,000 images", {}, "40 USD thousand_images"),
    ("$40 for every thousand images", {}, "40 USD thousand_images"),
    ("$30 for every 1M tokens", {}, "30 USD million_tokens"),
    ("$0.04 per image generated", {}, "0.04 USD image generated"),
    ("$0.04 / image generated", {"unit": "image"}, "0.04 USD image generated"),
    ("$0.04 for each image generated", {}, "0.04 USD image generated"),
    ("$0.04 per generated image", {}, "0.04 USD image generated"),
    ("$40 per 1,000 images generated", {}, "40 USD thousand_images generated"),
    ("$30.00 / 1M tokens", {}, "30 USD million_tokens"),
    ("$30 per million tokens", {}, "30 USD million_tokens"),
    ("$60 per 1,000,000 tokens", {}, "60 USD million_tokens"),
    ("$0.342 per M input tokens", {}, "0.342 USD million_tokens input"),
    ("$8 / 1M cached image input tokens", {}, "8 USD million_tokens cached image input"),
    ("$3 / MTok", {}, "3 USD million_tokens"),
    ("$0.005 per 1K tokens", {}, "0.005 USD thousand_tokens"),
    ("$0.005 / 1,000 tokens", {}, "0.005 USD thousand_tokens"),
    ("$0.000005 per token", {}, "0.000005 USD token"),
    ("$0.03 per megapixel", {}, "0.03 USD megapixel"),
    ("$0.03/MP", {}, "0.03 USD megapixel"),
    ("$0.03 per MP", {}, "0.03 USD megapixel"),
    ("3.17 / extra MP", CREDIT, "3.17 credit megapixel extra"),
    ("$0.0005 per step", {}, "0.0005 USD step"),
    ("$0.0000528 per 512x512 tile", {}, "0.0000528 USD tile 512x512"),
    ("$0.09/req", {}, "0.09 USD request"),
    ("$0.00041 per 512x512 tile, per step", {}, "0.00041 USD tile_step 512x512"),
    ("$0.001 per second", {}, "0.001 USD second"),
    ("$0.00111 per compute second", {}, "0.00111 USD gpu_second"),
    ("$0.0014 per GPU-second", {}, "0.0014 USD gpu_second"),
    ("12.66 / run", CREDIT, "12.66 credit run"),
    ("$0.03/call", {}, "0.03 USD request"),
    ("$0.01 per request", {}, "0.01 USD request"),
    ("$14 per 1,000 requests", {}, "14 USD thousand_requests"),
    ("$10.00 / 1k calls", {}, "10 USD thousand_requests"),
    ("$0.011 / 1,000 Neurons", {}, "0.011 USD thousand_neurons"),
    ("5 credits per image", {}, "5 credit image"),
    ("$0.01 per credit", {}, "0.01 USD credit"),
    ("$8/mo", {}, "8 USD month"),
    ("$8/mo.", {}, "8 USD month"),
    ("$8 a month", {}, "8 USD month"),
    ("$8 /month", {}, "8 USD month"),
    ("$96 per year", {}, "96 USD year"),
    ("$96/yr", {}, "96 USD year"),
    ("$20 per user/month", {}, "20 USD month user"),
    ("$100.00 / hour", {}, "100 USD hour"),
    ("$0.04 per image", {"unit": "image"}, "0.04 USD image"),
    ("$0.04", {"unit": "image"}, "0.04 USD"),
    ("$6.00 (text and thinking)", {"of": "text and thinking"}, "6 USD - text and thinking"),
    ("$0.15 (text / image)", {"of": "text / image"}, "0.15 USD - text / image"),
    # another language, declared
    ("2.000 $", DE, "2000 USD"),
    ("0,04 $", DE, "0.04 USD"),
    ("0,04 €", DE, "0.04 EUR"),
    ("1.250,00 €", DE, "1250 EUR"),
    ("1 250,00 €", DE, "1250 EUR"),
    ("$0,04", DE, "0.04 USD"),
    ("0,04", {**DE, **USD}, "0.04 USD"),
    # machines
    ("0.04", JSON, "0.04 USD"),
    ("2.000", JSON, "2 USD"),
    ("1.875", JSON, "1.875 USD"),
    ("2025", JSON, "2025 USD"),
    ("400000000", JSON, "400000000 USD"),
    ("2.5e-06", JSON, "0.0000025 USD"),
    ("1.0000000000000001e-06", JSON, "0.0000010000000000000001 USD"),
    ("2.384185791015625e-08", JSON, "0.00000002384185791015625 USD"),
    # zero, where the caller says that it can be
    ("Free", FREE, "0 USD"),
    ("free", FREE, "0 USD"),
    ("Free!", FREE, "0 USD"),
    ("免费", {"free": True, "currency": "CNY"}, "0 CNY"),
    ("$0", {"free": True}, "0 USD"),
    ("$0.00", {"free": True}, "0 USD"),
    ("0", FREE, "0 USD"),
    ("$0.04", {"free": True}, "0.04 USD"),
]

R = Reason
REFUSED: list[tuple[str, dict[str, Any], Reason]] = [
    # no price
    ("", {}, R.NO_PRICE),
    (" ", USD, R.NO_PRICE),
    ("—", USD, R.NO_PRICE),
    ("-", USD, R.NO_PRICE),
    ("N/A", {}, R.NO_PRICE),
    ("n/a", USD, R.NO_PRICE),
    ("TBD", {}, R.NO_PRICE),
    ("Contact us", {}, R.NO_PRICE),
    ("Contact sales", {}, R.NO_PRICE),
    ("Not available", {}, R.NO_PRICE),
    ("不支持", {}, R.NO_PRICE),
    ("Included", {}, R.NO_PRICE),
    ("Price", {}, R.NO_PRICE),
    ("2025", USD, R.NO_PRICE),
    ("2026", USD, R.NO_PRICE),
    ("2026-08-21", USD, R.NO_PRICE),
    ("+1 800 555 0199", USD, R.NO_PRICE),
    ("(800) 555-0199", USD, R.NO_PRICE),
    ("800-555-0199", USD, R.NO_PRICE),
    ("800\u00a0555\u00a0199", USD, R.NO_PRICE),
    # not rendered
    ("NaN", USD, R.NOT_RENDERED),
    ("$NaN", {}, R.NOT_RENDERED),
    ("undefined", USD, R.NOT_RENDERED),
    ("$undefined", {}, R.NOT_RENDERED),
    ("null", USD, R.NOT_RENDERED),
    ("{{ price }}", {}, R.NOT_RENDERED),
    ("${price}", {}, R.NOT_RENDERED),
    ("[object Object]", {}, R.NOT_RENDERED),
    ("$--", {}, R.NOT_RENDERED),
    ("$-", {}, R.NOT_RENDERED),
    ("$", {}, R.NOT_RENDERED),
    ("$n0", {}, R.NOT_RENDERED),
    ("Loading...", {}, R.NOT_RENDERED),
    # more than one amount
    ("$0.08 $0.04", {}, R.TWO_AMOUNTS),
    ("was $0.08 now $0.04", {}, R.TWO_AMOUNTS),
    ("$0.08, now $0.04", {}, R.TWO_AMOUNTS),
    ("$0.04 (was $0.05)", {}, R.TWO_AMOUNTS),
    ("$0.04$0.04", {}, R.TWO_AMOUNTS),
    ("$0.04 | $0.08", {}, R.TWO_AMOUNTS),
    ("$0.04/$0.08", {}, R.TWO_AMOUNTS),
    ("$1 50", {}, R.TWO_AMOUNTS),
    ("$1 250", {}, R.TWO_AMOUNTS),
    ("$1\n250", {}, R.TWO_AMOUNTS),
    ("1\n250.00", USD, R.TWO_AMOUNTS),
    ("$1\t250.00", {}, R.TWO_AMOUNTS),
    ("$1  250.00", {}, R.TWO_AMOUNTS),
    ("1\u200b\n250.00", USD, R.TWO_AMOUNTS),
    ("$0 .04", {}, R.TWO_AMOUNTS),
    (r"\$0.09/image (\~¥0.52 with bonuses)", {}, R.APPROXIMATE),
    ("6.33 / run + 0.84 / extra MP", CREDIT, R.BOUND),
    ("9.50 (1K) / 18.99 (2K)", CREDIT, R.REMARK),
    ("$2.00 (text) $12.00 (audio)", {}, R.TWO_AMOUNTS),
    # ranges, bounds, estimates
    ("$0.04-$0.08", {}, R.RANGE),
    ("$0.04 – 0.08", {}, R.RANGE),
    ("$0.04—$0.08", {}, R.RANGE),
    ("$0.04 to $0.08", {}, R.RANGE),
    ("0.5至1元", {}, R.RANGE),
    ("12.07 – 22.63", CREDIT, R.RANGE),
    ("$0.01-0.035/call", {}, R.RANGE),
    ("from $0.03", {}, R.BOUND),
    (r"from \$0.03", {}, R.BOUND),
    ("From $0.03", {}, R.BOUND),
    ("starting at $0.03", {}, R.BOUND),
    ("as low as $0.03", {}, R.BOUND),
    ("up to $0.03", {}, R.BOUND),
    ("at least $0.03", {}, R.BOUND),
    ("$0.04+", {}, R.BOUND),
    ("$0.04 +", {}, R.BOUND),
    ("0.5元起", {}, R.BOUND),
    ("低至0.5元", {}, R.BOUND),
    ("<$0.04", {}, R.BOUND),
    ("≥ $0.04", {}, R.BOUND),
    ("under $0.04", {}, R.BOUND),
    ("~$0.04", {}, R.APPROXIMATE),
    (r"\~$0.04", {}, R.APPROXIMATE),
    ("~3.99", CREDIT, R.APPROXIMATE),
    ("≈ 0.04", USD, R.APPROXIMATE),
    ("about $0.04", {}, R.APPROXIMATE),
    ("approx. $0.04", {}, R.APPROXIMATE),
    ("约0.5元", {}, R.APPROXIMATE),
    # marks glued to digits
    ("$0.04¹", {}, R.FOOTNOTE),
    ("$0.04 ¹", {}, R.FOOTNOTE),
    ("$0.04²", {}, R.FOOTNOTE),
    ("$1⁵⁰", {}, R.FOOTNOTE),
    ("$0.04*1", {}, R.FOOTNOTE),
    ("$0.04*4", {}, R.FOOTNOTE),
    ("$0.04[1]", {}, R.FOOTNOTE),
    ("$0.04(1)", {}, R.FOOTNOTE),
    ("$0.04 per image [a]", {}, R.FOOTNOTE),
    ("$1^50", {}, R.FOOTNOTE),
    ("$0.04①", {}, R.FOOTNOTE),
    ("*$0.04", {}, R.FOOTNOTE),
    ("**$0.08", {}, R.FOOTNOTE),
    ("*4* 250", USD, R.FOOTNOTE),
    ("*$0.04*1", {}, R.FOOTNOTE),
    ("~~$0.08~~", {}, R.STRUCK),
    ("~~$0.08~~ $0.04", {}, R.STRUCK),
    ("$0\u0336.\u03360\u03368\u0336", {}, R.STRUCK),
    # negative, infinite, too big, too fine
    ("-$0.04", {}, R.NEGATIVE),
    ("$-0.04", {}, R.NEGATIVE),
    ("−$0.04", {}, R.NEGATIVE),
    ("-0.04", USD, R.NEGATIVE),
    ("-1", JSON, R.NEGATIVE),
    ("($0.04)", {}, R.NEGATIVE),
    ("USD -0.04", {}, R.NEGATIVE),
    ("∞", USD, R.NOT_FINITE),
    ("Infinity", USD, R.NOT_FINITE),
    ("$99999999999", {}, R.OUT_OF_BOUNDS),
    ("1e9", USD, R.OUT_OF_BOUNDS),
    ("1e-19", USD, R.OUT_OF_BOUNDS),
    ("1.0000000000000001e-06", USD, R.OUT_OF_BOUNDS),
    ("1e-41", JSON, R.OUT_OF_BOUNDS),
    ("1e400", JSON, R.OUT_OF_BOUNDS),
    ("$0.0000000000000000001", {}, R.OUT_OF_BOUNDS),
    ("$0.04" + " " * LONGEST, {}, R.TOO_LONG),
    # numbers with two readings
    ("1,25,000", USD, R.AMBIGUOUS),
    ("$1,25,000", {}, R.AMBIGUOUS),
    ("₹1,25,000", {}, R.AMBIGUOUS),
    ("$0.0.4", {}, R.AMBIGUOUS),
    ("0..04", USD, R.AMBIGUOUS),
    ("$1.2.3", {}, R.AMBIGUOUS),
    ("$0·04", {}, R.AMBIGUOUS),
    ("$00.04", {}, R.AMBIGUOUS),
    ("007", USD, R.AMBIGUOUS),
    ("$60.", {}, R.AMBIGUOUS),
    ("$1,", {}, R.AMBIGUOUS),
    ("$1.250,000.00", {}, R.AMBIGUOUS),
    ("1.000", USD, R.AMBIGUOUS),
    ("1.875", USD, R.AMBIGUOUS),
    ("2.000", USD, R.AMBIGUOUS),
    ("$2.000", {}, R.AMBIGUOUS),
    ("$ 1.250", {}, R.AMBIGUOUS),
    ("€1.250", {}, R.AMBIGUOUS),
    ("R$ 1.250", {}, R.AMBIGUOUS),
    ("US$1.250", {}, R.AMBIGUOUS),
    ("1.250 USD", {}, R.AMBIGUOUS),
    ("1.250 €", {}, R.AMBIGUOUS),
    ("1,250 €", {}, R.AMBIGUOUS),
    ("1.000 credits", {}, R.AMBIGUOUS),
    ("1 250", USD, R.AMBIGUOUS),
    ("½", USD, R.AMBIGUOUS),
    ("$1½", {}, R.AMBIGUOUS),
    ("1，250", USD, R.AMBIGUOUS),
    ("0.2、0.5", CNY, R.AMBIGUOUS),
    # another locale
    ("0.04 $", {}, R.LOCALE),
    ("0.04$", {}, R.LOCALE),
    ("2.000 $", {}, R.LOCALE),
    ("2.000 $", EN_US, R.LOCALE),
    ("0,04 $", {}, R.LOCALE),
    ("0.04 £", {}, R.LOCALE),
    ("$0,04", {}, R.LOCALE),
    ("$0,005", {}, R.LOCALE),
    ("0,04", USD, R.LOCALE),
    ("$1,5", {}, R.LOCALE),
    ("$12,34", {}, R.LOCALE),
    ("0,04 €", {}, R.LOCALE),
    ("1.250,00 €", {}, R.LOCALE),
    ("1 250,00 €", {}, R.LOCALE),
    ("0,04 $ / image", {}, R.LOCALE),
    ("0.04 $", DE, R.LOCALE),
    # currency
    ("0.04", {}, R.CURRENCY_UNSAID),
    ("1.25e-05", {}, R.CURRENCY_UNSAID),
    ("¥0.5", {}, R.CURRENCY_UNSAID),
    ("0.5/张", {}, R.CURRENCY_UNSAID),
    ("Free", {"free": True}, R.CURRENCY_UNSAID),
    ("$0.04", {"currency": "EUR"}, R.CURRENCY_CONTRADICTS),
    ("€0.04", USD, R.CURRENCY_CONTRADICTS),
    ("¥0.5", USD, R.CURRENCY_CONTRADICTS),
    ("0.5元", {"currency": "JPY"}, R.CURRENCY_CONTRADICTS),
    ("C$5", USD, R.CURRENCY_CONTRADICTS),
    ("US$5", {"currency": "CAD"}, R.CURRENCY_CONTRADICTS),
    ("$0.04 EUR", {}, R.CURRENCY_CONTRADICTS),
    ("C$5 USD", {}, R.CURRENCY_CONTRADICTS),
    ("$5 credits", {}, R.CURRENCY_CONTRADICTS),
    ("5 credits", USD, R.CURRENCY_CONTRADICTS),
    ("$0.04", CREDIT, R.CURRENCY_CONTRADICTS),
    ("$4¢", {}, R.CURRENCY_CONTRADICTS),
    ("$0.0024 cents per step", {}, R.CURRENCY_CONTRADICTS),
    ("$4", {"currency": "USD", "cents": True}, R.CURRENCY_CONTRADICTS),
    ("4¢", {"currency": "EUR"}, R.CURRENCY_CONTRADICTS),
    ("₿0.04", {}, R.CURRENCY_UNKNOWN),
    ("₽5", USD, R.CURRENCY_UNKNOWN),
    ("0.04 XYZ", USD, R.CURRENCY_UNKNOWN),
    ("XYZ 0.04", USD, R.CURRENCY_UNKNOWN),
    # units
    ("$0.04 per 1,000 images", {"unit": "image"}, R.UNIT_CONTRADICTS),
    ("$0.04 per megapixel", {"unit": "image"}, R.UNIT_CONTRADICTS),
    ("$0.04 per image", {"unit": "million_tokens"}, R.UNIT_CONTRADICTS),
    ("$0.067 per 1K image", {"of": "2K"}, R.UNIT_CONTRADICTS),
    ("$0.04/1K", {}, R.UNIT_UNKNOWN),
    ("$0.5/1M", {}, R.UNIT_UNKNOWN),
    ("$0.04/4 images", {}, R.UNIT_UNKNOWN),
    ("$0.04 per 100 images", {}, R.UNIT_UNKNOWN),
    ("$40 per 1K images", {"unit": "image"}, R.UNIT_CONTRADICTS),
    ("$0.04 for each image", {"unit": "thousand_images"}, R.UNIT_CONTRADICTS),
    ("$0.04 per image generated", {"of": "input"}, R.UNIT_CONTRADICTS),
    ("$40 per 1kimages", {}, R.UNIT_UNKNOWN),
    ("$40 per 1 K images", {}, R.UNIT_UNKNOWN),
    ("$40 per K images", {}, R.UNIT_UNKNOWN),
    ("$40 per 1.5k images", {}, R.UNIT_UNKNOWN),
    ("$40 per 10k images", {}, R.UNIT_UNKNOWN),
    ("$0.04 per 2K images", {}, R.UNIT_UNKNOWN),
    ("$0.04 per 1K/2K images", {}, R.UNIT_UNKNOWN),
    ("$0.04 per 1K resolution images", {}, R.UNIT_UNKNOWN),
    ("$0.04 per 1K output images", {}, R.UNIT_UNKNOWN),
    ("$40 per 1k images per month", {}, R.UNIT_UNKNOWN),
    ("$40 for 1k images", {}, R.WORDS),
    ("$0.04 for every images", {}, R.UNIT_UNKNOWN),
    ("$0.04 for each 1 images", {}, R.UNIT_UNKNOWN),
    ("$0.04 for every 4 images", {}, R.UNIT_UNKNOWN),
    ("$0.04 for every 100 images", {}, R.UNIT_UNKNOWN),
    ("$0.04 for every other image", {}, R.UNIT_UNKNOWN),
    ("$0.04 for each of 4 images", {}, R.UNIT_UNKNOWN),
    ("$0.04 for each additional image", {}, R.UNIT_UNKNOWN),
    ("$0.04 for each image after 100", {}, R.UNIT_UNKNOWN),
    ("$0.04 for each per image", {}, R.UNIT_UNKNOWN),
    ("$0.04 / for each image", {}, R.UNIT_UNKNOWN),
    ("$0.04 for each", {}, R.WORDS),
    ("$0.04 for an image", {}, R.WORDS),
    ("$0.04 each image", {}, R.WORDS),
    ("$0.04 per image edited", {}, R.UNIT_UNKNOWN),
    ("$0.04 per image output", {}, R.UNIT_UNKNOWN),
    ("$0.04 per image generation", {}, R.UNIT_UNKNOWN),
    ("$0.04 per image generated or edited", {}, R.UNIT_UNKNOWN),
    ("$0.04 per images generated", {}, R.UNIT_UNKNOWN),
    ("$40 per images", {}, R.UNIT_UNKNOWN),
    ("$40 / images", {}, R.UNIT_UNKNOWN),
    ("$40/images", {}, R.UNIT_UNKNOWN),
    ("$0.025 per megapixels", {}, R.UNIT_UNKNOWN),
    ("$5 per requests", {}, R.UNIT_UNKNOWN),
    ("$0.04 per 4 images generated", {}, R.UNIT_UNKNOWN),
    ("$0.04 per input image generated", {}, R.UNIT_UNKNOWN),
    ("$0.04 per 1K image generated", {}, R.UNIT_UNKNOWN),
    ("$0.04 per image generated (1K)", {}, R.REMARK),
    ("$0.04 per banana", {}, R.UNIT_UNKNOWN),
    ("$0.04/image/month", {}, R.UNIT_UNKNOWN),
    ("$8/mo billed annually", {}, R.UNIT_UNKNOWN),
    ("23.040 元/每10K TPM/天", {}, R.UNIT_UNKNOWN),
    ("$0.0440Per image", {}, R.UNIT_UNKNOWN),
    ("$6.00 (text and thinking)", {}, R.REMARK),
    ("$6.00 (text and thinking)", {"of": "text"}, R.REMARK),
    ("$0.04 per image (1K)", {}, R.REMARK),
    # words beside the amount
    ("1024x1024: $0.04", {}, R.WORDS),
    ("50 steps $0.04", {}, R.WORDS),
    ("$0.04 x 4", {}, R.WORDS),
    ("2 for $0.04", {}, R.WORDS),
    ("per 4 images $0.08", {}, R.WORDS),
    ("first 100 free", {}, R.WORDS),
    ("credits: 5", {}, R.WORDS),
    ("1 credit = $0.01", {}, R.WORDS),
    ("$$0.04", {}, R.WORDS),
    ("$0.04 USD (USD)", {}, R.WORDS),
    ("$0.04" + " " * (LONGEST - 4), {}, R.TOO_LONG),
    ("$0.0000000000000000001", {}, R.OUT_OF_BOUNDS),
    ("!Free", FREE, R.NO_PRICE),
    ("€0.04 (USD)", {}, R.CURRENCY_CONTRADICTS),
    ("$0.04 (EUR)", {}, R.CURRENCY_CONTRADICTS),
    ("1.875 (USD)", {}, R.AMBIGUOUS),
    ("$0.04 (USD) (CAD)", {}, R.REMARK),
    ("$US$0.04", {}, R.WORDS),
    ("USD 0.04 USD", {}, R.WORDS),
    ("$0.04 image", {}, R.WORDS),
    ("$1", JSON, R.WORDS),
    ("1,250", JSON, R.AMBIGUOUS),
    # short forms, discounts, taxes
    ("1.5k", USD, R.ABBREVIATED),
    ("$2M", {}, R.ABBREVIATED),
    ("$1.5 million", {}, R.ABBREVIATED),
    ("1.5K credits", {}, R.ABBREVIATED),
    ("2万元", {}, R.ABBREVIATED),
    ("50%", USD, R.DISCOUNT),
    ("50% off", {}, R.DISCOUNT),
    ("$5 off", {}, R.DISCOUNT),
    ("Save $5", {}, R.DISCOUNT),
    ("8折", CNY, R.DISCOUNT),
    ("$0.04+tax", {}, R.TAX),
    ("$0.04 excl. VAT", {}, R.TAX),
    ("0.5元(含税)", {}, R.TAX),
    # zero
    ("$0.00", {}, R.ZERO),
    ("$0", {}, R.ZERO),
    ("0", USD, R.ZERO),
    ("0.000", JSON, R.ZERO),
    ("$0 per compute seconds", {}, R.ZERO),
    ("Free", {}, R.ZERO),
    ("Free", USD, R.ZERO),
    ("免费", {}, R.ZERO),
    ("限时免费", {"free": True, "currency": "CNY"}, R.FREE_FOR_NOW),
    ("¥0.0(限免)", {"free": True, "currency": "CNY"}, R.FREE_FOR_NOW),
    ("Free trial", FREE, R.FREE_FOR_NOW),
    # letters drawn like others, broken characters
    ("$O.04", {}, R.CONFUSABLE),
    ("$0.O4", {}, R.CONFUSABLE),
    ("$l.50", {}, R.CONFUSABLE),
    ("$I.50", {}, R.CONFUSABLE),
    ("С$0.04", {}, R.CONFUSABLE),
    ("0.04 USD\u0405", {}, R.CONFUSABLE),
    ("0.04\x80", USD, R.NOT_DECODED),
    ("\ufffd0.04", USD, R.NOT_DECODED),
    ("\u202e40.0$", USD, R.NOT_DECODED),
    ("â‚¬0.04", {"currency": "EUR"}, R.WORDS),
]


def stated(amount: Amount) -> str:
    words = [spell(amount.value), amount.currency, amount.unit or ("-" if amount.of else ""), amount.of or ""]
    return " ".join(words).strip()


def why(words: str, **declared: Any) -> str:
    with pytest.raises(UnreadablePrice) as refusal:
        read_amount(words, **declared)
    return refusal.value.found


@pytest.mark.parametrize(("words", "declared", "expected"), READ)
def test_reads(words: str, declared: dict[str, Any], expected: str) -> None:
    """Words that state one amount are read as exactly that amount."""
    assert expected == stated(read_amount(words, **declared))


@pytest.mark.parametrize(("words", "declared", "reason"), REFUSED)
def test_refuses(words: str, declared: dict[str, Any], reason: Reason) -> None:
    """Words that state anything else are refused, and the reason says what they are."""
    assert reason == why(words, **declared)


@pytest.mark.parametrize("short_way", ["_CLEAN", "_DOLLARS_ALONE"])
def test_a_short_way_says_what_the_long_way_says(short_way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every example, and every example with a dollar's sign or another mark before it, with and without the short way."""
    words = {f"{before}{words}" for words, _, _ in [*READ, *REFUSED] for before in ("", "$", "$ ", "*", "\\", "  ")}
    quick = {one: _said(one) for one in words}
    monkeypatch.setattr(amounts, short_way, re.compile("(?!)"))
    assert {one: _said(one) for one in words} == quick


def _said(words: str) -> str:
    try:
        return repr(read_amount(words, currency="USD"))
    except UnreadablePrice as error:
        return str(error)


def test_the_table_is_the_longest_of_the_repository_and_names_every_reason() -> None:
    """Every reason but the one of `read_bound` has an example, every unit too."""
    shown = {reason for _, _, reason in REFUSED}

    assert len(READ) + len(REFUSED) >= 350
    assert set(Reason) - {Reason.PLAIN} == shown
    assert {UnitSaid.CHARACTER, UnitSaid.DAY, UnitSaid.WEEK, UnitSaid.MINUTE, UnitSaid.GPU_HOUR, UnitSaid.VIDEO} >= set(UnitSaid) - {
        read_amount(words, **declared).unit for words, declared, _ in READ
    }


@pytest.mark.parametrize(
    ("words", "unit"),
    [("character", "character"), ("day", "day"), ("week", "week"), ("minute", "minute"), ("GPU hour", "gpu_hour"), ("video", "video")],
)
def test_reads_rare_units(words: str, unit: str) -> None:
    """Units that no image price has are named, so that they are not taken for one."""
    assert unit == read_amount(f"$1 per {words}").unit


def test_a_refusal_says_where_what_was_expected_and_what_was_found() -> None:
    """The message is a sentence for a person, and `where` is the caller's."""
    with pytest.raises(UnreadablePrice, match=r"^row 3 'from \$1': expected exactly one amount, found a bound, not a price$"):
        read_amount("from $1", where="row 3")


def test_a_refusal_quotes_no_more_than_a_price_has_and_names_what_was_asked_for():
    """All of two hundred characters, the beginning of more; a bound is called a bound."""
    with pytest.raises(UnreadablePrice, match="^price '" + "x" * LONGEST + "': expected exactly one amount"):
        read_amount("x" * LONGEST)
    with pytest.raises(
        UnreadablePrice, match="^price '" + "x" * LONGEST + r"\.\.\.': expected a lower bound, an upper bound or a range, found"
    ):
        read_bound("x" * (LONGEST + 1))


def test_a_declared_currency_is_iso_4217_or_credit() -> None:
    """A wrong declaration is a fault of ours, not of the page."""
    with pytest.raises(ValueError, match="dollars"):
        read_amount("5", currency="dollars")


# --- bounds and ranges ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "declared", "expected"),
    [
        ("from $0.03", {}, "from 0.03 USD .. "),
        (r"from \$0.014", {}, "from 0.014 USD .. "),
        ("starting at $0.03 per image", {}, "from 0.03 USD image .. "),
        ("as low as 4¢", {}, "from 0.04 USD .. "),
        ("$0.04+", {}, "from 0.04 USD .. "),
        ("0.5元起", {}, "from 0.5 CNY .. "),
        ("up to $5", {}, "up_to  .. 5 USD"),
        ("12.07 – 22.63", CREDIT, "range 12.07 credit .. 22.63 credit"),
        ("17.72 – 18.15 / run", CREDIT, "range 17.72 credit run .. 18.15 credit run"),
        ("$0.04-$0.08", {}, "range 0.04 USD .. 0.08 USD"),
        ("$0.04 – 0.08", {}, "range 0.04 USD .. 0.08 USD"),
        ("$0.01-0.035/call", {}, "range 0.01 USD request .. 0.035 USD request"),
        ("from $0.03 to $0.08", {}, "range 0.03 USD .. 0.08 USD"),
        ("0.5-1元", {}, "range 0.5 CNY .. 1 CNY"),
        ("1e-5 - 2e-5", USD, "range 0.00001 USD .. 0.00002 USD"),
        ("From $0.03 to $0.08", {}, "range 0.03 USD .. 0.08 USD"),
        ("0.04 – $0.08", {}, "range 0.04 USD .. 0.08 USD"),
        ("0.5元-1", {}, "range 0.5 CNY .. 1 CNY"),
        ("$0.01–0.02 per input image", {}, "range 0.01 USD image input .. 0.02 USD image input"),
        ("$0.01 per input image – $0.02 per input image", {}, "range 0.01 USD image input .. 0.02 USD image input"),
    ],
)
def test_reads_bounds(words: str, declared: dict[str, Any], expected: str) -> None:
    """A caller who publishes bounds reads them as bounds, each end exactly."""
    bound = read_bound(words, **declared)
    low, high = (stated(end) if end else "" for end in (bound.low, bound.high))
    assert expected == f"{bound.kind} {low} .. {high}"


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("$0.04", R.PLAIN),
        ("$0.04 per image", R.PLAIN),
        ("$0.08-$0.04", R.AMBIGUOUS),
        ("$0.04-$0.04", R.AMBIGUOUS),
        ("$0.04/image-$0.08/run", R.AMBIGUOUS),
        ("$0.04-€0.08", R.AMBIGUOUS),
        ("$1-$2-$3", R.RANGE),
        ("$ 1 – 1.875", R.AMBIGUOUS),
        ("1.875 – $ 2", R.AMBIGUOUS),
        ("$0.01 per input image – $0.02 per output image", R.AMBIGUOUS),
        ("from from $1", R.BOUND),
        ("from $0", R.ZERO),
        ("from", R.BOUND),
        ("~$0.04", R.APPROXIMATE),
        ("-$0.04", R.NEGATIVE),
        ("from $1\n250", R.TWO_AMOUNTS),
        ("", R.NO_PRICE),
    ],
)
def test_refuses_what_is_no_bound(words: str, reason: Reason) -> None:
    """A plain amount, a falling range, ends of two kinds and everything unreadable are no bounds."""
    with pytest.raises(UnreadablePrice) as refusal:
        read_bound(words)
    assert reason == refusal.value.found


@pytest.mark.parametrize(("words", "declared"), [row[:2] for row in READ])
def test_nothing_is_both_an_amount_and_a_bound(words: str, declared: dict[str, Any]) -> None:
    """What `read_amount` reads, `read_bound` refuses."""
    with pytest.raises(UnreadablePrice):
        read_bound(words, **declared)


# --- promises for all words -----------------------------------------------------------------------------------------


def in_words(units: int, decimals: int) -> str:
    """A number spelled from its digits alone, without this project's help."""
    digits = str(units).rjust(decimals + 1, "0")
    return f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits


def is_trap(number: str) -> bool:
    whole, _, fraction = number.partition(".")
    return whole != "0" and len(whole) <= 3 and len(fraction) == 3


def grouped(number: str, gap: str) -> str:
    whole, point, fraction = number.partition(".")
    return f"{int(whole):,}".replace(",", gap) + point + fraction


numbers = st.builds(in_words, st.integers(1, 10**9 - 1), st.integers(0, 12)).filter(lambda n: not is_trap(n))
FULL_WIDTH = str.maketrans("0123456789.,$/", "０１２３４５６７８９．，＄／")
ARABIC = str.maketrans("0123456789.,", "٠١٢٣٤٥٦٧٨٩٫٬")
NOTATIONS = (
    lambda n: f"${n}",
    lambda n: f"US${n}",
    lambda n: f"$ {n}",
    lambda n: f"USD {n}",
    lambda n: f"{n} USD",
    lambda n: f"{n} US dollars",
    lambda n: f"${n} USD",
    lambda n: f"${n}0" if "." in n and not is_trap(n + "0") else f"${n}",
    lambda n: f"${n.removeprefix('0')}",
    lambda n: f"\\${n}",
    lambda n: f"**${n}**",
    lambda n: f"${grouped(n, ',')}",
    lambda n: f"$ {n}".replace(" ", "\u00a0"),
    lambda n: f"${grouped(n, chr(0x27))}",
    lambda n: f"$\u200b{n}\u200b",
    lambda n: "\u200b".join(f"${n}"),
    lambda n: f"${n}".translate(FULL_WIDTH),
    lambda n: f"${grouped(n, ',')}".translate(ARABIC),
    lambda n: f"${n.replace('.', '')}e-{len(n.partition('.')[2])}" if n[0] != "0" else f"${n}",
    lambda n: f"${n}*",
    lambda n: f"${n};",
)
TAILS = ("", " per image", "/image", " / 1M tokens", " per 1K image", " per 1,000 images", "/MP", " each", "/mo")
TAILS += (" per 1k images", " for each image", " per image generated")


@given(numbers, st.sampled_from(NOTATIONS), st.sampled_from(TAILS))
def test_every_notation_of_a_number_reads_as_that_number(number: str, notation: Any, tail: str) -> None:
    """Spelling an amount in any accepted notation and reading it gives the amount back, to the last digit."""
    words = notation(number)
    assume(not tail or not words.endswith(("*", ";")))
    assert Decimal(number) == read_amount(words + tail).value


@given(numbers)
def test_german_words_read_as_german_only_when_declared(number: str) -> None:
    """`1.250,00 $` is one number in German and none in English."""
    assume("." in number)
    words = grouped(number, "_").replace(".", ",").replace("_", ".") + " $"
    assert Decimal(number) == read_amount(words, locale="de").value
    assert why(words) in (Reason.LOCALE, Reason.AMBIGUOUS)


JOINTS = (" ", "  ", "\n", "", ", ", "; ", " / ", "/", " - ", "-", "–", " to ", " now ", " or ", " | ", " (", " was ", "+", " = ")


@given(numbers, numbers, st.sampled_from(JOINTS), st.sampled_from(("$", "US$", "USD ", "€", "¥")), st.sampled_from(TAILS))
def test_two_amounts_are_never_one(one: str, other: str, joint: str, sign: str, tail: str) -> None:
    """Whatever stands between two amounts, the words are refused: neither is taken, and no third is made of them."""
    why(f"${one}{tail}{joint}{sign}{other}")
    why(f"{sign}{other}{joint}${one}{tail}", currency="USD")


@given(numbers, st.sampled_from("¹²³⁰⁴⁵⁶⁷⁸⁹₁①½%kKM+~≈∞°'\"#&=<>"), st.sampled_from(("", " ")))
def test_a_mark_glued_to_a_number_never_becomes_part_of_it(number: str, mark: str, space: str) -> None:
    """No superscript, fraction, percent sign or short form is read as a digit or passed over."""
    why(f"${number}{space}{mark}")
    why(f"${mark}{space}{number}")


def independent(words: str) -> Decimal | None:
    """A second reading, by hand and from the outside in: at most more generous than ours, never another number."""
    text = " ".join(words.lower().split()).lstrip("*").rstrip("*.,; ")
    for word in ("/", " per ", " a ", " an ", " for each ", " each"):  # what follows is a unit and changes no number
        text = text.partition(word)[0]
    text = text.removesuffix("usd").rstrip("*.,; ")
    signs = ("u.s. $", "u.s.$", "usd $", "usd$", "$ usd", "$usd", "us $", "us$", "usd", "s$", "$")
    text = text.removeprefix(next((sign for sign in signs if text.startswith(sign)), "")).lstrip()
    mantissa, _, exponent = text.partition("e")
    whole, _, fraction = mantissa.partition(".")
    groups = whole.split(",") if "," in whole else whole.split(" ")
    if len(groups) > 1 and (not 1 <= len(groups[0]) <= 3 or any(len(g) != 3 for g in groups[1:])):
        return None
    joined = "".join(groups)
    if not (joined + fraction).isdecimal() or not exponent.removeprefix("-").removeprefix("+").isdecimal() | (not exponent):
        return None
    return Decimal(f"{joined or 0}.{fraction or 0}e{exponent or 0}")


@given(
    numbers,
    st.sampled_from(("$", "US$", "USD ")),
    st.sampled_from(("", " per image", "/image", " for each image", " per 1k images")),
    st.data(),
)
def test_a_damaged_price_is_refused_or_reads_as_a_second_reader_reads_it(number: str, sign: str, tail: str, data: Any) -> None:
    """Insert, drop or double a character anywhere: the result is the number now written there, or none."""
    words = sign + number + tail
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(words)))
        cut = data.draw(st.integers(0, 2))
        words = words[:at] + data.draw(st.text(string.digits + "$.,eE-+ */US'~%\n", max_size=2)) + words[at + cut :]
    try:
        value = read_amount(words).value
    except UnreadablePrice:
        return
    assume("'" not in words)
    assert value == independent(words)


@given(st.text(max_size=30) | st.text("0123456789.,$¥€元¢ -–+~*()/%eE'\n\u200b\u00a0perimagtoksUSDKM¹", max_size=20))
def test_any_text_is_one_amount_or_an_unreadable_price(words: str) -> None:
    """No text makes the reader fail in another way, read nothing as something, or give a number out of bounds."""
    for read in (read_amount, read_bound):
        try:
            found = read(words, currency="USD")
        except UnreadablePrice as refusal:
            assert refusal.found in set(Reason)
            continue
        ends = (found.low, found.high) if isinstance(found, BoundAmount) else (found,)
        assert all(0 < end.value < 10**9 and end.currency == "USD" for end in ends if end)
        assert any(letter.isdecimal() for letter in words)


finite = st.decimals(allow_nan=False, allow_infinity=False, min_value=Decimal("-1e30"), max_value=Decimal("1e30"))


@given(finite)
def test_a_number_has_one_spelling(value: Decimal) -> None:
    """Spelled numbers have no exponent, no trailing zeros and no sign on zero, and nothing is rounded."""
    words = spell(value)
    assert value == Decimal(words)
    assert "e" not in words.lower()
    assert words != "-0"
    assert not ("." in words and words.endswith(("0", ".")))


@given(finite)
def test_canonical_keeps_the_value_and_settles_its_form(value: Decimal) -> None:
    """Equal values become the same digits, so that files differ only where prices do."""
    assert value == canonical(value)
    assert canonical(value).as_tuple() == canonical(value * 1).as_tuple() or value.is_signed() or len(value.as_tuple().digits) > 28
    assert str(canonical(value)) == str(canonical(canonical(value)))


@given(numbers)
def test_an_amount_read_back_from_its_spelling_is_the_same(number: str) -> None:
    """parse(format(x)) = x."""
    value = canonical(Decimal(number))
    assert value == read_amount(spell(value), currency="USD", locale="json").value


@pytest.mark.parametrize(
    ("value", "words"),
    [("1E-8", "0.00000001"), ("1.25E+3", "1250"), ("0.0400", "0.04"), ("-0", "0"), ("-0.00", "0"), ("100", "100"), ("0E+5", "0")],
)
def test_spells(value: str, words: str) -> None:
    """The spellings the files promise."""
    assert words == spell(Decimal(value))


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_has_no_spelling(value: str) -> None:
    """Nothing unfinite gets into a file."""
    with pytest.raises(ValueError, match="finite"):
        spell(Decimal(value))
