"""What is said about indicators and the tables they are reckoned from, in both languages."""

from datetime import date

from banyan.measure.indicators.texts import NAMES
from banyan.measure.indicators.texts import TEXTS as MEASURE
from banyan.model.text import Name, Said, render

TEXTS: dict[str, Name] = MEASURE | {
    "indicators.no_id": Name("没有案件编号；每行应有一个编号", "no id; expected one in each row"),
    "indicators.twice": Name(
        "案件编号 {id} 已在第 {row} 行出现；编号不得重复", "id {id} is in row {row} already; expected each id once"
    ),
    "indicators.bad_time": Name(
        "“{column}”列的“{text}”不是有效的日期和时间；应为 2026-06-30 17:50 的形式",
        'column {column}: "{text}" is no date and time; expected one like 2026-06-30 17:50',
    ),
    "indicators.bad_number": Name(
        "“{column}”列的“{text}”不是件数；应为不小于零的整数",
        'column {column}: "{text}" is no number of cases; expected a whole number from 0 on',
    ),
    "indicators.row": Name("{file} 第 {row} 行：{why}；该行未计入",
                           "{file}, row {row}: {why}; it is not in the figures"),
    "indicators.share": Name("{value} %  = {numerator} / {denominator}", "{value} %  = {numerator} / {denominator}"),
    "indicators.about": Name("约 {value} %  = {numerator} / {denominator}",
                             "about {value} %  = {numerator} / {denominator}"),
    "indicators.cases": Name("{numerator} 件", "cases: {numerator}"),
    "indicators.span": Name("{first} 至 {last}", "{first} to {last}"),
    "indicators.span.from": Name("{first} 起", "from {first} on"),
    "indicators.span.to": Name("至 {last} 止", "up to {last}"),
    "indicators.span.all": Name("不限", "without bounds"),
    "indicators.skipped": Name("{id}：未计算，表中缺少 {columns}", "{id}: not reckoned, the table lacks {columns}"),
    "indicators.nothing": Name("无（{why}）", "none ({why})"),
    "indicators.formula": Name("公式：{text}", "formula: {text}"),
    "indicators.base": Name("统计期间：{span}（按{moment}），截至 {as_of}",
                            "base period: {span}, by the {moment}; as known at {as_of}"),
    "indicators.base_counts": Name("统计期间：{span}，按表中数字",
                                   "base period: {span}, as the table has the numbers"),
    "indicators.behind": Name("案件：计入分子 {met}，只计入分母 {not_met}，不计入 {left}",
                              "cases: {met} in the numerator, {not_met} in the denominator alone, {left} left out"),
    "indicators.behind_counts": Name("表中 {met} 行，不计入 {left} 行", "rows of the table: {met}; left out: {left}"),
    "indicators.left": Name("  {n} 件：{why}", "  {n}: {why}"),
    "indicators.outside_validity": Name(
        "注意：该公式的有效期为 {span}，所求期间不全在其内",
        "note: valid: {span}; the period isn't within"
    ),
    "indicators.assumed": Name("注意：表中没有“{columns}”列，按各案件均无处理",
                               "note: the table has no column {columns}: taken as empty in every case"),
    "indicators.unsaid": Name("（未填）", "(unsaid)"),
    "indicators.explain.counted": Name("分母所问：{text}", "asked of the denominator: {text}"),
    "indicators.explain.met": Name("分子所问：{text}", "asked of the numerator: {text}"),
    "indicators.explain.base": Name("归入期间依据：{moment}（{column}）", "placed in a period by: {moment} ({column})"),
    "indicators.explain.undecided.left-out": Name("尚不能判定的案件：不计入", "cases not decided yet: left out"),
    "indicators.explain.undecided.not-met": Name(
        "尚不能判定的案件：计入分母，不计入分子", "cases not decided yet: in the denominator, not in the numerator"
    ),
    "indicators.explain.columns": Name("案件表需要的列：{columns}", "columns of a table of cases: {columns}"),
    "indicators.explain.counts": Name("数字表的算法：{numerator} ÷ {denominator}",
                                     "from a table of counts: {numerator} / {denominator}"),
    "indicators.explain.count": Name("  {name}：{title}", "  {name}: {title}"),
    "indicators.explain.valid": Name("有效期：{span}；负责单位：{owner}",
                                    "valid: {span}; owner: {owner}"),
}  # fmt: skip


def say(key: str, language: str, **args: str) -> str:
    """A sentence whose arguments stand as they are."""
    return render(Said(f"indicators.{key}", args), TEXTS, language)


def span(first: date | None, last: date | None, language: str) -> str:
    """Days, both included; None: no bound."""
    if first is not None and last is not None:
        return say("span", language, first=str(first), last=str(last))
    if first is not None:
        return say("span.from", language, first=str(first))
    return say("span.to", language, last=str(last)) if last is not None else say("span.all", language)


def wrong(said: Said, language: str) -> str:
    """What is wrong with a row; its columns are called as they are."""
    return render(said, TEXTS, language)


def why(said: Said, leaf: Said | None, language: str) -> str:
    """Why a case is left out, with the part of the formula that did it."""
    told = said if leaf is None else Said(said.key, {**said.args, "leaf": render(leaf, TEXTS, language, NAMES)})
    return render(told, TEXTS, language, NAMES)
