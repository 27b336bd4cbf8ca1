"""Whom 'he' and 'she' mean: the last speaker, or somebody who has come up since."""

from __future__ import annotations

import pytest

from quotetrack import extract

PELL = "Graham Pell, the leader of the council, said there was no money left. "
CASES = {
    "the last speaker goes on": (PELL + "“It was hard,” he said.", "Graham Pell"),
    "somebody new": (
        PELL + "Dot Hargreaves, 81, was unimpressed. “It is ours,” she said.",
        "Dot Hargreaves",
    ),
    "in a paragraph before": (
        PELL + "\n\nDot Hargreaves has swum here since 1951.\n\n“It is ours,” she said.",
        "Dot Hargreaves",
    ),
    "past sentences about the same": (
        PELL + "Dot Hargreaves shook her head. She lives nearby. “It is ours,” she said.",
        "Dot Hargreaves",
    ),
    "somebody again, by the surname": (
        PELL + "Dot Hargreaves said it was theirs. Mr Pell paused. “I hope so,” he said.",
        "Graham Pell",
    ),
    "an organisation is nobody": (
        PELL + "Saltwick Borough Council met on Monday. “It was hard,” he said.",
        "Graham Pell",
    ),
    "a place is nobody": (
        PELL + "Saltwick Bay was calm. Boats lay in Saltwick Bay. “It was hard,” he said.",
        "Graham Pell",
    ),
    "who does something before quoted words without a cue": (
        PELL + "Dot Hargreaves shook her head. She put down her bag. “It is ours.”",
        "Dot Hargreaves",
    ),
    "a full name where nobody has spoken": (
        "The pool was cold. Dot Hargreaves climbed out. “It is ours.”",
        "Dot Hargreaves",
    ),
    "a role that somebody has": (
        "Ivor Dunn, a lifeguard, said it was cold. "
        + PELL
        + "The lifeguard shrugged. “It is always cold.”",
        "Ivor Dunn",
    ),
    "a thing before quoted words": (PELL + "The news was bad. “It was hard.”", "Graham Pell"),
    "a former this or that, she": (
        PELL + "Dot Hargreaves is 81. A former nurse, she told the mayor that it was hers.",
        "Dot Hargreaves",
    ),
    "not who is told": (
        "Karl Moe was a cook. Studs Pell said it was over. “They came,” he told Mr Pell.",
        "Karl Moe",
    ),
    "whom the writer met": (
        PELL
        + "I asked Dot Hargreaves, who was there, about it. She sighed. “It was hard,” she said.",
        "Dot Hargreaves",
    ),
    "by her own account": (
        PELL + "Ms Hargreaves is poor. It is, by her own account, “a bit of a mess”.",
        "Hargreaves",
    ),
    "behind quoted words that end a sentence": (
        PELL + "He called it “a mess.” Asked why, Mr. Creed nodded. “It was hard,” he said.",
        "Creed",
    ),
    "the only person before an answer": (
        "Rosa Lane has retired from the bench.\n\nWas it hard?\n\n“It was my life.”",
        "Rosa Lane",
    ),
    "who speaks further down": (
        "Rosa Lane was “over the moon about it”. It was late. “It was hard,” Rosa Lane said.",
        "Rosa Lane",
    ),
    "a name and a description before it": (
        PELL + "A former nurse, Dot Hargreaves has seen worse. “It was hard,” she said.",
        "Dot Hargreaves",
    ),
    "no place for she": (
        "The hut at Corran Point is old, and Rosa Lane looks after it. “It is hard,” she says.",
        "Rosa Lane",
    ),
    "a man for he": (
        "Dot Hargreaves, a spokeswoman, said it was theirs. Graham Pell said no. "
        "Dot Hargreaves sighed. “It was hard,” he said.",
        "Graham Pell",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_he_and_she(name: str) -> None:
    text, who = CASES[name]
    assert extract(text, lang="en")[-1].who == who


MORAN = "Sözcü Ayla Moran dün konuştu. “Köprü kapalı,” dedi. "


@pytest.mark.parametrize(
    ("words", "who"),
    [
        ("Soru almadan, “Yarın açılacak,” diye ekledi.", "Ayla Moran"),
        ("Ayrıca kaynak göstermeden, “Yarın açılacak,” diye ekledi.", "Ayla Moran"),
        ("Vali Kemal Uslu soru almadan, “Yarın açılacak,” diye ekledi.", "Kemal Uslu"),
        ("Vali, soru almadan, “Yarın açılacak,” diye ekledi.", "Vali"),
    ],
)
def test_what_somebody_does_without_is_nobody(words: str, who: str) -> None:
    assert extract(MORAN + words, lang="tr")[-1].who == who
