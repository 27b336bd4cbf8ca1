"""The gate fails where accuracy falls, floors never fall silently, confidence is measured."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from quotetrack.evaluation import compare, parse_lines
from quotetrack.models import Document, Mention, Quote, Span
from quotetrack.review.judging import judge
from quotetrack.store import Store

ROOT = Path(__file__).resolve().parent.parent


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / "quality" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TEXT = "王芳说：“今年雨水很多。”李雷说：“河堤没有问题。”"
GOLD = {
    "id": "w",
    "lang": "zh",
    "text": TEXT,
    "quotes": [
        {"kind": "direct", "parts": [[5, 12]], "speaker": [0, 2]},
        {"kind": "direct", "parts": [[17, 24]], "speaker": [13, 15]},
    ],
}


def find(stretches: dict[str, int], rule: str = "zh.test") -> Any:
    """An extractor that says: the quoted words -> the offset of a two-character speaker."""

    def extract(document: Document) -> list[Quote]:
        quotes = []
        for words, at in stretches.items():
            start = document.text.index(words)
            span = Span(start, start + len(words))
            name = document.text[at : at + 2]
            quotes.append(
                Quote(
                    id=words,
                    document_id=document.id,
                    lang="zh",
                    kind="direct",
                    text=words,
                    content=(span,),
                    verbatim=(span,),
                    cue=None,
                    speaker=Mention(start=at, end=at + 2, text=name),
                    who=name,
                    description=None,
                    addressee=None,
                    stance="asserts",
                    expert=None,
                    rule=rule,
                    confidence=0.5,
                )
            )
        return quotes

    return extract


BOTH = {"今年雨水很多。": 0, "河堤没有问题。": 13}
ONE = {"今年雨水很多。": 0}


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("CI", raising=False)
    folder = tmp_path / "annotations" / "gold"
    folder.mkdir(parents=True)
    (folder / "zh.jsonl").write_text(json.dumps(GOLD, ensure_ascii=False) + "\n", "utf-8")
    return tmp_path


def gate(checkout: Path, found: dict[str, int], *, lift: bool = False) -> int:
    run = script("eval_gate").run
    return int(run(checkout / "baseline.json", lift=lift, root=checkout, extract=find(found)))


def floors(checkout: Path) -> dict[str, Any]:
    blocks = json.loads((checkout / "baseline.json").read_text("utf-8"))
    return dict(blocks["samples"]["floors"])


def test_the_gate_fails_on_a_regression_and_passes_on_a_gain(checkout: Path) -> None:
    assert gate(checkout, ONE, lift=True) == 0
    assert gate(checkout, ONE) == 0
    assert gate(checkout, BOTH) == 0
    assert gate(checkout, {}) == 1
    assert gate(checkout, {"今年雨水很多。": 13}) == 1  # found, but said by somebody else


def test_floors_rise_and_never_fall_by_themselves(checkout: Path) -> None:
    gate(checkout, ONE, lift=True)
    low = floors(checkout)["zh all quoted f1"]["floor"]
    gate(checkout, BOTH, lift=True)
    high = floors(checkout)["zh all quoted f1"]["floor"]
    assert (low, high) == (0.6667, 1.0)
    assert gate(checkout, ONE, lift=True) == 1
    assert floors(checkout)["zh all quoted f1"]["floor"] == high


def test_a_lowered_floor_needs_a_reason(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gate(checkout, BOTH, lift=True)
    file = checkout / "baseline.json"
    blocks = json.loads(file.read_text("utf-8"))
    for record in blocks["samples"]["floors"].values():
        record["floor"] = 0.1
    file.write_text(json.dumps(blocks), "utf-8")
    assert gate(checkout, ONE) == 1
    assert "no reason is given" in capsys.readouterr().out
    for record in blocks["samples"]["floors"].values():
        record["reason"] = "the gold had marked a title as a quotation"
    file.write_text(json.dumps(blocks), "utf-8")
    assert gate(checkout, ONE) == 0


def test_changed_gold_and_new_figures_are_no_silence(checkout: Path) -> None:
    assert gate(checkout, BOTH) == 1  # no floors yet
    gate(checkout, BOTH, lift=True)
    file = checkout / "annotations" / "gold" / "zh.jsonl"
    file.write_text(file.read_text("utf-8") + "\n", "utf-8")
    assert gate(checkout, BOTH) == 1
    assert gate(checkout, BOTH, lift=True) == 0
    assert gate(checkout, BOTH) == 0


def test_missing_gold(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Any
) -> None:
    gate(checkout, BOTH, lift=True)
    monkeypatch.setenv("CI", "true")
    main = script("eval_gate")
    with pytest.raises(main.GoldError, match="is missing"):
        main.run(checkout / "baseline.json", lift=False, root=checkout, extract=find(BOTH))


@pytest.mark.parametrize(
    "broken", ["", "[]", '{"samples": {}}', '{"samples": {"sha256": {}, "floors": {"a": {}}}}']
)
def test_a_broken_baseline_is_one_line(tmp_path: Path, broken: str, capsys: Any) -> None:
    (tmp_path / "b.json").write_text(broken, "utf-8")
    assert script("eval_gate").main(["--baseline", str(tmp_path / "b.json")]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_the_floors_of_this_checkout_hold_their_form() -> None:
    blocks = script("eval_gate").load(ROOT / "annotations" / "baseline.json")
    assert {"samples", "corpora"} == set(blocks)
    for block in blocks.values():
        assert block["floors"]
        for name, record in block["floors"].items():
            assert 0 <= record["floor"] <= record["highest"] <= 1
            assert record["floor"] == record["highest"] or record["reason"].strip(), name


def test_confidence_is_precision_drawn_towards_the_language() -> None:
    module = script("confidence")
    document = next(parse_lines([json.dumps(GOLD)], "set/zh"))
    outcomes = [
        *(outcome for _ in range(10) for outcome in compare(document, find(BOTH)(document))),
        *compare(document, find({"今年雨水很多。": 13}, "zh.seldom")(document)),
    ]
    measured = module.confidences(module.from_gold(outcomes))
    prior = 20 / 21
    assert measured["zh.test"] == pytest.approx((20 + 5 * prior) / 25)
    assert measured["zh.seldom"] == pytest.approx((0 + 5 * prior) / 6)


def test_confidence_is_measured_on_reviews_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["一。", "二。", "三。", "四。"]
    document = Document(text="".join(words), lang="zh-Hans")
    quotes = [
        find({each: 2 * at}, "zh.test" if at < 3 else "zh.other")(document)[0]
        for at, each in enumerate(words)
    ]
    packs = tmp_path / "packs"
    packs.mkdir()
    pack = '[[rules]]\nid = "test"\nconfidence = 0.90\n\n[[rules]]\nid = "other"\n'
    (packs / "zh.toml").write_text(pack, "utf-8")
    with Store(tmp_path / "a.db") as store:
        store.ingest([(document, quotes)])
        judge(store, quotes[0].id, "accepted", reviewer="ana")
        judge(store, quotes[1].id, "rejected", reviewer="ana")
        judge(store, quotes[2].id, "accepted", reviewer="ana")
        judge(store, quotes[2].id, "rejected", reviewer="ben")  # a conflict says nothing
        judge(store, quotes[3].id, "accepted", reviewer="ana")
    arguments = ["--reviews", str(tmp_path / "a.db"), "--packs", str(packs)]
    module = script("confidence")
    assert module.main([*arguments, "--check"]) == 1
    assert (packs / "zh.toml").read_text("utf-8") == pack
    assert module.main(arguments) == 0
    test, other = (1 + 5 * 2 / 3) / 7, (1 + 5 * 2 / 3) / 6
    assert (packs / "zh.toml").read_text("utf-8") == pack.replace("0.90", f"{test:.2f}").replace(
        'id = "other"\n', f'id = "other"\nconfidence = {other:.2f}\n'
    )
    assert module.main([*arguments, "--check"]) == 0
    capsys.readouterr()
    assert module.main(["--reviews", str(tmp_path / "none.db")]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_only_confidence_lines_are_rewritten() -> None:
    pack = """[language]
tag = "zh"

[[rules]]
id = "test"  # a comment
pattern = "confidence = 0.1"
confidence = 0.50  # measured
[[rules]]
id = "new"
pattern = "x"

[[rules]]
id = "not-measured"
confidence = 0.30
"""
    measured = {"zh.test": 0.912, "zh.new": 0.7}
    lines, changes = script("confidence").rewrite(pack.split("\n"), "zh", measured)
    assert "\n".join(lines) == pack.replace("0.50", "0.91").replace(
        'id = "new"', 'id = "new"\nconfidence = 0.70'
    )
    assert changes == [("zh.test", "0.50", 0.912), ("zh.new", "none", 0.7)]
    assert script("confidence").rewrite(lines, "zh", measured)[1] == []
