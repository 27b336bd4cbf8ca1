"""Names in any script -> one expert: the shipped registry, files, matching, resolving."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotetrack import experts
from quotetrack.errors import ExpertError
from quotetrack.experts.matching import readings
from quotetrack.experts.registry import entry_rows, parse, user_file
from quotetrack.models import Document, Quote

REGISTRY = experts.combine(experts.shipped())


def said(who: str | None, document: Document) -> Quote:
    return Quote(
        id="q",
        document_id=document.id,
        lang="en",
        kind="direct",
        text="x",
        content=((0, 1),),
        verbatim=((0, 1),),
        cue=None,
        speaker=None,
        who=who,
        description=None,
        addressee=None,
        stance="asserts",
        expert=None,
        rule="test",
        confidence=1.0,
    )


def identified(text: str, *whos: str | None) -> list[str | None]:
    document = Document(text=text)
    quotes = [said(who, document) for who in whos]
    return [quote.expert for quote in experts.identify(quotes, document, REGISTRY)]


FULL_NAMES = [
    ("基里尔·谢苗诺夫", "semenov"),
    ("基里爾‧謝苗諾夫", "semenov"),
    ("Kirill Semyonov", "semenov"),
    ("KIRILL SEMENOV", "semenov"),
    ("K. Semenov", "semenov"),
    ("Кирилл Семёнов", "semenov"),
    ("Кирилл Валерьевич Семенов", "semenov"),
    ("Семёнов Кирилл", "semenov"),
    ("Кирилла Семёнова", "semenov"),
    ("Кириллом Семеновым", "semenov"),
    ("Кирилл Семёнов", "semenov"),
    ("哈米德雷扎·阿齐兹", "aziz"),
    ("哈米德雷扎•阿齊茲", "aziz"),
    ("Hamidreza Azizi", "aziz"),
    ("Hamid-Reza Azizi", "aziz"),
    ("حمیدرضا عزیزی", "aziz"),
    ("حمید‌رضا عزیزی", "aziz"),
    ("حميد رضا عزيزي", "aziz"),
    ("وحميد رضا عزيزي", "aziz"),
    ("Хамидрезы Азизи", None),
    ("阿明·蒙塔泽里", "montazeri"),
    ("امین منتظری", "montazeri"),
    ("Amin Montazeri’s", "montazeri"),
    ("Saïd Emamian", "emamian"),
    ("Saeid Emamian", "emamian"),
    ("سعيد إماميان", "emamian"),
    ("赛义德·埃马米安", "emamian"),
    ("Omer Ozkizilcik", "ozkizilcik"),
    ("ÖMER ÖZKIZILCIK", "ozkizilcik"),
    ("Ömer Özkızılcık’a", "ozkizilcik"),
    ("Ömer Özkızılcık'ın", "ozkizilcik"),
    ("奥马尔·奥兹基齐尔奇克", "ozkizilcik"),
    # Others.
    ("阿卜杜勒·阿齐兹", None),
    ("Tariq Aziz", None),
    ("Ahmad Azizi", None),
    ("Анна Семёнова", None),
    ("T. Aziz", None),
    ("Kirill", None),
    ("一位伊朗议员", None),
    ("", None),
    ("😀", None),
    ("\ud800", None),
]


@pytest.mark.parametrize(("who", "expert"), FULL_NAMES)
def test_identify_full_names(who: str, expert: str | None) -> None:
    assert identified("…", who) == [expert]


BARE_SURNAMES = [
    ("阿齐兹表示：“好。”", "阿齐兹", "aziz"),
    ("阿齊茲表示：「好。」", "阿齊茲", "aziz"),
    ("研究员哈米德雷扎·阿齐兹来了。阿齐兹表示：“好。”", "阿齐兹", "aziz"),
    ("外长阿卜杜勒·阿齐兹来了。阿齐兹表示：“好。”", "阿齐兹", None),
    ("外長阿卜杜勒‧阿齊茲來了。阿齊茲表示：「好。」", "阿齊茲", None),
    ("Aziz said so.", "Aziz", "aziz"),
    ("Mr. Azizi said so. But Azizi did, and but for him…", "Azizi", "aziz"),
    ("Hamidreza Azizi spoke. Azizi said so.", "Azizi", "aziz"),
    ("Tariq Aziz was a minister. Aziz said so.", "Aziz", None),
    ("Former minister Tariq Aziz is gone. Aziz said so.", "Aziz", None),
    ("Özkızılcık'a göre öyle.", "Özkızılcık", "ozkizilcik"),
    ("OZKIZILCIK", "OZKIZILCIK", "ozkizilcik"),
    ("Семёнов сказал.", "Семёнов", "semenov"),
    # A woman, or a man's genitive: only the base form in the document tells.
    ("Семёнова сказала.", "Семёнова", None),
    ("По словам Семёнова, да. Эксперт Семёнов …", "Семёнова", "semenov"),
    ("Юлиан Семёнов писал. Семёнов сказал.", "Семёнов", None),
    ("عزیزی گفت", "عزیزی", "aziz"),
]


@pytest.mark.parametrize(("text", "who", "expert"), BARE_SURNAMES)
def test_a_bare_surname_counts_if_no_other_full_name_is_given(
    text: str, who: str, expert: str | None
) -> None:
    assert identified(text, who) == [expert]


def test_the_other_sources_of_a_document_count_as_its_full_names() -> None:
    assert identified("…", "عزیزی", "احمد عزیزی") == [None, None]
    assert identified("…", "عزیزی", "حمیدرضا عزیزی") == ["aziz", "aziz"]
    assert identified("…", "Aziz", None) == ["aziz", None]


def test_identify_keeps_what_is_known() -> None:
    document = Document(text="…")
    quote = said("Tariq Aziz", document).model_copy(update={"expert": "tariq"})
    assert experts.identify([quote], document) == [quote]
    assert experts.identify([], document) == []


RESOLVED = [
    ("阿齐兹", "aziz"),
    ("阿齊茲", "aziz"),
    ("Aziz", "aziz"),
    ("aziz", "aziz"),
    ("Azizi", "aziz"),
    ("Hamidreza Aziz", "aziz"),
    ("Hamidreza", "aziz"),
    ("عزیزی", "aziz"),
    ("عزيزي", "aziz"),
    ("Özkızılcık", "ozkizilcik"),
    ("Ozkizilcik", "ozkizilcik"),
    ("ÖZKIZILCIK", "ozkizilcik"),
    ("奧茲基齊爾奇克", "ozkizilcik"),
    ("奧馬爾·奧茲基齊爾奇克", "ozkizilcik"),
    ("Семёнов", "semenov"),
    ("Семенов", "semenov"),
    ("семенову", "semenov"),
    ("Semyonov", "semenov"),
    ("منتظری", "montazeri"),
    ("Emamian", "emamian"),
]


@pytest.mark.parametrize(("name", "expert"), RESOLVED)
def test_resolve(name: str, expert: str) -> None:
    assert REGISTRY.resolve_one(name).id == expert


def test_resolve_unknown_names_suggest_the_nearest() -> None:
    with pytest.raises(ExpertError, match=r"did you mean .*Özkızılcık"):
        REGISTRY.resolve("Özkızlcık")
    with pytest.raises(ExpertError, match="nobody is near"):
        REGISTRY.resolve("Wittgenstein-Xyz")
    for odd in ("", " ", "·", "\ud800", "' OR 1=1 --"):
        with pytest.raises(ExpertError):
            REGISTRY.resolve(odd)


def test_resolve_ambiguous_names_list_the_candidates() -> None:
    mine = parse(
        '[[expert]]\nid = "tariq"\nname = "Tariq Aziz"\nnames.zh-Hans = ["塔里克·阿齐兹"]',
        "mine",
    )
    registry = experts.combine(experts.shipped(), mine)
    assert [entry.id for entry in registry.resolve("阿齐兹")] == ["aziz", "tariq"]
    assert registry.resolve_one("Tariq Aziz").id == "tariq"
    # Its id is a surname too: an id means that one person.
    assert registry.resolve_one("aziz").id == "aziz"
    with pytest.raises(ExpertError, match=r"aziz \(Hamidreza Aziz\), tariq \(Tariq Aziz\)"):
        registry.resolve_one("阿齐兹")
    document = Document(text="Aziz said so.")
    assert experts.identify([said("Aziz", document)], document, registry)[0].expert is None


def test_a_file_of_ones_own_adds_names_and_people(tmp_path: Path) -> None:
    path = tmp_path / "experts.toml"
    path.write_text(
        '\ufeff[[expert]]\nid = "aziz"\nname = "Hamidreza Azizi"\nnames.en = "H. R. Azeezi"\n\n'
        '[[expert]]\nid = "li"\nname = "Li Ming"\nnames = {zh-Hans = ["李明"]}\n',
        encoding="utf-8",
    )
    registry = experts.combine(experts.shipped(), experts.load(path))
    aziz = registry.entries["aziz"]
    assert aziz.name == "Hamidreza Azizi"
    assert aziz.description is not None
    assert {"H. R. Azeezi", "Hamidreza Aziz"} <= set(aziz.names["en"])
    assert registry.resolve_one("Azeezi").id == "aziz"
    document = Document(text="李明说")
    assert experts.identify([said("李明", document)], document, registry)[0].expert == "li"


def test_the_default_registry_reads_the_users_file_again_when_it_changes() -> None:
    path = user_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        path.write_text('[[expert]]\nid = "li"\nname = "Li Ming"', encoding="utf-8")
        assert experts.default().resolve_one("Li Ming").id == "li"
    finally:
        path.unlink()
    assert "li" not in experts.default().entries
    assert experts.default().entries.keys() == {
        "semenov", "aziz", "montazeri", "emamian", "ozkizilcik",
    }  # fmt: skip


BROKEN = [
    ("\nx = = 3", "not valid TOML.*line 2"),
    ("[people]", "'people' is unknown here"),
    ("expert = 3", "list"),
    ("expert = [3]", "an expert is a table"),
    ('\n\n[[expert]]\nname = "A B"', "line 3: id must be"),
    ('[[expert]]\nid = "A B"\nname = "A B"', "id must be"),
    ('[[expert]]\nid = "a"', "name of 'a' must be"),
    ('[[expert]]\nid = "a"\nname = "·"', "name of 'a' must be"),
    ('[[expert]]\nid = "a"\nname = "A B"\ndescription = 3', "description of 'a'"),
    ('[[expert]]\nid = "a"\nname = "A B"\nnames = "A B"', "names of 'a' must be like"),
    ('[[expert]]\nid = "a"\nname = "A B"\nnames.en = []', "names.en of 'a'"),
    ('[[expert]]\nid = "a"\nname = "A B"\nnames.en = [3]', "3 is no name"),
    ('[[expert]]\nid = "a"\nname = "A B"\nnames.english_1 = ["A"]', "no language tag"),
    ('[[expert]]\nid = "a"\nname = "A B"\nalias = ["A"]', "field 'alias' is unknown"),
    ('[[expert]]\nid = "a"\nname = "A"\n[[expert]]\nid = "a"\nname = "B"', "line 4: id 'a'"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), BROKEN)
def test_a_broken_file_is_one_clear_line(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ExpertError, match=message) as raised:
        experts.load(path)
    assert "mine.toml" in str(raised.value)
    assert "\n" not in str(raised.value)


def test_an_unreadable_file_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(ExpertError, match="cannot be read"):
        experts.load(tmp_path / "none.toml")
    (tmp_path / "latin.toml").write_bytes(b'[[expert]]\nname = "\xd6mer"')
    with pytest.raises(ExpertError, match="not UTF-8"):
        experts.load(tmp_path / "latin.toml")


def test_the_shipped_registry_is_whole() -> None:
    wanted = {"zh-Hans", "zh-Hant", "en", "ru", "fa", "ar", "tr"}
    for entry in experts.shipped():
        assert wanted <= entry.names.keys(), entry.id
        for spelling in entry.spellings():
            assert REGISTRY.resolve_one(spelling) == entry, spelling
            assert identified("…", spelling) == [entry.id], spelling
        for names in entry.names.values():
            assert len(set(names)) == len(names), entry.id


def test_rows_of_a_database_are_entries() -> None:
    people = [{"id": "li", "name": "Li Ming", "description": None}]
    names = [{"expert_id": "li", "lang": "zh-Hans", "name": n} for n in ("李明", "李鳴")]
    assert entry_rows(people, names) == (
        experts.Entry("li", "Li Ming", None, {"zh-Hans": ("李明", "李鳴")}),
    )


@given(st.text(st.characters(exclude_categories=())))
def test_any_name_in_any_text(text: str) -> None:
    readings(text)
    identified(text, text, "Aziz")


@pytest.mark.corpus
def test_the_seed_names_are_the_experts(corpus: Path) -> None:
    import json

    gold = json.loads((corpus / "seed" / "gold.json").read_text("utf-8"))
    document = Document(text=(corpus / "seed" / gold["document"]).read_text("utf-8"))
    whos = [quote["who"] for quote in gold["quotes"]]
    found = experts.identify([said(who, document) for who in whos], document, REGISTRY)
    assert [q.expert for q in found] == [quote["expert"] for quote in gold["quotes"]]


def test_resolving_needs_no_pydantic() -> None:
    code = (
        "import sys; from quotetrack import experts; experts.default().resolve_one('Özkızılcık');"
        "print('pydantic' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"
