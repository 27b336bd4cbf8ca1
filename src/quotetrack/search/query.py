"""The query language: what a person types, as a tree, and the tree as an FTS5 expression. Pure.

    制裁 伊朗          both words            "economic pressure"   a phrase (or “…”, 「…」)
    制裁 OR 石油       either                NOT oil, -oil         not that word
    sanction*         words that begin so   (a OR b) -c           groups

In scripts without spaces a word is found wherever its characters stand together. Whatever is
typed only ever becomes tokens between quotation marks: neither SQL nor FTS5 syntax gets through.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from quotetrack.errors import QueryError
from quotetrack.store.tokens import SENTINEL, index_text

MAX_QUERY_CHARS = 1000
MAX_DEPTH = 20  # of parentheses; FTS5 itself stops at 256 levels

_OPENING = '"＂“”„«»「『'
_CLOSING = {"“": "”", "„": "“”", "«": "»", "「": "」", "『": "』"}
_WORD = re.compile(r"[^\s()（）\"＂“”„«»「」『』]+")


class Phrase(NamedTuple):
    """Tokens in a row; with `prefix` the last one is only a beginning."""

    tokens: tuple[str, ...]
    prefix: bool = False


class Every(NamedTuple):
    """All of `parts`, and none of `without`."""

    parts: tuple[Node, ...]
    without: tuple[Node, ...] = ()


class Either(NamedTuple):
    """At least one of `parts`."""

    parts: tuple[Node, ...]


Node = Phrase | Every | Either


class _Item(NamedTuple):
    kind: str  # 'phrase', 'and', 'or', 'not', '(', ')'
    phrase: Phrase | None = None


def parse(query: str) -> Node:
    """The tree of a query; QueryError, with what to type instead, where there is nothing in it.

    >>> parse('中国 -"sea trade"')
    Every(parts=(Phrase(tokens=('中', '国'), prefix=False),), \
without=(Phrase(tokens=('sea', 'trade'), prefix=False),))
    """
    if len(query) > MAX_QUERY_CHARS:
        raise QueryError(
            f"the search is {len(query)} characters long: use {MAX_QUERY_CHARS} at most"
        )
    items = _items(query)
    node, at = _either(items, 0, 0)
    if at < len(items):
        raise QueryError("a closing parenthesis has no opening one: search without it")
    if node is None:
        raise QueryError("there is no word in the search: give a word, or a phrase in quotes")
    return node


def to_fts(node: Node) -> str:
    """The FTS5 expression of a tree.

    >>> to_fts(parse("制裁 OR oil*"))
    '("制 裁" OR "oil"*)'
    """
    if isinstance(node, Phrase):
        words = " ".join(node.tokens).replace('"', '""')
        return f'"{words}"' + ("*" if node.prefix else "")
    joined = (" OR " if isinstance(node, Either) else " AND ").join(map(to_fts, node.parts))
    wanted = f"({joined})"
    if isinstance(node, Every) and node.without:
        return f"({wanted} NOT ({' OR '.join(map(to_fts, node.without))}))"
    return wanted


def phrases(node: Node) -> list[Phrase]:
    """The phrases that a hit may show: those that are wanted, not those that are excluded."""
    if isinstance(node, Phrase):
        return [node]
    return [phrase for part in node.parts for phrase in phrases(part)]


def phrase_of(words: str, *, prefix: bool = False) -> Phrase | None:
    """Words as one phrase, punctuation at its ends left off; None where nothing remains."""
    tokens = index_text(words).split()
    while tokens and tokens[0] == SENTINEL:
        del tokens[0]
    while tokens and tokens[-1] == SENTINEL:
        del tokens[-1]
    return Phrase(tuple(tokens), prefix) if tokens else None


def _items(query: str) -> list[_Item]:
    items: list[_Item] = []
    at = 0
    while at < len(query):
        character = query[at]
        if character in "(（":
            items.append(_Item("("))
            at += 1
        elif character in ")）":
            items.append(_Item(")"))
            at += 1
        elif character == "-" and at + 1 < len(query) and not query[at + 1].isspace():
            items.append(_Item("not"))
            at += 1
            while at < len(query) and query[at] == "-":
                at += 1
        elif character in _OPENING:
            closing = _CLOSING.get(character, '"＂”»')
            end = next((i for i in range(at + 1, len(query)) if query[i] in closing), len(query))
            prefix = query[end + 1 : end + 2] == "*"
            items.append(_Item("phrase", phrase_of(query[at + 1 : end], prefix=prefix)))
            at = end + 1 + prefix
        elif match := _WORD.match(query, at):
            word = match[0]
            if word in ("AND", "OR", "NOT"):
                items.append(_Item(word.lower()))
            else:
                items.append(_Item("phrase", phrase_of(word, prefix=word.endswith("*"))))
            at = match.end()
        else:  # white space, or a closing mark that nothing opened
            at += 1
    return items


def _either(items: list[_Item], at: int, depth: int) -> tuple[Node | None, int]:
    if depth > MAX_DEPTH:
        raise QueryError(f"the search has parentheses {depth} deep: use {MAX_DEPTH} at most")
    parts: list[Node] = []
    while True:
        node, at = _every(items, at, depth)
        if node is not None:
            parts.append(node)
        if at < len(items) and items[at].kind == "or":
            at += 1
            _expect_operand(items, at, "OR")
            continue
        break
    if len(parts) > 1:
        return Either(tuple(parts)), at
    return (parts[0] if parts else None), at


def _every(items: list[_Item], at: int, depth: int) -> tuple[Node | None, int]:
    wanted: list[Node] = []
    without: list[Node] = []
    first = at
    while at < len(items) and items[at].kind not in ("or", ")"):
        if items[at].kind == "and":
            if at == first:
                raise QueryError('AND needs a word before it; to search the word, write "and"')
            at += 1
            _expect_operand(items, at, "AND")
            continue
        negative = items[at].kind == "not"
        while at < len(items) and items[at].kind == "not":
            at += 1
        if negative:
            _expect_operand(items, at, "NOT")
        node, at = _operand(items, at, depth)
        if node is not None:
            (without if negative else wanted).append(node)
    if without and not wanted:
        raise QueryError("say also what to find, not only what to leave out")
    if len(wanted) == 1 and not without:
        return wanted[0], at
    return (Every(tuple(wanted), tuple(without)) if wanted else None), at


def _operand(items: list[_Item], at: int, depth: int) -> tuple[Node | None, int]:
    if items[at].kind == "(":
        node, at = _either(items, at + 1, depth + 1)
        if at >= len(items):
            raise QueryError("an opening parenthesis is never closed: close it, or leave it out")
        return node, at + 1
    return items[at].phrase, at + 1


def _expect_operand(items: list[_Item], at: int, name: str) -> None:
    if at >= len(items) or items[at].kind in ("and", "or", ")"):
        raise QueryError(
            f'{name} needs a word after it; to search the word, write "{name.lower()}"'
        )
