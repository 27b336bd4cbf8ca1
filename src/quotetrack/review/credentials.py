"""Where the address and the key of a Label Studio come from; the key is never shown or stored."""

from __future__ import annotations

import os
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from quotetrack.errors import ReviewError

URL_VARIABLE = "LABEL_STUDIO_URL"
KEY_VARIABLE = "LABEL_STUDIO_API_KEY"
FILE_NAME = "label-studio.toml"
_HOW = (
    f"set {URL_VARIABLE} and {KEY_VARIABLE}, or write url and api_key into {{path}} "
    "and give it mode 600; scripts/label-studio starts a server of your own"
)


class NoAddressError(ReviewError):
    """Nobody has named a Label Studio yet."""


@dataclass(frozen=True)
class Credentials:
    """A server's address, without a slash at its end, and the key to it."""

    url: str
    api_key: str = field(repr=False)

    def cleaned(self, message: str) -> str:
        """The message without the key in it, on one line."""
        return " ".join(message.replace(self.api_key, "***").split())


def default_path() -> Path:
    """The file in the user's own configuration folder."""
    from platformdirs import user_config_path

    return user_config_path("quotetrack") / FILE_NAME


def find_credentials(
    environment: Mapping[str, str] | None = None, path: Path | None = None
) -> Credentials:
    """The credentials of the environment, what it lacks from the file.

    Raises ReviewError where something is missing, the address is none or holds a password, the
    file can be read by others, or the key cannot be one.
    """
    environment = os.environ if environment is None else environment
    path = path or default_path()
    url = environment.get(URL_VARIABLE, "").strip()
    key = environment.get(KEY_VARIABLE, "").strip()
    if not (url and key):
        stored = _read(path)
        # A key is for one server: that of the file must not go to another one.
        if url and not key and stored.get("url", "").rstrip("/") != url.rstrip("/"):
            raise ReviewError(f"no key for {_shown(url)}: set {KEY_VARIABLE}")
        url, key = url or stored.get("url", ""), key or stored.get("api_key", "")
    if not (url and key):
        what, error = ("key", ReviewError) if url else ("address", NoAddressError)
        raise error(f"no {what} for Label Studio: {_HOW.format(path=path)}")
    if not key.isascii() or any(character.isspace() for character in key):
        raise ReviewError(
            f"the key in {KEY_VARIABLE} holds characters that no key has: copy it anew"
        )
    return Credentials(_checked(url), key)


def _checked(url: str) -> str:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        parts, host = urlsplit(""), None
    if parts.scheme not in ("http", "https") or not host or not url.isprintable() or " " in url:
        raise ReviewError(
            f"{URL_VARIABLE} is no address like http://127.0.0.1:8080: correct it, then run again"
        )
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ReviewError(
            f"{URL_VARIABLE} holds more than scheme, host and path: leave out user, password, query"
        )
    return url.rstrip("/")


def _shown(url: str) -> str:
    return _checked(url)


def _read(path: Path) -> dict[str, str]:
    try:
        with path.open("rb") as file:
            # Asked of the open file, so that it cannot be exchanged in between.
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            if os.name == "posix" and mode & 0o077:
                raise ReviewError(
                    f"{path} can be read by others (mode {mode:o}): run `chmod 600 {path}`, "
                    "and change the key if others have been there"
                )
            content = tomllib.load(file)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ReviewError(f"{path} cannot be read: {error.strerror or error}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        # The parser's own words could quote the key.
        raise ReviewError(f'{path} is no TOML: write url = "…" and api_key = "…"') from error
    return {name: value.strip() for name, value in content.items() if isinstance(value, str)}
