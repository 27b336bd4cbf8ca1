"""What goes wrong with a Label Studio, each in one clear line that says what to do next.

The SDK raises its own ApiError for answers, its HTTP client's errors for connections, and whatever
JSON and models raise for nonsense. None of their words are passed on unread: an ApiError prints
headers, and among them cookies.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from quotetrack.errors import ReviewError


class GoneError(ReviewError):
    """What was asked for is not there, or no longer."""


def explained(error: Exception, url: str, doing: str) -> tuple[type[ReviewError], str]:
    """The error to raise, and its line, for what went wrong while `doing` something."""
    import httpx
    from label_studio_sdk.core.api_error import ApiError

    at = f"Label Studio at {url}"
    if isinstance(error, ApiError):
        return _refused(error.status_code, error.body, url, doing)
    if isinstance(error, httpx.TimeoutException):
        return ReviewError, (
            f"{at} gave no answer in time ({doing}): run the same command again, which goes on "
            "where this one stopped; --timeout allows more seconds"
        )
    if isinstance(error, httpx.HTTPStatusError):
        return _refused(error.response.status_code, error.response.text, url, doing)
    if isinstance(error, httpx.ConnectError):
        return ReviewError, f"no Label Studio answers at {url} ({doing}): is it running?"
    if isinstance(error, (httpx.TransportError, httpx.StreamError, httpx.InvalidURL)):
        return ReviewError, (
            f"the connection to {at} broke ({doing}): run the same command again, which goes "
            "on where this one stopped"
        )
    if isinstance(error, (ValueError, TypeError, KeyError, AttributeError)) or (
        type(error).__module__.startswith(("pydantic", "jwt"))
    ):
        return ReviewError, strange(url, doing)
    return ReviewError, f"{at}: {type(error).__name__} while {doing}: run the command again"


def strange(url: str, doing: str) -> str:
    """The line for an answer that makes no sense."""
    return (
        f"what answers at {url} is not Label Studio, or was cut short ({doing}): check "
        "LABEL_STUDIO_URL and any proxy before it, then run the same command again"
    )


def _refused(status: int | None, body: Any, url: str, doing: str) -> tuple[type[ReviewError], str]:
    at = f"Label Studio at {url}"
    said = _said(body)
    if status == 401:
        more = f" ({said})" if said else ""
        return ReviewError, (
            f"{at} does not accept the key{more}: copy a valid one from Account & Settings "
            "into LABEL_STUDIO_API_KEY"
        )
    if status == 403:
        return (
            ReviewError,
            f"{at} does not allow this key {doing}: ask for the right to, or use another key",
        )
    if status == 404:
        return GoneError, (
            f"{at} knows nothing of it ({doing}): it was deleted there, or LABEL_STUDIO_URL is "
            "another server's"
        )
    if status == 413:
        return (
            ReviewError,
            f"{at} finds the request too large ({doing}): run again with a smaller --batch",
        )
    if status is None or status < 400:
        return ReviewError, strange(url, doing)
    if status >= 500 or status in (408, 409, 429):
        return ReviewError, (
            f"{at} cannot answer now, status {status} ({doing}): run the same command again "
            "when it can, which goes on where this one stopped"
        )
    return ReviewError, f"{at} refused, status {status} ({doing}): {said or 'no reason given'}"


def _said(body: Any) -> str:
    """What the server says about a refusal, if it says it in a few plain words."""
    if isinstance(body, (bytes, str)):
        try:
            body = json.loads(body)
        except ValueError:
            return ""
    if isinstance(body, Mapping):
        detail = body.get("validation_errors") or body.get("detail") or body.get("error")
        return str(detail)[:200] if detail else ""
    return ""
