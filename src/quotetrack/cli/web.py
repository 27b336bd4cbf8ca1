"""`serve`: the database as web pages."""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Thread

import click

from quotetrack.cli.options import database_option
from quotetrack.errors import StoreError

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8001
START_SECONDS = 60
LOCAL_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})


@click.command(short_help="Show the database as web pages.")
@click.option(
    "--host",
    default=DEFAULT_HOST,
    show_default=True,
    metavar="ADDRESS",
    help="Where to listen; 0.0.0.0 lets other machines in, without a password.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=DEFAULT_PORT,
    show_default=True,
    help="0 takes a free one.",
)
@click.option("--open", "open_browser", is_flag=True, help="Open the first page in the browser.")
@click.option(
    "--processes",
    type=click.IntRange(1, 64),
    default=lambda: min(4, os.cpu_count() or 1),
    show_default="one a core, at most 4",
    metavar="N",
    help="How many answer at once.",
)
@click.option(
    "--allow-host",
    "allowed",
    multiple=True,
    metavar="NAME",
    help="The name that a proxy on this machine asks by.",
)
@database_option
def serve(
    host: str,
    port: int,
    open_browser: bool,
    processes: int,
    allowed: tuple[str, ...],
    database: Path,
) -> None:
    """Show the database as web pages: search, experts, claims, documents.

    The pages only read, and load nothing from another host. What is ingested or reviewed meanwhile
    is seen at once. Anybody who reaches the address can read everything: who reviewed, too.

    \b
    quotetrack serve --db news.db --open
    quotetrack serve --port 9000
    """
    _check(database)
    names = LOCAL_NAMES | {name.lower() for name in allowed} if host in LOCAL_NAMES else None
    listener = _listen(host, port)
    shown = f"[{host}]" if ":" in host else host
    port = listener.getsockname()[1]
    address = f"http://{shown}:{port}/"

    def announce() -> None:
        if _answers(host, port):
            click.echo(f"{database} at {address} – Ctrl-C ends it", err=True)
            if open_browser:
                webbrowser.open(address)

    if processes == 1 or not hasattr(socket, "SO_REUSEPORT"):
        Thread(target=announce, daemon=True).start()
        _run(database, names, listener)
    else:
        # The unshared one was only to find out that nobody else has the port.
        listener.close()
        _run_several(database, names, host, port, processes, announce)


def _answers(host: str, port: int) -> bool:
    """Waits until somebody listens there, so that an address that is shown can be opened."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection((host, port), timeout=1):
            return True
        time.sleep(0.05)
    return False


def _check(database: Path) -> None:
    """Says at once, and once, what keeps the pages from being served."""
    try:
        from quotetrack.web.application import application
    except ImportError as error:
        raise StoreError(
            f"the web pages need Datasette ({error.name} is missing): "
            "run `pip install 'datasette>=0.65,<1'` where quotetrack is installed"
        ) from None
    application(database)


def _run(database: Path, names: frozenset[str] | None, listener: socket.socket) -> None:
    import uvicorn

    from quotetrack.web.application import application

    config = uvicorn.Config(
        application(database, names).app(), log_level="warning", lifespan="on", server_header=False
    )
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listener])


def _run_several(
    database: Path,
    names: frozenset[str] | None,
    host: str,
    port: int,
    processes: int,
    announce: Callable[[], None],
) -> None:
    """Python uses one core a process. Each listens for itself, and the system shares out evenly.

    One that ends ends the others, so that nobody is left half served.
    """
    children = []
    for _ in range(processes):
        child = os.fork()
        if child == 0:
            code = 1
            try:
                _run(database, names, _listen(host, port, shared=True))
                code = 0
            finally:
                os._exit(code)
        children.append(child)
    Thread(target=announce, daemon=True).start()  # after the forks: a child has no other threads
    try:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        _, status = os.wait()
        if status:
            raise StoreError("a process of the web pages has died: start it again")
    except KeyboardInterrupt:
        pass
    finally:
        for child in children:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGTERM)
        for child in children:
            with suppress(ChildProcessError):
                os.waitpid(child, 0)


def _listen(host: str, port: int, *, shared: bool = False) -> socket.socket:
    """The bound socket, made here so that a taken port is one clear line.

    `shared` lets our other processes bind the same port.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        # The protocol is named because asyncio leaves Nagle on where it is not: 40 ms a page.
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if shared:
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            listener.bind((host, port))
        except OSError:
            listener.close()
            raise
    except OSError as error:
        raise StoreError(
            f"cannot listen at {host}:{port} ({error.strerror}): give another --host or --port"
        ) from None
    return listener
