"""Files written beside their place and renamed, so that a broken run leaves the old one."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path

from quotetrack.errors import ExportError


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A path beside `target` to write to; it takes the target's place if the block ends well.

    Raises ExportError where it cannot be written; the file that was there before is then still
    there, and nothing is left beside it.
    """
    if target.is_dir():
        raise ExportError(f"{target} is a folder: give the path of a file")
    if target.is_symlink():
        target = target.resolve()
    beside = target.with_name(f".{target.name[:100]}.{os.getpid()}.part")
    try:
        beside.unlink(missing_ok=True)
        yield beside
        if target.exists():
            os.chmod(beside, target.stat().st_mode & 0o7777)
        with open(beside, "rb") as done:
            os.fsync(done.fileno())
        os.replace(beside, target)
    except OSError as error:
        raise ExportError(f"{target} cannot be written: {_reason(error)}") from error
    finally:
        for name in (beside, *beside.parent.glob(f"{escape(beside.name)}-*")):
            with suppress(OSError):  # a folder that may not be written to: then nothing was
                name.unlink(missing_ok=True)


def write_text(target: Path, parts: Iterable[str]) -> None:
    """Writes UTF-8 text, part by part, in the target's place. See `replacing`."""
    with replacing(target) as beside, open(beside, "x", encoding="utf-8", newline="") as file:
        file.writelines(parts)


def _reason(error: OSError) -> str:
    if error.errno == errno.ENOENT:
        return "its folder does not exist"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "no right to write there"
    if error.errno == errno.ENOSPC:
        return "no space left on the disk"
    return error.strerror or str(error)
