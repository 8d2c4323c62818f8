"""What is said about indicators, in both languages."""

from banyan.model.text import Name

TEXTS: dict[str, Name] = {
    "indicators.left.no_moment": Name("没有{moment}，不属于任何期间", "no {moment}: it belongs to no period"),
    "indicators.left.outside": Name("{moment}不在期间内", "{moment} is outside the period"),
    "indicators.left.excluded": Name("不计入：{leaf}", "not counted: {leaf}"),
    "indicators.left.undecided": Name("尚不能判定：{leaf}", "not decided yet: {leaf}"),
    "indicators.left.no_number": Name("第 {row} 行没有“{count}”的数字", "row {row} has no number of {count}"),
    "indicators.left.no_period": Name(
        "第 {row} 行的期间“{text}”无法识别；应为 2026-06 的形式",
        'row {row}: the period "{text}" can\'t be read; expected one like 2026-06'
    ),
    "indicators.left.outside_row": Name("第 {row} 行的期间不在所求期间内", "row {row} lies outside the period"),
    "indicators.none.nothing": Name("分母为零：没有案件", "the denominator is 0: there is no case"),
    "indicators.none.left": Name(
        "分母为零：{left} 件均不计入或尚不能判定", "the denominator is 0: every case is left out, {left}"
    ),
    "indicators.none.contradiction": Name(
        "数字矛盾：分子 {numerator} 大于分母 {denominator}",
        "the counts contradict each other: the numerator {numerator} is above the denominator {denominator}",
    ),
    "indicators.none.below_zero": Name(
        "数字矛盾：分子 {numerator}、分母 {denominator} 中有负数",
        "the counts contradict each other: numerator {numerator}, denominator {denominator}, one of them below 0",
    ),
    "indicators.leaf.done.yes": Name("已有{moment}", "{moment} is there"),
    "indicators.leaf.done.no": Name("没有{moment}", "no {moment}"),
    "indicators.leaf.in_time.yes": Name("{moment}不晚于{due}", "{moment} is not after {due}"),
    "indicators.leaf.in_time.no": Name("{moment}晚于{due}，或逾期未办", "{moment} is after {due}, or it is overdue"),
    "indicators.leaf.in_time.open": Name("没有{moment}，{due}未到", "no {moment}, and {due} hasn't come"),
    "indicators.leaf.in_time.no_due": Name("没有{due}", "no {due}"),
    "indicators.leaf.one_of.yes": Name("{word}为{value}", "{word} is {value}"),
    "indicators.leaf.one_of.no": Name("{word}为{value}", "{word} is {value}"),
    "indicators.leaf.given.yes": Name("有{word}", "it has a {word}"),
    "indicators.leaf.given.no": Name("没有{word}", "it has no {word}"),
    "indicators.leaf.given.open": Name("尚没有{word}", "it has no {word} so far"),
    "indicators.leaf.at_least.yes": Name("{number}达到 {n}", "{number}: {n} or more"),
    "indicators.leaf.at_least.no": Name("{number}不足 {n}", "{number}: fewer than {n}"),
    "indicators.leaf.at_least.open": Name("{number}尚不足 {n}，仍可能增加", "{number}: fewer than {n} so far"),
    "indicators.leaf.comes_again.yes": Name("{days} 天内同地再发", "repeated there within {days} days after"),
    "indicators.leaf.comes_again.no": Name("{days} 天内未再发", "nothing like it there within {days} days after"),
    "indicators.leaf.comes_again.open": Name("结案未满 {days} 天", "closed less than {days} days ago"),
    "indicators.leaf.came_before.yes": Name("前 {days} 天内同地曾结案", "closed there within {days} days before"),
    "indicators.leaf.came_before.no": Name("前 {days} 天内同地未曾结案", "nothing like it closed there in {days} days"),
    "indicators.leaf.came_before.open": Name("没有上报时间", "no time of the report"),
}  # fmt: skip

NAMES: dict[str, Name] = {
    "reported_at": Name("上报时间", "time of the report"), "filed_at": Name("立案时间", "time of filing"),
    "dispatched_at": Name("派遣时间", "time of dispatch"), "handled_at": Name("处置完成时间", "time of handling"),
    "verified_at": Name("核查时间", "time of verification"), "closed_at": Name("结案时间", "time of closing"),
    "first_closed_at": Name("首次结案时间", "time of the first closing"),
    "filing_due": Name("立案时限", "due time of filing"), "dispatch_due": Name("派遣时限", "due time of dispatch"),
    "handling_due": Name("处置时限", "due time of handling"),
    "verification_due": Name("核查时限", "due time of verification"),
    "first_due": Name("原结案时限", "first due time of closing"), "due": Name("现行结案时限", "due time of closing"),
    "region": Name("区域", "region"), "department": Name("部门", "department"), "post": Name("岗位", "post"),
    "class": Name("类别", "class"), "place": Name("地点", "place"), "outcome": Name("处置结果", "outcome"),
    "verdict": Name("诉求人评价", "verdict"), "duplicate_of": Name("所并入的案件", "case it was joined with"),
    "returns": Name("退回次数", "returns"), "reopened": Name("重开次数", "re-openings"),
    "deferred": Name("延期次数", "deferrals"), "period": Name("期间", "period"),
    "solved": Name("已解决", "solved"), "not-solved": Name("未解决", "not solved"),
    "command-centre": Name("指挥中心", "command centre"),
    "not-our-duty": Name("非职责范围", "not our duty"), "not-found": Name("未发现问题", "not found"),
    "withdrawn": Name("撤回", "withdrawn"), "duplicate": Name("重复", "duplicate"),
}  # fmt: skip
