"""Quotes as pages and pages as reviews, without a server."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotetrack import Document, Mention, Quote, Review, Span
from quotetrack.errors import ReviewError
from quotetrack.models import quote_id
from quotetrack.review import conversion, labelling
from quotetrack.review.comparing import Registry
from quotetrack.review.conversion import as_reviews, as_task, recall, remember
from quotetrack.review.credentials import find_credentials
from quotetrack.review.drawing import as_results
from quotetrack.review.regions import LABELS, read_page, trimmed

TEXT = (
    "😀 张伟教授表示：“我们必须马上行动。”他还说，会谈仍将继续。\r\n"
    "“It began,” Mr Grey said, “and it ended.” The others were silent.\n"
    "كريم أضاف: «سننتظر». İpek ılık 'hava' dedi. é̄tait là 👩‍👩‍👧."
)
DOCUMENT = Document(text=TEXT, lang="zh-Hans", url="https://news.example/1")


def span(words: str, after: int = 0) -> Span:
    start = TEXT.index(words, after)
    return Span(start, start + len(words))


def mention(words: str) -> Mention:
    start, end = span(words)
    return Mention(start=start, end=end, text=words)


def quote(
    *content: str, kind: str = "direct", speaker: str | None = None, cue: str | None = None,
    who: str | None = None, expert: str | None = None, verbatim: tuple[str, ...] = (),
) -> Quote:  # fmt: skip
    spans = tuple(span(words) for words in content)
    marked = {"direct": spans, "indirect": ()}.get(kind, tuple(span(w) for w in verbatim))
    return Quote(
        id=quote_id(DOCUMENT.id, kind, spans), document_id=DOCUMENT.id, lang="zh-Hans",
        kind=kind, text=" … ".join(content), content=spans, verbatim=marked,
        cue=mention(cue) if cue else None, speaker=mention(speaker) if speaker else None,
        who=who, description=None, addressee=None, stance="asserts", expert=expert,
        rule="test.rule", confidence=0.9,
    )  # fmt: skip


DIRECT = quote("我们必须马上行动。", speaker="张伟", cue="表示", who="张伟", expert="zhang")
INDIRECT = quote(
    "会谈仍将继续", kind="indirect", speaker="他", cue="说", who="张伟", expert="zhang"
)
SPLIT = quote("It began,", "and it ended.", speaker="Mr Grey", cue="said", who="Mr Grey")
ARABIC = quote("سننتظر", speaker="كريم", cue="أضاف", who="كريم")
MIXED = quote("ılık 'hava'", kind="mixed", speaker="İpek", cue="dedi", verbatim=("hava",))
QUOTES = [DIRECT, INDIRECT, SPLIT, ARABIC, MIXED]
KNOWN = {"zhang": "Zhang Wei", "grey": "Ann Grey"}


def whose(name: str, document: Document, place: Span | None) -> str | None:
    return {"Zhang Wei": "zhang", "Ann Grey": "grey", "Mr Grey": "grey"}.get(name)


REGISTRY = Registry(KNOWN, whose)


class Page:
    """A page as a reviewer has it before them; what they do to it are methods."""

    def __init__(self, quotes: list[Quote] = QUOTES) -> None:
        self.quotes = quotes
        self.result: list[dict[str, Any]] = copy.deepcopy(as_results(DOCUMENT, quotes))

    def region(self, name: str, kind: str = "labels") -> dict[str, Any]:
        return next(r for r in self.result if r.get("id") == name and r["type"] == kind)

    def move(self, name: str, place: Span) -> None:
        for entry in self.result:
            if entry.get("id") == name:
                entry["value"] |= {"start": place.start, "end": place.end}

    def remove(self, name: str) -> None:
        self.result = [
            entry
            for entry in self.result
            if name not in (entry.get("id"), entry.get("from_id"), entry.get("to_id"))
        ]

    def draw(self, name: str, place: Span, label: str) -> None:
        # As the browser sends it: the words' newlines and blanks are rewritten.
        value = {"start": place.start, "end": place.end, "text": "?", "labels": [label]}
        self.result.append(
            {"id": name, "from_name": "label", "to_name": "text", "type": "labels", "value": value}
        )

    def relate(self, one: str, other: str) -> None:
        self.result.append(
            {"type": "relation", "from_id": one, "to_id": other, "direction": "right"}
        )

    def unrelate(self, one: str, other: str) -> None:
        self.result = [e for e in self.result if (e.get("from_id"), e.get("to_id")) != (one, other)]

    def say(self, name: str, control: str, answer: str) -> None:
        kind, field = ("textarea", "text") if control == "who" else ("choices", "choices")
        self.result = [
            e for e in self.result if (e.get("id"), e.get("from_name")) != (name, control)
        ]
        value = {field: [answer]}
        entry = {"id": name, "from_name": control, "to_name": "text", "type": kind, "value": value}
        self.result.append(entry)

    def reviews(self, **more: Any) -> list[Review]:
        annotation = {"id": 7, "unique_id": "u-7", "result": self.result, "lead_time": 5.5} | more
        return as_reviews(DOCUMENT, [self.quotes], annotation, "ana@example.com", REGISTRY)

    def verdicts(self) -> dict[str | None, str]:
        return {review.quote_id: review.verdict for review in self.reviews()}

    def review(self, of: Quote) -> Review:
        return next(review for review in self.reviews() if review.quote_id == of.id)

    def others_accepted(self, but: Quote) -> bool:
        return all(v == "accepted" for q, v in self.verdicts().items() if q not in (but.id, None))


def part(quote: Quote, number: int = 0) -> str:
    return f"q-{quote.id}-{number}"


def where(quote: Quote, what: str = "speaker") -> str:
    place = getattr(quote, what)
    return f"{what[0]}-{place.start}-{place.end}"


def test_a_page_left_as_it_was_accepts_everything() -> None:
    for review, machine in zip(
        Page().reviews(), sorted(QUOTES, key=lambda q: q.content), strict=True
    ):
        assert review.verdict == "accepted"
        assert (review.quote_id, review.original) == (machine.id, machine.content)
        for name in ("kind", "text", "content", "verbatim", "cue", "speaker", "who", "expert"):
            wanted = getattr(machine, name)
            if name == "who":
                wanted = wanted or machine.speaker.text
            assert getattr(review, name) in (getattr(machine, name), wanted), name
        assert (review.reviewer, review.seconds) == ("ana@example.com", 5.5)


def test_a_page_has_no_id_twice_and_no_relation_that_dangles() -> None:
    result = as_results(DOCUMENT, [*QUOTES, DIRECT])
    regions = [entry["id"] for entry in result if entry["type"] == "labels"]
    assert len(regions) == len(set(regions))
    for entry in result:
        if entry["type"] == "relation":
            assert {entry["from_id"], entry["to_id"]} <= set(regions)
        elif entry["type"] == "labels":
            value = entry["value"]
            assert value["text"] == TEXT[value["start"] : value["end"]]
            assert value["labels"][0] in LABELS


def test_a_moved_boundary_corrects() -> None:
    page = Page()
    page.move(part(DIRECT), span("必须马上行动"))
    review = page.review(DIRECT)
    assert (review.verdict, review.text) == ("corrected", "必须马上行动")
    assert review.content == review.verbatim == (span("必须马上行动"),)
    assert (review.original, review.who, review.expert) == (DIRECT.content, "张伟", "zhang")
    assert page.others_accepted(DIRECT)


def test_blanks_that_the_mouse_took_along_do_not_count() -> None:
    page = Page()
    start, end = span(" “and it ended.” ")
    page.draw("New", Span(start, end), "QUOTE")
    added = next(review for review in page.reviews() if review.verdict == "added")
    assert added.text == "“and it ended.”"
    assert trimmed(0, 0, "") == Span(0, 0)


def test_a_region_drawn_anew_corrects_the_removed_one() -> None:
    page = Page()
    page.remove(part(DIRECT))
    page.draw("Rnd0000001", span("必须马上行动。"), "QUOTE")
    page.relate("Rnd0000001", where(DIRECT))
    page.relate("Rnd0000001", where(DIRECT, "cue"))
    review = page.review(DIRECT)
    assert (review.verdict, review.text, review.who) == ("corrected", "必须马上行动。", "张伟")
    assert len(page.reviews()) == len(QUOTES)


def test_removal_rejects() -> None:
    page = Page()
    page.remove(part(ARABIC))
    review = page.review(ARABIC)
    assert (review.verdict, review.text, review.content) == ("rejected", "سننتظر", ARABIC.content)
    assert page.others_accepted(ARABIC)


@pytest.mark.parametrize(
    ("verdict", "outcome", "note"),
    [
        ("correct", "accepted", None),
        ("not a quote", "rejected", None),
        ("wrong words", "rejected", "wrong words"),
        ("wrong speaker", "corrected", "wrong speaker"),
    ],
)
def test_the_verdict_counts(verdict: str, outcome: str, note: str | None) -> None:
    page = Page()
    page.say(part(DIRECT), "verdict", verdict)
    review = page.review(DIRECT)
    assert (review.verdict, review.note) == (outcome, note)
    if verdict == "wrong speaker":
        assert (review.who, review.expert, review.speaker) == (None, None, None)
    assert page.others_accepted(DIRECT)


def test_wrong_words_put_right_are_a_correction() -> None:
    page = Page()
    page.say(part(DIRECT), "verdict", "wrong words")
    page.move(part(DIRECT), span("必须马上行动"))
    assert page.review(DIRECT).verdict == "corrected"


def test_a_changed_kind_corrects() -> None:
    page = Page()
    page.region(part(INDIRECT))["value"]["labels"] = ["QUOTE"]
    review = page.review(INDIRECT)
    assert (review.verdict, review.kind, review.verbatim) == (
        "corrected", "direct", INDIRECT.content,
    )  # fmt: skip


def test_a_mixed_quote_keeps_what_stands_in_marks() -> None:
    page = Page()
    page.move(part(MIXED), span("İpek ılık 'hava'"))
    review = page.review(MIXED)
    assert (review.verdict, review.verbatim) == ("corrected", MIXED.verbatim)


def test_another_speaker_region_joined_by_hand_replaces_the_old() -> None:
    page = Page()
    page.draw("Rnd0000002", span("The others"), "SPEAKER")
    page.relate("Rnd0000002", part(DIRECT))
    review = page.review(DIRECT)
    assert (review.verdict, review.who, review.expert) == ("corrected", "The others", None)
    assert review.speaker == mention("The others")
    assert page.others_accepted(DIRECT)


def test_a_speaker_shown_for_another_quote_brings_its_expert() -> None:
    page = Page()
    page.unrelate(part(ARABIC), where(ARABIC))
    page.relate(part(ARABIC), where(DIRECT))
    review = page.review(ARABIC)
    assert (review.verdict, review.who, review.expert) == ("corrected", "张伟", "zhang")


def test_a_speaker_taken_away_is_unknown() -> None:
    page = Page()
    page.remove(where(SPLIT))
    review = page.review(SPLIT)
    assert (review.verdict, review.speaker, review.who) == ("corrected", None, None)


@pytest.mark.parametrize(
    ("control", "answer", "who", "expert"),
    [
        ("expert", "grey", "Ann Grey", "grey"),
        ("who", "Ann Grey", "Ann Grey", "grey"),
        ("who", "  Somebody\nElse ", "Somebody Else", None),
    ],
)
def test_the_expert_is_chosen_or_typed(
    control: str, answer: str, who: str, expert: str | None
) -> None:
    page = Page()
    page.say(where(ARABIC), control, answer)
    review = page.review(ARABIC)
    assert (review.verdict, review.who, review.expert) == ("corrected", who, expert)
    assert page.others_accepted(ARABIC)


def test_a_moved_speaker_takes_its_name_along() -> None:
    page = Page()
    page.move(where(SPLIT), span("Grey"))
    review = page.review(SPLIT)
    assert (review.verdict, review.speaker, review.who) == ("corrected", mention("Grey"), "Grey")


def test_a_part_taken_away_or_added_corrects() -> None:
    page = Page()
    page.remove(part(SPLIT, 1))
    assert page.review(SPLIT).text == "It began,"
    page = Page()
    page.draw("Rnd0000003", span("The others were silent."), "QUOTE")
    page.relate("Rnd0000003", part(SPLIT, 1))
    review = page.review(SPLIT)
    assert review.text == "It began, … and it ended. … The others were silent."
    assert (review.verdict, len(page.reviews())) == ("corrected", len(QUOTES))


def test_parts_stay_together_without_their_relation() -> None:
    page = Page()
    page.unrelate(part(SPLIT, 1), part(SPLIT, 0))
    assert page.review(SPLIT).verdict == "accepted"


@pytest.mark.parametrize(("label", "kind"), [("QUOTE", "direct"), ("INDIRECT", "indirect")])
def test_a_new_region_adds(label: str, kind: str) -> None:
    page = Page()
    page.draw("Rnd0000004", span("hava"), label)
    page.draw("Rnd0000005", span("Mr Grey"), "SPEAKER")
    page.relate("Rnd0000004", "Rnd0000005")
    (added,) = [review for review in page.reviews() if review.verdict == "added"]
    assert (added.quote_id, added.original, added.kind) == (None, (), kind)
    assert (added.text, added.content) == ("hava", (span("hava"),))
    assert (added.who, added.expert) == ("Mr Grey", "grey")
    assert added.verbatim == (added.content if kind == "direct" else ())


def test_an_added_mixed_quote_finds_its_marks() -> None:
    page = Page()
    page.draw("Rnd0000006", span("Mr Grey said, “and it ended.”"), "MIXED")
    (added,) = [review for review in page.reviews() if review.verdict == "added"]
    assert added.verbatim == (span("and it ended."),)


def test_a_skipped_page_says_nothing_though_it_comes_back_full() -> None:
    (review,) = Page().reviews(was_cancelled=True)
    assert (review.verdict, review.quote_id, review.content) == ("skipped", None, ())


def test_a_page_of_an_older_push_is_compared_with_that() -> None:
    newer = [quote("必须马上行动", speaker="张伟")]
    annotation = {"id": 1, "result": as_results(DOCUMENT, QUOTES)}
    reviews = as_reviews(DOCUMENT, [QUOTES, newer], annotation, "ana", REGISTRY)
    assert [review.verdict for review in reviews] == ["accepted"] * len(QUOTES)
    # An empty page has no regions to tell by: it answers the latest.
    (review,) = as_reviews(DOCUMENT, [QUOTES, newer], {"id": 1, "result": []}, "ana", REGISTRY)
    assert (review.verdict, review.quote_id) == ("rejected", newer[0].id)


def test_our_region_with_a_strange_label_is_named() -> None:
    page = Page()
    page.region(part(DIRECT))["value"]["labels"] = ["RENAMED"]
    page.draw("Rnd0000007", span("hava"), "PLACE")  # a label of the project's own
    found = read_page(page.result, TEXT)
    assert found.strangers == ("RENAMED",)


def test_reviews_keep_their_ids() -> None:
    once, again = Page().reviews(), Page().reviews()
    assert [review.id for review in once] == [review.id for review in again]
    assert len({review.id for review in once}) == len(once)


def test_what_is_remembered_is_recalled() -> None:
    stored = json.loads(json.dumps(remember(QUOTES)))
    recalled = recall(DOCUMENT, stored)
    assert remember(recalled) == stored
    assert as_results(DOCUMENT, recalled) == as_results(DOCUMENT, QUOTES)


def test_the_task_holds_the_text_as_it_is() -> None:
    task = as_task(DOCUMENT, QUOTES)
    assert task["data"]["text"] == TEXT
    assert task["data"]["quotetrack_id"] == DOCUMENT.id
    assert task["predictions"][0]["score"] == 0.9
    assert conversion.unusable(DOCUMENT) is None
    assert conversion.unusable(Document(text="a\0b"))
    assert conversion.unusable(Document(text="a\ud800b"))
    assert conversion.unusable(Document(text=" \n"))


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 200) | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)
ENTRY = st.fixed_dictionaries(
    {},
    optional={
        "id": st.sampled_from(["a", "b", part(DIRECT), where(DIRECT)]) | JUNK,
        "from_name": st.sampled_from(["label", "verdict", "expert", "who", "missed"]),
        "type": st.sampled_from(["labels", "relation", "choices", "textarea"]),
        "from_id": st.sampled_from(["a", "b", part(DIRECT)]),
        "to_id": st.sampled_from(["a", "b", where(DIRECT)]),
        "value": st.fixed_dictionaries(
            {},
            optional={
                "start": st.integers(-3, len(TEXT) + 3) | JUNK,
                "end": st.integers(-3, len(TEXT) + 3) | JUNK,
                "labels": st.lists(st.sampled_from([*LABELS, "X"]), max_size=2) | JUNK,
                "choices": JUNK,
                "text": JUNK,
            },
        )
        | JUNK,
    },
)


@given(st.lists(ENTRY, max_size=8))
def test_whatever_the_server_says_no_review_leaves_the_text(result: list[dict[str, Any]]) -> None:
    for review in as_reviews(DOCUMENT, [QUOTES], {"id": 1, "result": result}, "ana", REGISTRY):
        for start, end in (*review.content, *review.verbatim, *review.original):
            assert 0 <= start < end <= len(TEXT)
        for found in (review.speaker, review.cue):
            assert found is None or found.text == TEXT[found.start : found.end]


# The labelling interface


def test_the_interface_is_one_file_in_two_places(root: Path) -> None:
    assert (root / "annotations" / "label_config.xml").read_text("utf-8") == labelling.shipped()
    assert labelling.lacks(labelling.shipped()) == []


def test_the_interface_offers_the_shipped_experts() -> None:
    from quotetrack.experts import shipped

    config = labelling.shipped()
    for entry in shipped():
        assert f'value="{entry.name}" alias="{entry.id}"' in config


def test_experts_are_added_to_a_projects_own_interface() -> None:
    config = labelling.label_config({"a": "Ann & <Co>", "b": "Ann & <Co>"})
    assert labelling.lacks(config) == []
    assert 'value="Ann &amp; &lt;Co&gt; (b)" alias="b"' in config
    assert labelling.with_experts(config, {"a": "Ann & <Co>"}) is None
    grown = labelling.with_experts(config.replace("</View>", "</View><!-- kept -->", 0), {"c": "C"})
    assert grown is not None
    assert 'alias="a"' in grown
    assert 'alias="c"' in grown


@pytest.mark.parametrize(
    ("old", "new", "lack"),
    [
        ('<Label value="MIXED"', '<Label value="BOTH"', "the label MIXED"),
        ('name="who"', 'name="whom"', "the field who"),
        ('value="$text"', 'value="$body"', "the text"),
        ("<View", "<Viewing", "a readable labelling interface"),
    ],
)
def test_what_an_interface_lacks_is_named(old: str, new: str, lack: str) -> None:
    assert lack in labelling.lacks(labelling.shipped().replace(old, new, 1))


# Credentials


KEY = "0123456789abcdef0123456789abcdef01234567"


def test_credentials_of_the_environment() -> None:
    found = find_credentials({"LABEL_STUDIO_URL": "http://h:1/", "LABEL_STUDIO_API_KEY": KEY})
    assert (found.url, found.api_key) == ("http://h:1", KEY)
    assert KEY not in repr(found)
    assert found.cleaned(f"a {KEY}\nb") == "a *** b"


def config_file(path: Path, mode: int, content: str | None = None) -> Path:
    path.write_text(content or f'url = "http://h:1"\napi_key = "{KEY}"\n')
    path.chmod(mode)
    return path


def test_credentials_of_a_file_that_nobody_else_can_read(tmp_path: Path) -> None:
    path = config_file(tmp_path / "ls.toml", 0o600)
    assert find_credentials({}, path).api_key == KEY
    path.chmod(0o640)
    with pytest.raises(ReviewError, match="chmod 600"):
        find_credentials({}, path)


def test_a_files_key_goes_to_no_other_server(tmp_path: Path) -> None:
    path = config_file(tmp_path / "ls.toml", 0o600)
    with pytest.raises(ReviewError, match="no key for http://other"):
        find_credentials({"LABEL_STUDIO_URL": "http://other"}, path)


@pytest.mark.parametrize(
    ("url", "key", "says"),
    [
        ("", "", "no address"),
        ("", KEY, "no address"),
        ("localhost:8080", KEY, "no address like"),
        ("http://", KEY, "no address like"),
        ("http://user:secret@h", KEY, "leave out user"),
        ("http://h?token=secret", KEY, "leave out user"),
        ("http://h", "ключ", "characters that no key has"),
    ],
)
def test_bad_credentials_say_what_to_do(tmp_path: Path, url: str, key: str, says: str) -> None:
    environment = {"LABEL_STUDIO_URL": url, "LABEL_STUDIO_API_KEY": key}
    with pytest.raises(ReviewError, match=says) as failure:
        find_credentials(environment, tmp_path / "none.toml")
    assert "secret" not in str(failure.value)


def test_a_broken_file_is_not_quoted(tmp_path: Path) -> None:
    path = config_file(tmp_path / "ls.toml", 0o600, f"api_key = {KEY}")
    with pytest.raises(ReviewError, match="no TOML") as failure:
        find_credentials({}, path)
    assert KEY not in str(failure.value)
