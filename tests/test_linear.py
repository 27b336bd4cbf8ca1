"""Texts made to be slow take time in proportion to their length, and nothing raises on them.

CPU time, the best of a few runs: a busy machine makes single runs slower, never faster.
"""

from __future__ import annotations

import gc
import random
import time
from collections.abc import Callable

import pytest

from quotetrack import extract
from quotetrack.extraction import packs

WORST_DOUBLING = 2.5
RUNS = 2
ATTEMPTS = 3
SMALL = 40_000  # characters: enough to time, too few for anything linear to be slow
LARGE = 500_000


def repeat(unit: str) -> Callable[[int], str]:
    return lambda size: (unit * (size // len(unit) + 1))[:size]


def random_unicode(size: int) -> str:
    """Any code points, lone surrogates included."""
    chance = random.Random(1)
    return "".join(
        chr(chance.choice((0x300, 0x3000, 0xFFFF, 0x10FFFF)) - chance.randrange(0x300))
        for _ in range(size)
    )


def random_marks(size: int) -> str:
    """Marks, cues, names and breaks in any order: everything that starts some work."""
    chance = random.Random(2)
    pieces = [
        "“",
        "”",
        '"',
        "「",
        "」",
        "'",
        "‘",
        "’",
        "说",
        "王芳",
        "：",
        "，",
        "。",
        "\n",
        " said ",
        "Mr Smith ",
        ", ",
        ". ",
        "according to ",
        "据",
        "告诉",
        "that ",
        "（",
        "）",
        "的",
        "他",
    ]
    made = ""
    while len(made) < size:
        made += "".join(chance.choices(pieces, k=1000))
    return made[:size]


def people(size: int) -> str:
    """Everybody speaks once, and nobody has the name of another."""
    chance = random.Random(3)
    made = []
    while 60 * len(made) < size:
        first, last = ("".join(chance.choices("abdegiklmnorstuv", k=5)).title() for _ in "12")
        made.append(
            f"{first} {last} shook her head. “No,” she said. 维{chance.choice('安伯德')}·塔{first}说：“不。”"
        )
    return " ".join(made)[:size]


MADE_TO_BE_SLOW = {
    "many people": people,
    "opening marks": repeat("“"),
    "closing marks": repeat("”"),
    "straight marks": repeat('"'),
    "apostrophes": repeat("'"),
    "opening marks of several types": repeat("“「『«„‘"),
    "an opening mark a line": repeat("“他\n"),
    "nested brackets": lambda size: "「" * (size // 2) + "」" * (size // 2),
    "nested round brackets": lambda size: "（" * (size // 2) + "）" * (size // 2),
    "a paragraph in the first person": repeat("“我在这里，我不走，我们都在。” “I am here, and we stay.” "),
    "one cue": repeat("说"),
    "a cue with a colon": repeat("说："),
    "an English cue": repeat("said "),
    "according to": repeat("according to "),
    "a cue and spaces": repeat("She said" + " " * 3000 + "no. "),
    "quoted words between words": repeat("Words “one” and 说“好”"),
    "a closing mark a line": repeat("”\n"),
    "dashes": repeat(" — so"),
    "one word that a sign ends": lambda size: "ا" * size + "ً",
    "a name": repeat("王芳"),
    "a transliterated name": repeat("基里尔·谢苗诺夫"),
    "interpuncts": repeat("尔·"),
    "an English name": repeat("Kirill Semenov "),
    "initials": repeat("J. "),
    "names and cues": repeat("王芳说“好”，"),
    "an English sentence": repeat("\"Yes,\" Mr Smith said. "),
    "one line without punctuation": repeat("专家表示经济增长正在放缓记者了解到"),
    "one English line without punctuation": repeat("the experts said that growth was slowing and "),
    "one word": repeat("a"),
    "one Chinese character": repeat("的"),
    "capitals": repeat("A"),
    "spaces": repeat(" "),
    "line breaks": repeat("\n"),
    "full stops": repeat("。"),
    "commas": repeat("，"),
    "combining marks": repeat("\N{COMBINING ACUTE ACCENT}"),
    "right-to-left marks": repeat("\N{RIGHT-TO-LEFT MARK}"),
    "digits": repeat("1"),
    "random Unicode": random_unicode,
    "random marks and cues": random_marks,
}  # fmt: skip
LANGUAGES = ["zh", "en"]


OWN_WORDS = [
    ("fa", "«نه»، آقای کریمی گفت. "),
    ("fa", "کارشناسان گفتند که رشد کند شده است و "),
    ("fa", "وزیر این گزارش را "),
    ("fa", "رضا کریمی زاده "),
    ("fa", "وزیر خارجه، رضا کریمی، "),
    ("fa", "اما ساکنان می‌گویند "),
    ("fa", "به گفته ی "),
    ("fa", "شده، که "),
    ("tr", "Kaya, “Hayır” dedi. "),
    ("tr", "Bakan Ada Kaya, yolun açılacağını belirterek "),
    ("tr", "Uzmanlara göre yolun bakanlığın başkanının "),
    ("tr", "Ada Kaya ve "),
    ("tr", "bir araya gelen "),
    ("tr", "Bakan geldi, "),
    ("ru", "«Нет», — сказал Лунин. "),
    ("ru", "Эксперты сообщили, что рост замедлился и "),
    ("ru", "По словам Лунина, не видевшего отчёта, "),
    ("ru", "глава комитета Анна Лунина, которая "),
    ("ru", "В мэрии решение "),
    ("ru", "Анна Лунина и "),
    ("ar", "«نعم»، قالت السيدة الخطيب. "),
    ("ar", "قال الخبراء إن النمو تباطأ و"),
    ("ar", "وصف الوزير القرار بأنه "),
    ("ar", "منى الخطيب "),
    ("ar", "قالت المتحدثة لكريم وكريم "),
    ("ar", "وأضافت أن الجسر متين. "),
    ("ar", "وفقا لوزير الأشغال، كريم صالح، "),
    ("ar", "الذي قال "),
    ("fr", "« Non », a dit Mme Vial. "),
    ("fr", "Les experts affirment que la croissance ralentit et "),
    ("fr", "« Oui, dit le maire, « "),
    ("fr", "le maire, Jean Vial, qui, lui, "),
    ("fr", "selon la source de la direction du ministère "),
    ("fr", "a encore aussi également "),
    ("de", "„Nein“, sagte Frau Krause. "),
    ("de", "Er habe nichts gewusst. Man sei, "),
    ("de", "Die Experten erklärten, dass das Wachstum nachlasse, und "),
    ("de", "der Sprecher der Stadt der Leiterin des Amtes "),
    ("de", "teilte die Polizei "),
    ("de", "nach Angaben der Uwe Krause, "),
    ("es", "«No», dijo la señora Gil. "),
    ("es", "Los expertos afirman que el crecimiento se frena y "),
    ("es", "—No —dijo Ana Gil—. "),
    ("es", "el alcalde, Juan Gil, que, según "),
    ("es", "el informe de la dirección del ministerio de "),
    ("es", "Añadió que. "),
]


NAMED = {  # nobody has the name of another; {0} is a first name, {1} and {2} are family names
    "zh": "{0}·{1}说：“不。”{1}表示，路不通。",
    "en": "{0} {2} {1} is there. “No,” {0} {1} said. {1} added that it was shut. ",
    "ru": "Глава города {0} {1} приехал. Он сообщил, что дороги нет. «Нет», — добавил {1}. ",
    "fa": "{0} {2} {1} آمد و رفت. {0} {1} گفت که راه بسته است. «نه»، {1} افزود. ",
    "tr": "{0} {2} {1} geldi ve gitti. {0} {1}, “Hayır” dedi. {1}, yolun kapalı olduğunu söyledi. ",
    "ar": "{0} {2} {1} جاء وذهب. قال {0} {1} إن الطريق مغلق. «لا»، قال {1}. ",
    "fr": "La maire {0} {1} est là. Elle affirme que oui. « Non », a dit {0} {2} {1}. ",
    "de": "Die Sprecherin {0} {1} kam. Sie sagte, es sei so. „Nein“, sagte {0} {2} {1}. ",
    "es": "La alcaldesa {0} {1} vino. Dijo que sí. «No», dijo {0} {2} {1}. ",
}
SYLLABLES = {
    "zh": "尔 斯 特 克 安 维 伯 德 塔 罗 拉 米",
    "ru": "бан вед гол дин кон лев мар ник пол рас сар тим",
    "fa": "با تو جا دی رو سا شی عا فو کی لا مو",
    "ar": "با تو جا دي رو سا شي عا فو كي لا مو",
}
LATIN = "ban ved gol din kon lev mar nik pol ras sar tim"


def of_their_own_names(lang: str) -> Callable[[int], str]:
    """One line in which a sentence of a language comes again and again, each time with new names."""
    syllables = SYLLABLES.get(lang, LATIN).split()
    chance = random.Random(4)

    def name() -> str:
        return "".join(chance.choices(syllables, k=3)).title()

    def make(size: int) -> str:
        made = ""
        while len(made) < size:
            made += "".join(NAMED[lang].format(name(), name(), name()) for _ in range(100))
        return made[:size]

    return make


def seconds(text: str, lang: str | None) -> float:
    best = float("inf")
    for _ in range(RUNS):
        gc.collect()
        gc.freeze()  # what other tests left in this process is not the extraction's to collect
        started = time.process_time()
        extract(text, lang=lang)
        best = min(best, time.process_time() - started)
        gc.unfreeze()
    return best


def assert_linear(make: Callable[[int], str], size: int, lang: str | None, doublings: int) -> None:
    """Several doublings are timed as one: their mean is steadier than each of them.

    What fails is timed again: a neighbour on the machine disturbs one measurement, not three.
    """
    bound = WORST_DOUBLING**doublings
    measured = []
    for _ in range(ATTEMPTS):
        short, long = seconds(make(size), lang), seconds(make(size * 2**doublings), lang)
        if long <= bound * short:
            return
        measured.append(f"{short:.3f} s grew to {long:.3f} s")
    pytest.fail(f"more than {bound:g} times, each time: {', '.join(measured)}")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", MADE_TO_BE_SLOW)
def test_time_grows_with_length(name: str, lang: str) -> None:
    assert_linear(MADE_TO_BE_SLOW[name], SMALL, lang, doublings=2)


@pytest.mark.parametrize(("lang", "unit"), OWN_WORDS)
def test_time_grows_with_length_in_its_own_words(lang: str, unit: str) -> None:
    assert_linear(repeat(unit), SMALL // 2, lang, doublings=2)


@pytest.mark.parametrize("lang", NAMED)
def test_time_grows_with_length_where_every_name_is_new(lang: str) -> None:
    assert_linear(of_their_own_names(lang), SMALL // 2, lang, doublings=2)


@pytest.mark.slow
@pytest.mark.benchmark
@pytest.mark.parametrize("name", MADE_TO_BE_SLOW)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_million_characters_are_as_linear(name: str, lang: str) -> None:
    assert_linear(MADE_TO_BE_SLOW[name], LARGE, lang, doublings=1)


@pytest.mark.slow
@pytest.mark.benchmark
@pytest.mark.parametrize("lang", [None, *sorted(packs.available() - set(LANGUAGES))])
@pytest.mark.parametrize("name", MADE_TO_BE_SLOW)
def test_the_other_languages_are_linear(name: str, lang: str | None) -> None:
    assert_linear(MADE_TO_BE_SLOW[name], SMALL, lang, doublings=2)
