"""A large made-up database: articles recombined from the samples' clauses, with experts and claims.

Seeded, so that two runs make the same. Ten quotes an article; sources, outlets and experts of very
unequal productivity; a quarter of the quotations are repeated from earlier articles, so that claims
have several mentions; a few thousand are reviewed.
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

from measuring import SAMPLES

from quotetrack import Document, Expert, Quote, Review, Store
from quotetrack.experts import shipped
from quotetrack.models import Mention, Span, content_id, quote_id

QUOTES_A_DOCUMENT = 10
EXPERTS, OUTLETS, SOURCES, MONTHS = 200, 150, 4_000, 72
SHARE_REPEATED, SHARE_OF_EXPERTS = 0.25, 0.4
REPEATABLE = 20_000  # quotations that are copied from
REVIEWED_DOCUMENTS = 2_000
LANGUAGES = {"zh-Hans": 0.55, "en": 0.25, "ru": 0.1, "fa": 0.1}
CUES = {"zh-Hans": "表示", "en": "said", "ru": "заявил", "fa": "گفت"}
# So that the searches of the benchmark find something, whatever the samples hold.
OWN = {
    "zh-Hans": ["新的制裁不会奏效", "制裁只会伤害普通人", "港口的保险费已经翻倍"],
    "en": ["new sanctions will not work", "the port cannot wait for insurance"],
    "ru": ["новые санкции не помогут"],
    "fa": ["تحریم‌های تازه کارساز نیست"],
}

Said = tuple[str, str, str | None, str]  # language, who, expert, words


def build(path: Path, quotes: int, *, seed: int = 11) -> None:
    """Writes the database, which must not be there yet."""
    rng = random.Random(seed)
    experts = [
        Expert(id=entry.id, name=entry.name, description=entry.description, names=dict(entry.names))
        for entry in shipped()
    ]
    experts += [
        Expert(id=f"expert-{n}", name=_name(rng, "en"), names={"zh": (_name(rng, "zh-Hans"),)})
        for n in range(EXPERTS - len(experts))
    ]
    with Store(path) as store:
        store.put_experts(experts)
        result = store.ingest(_articles(rng, quotes, experts), extractor_version="benchmark")
        assert not result.failures, result.failures[:3]
        _claims(store)
        store.add_reviews(_reviews(store, rng))
        store.connection.execute("ANALYZE")
        store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _clauses(lang: str) -> list[str]:
    found = set()
    for file in SAMPLES.glob(f"*.{lang}.txt"):
        for part in re.split(
            r"[，。；：、？！“”「」『』«»\"\n.,;:?!،؛؟()]+", file.read_text("utf-8")
        ):
            if 6 <= len(part.strip()) <= 90:
                found.add(part.strip())
    return sorted(found) + OWN[lang]


def _name(rng: random.Random, lang: str) -> str:
    if lang == "zh-Hans":
        return "".join(chr(rng.randrange(0x4E00, 0x9000)) for _ in range(3))
    letters = {"en": "abcdeghiklmnoprstuvz", "ru": "абвгдеиклмнопрст", "fa": "ابپتدرسشکلمنوه"}[lang]
    parts = ("".join(rng.choices(letters, k=rng.randint(4, 8))) for _ in range(2))
    return " ".join(parts).title()


def _articles(
    rng: random.Random, quotes: int, experts: list[Expert]
) -> Iterator[tuple[Document, list[Quote]]]:
    clauses = {lang: _clauses(lang) for lang in LANGUAGES}
    sources = {lang: [_name(rng, lang) for _ in range(SOURCES)] for lang in LANGUAGES}
    by_rank = list(accumulate(1 / (n + 3) for n in range(SOURCES)))
    expert_ranks = list(accumulate(1 / (n + 3) for n in range(len(experts))))
    outlet_ranks = list(accumulate(1 / (n + 2) for n in range(OUTLETS)))
    said: dict[str, list[Said]] = {lang: [] for lang in LANGUAGES}
    for number in range(quotes // QUOTES_A_DOCUMENT):
        lang = rng.choices(list(LANGUAGES), weights=LANGUAGES.values())[0]
        earlier = said[lang]
        chosen: list[Said] = []
        for _ in range(QUOTES_A_DOCUMENT):
            if earlier and rng.random() < SHARE_REPEATED:
                chosen.append(rng.choice(earlier))
                continue
            words = "，" if lang == "zh-Hans" else ", "
            words = words.join(rng.choices(clauses[lang], k=rng.randint(2, 4)))
            expert = who = None
            if rng.random() < SHARE_OF_EXPERTS:
                person = rng.choices(experts, cum_weights=expert_ranks)[0]
                expert = person.id
                names = person.names.get(lang[:2])
                who = names[0] if names else person.name
            who = who or rng.choices(sources[lang], cum_weights=by_rank)[0]
            chosen.append((lang, who, expert, words))
            if len(earlier) < REPEATABLE:
                earlier.append(chosen[-1])
        outlet = rng.choices(range(OUTLETS), cum_weights=outlet_ranks)[0]
        month = rng.randrange(MONTHS)
        published = f"{2019 + month // 12}-{month % 12 + 1:02}-{rng.randint(1, 28):02}"
        yield _article(number, lang, chosen, f"Outlet {outlet}", published)
        if number % 10_000 == 0:
            print(f"{number * QUOTES_A_DOCUMENT:,} quotes", file=sys.stderr)


def _article(
    number: int, lang: str, chosen: list[Said], outlet: str, published: str
) -> tuple[Document, list[Quote]]:
    parts: list[str] = []
    places = []
    at = 0
    for _, who, expert, words in chosen:
        line = f"{who} {CUES[lang]}: “{words}.”\n"
        start = at + len(who) + len(CUES[lang]) + 4
        places.append((at, start, start + len(words), who, expert, words))
        parts.append(line)
        at += len(line)
    document = Document(
        text="".join(parts), lang=lang, title=f"{chosen[0][3][:60]} ({number})", outlet=outlet,
        url=f"https://news.example.org/{number}", published=published,
    )  # fmt: skip
    quotes = []
    for at, start, end, who, expert, words in places:
        span = (Span(start, end),)
        cue = at + len(who) + 1
        quotes.append(
            Quote.model_construct(
                id=quote_id(document.id, "direct", span), document_id=document.id, lang=lang,
                kind="direct", text=words, content=span, verbatim=span,
                cue=Mention(start=cue, end=cue + len(CUES[lang]), text=CUES[lang]),
                speaker=Mention(start=at, end=at + len(who), text=who), who=who, description=None,
                addressee=None, stance="asserts", expert=expert, rule="benchmark.rule",
                confidence=0.9,
            )
        )  # fmt: skip
    return document, quotes


def _claims(store: Store) -> None:
    """Equal words of one source are one claim: here that is known without looking for it."""
    claims: dict[str, dict[str, str | None]] = {}
    mentions = []
    for row in store.connection.execute("SELECT key, text, lang, who, expert FROM quotes"):
        identifier = content_id(row["who"], row["text"])
        claims.setdefault(
            identifier,
            {
                "id": identifier, "text": row["text"], "lang": row["lang"], "who": row["who"],
                "expert": row["expert"],
            },
        )  # fmt: skip
        mentions.append((row["key"], identifier, 1.0))
    store.save_claims(claims.values(), mentions)


def _reviews(store: Store, rng: random.Random) -> Iterator[Review]:
    for quote in store.connection.execute(
        "SELECT q.id, q.content, d.id AS document_id FROM quotes q "
        "JOIN documents d ON d.key = q.document_key WHERE q.document_key <= ? AND q.key % 3 = 0",
        (REVIEWED_DOCUMENTS,),
    ).fetchall():
        start, end = (int(n) for n in re.findall(r"\d+", quote["content"]))
        yield Review(
            id=content_id("review", quote["id"]), document_id=quote["document_id"],
            quote_id=quote["id"], verdict=rng.choice(("accepted", "accepted", "rejected")),
            original=(Span(start, end),), reviewer="ann", reviewed_at="2024-05-02T10:00:00Z",
        )  # fmt: skip


if __name__ == "__main__":
    build(Path(sys.argv[1]), int(sys.argv[2]))
