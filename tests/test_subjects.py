"""Whose words they are in English, where a clause hides in a noun phrase or a name has signs in it."""

from __future__ import annotations

import pytest

from quotetrack import extract

GAPS = {
    "The club said it had lost to a goal the coach called “a gift”.": (
        "coach",
        "it had lost to a goal",
    ),
    "The club said it had turned down an offer, a move fans described as “lunacy”.": (
        "fans",
        "it had turned down an offer",
    ),
    "The club said the letter was fake, one the owner’s son called “sick”.": (
        "owner’s son",
        "the letter was fake",
    ),
}


@pytest.mark.parametrize("text", GAPS)
def test_a_label_inside_a_report_is_its_own(text: str) -> None:
    label, content = GAPS[text]
    quotes = extract(text, lang="en")
    assert [(q.kind, q.who) for q in quotes] == [("indirect", "club"), ("mixed", label)]
    assert quotes[0].text == content


@pytest.mark.parametrize(
    "text",
    [
        "The club said the coach had called the goal “a gift”.",
        "The club said that when he called it was “too late”.",
        "The club said the owner had praised the letter as “bold and kind”.",
    ],
)
def test_a_label_with_its_object_belongs_to_the_report(text: str) -> None:
    assert [(q.kind, q.who) for q in extract(text, lang="en")] == [("mixed", "club")]


NAMES = {
    "Barlow & Wren said it would close.": "Barlow & Wren",
    "The broker Tarn & Sons, which lost money, said it would close.": "Tarn & Sons",
    "Leeds-based Acme Tools said it would close.": "Acme Tools",
    "The shadow minister, Labour’s Ann Rees, said it would close.": "Ann Rees",
    "Raised in Cork, Mary Daly told the court that it would close.": "Mary Daly",
    "The clerk Mr Roe said it would close.": "Roe",
    "The chairman, 61-year-old Rob Lane, said it would close.": "Rob Lane",
    "Prices fell; one trader, Dana Reyes of Lakeshore, said it would close.": "Dana Reyes",
    "Of the traders, one, Dana Reyes of Lakeshore, said it would close.": "Dana Reyes",
    "A colleague on the business pages said it would close.": "colleague on the business pages",
    "The council’s own figures show that it would close.": "council’s own figures",
    "He gave a copy of the letter to the clerk, who said it would close.": "clerk",
    "A group that has backed it said it would close.": "group that has backed it",
    "The editor of the paper, who said it would close, has left.": "editor of the paper",
}


@pytest.mark.parametrize("text", NAMES)
def test_names(text: str) -> None:
    assert [q.who for q in extract(text, lang="en")] == [NAMES[text]]


@pytest.mark.parametrize(
    "text",
    [
        "The pilots called her “Spud” and locked the hangar.",
        "Nadia Roe, who ate a “nut-free” curry, has died.",
    ],
)
def test_words_in_marks_that_nobody_says(text: str) -> None:
    assert extract(text, lang="en") == []


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Wine labelled “mountain gold” comes from the plain.", []),
        ("It is a wine that critics labelled “mountain mud”.", ["critics"]),
        ("The mayor attacked what he called “a tax on sleep”.", ["mayor"]),
    ],
)
def test_a_naming_verb_needs_an_object(text: str, who: list[str]) -> None:
    assert [q.who for q in extract(text, lang="en")] == who


ENDS = {
    "Mr Lee, who said that the tax was unfair, has refused to pay.": "the tax was unfair",
    "Mr Lee, who said the dam, built in 1960, was safe, resigned.": "the dam, built in 1960, was safe",
    "She met Mr Lee, who said the dam, built in 1960, was safe.": "the dam, built in 1960, was safe",
    "The mayor threatened to veto a plan that would raise rents.": (
        "to veto a plan that would raise rents"
    ),
    "In May, according to the mayor, rents rose.": "In May … rents rose",
    "Rents, in her view, are too high.": "Rents … are too high",
    "By her own account, rents are too high.": "rents are too high",
}


@pytest.mark.parametrize("text", ENDS)
def test_where_a_report_begins_and_ends(text: str) -> None:
    assert [quote.text for quote in extract(text, lang="en")] == [ENDS[text]]


def test_who_had_feared_worse_reports_nothing() -> None:
    assert extract("Traders, who had feared deeper losses, were happy.", lang="en") == []


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Acme Tools will cut 500 jobs, it said on Monday.", "Acme Tools"),
        ("The bank has closed nine branches, it said on Monday.", "bank"),
        ("Rents rose by a fifth, it said on Monday.", None),
        (
            "Mr Lee said the plan, which according to the union, left drivers “on their knees”.",
            "union",
        ),
    ],
)
def test_whose_report_it_is(text: str, who: str | None) -> None:
    assert extract(text, lang="en")[-1].who == who


BEFORE_MAIN_CLAUSE = {
    "When the firm announced that it would close a dock, the mayor asked for a meeting.": (
        "it would close a dock"
    ),
    "While she believes the plan is sound, she wants more time.": "the plan is sound",
    "When he said that rents, food and fuel were dear, nobody laughed.": (
        "rents, food and fuel were dear"
    ),
    "A man who told police he shot a crow because of its noise has been fined.": (
        "he shot a crow because of its noise"
    ),
    "She met a man who said the dam was safe.": "the dam was safe",
    "It is, he said, a matter of time.": "It is … a matter of time",
    "On a busy day, the clerk says, ten cars come.": "On a busy day … ten cars come",
    "Doctors are now warning that rents are rising.": "rents are rising",
    "He admitted taking the money.": "taking the money",
    "Lee said the law was bad, a step towards war.": "the law was bad",
}


@pytest.mark.parametrize("text", BEFORE_MAIN_CLAUSE)
def test_where_the_main_clause_begins(text: str) -> None:
    assert [quote.text for quote in extract(text, lang="en")] == [BEFORE_MAIN_CLAUSE[text]]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("The club apologised in a blog on Friday, describing it as “a mess”.", ["club"]),
        ("He left in May, calling it “a zoo and a half”.", ["He"]),
        ("“Never,” was her reply.", ["her"]),
        ("They rise from what geologists call a “hot spot”.", []),
        ("They rise from what critics call a “hot spot”.", ["critics"]),
        ("Will the girl come? “They say so,” he said.", ["he"]),
    ],
)
def test_whose_words_they_are(text: str, who: list[str]) -> None:
    assert [
        text[q.speaker.start : q.speaker.end] for q in extract(text, lang="en") if q.speaker
    ] == who
