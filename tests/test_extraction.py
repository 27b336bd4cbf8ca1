"""Text in, quotes out: the seed story, offsets, discourse, and what holds for any text."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import quotetrack
from quotetrack import Document, Quote
from quotetrack.extraction import packs
from quotetrack.extraction.finders.suffixed.suffixes import shows


def only(text: str, lang: str = "zh") -> Quote:
    found = quotetrack.extract(text, lang=lang)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.corpus
def test_the_seed_story_is_complete(corpus: Path) -> None:
    folder = corpus / "seed"
    gold = json.loads((folder / "gold.json").read_text("utf-8"))
    text = (folder / gold["document"]).read_bytes().decode("utf-8")
    found = {quote.content: quote for quote in quotetrack.extract(text)}
    optional = {tuple(map(tuple, quote["content"])) for quote in gold["optional"]}
    for wanted in gold["quotes"]:
        quote = found.pop(tuple(map(tuple, wanted["content"])))
        assert quote.kind == wanted["kind"]
        assert [list(span) for span in quote.verbatim] == wanted["verbatim"]
        assert quote.cue is not None
        assert [quote.cue.start, quote.cue.end] == wanted["cue"]
        assert quote.speaker is not None
        assert [quote.speaker.start, quote.speaker.end] == wanted["speaker"]
        for field in ("who", "description", "addressee", "expert"):
            assert getattr(quote, field) == wanted[field], (field, quote.text)
    assert set(found) <= optional


DECORATIONS = {
    "emoji": "\U0001f6a2\U0001f468\u200d\U0001f469\u200d\U0001f467 ",
    "astral": "\U00020bb7\U0002a6b2。",
    "combining": "e\u0301a\u0308。",
    "crlf": "第一行。\r\n\r\n",
    "nul": "\x00\x00。",
    "tabs": "\t\t",
    "rtl marks": "\u200f\u202bשלום\u202c。",
    "bom": "\ufeff",
    "line separator": "一。\u2028",
}


@pytest.mark.parametrize("name", DECORATIONS)
def test_offsets_are_code_points_whatever_stands_before(name: str) -> None:
    text = DECORATIONS[name] + "商会会长沈怀远表示：“订单\U0001f600已经排到九月。”"
    quote = only(text)
    start, end = quote.content[0]
    assert text[start:end] == quote.text == "订单\U0001f600已经排到九月。"
    assert quote.speaker is not None
    assert text[quote.speaker.start : quote.speaker.end] == quote.speaker.text == "沈怀远"
    assert quote.cue is not None
    assert text[quote.cue.start : quote.cue.end] == quote.cue.text == "表示"


ZWNJ = "\u200c"
IN_OTHER_SCRIPTS = [
    # language, what stands before, the sentence, what is said, who says it, the cue
    (
        "fa",
        "سال نو.",
        f"نگار رستگار می{ZWNJ}گوید: «پل\U0001f600 تا بهار آماده می{ZWNJ}شود.»",
        f"پل\U0001f600 تا بهار آماده می{ZWNJ}شود.",
        "نگار رستگار",
        f"می{ZWNJ}گوید",
    ),
    (
        "fa",
        "سال نو.",
        "\u202bنگار رستگار گفت که پل مُحکَم است و بسته نمی\u200fشود.\u202c",
        "پل مُحکَم است و بسته نمی\u200fشود",
        "نگار رستگار",
        "گفت",
    ),
    (
        "tr",
        "Yeni yıl.",
        "Belediye başkanı Deniz Aksoy, “Köprü\U0001f600 sag\u0306lam, \u200fkapanmayacak.” dedi.",
        "Köprü\U0001f600 sag\u0306lam, \u200fkapanmayacak.",
        "Deniz Aksoy",
        "dedi",
    ),
    (
        "tr",
        "Yeni yıl.",
        "\u200fDeniz Aksoy’un açıklamasının ardından\tBelediye, yolun\x00 mayısta açılacağını\u200f duyurdu.",
        "yolun\x00 mayısta açılacağını",
        "Belediye",
        "duyurdu",
    ),
    (
        "ru",
        "Новый год.",
        "«Мост\U0001f600 вы\u0301держит, \u200fего проверили», — сказала мэр Анна Ремизова.",
        "Мост\U0001f600 вы\u0301держит, \u200fего проверили",
        "Анна Ремизова",
        "сказала",
    ),
    (
        "ru",
        "Новый год.",
        "\u200fМэр\tАнна Ремизова сообщила, что дорогу\u200f от\x00кроют в мае.",
        "дорогу\u200f от\x00кроют в мае",
        "Анна Ремизова",
        "сообщила",
    ),
    (
        "ar",
        "عام جديد.",
        "وقالت المديرةُ منى الخطيب: «الجسر\U0001f600 متينٌ جدًّا.»",
        "الجسر\U0001f600 متينٌ جدًّا.",
        "منى الخطيب",
        "قالت",
    ),
    (
        "ar",
        "عام جديد.",
        "\u202bوأكّـــدت منى الخطيب أنّ الجسر مَتِين\u200f ولن يغلق.\u202c",
        "الجسر مَتِين\u200f ولن يغلق",
        "منى الخطيب",
        "أكّـــدت",
    ),
    (
        "fr",
        "Bonne année.",
        "« Le pont\U0001f600 re\u0301siste, \u200fil tiendra », a assuré la maire Claire Vasseur.",
        "Le pont\U0001f600 re\u0301siste, \u200fil tiendra",
        "Claire Vasseur",
        "a assuré",
    ),
    (
        "fr",
        "Bonne année.",
        "La maire\tClaire Vasseur affirme que la route\u200f rou\x00vrira en mai.",
        "la route\u200f rou\x00vrira en mai",
        "Claire Vasseur",
        "affirme",
    ),
    (
        "de",
        "Frohes Jahr.",
        "„Die Bru\u0308cke\U0001f600 ha\u0308lt, \u200fsie ist geprüft“, sagte Landrätin Jana Feldmann.",
        "Die Bru\u0308cke\U0001f600 ha\u0308lt, \u200fsie ist geprüft",
        "Jana Feldmann",
        "sagte",
    ),
    (
        "de",
        "Frohes Jahr.",
        "Landrätin\tJana Feldmann betonte, dass die Straße\u200f im M\x00ai öffne.",
        "die Straße\u200f im M\x00ai öffne",
        "Jana Feldmann",
        "betonte",
    ),
    (
        "es",
        "Feliz año.",
        "«El puente\U0001f600 aguantara\u0301, \u200flo revisaron», dijo la alcaldesa Lucía Robledo.",
        "El puente\U0001f600 aguantara\u0301, \u200flo revisaron",
        "Lucía Robledo",
        "dijo",
    ),
    (
        "es",
        "Feliz año.",
        "La alcaldesa\tLucía Robledo informó de que la vía\u200f ab\x00rirá en mayo.",
        "la vía\u200f ab\x00rirá en mayo",
        "Lucía Robledo",
        "informó",
    ),
]


@pytest.mark.parametrize("name", DECORATIONS)
@pytest.mark.parametrize(
    ("lang", "lead", "sentence", "said", "speaker", "cue"),
    IN_OTHER_SCRIPTS,
    ids=[f"{row[0]}-{number}" for number, row in enumerate(IN_OTHER_SCRIPTS)],
)
def test_offsets_are_code_points_in_other_scripts(
    name: str, lang: str, lead: str, sentence: str, said: str, speaker: str, cue: str
) -> None:
    text = f"{lead}\n{DECORATIONS[name]}\n{sentence}\r\n"
    [quote] = quotetrack.extract(text, lang=lang)
    assert text[slice(*quote.content[0])] == quote.text == said
    assert quote.speaker is not None
    assert text[quote.speaker.start : quote.speaker.end] == quote.speaker.text == speaker
    assert quote.cue is not None
    assert text[quote.cue.start : quote.cue.end] == quote.cue.text == cue


STANCES = [
    ("市长卢明哲否认收受过任何礼物。", "denies"),
    ("市长卢明哲问：“谁来付钱？”", "asks"),
    ("市长卢明哲呼吁市民节约用水。", "urges"),
    ("市长卢明哲表示，水库仍有存水。", "asserts"),
]


@pytest.mark.parametrize(("text", "stance"), STANCES)
def test_a_denial_is_no_claim(text: str, stance: str) -> None:
    assert only(text).stance == stance


def test_a_surname_is_the_full_name_of_the_document() -> None:
    quotes = quotetrack.extract(
        "气象学家艾伦·菲舍尔表示，冷空气周末抵达。\n\n菲舍尔说：“带上雨伞。”\n\n他补充道：“还有外套。”",
        lang="zh",
    )
    assert [quote.who for quote in quotes] == ["艾伦·菲舍尔"] * 3
    assert [quote.description for quote in quotes] == ["气象学家"] * 3


def test_he_is_whom_the_sentence_before_is_about() -> None:
    quotes = quotetrack.extract(
        "海事专家周启明说：“航道很安全。”不过，前舰长、现任研究员的彼得·兰格尔则不同意。在他看来，护航“代价太高”。"
        "兰格尔告诉记者：“这笔账谁都会算。”",
        lang="zh-Hans",
    )
    assert [quote.who for quote in quotes] == ["周启明", "彼得·兰格尔", "彼得·兰格尔"]


WHO_SPOKE = {
    "教练说，球队输在细节，王刚赛后补充：“还有体能。”": ["教练", "王刚"],
    "主帅罗西谈到伤情时表示：“他需要休息。”": ["罗西"],
    "疾控司司长素帕春在发布会上说，疫情“可控”。": ["素帕春"],
    "彼得·兰格尔得知后表示：“很意外。”": ["彼得·兰格尔"],
}


@pytest.mark.parametrize("text", WHO_SPOKE)
def test_a_name_ends_where_other_words_begin(text: str) -> None:
    assert [quote.who for quote in quotetrack.extract(text, lang="zh")] == WHO_SPOKE[text]


def test_a_paragraph_that_is_only_a_quotation_goes_on_with_the_last_speaker() -> None:
    quotes = quotetrack.extract("沈怀远说：“订单排到了九月。”\n\n“十月还不知道。”", lang="zh")
    assert [(quote.who, quote.speaker is None) for quote in quotes] == [
        ("沈怀远", False),
        ("沈怀远", True),
    ]


def test_nobody_has_spoken_before_words_that_may_go_on() -> None:
    """The first words are a quotation of somebody whom nothing names; the next have a speaker."""
    first, second = quotetrack.extract("否认“路断了”“大家都走吧。”市长摇头。", lang="zh")
    assert (first.text, first.who) == ("路断了", None)
    assert (second.text, second.who) == ("大家都走吧。", "市长")


@pytest.mark.parametrize(
    ("lang", "text", "who"),
    [  # each a sign too many, where a rule or a noun phrase ends
        ("tr", "Danışman Ada 'Kaya, yolun açılacağını söyledi.", "Ada 'Kaya"),
        ("fa", "مادرش .که نگران بود گفت که پل باز می‌شود.", "که نگران"),
        ("de", ",, sagt die Leiterin der Brücke, dass die Arbeiten weitergehen", "Leiterin der Brücke"),
        ("ar", '،"\n" حذرت من أن الجسر مغلق،،"،ومع ذلك', None),
    ],
)  # fmt: skip
def test_a_sign_too_many_breaks_nothing(lang: str, text: str, who: str | None) -> None:
    (quote,) = quotetrack.extract(text, lang=lang)
    assert all(start < end for start, end in quote.content)
    assert quote.who == who


def test_words_that_two_cues_may_report_are_one_quotation() -> None:
    (quote,) = quotetrack.extract(
        "Manager Ola Brandt says the road is shut and wide,, husband Joel told the paper.",
        lang="en",
    )
    assert quote.who == "Ola Brandt"


def test_who_is_quoted_by_another_is_the_source() -> None:
    quote = only("路透社援引商会会长沈怀远的话说，订单已经排到九月。")
    assert quote.who == "沈怀远"


NOT_QUOTED = [
    "他买了一本叫做“海”的小说。",
    "所谓“海怪”，其实是一段渔网。",
    "“一带一路”沿线的港口建设提速。",
    "据悉，桥今年修完。",
    "他对来访的客人表示欢迎。",
    "这条道路通往码头。",
]


@pytest.mark.parametrize("text", NOT_QUOTED)
def test_words_in_marks_that_nobody_says(text: str) -> None:
    assert quotetrack.extract(text, lang="zh") == []


def test_traditional_and_simplified_give_the_same() -> None:
    simplified = only("商会会长沈怀远表示：“订单已经排到九月。”")
    traditional = only("商會會長沈懷遠表示：「訂單已經排到九月。」")
    assert simplified.lang == "zh-Hans"
    assert traditional.lang == "zh-Hant"
    assert traditional.who == "沈懷遠"
    assert traditional.description == "商會會長"
    assert (simplified.rule, simplified.content) == (traditional.rule, traditional.content)


def test_what_a_word_shows_is_remembered_as_the_patterns_say() -> None:
    pack = packs.load("tr")
    for word in ("kaya'nın", "yolunu", "maçının", "açıklamada", "geldiğini", "bakan") * 2:
        for name in ("genitive", "oblique", "oblique_name", "relative", "reported_verb"):
            assert shows(pack, name, word) is (pack.patterns[name].search(word) is not None)


def test_no_pack_no_quotes() -> None:
    assert quotetrack.extract("彼は「行こう」と言った。", lang="ja") == []


ANYTHING = st.text(
    alphabet=st.one_of(
        st.sampled_from(
            "“”\"'‘’「」『』«»，。：；！？.,:;!?()（）《》—-\n\r\t 的他她说表示称据道saidthe·"
        ),
        st.characters(),
    ),
    max_size=300,
)


@pytest.mark.parametrize("lang", [None, *sorted(packs.available())])
@settings(max_examples=60, deadline=None)
@given(text=ANYTHING)
def test_any_text_gives_quotes_inside_it(lang: str | None, text: str) -> None:
    document = Document(text=text, id="x", lang=lang)
    quotes = quotetrack.extract(document)
    for quote in quotes:
        assert quote.content
        last = 0
        for start, end in quote.content:
            assert last <= start < end <= len(text)
            last = end
        for start, end in quote.verbatim:
            assert any(low <= start < end <= high for low, high in quote.content)
        assert (quote.kind == "indirect") == (not quote.verbatim)
        for mention in (quote.cue, quote.speaker):
            if mention is not None:
                assert text[mention.start : mention.end] == mention.text != ""
    assert [quote.content[0].start for quote in quotes] == sorted(
        quote.content[0].start for quote in quotes
    )
    assert len({quote.id for quote in quotes}) == len(quotes)
    assert quotetrack.extract(document) == quotes


def test_a_paragraph_in_another_language_is_read_with_its_own_pack() -> None:
    chinese = "商会会长沈怀远表示：“订单已经排到九月，码头每天都在加班。”\n\n"
    english = "“The port is full until September,” harbour master Ann Weller said on Monday.\n\n"
    text = chinese + english + "沈怀远说，十月的情况还不清楚，要看新的航线能不能按时开通。\n"
    quotes = quotetrack.extract(text)
    assert [(quote.lang, quote.who) for quote in quotes] == [
        ("zh-Hans", "沈怀远"),
        ("en", "Ann Weller"),
        ("zh-Hans", "沈怀远"),
    ]
    for quote in quotes:
        assert quote.text == " … ".join(text[start:end] for start, end in quote.content)


def test_a_user_may_bring_a_pack(tmp_path: Path) -> None:
    source = Path(packs.__file__).parent / "packs" / "en.toml"
    (tmp_path / "xx.toml").write_text(
        source.read_text("utf-8").replace('tag = "en"', 'tag = "xx"', 1), "utf-8"
    )
    text = '"The port is full," harbour master Ann Weller said.'
    script = "import quotetrack, sys; print([q.rule for q in quotetrack.extract(sys.argv[1], lang='xx')])"
    done = subprocess.run(
        [sys.executable, "-c", script, text],
        env={**os.environ, "QUOTETRACK_PACKS": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "['xx.quote-source-cue']"


def test_he_is_whom_the_sentence_before_names_if_the_gender_fits() -> None:
    quotes = quotetrack.extract(
        "“The tide turned early,” said Anna Sorrel, a pilot.\n"
        "Ned Tilling, who runs the bakery, shook his head.\n"
        "“It always turns early,” he said. “Ask the baker.”\n"
        "The old mill was quiet. “So is the bakery,” she said.",
        lang="en",
    )
    assert [quote.who for quote in quotes] == [
        "Anna Sorrel",
        "Ned Tilling",
        "Ned Tilling",
        "Anna Sorrel",
    ]
