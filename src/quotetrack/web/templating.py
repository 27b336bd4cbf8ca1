"""The pages as HTML: our templates, rendered at once.

Datasette renders its own piece by piece, with an await for each, which takes five times as long
for a page of many small pieces.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader

from quotetrack.web.marking import clean
from quotetrack.web.settings import asset_version


@cache
def environment() -> Environment:
    """Everything that is put into a page is escaped."""
    found = Environment(
        loader=PackageLoader("quotetrack.web"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["clean"] = clean
    found.globals["version"] = asset_version()
    return found


def render(template: str, context: Mapping[str, Any], path: Callable[[str], str]) -> str:
    """One page; `path` makes an address of a path, where the site does not begin at /."""
    return environment().get_template(template).render(path=path, **context)
