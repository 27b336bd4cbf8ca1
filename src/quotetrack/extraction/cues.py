"""The cues of a text: longest match, whole words, neighbours looked at."""

from __future__ import annotations

from collections.abc import Collection

from quotetrack.extraction.letters import FILLER
from quotetrack.extraction.pack import Cue, Pack
from quotetrack.extraction.view import View

MAX_CUE_CHARS = 40


NEIGHBOUR_CHARS = 48  # how far before a cue words may rule it out


def find_cues(view: View, pack: Pack) -> list[tuple[int, int, Cue]]:
    """The cues of a text: longest match, whole words, neighbours looked at. In order."""
    masked = view.masked
    found = []
    spaced = pack.spaced
    cues = pack.cues
    size = len(masked)
    clitics = pack.words.get("clitic", ())  # letters that a cue may have joined to its front
    matches = pack.automaton.find_matches_as_indexes(masked)
    if spaced:
        matches = _whole_words(matches, masked, pack, clitics)
    for index, start, end in matches:
        cue = cues[index]
        if cue is None:
            continue
        while end < size and masked[end] == FILLER:
            end += 1
        while not _fits(view, pack, cue, start, end):
            cue = cue.otherwise
            if cue is None:
                shorter = _shorter(masked, start, end, pack, clitics) if spaced else None
                if shorter is None:
                    break  # 'сообщили в (среду)' is no place, but a verb all the same
                index, start, end = shorter
                cue = cues[index]
                if cue is None:
                    break
        else:
            found.append((start, end, cue))
    return found


def _fits(view: View, pack: Pack, cue: Cue, start: int, end: int) -> bool:
    """Whether the words beside a cue leave it one."""
    if cue.lower and view.cased[start].isupper():
        return False
    if cue.named and not pack.patterns["named"].match(view.cased, end):
        return False
    if cue.not_before is not None and cue.not_before.match(view.masked, end):
        return False
    return cue.not_after is None or not cue.not_after.match(  # backwards: it ends at `start`
        view.masked, max(0, start - NEIGHBOUR_CHARS), start
    )


def _whole_words(
    matches: list[tuple[int, int, int]], masked: str, pack: Pack, clitics: Collection[str]
) -> list[tuple[int, int, int]]:
    """The matches that begin and end with a word; `clitics` may be joined to the front.

    A match that begins inside a word hides those that begin inside it: 'به اعلام' in 'شنبه اعلام کرد'.
    """
    whole = []
    for match in matches:
        _, start, end = match
        if _is_whole(masked, start, end, clitics):
            whole.append(match)
        elif shorter := _shorter(masked, start, end, pack, clitics):
            whole.append(shorter)
        elif (at := masked.find(" ", start, end)) >= 0:
            at += 1
            inner = pack.automaton.find_matches_as_indexes(masked[at : end + MAX_CUE_CHARS])
            for index, low, high in inner:
                if at + low >= end:
                    break
                if _is_whole(masked, at + low, at + high, clitics):
                    whole.append((index, at + low, at + high))
                    break
    return whole


def _shorter(
    masked: str, start: int, end: int, pack: Pack, clitics: Collection[str]
) -> tuple[int, int, int] | None:
    """The cue of whole words that a longer one begins with: 'به گفته' in 'به گفته ی'."""
    at = masked.rfind(" ", start, end)
    if at < 0:
        return None
    for index, low, high in pack.automaton.find_matches_as_indexes(masked[start:at]):
        if low == 0 and _is_whole(masked, start, start + high, clitics):
            return index, start, start + high
    return None


def _is_whole(masked: str, start: int, end: int, clitics: Collection[str]) -> bool:
    if end < len(masked) and masked[end].isalnum():
        return False
    before = masked[start - 1] if start else " "
    if not before.isalnum() and before != "-":
        return True
    return before in clitics and not (start > 1 and masked[start - 2].isalnum())
