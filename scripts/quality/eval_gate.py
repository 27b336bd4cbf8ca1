"""Accuracy is a ratchet: no figure may fall below its floor in annotations/baseline.json.

A floor is lifted by `--raise`. To lower one, edit the file: set `floor` below `highest`, and say in
`reason` why; without a reason the gate fails. Floors hold for the gold files whose hashes stand in
the baseline: other files, other figures, so a changed hash fails too until the floors were looked
at again (`--raise` after that takes the new hash over).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import quotetrack
from quotetrack.errors import GoldError
from quotetrack.evaluation import MEASURES, count, evaluate
from quotetrack.readers.gold import find_gold, read_gold

ROOT = Path(__file__).resolve().parent.parent.parent
BASELINE = ROOT / "annotations" / "baseline.json"
# Where the gold of each block stands, from the checkout. The corpora are not part of the project.
BLOCKS = {"samples": "annotations/gold", "corpora": "../shared/corpus"}
MAY_BE_MISSING = {"corpora"}
# The share of right sources is held over all documents only: it falls by itself where more is
# found, and among a part's few dozen quotes that is one or two. `end_to_end` holds it there.
FIGURES = {
    "all": ("f1", "source", "end_to_end"),
    "read": ("f1", "end_to_end"),
    "unread": ("f1", "end_to_end"),
}
PLACES = 4

Extract = Callable[[quotetrack.Document], list[quotetrack.Quote]]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Hold the floors in annotations/baseline.json.")
    parser.add_argument(
        "--raise", dest="lift", action="store_true", help="lift floors, never lower"
    )
    parser.add_argument("--baseline", type=Path, default=BASELINE)
    chosen = parser.parse_args(arguments)
    try:
        return run(chosen.baseline, lift=chosen.lift)
    except (GoldError, BaselineError) as error:
        print(f"eval_gate: {error}", file=sys.stderr)
        return 1


class BaselineError(Exception):
    """The baseline file is broken."""


def run(
    baseline: Path, *, lift: bool, root: Path = ROOT, extract: Extract = quotetrack.extract
) -> int:
    """0 if all floors hold, else 1; every figure is printed beside its floor."""
    blocks = load(baseline)
    problems: list[str] = []
    for name, place in BLOCKS.items():
        folder = (root / place).resolve()
        if not folder.is_dir():
            if name in MAY_BE_MISSING and not os.environ.get("CI"):
                print(f"{name}: {place} is not there, so its floors are not checked")
                continue
            raise GoldError(f"{place} is missing")
        block = blocks.setdefault(name, {"sha256": {}, "floors": {}})
        hashes = hash_files(folder)
        figures = measure(folder, extract)
        print(f"{name} ({place})")
        if lift:
            block["sha256"] = hashes
            raise_floors(block["floors"], figures)
        elif block["sha256"] != hashes:
            changed = sorted(
                file
                for file in block["sha256"].keys() | hashes.keys()
                if block["sha256"].get(file) != hashes.get(file)
            )
            problems.append(
                f"{name}: the gold changed ({', '.join(changed)}): look at the figures, "
                "then run scripts/eval_gate --raise"
            )
        problems += check(block["floors"], figures)
    if lift:
        baseline.write_text(json.dumps(blocks, ensure_ascii=False, indent=1) + "\n", "utf-8")
    for problem in problems:
        print(f"FAILED  {problem}")
    if not problems:
        print("All floors hold.")
    return 1 if problems else 0


def load(baseline: Path) -> dict[str, Any]:
    """The baseline's blocks: name -> {"sha256": file -> digest, "floors": figure -> record}."""
    if not baseline.exists():
        return {}
    try:
        blocks = json.loads(baseline.read_text("utf-8"))
        for block in blocks.values():
            for record in block["floors"].values():
                float(record["floor"])
                float(record["highest"])
            dict(block["sha256"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BaselineError(f"{baseline}: broken ({error!r})") from error
    return dict(blocks)


def hash_files(folder: Path) -> dict[str, str]:
    """SHA-256 of each gold file below the folder, by its relative path."""
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in find_gold([folder])
    }


def measure(folder: Path, extract: Extract) -> dict[str, float]:
    """Figures by name, as `zh read quoted f1`; a share of nothing is left out."""
    outcomes = evaluate(read_gold([folder]), extract)
    figures = {}
    for language in sorted({outcome.language for outcome in outcomes}):
        for part, names in FIGURES.items():
            for kind in MEASURES:
                counts = count(
                    outcome
                    for outcome in outcomes
                    if outcome.language == language
                    and outcome.measure == kind
                    and part in ("all", outcome.part)
                )
                if not counts.gold:
                    continue
                for figure in names:
                    value = getattr(counts, figure)
                    if value is not None:
                        figures[f"{language} {part} {kind} {figure}"] = round(value, PLACES)
    return figures


def raise_floors(floors: dict[str, Any], figures: dict[str, float]) -> None:
    """Lift each floor to its figure where that is higher, and add floors for new figures."""
    for name, value in figures.items():
        record = floors.setdefault(name, {"floor": value, "highest": value})
        if value > record["floor"]:
            record["floor"] = value
        record["highest"] = max(record["highest"], value)
        if record["floor"] == record["highest"]:
            record.pop("reason", None)


def check(floors: dict[str, Any], figures: dict[str, float]) -> list[str]:
    """What is wrong, a line each; prints each figure beside its floor."""
    problems = []
    for name in sorted(floors.keys() | figures.keys()):
        record, value = floors.get(name), figures.get(name)
        if record is None:
            problems.append(f"{name}: {value:.4f} has no floor: run scripts/eval_gate --raise")
            continue
        if record["floor"] < record["highest"] and not str(record.get("reason") or "").strip():
            problems.append(
                f"{name}: the floor {record['floor']:.4f} was lowered from "
                f"{record['highest']:.4f} and no reason is given"
            )
        shown = "   none" if value is None else f"{value:7.4f}"
        print(f"  {name:36} {shown}  floor {record['floor']:.4f}")
        if value is None or value < record["floor"]:
            problems.append(f"{name}: {shown.strip()} is below the floor {record['floor']:.4f}")
    return problems


if __name__ == "__main__":
    sys.exit(main())
