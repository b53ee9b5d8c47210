"""The closed lists of words that may change what a price means: names of currencies, counts, scales, shares, days, conditions, taxes.

Words and patterns alone; what they mean beside a price is decided in `schema.surroundings` and `schema.key_names`.
"""

from __future__ import annotations

import re
from typing import Final

MONEY: Final = r"(?:dollars?|pounds?|pesos?|yen|euros?|currency|funds|money|prices?|pricing|rates?)"
CURRENCIES: Final = {
    "USD": rf"미국 ?달러|米ドル|dollari americani|d[óo]lares (?:americanos|estadounidenses)|"
    rf"US ?\$|U\.S\. ?\$|(?:US|U\.S\.|American) {MONEY}|美元|美金",
    "CAD": rf"[Kk]anadische[rnm]? Dollar|d[óo]lares canadienses|dollars canadiens|"
    rf"d[óo]lares canadenses|dollari canadesi|캐나다 ?달러|"
    rf"CA\$|C\$|CDN\$?|Can\$|Canadian {MONEY}|dollars? \(Canad\w+\)|loonies?|加元|加币|加拿大元|カナダ ?ドル",
    "AUD": rf"AU\$|A\$|(?:Australian|Aussie) {MONEY}|dollars? \(Austral\w+\)|澳元|澳币|豪ドル|호주 ?달러|d[óo]lares australianos|"
    rf"dollari australiani|dollars australiens|"
    rf"australische[rnm]? Dollar",
    "NZD": rf"NZ\$|(?:New Zealand|Kiwi) {MONEY}|纽元",
    "SGD": rf"SG\$|S\$|Singapor(?:e|ean) {MONEY}|新加坡元|新币",
    "HKD": rf"HK\$|Hong ?Kong {MONEY}|港元|港币|香港ドル",
    "TWD": rf"NT\$|(?:New )?Taiwan(?:ese)? {MONEY}|新?台币",
    "MXN": rf"MX\$|Mexican {MONEY}|pesos?",
    "EUR": rf"€|euros?|European {MONEY}|欧元|ユーロ|유로",
    "GBP": rf"£|pounds? sterling|(?:British|UK) {MONEY}|pounds|sterling|quid|英镑|ポンド|파운드|sterline|(?:britische[nrs]? )?Pfund|"
    rf"livres sterling|libras esterlinas",
    "JPY": rf"JP¥|円|(?:Japanese )?yen|Japanese {MONEY}|日元|日圆|日本円|엔화|일본 ?엔",
    "CNY": r"RMB|CN¥|renminbi|(?:Chinese )?yuan|人民币|위안",
    "KRW": r"₩|Korean won|원화|(?<![가-힣])원(?![가-힣])|韩元",
    "INR": r"₹|(?:Indian )?rupees?|卢比",
    "BRL": r"R\$|(?:Brazilian )?reais|Brazilian real",
    "CHF": r"(?:Swiss )?francs?|(?:Schweizer )?Franken|瑞士法郎|スイスフラン|franchi svizzeri|francos su[ií][zç]os|스위스 ?프랑",
    "SEK": r"Swedish kron(?:a|or)",
    "NOK": r"Norwegian kron(?:e|er)",
    "DKK": r"Danish kron(?:e|er)",
    "PLN": r"zł|zlot(?:y|ys)",
    "CZK": r"Kč|Czech korun(?:a|as|y)",
    "TRY": r"₺|Turkish liras?",
    "RUB": r"₽|rou?bles?|卢布",
    "ILS": r"₪|shekels?",
    "ZAR": r"South African rand",
    "AED": r"dirhams?",
    "THB": r"฿|baht",
    "IDR": r"rupiahs?",
    "VND": r"₫|dong",
    "MYR": r"ringgits?",
    "SAR": r"Saudi riyals?",
    "QAR": r"Qatari riyals?",
    "PHP": r"₱|Philippine pesos?",
    "NGN": r"₦|nairas?",
    "UAH": r"₴|hryvnias?",
    "HUF": r"(?:Hungarian )?forints?",
    "EGP": r"Egyptian pounds?",
    "PKR": r"Pakistani rupees?",
    "KES": r"Kenyan shillings?",
    **dict.fromkeys(
        ("RON", "BGN", "KWD", "BDT", "LKR", "CLP", "COP", "ARS", "UYU", "KZT", "ISK", "RSD", "MAD", "OMR", "BHD", "JOD", "TND"), r"(?!)"
    ),
}
NAMES: Final = {
    code: (re.compile(rf"(?<![A-Za-z]){code}(?![A-Za-z])"), re.compile(rf"(?<![A-Za-z])(?:{names})(?![A-Za-z])", re.I))
    for code, names in CURRENCIES.items()
}
ANY_NAME: Final = re.compile(
    rf"(?<![A-Za-z])(?:{'|'.join(CURRENCIES)})(?![A-Za-z])|(?i:(?<![A-Za-z])(?:{'|'.join(CURRENCIES.values())})(?![A-Za-z]))"
)
SUM: Final = re.compile(
    rf"[$¢£€¥₩₹]\s?\.?\d|\d\s?(?:[¢£€¥₩₹元円원]|credits?\b|cents?\b|积分|dollars?\b|(?:{'|'.join(CURRENCIES)})(?![A-Za-z]))"
    rf"|(?<![A-Za-z])(?:{'|'.join(CURRENCIES)}) ?\d",
)
OF_PRICES: Final = re.compile(
    r"pric|cost|\brates?\b|\bfees?\b|charg|\bbill|\binvoice|amount|figures?\b|\bvalues?\b|\bsums?\b|"
    r"\btotals?\b|\btarif|\bquot(?:e|es|ed|ation)\b"
    r"|\bdenominat|\bcurrency|\bdollars?\b|\blisted\b|\bshown\b|\bstated\b|\btable\b|\b(?:columns?|"
    r"rows?)\b|\bnumbers?\b|[$€£¥]|价|费|金额|单位|币|计价|报价|表|価格|料金|金額|単位|通貨|値段|建て|가격|요금|단가|비용|금액|단위|통화|기준"
    r"|\bPreis|preise\b|\bBetr[aä]g|\bKosten|\bGebühr|\bWerte\b|\bAngaben\b|\bAufschlag|\bRabatt|\brechnen\b|\bprix\b"
    r"|\bprecios?\b"
    r"|\bprezz[oi]\b|\bpreços?\b"
    r"|\bimport[ei]s?\b|\bmontants?\b|\bvalor(?:es|i)\b|\bcust[oi]s?\b|\bimpuestos|\bimpostos",
    re.I,
)
REPORTED: Final = re.compile(  # how the prices came to be what they are: nothing that changes them
    r"\b(?:rose|fell|increased|decreased|dropped|went (?:up|down)"
    r"|(?:were|was|have been|has been) (?:raised|lowered|reduced|cut|increased|updated|adjusted|changed))\b"
    r"(?=.{0,60}\b(?:by|to|from|on|in|after)\b)",
    re.I,
)
NOT_YET: Final = re.compile(
    r"\b(?:will|shall|would|until|till|from now|starting|effective|valid|through|added?|plus|surcharge|fees?|appl(?:y|ies)|are|is|"
    r"not|next|soon)\b",
    re.I,
)
OF_PAYING: Final = re.compile(
    r"\b(?:per|each|every|free|paid|pay(?:s|ing|ment)?|credits?|tokens?|twice|double[sd]?|triple[sd]?|half|times|extra|additional|"
    r"multipl\w+|megapixels?|steps?|resolutions?|seconds?|default)\b|\d\s?[x×]|[x×]\s?\d|[%$]|\d\.\d",
    re.I,
)
OF_SERVICE: Final = re.compile(  # how long something takes, how often it works, what comes with it: nothing that is paid
    r"\b(?:in|within|after|takes?|about|around|under)\s+(?:about |around |roughly |under |only |just )?[\d.]+(?: ?[-–] ?[\d.]+)?\s?"
    r"(?:milli|micro)?seconds?\b"
    r"|[\d.]+ ?(?:%|percent|per cent) (?:of (?:all |the |our )*(?:calls|requests|queries|time|jobs|runs)\b|uptime|availability|accuracy)"
    r"|\bversions? \d+(?:\.\d+)*"
    r"|\b(?:every|each) \w+ (?:comes? with|has|includes?) (?:an? |its |the |full |commercial )*"
    r"(?:licen[cs]e|rights|metadata|documentation)\b"
    r"|\b(?:uptime|availability|accuracy)\b[^.%$]{0,20}[\d.]+ ?(?:%|percent|per cent)",
    re.I,
)
MANY: Final = r"(?:tens?|hundreds?|thousands?|millions?|billions?|dozens?|scores?|lakhs?)"
GOODS: Final = (
    r"(?:images?|Bild(?:er|ern)?|imágenes|immagini|imagens|"
    r"pictures?|imgs?|photos?|generations?|requests?|calls?|runs?|outputs?|renders?|units?|pieces?|[张張]|次|图|枚|个|件|장|회|건)"
)
NUMERAL: Final = rf"(?:\d[\d,]*[1-9]|[2-9]|\d[\d,]*0+|\d+ ?k|{MANY}|two|three|four|five|six|eight|ten|twelve|twenty|fifty)"
BUNDLES: Final = r"(?:sets?|batch(?:es)?|packs?|bundles?|lots?|blocks?|groups?|pairs?|grids?|couples?|boxes|sheets?)"
COUNTED: Final = re.compile(
    rf"\bper\s+(?:(?:{MANY}|\d[\d,.]*\s?(?:k|m|thousand|million)?|k|two|three|four|five|six|eight|"
    rf"couple of|pair of|batch of \d+|set of \d+|pack of \d+|bundle of \d+)\s*)"
    rf"(?:(?:output|input|generated|finished|api)\s+)*{GOODS}"
    rf"|\b(?:per|each|every)\s+(?:{MANY}|{BUNDLES}|\d{{2,4}}|[2-9])(?:\s*$|[),.;:]|\s+of\b)"
    rf"|\b(?:covers?|buys?|pays? for|is for|are for|(?:is|are) quoted for|(?:price|cost|rate|fee|charge) (?:for|of)"
    rf"|gets? you|refers? to|means|equals?"
    rf"|bundles?)\s+"
    rf"(?:an? )?(?:{BUNDLES} of )?{NUMERAL}\s+(?:[a-z]+ )?{GOODS}"
    rf"|\b(?:in|by|as) {BUNDLES} of\b"
    rf"|/\s*(?:\d{{2,}}[\d,]*|[2-9]|1,?000|k|{MANY})\s*(?:[a-z]+ )?{GOODS}"
    rf"|\bfor (?:each |every |an? |one )?(?:{BUNDLES} of )?{NUMERAL}\s+(?:[a-z]+ )?{GOODS}"
    rf"|\b{BUNDLES} of (?:\d+|two|three|four|five|six|ten|{MANY})\b"
    rf"|\b(?:pro|je|por(?: cada)?|pour|par|per|(?:per )?ogni|(?:a )?cada|à) (?:\d{{2,}}[\d.,]*|\d\.\d{{3}}|[2-9]|"
    rf"cent[oi]?|hundert|tausend|mil(?:le|l)?|cien|cem|zehn|dix|diez|dez|dieci)\s+{GOODS}"
    rf"|\b(?:lots?|paquets?|lote|paquete|pacote|lotto|pacchetto|confezione|Paket|Set) (?:de|di|da|mit|von|zu) (?:\d{{2,}}|[2-9])\s+{GOODS}"
    rf"|(?:\d{{2,}}|\d,\d{{3}}|[2-9]|[십백천만])[\d,]*\s?[장회건개]\s*(?:당|기준|묶음|마다|세트|단위|패키지)"
    rf"|(?:\d{{2,}}|\d,\d{{3}}|[2-9]|[十百千万])[\d,]*\s?[枚回件張]\s*(?:あたり|当たり|につき|分|セット|パック|ごと)"
    rf"|(?:単位|价格|単価)\s?[:：]?\s?(?:\d{{2,}}|[2-9])[\d,]*\s?[枚回张張]|^\W*(?:[十百千万]|\d{{2,}})\s?[张張枚]\W*$"
    rf"|每\s*(?:\d{{2,}}|[2-9两二三四五六七八九十百千万]+)\s*{GOODS}|[/／](?:\d{{2,}}|[2-9]|[十百千万]+)\s*{GOODS}",
    re.I,
)
PETTY: Final = (
    r"(?:cents?|centavos|céntimos|centesimi|센트|美分|セント|pence|pennies|fen|mills?|milli-?(?:cents|dollars)|centimes|micro-?(?:dollars?|cents?)"
    r"|micros?|basis points|hundredths|"
    r"thousandths)"
)
SCALED: Final = re.compile(
    rf"\b(?:in|as|by the|are|units?:?)\s+(?:(?:units|multiples) of\s+)?(?:(?:US|U\.S\.|USD|American|euro|Canadian|Australian)\s+)?"
    rf"['’]?(?:{MANY}|{PETTY}|\d?,?000s?)(?!\s+(?:of\s+)?(?:{GOODS}|models|users|teams|people|countries|languages))\b"
    rf"|\(\s*(?:in\s+)?(?:(?:US|USD|\$)\s*)?(?:{MANY}|{PETTY}|¢|['’]?000s?|k|m|[x×] ?1,?000)\s*\)|\b000s?\s+omitted|(?:in|as) (?:US ?)?¢"
    rf"|\b(?:USD|EUR|dollars?|\$) ?(?:thousands|millions|hundreds)\b"
    rf"|\b(?:thousands|millions|hundreds|hundredths|thousandths|tenths) of (?:a |US )?(?:dollar|cent|USD|credit)"
    rf"|[x×]\s?1,?0{{2,}}\b|[x×*]\s?10(?:\^|\*\*|-|−|⁻)|[x×]\s?0\.0*1\b|\b(?:multipl(?:y|ied)|divided?)\s+(?:them |it |all |by\s+)+\d"
    rf"|(?:以|[单単]位(?:为|是|は|[:：])?)\s*(?:千|万|百|分|角|厘|美分|セント)|(?:千|万|百)[元円]|单位[:：]?\s*分"
    rf"|(?:천|만|백)\s?(?:원|달러)\s?단위|단위\s?[:：]?\s?(?:센트|천|만|백)"
    r"|\b(?:in|en|em) (?:migliaia\b|milhares\b|mil\b|centesimi\b|centavos\b|Tsd\b|Tausend(?:ern)?\b|Mio\b|US-Cent|Euro-?[Cc]ent|Cent\b|"
    r"centimes\b|céntimos\b|miles\b|milliers\b)"
    r"|^\W*(?:US-)?(?:Cents?|¢)\W*$"
    r"|\bmultipl(?:y|ied) (?:\w+ ){0,4}by \d|[x×] ?(?:10|100)\b(?! ?[x×])",
    re.I,
)
PERCENT: Final = re.compile(
    r"\d\s?[%％]|\bper ?cent(?![A-Za-z])|\bpercent(?:age)?(?![A-Za-z])|\bpct\b|"
    r"\ba (?:third|quarter|fifth|tenth) (?:off|less|more|cheaper|dearer|on top)\b"
    r"|[\d一二三四五六七八九.]\s?折|百分之|倍率?|半額|半价|割引|\b(?:one|two|three)[- ](?:third|"
    r"quarter)s?\b|\bhalf\b|\b(?:double|twice|triple)\b",
    re.I,
)
PERCENT_OF_PRICES: Final = re.compile(
    r"\boff\b|discount|surcharge|mark-?up|\b(?:plus|minus|uplift|levy|tariff|rates?|bills?|invoices?|apply|applies|applied)\b"
    r"|\bfees?\b|\b(?:more|less|higher|lower|extra|cheaper|dearer|"
    r"on top|premium|rebate|sav(?:e|es|ed|ing|ings))\b|reduc|increas|decreas|\badd(?:s|ed|itional)?\b"
    r"|\btax|\bVAT\b|\bGST\b|pric|\bcosts?\b|charg|优惠|折|加收|上浮|下浮|下调|上调|服务费|价|费|割引|値引|引き|加算|上乗せ"
    r"|サーチャージ|半額|セール"
    r"|\bRabatt|\b(?:Auf|Zu|Ab)schlag|\b(?:ab|zu)züglich\b|\bzzgl\b|\babzgl\b|\bremis|\bréduc|\bsupplément|\bdescuento|\brecargo"
    r"|\bscont[oi]|\bdesconto|\bacréscimo|\btaxa\b|\bsupplemento|\bmaggiorazione|할인|수수료|할증|가산|추가",
    re.I,
)
MONTH: Final = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|"
    r"Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?|Januar|Februar|März|Mai|Juni|Juli|Oktober|Dezember|janvier|février|mars|avril|juin"
    r"|juillet|août|"
    r"septembre|octobre|novembre|décembre|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|novembre|dicembre"
    r"|janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro|dezembro)"
)
DAY: Final = (
    rf"(?:{MONTH}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?(?:\s+\d{{4}})?|\d{{1,2}}(?:st|nd|rd|"
    rf"th|er|\.)?\s+(?:de\s+)?{MONTH}\.?(?:,?\s+(?:de\s+)?\d{{4}})?|{MONTH}\.?\s+\d{{4}}|\d{{4}}-\d\d(?:-\d\d)?|"
    rf"\d{{1,2}}/\d{{1,2}}/\d{{2,4}}|\d{{1,2}}\.\d{{1,2}}\.\d{{4}}|Q[1-4]\s+\d{{4}}|"
    rf"\d{{4}}\s?년(?:\s?\d{{1,2}}\s?월)?(?:\s?\d{{1,2}}\s?일)?|\d{{1,2}}\s?월\s?\d{{1,2}}\s?일|"
    rf"\d{{4}}\s?年(?:\s?\d{{1,2}}\s?月)?(?:\s?\d{{1,2}}\s?日)?|\d{{1,2}}\s?月\s?\d{{1,2}}\s?日|20\d\d)"
)
DATED: Final = re.compile(
    rf"\b(?:effective|valid|applies|apply|applicable|from|starting|beginning|commencing|begins?|starts?|"
    rf"until|till|through|expir(?:es?|ing|y|ation|ed)|ends?|ending|lasts?|good|run|runs|in force|before|after|since|by|on|in"
    rf"|as of|between|"
    rf"no later than)\b[^.;。]{{0,40}}?{DAY}"
    rf"|\b(?:ab|bis|gültig|seit|vom|zum|desde|hasta|vigente|à (?:partir|compter)|jusqu['’]|applicables?|dal|fino|"
    rf"até|a partire?|válid[oa]s?|valid[oaie])\b[^.;。]{{0,40}}?{DAY}"
    rf"|\b(?:next|coming|following) (?:day|week|month|quarter|year|spring|summer|autumn|fall|winter)\b|\b(?:until|till|from"
    rf"|by) (?:the )?(?:new year|further notice)\b"
    rf"|\bnächste[nrsm]? (?:Monat|Quartal|Jahr|Woche)|(?:明年|来年|下个?月|来月|下季度|次年)"
    rf"|\b(?:prices?|pricing|rates?|tariffs?|list) (?:of |for |in )?20\d\d\b"
    rf"|{DAY}\s*(?:起|前|后|止|之前|之后|开始|生效|截止|より|から|以降|まで|時点|適用|까지|부터|이후|이전|시행|적용|기준)|(?:生效|截至|有效期|到期|自"
    rf"|于)[^。;；]{{0,12}}?{DAY}",
    re.I,
)
OF_VALIDITY: Final = re.compile(r"effective|valid|gültig|vigente|válid|valable|生效|有效|適用", re.I)
BEGINS_OR_ENDS: Final = re.compile(  # of a label: prices begin or end on a day
    r"^\W*(?:from|starting|begins?|until|till|through|expir\w*|ends?|ab|bis|à partir|jusqu|a partire?|desde|hasta|até|dal|fino)\b"
    r"|(?:まで|から|より|以降|까지|부터|이후|시행|起|止|截止)\W*(?:적용)?\W*$",
    re.I,
)
FOR_SOME: Final = re.compile(  # of a label: prices are for some people alone
    r"\b(?:only|nur|solo|sólo|réservée?s?|apenas|exclusiv\w*)\b|专享|专用|専用|向け|限定|전용|한정", re.I
)
UPDATED: Final = re.compile(
    r"updat|modif|review|publish|posted|written|checked|verified|accurate|current as of|copyright|©|last seen|revis|edited"
    r"|更新|修订|发布|版权",
    re.I,
)
UNTAXED: Final = re.compile(
    r"exclu|\bplus\b|\bbefore\b|\bwithout\b|\bnet of\b|not? includ|n['’]t includ|\bnot\b|[不未]含|税前|税抜|\+ ?(?:tax|VAT|GST)"
    r"|\b(?:zzgl|zuzüglich|ohne|netto|exkl|hors|sans|sin|sem|senza)\b|\besclus|\bexcluid|n[ãa]o inclu|no inclu|non inclus|별도|제외|미포함",
    re.I,
)
TAXED: Final = re.compile(
    r"(?:\btax(?:es|ed|able)?|\bVAT|\bGST|\bHST|\bMwSt|\bTVA|\bTTC|\bIVA|\bUSt|\bUmsatzsteuer|\bgross (?:prices?|rates?|amounts?)"
    r"|\bBruttopreise?|\bimpuestos|\bimpostos|\bimposte|\btasse)\b(?! (?:id|number|registration|code|form|invoice)\b)"
    r"|税(?!号|务)|세금|부가(?:가치)?세",
    re.I,
)
CONDITIONS: Final = (
    r"enterprise|contracts?|contractual(?:ly)?|negotiable|bespoke|by invitation|invite[- ]only|VIP|"
    r"committed|commitments?|reserved|provisioned|negotiated|"
    r"partners?|resellers?|wholesale|promo(?:tion(?:al|s)?)?|sale|discount(?:s|ed)?|"
    r"limited[- ]time|introductory|trial|launch (?:price|offer)s?|special offers?|legacy|deprecated|former|outgoing|"
    r"retired|retiring|discontinued|sunset|no longer|formerly|previous(?:ly)?|"
    r"old (?:prices?|rates?|pricing)|archived?|outdated|obsolete|superseded|expired|batch|flex|priority|"
    r"off-peak|surcharges?|mark-?ups?|examples?|illustrat(?:ive|ion)s?|samples?|hypothetical|"
    r"estimates?|estimated|internal|minimum|volume|tiered|subsidi[sz]ed|grandfathered|non-?profits?|"
    r"education(?:al)?|students?|academic|members?(?: only)?|subscribers?|existing customers|"
    r"new customers|"
    r"additional (?:fee|charge)s?|extra (?:fee|charge)s?|service fees?|platform fees?|handling|coupons?|"
    r"vouchers?|rebates?|draft|placeholder|test (?:data|prices?)|not (?:yet )?(?:in effect|final|valid|"
    r"current)|"
    r"bulk|spot|preemptible|peak|black friday|cyber monday|clearance|seasonal|early[- ]bird|pre-?orders?|pilot|on request|"
    r"agencies|affiliates|start-?ups|government|public sector|agreements?|while (?:stocks?|supplies) lasts?|"
    r"not applicable|upcoming|planned|future|proposed|tentative|competitors?|"
    r"indicative|withdrawn|historical|beta (?:prices?|pricing|rates?)|charit(?:y|ies)|reduced|last (?:year|month|quarter)(?:['’]s)?|"
    r"(?:been|was|were) replaced|exclu(?:des?|ding) [\w ]{0,20}fees?|(?:team|business|pro) plan only|"
    r"Geschäftskunden|Firmenkunden|Unternehmenskunden|Vertragskunden|Großkunden|Bestandskunden|Neukunden|Rahmenvertr\w+"
    r"|Vertragspreise?|Händler\w*|"
    r"alte[nr]? (?:Preise?|Tarife?)|frühere|ehemalige|veraltet\w*|nicht mehr|Beispiel\w*|Richtpreise?|unverbindlich"
    r"|Aktionspreise?|befristet|"
    r"Mengenrabatt\w*|réservée?s?|partenaires|entreprises|anciens? (?:prix|tarifs?)|périmés?|exemples?|indicatifs?|empresas"
    r"|ejemplos?|antiguos|"
    r"caducad[oa]s|orientativos|promocional(?:es)?|promoción|ofertas?|Mindestabnahme|promotionnels?|offres?|"
    r"vecchi[oe]?|precedenti|promozional[ei]|esempio|indicativ[ieoa]s?|aziende|rivenditori|offert[ae]|"
    r"antigos|promocionais|promoção|exemplos?|parceiros|revendedores"
)
CONDITIONS_EASTERN: Final = (
    r"企业|合同|协议价|批量|批处理|预留|促销|折扣|折后|优惠|限时|活动价|特价|会员|下线|停用|停售|旧版|旧价|原价|历史价|仅供参考"
    r"|示例|样例|估算|预估|另收|加收|附加费|服务费|"
    r"起订|最低|内测|即将|拟定|竞品|代理|渠道|"
    r"企業|法人|限定|旧(?:価格|料金|プラン|报价)|参考(?:価格|价)|契約|会員|廃止|提供終了|停止提供|演示|サンプル|キャンペーン"
    r"|期間限定|改定前|改定予定|"
    r"予定価格|見込み|概算|目安|合作伙伴|バッチ|"
    r"이전 ?(?:가격|요금)|기존|구 ?(?:가격|요금)|기업|파트너|리셀러|할인|할증|예시|참고|예상|추정|최소|회원|프로모션|한정|특가|배치|"
    r"지원 ?종료|단종|견적|대량|학생|교육용"
)
CONDITION: Final = re.compile(rf"\b(?:{CONDITIONS})\b|{CONDITIONS_EASTERN}", re.I)
OVER_TIME: Final = re.compile(
    r"(?:\b(?:per|each|every|an?) |/ ?)(?:month|mo|year|yr|week|day|hour|hr|minute|min|user|seat|member)\b"
    r"|\b(?:monthly|yearly|annual(?:ly)?|quarterly|weekly|daily|hourly)\b|[每/]\s?(?:月|年|周|天|小时|分钟)|包月|包年",
    re.I,
)
AT_ONCE: Final = frozenset(("image", "megapixel", "tile", "tile_step", "step", "million_tokens", "request"))
EACH: Final = re.compile(r"\b(?:per|each|every)\b|/|每", re.I)
BEYOND: Final = re.compile(
    rf"\b(?:first|next|over|above|beyond|more than|at least|up to|under|below|exceeding|fewer than|"
    rf"less than|minimum(?: of)?|mindestens|Mindestabnahme(?: von)?|oltre|más de|mais de|plus de|"
    rf"più di)\s+\d[\d,.]*\s?(?:k|m|thousand|million)?\s*"
    rf"(?:[a-z]+ )?{GOODS}|(?:前|超过|满|不足|"
    rf"大于|小于|最低|최소)\s*\d[\d,]*\s*{GOODS}"
    rf"|\b(?:from|starting (?:at|from)|ab|desde|da|à partir de|a partir de) (?:\d{{3,}}|\d{{1,3}}[.,]\d{{3}}) {GOODS}"
    rf"|\d{{3,}}\s*{GOODS}\s*(?:以上|から|이상|起订)",
    re.I,
)
NUMBERS: Final = re.compile(rf"{DAY}|\d[\d.,]*", re.I)
_CURRENCY_NAMES: Final = "|".join(CURRENCIES)
MAY_TELL: Final = re.compile(  # a single word: of a sentence that has none of these no pattern above finds anything in prose
    rf"{OF_PRICES.pattern}|[¢₩₹元円原원%％/／每]|积分|credits?|cents?|dollars?|{_CURRENCY_NAMES}|\b(?:per|each|every)\b|{GOODS}|{BUNDLES}"
    rf"|per ?cent|pct|third|quarter|fifth|tenth|折|百分之|倍|half|double|twice|triple|割引|半额|半額|半价|セール|サーチャージ"
    rf"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|\d{{4}}-\d\d|\d/\d{{1,2}}/\d|\d\.\d{{1,2}}\.\d{{4}}|Q[1-4]|[年月]|20\d\d"
    rf"|next|coming|following|until|till|from|year|notice|nächste|明年|来年|下个?月|来月|下季度|次年|vrier|mär|mai|juin|juil|okt|dez|août|enero|abril|ago|dic|avril|déc"
    rf"|per|cada|ogni|mil|migliaia|cem|lot[eot]|paque|pacote|confezione|[년월장회건개천만백]"
    rf"|maggio|marzo|gennaio|febbraio|luglio|giugno|ottobre|settembre|janeiro|fevereiro|março|maio|outubro|setembro|junho|julho|세|할|수수료|가산|추가|묶음"
    rf"|sconto|desconto|acréscimo|taxa|supplemento|maggiorazione|impuestos|impostos|imposte|tasse|par|por|pour|à|pro|je"
    rf"|\b(?:only|nur|solo|sólo|apenas|ab|bis|hasta|desde|até|dal|fino|miles)\b|réserv|exclusiv|专享|专用|専用|向け|限定|전용|한정"
    rf"|start|begin|through|expir|ends?\b|partir|jusqu|multipl|divid|milli|thousands|millions|hundreds|まで|から|より|以降|까지|부터|이후|시행|起|止"
    rf"|tax|VAT|GST|HST|MwSt|TVA|TTC|IVA|USt|Umsatz|gross|brutto|税|[枚回件張张]|Tsd|Mio",
    re.I,
)
