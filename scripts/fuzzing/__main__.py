"""Fuzz all targets, some of the inputs each, and add up how many have run without a fault.

The counts of earlier runs are kept in .cache/fuzz/ and go on, so a long run can be made in parts.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / ".cache" / "fuzz"
# Of a hundred inputs; the readers and imports are the slowest, and the extractor the largest.
SHARES = {"mixed": 20, "extract": 15, "query": 25, "output": 25, "readers": 10, "import": 5}
SLICE = 100_000  # inputs a process: what a library leaks is given back


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(SHARES))
    parser.add_argument("--inputs", type=int, default=100_000, help="in all (default 100,000)")
    parser.add_argument("--seconds", type=float, default=1e9, help="stop a target after so long")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="corpora and counts")
    chosen = parser.parse_args()
    if unknown := set(chosen.targets) - set(SHARES):
        parser.error(f"no target is called {', '.join(sorted(unknown))}")
    names = chosen.targets or list(SHARES)
    whole = sum(SHARES[name] for name in names)
    chosen.folder.mkdir(parents=True, exist_ok=True)
    faults = 0
    for name in names:
        faults += fuzz(name, chosen.inputs * SHARES[name] // whole, chosen.seconds, chosen.folder)
    counts = json.loads((chosen.folder / "counts.json").read_text("utf-8"))
    total = sum(target["inputs"] for target in counts.values())
    for name, target in counts.items():
        print(f"{name:10}{target['inputs']:>12,} inputs, {target['faults']} faults")
    print(f"{'all':10}{total:>12,} inputs, {sum(t['faults'] for t in counts.values())} faults")
    return 1 if faults else 0


def fuzz(name: str, inputs: int, seconds: float, folder: Path) -> int:
    """Runs so many inputs in processes of SLICE, and notes them; how many faults there were."""
    corpus = folder / name
    corpus.mkdir(exist_ok=True)
    count = corpus.with_suffix(".count")
    faults = 0
    while inputs > 0 and not faults:
        count.write_text("0", "utf-8")
        part = min(SLICE, inputs)
        command = [sys.executable, Path(__file__).with_name("target.py"), name, str(part)]
        log = folder / f"{name}.log"
        with log.open("wb") as file:
            ended = subprocess.run(
                [*command, str(seconds), corpus], stdout=file, stderr=subprocess.STDOUT, cwd=folder
            )
        faults = int(ended.returncode != 0)
        done = int(count.read_text("utf-8") or 0)
        note(folder / "counts.json", name, done, faults)
        inputs -= part
        if done < part and not faults:  # out of time
            break
        if faults:
            tail = log.read_text("utf-8", "replace").splitlines()[-30:]
            print(f"{name}: a fault, see {log}", *tail, sep="\n", file=sys.stderr)
    return faults


def note(path: Path, name: str, done: int, faults: int) -> None:
    counts = json.loads(path.read_text("utf-8")) if path.exists() else {}
    target = counts.setdefault(name, {"inputs": 0, "faults": 0})
    target["inputs"] += done
    target["faults"] += faults
    target["python"] = platform.python_version()
    target["date"] = datetime.now(UTC).date().isoformat()
    beside = path.with_suffix(f".{os.getpid()}")
    beside.write_text(json.dumps(counts, indent=1) + "\n", "utf-8")
    os.replace(beside, path)


if __name__ == "__main__":
    sys.exit(main())
