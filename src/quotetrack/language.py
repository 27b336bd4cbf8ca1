"""Which language a text is in: scripts, letters and small words; no network, no model.

The words and letters are in data/languages.toml. A tag is BCP 47: zh-Hans, zh-Hant, en, ru, fa,
tr, ar, fr, de, es; others (uk, ja, ko, it …) are told so that they are not taken for one of these.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from quotetrack.scripts import COMMON, SCRIPTS, letters_of, main_script

# A document shows its language in this much of its beginning, middle and later part; pages begin
# with menus and end with links, so no one place is enough.
SAMPLE_CHARS = 600
# A foreign paragraph shorter than this (in letters) stays with its document: names, titles, links.
MIN_FOREIGN_LETTERS = 40
MIN_FOREIGN_HAN = 12
CLEAR_MAJORITY = 1.5
# A distinctive letter against a small word; measured on sentences of 60 characters and more.
LETTER_WEIGHT = 0.5

_LATIN = ("en", "fr", "de", "es", "tr")
_WORDS = re.compile(r"[^\W\d_]+")
# Letters of a script without a single small word: a headline of one of these, most likely.
_UNMARKED = {"cyrillic": "ru", "arabic": "ar"}
_TAGS = {"cn": "zh-Hans", "sg": "zh-Hans", "tw": "zh-Hant", "hk": "zh-Hant", "mo": "zh-Hant"}


class Run(NamedTuple):
    """Paragraphs `text[start:end]` in one language; `lang` is None where nothing tells."""

    start: int
    end: int
    lang: str | None


class _Features(NamedTuple):
    """How the languages of one script are told apart: what each word and letter speaks for."""

    words: dict[str, tuple[str, ...]]
    letters: dict[str, tuple[str, ...]]
    any_letter: re.Pattern[str]


def detect(text: str) -> str | None:
    """The tag of the language that most of the text is in, or None where nothing tells.

    >>> [detect(t) for t in ("他说，制裁无效。", "他說，制裁無效。", "He said that it was.")]
    ['zh-Hans', 'zh-Hant', 'en']
    >>> detect("او گفت که تحریم‌ها مؤثر نیست"), detect("وقال إن العقوبات لم تنجح"), detect("1 + 1")
    ('fa', 'ar', None)
    """
    sample = _sample(text)
    script = main_script(sample)
    if script is None:
        return None
    if script == "han":
        return chinese_script(sample)
    return _by_features(sample, script) if script in COMMON else script


def chinese_script(text: str) -> str:
    """zh-Hant or zh-Hans, by the characters that only one of the two has; zh-Hans if neither.

    >>> chinese_script("后天在台上"), chinese_script("後天在臺上"), chinese_script("奧馬爾说过这话")
    ('zh-Hans', 'zh-Hant', 'zh-Hans')
    """
    traditional, simplified = _only_traditional_or_simplified()
    found = len(traditional.findall(text))
    return "zh-Hant" if found and found > len(simplified.findall(text)) else "zh-Hans"


def settle(lang: str | None, text: str) -> str | None:
    """The tag to read a text with: what was asked for in its shortest form, else what is detected.

    `zh` alone means either script; a region says which, and other regions make no difference.

    >>> settle("zh", "他說"), settle("zh-TW", "他"), settle("en-US", ""), settle(None, "这是他说的")
    ('zh-Hant', 'zh-Hant', 'en', 'zh-Hans')
    """
    if not lang:
        return detect(text)
    parts = lang.replace("_", "-").lower().split("-")
    if parts[0] != "zh":
        return parts[0]
    for part in parts[1:]:
        if part in ("hans", "hant"):
            return f"zh-{part.title()}"
        if part in _TAGS:
            return _TAGS[part]
    return chinese_script(_sample(text))


def runs(text: str, lang: str | None = None) -> list[Run]:
    """The text cut where the language changes from one paragraph (line) to the next.

    The runs cover the text without gap. `lang` is the document's language (detected if None), and
    a paragraph counts as foreign only if it is long enough to be sure of. A document in a single
    language costs a scan or two for what would be foreign in it. The two Chinese scripts are one
    language here, for a quotation in traditional characters is read as well in either.

    >>> text = "他说，制裁无效。\\nA spokesman said on Monday that the talks would go on."
    >>> [(text[start:end][:5], lang) for start, end, lang in runs(text, "zh")]
    [('他说，制裁', 'zh-Hans'), ('A spo', 'en')]
    """
    lang = settle(lang, text)
    whole = [Run(0, len(text), lang)]
    if lang is None or not _may_hold_foreign(text, lang):
        return whole
    found: list[Run] = []
    for start, end in _paragraphs(text):
        tag = _foreign(text[start:end], lang) or lang
        if found and found[-1].lang == tag:
            found[-1] = Run(found[-1].start, end, tag)
        else:
            found.append(Run(start, end, tag))
    return found or whole


def _sample(text: str) -> str:
    length = len(text)
    if length <= 3 * SAMPLE_CHARS:
        return text
    middle, later = length // 2, length * 3 // 4
    return "\n".join(
        (
            text[:SAMPLE_CHARS],
            text[middle : middle + SAMPLE_CHARS],
            text[later : later + SAMPLE_CHARS],
        )
    )


def _by_features(text: str, script: str) -> str | None:
    """The language of this script that most small words and distinctive letters speak for."""
    scores = _scores(text, script)
    best = max(scores, key=scores.__getitem__)
    return best if scores[best] else _UNMARKED.get(script)


def _scores(text: str, script: str) -> dict[str, float]:
    features = _features(script)
    # İ lowers to two code points, of which the second would cut the word.
    lowered = text.replace("İ", "i").lower()
    # In the order of the table, so that a tie goes to the more frequent language.
    scores = dict.fromkeys(_data()[script], 0.0)
    known = features.words
    for word in [word for word in _WORDS.findall(lowered) if word in known]:
        for lang in known[word]:
            scores[lang] += 1
    for letter in features.any_letter.findall(lowered):
        for lang in features.letters[letter]:
            scores[lang] += LETTER_WEIGHT
    return scores


@cache
def _features(script: str) -> _Features:
    words: dict[str, tuple[str, ...]] = {}
    letters: dict[str, tuple[str, ...]] = {}
    for lang, entry in _data()[script].items():
        for word in dict.fromkeys(entry["words"].split()):
            words[word] = (*words.get(word, ()), lang)
        for letter in entry.get("letters", ""):
            letters[letter] = (*letters.get(letter, ()), lang)
    return _Features(words, letters, re.compile(f"[{''.join(letters)}]"))


@cache
def _data() -> dict[str, dict[str, dict[str, str]]]:
    table = Path(__file__).with_name("data").joinpath("languages.toml").read_text(encoding="utf-8")
    return tomllib.loads(table)


@cache
def _only_traditional_or_simplified() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Two classes of characters of the BMP: of traditional text only, of simplified text only.

    A simplified form that Big5 has is a traditional character too (后, 里, 台).
    """
    table = Path(__file__).with_name("data").joinpath("traditional.txt").read_text(encoding="utf-8")
    pairs = [pair for pair in table.splitlines() if max(pair) <= "\uffff"]
    traditional = "".join(pair[0] for pair in pairs)
    forms = "".join({pair[1] for pair in pairs})
    shared = set(forms.encode("big5", "ignore").decode("big5"))
    simplified = "".join(form for form in forms if form not in shared)
    return re.compile(f"[{traditional}]"), re.compile(f"[{simplified}]")


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """The lines of the text with their line ends, as offsets."""
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield start, end
        start = end


@cache
def _suspicion(lang: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What may be a foreign paragraph's in a document in this language: a cheap first look.

    The letters that it needs, one of which most texts have not; and how they have to stand.
    """
    script = _script_of(lang)
    listed = _data().get(script, {})
    own = set(listed.get(lang, {}).get("letters", ""))
    strange = {letter for entry in listed.values() for letter in entry.get("letters", "")} - own
    others = "".join(v for name, v in SCRIPTS.items() if name not in (script, "han"))
    # Foreign names are shorter than this; Han says more in less.
    alternatives = [f"[{others}][^\\n{SCRIPTS[script]}]{{{MIN_FOREIGN_LETTERS - 1}}}"]
    if script != "han":
        alternatives.append(f"[{SCRIPTS['han']}][^\\n{SCRIPTS[script]}]{{{MIN_FOREIGN_HAN - 1}}}")
    if strange:
        # One is in a name; three in a line are looked at.
        few = f"[{''.join(sorted(strange))}]"
        alternatives.append(f"{few}(?:[^\\n]{{0,120}}?{few}){{2}}")
    letters = "".join([others, SCRIPTS["han"] if script != "han" else "", *sorted(strange)])
    return re.compile(f"[{letters}]"), re.compile("|".join(alternatives))


def _script_of(lang: str) -> str:
    if lang.startswith("zh"):
        return "han"
    for script, listed in _data().items():
        if lang in listed:
            return script
    return lang if lang in SCRIPTS else "latin"


def _may_hold_foreign(text: str, lang: str) -> bool:
    letters, standing = _suspicion(lang)
    if letters.search(text) is not None and standing.search(text) is not None:
        return True
    plain = _without_own_letters(lang)
    return plain is not None and any(
        len(line) >= MIN_FOREIGN_LETTERS and not plain.search(line) for line in text.split("\n")
    )


@cache
def _without_own_letters(lang: str) -> re.Pattern[str] | None:
    """The letters that no other Latin language with a pack has; a line without one is suspicious.

    None for English, which has none of its own: there the others' letters are.
    """
    listed = _data()["latin"]
    others = "".join(listed[other].get("letters", "") for other in _LATIN if other != lang)
    letters = "".join(set(listed.get(lang, {}).get("letters", "")) - set(others))
    # Not IGNORECASE, for which ı is i.
    upper = "".join(letter.upper() for letter in letters if not letter.upper().isascii())
    return re.compile(f"[{letters}{upper}]") if letters else None


def _foreign(paragraph: str, lang: str) -> str | None:
    """The paragraph's language if it is surely another than the document's, else None."""
    if len(paragraph) < MIN_FOREIGN_HAN or not _may_hold_foreign(paragraph, lang):
        return None
    script = main_script(paragraph)
    if script is None:
        return None
    enough = MIN_FOREIGN_HAN if script == "han" else MIN_FOREIGN_LETTERS
    if letters_of(paragraph, script) < enough:
        return None
    if script in COMMON[:3] and script == _script_of(lang):
        # Near relatives: only a clear majority counts.
        scores = _scores(paragraph, script)
        best = max(scores, key=scores.__getitem__)
        return best if scores[best] > CLEAR_MAJORITY * scores.get(lang, 0.0) else None
    tag = detect(paragraph)
    same = tag is None or (tag[:2] == "zh" and lang[:2] == "zh")
    return None if same else tag
