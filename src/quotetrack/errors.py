"""Every error that quotetrack raises on purpose.

    QuotetrackError
    ├── InputError        a file, page or line that cannot be read as a document
    ├── PackError         a language pack that is broken
    ├── GoldError         gold annotations or an expectation file that is broken
    ├── ExpertError       an experts file that is broken, or a name that is nobody's or several people's
    ├── QueryError        a search that cannot be understood
    ├── StoreError        a database that is not ours, too new, damaged, locked or not writable
    ├── ExportError       an export that cannot be written
    └── ReviewError       Label Studio: no connection, no rights, an unexpected answer, a changed project

The command line prints `str(error)` as one line and exits with 1, so a message says what happened
and what to do next, and never holds a secret.
"""


class QuotetrackError(Exception):
    """The root: catch this to catch everything that quotetrack raises on purpose."""


class InputError(QuotetrackError):
    """A file, page or line cannot be read as a document."""


class PackError(QuotetrackError):
    """A language pack is broken."""


class GoldError(QuotetrackError):
    """Gold annotations, or a file of expectations, are broken."""


class ExpertError(QuotetrackError):
    """An experts file is broken, or a name is nobody's or several people's."""


class QueryError(QuotetrackError):
    """A search cannot be understood."""


class StoreError(QuotetrackError):
    """A database is not ours, too new, damaged, locked or not writable."""


class ExportError(QuotetrackError):
    """An export cannot be written."""


class ReviewError(QuotetrackError):
    """Label Studio did not do what was asked."""
