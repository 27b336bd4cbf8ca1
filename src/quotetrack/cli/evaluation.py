"""`quotetrack evaluate`: how good the extraction is, on texts that people annotated."""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quotetrack.cli.options import database_option
from quotetrack.errors import GoldError
from quotetrack.terminal import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from quotetrack.evaluation import Figures, GoldDocument, Outcome, ReviewFigures
    from quotetrack.models import Document, Quote


@click.command(short_help="Compare what is found with gold or reviews.")
@click.argument("gold", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--part",
    type=click.Choice(["all", "read", "unread"]),
    default="all",
    show_default=True,
    help="Only the documents that may be read while writing rules, or only those kept for judging.",
)
@click.option("--lang", "langs", multiple=True, metavar="TAG", help="Only this language (zh, en).")
@click.option("--errors", "with_errors", is_flag=True, help="List what is wrong, with its text.")
@click.option("--rules", "with_rules", is_flag=True, help="Figures of each rule.")
@click.option("--sets", "with_sets", is_flag=True, help="Figures of each set.")
@click.option("--fields", is_flag=True, help="List every field that is not as full gold has it.")
@click.option("--unread-texts", is_flag=True, help="Show the words of unread documents as well.")
@click.option(
    "--predictions",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Judge these quotes (JSON lines as `extract` prints them) instead of extracting.",
)
@click.option(
    "--diff",
    "old",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Gains and losses since a report that --json wrote.",
)
@click.option("--reviews", is_flag=True, help="Judge by what reviewers said in the database.")
@database_option
@click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON object.")
def evaluate(
    gold: tuple[Path, ...],
    part: str,
    langs: tuple[str, ...],
    with_errors: bool,
    with_rules: bool,
    with_sets: bool,
    fields: bool,
    unread_texts: bool,
    predictions: Path | None,
    old: Path | None,
    reviews: bool,
    database: Path,
    as_json: bool,
) -> None:
    """Compare what is found with GOLD annotations: precision, recall, F1, sources.

    GOLD are files (.jsonl, gold.json) or folders of them. With --reviews the gold is what people
    said in review: precision by language, outlet, kind and rule, recall from what they added.

    \b
    quotetrack evaluate annotations/gold --errors
    quotetrack evaluate annotations/gold --json > old.json
    quotetrack evaluate annotations/gold --diff old.json
    quotetrack evaluate --reviews --db news.db
    """
    if bool(gold) == reviews:
        raise click.UsageError("Give either GOLD or --reviews.")
    if reviews:
        _evaluate_reviews(database, langs, as_json=as_json)
        return
    import quotetrack
    from quotetrack import evaluation
    from quotetrack.readers.gold import read_gold

    documents = [
        document
        for document in read_gold(gold)
        if part in ("all", document.part) and (not langs or document.language in langs)
    ]
    extract = _from_file(predictions) if predictions else quotetrack.extract
    outcomes = evaluation.evaluate(documents, extract)
    report = evaluation.as_report(outcomes, unread_texts=unread_texts)
    changes = evaluation.differences(_load(old), report) if old else None
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False))
        return
    tables = evaluation.tabulate(outcomes)
    groupings = ["language", "language and part", "kind"]
    groupings += ["set"] * with_sets + ["rule"] * with_rules
    for measure in evaluation.MEASURES:
        for grouping in groupings:
            click.echo(f"\n{measure} by {grouping}")
            click.echo(_table(tables[measure][grouping]))
    click.echo(f"\n{len(documents)} documents")
    if fields:
        _print_fields(documents, extract, unread_texts=unread_texts)
    if with_errors:
        _print_errors(evaluation.errors(outcomes), unread_texts=unread_texts)
    if changes:
        _print_changes("gains", changes[0])
        _print_changes("losses", changes[1])


def _evaluate_reviews(database: Path, langs: tuple[str, ...], *, as_json: bool) -> None:
    from quotetrack.evaluation import GROUPINGS, tabulate_judgements
    from quotetrack.store.judging import judgements

    judged = [found for found in judgements(database) if not langs or found.language in langs]
    tables = tabulate_judgements(judged)
    if as_json:
        figures = {
            grouping: {name: row.as_dict() for name, row in tables[grouping].items()}
            for grouping in GROUPINGS
        }
        click.echo(json.dumps({"figures": figures}, ensure_ascii=False))
        return
    if not judged:
        click.echo("Nobody has reviewed anything here yet: `quotetrack push`, review, then `pull`.")
        return
    for grouping in GROUPINGS:
        click.echo(f"\nreviews by {grouping}")
        click.echo(_review_table(tables[grouping]))
    click.echo(f"\n{len(judged)} quotations judged")


def _review_table(groups: Mapping[str, ReviewFigures]) -> str:
    width = max([len(name) for name in groups] + [5])
    lines = [
        f"{'':{width}}  right words source reject conflict added |     P quote  recall  agree (of)"
    ]
    for name, row in groups.items():
        lines.append(
            f"{one_line(name):{width}}  {row.accepted:5d} {row.words:5d} {row.source:6d} "
            f"{row.rejected:6d} {row.conflict:8d} {row.added:5d} | {_percent(row.precision)} "
            f"{_percent(row.quotations)}   {_percent(row.recall)}  {_percent(row.agreement)} "
            f"({row.shared})"
        )
    return "\n".join(lines)


def _from_file(file: Path) -> Callable[[Document], list[Quote]]:
    from quotetrack.models import Quote

    by_document: dict[str, list[Quote]] = defaultdict(list)
    for number, line in enumerate(file.read_text("utf-8").split("\n"), 1):
        if line.strip():
            try:
                quote = Quote.model_validate_json(line)
            except ValueError as error:
                raise GoldError(f"{file}, line {number}: no quote as `extract` prints") from error
            by_document[quote.document_id].append(quote)

    def look_up(document: Document) -> list[Quote]:
        return by_document[document.id]

    return look_up


def _load(file: Path) -> Mapping[str, Any]:
    try:
        report = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise GoldError(f"{file}: no report ({error}); write one with --json") from error
    if not isinstance(report, dict):
        raise GoldError(f"{file}: no report; write one with --json")
    return report


def _table(groups: Mapping[str, Figures]) -> str:
    width = max([len(name) for name in groups] + [5])
    lines = [
        f"{'':{width}}   gold  ours found     P     R    F1 | source  right near wrong none"
        " |  e2e F1"
    ]
    for name, row in groups.items():
        lines.append(
            f"{name:{width}}  {row.gold:5d} {row.predicted:5d} {row.found:5d} "
            f"{_percent(row.precision)} {_percent(row.recall)} {_percent(row.f1)} | "
            f"{_percent(row.source):>6}  {row.right:5d} {row.near:4d} {row.wrong:5d} "
            f"{row.unknown:4d} | {_percent(row.end_to_end):>7}"
        )
    return "\n".join(lines)


def _percent(share: float | None) -> str:
    return "    –" if share is None else f"{100 * share:5.1f}"


def _print_errors(outcomes: Iterable[Outcome], *, unread_texts: bool) -> None:
    hidden = 0
    for outcome in outcomes:
        if outcome.part == "unread" and not unread_texts:
            hidden += 1
            continue
        what = outcome.state if outcome.state != "found" else f"source {outcome.source or 'extra'}"
        click.echo(
            f"\n{what} · {outcome.measure} · {outcome.set} {outcome.document} · "
            f"{outcome.gold_kind or outcome.kind} · {outcome.rule or '–'}"
        )
        words = (
            click.style(one_line(outcome.words), bold=True)
            if sys.stdout.isatty()
            else (f"⟦{one_line(outcome.words)}⟧")
        )
        click.echo(f"  {one_line(outcome.before)}{words}{one_line(outcome.after)}")
        if outcome.wanted or outcome.got:
            click.echo(f"  wanted {_names(outcome.wanted)}, got {_names(outcome.got)}")
    if hidden:
        click.echo(f"\n{hidden} more in unread documents, whose words are not shown")


def _print_fields(
    documents: Iterable[GoldDocument],
    extract: Callable[[Document], list[Quote]],
    *,
    unread_texts: bool,
) -> None:
    from quotetrack.evaluation import as_document, compare_fields

    for document in documents:
        if not any(quote.full for quote in document.quotes):
            continue
        differences = compare_fields(document, extract(as_document(document)))
        click.echo(f"\n{document.set} {document.id}: {len(differences)} fields differ")
        for difference in differences:
            if unread_texts or document.part == "read":
                place = f"{difference.place.start}-{difference.place.end}"
                click.echo(f"  {place} {difference.field}")
                click.echo(f"      wanted {one_line(difference.wanted)}")
                click.echo(f"      got    {one_line(difference.got)}")


def _print_changes(title: str, changes: Sequence[Mapping[str, Any]]) -> None:
    click.echo(f"\n{len(changes)} {title}")
    for change in changes:
        place = f"{change['set']} {change['document']} · {change['measure']}"
        click.echo(f"  {change['was']} → {change['now']} · {place} · {change['rule'] or '–'}")
        if change["words"] is not None:
            names = f"wanted {_names(change['wanted'])}, got {_names(change['got'])}"
            click.echo(f"      {one_line(change['words'])}  ({names})")


def _names(names: Sequence[str]) -> str:
    return " / ".join(one_line(name) for name in names) or "nobody"
