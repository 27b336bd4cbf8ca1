"""Encodings: texts written for these tests, in every language and encoding, at three lengths."""

from __future__ import annotations

import contextlib
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotetrack.errors import InputError
from quotetrack.readers.decoding import clean, decode

TEXTS = {
    "zh-Hans": (
        "港口管理局发言人周二在记者会上说，新码头的第一期工程已经完工，货轮明年春天就能靠岸。",
        "研究所所长罗维民告诉本报记者：“这条铁路的意义不在速度，而在于它把三个省的工厂连在了一起。”",
        "不过，当地居民对噪音表示担心。环境部门答应在六个月内公布测量结果，并邀请大学的专家参加。",
    ),
    "zh-Hant": (
        "港務局發言人週二在記者會上說，新碼頭的第一期工程已經完工，貨輪明年春天就能靠岸。",
        "研究所所長羅維民告訴本報記者：「這條鐵路的意義不在速度，而在於它把三個縣的工廠連在了一起。」",
        "不過，當地居民對噪音表示擔心。環境部門答應在六個月內公布測量結果，並邀請大學的專家參加。",
    ),
    "ru": (
        "Представитель порта сообщил во вторник, что первая очередь нового причала уже готова.",
        "«Эта дорога важна не скоростью, а тем, что она связала заводы трёх краёв», — сказал он.",
        "Жители жалуются на шум; министерство обещает опубликовать замеры в течение полугода.",
    ),
    "fa": (
        "سخنگوي بندر روز سه شنبه گفت که مرحله نخست اسکله جديد به پايان رسيده است.",
        "او افزود: «اهميت اين راه آهن در سرعت نيست، بلکه در پيوند کارخانه هاي سه استان است».",
        "ساکنان محل از سر و صدا گلايه دارند و وزارتخانه قول داده است نتايج را منتشر کند.",
    ),
    "ar": (
        "قال المتحدث باسم الميناء يوم الثلاثاء إن المرحلة الأولى من الرصيف الجديد قد اكتملت.",
        "وأضاف: «أهمية هذا الخط ليست في السرعة، بل في أنه يربط مصانع ثلاث محافظات».",
        "ويشكو السكان من الضجيج، وقد وعدت الوزارة بنشر نتائج القياس خلال ستة أشهر.",
    ),
    "tr": (
        "Liman sözcüsü dün yaptığı açıklamada yeni iskelenin ilk bölümünün bittiğini söyledi.",
        "“Bu hattın önemi hızında değil, fabrikaları birbirine bağlamasında” dedi Işıl Öğüt.",
        "Mahalle sakinleri gürültüden şikâyetçi; bakanlık sonuçları altı ay içinde açıklayacak.",
    ),
}
ENCODINGS = {
    "zh-Hans": ("gb18030", "gbk", "utf-16-le", "utf-16-be"),
    "zh-Hant": ("big5", "gb18030", "utf-16-le", "utf-16-be"),
    "ru": ("cp1251", "koi8-r", "utf-16-le", "utf-16-be"),
    "fa": ("cp1256", "utf-16-le"),
    "ar": ("cp1256", "utf-16-be"),
    "tr": ("cp1254", "utf-16-le"),
}
CASES = [
    (language, encoding, length)
    for language, encodings in ENCODINGS.items()
    for encoding in (*encodings, "utf-8", "utf-8-sig", "utf-16", "utf-32")
    for length in (60, 400, 3000)
]


def sample(language: str, length: int, encoding: str, start: int = 0) -> str:
    """A text of about `length` characters that `encoding` can hold."""
    sentences = TEXTS[language][start:] + TEXTS[language][:start]
    text = "\r\n".join(sentences * (length // 60 + 1))[:length]
    return text.encode(encoding, "ignore").decode(encoding)


@pytest.mark.parametrize(("language", "encoding", "length"), CASES)
def test_every_encoding_is_detected(language: str, encoding: str, length: int) -> None:
    for start in range(3):
        text = sample(language, length, encoding, start)
        assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("data", "declared", "text"),
    [
        ("说明".encode("gbk"), "gb2312", "说明"),  # too short for a detector: the claim decides
        ("中文说明".encode(), "gb2312", "中文说明"),  # a claim that the bytes contradict
        ("碁銹".encode("cp950"), "big5", "碁銹"),  # Microsoft's Big5, which pages call big5
        ("啲嘅".encode("big5hkscs"), "big5", "啲嘅"),  # Hong Kong's
        ("€".encode(), "no-such-encoding", "€"),
        ("fiancée".encode("latin-1"), "iso-8859-1", "fiancée"),
        ("“quoted”".encode("cp1252"), "iso-8859-1", "“quoted”"),
    ],
)
def test_what_a_file_claims_is_believed_unless_contradicted(
    data: bytes, declared: str, text: str
) -> None:
    assert decode(data, declared=declared) == text


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"a\x00b", "ab"),
        ("一\x00二\x00三".encode(), "一二三"),
        (b"a\xed\xa0\x80b", "ab"),  # a lone surrogate in UTF-8
        (b"\xff\xfe" + "a\ud800b".encode("utf-16-le", "surrogatepass"), "ab"),
        (b"one\r\ntwo\rthree\n", "one\r\ntwo\rthree\n"),
        ("e\u0301 \ufeff\u200c".encode(), "e\u0301 \ufeff\u200c"),
        (b"\xef\xbb\xbf\xef\xbb\xbfa", "\ufeffa"),  # only one mark is a mark
    ],
)
def test_only_nul_and_lone_surrogates_are_removed(data: bytes, text: str) -> None:
    assert decode(data) == text


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (bytes(range(1, 256)) * 4, "not text"),
        (random.Random(7).randbytes(4000), "not text"),
        (b"\x00\x01\x02\x03" * 200, "not text"),
        ("他们说好".encode()[:-1] * 20, "damaged UTF-8 at byte 9"),
        (b"\xff\xfe" + "他说".encode("utf-16-le")[:-1], "not text"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, says: str) -> None:
    with pytest.raises(InputError, match=says):
        decode(data)


def test_the_users_encoding_is_obeyed() -> None:
    assert decode("ж".encode("cp866"), encoding="cp866") == "ж"
    assert decode("好".encode("utf-16"), encoding="utf-16") == "好"
    assert decode(b"\xef\xbb\xbfa", encoding="utf-8") == "a"
    with pytest.raises(InputError, match=r"not utf-8 \(byte 1\)"):
        decode(b"a\xff", encoding="utf-8")
    with pytest.raises(InputError, match="no encoding is called 'hex'"):
        decode(b"00", encoding="hex")


@given(st.binary(max_size=300))
def test_any_bytes_give_clean_text_or_a_clear_error(data: bytes) -> None:
    with contextlib.suppress(InputError):
        text = decode(data)
        assert clean(text) == text


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"])))
def test_utf8_comes_back_as_it_was(text: str) -> None:
    assert decode(text.encode()) == text.removeprefix("\ufeff")
