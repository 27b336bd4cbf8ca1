"""Recompute each rule's confidence from its precision on gold, and write it into its pack.

A rule's confidence is the share of its predictions that were found in the gold with the right
source. Rules that fired seldom prove little, so the share is drawn towards that of all rules of the
language: (right + PRIOR_WEIGHT * share of all) / (fired + PRIOR_WEIGHT).

Reviews do as well as gold: an accepted quote was right, a corrected or rejected one was not, and a
conflict says nothing. `--reviews DB` measures on a database's reviews, together with whatever gold is
named. Reviewers see the least certain pages first, so their shares are low where they have read
little of it.

Only the line `confidence = …` of a rule changes; the rest of the pack stays as it was written.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import quotetrack
from quotetrack.errors import GoldError, StoreError
from quotetrack.evaluation import Judgement, Outcome, evaluate
from quotetrack.readers.gold import read_gold
from quotetrack.store.judging import judgements

ROOT = Path(__file__).resolve().parent.parent.parent
PACKS = ROOT / "src" / "quotetrack" / "extraction" / "packs"
GOLD = [ROOT / "annotations" / "gold", ROOT.parent / "shared" / "corpus"]
PRIOR_WEIGHT = 5
TOLERANCE = 0.005  # the packs hold two places

_RULE = re.compile(r"^\[\[(\w+)\]\]\s*$")
_ID = re.compile(r"""^id\s*=\s*["']([^"']+)["']""")
_CONFIDENCE = re.compile(r"^confidence\s*=\s*([\d.]+)")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Confidence of rules from their precision.")
    parser.add_argument("gold", nargs="*", type=Path, help="default: all, without --reviews")
    parser.add_argument("--reviews", type=Path, metavar="DB", help="measure on its reviews")
    parser.add_argument(
        "--packs", type=Path, default=PACKS, metavar="DIR", help="packs to write to"
    )
    parser.add_argument("--check", action="store_true", help="write nothing; 1 if a pack is stale")
    chosen = parser.parse_args(arguments)
    gold = chosen.gold or ([] if chosen.reviews else [p for p in GOLD if p.is_dir()])
    try:
        fires = from_gold(evaluate(read_gold(gold), quotetrack.extract)) if gold else []
        if chosen.reviews:
            fires += from_reviews(judgements(chosen.reviews))
    except (GoldError, StoreError) as error:
        print(f"confidence: {error}", file=sys.stderr)
        return 1
    measured = confidences(fires)
    fired = Counter(rule for rule, _ in fires)
    stale = 0
    for pack in sorted(chosen.packs.glob("*.toml")):
        lines, changes = rewrite(pack.read_text("utf-8").split("\n"), pack.stem, measured)
        for rule, old, new in changes:
            print(f"{rule}: {old} -> {new:.2f} ({fired[rule]} predictions)")
        stale += len(changes)
        if changes and not chosen.check:
            pack.write_text("\n".join(lines), "utf-8")
    print(f"{stale} of {len(measured)} measured rules {'are stale' if chosen.check else 'changed'}")
    return 1 if stale and chosen.check else 0


def from_gold(outcomes: Iterable[Outcome]) -> list[tuple[str, bool]]:
    """The rule of each prediction, and whether words and source were right."""
    return [(outcome.rule, outcome.both_right) for outcome in outcomes if outcome.rule]


def from_reviews(judged: Iterable[Judgement]) -> list[tuple[str, bool]]:
    """The same as people saw it."""
    return [
        (judgement.quote.rule, judgement.status == "accepted")
        for judgement in judged
        if judgement.quote is not None and judgement.status != "conflict"
    ]


def confidences(fires: Iterable[tuple[str, bool]]) -> dict[str, float]:
    """Rule id -> confidence, for the rules that predicted anything."""
    fired: Counter[str] = Counter()
    right: Counter[str] = Counter()
    all_fired: Counter[str] = Counter()
    all_right: Counter[str] = Counter()
    for rule, was_right in fires:
        language = rule.split(".")[0]
        fired[rule] += 1
        right[rule] += was_right
        all_fired[language] += 1
        all_right[language] += was_right
    measured = {}
    for rule, number in fired.items():
        language = rule.split(".")[0]
        prior = all_right[language] / all_fired[language]
        measured[rule] = (right[rule] + PRIOR_WEIGHT * prior) / (number + PRIOR_WEIGHT)
    return measured


def rewrite(
    lines: list[str], tag: str, measured: dict[str, float]
) -> tuple[list[str], list[tuple[str, str, float]]]:
    """The pack's lines with the measured confidences, and (rule, old, new) of each change."""
    written: list[str] = []
    changes: list[tuple[str, str, float]] = []
    rule: str | None = None
    id_line = -1
    for line in [*lines, "[[end]]"]:
        if _RULE.match(line):
            if rule is not None:  # no confidence line yet: it goes under the id
                changes.append((rule, "none", measured[rule]))
                written.insert(id_line + 1, f"confidence = {measured[rule]:.2f}")
            rule = None
        elif found := _ID.match(line):
            name = f"{tag}.{found[1]}"
            rule = name if name in measured else None
            id_line = len(written)
        elif rule and (found := _CONFIDENCE.match(line)):
            if abs(float(found[1]) - measured[rule]) > TOLERANCE:
                changes.append((rule, found[1], measured[rule]))
                line = line.replace(found[1], f"{measured[rule]:.2f}", 1)
            rule = None
        written.append(line)
    return written[:-1], changes


if __name__ == "__main__":
    sys.exit(main())
