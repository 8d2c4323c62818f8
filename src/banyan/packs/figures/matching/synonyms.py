"""Words of official statistics that mean the same, in both languages. One row, one meaning; the first is its name."""

import csv
from importlib import resources

_ROWS = csv.DictReader(resources.files(__package__).joinpath("synonyms.csv").read_text(encoding="utf-8").splitlines())
SYNONYMS: tuple[tuple[str, ...], ...] = tuple(
    tuple(name for column in (row["en"], row["zh"]) for name in column.split("; ") if name) for row in _ROWS)
WHOLE = frozenset({"", "total", "all", "overall", "whole", "main", "cumulative", "合计",
"总计", "全部", "全市", "全省"})
# What a name may end in without naming another place.
PLACES = ("special administrative region", "autonomous region", "municipality",
"province", "county", "district", "city",
          "new area", "特别行政区", "自治区", "自治州", "新区", "省", "市", "县", "区")
# What a level may be called without becoming another indicator.
GENERIC = frozenset({
    "total", "overall", "volume", "scale", "value", "amount", "size", "output", "number",
    "count", "of", "the", "a", "an",
    "in", "and", "for", "its", "their", "from", "to", "with", "local", "annual", "average", "rate", "y", "growth",
    "increase", "throughput", "share", "proportion", "percentage", "ratio", "cagr", "compound", "rank", "ranking",
    "gain",
})  # fmt: skip
GENERIC_ZH = ("增加值", "总额", "总量", "规模", "总值", "数量", "总数", "数值", "增长率", "增长", "增速", "年均",
"同比", "占比", "比重",
              "比例", "排名", "位次", "的", "达到")
