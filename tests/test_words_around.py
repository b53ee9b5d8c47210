"""Words around prices in eight languages: those that change what a price means are known, and what says nothing of prices is let be."""

import pytest

from schema.surroundings import signals_of_frame, signals_of_prose, telling

FRAMES = {
    "de": "Preise in Schweizer Franken|Preise je 1.000 Bilder|Angaben in Cent|inkl. MwSt.|gültig bis 31. März 2027|alte Preise|Mindestabnahme 1000 Bilder",
    "fr": "Tarifs en dollars canadiens|Prix par lot de 10 images|Montants en centimes|TTC|à partir du 1er mars 2027|prix promotionnels|20 % de remise",
    "es": "Precios en pesos mexicanos|Por cada mil imágenes|Importes en céntimos|impuestos incluidos|a partir del 1 de marzo de 2027|precios promocionales",
    "it": "Prezzi in franchi svizzeri|Ogni 1000 immagini|Importi in centesimi|IVA inclusa|dal 1 marzo 2027|vecchi prezzi|listino rivenditori|sconto del 20 %",
    "pt": "Preços em dólares canadenses|Por mil imagens|Valores em centavos|com impostos inclusos|válido até 31 de março de 2027|preços antigos|para parceiros",
    "zh": "价格以加元计|每千张图片|单位：分|价格含税|2027年3月1日起生效|企业客户专享|八折优惠|最低1000张起订|合作伙伴价",
    "ja": "価格はカナダドル|千枚ごとの料金|単位：セント|税込|2027年3月31日まで|法人向け|2割引|バッチ料金",
    "ko": "가격은 캐나다 달러 기준|1,000장당|단위: 센트|부가세 포함|2027년 3월 1일부터 적용|기업 고객용|20% 할인|이전 가격|지원 종료",
}
SENTENCES = {
    "en": "Enterprise only.|Starting January 2027.|Expires on 12/31/2026.|In thousands.|From 10,000 images.",
    "de": "Ab 1. Februar 2027.|Nur für Geschäftskunden.|Die Preise gelten je 100 Bilder.",
    "it": "Ogni 1000 immagini.|In migliaia.|Solo per aziende.|I prezzi includono uno sconto del 20 %.",
    "pt": "Por mil imagens.|Apenas para empresas.|Os preços têm um acréscimo de 10 %.",
    "ko": "1,000장당.|기업 전용.|가격에 10% 수수료가 추가됩니다.|가격은 캐나다 달러입니다.",
    "ja": "10枚セット。|法人向け。|2027年3月31日まで。",
    "zh": "最低1000张起订。|企业客户专享。",
}
NOTHING = (
    "Our team answers within a day.", "Made with care in 2026.", "Only the best images.", "Start today.", "From idea to image.", "Wir antworten schnell.",
    "Unser Angebot für alle.", "Notre équipe répond vite.", "Nuestro equipo responde pronto.", "Il nostro team risponde presto.", "Nossa equipe responde logo.",
    "我们的团队一天内回复。", "私たちのチームが対応します。", "우리 팀이 하루 안에 답합니다.", "The model was trained in 2025.", "Ends with a smile.", "37 models to choose from.",
)  # fmt: skip
UNTAXED = (
    "zzgl. MwSt.",
    "Preise ohne Umsatzsteuer",
    "hors TVA",
    "IVA no incluido",
    "IVA esclusa",
    "sem impostos",
    "税抜",
    "부가세 별도",
    "Prices exclude VAT",
)


def each(words):
    return [(language, one) for language, several in words.items() for one in several.split("|")]


@pytest.mark.parametrize(("language", "words"), each(FRAMES))
def test_a_frame_says_something_of_its_prices_in_every_language(language, words):
    """A caption, a group row or a heading with these words holds what stands under it."""
    assert signals_of_frame(words), (language, words)


@pytest.mark.parametrize(("language", "words"), each(SENTENCES))
def test_a_short_sentence_says_so_as_well(language, words):
    """A label in a section, and one that names the prices."""
    assert list(telling([words])) and signals_of_prose(words), (language, words)


@pytest.mark.parametrize("words", NOTHING)
def test_a_sentence_about_something_else_says_nothing(words):
    """However short it is."""
    assert signals_of_prose(words) == frozenset()


@pytest.mark.parametrize("words", UNTAXED)
def test_prices_before_taxes_are_what_is_compared(words):
    """Nearly everybody prints them so, and says it."""
    assert signals_of_frame(words) == frozenset()
