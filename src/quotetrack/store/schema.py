"""The schema as SQL, table by table. `docs/schema.md` explains every column.

`key` columns are integers that only live inside the file; `id` columns are the hashes that the
outside knows. A quotation's row in `claims_database` and in the search index goes by one number:
the key of its quote, or a negative one where only people say that it is there.
"""

from __future__ import annotations

TABLES = [
    "CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE documents (
        key INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        lang TEXT,
        title TEXT,
        url TEXT,
        outlet TEXT,
        author TEXT,
        published TEXT,
        extractor TEXT,
        text_hash TEXT NOT NULL,
        text TEXT NOT NULL
    )""",
    "CREATE INDEX documents_published ON documents (published) WHERE published IS NOT NULL",
    """CREATE TABLE quotes (
        key INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        document_key INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
        start INTEGER NOT NULL,
        lang TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('direct', 'mixed', 'indirect')),
        text TEXT NOT NULL,
        content TEXT NOT NULL,
        verbatim TEXT,
        cue_start INTEGER,
        cue_end INTEGER,
        cue TEXT,
        speaker_start INTEGER,
        speaker_end INTEGER,
        speaker TEXT,
        who TEXT,
        description TEXT,
        addressee TEXT,
        stance TEXT NOT NULL CHECK (stance IN ('asserts', 'denies', 'asks', 'urges')),
        expert TEXT,
        rule TEXT NOT NULL,
        confidence REAL NOT NULL,
        context_start INTEGER NOT NULL,
        context_end INTEGER NOT NULL
    )""",
    "CREATE INDEX quotes_document ON quotes (document_key, start)",
    "CREATE INDEX quotes_expert ON quotes (expert) WHERE expert IS NOT NULL",
    """CREATE TABLE experts (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        description TEXT,
        source TEXT NOT NULL DEFAULT 'user'
    )""",
    """CREATE TABLE expert_names (
        expert_id TEXT NOT NULL REFERENCES experts (id) ON DELETE CASCADE ON UPDATE CASCADE,
        lang TEXT NOT NULL,
        name TEXT NOT NULL,
        PRIMARY KEY (expert_id, lang, name)
    ) WITHOUT ROWID""",
    """CREATE TABLE reviews (
        key INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
        quote_id TEXT,
        verdict TEXT NOT NULL
            CHECK (verdict IN ('accepted', 'corrected', 'rejected', 'added', 'skipped')),
        original TEXT NOT NULL,
        kind TEXT,
        text TEXT,
        content TEXT NOT NULL,
        verbatim TEXT NOT NULL,
        cue_start INTEGER,
        cue_end INTEGER,
        cue TEXT,
        speaker_start INTEGER,
        speaker_end INTEGER,
        speaker TEXT,
        who TEXT,
        expert TEXT,
        reviewer TEXT NOT NULL,
        reviewed_at TEXT NOT NULL,
        seconds REAL,
        ground_truth INTEGER NOT NULL DEFAULT 0,
        source TEXT NOT NULL,
        note TEXT
    )""",
    "CREATE INDEX reviews_document ON reviews (document_id)",
    # What all reviews of one quotation come to. Derived: `doctor --repair` makes it again.
    """CREATE TABLE answers (
        key INTEGER PRIMARY KEY,
        document_key INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
        review_key INTEGER NOT NULL REFERENCES reviews (key) ON DELETE CASCADE,
        status TEXT NOT NULL
            CHECK (status IN ('accepted', 'corrected', 'rejected', 'added', 'conflict')),
        replaces INTEGER NOT NULL,
        reviewers TEXT NOT NULL,
        context_start INTEGER,
        context_end INTEGER
    )""",
    "CREATE INDEX answers_document ON answers (document_key)",
    "CREATE INDEX answers_review ON answers (review_key)",
    """CREATE TABLE claims (
        key INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        text TEXT NOT NULL,
        lang TEXT,
        who TEXT,
        expert TEXT
    )""",
    """CREATE TABLE claim_mentions (
        row INTEGER PRIMARY KEY,
        claim_key INTEGER NOT NULL REFERENCES claims (key) ON DELETE CASCADE,
        similarity REAL
    )""",
    "CREATE INDEX claim_mentions_claim ON claim_mentions (claim_key)",
    # Every wording that a claim has had, folded, and the bands of its MinHash sketch: new ones are
    # compared with those that share a band, whatever the size of the database.
    """CREATE TABLE claim_wordings (
        key INTEGER PRIMARY KEY,
        claim_key INTEGER NOT NULL REFERENCES claims (key) ON DELETE CASCADE,
        source TEXT,
        words TEXT NOT NULL,
        hash INTEGER NOT NULL
    )""",
    "CREATE INDEX claim_wordings_claim ON claim_wordings (claim_key)",
    "CREATE INDEX claim_wordings_hash ON claim_wordings (hash)",
    # Bands of wordings that are gone may stay behind: what they lead to is compared in full.
    """CREATE TABLE claim_bands (
        band INTEGER NOT NULL,
        wording_key INTEGER NOT NULL,
        PRIMARY KEY (band, wording_key)
    ) WITHOUT ROWID""",
    # People's merges and splits, kept on the words of two quotations as reviews are.
    """CREATE TABLE claim_links (
        id TEXT PRIMARY KEY,
        relation TEXT NOT NULL CHECK (relation IN ('same', 'different')),
        document_a TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
        spans_a TEXT NOT NULL,
        document_b TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
        spans_b TEXT NOT NULL,
        made_by TEXT NOT NULL,
        made_at TEXT NOT NULL,
        note TEXT
    )""",
    "CREATE INDEX claim_links_a ON claim_links (document_a)",
    "CREATE INDEX claim_links_b ON claim_links (document_b)",
    """CREATE TABLE claim_ratings (
        id TEXT PRIMARY KEY,
        claim_id TEXT NOT NULL,
        rating TEXT NOT NULL,
        reviewer TEXT NOT NULL,
        url TEXT NOT NULL,
        rated_at TEXT NOT NULL,
        note TEXT
    )""",
    """CREATE TABLE label_studio_tasks (
        server TEXT NOT NULL,
        project_id INTEGER NOT NULL,
        task_id INTEGER NOT NULL,
        document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
        prediction_id INTEGER,
        prediction_hash TEXT,
        pushed TEXT,
        model_version TEXT,
        annotations TEXT,
        updated_at TEXT,
        pushed_at TEXT,
        pulled_at TEXT,
        state TEXT,
        PRIMARY KEY (server, project_id, task_id)
    ) WITHOUT ROWID""",
    "CREATE UNIQUE INDEX label_studio_tasks_document "
    "ON label_studio_tasks (document_id, project_id, server)",
    """CREATE TABLE runs (
        key INTEGER PRIMARY KEY,
        command TEXT NOT NULL,
        version TEXT NOT NULL,
        started_at TEXT NOT NULL,
        ended_at TEXT,
        counts TEXT,
        failures TEXT
    )""",
]

# Contentless: the tokens are made from the rows again when one has to be taken out, which halves
# the index. 'ascii' takes every other character for a letter, so only our spaces part tokens.
SEARCH_INDEX = [
    "CREATE VIRTUAL TABLE quotes_index USING fts5 (words, who, tags, content='', tokenize='ascii')",
    "CREATE VIRTUAL TABLE documents_index USING fts5 (words, content='', tokenize='ascii')",
]

TRIGGERS = [
    """CREATE TRIGGER quotes_deleted AFTER DELETE ON quotes BEGIN
        DELETE FROM claim_mentions WHERE row = old.key;
        DELETE FROM answers WHERE key = old.key;
    END""",
    # Other words or another source: the mention keeps its claim until `refresh` looks again.
    """CREATE TRIGGER quotes_reworded AFTER UPDATE OF text, who, expert ON quotes
    WHEN old.text IS NOT new.text OR old.who IS NOT new.who OR old.expert IS NOT new.expert BEGIN
        UPDATE claim_mentions SET similarity = -1 WHERE row = new.key;
    END""",
    """CREATE TRIGGER answers_inserted AFTER INSERT ON answers WHEN new.replaces BEGIN
        UPDATE claim_mentions SET similarity = -1 WHERE row = new.key;
    END""",
    """CREATE TRIGGER answers_updated AFTER UPDATE ON answers
    WHEN old.replaces OR new.replaces BEGIN
        UPDATE claim_mentions SET similarity = -1 WHERE row = new.key;
    END""",
    """CREATE TRIGGER answers_withdrawn AFTER DELETE ON answers WHEN old.replaces BEGIN
        UPDATE claim_mentions SET similarity = -1 WHERE row = old.key;
    END""",
    """CREATE TRIGGER answers_deleted AFTER DELETE ON answers WHEN old.key < 0 BEGIN
        DELETE FROM claim_mentions WHERE row = old.key;
    END""",
]


def _shown(column: str) -> str:
    """The people's value where their answer replaces the machine's, else the machine's."""
    return f"CASE a.replaces WHEN 1 THEN r.{column} ELSE q.{column} END"


_SAME_SOURCE = "a.replaces IS NOT 1 OR r.who IS q.who"

_VIEW_QUOTES = f"""
SELECT
    q.key AS row,
    q.id AS id,
    c.id AS claim_id,
    {_shown("expert")} AS expert,
    e.name AS expert_name,
    {_shown("who")} AS who,
    CASE WHEN {_SAME_SOURCE} THEN q.description END AS description,
    {_shown("text")} AS text,
    {_shown("kind")} AS kind,
    q.stance AS stance,
    COALESCE(a.status, 'unreviewed') AS status,
    substr(d.text, COALESCE(a.context_start, q.context_start) + 1,
        COALESCE(a.context_end, q.context_end) - COALESCE(a.context_start, q.context_start)
    ) AS context,
    q.lang AS lang,
    d.title AS title,
    d.outlet AS outlet,
    d.author AS author,
    d.url AS url,
    d.published AS published,
    d.id AS document_id,
    CASE a.replaces WHEN 1 THEN json_extract(r.content, '$[0][0]') ELSE q.start END AS start,
    json_extract({_shown("content")}, '$[#-1][1]') AS end,
    {_shown("content")} AS content,
    CASE a.replaces WHEN 1 THEN r.verbatim ELSE COALESCE(q.verbatim, q.content) END AS verbatim,
    {_shown("cue")} AS cue,
    {_shown("cue_start")} AS cue_start,
    {_shown("cue_end")} AS cue_end,
    {_shown("speaker")} AS speaker,
    {_shown("speaker_start")} AS speaker_start,
    {_shown("speaker_end")} AS speaker_end,
    q.addressee AS addressee,
    q.rule AS rule,
    q.confidence AS confidence,
    a.reviewers AS reviewers,
    r.reviewed_at AS reviewed_at,
    r.note AS note,
    COALESCE(a.context_start, q.context_start) AS context_start,
    COALESCE(a.context_end, q.context_end) AS context_end,
    q.document_key AS document_key
FROM quotes q
JOIN documents d ON d.key = q.document_key
LEFT JOIN answers a ON a.key = q.key
LEFT JOIN reviews r ON r.key = a.review_key
LEFT JOIN claim_mentions m ON m.row = q.key
LEFT JOIN claims c ON c.key = m.claim_key
LEFT JOIN experts e ON e.id = {_shown("expert")}
"""

_VIEW_ADDED = """
SELECT
    a.key, r.id, c.id, r.expert, e.name, r.who, NULL, r.text, r.kind, 'asserts', a.status,
    substr(d.text, a.context_start + 1, a.context_end - a.context_start),
    d.lang, d.title, d.outlet, d.author, d.url, d.published, d.id,
    json_extract(r.content, '$[0][0]'), json_extract(r.content, '$[#-1][1]'), r.content, r.verbatim,
    r.cue, r.cue_start, r.cue_end, r.speaker, r.speaker_start, r.speaker_end,
    NULL, NULL, NULL, a.reviewers, r.reviewed_at, r.note, a.context_start, a.context_end,
    a.document_key
FROM answers a
JOIN reviews r ON r.key = a.review_key
JOIN documents d ON d.key = a.document_key
LEFT JOIN claim_mentions m ON m.row = a.key
LEFT JOIN claims c ON c.key = m.claim_key
LEFT JOIN experts e ON e.id = r.expert
WHERE a.key < 0
"""

VIEWS = [f"CREATE VIEW claims_database AS {_VIEW_QUOTES} UNION ALL {_VIEW_ADDED}"]
