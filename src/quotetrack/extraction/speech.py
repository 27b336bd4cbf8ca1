"""Which words in marks are somebody's words: no title, no nickname, no term, no scare quote."""

from __future__ import annotations

from quotetrack.extraction.finders.spaced import clauses
from quotetrack.extraction.marks import Stretch
from quotetrack.extraction.pack import Cue, Pack
from quotetrack.extraction.sources import Source
from quotetrack.extraction.units import Unit
from quotetrack.extraction.view import View

LAST_CHARS = 24  # of words in marks, in which a verb shows that they are a clause
NAMING_CHARS = 48  # before words in marks, where a word may say that they are a name
MAX_OBJECT_CHARS = 10  # between a cue and the words in marks that it brings


def is_speech(view: View, unit: Unit, pack: Pack, index: int, *, direct: bool) -> bool:
    """Whether a quoted stretch is somebody's words, not a title, a nickname, a term, a scare quote."""
    atom = unit.atoms[index]
    stretch = atom.stretch
    assert stretch is not None
    before = (max(0, atom.start - 24), atom.start)
    ends = (atom.start, atom.end)
    if _is_predicate(view, pack, *ends, named=True):
        return False
    named = pack.patterns["not_speech_before"].search(view.masked, *before)
    if named is not None and not (
        named.lastgroup == "thing"
        and (_ends_in_verb(view, pack, stretch) or _is_predicate(view, pack, *ends, named=False))
    ):
        return False
    if pack.patterns["weak_before"].search(
        view.masked, max(0, atom.start - 16), atom.start
    ) and not pack.patterns["phrase_words"].fullmatch(view.text, stretch.start, stretch.end):
        return False
    if pack.patterns["foreign_title"].fullmatch(view.text, stretch.start, stretch.end):
        return False
    if direct:
        return not _names_next(view, unit, pack, index)
    words = view.text[stretch.start : stretch.end]
    if pack.nouns == "uncased":
        words = pack.fold(words)
    if pack.patterns["title_words"].fullmatch(words):
        return False
    if pack.patterns["thing_words"].fullmatch(words) and not pack.patterns["of_thing"].search(
        view.masked, *before
    ):
        return False  # يعود "البيت الأزرق" إلى …
    if _is_listed(view, unit, pack, index):
        return False
    length = stretch.end - stretch.start
    if length >= pack.numbers["long_fragment"]:
        return True
    return not pack.patterns["not_speech_after"].match(view.masked, atom.end)


def _names_next(view: View, unit: Unit, pack: Pack, index: int) -> bool:
    """Whether a fragment in marks names the noun right behind it: “回声”乐队的主唱说, no “好”他说."""
    if pack.spaced or pack.nouns or unit.code[index : index + 2] != "qx":
        return False
    end = unit.atoms[index].end
    return view.masked[end] == "的" or bool(
        pack.patterns["not_speech_after"].match(view.masked, end)
    )


def _ends_in_verb(view: View, pack: Pack, stretch: Stretch) -> bool:
    """Whether words in marks are a clause: طرح «پل نو» is a name, طرح «اشتباه است» a judgement."""
    last = view.text[max(stretch.start, stretch.end - LAST_CHARS) : stretch.end]
    return pack.patterns["clause_words"].search(pack.fold(last)) is not None


def _is_predicate(view: View, pack: Pack, start: int, end: int, *, named: bool) -> bool:
    """Whether something is said to be what stands in marks: شرکت «ورشکسته» است.

    `named`: whether the words before them say that its name is meant: نام این گروه «طلوع» است.
    """
    if "copula_after" not in pack.patterns:
        return False
    if pack.patterns["copula_after"].match(view.masked, end) is None:
        return False
    low = max(0, start - NAMING_CHARS)
    return named == (pack.patterns["naming_before"].search(view.masked, low, start) is not None)


def _is_listed(view: View, unit: Unit, pack: Pack, index: int) -> bool:
    """Whether words in marks are one of several that only 'and' stands between: names of things."""
    wanted = pack.numbers.get("listed_names", 0)
    if not wanted:
        return False
    first = last = index
    while first > 1 and _is_and(view, unit, pack, first - 1):
        first -= 2
    while last + 2 < len(unit.atoms) and _is_and(view, unit, pack, last + 1):
        last += 2
    if (last - first) // 2 + 1 < wanted:
        return False
    size = max(a.end - a.start for a in unit.atoms[first : last + 1 : 2])
    return size < pack.numbers["long_fragment"]


def _is_and(view: View, unit: Unit, pack: Pack, index: int) -> bool:
    """Whether the atom at `index` is 'and' or a comma between two quoted stretches."""
    if unit.code[index - 1] not in "QPq" or unit.code[index + 1] not in "QPq":
        return False
    atom = unit.atoms[index]
    return atom.code == "," or view.masked[atom.start : atom.end] in pack.words["coordinator"]


def is_long(view: View, unit: Unit, pack: Pack, index: int) -> bool:
    """Whether quoted words are too long for a name or a term, and don't end like one."""
    stretch = unit.atoms[index].stretch
    if stretch is None:
        return False
    if pack.patterns["spoken_words"].match(view.text, stretch.start, stretch.end):
        return True
    least = "comma_fragment" if unit.code[index - 1 : index] == "," else "clause_fragment"
    if stretch.end - stretch.start < pack.numbers.get(least, pack.numbers["clause_fragment"]):
        return False
    return not pack.patterns["thing_name"].search(view.text[stretch.start : stretch.end])


def _judges(view: View, pack: Pack, source: Source, cue: Cue) -> bool:
    """Whether even 'they' judge rather than name: 'which they dismissed as', 'what experts called'."""
    assert source.mention is not None
    start = source.mention.start
    if pack.patterns["what_called"].search(view.masked, max(0, start - 16), start):
        return True
    return "naming_label" in pack.patterns and not pack.patterns["naming_label"].match(cue.word)


def _only_names(view: View, unit: Unit, pack: Pack, index: int) -> bool:
    """Whether a naming verb right before the words in marks is a participle: 'wine labelled “…”'.

    As a verb it has an object, or is one of a relative clause: 'what she labels', 'the wine she labels'.
    """
    cue = unit.atoms[index - 1].cue if index > 1 else None
    if cue is None or not pack.patterns["naming_participle"].fullmatch(cue.word):
        return False
    at = unit.atoms[index - 1].start
    begin = index - 1
    while begin > 0 and unit.code[begin - 1] not in ",;:-.":
        begin -= 1
    low = unit.atoms[begin].start
    if pack.patterns["relative_word"].search(view.masked, low, at):
        return False
    return clauses.relative_gap(view, pack, unit.atoms[index - 2].start, at) is None


def is_label(view: View, unit: Unit, pack: Pack, index: int, source: Source, cue: Cue) -> bool:
    """Whether a label is somebody's judgement; the name of a thing is none."""
    atom = unit.atoms[index]
    stretch = atom.stretch
    assert stretch is not None
    words = view.text[stretch.start : stretch.end]
    size = len(words.split()) if pack.spaced else len(words)
    naming = source.kind != "name" and pack.patterns["naming_cue"].search(cue.word)
    if naming and "judges" in pack.patterns and source.mention is not None:
        judge = view.masked[slice(*source.mention)]
        if pack.patterns["judges"].search(judge) and not pack.patterns["anybody"].search(judge):
            naming = None  # 被反对派称为“……”: a judgement, however short
    if size < pack.numbers["shortest_name" if naming else "shortest_label"]:
        return False
    if source.mention is None:
        if pack.numbers.get("topics", 0):  # این را «…» نامید; those who call a thing so are many
            return source.kind == "elided" and not pack.patterns["plural_verb"].search(cue.word)
        return pack.nouns == "suffixed" and source.kind == "elided"
    if pack.by_place and _only_names(view, unit, pack, index):
        return False
    if cue.frame == "l" and pack.patterns["not_label_after"].match(view.masked, atom.end):
        return False  # built the first «…»: an object is no label
    if cue.frame != "l" and pack.patterns["not_label_before"].search(
        view.masked, max(0, atom.start - 24), atom.start
    ):
        return False
    subject = view.masked[source.mention.start : source.mention.end]
    long = not pack.spaced and size >= pack.numbers["clause_fragment"]  # no name of a thing
    if pack.patterns["generic_source"].search(subject) and not (
        long or _judges(view, pack, source, cue)
    ):
        return False
    if pack.by_place and pack.patterns["naming_now"].fullmatch(cue.word):
        if pack.patterns["coiner"].fullmatch(subject):
            return False  # 'what geologists call a “hot spot”'
    if pack.by_place and size == 1 and pack.patterns["generic_source"].search(subject):
        after = view.text[atom.end : atom.end + 2]
        if after[:1] == " " and after[1:].islower():
            return False  # 'what scientists call a “wet” eruption'
    if pack.patterns["named_before"].search(
        view.masked, max(0, stretch.start - 12), stretch.start - 1
    ):
        if pack.patterns["thing_name"].search(words):
            return False  # 'which he called the “Mammoth”'
    return not pack.patterns["no_label"].fullmatch(words)
