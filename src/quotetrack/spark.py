"""Past one machine: documents in, documents with their quotes out, as a Spark job over Arrow.

    quotetrack-spark crawl/*.jsonl out --master local[2]
    quotetrack import out/documents --db news.db

In a program: `with_quotes(frame)` gives a frame of one row a document with its quotes (the columns
of `exporters.bulk.schema`), `flat(frame)` one row a quote. Each document is read and extracted by
the same functions as on one machine, so the quotes are the same, whatever the partitions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from quotetrack.errors import InputError, QuotetrackError
from quotetrack.exporters.bulk import DOCUMENT_FIELDS, as_row, schema
from quotetrack.models import Document

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

    from quotetrack.experts import Registry

ARROW_ROWS = 1_000  # documents that a Python worker gets at once


def session(master: str | None = None, **settings: str) -> SparkSession:
    """A Spark session that sends rows to Python as Arrow; `master` as `local[2]`, else Spark's own.

    Raises QuotetrackError where PySpark is not installed, or Spark does not start.
    """
    import os
    import sys

    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError:
        raise QuotetrackError(
            "Spark is not installed: run `pip install '.[spark]'` in a checkout (and Java 17 or newer)"
        ) from None
    # The driver's Python, where the workers are on this machine: it has quotetrack.
    if master is not None and master.startswith("local"):
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("quotetrack")
    if master is not None:
        builder = builder.master(master)
    wanted = {
        "spark.sql.execution.arrow.maxRecordsPerBatch": str(ARROW_ROWS),
        "spark.ui.showConsoleProgress": "false",
        **settings,
    }
    for name, value in wanted.items():
        builder = builder.config(name, value)
    try:
        return builder.getOrCreate()
    except (PySparkException, RuntimeError, OSError) as error:
        raise QuotetrackError(f"Spark does not start ({error}): is Java 17 installed?") from None


def read_documents(
    spark: SparkSession, paths: Iterable[str], columns: Mapping[str, str] | None = None
) -> DataFrame:
    """A frame of documents from Parquet files and folders, or from JSON lines (also compressed).

    Only the columns of a document are read; `columns` says where one has another name.
    """
    names = [(columns or {}).get(name, name) for name in DOCUMENT_FIELDS]
    frames = []
    for path in paths:
        if ".json" in path.lower() or path.lower().endswith(("l", "l.gz")):
            frames.append(spark.read.schema(", ".join(f"`{n}` STRING" for n in names)).json(path))
        else:
            found = spark.read.parquet(path)
            known = [f"`{name}`" for name in names if name in found.columns]
            frames.append(found.select(*known))
    if not frames:
        raise InputError("there is nothing to read: name Parquet or JSON lines files")
    whole = frames[0]
    for frame in frames[1:]:
        whole = whole.unionByName(frame, allowMissingColumns=True)
    return whole


def with_quotes(
    documents: DataFrame,
    *,
    registry: Registry | None = None,
    columns: Mapping[str, str] | None = None,
) -> DataFrame:
    """The documents with their quotes, one row each; a row that is no document has its `error`."""
    from pyspark.sql.pandas.types import from_arrow_schema

    names = dict(columns or {})

    def extract_batches(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return _extract_batches(batches, registry, names)

    # Whatever the order of the partitions, each document is for itself: no shuffle.
    return documents.mapInArrow(extract_batches, from_arrow_schema(schema()))


def flat(documents: DataFrame) -> DataFrame:
    """One row a quote, the fields as `quotetrack extract` prints them."""
    return documents.selectExpr("inline(quotes)")


def _extract_batches(
    batches: Iterable[pa.RecordBatch], registry: Registry | None, columns: Mapping[str, str]
) -> Iterator[pa.RecordBatch]:
    """Runs in Spark's Python workers."""
    import pyarrow as pa

    from quotetrack.parallel import extractor

    extract, kinds = extractor(registry), schema()
    for batch in batches:
        rows = [_extracted(row, extract, columns) for row in batch.to_pylist()]
        yield pa.RecordBatch.from_pylist(rows, schema=kinds)


def _extracted(row: Mapping[str, Any], extract: Any, columns: Mapping[str, str]) -> dict[str, Any]:
    from quotetrack.parallel import with_language
    from quotetrack.readers.records import as_fields

    try:
        document = with_language(Document(**as_fields(dict(row), columns)))
    except InputError as error:
        name = row.get(columns.get("id", "id"))
        return {**dict.fromkeys(DOCUMENT_FIELDS), "id": name, "quotes": [], "error": str(error)}
    try:
        return as_row(document, extract(document))
    except Exception as error:  # one document is lost, not the job
        return as_row(document, [], f"the extractor failed ({type(error).__name__}: {error})")


@click.command(short_help="Extract with Spark.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH... OUT")
@click.option("--master", metavar="URL", help="local[2], yarn, spark://… (else Spark's own).")
@click.option("--column", "columns", multiple=True, metavar="FIELD=NAME", help="As in `ingest`.")
@click.option("--partitions", type=click.IntRange(min=1), help="Spread over so many tasks.")
def main(
    paths: tuple[str, ...], master: str | None, columns: tuple[str, ...], partitions: int | None
) -> None:
    """Extract the quotes of Parquet or JSON lines files PATH... to Parquet in the folder OUT.

    OUT/documents has one row a document with its quotes, for `quotetrack import`; OUT/quotes one
    row a quote.

    \b
    quotetrack-spark crawl/*.jsonl out --master local[4]
    spark-submit --master yarn $(which quotetrack-spark) hdfs:///crawl hdfs:///quotes
    """
    *sources, target = paths
    if not sources:
        raise click.UsageError("name what to read, then the folder to write")
    pairs = dict(pair.partition("=")[::2] for pair in columns)
    if unknown := set(pairs) - set(DOCUMENT_FIELDS):
        raise click.UsageError(f"--column: {', '.join(unknown)} is no field of a document")
    try:
        spark = session(master)
        documents = read_documents(spark, sources, pairs)
        if partitions:
            documents = documents.repartition(partitions)
        out = target.rstrip("/")
        with_quotes(documents, columns=pairs).write.parquet(f"{out}/documents")
        found = spark.read.parquet(f"{out}/documents")
        flat(found).write.parquet(f"{out}/quotes")
        failed = found.where("error IS NOT NULL").count()
        quotes = spark.read.parquet(f"{out}/quotes").count()
        click.echo(f"{found.count():,} documents, {quotes:,} quotes, {failed:,} failures in {out}")
    except QuotetrackError as error:
        raise click.ClickException(str(error)) from None
    except Exception as error:
        if not type(error).__module__.startswith("pyspark"):
            raise
        reason = str(error).strip().partition("\n")[0]
        raise click.ClickException(f"Spark: {reason}") from None


if __name__ == "__main__":
    main()
