"""Language detection: on the corpora, on sentences written here, on odd text; paragraphs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotetrack.language import chinese_script, detect, runs, settle

SENTENCES = [
    # fr
    ("Le ministre a déclaré mardi que les négociations reprendraient avant la fin du mois.", "fr"),
    ("Selon elle, « rien ne justifie une telle décision », prise sans l'avis du conseil.", "fr"),
    ("Des centaines de personnes se sont rassemblées devant la mairie pour protester.", "fr"),
    ("La banque centrale a maintenu son taux directeur, ont indiqué deux sources.", "fr"),
    # de
    ("Der Minister sagte am Dienstag, die Verhandlungen sollten bald beginnen.", "de"),
    ("Nach ihren Angaben gibt es „keinen Grund“ für eine solche Entscheidung des Rates.", "de"),
    ("Hunderte Menschen versammelten sich, um gegen den Plan zu protestieren.", "de"),
    ("Laut Bericht wurden bei dem Angriff mindestens drei Soldaten verletzt.", "de"),
    # es
    ("El ministro dijo el martes que las negociaciones se reanudarían antes de fin de mes.", "es"),
    ("Según ella, «no hay ninguna razón» para tomar una decisión como esta sin consultar.", "es"),
    ("Cientos de personas se reunieron para protestar contra el plan.", "es"),
    ("El banco central mantuvo su tipo de interés, indicaron dos fuentes del gobierno.", "es"),
    # The rest of ours
    ("The minister said on Tuesday that the talks would resume before the end of the month.", "en"),
    ("Bakan salı günü görüşmelerin ay sonundan önce başlayacağını söyledi.", "tr"),
    ("Министр заявил во вторник, что переговоры возобновятся до конца месяца.", "ru"),
    ("وزیر روز سه‌شنبه گفت که مذاکرات پیش از پایان ماه از سر گرفته می‌شود.", "fa"),
    ("وقال الوزير يوم الثلاثاء إن المحادثات ستستأنف قبل نهاية الشهر الجاري.", "ar"),
    ("部长周二表示，谈判将在月底之前恢复。", "zh-Hans"),
    ("部長週二表示，談判將在月底之前恢復。", "zh-Hant"),
    # Not ours, and not to be taken for ours.
    ("Міністр заявив у вівторок, що переговори відновляться до кінця місяця.", "uk"),
    ("Министърът заяви във вторник, че преговорите ще бъдат възобновени до края на месеца.", "bg"),
    ("Министар је у уторак рекао да ће се преговори наставити до краја месеца.", "sr"),
    ("大臣は火曜日、協議は月末までに再開されるだろうと述べた。", "ja"),
    ("장관은 화요일 회담이 이달 말 이전에 재개될 것이라고 말했다.", "ko"),
    ("Il ministro ha detto martedì che i negoziati riprenderanno prima della fine del mese.", "it"),
    ("O ministro disse na terça-feira que as negociações não serão retomadas este mês.", "pt"),
    ("De minister zei dinsdag dat de onderhandelingen voor het einde van de maand beginnen.", "nl"),
    ("Minister powiedział we wtorek, że rozmowy zostaną wznowione przed końcem miesiąca.", "pl"),
    ("وزیر نے منگل کو کہا کہ مذاکرات مہینے کے آخر تک دوبارہ شروع ہوں گے۔", "ur"),
    ("Ο υπουργός δήλωσε την Τρίτη ότι οι συνομιλίες θα συνεχιστούν.", "el"),
    # Nothing tells.
    ("", None),
    ("1 + 1 = 2 😀 …", None),
    ("Özkızılcık", "tr"),
    ("\ud800", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "lang"), SENTENCES)
def test_detect(text: str, lang: str | None) -> None:
    assert detect(text) == lang


MIXED = [
    ("伊朗外长在接受 Al Jazeera 采访时对 Hamidreza Azizi 的说法表示不满。", "zh-Hans"),
    ("The Chinese word 制裁 (sanctions) was in all of the headlines of the day.", "en"),
    ("В интервью Al Jazeera он сказал, что это не так.", "ru"),
    ("Cumhurbaşkanı, The New York Times gazetesine verdiği demeçte bunu söyledi.", "tr"),
    ("日本首相（のぶ）表示，谈判不会中断，各方应当保持克制并继续对话。", "zh-Hans"),
]


@pytest.mark.parametrize(("text", "lang"), MIXED)
def test_foreign_names_do_not_decide(text: str, lang: str) -> None:
    assert detect(text) == lang


def test_menus_at_the_beginning_do_not_decide() -> None:
    menu = "Home | News | Sport | About us | Contact | Sign in\n" * 8
    assert detect(menu + "外交部发言人表示，谈判将在月底之前恢复。" * 200) == "zh-Hans"


@pytest.mark.corpus
@pytest.mark.parametrize("lang", ["zh-Hans", "zh-Hant", "en", "ru", "fa", "tr", "ar"])
def test_the_sentences_of_the_corpus(corpus: Path, lang: str) -> None:
    lines = (corpus / "flores-dev" / f"{lang}.jsonl").read_text("utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines]
    long_enough = [text for text in texts if len(text) >= (25 if lang[:2] == "zh" else 60)]
    assert len(long_enough) > 200
    right = sum(detect(text) == lang for text in long_enough)
    assert right / len(long_enough) >= 0.98


@pytest.mark.parametrize(
    ("lang", "text", "settled"),
    [
        ("zh", "他說過", "zh-Hant"),
        ("zh", "他说过", "zh-Hans"),
        ("zh_TW", "", "zh-Hant"),
        ("zh-CN", "他說過", "zh-Hans"),
        ("ZH-hant-HK", "", "zh-Hant"),
        ("en-GB", "他说过", "en"),
        ("fr", "", "fr"),
        (None, "Он сказал", "ru"),
        ("", "Он сказал", "ru"),
    ],
)
def test_settle(lang: str | None, text: str, settled: str) -> None:
    assert settle(lang, text) == settled


PARAGRAPHS = {
    "zh-Hans": "外交部发言人周二表示，谈判将在月底之前恢复，各方不应采取单方面行动。\n",
    "en": "The spokesman said on Tuesday that the talks would resume this month.\n",
    "ru": "Представитель министерства заявил, что переговоры возобновятся в этом месяце.\n",
    "fa": "سخنگوی وزارت خارجه روز سه‌شنبه گفت که مذاکرات پیش از پایان ماه از سر گرفته می‌شود.\n",
    "ar": "وقال المتحدث باسم الوزارة يوم الثلاثاء إن المحادثات ستستأنف قبل نهاية هذا الشهر.\n",
    "tr": "Bakanlık sözcüsü görüşmelerin ay sonundan önce yeniden başlayacağını söyledi.\n",
    "fr": "Le porte-parole a déclaré mardi que les négociations seraient bientôt relancées.\n",
    "de": "Der Sprecher sagte am Dienstag, die Gespräche würden für längere Zeit unterbrochen.\n",
    "es": "El portavoz declaró el martes que las conversaciones se reanudarán según el plan.\n",
}  # fmt: skip


@pytest.mark.parametrize("own", PARAGRAPHS)
@pytest.mark.parametrize("foreign", PARAGRAPHS)
def test_a_foreign_paragraph_is_a_run_of_its_own(own: str, foreign: str) -> None:
    text = PARAGRAPHS[own] * 3 + PARAGRAPHS[foreign] + PARAGRAPHS[own] * 2
    expected = [own] if own == foreign else [own, foreign, own]
    found = runs(text)
    assert [run.lang for run in found] == expected
    assert "".join(text[run.start : run.end] for run in found) == text


def test_short_foreign_lines_and_the_other_chinese_script_stay() -> None:
    text = (
        PARAGRAPHS["zh-Hans"]
        + "Al Jazeera English\n"
        + "外交部發言人週二表示，談判將在月底前恢復。\n"
    )
    assert [run.lang for run in runs(text)] == ["zh-Hans"]
    assert [run.lang for run in runs(PARAGRAPHS["en"], "en-US")] == ["en"]


@given(st.text(st.characters(exclude_categories=())))
def test_any_text(text: str) -> None:
    detect(text)
    assert chinese_script(text) in ("zh-Hans", "zh-Hant")
    for lang in (None, "en", "zh", "fa", "xx"):
        found = runs(text, lang)
        assert "".join(text[run.start : run.end] for run in found) == text
