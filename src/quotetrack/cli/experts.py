"""`experts`: the people whose quotes are looked for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quotetrack.cli.finding import opened
from quotetrack.cli.options import (
    counted,
    database_option,
    json_line,
    json_option,
    limit_option,
    print_json,
)
from quotetrack.cli.people import registry, remember
from quotetrack.terminal import one_line, shortened

if TYPE_CHECKING:
    from quotetrack.experts import Entry
    from quotetrack.experts.discovery import Candidate
    from quotetrack.store import Store


@click.group(short_help="Keep the registry of people to look for.")
def experts() -> None:
    """The people to look for: those that come with quotetrack, your file's, and those added here.

    What is added here is kept in the database. For all your databases, write experts.toml into
    quotetrack's configuration folder (~/.config/quotetrack on Linux); `quotetrack doctor` says
    where, and what is in use.

    \b
    quotetrack experts list
    quotetrack experts discover
    quotetrack experts add li "Li Ming" --name zh=李明
    """


@experts.command("list")
@limit_option
@json_option
@database_option
def list_(limit: int, as_json: bool, database: Path) -> None:
    """List the experts with the number of their quotes.

    \b
    quotetrack experts list --limit 0 --json
    """
    with opened(database) as connection:
        people = registry(connection)
        numbers = dict(
            connection.execute(
                "SELECT expert, count(*) FROM quotes WHERE expert IS NOT NULL GROUP BY expert"
            ).fetchall()
        )
    ranked = sorted(people.entries.values(), key=lambda e: (-numbers.get(e.id, 0), e.id))
    shown = ranked[: limit or None]
    if as_json:
        print_json({**_as_row(entry), "quotes": numbers.get(entry.id, 0)} for entry in shown)
        return
    for entry in shown:
        about = shortened(entry.description or "", 60)
        click.echo(
            f"{numbers.get(entry.id, 0):6,}  {click.style(entry.id, bold=True):20}  "
            f"{one_line(entry.name)}  {click.style(about, dim=True)}".rstrip()
        )
    if len(shown) < len(ranked):
        click.echo(f"{len(shown):,} of {counted(len(ranked), 'expert')}", err=True)


@experts.command()
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@database_option
def show(name: str, as_json: bool, database: Path) -> None:
    """Show an expert's names in every language. NAME is an id or any of the names.

    \b
    quotetrack experts show 阿齐兹
    """
    with opened(database) as connection:
        entry = registry(connection).resolve_one(name)
        kinds = dict(
            connection.execute(
                "SELECT kind, count(*) FROM quotes WHERE expert = ? GROUP BY kind", (entry.id,)
            ).fetchall()
        )
    if as_json:
        click.echo(json_line({**_as_row(entry), "quotes": sum(kinds.values()), **kinds}))
        return
    click.echo(f"{click.style(one_line(entry.name), bold=True)}  ({entry.id})")
    if entry.description:
        click.echo(one_line(entry.description))
    for lang, names in entry.names.items():
        click.echo(f"{click.style(f'{lang:8}', dim=True)} {one_line(', '.join(names))}")
    detail = ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items()))
    click.echo(counted(sum(kinds.values()), "quote") + (f": {detail}" if detail else ""))


@experts.command()
@click.argument("expert_id", metavar="ID")
@click.argument("name")
@click.option("--description", help="Role and affiliation.")
@click.option(
    "--name", "names", multiple=True, metavar="LANG=NAME", help="A name in a language (zh=李明)."
)
@database_option
def add(
    expert_id: str, name: str, description: str | None, names: tuple[str, ...], database: Path
) -> None:
    """Add an expert, and find the stored quotes that are theirs.

    \b
    quotetrack experts add li "Li Ming" --name zh-Hans=李明 --description "economist"
    """
    from quotetrack.experts import discovery
    from quotetrack.store import Store

    with Store(database) as store:
        people = registry(store.connection)
        _keep(
            store,
            discovery.add(people, expert_id, name, description=description, names=_names(names)),
        )


@experts.command()
@click.argument("expert")
@click.argument("names", nargs=-1, required=True, metavar="LANG=NAME...")
@database_option
def alias(expert: str, names: tuple[str, ...], database: Path) -> None:
    """Give an expert more names, and find the stored quotes under them.

    \b
    quotetrack experts alias aziz en="Hamid Azizi" fa=عزیزی
    """
    from quotetrack.experts import Registry, discovery
    from quotetrack.store import Store

    with Store(database) as store:
        people = registry(store.connection)
        for lang, given in _names(names).items():
            for name in given:
                entry = discovery.alias(people, expert, name, lang)
                people = Registry({**people.entries, entry.id: entry}.values())
                expert = entry.id
        _keep(store, people.entries[expert])


@experts.command()
@click.argument("expert")
@click.argument("into")
@database_option
def merge(expert: str, into: str, database: Path) -> None:
    """Make one expert of two: the first's names and quotes go to the second.

    \b
    quotetrack experts merge azizi aziz
    """
    from quotetrack.experts import discovery
    from quotetrack.store import Store

    with Store(database) as store:
        people = registry(store.connection)
        fixed = people.entries.keys() - {entry.id for entry in store.experts("user")}
        entry = discovery.merge(people, into, expert, fixed)
        with store.writing():
            store.delete_expert(people.resolve_one(expert).id)
            _keep(store, entry)


@experts.command()
@limit_option
@json_option
@database_option
def discover(limit: int, as_json: bool, database: Path) -> None:
    """List the most quoted sources who are no experts yet, named by the machine or by reviewers.

    \b
    quotetrack experts discover --limit 50
    """
    from quotetrack.experts.discovery import discover as find
    from quotetrack.store.judging import unknown_speakers

    with opened(database) as connection:
        found = find(unknown_speakers(connection), registry(connection))
    shown = found[: limit or None]
    if as_json:
        print_json(_candidate_row(candidate) for candidate in shown)
        return
    for candidate in shown:
        spellings = [name for name in candidate.spellings if name != candidate.name]
        also = f"  also {one_line(', '.join(spellings))}" if spellings else ""
        about = next((text for text, _ in candidate.descriptions.most_common(1)), "")
        name = click.style(one_line(candidate.name), bold=True)
        detail = click.style(f"  {shortened(about, 60)}", dim=True) if about else ""
        if candidate.reviewed:
            detail += f"  ({candidate.reviewed:,} by reviewers)"
        click.echo(
            f"{candidate.quotes:6,} in {counted(candidate.documents, 'document'):14}  "
            f"{name}{also}{detail}"
        )
    if len(shown) < len(found):
        click.echo(f"{len(shown):,} of {counted(len(found), 'source')}", err=True)


def _candidate_row(candidate: Candidate) -> dict[str, Any]:
    return {
        "who": candidate.name,
        "quotes": candidate.quotes,
        "documents": candidate.documents,
        "reviewed": candidate.reviewed,
        "spellings": dict(candidate.spellings.most_common()),
        "descriptions": dict(candidate.descriptions.most_common()),
        "langs": dict(candidate.langs.most_common()),
    }


def _keep(store: Store, entry: Entry) -> None:
    """Stores a user's expert and gives them the stored quotes that are theirs."""
    from quotetrack.assigning import assign
    from quotetrack.models import Expert

    expert = Expert(
        id=entry.id,
        name=entry.name,
        description=entry.description,
        names={lang: tuple(sorted(names)) for lang, names in sorted(entry.names.items())},
    )
    with store.writing():
        store.put_experts([expert], source="user")
        people = registry(store.connection)
        remember(store, people)
        assign(store, people)
        (theirs,) = store.connection.execute(
            "SELECT count(*) FROM quotes WHERE expert = ?", (entry.id,)
        ).fetchone()
    click.echo(f"{entry.id} kept, with {counted(theirs, 'stored quote')}")


def _names(given: tuple[str, ...]) -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for pair in given:
        lang, equals, name = pair.partition("=")
        if not equals or not name.strip():
            raise click.UsageError(f"a name is given as LANG=NAME, like zh=李明; got {pair!r}")
        names.setdefault(lang.strip(), []).append(name.strip())
    return names


def _as_row(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "name": entry.name,
        "description": entry.description,
        "names": {lang: list(names) for lang, names in entry.names.items()},
    }
