"""What all tests share: where things stand, and that nothing is skipped quietly where it counts."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# A busy machine is no fault of the code; in CI the same inputs each time.
settings.register_profile(
    "steady",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=bool(os.environ.get("CI")),
)
settings.load_profile("steady")

# A shell that starts the tests in the background lets them, and all that they start, ignore Ctrl-C.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT.parent / "shared" / "corpus"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("corpus"):
            item.fixturenames.insert(0, "corpus")  # type: ignore[attr-defined]


def missing(what: str) -> None:
    """Skip the test, for want of a tool or a folder; in CI, which has them all, fail it."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} is missing, and CI skips nothing", pytrace=False)
    pytest.skip(f"{what} is missing")


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The development corpora beside the checkout."""
    if not CORPUS.is_dir():
        missing("the folder shared/corpus beside the checkout")
    return CORPUS


@pytest.fixture(scope="session")
def samples(root: Path) -> Path:
    """The articles written for this project."""
    return root / "annotations" / "samples"


@pytest.fixture(scope="session")
def need():
    """`need("chromium")`: the path of a program, or the test is skipped (fails in CI)."""

    def find(*names: str) -> str:
        for name in names:
            if path := shutil.which(name):
                return path
        missing(" or ".join(names))
        raise AssertionError  # `missing` does not return

    return find


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees or writes the configuration and database of the person who runs it."""
    home = tmp_path_factory.getbasetemp() / "home"
    home.mkdir(exist_ok=True)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / ".config"))
    monkeypatch.delenv("QUOTETRACK_DB", raising=False)
