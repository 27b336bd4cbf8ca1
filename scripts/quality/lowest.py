"""Print the lowest allowed version of every dependency of the package, as pip constraints.

The development tools keep their newest versions: what users get is what is tested. Standard
library only, for it runs before anything is installed.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path


def main() -> None:
    project = tomllib.loads(Path(sys.argv[1]).read_text("utf-8"))["project"]
    for requirement in project["dependencies"]:
        found = re.match(r"([\w.-]+)(?:\[[^\]]*\])?\s*>=\s*([\w.]+)", requirement)
        if found is None:
            raise SystemExit(f"{requirement}: no lower bound")
        print(f"{found[1]}=={found[2]}")


if __name__ == "__main__":
    main()
