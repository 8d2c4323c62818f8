"""What the pack's rules answer: of each relation a text that claims it, and the tie that has to be found in it.

Every text is made up. A tie is written as its relation, then what each number is in it.
"""

from collections.abc import Callable

from banyan.model.pack import Example
from banyan.packs.figures.further import read as further
from banyan.packs.figures.reading import read

_TIES = (
    ("新增学位8.4万个，其中幼儿园3.1万个，中小学6.3万个。",
     "breakdown whole:8.4万 part:3.1万 part:6.3万"),
    ("全市94个乡镇中已有97个开通公交。",
     "subset whole:94 part:97"),
    ("一期用地180亩，为总用地360亩的60%。",
     "share share:60% part:180亩 whole:360亩"),
    ("2024年签约项目126个，总投资680亿元。",
     "pair count:126 amount:680亿元"),
    ("Each of the 30 firms invested at least 200 million yuan, 5.2 billion yuan in total.",
     "floor count:30 amount:5.2 billion yuan floor:200 million yuan"),
    ("Projects worth over ¥1 billion numbered 81.",
     "band threshold:¥1 billion count:81"),
    ("实现产值880亿元，同比增长12.6%。",
     "growth growth:12.6% now:880亿元"),
    ("占比由52.3%降至48.9%，下降3.4个百分点。",
     "change change:3.4个百分点 now:48.9% before:52.3%"),
    ("非化石能源占比由2018年的15%提高到2023年的23%，年均提高1.6个百分点。",
     "compound average:1.6个百分点 now:23% before:15%"),
    ("出口额1.2亿美元，折合人民币7.8亿元。",
     "conversion amount:1.2亿美元 converted:人民币7.8亿元"),
    ("增长12.3%，高于全国平均水平2.1个百分点。",
     "gap gap:2.1个百分点 rate:12.3%"),
    ("该区在同类城区中排名第二，位列第5位。",
     "same first:二 second:5"),
    ("南州市2024年旅游通报\n假期为5月1日至5日。5月3日，仍在假期内，接待游客12万人次。",
     "within whole:5月1日至5日 until:5月1日至5日 moment:5月3日"),
    ("2021年3月1日开工，2020年12月1日竣工。",
     "order moment:2021年3月1日 moment:2020年12月1日"),
    ("西湖、东湖、左海等2个湖泊清淤。",
     "list count:2"),
    ("工程概算12.6亿元，竣工决算11.9亿元，超出概算。",
     "limit limit:12.6亿元 actual:11.9亿元"),
    ("亩产640公斤，收获25万亩，总产量达18.2万吨。",
     "product each:640公斤 count:25万亩 amount:18.2万吨"),
    ("高标准果园（指连片果园）面积31.6万亩。高标准果园（指有滴灌的果园）面积48.2万亩。",
     "defined number:31.6万亩 number:48.2万亩"),
    ("全市普通高中招生计划8.14万人。\n招生计划数增加0.62万人，增幅为8.2%。",
     "rise growth:8.2% change:0.62万 now:8.14万"),
    ("接待游客200万人次，旅游收入18亿元，人均消费900元。",
     "average average:900元 amount:18亿元 count:200万"),
    ("2025年7月15日（星期一）上午举行签约仪式。",
     "weekday moment:2025年7月15日"),
    ("The fair runs from May 1 to May 5, 2025, lasting 7 days.",
     "days length:7 days first:May 1 to May 5, 2025 last:May 1 to May 5, 2025"),
    ("甲港以吞吐量3.02亿吨居第二位，乙港以3.24亿吨居第三位。",
     "places place:二 value:3.02亿吨 place:三 value:3.24亿吨"),
    ("Hekou ranked 11th among the nine cities.",
     "among place:11th count:nine"),
    ("该市排名从上年的第12位上升到第9位，提升4个位次。",
     "moved before:12 place:9 by:4"),
    ("年初会员41350名，全年入会6280名、退会4130名，年末会员43500名。",
     "balance opening:41350 in:6280 out:4130 closing:43500"),
    ("门诊从上午8点开到下午5点，每天开放9小时。",
     "elapsed length:9小时"),
    ("科研经费2020年增长10%，2021年增长8%，2022年增长12%，三年累计增长39.6%。",
     "chain total:39.6% step:10% step:8% step:12%"),
)


def _ties(text: str, relation: str) -> Callable[[], str]:
    def answer() -> str:
        reading = further(read(text))
        told = [(tie.relation.value, [f"{name}:{reading.quantities[i].text}" for name, i in tie.members])
                for tie in reading.ties]
        return "; ".join(" ".join([kind, *members]) for kind, members in told if kind == relation)

    return answer


EXAMPLES = tuple(Example(tie.split()[0], text, tie, _ties(text, tie.split()[0])) for text, tie in _TIES)
