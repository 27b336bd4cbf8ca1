"""Scores are counted right: spans, sources, groups, differences, and bad gold is refused."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from quotetrack.cli import cli
from quotetrack.errors import GoldError
from quotetrack.evaluation import (
    GoldDocument,
    GoldQuote,
    as_report,
    compare,
    compare_fields,
    count,
    differences,
    errors,
    evaluate,
    is_unread,
    parse_lines,
    parse_object,
    tabulate,
    tabulate_judgements,
)
from quotetrack.evaluation.matching import overlap, same_name, trim
from quotetrack.models import Document, Mention, Quote, Review, Span
from quotetrack.readers.gold import read_gold
from quotetrack.store import Store
from quotetrack.store.judging import judgements

TEXT = "王芳说：“今年雨水很多。”她警告说，河堤可能决口。专家认为“风险可控”。"


def at(words: str, text: str = TEXT) -> list[int]:
    start = text.index(words)
    return [start, start + len(words)]


def gold_record(**changes: Any) -> dict[str, Any]:
    quotes = [
        {
            "kind": "direct",
            "parts": [at("今年雨水很多。")],
            "text": ["今年雨水很多。"],
            "cue": at("说"),
            "speaker": at("王芳"),
            "speaker_is": "name",
            "who": "王芳",
        },
        {
            "kind": "indirect",
            "parts": [at("河堤可能决口")],
            "cue": at("警告说"),
            "speaker": at("她"),
            "speaker_is": "pronoun",
            "who": "王芳",
        },
        {
            "kind": "mixed",
            "parts": [at("风险可控")],
            "cue": at("认为"),
            "speaker": at("专家"),
            "speaker_is": "description",
        },
    ]
    return {"id": "w", "lang": "zh-Hans", "text": TEXT, "quotes": quotes, **changes}


def gold(**changes: Any) -> GoldDocument:
    return next(parse_lines([json.dumps(gold_record(**changes))], "set/zh"))


def quote(
    kind: Any, words: str, speaker: str | None = None, who: str | None = None, **changes: Any
) -> Quote:
    span = Span(*at(words))
    mention = None
    if speaker:
        start, end = at(speaker)
        mention = Mention(start=start, end=end, text=speaker)
    fields: dict[str, Any] = {
        "id": words,
        "document_id": "w",
        "lang": "zh-Hans",
        "kind": kind,
        "text": words,
        "content": (span,),
        "verbatim": () if kind == "indirect" else (span,),
        "cue": None,
        "speaker": mention,
        "who": who or speaker,
        "description": None,
        "addressee": None,
        "stance": "asserts",
        "expert": None,
        "rule": "zh.test",
        "confidence": 0.5,
    }
    return Quote(**{**fields, **changes})


ALL_RIGHT = [
    quote("direct", "今年雨水很多。", "王芳"),
    quote("indirect", "河堤可能决口", "她", "王芳"),
    quote("mixed", "风险可控", "专家"),
]


def test_all_right() -> None:
    outcomes = compare(gold(), ALL_RIGHT)
    for measure, number in (("quoted", 2), ("indirect", 1)):
        figures = count(outcome for outcome in outcomes if outcome.measure == measure)
        assert (figures.gold, figures.predicted, figures.found) == (number, number, number)
        assert (figures.precision, figures.recall, figures.f1) == (1, 1, 1)
        assert (figures.source, figures.end_to_end) == (1, 1)
    assert errors(outcomes) == []


def test_nothing_predicted_nothing_annotated() -> None:
    figures = count(compare(gold(), []))
    assert (figures.precision, figures.recall, figures.f1, figures.source) == (None, 0, 0, None)
    assert count(compare(gold(quotes=[]), [])).f1 is None
    made_up = count(compare(gold(quotes=[]), ALL_RIGHT))
    assert (made_up.precision, made_up.recall, made_up.f1) == (0, None, 0)


@pytest.mark.parametrize(
    ("predicted", "state"),
    [
        ("今年雨水很多。", "found"),
        ("今年雨水很多", "found"),  # marks and punctuation are trimmed before comparing
        ("“今年雨水很多。”", "found"),
        ("今年雨水很", "found"),  # 5 of 6
        ("今年雨水", "missed"),  # 4 of 6
        ("今年雨水很多。”她", "missed"),  # 6 of 9
        ("风险可控", "missed"),
    ],
)
def test_a_stretch_is_found_from_iou_080(predicted: str, state: str) -> None:
    document = gold(quotes=gold_record()["quotes"][:1])
    outcomes = compare(document, [quote("direct", predicted, "王芳")])
    states = sorted(outcome.state for outcome in outcomes)
    assert states == ([state] if state == "found" else ["missed", "spurious"])


def test_one_to_one_best_first() -> None:
    document = gold(quotes=gold_record()["quotes"][:1])
    worse = quote("direct", "今年雨水很", "王芳", rule="worse")
    better = quote("mixed", "今年雨水很多", "王芳", rule="better")
    outcomes = compare(document, [worse, better])
    assert {(o.rule, o.state) for o in outcomes} == {("worse", "spurious"), ("better", "found")}


def test_kind_is_not_judged_between_direct_and_mixed_but_indirect_is_apart() -> None:
    swapped = [
        quote("mixed", "今年雨水很多。", "王芳"),
        quote("direct", "河堤可能决口", "她", "王芳"),
    ]
    outcomes = compare(gold(), swapped)
    assert [(o.measure, o.state) for o in outcomes] == [
        ("quoted", "found"),
        ("quoted", "spurious"),
        ("indirect", "missed"),
        ("quoted", "missed"),
    ]


@pytest.mark.parametrize(
    ("which", "speaker", "who", "source"),
    [
        (0, "王芳", None, "right"),
        (0, None, "王芳", "right"),
        (0, "专家", "王芳", "right"),  # the resolved name is right
        (0, None, "王芳芳", "near"),
        (0, "专家", "李雷", "wrong"),
        (0, None, None, "unknown"),
        (1, "她", "李雷", "right"),  # the gold's own mention, in its place
        (1, None, "她", "wrong"),  # the same letters, but nowhere
        (1, None, "王芳", "right"),
        (1, "王芳", None, "right"),
        (2, "专家", None, "right"),
        (2, None, "专家们", "near"),
    ],
)
def test_a_source_is_right_by_mention_or_resolved_name(
    which: int, speaker: str | None, who: str | None, source: str
) -> None:
    annotated = gold_record()["quotes"][which]
    (start, end) = annotated["parts"][0]
    ours = quote(annotated["kind"], TEXT[start:end], speaker, who)
    (outcome,) = compare(gold(quotes=[annotated]), [ours])
    assert outcome.source == source
    assert outcome.both_right == (source == "right")


@pytest.mark.parametrize(("speaker", "right"), [(None, True), ("专家", False)])
def test_where_nobody_is_named_naming_nobody_is_right(speaker: str | None, right: bool) -> None:
    annotated = {**gold_record()["quotes"][0], "speaker": None, "who": None}
    (outcome,) = compare(gold(quotes=[annotated]), [quote("direct", "今年雨水很多。", speaker)])
    assert (outcome.source, outcome.both_right) == (None, right)


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("the Kremlin", "Kremlin", True),
        ("Özkızılcık", "OZKIZILCIK", True),
        ("Семёнов", "Семенов", True),
        ("حمید‌رضا عزیزی", "حميد رضا عزيزي", True),
        ("基里尔·谢苗诺夫", "基里尔・谢苗诺夫", True),
        ("U.S.", "US", True),
        ("Theodore", "odore", False),
        ("Semenov", "Kirill Semenov", False),
        ("", "", False),
        ("…", "…", False),
    ],
)
def test_names_are_compared_by_their_letters(a: str, b: str, same: bool) -> None:
    assert same_name(a, b) is same


def test_optional_gold_counts_neither_way() -> None:
    clause = gold_record()["quotes"][1]
    document = gold(quotes=[], optional=[clause], optional_not_quotes=[at("风险可控")])
    assert compare(document, ALL_RIGHT[1:]) == []
    assert compare(document, []) == []
    twice = [ALL_RIGHT[1], ALL_RIGHT[1]]
    assert [outcome.state for outcome in compare(document, twice)] == ["spurious"]


def test_groups_by_language_kind_and_rule() -> None:
    extra = quote("direct", "她警告说", rule="zh.bad")
    documents = [gold(), gold(id="w2", lang="zh-Hant")]
    tables = tabulate(evaluate(documents, lambda document: [*ALL_RIGHT, extra]))
    assert tables["quoted"]["language"]["zh"].as_dict() == {
        "gold": 4,
        "predicted": 6,
        "found": 4,
        "sourced": 4,
        "right": 4,
        "near": 0,
        "wrong": 0,
        "unknown": 0,
        "both": 4,
        "precision": 0.6667,
        "recall": 1.0,
        "f1": 0.8,
        "source": 1.0,
        "end_to_end": 0.8,
    }
    assert tables["quoted"]["rule"]["zh.bad"].precision == 0
    assert tables["quoted"]["rule"]["zh.test"].precision == 1
    assert tables["quoted"]["kind"]["mixed"].gold == 2
    assert list(tables["indirect"]["set"]) == ["set/zh"]


def test_gains_and_losses() -> None:
    def report(quotes: list[Quote]) -> dict[str, Any]:
        return json.loads(json.dumps(as_report(compare(gold(id=READ), quotes))))

    old = report([quote("direct", "今年雨水很多。", "专家"), quote("direct", "她警告说", "专家")])
    new = report([quote("direct", "今年雨水很多。", "王芳"), quote("direct", "专家认为", "专家")])
    gains, losses = differences(old, new)
    assert [(change["was"], change["now"], change["words"]) for change in gains] == [
        ("source wrong", "right", "今年雨水很多"),
        ("spurious", "not given", "她警告说"),
    ]
    assert [(change["was"], change["now"], change["words"]) for change in losses] == [
        ("not given", "spurious", "专家认为")
    ]
    assert differences(old, old) == ([], [])
    with pytest.raises(GoldError, match="evaluate --json"):
        differences({"format": 0}, new)


READ = next(f"doc{n}" for n in range(99) if not is_unread(f"doc{n}"))
UNREAD = next(f"doc{n}" for n in range(99) if is_unread(f"doc{n}"))


def test_the_words_of_unread_documents_stay_unread() -> None:
    outcomes = compare(gold(id=UNREAD), ALL_RIGHT[:1])
    assert "雨水" not in json.dumps(as_report(outcomes), ensure_ascii=False)
    assert "王芳" not in json.dumps(as_report(outcomes), ensure_ascii=False)
    assert "雨水" in json.dumps(as_report(outcomes, unread_texts=True), ensure_ascii=False)


def test_one_in_fifteen_is_unread_and_translations_stay_together() -> None:
    unread = [n for n in range(3000) if is_unread(f"{n}-en")]
    assert 150 < len(unread) < 250
    for n in unread[:20]:
        assert all(is_unread(f"{n}{tag}") for tag in ("", "-zh", "-zh-Hant", "-ru", "-fa"))


def test_full_gold_is_compared_field_by_field() -> None:
    span = at("今年雨水很多。")
    record = {
        "kind": "direct",
        "content": [span],
        "verbatim": [span],
        "cue": at("说"),
        "speaker": at("王芳"),
        "who": "王芳",
        "description": "水文学家",
        "addressee": None,
        "expert": None,
    }
    document = gold(id=UNREAD, quotes=[record])
    assert document.part == "read"
    cue = Mention(start=2, end=3, text="说")
    right = quote("direct", "今年雨水很多。", "王芳", cue=cue, description="水文学家")
    assert compare_fields(document, [right]) == []
    wrong = quote("direct", "今年雨水很多", "王芳", addressee="记者")
    fields = [difference.field for difference in compare_fields(document, [wrong])]
    assert fields == ["content", "verbatim", "cue", "description", "addressee"]
    assert [d.field for d in compare_fields(document, [])] == ["quote"]
    assert [d.got for d in compare_fields(document, [right, ALL_RIGHT[1]])] == ["indirect"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 1: not JSON"),
        ("[]", "line 1: not an object"),
        ('{"id": 1, "text": "a", "quotes": []}', "must be strings"),
        ('{"id": "", "text": "a", "quotes": []}', "must be strings"),
        ('{"id": "a", "text": "a"}', "must be a list"),
        ('{"id": "a", "text": "a", "quotes": [1]}', "must be an object"),
        ('{"id": "a", "text": "a", "quotes": [{"kind": "shout"}]}', "direct, mixed or indirect"),
        ('{"id": "a", "text": "a", "quotes": [{"kind": "direct", "parts": []}]}', "no parts"),
        ('{"id": "a", "text": "a", "quotes": [{"kind": "direct", "parts": [[0, 2]]}]}', "no span"),
        ('{"id": "a", "text": "a", "quotes": [{"kind": "direct", "parts": [[1, 1]]}]}', "no span"),
        (
            '{"id": "a", "text": "ab", "quotes": '
            '[{"kind": "direct", "parts": [[0, 1]], "text": ["b"]}]}',
            "not what stands",
        ),
        (
            '{"id": "a", "text": "ab", "quotes": '
            '[{"kind": "direct", "parts": [[0, 1]], "speaker": [1, 9]}]}',
            "no span",
        ),
    ],
)
def test_broken_gold_is_refused_with_its_place(line: str, message: str) -> None:
    with pytest.raises(GoldError, match=message) as raised:
        list(parse_lines([line], "set/zh"))
    assert str(raised.value).startswith("set/zh, line 1")
    assert "\n" not in str(raised.value)


def test_gold_beside_its_text(tmp_path: Path) -> None:
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    record = {**gold_record(), "document": "story.txt", "sha256": digest}
    del record["text"], record["id"]
    (tmp_path / "story.txt").write_text(TEXT, "utf-8")
    (tmp_path / "gold.json").write_text(json.dumps(record), "utf-8")
    (document,) = read_gold([tmp_path])
    assert (document.id, len(document.quotes)) == ("story.txt", 3)
    with pytest.raises(GoldError, match="not the one that was annotated"):
        parse_object(record, TEXT + "!", "gold")
    for bad in ("../story.txt", "/etc/hostname", "..", "", None):
        (tmp_path / "gold.json").write_text(json.dumps({**record, "document": bad}), "utf-8")
        with pytest.raises(GoldError, match="beside it"):
            read_gold([tmp_path])


def test_gold_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="no such file"):
        read_gold([tmp_path / "none.jsonl"])
    with pytest.raises(GoldError, match="no gold documents"):
        read_gold([tmp_path])
    (tmp_path / "a.jsonl").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(GoldError, match="not UTF-8"):
        read_gold([tmp_path])


spans = st.tuples(st.integers(0, 30), st.integers(1, 30)).map(lambda s: Span(s[0], s[0] + s[1]))


@given(spans, spans)
def test_overlap_is_symmetric_and_a_share(a: Span, b: Span) -> None:
    assert overlap([a], [b]) == overlap([b], [a])
    assert 0 <= overlap([a], [b]) <= 1
    assert (overlap([a], [b]) == 1) == (a == b)


@given(st.text(min_size=1), st.data())
def test_trimming_stays_inside_and_keeps_something(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    trimmed = trim(Span(start, end), text)
    assert start <= trimmed.start < trimmed.end <= end


def as_quote(annotated: GoldQuote) -> Quote:
    mention = None
    if annotated.speaker:
        start, end = annotated.speaker
        mention = Mention(start=start, end=end, text=annotated.speaker_text or "")
    return quote(
        annotated.kind,
        TEXT[:1],
        who=annotated.who,
        content=annotated.content,
        verbatim=annotated.stretches,
    ).model_copy(update={"speaker": mention})


@pytest.mark.corpus
def test_the_gold_scored_against_itself_is_perfect(corpus: Path) -> None:
    documents = read_gold([corpus])
    by_key = {(document.id, document.lang): document for document in documents}

    def oracle(document: Any) -> list[Quote]:
        return [as_quote(annotated) for annotated in by_key[document.id, document.lang].quotes]

    outcomes = evaluate(documents, oracle)
    assert len(documents) > 1000
    assert len(outcomes) > 1000
    assert errors(outcomes) == []


def review(verdict: Any, words: str, reviewer: str = "amy", **changes: Any) -> Review:
    fields = {
        "id": f"{reviewer} {words} {verdict}",
        "document_id": "w",
        "quote_id": None,
        "verdict": verdict,
        "original": () if verdict == "added" else (Span(*at(words)),),
        "reviewer": reviewer,
        "reviewed_at": "2025-01-01T00:00:00Z",
    }
    return Review(**{**fields, **changes})


def test_reviews_are_counted_as_gold(tmp_path: Path) -> None:
    quotes = [
        quote("direct", "今年雨水很多。", "王芳", rule="zh.a"),
        quote("indirect", "河堤可能决口", "她", rule="zh.a"),
        quote("mixed", "风险可控", "专家", rule="zh.b"),
        quote("mixed", "雨水", "专家", rule="zh.b"),
    ]
    reviews = [
        review("accepted", "今年雨水很多。"),
        review("accepted", "今年雨水很多。", "bo"),
        review("corrected", "河堤可能决口", who="王芳", content=(Span(*at("河堤可能决口")),)),
        review("rejected", "风险可控"),
        review("accepted", "雨水"),
        review("rejected", "雨水", "bo"),
        review("added", "她警告", kind="indirect", content=(Span(*at("她警告")),)),
        review("skipped", "专家认为"),
    ]
    document = Document(id="w", text=TEXT, lang="zh-Hans", outlet="江岸日报")
    with Store(tmp_path / "a.db") as store:
        store.ingest([(document, quotes)])
        store.add_reviews(reviews)
    tables = tabulate_judgements(judgements(tmp_path / "a.db"))
    zh = tables["language"]["zh"]
    assert (zh.accepted, zh.words, zh.source, zh.rejected) == (1, 0, 1, 1)
    assert (zh.conflict, zh.added, zh.shared, zh.agreed) == (1, 1, 2, 1)
    assert (zh.precision, zh.quotations, zh.recall, zh.agreement) == (1 / 3, 2 / 3, 2 / 3, 1 / 2)
    assert tables["outlet"]["江岸日报"] == zh
    assert tables["rule"]["zh.a"].precision == 1 / 2
    assert tables["rule"]["zh.b"].precision == 0
    assert tables["rule"]["added"].added == 1
    assert tables["kind"]["indirect"].recall == 1 / 2


def test_evaluate_wants_gold_or_reviews() -> None:
    for arguments in ([], ["annotations", "--reviews"]):
        result = CliRunner().invoke(cli, ["evaluate", *arguments])
        assert result.exit_code == 2
        assert "either GOLD or --reviews" in result.output


@pytest.mark.parametrize("part", ["read", "unread", "all"])
def test_evaluate_on_the_command_line(tmp_path: Path, part: str) -> None:
    file = tmp_path / "gold.jsonl"
    records = [gold_record(id=READ), gold_record(id=UNREAD, text="李雷" + TEXT[2:])]
    records[1]["quotes"][0]["text"] = ["今年雨水很多。"]
    file.write_text("\n".join(json.dumps(record) for record in records), "utf-8")
    (tmp_path / "none.jsonl").write_text("", "utf-8")
    arguments = [str(file), "--part", part, "--errors", "--rules", "--sets"]
    arguments += ["--predictions", str(tmp_path / "none.jsonl")]
    result = CliRunner().invoke(cli, ["evaluate", *arguments])
    assert result.exit_code == 0, result.output
    assert ("zh read" in result.output) == (part != "unread")
    assert ("zh unread" in result.output) == (part != "read")
    assert ("⟦河堤可能决口⟧" in result.output) == (part != "unread")
    assert "李雷" not in result.output  # the unread document's words
    assert ("3 more in unread" in result.output) == (part != "read")
    again = CliRunner().invoke(cli, ["evaluate", *arguments, "--json"])
    (tmp_path / "old.json").write_text(again.output, "utf-8")
    arguments += ["--diff", str(tmp_path / "old.json")]
    result = CliRunner().invoke(cli, ["evaluate", *arguments])
    assert "\n0 gains\n" in result.output
    assert result.output.endswith("\n0 losses\n")
