"""Where a reported clause ends: at a clause with a cue or a speaker of its own."""

from __future__ import annotations

from quotetrack.extraction.finders.spaced import clauses
from quotetrack.extraction.pack import Pack
from quotetrack.extraction.speech import MAX_OBJECT_CHARS
from quotetrack.extraction.units import Unit
from quotetrack.extraction.view import View

CONTRAST_CHARS = 48  # before a cue, where a 'but' may open its clause


def stop(view: View, unit: Unit, pack: Pack, first: int, last: int, *, close: bool) -> int:
    """Where the clause that begins at `first` ends: the sentence, or a clause with its own cue.

    `close`: nothing stands between cue and clause, so what follows a comma is less surely in it.
    """
    listing = pack.patterns["listing"]
    begin = unit.atoms[first].start
    asking = not pack.spaced and not pack.nouns and _is_question(unit, first)
    for index in range(first, last):
        atom = unit.atoms[index]
        if atom.code == ".":
            return index
        if asking and _answers(view, unit, pack, index):
            return index - 2
        if (
            atom.code == ";"
            and not listing.search(view.masked, begin, atom.start)
            and not pack.patterns["goes_on"].match(view.masked, atom.end)
        ):
            return index
        if atom.code in "QP" and index > first and unit.code[index + 1 : index + 2] == "x":
            return index + 1
        if atom.code == "p" and index > first and unit.code[index - 1] == ",":
            return index - 1  # '…, adding that'
        if atom.code == "p" and index > first and pack.nouns == "uncased":
            return index  # قائلا needs no comma
        if atom.code == "l" and atom.cue is not None and atom.cue.takes == "participle":
            return index
        if atom.code == "l" and index > first and pack.by_place:
            if gap(view, unit, pack, first, index) is not None:
                return index
        low = 0 if pack.spaced else first
        if (
            atom.cue is not None
            and index > first
            and breaks(view, unit, pack, index, close=close, low=low)
        ):
            joined = _joined(view, unit, pack, index)
            if pack.by_place and not joined and _clause_begin(unit, index, 0) < first:
                continue  # 'and denied that they had warned her': no clause of its own begins here
            if pack.by_place and close and index in unit.sourced and not joined:
                if not _is_whole(view, unit, pack, first, index):
                    continue  # 'said whatever came of it, he expected': nothing is said before it
            if joined or contrast(view, unit, pack, index) is not None:
                return index
            return _clause_begin(unit, index, first)
        if index > first and atom.code == "x" and unit.code[index - 1] in ",-":
            stop = pack.patterns["clause_stop"].match(view.masked, atom.start, atom.end)
            if stop is not None:
                if (
                    pack.nouns == "uncased"
                    and stop.end() == atom.end
                    and unit.code[index + 1 : index + 2] in tuple("QPq")
                ):
                    continue  # 'but “…”': the quotation goes on
                return index - 1
            if close and pack.patterns["clause_stop_close"].match(
                view.masked, atom.start, atom.end
            ):
                if not pack.by_place or clauses.is_sentence(view, pack, begin, atom.start - 1):
                    return (
                        index - 1
                    )  # but not where the subject alone stands: 'said the dam, which'
    return last


def _is_question(unit: Unit, first: int) -> bool:
    """Whether the clause that begins at `first` is what somebody asks."""
    for atom in reversed(unit.atoms[max(0, first - 2) : first]):
        if atom.cue is not None:
            return atom.cue.stance == "asks"
    return False


def _answers(view: View, unit: Unit, pack: Pack, index: int) -> bool:
    """Whether the cue at `index` is of whom a question is put to: 记者问会不会延期，王刚说…….

    Not where it is asked whether he says so: 问……，他是否表示.
    """
    cue = unit.atoms[index].cue
    if cue is None or cue.frame != "s" or index not in unit.sourced:
        return False
    if unit.code[index - 2 : index] != ",x":
        return False
    subject = unit.atoms[index - 1]
    return not pack.patterns["asked"].search(view.masked, subject.start, subject.end)


def gap(view: View, unit: Unit, pack: Pack, first: int, index: int) -> int | None:
    """Where a relative clause without a pronoun begins whose verb, at `index`, labels what it follows.

    'It would fight a ruling | she called “…”': the label has a subject of its own and no object but
    what stands before that. None where the clause from `first` on is not whole without it.
    """
    end = without_object(view, unit, pack, index)
    begin = unit.atoms[first].start
    if end is None or not clauses.is_sentence(view, pack, begin, end, "finite"):
        return None
    comma = _clause_begin(unit, index, first)
    if comma > first and not clauses.is_sentence(view, pack, unit.atoms[comma].start, end):
        return unit.atoms[comma - 1].start  # '…, an answer she called “…”'
    return end


def without_object(view: View, unit: Unit, pack: Pack, index: int) -> int | None:
    """Where the clause of a label at `index` begins, right behind the noun that it labels."""
    if not pack.by_place or unit.code[index] != "l" or unit.code[index - 1] != "x":
        return None
    after = index + 1
    if unit.code[after : after + 1] == "x":
        if not pack.patterns["label_object"].fullmatch(
            view.masked, unit.atoms[after].start, unit.atoms[after].end
        ):
            return None
        after += 1
    if unit.code[after : after + 1] not in ("Q", "P", "q"):
        return None
    return clauses.relative_gap(view, pack, unit.atoms[index - 1].start, unit.atoms[index].start)


def relative_end(
    view: View, unit: Unit, pack: Pack, first: int, last: int, skip: int
) -> int | None:
    """Where what 'who said' reports ends: before the verb of the sentence, 'Lee, who said …, | left'.

    `last` where the sentence has its verb before 'who'; None where nothing whole is reported.
    """
    index = next((i for i in range(first - 1, 0, -1) if unit.atoms[i].cue is not None), 0)
    begin = unit.code.rfind("-", 0, index) + 1  # behind a dateline
    if "," not in unit.code[begin:index]:
        low = unit.atoms[begin].start
        return _subordinate_end(view, unit, pack, first, last, skip, low)
    if unit.code[index - 2 : index] != ",x" or index < 3:
        return last
    who = unit.atoms[index - 1]
    if not pack.patterns["relative_word"].match(view.masked, who.start, who.end):
        return last
    head = unit.atoms[index - 3]
    if head.code != "x" or clauses.is_sentence(view, pack, unit.start, head.end, "finite"):
        return last
    closed = False
    for comma in range(first + 1, last - 1):
        following = unit.atoms[comma + 1]
        if unit.code[comma] != "," or not clauses.opens_predicate(view, pack, following.start):
            continue
        closed = True
        begin = max(skip, unit.atoms[first].start)
        if clauses.is_sentence(view, pack, begin, unit.atoms[comma].start, "finite"):
            return comma
    return None if closed else last


def _subordinate_end(
    view: View, unit: Unit, pack: Pack, first: int, last: int, skip: int, low: int
) -> int:
    """Where what 'When she said …' reports ends: before the main clause."""
    token = pack.patterns["token"].match(view.masked, low)
    if token is None or token.group() not in pack.words["opening_clause"]:
        return last
    begin = max(skip, unit.atoms[first].start)
    for comma in range(first + 1, last - 1):
        if unit.code[comma] != ",":
            continue
        after = (unit.atoms[comma + 1].start, unit.atoms[last - 1].end)
        if pack.patterns["new_clause"].match(view.masked, *after):
            continue
        whole = clauses.is_sentence(view, pack, begin, unit.atoms[comma].start, "finite")
        if whole and clauses.is_sentence(view, pack, *after):
            return comma
    return last


def _is_whole(view: View, unit: Unit, pack: Pack, first: int, index: int) -> bool:
    """Whether a clause from `first` on has its verb before the clause of the cue at `index`."""
    at = _clause_begin(unit, index, first)
    if at <= first or at >= index:
        return True
    start, end = unit.atoms[first].start, unit.atoms[at - 1].start
    return "h" in unit.code[first:at] or clauses.is_sentence(view, pack, start, end)


def _clause_begin(unit: Unit, index: int, first: int) -> int:
    at = index
    while at > first and unit.atoms[at - 1].code not in ",;:-.QPq":
        at -= 1
    return at


def _joined(view: View, unit: Unit, pack: Pack, index: int) -> bool:
    """Whether a cue has a conjunction right before it and no subject: '… and later added'."""
    at = unit.atoms[index].start
    return pack.spaced and bool(pack.patterns["joined"].search(view.masked, max(0, at - 40), at))


def contrast(view: View, unit: Unit, pack: Pack, index: int) -> int | None:
    """Where a 'but' without a comma begins the clause of a cue: '… but residents say'."""
    if pack.nouns != "uncased" or index == 0:
        return None
    begin = max(unit.atoms[index - 1].start, unit.atoms[index].start - CONTRAST_CHARS)
    found = pack.patterns["contrast"].search(view.masked, begin, unit.atoms[index].start)
    return found.start() if found else None


def _has_content(unit: Unit, index: int) -> bool:
    """Whether something that may be said follows the cue in its clause; else it is no cue: 'وتجد'."""
    for code in unit.code[index + 1 : index + 6]:
        if code in "h:QPq":
            return True
        if code != "x":
            return False
    return False


def breaks(
    view: View, unit: Unit, pack: Pack, index: int, *, close: bool = False, low: int = 0
) -> bool:
    """Whether the cue at `index` begins a clause that the reported one doesn't hold.

    A conjunction at the head of its clause says so: 'and he added that', 并表示; after a clause that
    stands close to its cue, any clause with a subject of its own does. `low`: where it begins, behind
    its own cue.
    """
    at = _clause_begin(unit, index, low)
    if at > index:
        return False
    if _joined(view, unit, pack, index) and (
        not pack.numbers.get("verb_first", 0) or _has_content(unit, index)
    ):
        return True
    if contrast(view, unit, pack, index) is not None:
        return True
    if unit.code[index] in "ao" and unit.code[index - 1] in ":;" and pack.nouns == "declined":
        return True  # Лунин считает, что …: по его мнению, …
    if index in unit.sourced and unit.code[index + 1 : index + 3] == ":Q":
        return True  # 教练说……，王刚补充：“……”
    if index in unit.introduced and unit.code[index + 1 : index + 2] in (",", ":"):
        return True  # 法院裁定……，首席法官张某指，……
    if index in unit.sourced and index > 2 and unit.code[index - 2 : index] == ",x":
        relaying = unit.atoms[index - 3].cue
        if relaying is not None and relaying.word in pack.words["relays"]:
            return True  # 路透社报道，警方警告……: the police say it
    begin = unit.atoms[at].start
    cue = unit.atoms[index].cue
    if cue is not None and cue.frame == "l" and not pack.spaced and at > 0:
        if pack.patterns["agent"].search(view.masked, begin, unit.atoms[index].start):
            return True  # ……，这被X称为“……”
    if at > 1 and unit.code[at - 1] in ",;" and unit.atoms[at - 2].cue is None:
        if at == index:
            return close or _goes_on_saying(unit, pack, index, low)  # 批评……，促请
        if pack.patterns["pronoun_clause"].fullmatch(view.masked, begin, unit.atoms[index - 1].end):
            return True
    if pack.patterns["new_clause"].match(view.masked, begin, unit.atoms[index].end):
        if pack.by_place and _is_contrasted(view, unit, pack, at):
            return False
        gap = unit.atoms[index].start - begin
        return gap <= pack.numbers["conjunction_reach"] or index in unit.sourced
    return close and at > 0 and unit.code[at - 1] in ",;" and index in unit.sourced


def _is_contrasted(view: View, unit: Unit, pack: Pack, at: int) -> bool:
    """Whether 'while' at `at` opens a part of what 'that' reports: 'it shows that few …, while most'."""
    begin = unit.atoms[at].start
    word = view.masked[begin : begin + CONTRAST_CHARS].split(" ", 1)[0]
    if word not in pack.words["contrasting"]:
        return False
    return any(unit.code[i + 1] == "h" and unit.atoms[i].cue is not None for i in range(at - 1))


def _goes_on_saying(unit: Unit, pack: Pack, index: int, low: int) -> bool:
    """Whether a cue right behind a comma, in text without spaces, has the speaker as its subject.

    It has words in marks behind it, or is a verb of what one does with words.
    """
    if pack.spaced or pack.nouns:
        return False
    cue = unit.atoms[index].cue
    if cue is not None and cue.word in pack.words["goes_on_saying"]:
        return True
    if cue is not None and cue.frame == "u":  # 质疑……，要求部长道歉
        first = next((a.cue for a in reversed(unit.atoms[:low]) if a.cue is not None), None)
        if first is not None and first.word in pack.words["goes_on_saying"]:
            return True
    code = unit.code[index + 1 : index + 3].lstrip(":")
    if code[:1] in ("Q", "q"):
        return True
    following = unit.atoms[index + 1 : index + 2]
    return code in ("xQ", "xq") and following[0].end - following[0].start <= MAX_OBJECT_CHARS
