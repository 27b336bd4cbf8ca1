"""Articles as newspapers print them: about one quotation in 200 to 250 characters, the rest report.

The samples of this project are denser (one in 50 to 110), for they are made to show quotations. Here
their quoting paragraphs stand between paragraphs of report, which are made of the sentences below
with other names and numbers in each, so that no two articles are alike.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache

from measuring import ARTICLE_CHARS, SAMPLES

# Of the characters; what is left is report. The table of results states the quotes that were found.
QUOTING_SHARE = {"zh": 0.13, "en": 0.46}
_MARKS = (
    "“",
    "”",
    '"',
    "「",
    "said",
    "according",
    "表示",
    "说",
    "称",
    "据",
    "認為",
    "说道",
    "指出",
)
_PARAGRAPH_SENTENCES = 4

_REPORT = {
    "zh": """
{place}港务局{month}月{day}日公布的数字显示，上半年集装箱吞吐量为{n}万标准箱，同比增长{p}%。
受连日降雨影响，{place}北部的公路有{m}处中断，抢修人员已经赶到现场，预计{day}日前后恢复通车。
新的渡轮码头占地{n}亩，总投资{m}亿元，分三期建设，其中第一期工程将于明年{month}月完工。
{name}现年{m}岁，曾在{place}大学讲授国际法，著有《海上通道与区域秩序》等书。
这条铁路全长{n}公里，连接{place}与沿海的三个港口，设计时速为{m}公里，全线共有{p}座隧道。
两国外长上一次会面是在{month}月，当时双方签署了关于过境货物的备忘录，但关税问题没有解决。
市议会以{m}票赞成、{p}票反对通过了预算案，教育支出比上年增加{p}%，文化支出则略有减少。
从{place}出发的渔船在{month}月的风暴中受损，保险公司收到的索赔超过{n}起。
过去十年里，当地常住人口减少了近{m}%，年轻人大多迁往{place}和省会工作。
{place}的电价自{month}月起上调{p}%，大用户可以申请分时计价，居民用电不受影响。
谈判代表团一行{m}人乘专机抵达{place}，随后前往下榻的酒店，会谈定于次日上午举行。
图书馆旧馆建于一九三{p}年，屋顶漏水多年，去年冬天一度关闭，藏书被转移到{place}的仓库。
这家公司去年营业额为{n}亿元，净利润下降{p}%，主要原因是燃料价格上涨和汇率波动。
护航舰只在海峡东口会合后继续航行，沿途没有发生意外，全程历时{m}小时。
按照时间表，各方应当在{month}月底之前提交书面意见，逾期不再受理。
{name}上任以后，{place}办事处的人手从{p}人增加到{m}人，业务范围扩大到七个省份。
""",
    "en": """
Traffic through the port of {place} grew by {p} percent in the first half of the year, to {n} thousand containers.
The council voted {m} to {p} for the budget, which raises spending on schools and trims the fund for roads.
{name}, {m}, taught at the University of {place} for two decades before moving to the ministry in 2019.
Heavy rain closed the northern road for {p} days, and crews worked through the night to clear the slide.
The two governments last met in {month}, when they signed a memorandum on transit goods but left tariffs open.
The new line runs for {n} kilometres from {place} to the coast and has {p} tunnels, the longest of them under the pass.
Fishing boats from {place} were damaged in the storm, and insurers received more than {n} claims within a week.
Over the past ten years the district has lost almost {p} percent of its people, most of them under thirty.
The company reported revenue of {n} million for the quarter, while profit fell by {p} percent because of fuel prices.
A delegation of {m} officials arrived in {place} on Monday evening and went straight to its hotel near the river.
The old library, built in 193{p}, had leaked for years and was closed for most of the winter.
Electricity prices in {place} will rise by {p} percent in {month}; large customers may choose a night tariff.
Ships waited at the eastern entrance of the strait for up to {m} hours, and freight rates went up again.
The bridge carries {n} thousand vehicles a day, twice as many as its builders had planned for.
All parties have until the end of {month} to send written comments, and later ones will not be read.
Since {name} took over, the office in {place} has grown from {p} to {m} people and now covers seven provinces.
""",
}
_PLACES = {
    "zh": [
        "临港",
        "宁海",
        "阿克套",
        "巴库",
        "安卡拉",
        "德黑兰",
        "第比利斯",
        "青川",
        "南浦",
        "东明",
        "海州",
        "伊兹密尔",
        "波季",
        "赫拉特",
    ],
    "en": [
        "Aktau",
        "Baku",
        "Ankara",
        "Izmir",
        "Poti",
        "Tbilisi",
        "Herat",
        "Lindholm",
        "Easton",
        "Marwick",
        "Northam",
        "Calder",
        "Veria",
        "Osby",
    ],
}
_NAMES = {
    "zh": [
        "王芳",
        "李明远",
        "陈国梁",
        "赵静",
        "阿里·雷扎伊",
        "基里尔·谢苗诺夫",
        "何塞·洛佩斯",
        "周文",
        "孙立新",
        "古丽娜尔",
    ],
    "en": [
        "Anna Berg",
        "Tom Ellison",
        "Maria Lopez",
        "Omer Yildiz",
        "Ruth Calloway",
        "Ivan Petrov",
        "Li Ming",
    ],
}
_MONTHS = {
    "zh": [str(n) for n in range(1, 13)],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
    ],
}


def newspaper_articles(language: str, number: int, *, seed: int = 0) -> Iterator[str]:
    """`number` articles of about 3,000 characters; the same for the same seed."""
    chance = random.Random(f"{language} {seed}")
    quoting = _quoting(language)
    report = [line for line in _REPORT[language].splitlines() if line]
    for _ in range(number):
        article, quoted = "", 0
        while len(article) < ARTICLE_CHARS:
            if quoted < QUOTING_SHARE[language] * len(article):
                paragraph = chance.choice(quoting)
                quoted += len(paragraph)
            else:
                paragraph = _paragraph(report, language, chance)
            article += paragraph + "\n\n"
        yield article.rstrip()


@cache
def _quoting(language: str) -> list[str]:
    return [
        paragraph
        for file in sorted(SAMPLES.glob(f"*.{language}*.txt"))
        for paragraph in file.read_text("utf-8").split("\n\n")
        if any(mark in paragraph for mark in _MARKS)
    ]


def _paragraph(report: list[str], language: str, chance: random.Random) -> str:
    glue = "" if language == "zh" else " "
    return glue.join(
        sentence.format(
            place=chance.choice(_PLACES[language]),
            name=chance.choice(_NAMES[language]),
            month=chance.choice(_MONTHS[language]),
            day=chance.randint(1, 28),
            n=chance.randint(110, 980),
            m=chance.randint(22, 88),
            p=chance.randint(2, 9),
        )
        for sentence in chance.sample(report, _PARAGRAPH_SENTENCES)
    )
