"""Figures from outcomes: P, R, F1 by language, set, part, kind and rule; gains and losses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from quotetrack.errors import GoldError
from quotetrack.evaluation.matching import Outcome

REPORT_FORMAT = 1
MEASURES = ("quoted", "indirect")


@dataclass(frozen=True)
class Figures:
    """Counts of one group of outcomes, and what is calculated from them (shares from 0 to 1).

    `gold` and `predicted` are all there were, `found` those matched; of the found, `sourced` have
    a source in the gold, and `right`, `near`, `wrong`, `unknown` say how ours compare to it;
    `both` were found with the right source (nobody, where the gold names nobody).
    """

    gold: int = 0
    predicted: int = 0
    found: int = 0
    sourced: int = 0
    right: int = 0
    near: int = 0
    wrong: int = 0
    unknown: int = 0
    both: int = 0

    @property
    def precision(self) -> float | None:
        """Found of predicted; None if nothing was predicted."""
        return self.found / self.predicted if self.predicted else None

    @property
    def recall(self) -> float | None:
        """Found of gold; None if the gold is empty."""
        return self.found / self.gold if self.gold else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall."""
        return _f1(self.found, self.gold, self.predicted)

    @property
    def source(self) -> float | None:
        """Of the found whose source the gold gives, the share with the right one."""
        return self.right / self.sourced if self.sourced else None

    @property
    def end_to_end(self) -> float | None:
        """F1 of 'found, and the source right'."""
        return _f1(self.both, self.gold, self.predicted)

    def as_dict(self) -> dict[str, int | float | None]:
        """Counts and shares, the shares to four places."""
        shares = {
            name: getattr(self, name)
            for name in ("precision", "recall", "f1", "source", "end_to_end")
        }
        return {
            **asdict(self),
            **{name: None if x is None else round(x, 4) for name, x in shares.items()},
        }


def count(outcomes: Iterable[Outcome]) -> Figures:
    """The figures of a group of outcomes of one measure."""
    counts: dict[str, int] = defaultdict(int)
    for outcome in outcomes:
        counts["gold"] += outcome.state != "spurious"
        counts["predicted"] += outcome.state != "missed"
        counts["found"] += outcome.state == "found"
        counts["both"] += outcome.both_right
        if outcome.source:
            counts["sourced"] += 1
            counts[outcome.source] += 1
    return Figures(**counts)


# A kind's row holds the gold of that kind, whatever we called it, and what we made up as that kind.
_GROUPS: dict[str, Callable[[Outcome], str | None]] = {
    "language": lambda outcome: outcome.language,
    "language and part": lambda outcome: f"{outcome.language} {outcome.part}",
    "set": lambda outcome: outcome.set,
    "kind": lambda outcome: outcome.gold_kind or outcome.kind,
    "rule": lambda outcome: outcome.rule,
}


def tabulate(outcomes: Sequence[Outcome]) -> dict[str, dict[str, dict[str, Figures]]]:
    """Measure -> grouping -> group -> figures. A rule's row holds what that rule predicted."""
    tables: dict[str, dict[str, dict[str, Figures]]] = {}
    for measure in MEASURES:
        chosen = [outcome for outcome in outcomes if outcome.measure == measure]
        tables[measure] = {}
        for grouping, group_of in _GROUPS.items():
            groups: dict[str, list[Outcome]] = defaultdict(list)
            for outcome in chosen:
                name = group_of(outcome)
                if name is not None:
                    groups[name].append(outcome)
            tables[measure][grouping] = {name: count(groups[name]) for name in sorted(groups)}
    return tables


def errors(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """What is not right: missed, spurious, or found with a source that is not the gold's."""
    return [outcome for outcome in outcomes if not outcome.both_right]


def as_report(outcomes: Sequence[Outcome], *, unread_texts: bool = False) -> dict[str, Any]:
    """The whole evaluation as plain data, for `--json`, the gate and `--diff`.

    The words of unread documents are left out unless asked for, so that nobody reads by accident
    what is kept for judging.
    """
    tables = tabulate(outcomes)
    return {
        "format": REPORT_FORMAT,
        "figures": {
            measure: {
                grouping: {name: figures.as_dict() for name, figures in groups.items()}
                for grouping, groups in groupings.items()
            }
            for measure, groupings in tables.items()
        },
        "outcomes": [
            _record(outcome, with_text=unread_texts or outcome.part == "read")
            for outcome in outcomes
        ],
    }


def differences(
    old: Mapping[str, Any], new: Mapping[str, Any]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Gains and losses from an old report to a new one, as records with `was` and `now`.

    A spurious quotation that went away is a gain, a new one a loss. Documents that only one of the
    reports holds are left out: another choice of files is neither.
    """
    if old.get("format") != REPORT_FORMAT or not isinstance(old.get("outcomes"), list):
        raise GoldError("the report to compare with is not one that evaluate --json wrote")
    before, after = _by_key(old), _by_key(new)
    shared = _documents(old) & _documents(new)
    gains: list[dict[str, Any]] = []
    losses: list[dict[str, Any]] = []
    for key in dict.fromkeys([*before, *after]):
        record = after.get(key) or before[key]
        if (record["set"], record["document"]) not in shared:
            continue
        was, now = _standing(before.get(key)), _standing(after.get(key))
        if was == now:
            continue
        change = {**record, "was": was[1], "now": now[1]}
        if now[0] != was[0]:
            (gains if now[0] > was[0] else losses).append(change)
    return gains, losses


def _record(outcome: Outcome, *, with_text: bool) -> dict[str, Any]:
    record = {"key": outcome.key, **asdict(outcome)}
    if not with_text:
        for name in ("wanted", "got", "before", "words", "after"):
            record[name] = None
    return record


def _by_key(report: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {record["key"]: record for record in report["outcomes"]}


def _documents(report: Mapping[str, Any]) -> set[tuple[str, str]]:
    return {(record["set"], record["document"]) for record in report["outcomes"]}


def _standing(record: Mapping[str, Any] | None) -> tuple[int, str]:
    """How good an outcome is, and its name; what is in neither gold nor predictions is good."""
    if record is None:
        return 3, "not given"
    if record["state"] == "spurious":
        return 0, "spurious"
    if record["state"] == "missed":
        return 0, "missed"
    if record["both_right"]:
        return 3, "right"
    if record["source"] == "unknown":
        return 2, "no source"
    return 1, f"source {record['source'] or 'where the gold has none'}"


def _f1(hits: int, gold: int, predicted: int) -> float | None:
    return 2 * hits / (gold + predicted) if gold + predicted else None
