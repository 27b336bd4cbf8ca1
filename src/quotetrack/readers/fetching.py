"""Pages from the web, politely, and never from inside the user's own network.

A URL may come from a stranger's list. So each host name is resolved once, every address is
checked, and the connection goes to the address that was checked: a name that resolves to another
address the second time gains nothing, and neither does a redirect.
"""

from __future__ import annotations

import http.client
import io
import ipaddress
import json
import socket
import ssl
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote, urljoin, urlsplit

from quotetrack.errors import InputError
from quotetrack.models import content_id
from quotetrack.readers.options import Options
from quotetrack.readers.sources import shown
from quotetrack.readers.streams import too_large
from quotetrack.readers.warc import decompress

USER_AGENT = "quotetrack/0.1 (reads single pages that a person asked for)"
TIMEOUT_SECONDS = 20.0  # of one step: connecting, one read
DEADLINE_SECONDS = 60.0  # of a whole page, redirects included
PAUSE_SECONDS = 1.0  # between two pages of one host
MAX_REDIRECTS = 5

_PIECE_BYTES = 64 * 1024
_ASKED: dict[str, float] = {}  # when each host was asked last, monotonic seconds


@dataclass(frozen=True)
class Page:
    """What came back: the bytes, unpacked, where they came from in the end, and their charset."""

    data: bytes
    url: str
    charset: str | None
    fetched: str


def fetch(url: str, options: Options) -> Page:
    """The page at a URL, redirects followed. Raises InputError, which says what went wrong."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    here = url
    for _ in range(MAX_REDIRECTS + 1):
        try:
            found = _ask(here, options, deadline)
        except ssl.SSLError as error:
            raise InputError(
                f"no safe connection ({error.reason}); save the page and read the file"
            ) from None
        except TimeoutError:
            raise InputError("no answer in time; try again later") from None
        except (OSError, http.client.HTTPException, UnicodeError) as error:
            why = getattr(error, "strerror", None) or type(error).__name__
            raise InputError(f"cannot be reached ({why}); check the address") from None
        if isinstance(found, Page):
            return found
        here = urljoin(here, found)
    raise InputError(f"more than {MAX_REDIRECTS} redirects; give the address they lead to")


def open_page(url: str, options: Options) -> tuple[BinaryIO, Page]:
    """A fetched page as a stream; kept in `options.keep_pages` with a sidecar that has its URL."""
    page = fetch(url, options)
    if options.keep_pages is not None:
        _keep(page, options.keep_pages)
    return io.BytesIO(page.data), page


def _keep(page: Page, folder: Path) -> None:
    """Named by a hash: nothing that a server says becomes part of a path."""
    name = content_id(page.url, page.fetched)
    about = {"url": page.url, "fetched": page.fetched, "charset": page.charset}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.html").write_bytes(page.data)
        (folder / f"{name}.json").write_text(json.dumps(about), "utf-8")
    except OSError as error:
        raise InputError(
            f"the page cannot be kept in {shown(str(folder))} ({error.strerror})"
        ) from None


def _ask(url: str, options: Options, deadline: float) -> Page | str:
    """One request: the page, or where it has gone."""
    parts = urlsplit(url)
    try:
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if parts.scheme not in ("http", "https") or not host:
        raise InputError(f"{shown(url)} is no web address; it must begin with http:// or https://")
    secure = parts.scheme == "https"
    address = _safe_address(host, port or (443 if secure else 80), options.allow_private)
    _wait_for(host)
    connection = _Pinned(host, address, secure)
    try:
        path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
        query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
        connection.request(
            "GET",
            f"{path}?{query}" if query else path,
            headers={
                "User-Agent": USER_AGENT,
                "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5",
                "Accept-Encoding": "gzip",
            },
        )
        answer = connection.getresponse()
        location = answer.getheader("Location")
        if answer.status in (301, 302, 303, 307, 308) and location:
            return location
        if answer.status != 200:
            raise InputError(f"the server answers {answer.status} {shown(answer.reason)}")
        data = _body(answer, options.max_page_bytes, deadline)
        return Page(
            data,
            url,
            answer.headers.get_content_charset(),
            datetime.now(UTC).isoformat(timespec="seconds"),
        )
    finally:
        connection.close()


def _body(answer: http.client.HTTPResponse, limit_bytes: int, deadline: float) -> bytes:
    pieces, size = [], 0
    while piece := answer.read1(_PIECE_BYTES):
        pieces.append(piece)
        size += len(piece)
        if size > limit_bytes:
            raise InputError(too_large("the page", limit_bytes))
        if time.monotonic() > deadline:
            raise TimeoutError
    if answer.length:
        raise InputError("the connection broke off in the middle; try again")
    return decompress(b"".join(pieces), answer.getheader("Content-Encoding", ""), limit_bytes)


def _safe_address(host: str, port: int, allow_private: bool) -> tuple[str, int]:
    """An address of a host. Raises InputError if any of its addresses is not a public one."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror:
        raise InputError(f"no host is called {shown(host)}; check the address") from None
    addresses = [str(info[4][0]) for info in found]
    if not allow_private:
        for address in addresses:
            if not _is_public(address):
                raise InputError("it leads into a private network; save the page and read the file")
    return addresses[0], port


def _is_public(address: str) -> bool:
    """Whether an address is one of the open internet, also if IPv6 wraps an IPv4 address.

    >>> [_is_public(a) for a in ("93.184.216.34", "10.0.0.1", "::ffff:127.0.0.1", "fe80::1%eth0")]
    [True, False, False, False]
    """
    parsed = ipaddress.ip_address(address.split("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address):
        inner = parsed.ipv4_mapped or parsed.sixtofour or (parsed.teredo or (None, None))[1]
        if parsed in ipaddress.ip_network("64:ff9b::/96"):  # NAT64
            inner = ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)
        if inner is not None and not _is_public(str(inner)):
            return False
    return parsed.is_global and not parsed.is_multicast


def _wait_for(host: str) -> None:
    """Not more than one request a second to one host."""
    wait = _ASKED.get(host, -PAUSE_SECONDS) + PAUSE_SECONDS - time.monotonic()
    if wait > 0:
        time.sleep(wait)
    _ASKED[host] = time.monotonic()


class _Pinned(http.client.HTTPConnection):
    """A connection to one address, whatever the name resolves to now; TLS is for the name."""

    def __init__(self, host: str, address: tuple[str, int], secure: bool) -> None:
        super().__init__(host, address[1], timeout=TIMEOUT_SECONDS)
        self._address = address
        self._secure = secure
        if secure:
            self.default_port = 443

    def connect(self) -> None:
        self.sock = socket.create_connection(self._address, self.timeout)
        if self._secure:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host)
