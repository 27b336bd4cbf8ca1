"""Read-only web pages on Datasette: search, experts, claims, documents.

- `application`  the Datasette instance, the database opened for reading only
- `plugin`       what is hooked into Datasette: routes, SQL functions, headers
- `views`        a request in, a page out
- `asking`       what the parameters of an address ask for, and the addresses of other questions
- `reading`      what the pages of an expert and a claim show; `document_reading` that of a document
- `showing`      searches and experts for the templates; `single` one claim, one document; `cards` lists
- `answering`    a search with its facets, remembered while the file stays the same
- `download`     CSV and JSON
- `marking`      words as HTML, with what is marked in them
- `plot`         numbers by month as SVG

Datasette is an extra, `web`; without it `serve` says how to get it.
"""
