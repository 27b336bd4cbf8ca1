"""`serve`: the database as web pages."""

from __future__ import annotations

import socket
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from quotetrack.cli.options import database_option
from quotetrack.errors import StoreError

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8001


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
@database_option
def serve(host: str, port: int, open_browser: bool, database: Path) -> None:
    """Show the database as web pages: search, experts, claims, documents.

    The pages only read, and load nothing from another host. What is ingested or reviewed meanwhile
    is seen at once. Anybody who reaches the address can read everything: who reviewed, too.

    \b
    quotetrack serve --db news.db --open
    quotetrack serve --port 9000
    """
    application = _application(database)
    import uvicorn

    listener = _listen(host, port)
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{listener.getsockname()[1]}/"
    click.echo(f"{database} at {address} – Ctrl-C ends it", err=True)
    if open_browser:
        webbrowser.open(address)
    config = uvicorn.Config(application, log_level="warning", lifespan="on", server_header=False)
    try:
        uvicorn.Server(config).run(sockets=[listener])
    except KeyboardInterrupt:
        click.echo("Stopped.", err=True)


def _application(database: Path) -> Callable[..., Any]:
    try:
        from quotetrack.web.application import application
    except ImportError as error:
        raise StoreError(
            f"the web pages need Datasette ({error.name} is missing): "
            "install it with `pip install 'quotetrack[web]'`"
        ) from None
    served: Callable[..., Any] = application(database).app()
    return served


def _listen(host: str, port: int) -> socket.socket:
    """The listening socket, made here so that a taken port is one clear line."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        # The protocol is named because asyncio leaves Nagle on where it is not: 40 ms a page.
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except OSError as error:
        raise StoreError(
            f"cannot listen at {host}:{port} ({error.strerror}): give another with --port"
        ) from None
    return listener
