"""Run the benchmarks that were asked for, print their tables, and write them down if told to."""

from __future__ import annotations

import argparse
import sys

import claims
import extraction
import ingesting
import measuring
import memory
import scaling
import searching

import web

BENCHMARKS = {
    "extract": extraction.run,
    "memory": memory.run,
    "ingest": ingesting.run,
    "search": searching.run,
    "scale": scaling.run,
    "claims": claims.table,
    "web": web.run,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/benchmark", description=__doc__)
    parser.add_argument("benchmarks", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}")
    parser.add_argument("--write", action="store_true", help="update docs/performance.md")
    parser.add_argument("--quick", action="store_true", help="a tenth of the size, one run")
    chosen = parser.parse_args()
    unknown = set(chosen.benchmarks) - set(BENCHMARKS)
    if unknown:
        parser.error(f"no benchmark is called {', '.join(sorted(unknown))}")
    for name in chosen.benchmarks or BENCHMARKS:
        result = BENCHMARKS[name](quick=chosen.quick)
        print(f"\n{name}\n{measuring.table(result['rows'])}")
        if chosen.write:
            measuring.write(name, result)
    return 0


if __name__ == "__main__":
    sys.exit(main())
