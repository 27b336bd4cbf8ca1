"""What others install: a wheel and an sdist with all that belongs in them, and a quick import."""

from __future__ import annotations

import doctest
import json
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "quotetrack"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
# An import may take this many times as long as Python itself, which takes 30 ms.
IMPORT_RATIO = 4
MOST_SECONDS = 1500  # for an installation, which takes one minute on an idle machine
HEAVY = ("pydantic", "sqlite3", "sqlite_utils", "click", "rich", "trafilatura", "label_studio_sdk")


def python(program: str, *flags: str) -> str:
    done = subprocess.run(
        [sys.executable, *flags, "-c", program], capture_output=True, text=True, check=True
    )
    return done.stdout


def seconds_of(program: str) -> float:
    """CPU seconds of a Python that does this: the least of several."""
    code = (
        "import resource, subprocess, sys\n"
        f"subprocess.run([sys.executable, '-c', {program!r}], check=True)\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(used.ru_utime + used.ru_stime)"
    )
    return min(float(python(code)) for _ in range(5))


def test_importing_is_quick() -> None:
    plain = seconds_of("pass")
    assert seconds_of("import quotetrack") < IMPORT_RATIO * plain


def test_importing_loads_nothing_heavy() -> None:
    loaded = python("import sys, quotetrack; print(*sys.modules)").split()
    assert set(HEAVY).isdisjoint(loaded)


def test_the_page_on_python_does_what_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    done = doctest.testfile(str(ROOT / "docs" / "python.md"), module_relative=False)
    assert done.attempted > 15
    assert done.failed == 0


def test_every_public_name_is_on_the_page() -> None:
    page = (ROOT / "docs" / "python.md").read_text("utf-8")
    for name in json.loads(
        python("import json, quotetrack; print(json.dumps(quotetrack.__all__))")
    ):
        assert name in page or name in ("Mention", "Span"), name


def test_the_page_on_dependencies_has_those_of_the_package() -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    listed = dict(re.findall(r"^\| ([\w-]+) \| ([\d.]+) \|", page, re.MULTILINE))
    wanted = dict(
        re.fullmatch(r"([\w-]+)>=([\d.]+)", line).groups() for line in PROJECT["dependencies"]
    )  # type: ignore[union-attr]
    assert listed == wanted
    for extra in PROJECT["optional-dependencies"]:
        assert f"`{extra}`" in page


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist, the wheel made of it, and an environment that has only the wheel."""
    folder = tmp_path_factory.mktemp("package")
    run(sys.executable, "-m", "venv", folder / "build")
    run(folder / "build" / "bin" / "pip", "install", "-q", *build_requires())
    run(folder / "build" / "bin" / "hatchling", "build", "-t", "sdist", "-d", folder, cwd=ROOT)
    (sdist,) = folder.glob("*.tar.gz")
    run(folder / "build" / "bin" / "pip", "wheel", "-q", "--no-deps", "-w", folder, sdist)
    (wheel,) = folder.glob("*.whl")
    run(sys.executable, "-m", "venv", folder / "empty")
    run(folder / "empty" / "bin" / "pip", "install", "-q", "--no-compile", wheel)
    return folder


def build_requires() -> list[str]:
    whole = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    found = whole["build-system"]["requires"]
    assert isinstance(found, list)
    return found


def run(*command: object, cwd: Path | None = None) -> str:
    """Runs a program as somebody without our checkout would."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("PYTHONPATH", "VIRTUAL_ENV")
    }
    done = subprocess.run(
        list(map(str, command)), cwd=cwd, env=environment, capture_output=True, text=True,
        timeout=MOST_SECONDS, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
@pytest.mark.timeout(2 * MOST_SECONDS)
def test_the_wheel_has_every_file_of_the_source(installed: Path) -> None:
    (wheel,) = installed.glob("*.whl")
    held = set(zipfile.ZipFile(wheel).namelist())
    source = {
        f"quotetrack/{file.relative_to(SOURCE)}"
        for file in SOURCE.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    assert source <= held
    assert "quotetrack/py.typed" in held
    others = {name for name in held - source if ".dist-info/" not in name}
    assert others == set()


@pytest.mark.slow
@pytest.mark.timeout(2 * MOST_SECONDS)
def test_the_sdist_has_what_is_needed_to_test_it(installed: Path) -> None:
    (sdist,) = installed.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        held = {name.split("/", 1)[1] for name in archive.getnames() if "/" in name}
    for wanted in ("README.md", "LICENSE", "CHANGELOG.md", "docs/tutorial.md", "scripts/test",
                   "tests/test_package.py", "annotations/GUIDELINES.md", "pyproject.toml"):  # fmt: skip
        assert wanted in held
    assert not [name for name in held if name.startswith((".venv", "demo-output", ".cache"))]


@pytest.mark.slow
@pytest.mark.timeout(2 * MOST_SECONDS)
@pytest.mark.corpus
def test_the_installed_program_reads_the_seed_story(
    installed: Path, corpus: Path, tmp_path: Path
) -> None:
    """From a folder that is no checkout: the gold's quotations, all of them."""
    gold = json.loads((corpus / "seed" / "gold.json").read_text("utf-8"))
    article = corpus / "seed" / gold["document"]
    printed = run(installed / "empty" / "bin" / "quotetrack", "extract", article, cwd=tmp_path)
    found = {str(quote["content"]) for quote in map(json.loads, printed.splitlines())}
    assert {str(quote["content"]) for quote in gold["quotes"]} <= found
    assert len(gold["quotes"]) == 34


@pytest.mark.slow
@pytest.mark.timeout(2 * MOST_SECONDS)
def test_the_installed_program_goes_the_readmes_way(installed: Path, tmp_path: Path) -> None:
    program = installed / "empty" / "bin" / "quotetrack"
    samples = sorted((ROOT / "annotations" / "samples").glob("*.en.txt"))
    assert run(program, "--version").split()[-1] == PROJECT["version"]
    run(program, "ingest", *samples, cwd=tmp_path)
    run(program, "export", "claims.xlsx", cwd=tmp_path)
    run(program, "show", samples[0], "--html", "page.html", cwd=tmp_path)
    assert "Nothing is wrong." in run(program, "doctor", cwd=tmp_path)
    assert (tmp_path / "claims.xlsx").stat().st_size > 1000
    assert "<style>" in (tmp_path / "page.html").read_text("utf-8")
