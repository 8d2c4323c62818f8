"""What is said about due times, in both languages."""

from banyan.command.calendar import EXPECTED
from banyan.command.texts import TEXTS as COMMAND
from banyan.model.text import Name

TEXTS: dict[str, Name] = COMMAND | {
    "clock.bad_start": Name(
        "起算时间“{text}”不是有效的日期和时间；应为 2026-09-30 17:50 或 2026-09-30T17:50:00+08:00 的形式",
        'start "{text}" is no date and time; expected one like 2026-09-30 17:50 or 2026-09-30T17:50:00+08:00',
    ),
    "clock.no_such_time": Name(
        "起算时间“{text}”不存在：当日时钟拨快时跳过了这一时刻；应为时钟上有的时间，或带时差的时间",
        'start "{text}" is a time that the clock leaves out on that day; '
        "expected a time that it shows, or one with its offset",
    ),
    "clock.bad_limit": Name(
        "时限“{text}”无法识别；应为 1 至 999999 的整数和单位，如 30 minutes、8 urgent hours、2 urgent working days、"
        "4 working hours、5 working days",
        f'limit "{{text}}" is not a time limit; expected {EXPECTED}',
    ),
    "clock.bad_calendar": Name(
        "没有编号为“{text}”的日历；应为 {known} 之一", 'there is no calendar "{text}"; expected one of {known}'
    ),
    "clock.too_many": Name(
        "有 {n} 个单元格，表头只有 {columns} 列，多出：{text}；单元格内有逗号时应加引号",
        "found {n} cells under {columns} columns, too many: {text}; expected quotes around a cell with a comma",
    ),
    "clock.unreachable": Name(
        "自该起算时间无法按日历 {calendar} 推算：{why}", "it can't be reckoned by calendar {calendar}: {why}"
    ),
    "clock.row": Name("{file} 第 {row} 行：{why}", "{file}, row {row}: {why}"),
    "clock.head": Name("{due}  （{limit}，日历 {calendar}，{zone}）", "{due}  ({limit}, calendar {calendar}, {zone})"),
    "clock.provisional": Name(
        "暂定：日历 {calendar} 只公布到 {last} 年，推算用到了未公布的年份，公布后将重新推算。",
        "Provisional: calendar {calendar} is published up to {last}, and days of a year that isn't were counted; "
        "it is reckoned again when that year is published.",
    ),
    "clock.unpublished": Name(
        "暂定：日历 {calendar} 尚未公布 {year} 年的节假日。",
        "Provisional: calendar {calendar} has no holidays of {year} yet.",
    ),
    "clock.done": Name(
        "共 {rows} 行，其中暂定 {provisional} 行，有误 {bad} 行。",
        "Rows: {rows}; provisional: {provisional}; with mistakes: {bad}.",
    ),
    "clock.month": Name("{month}  日历 {calendar}（{zone}）", "{month}  calendar {calendar} ({zone})"),
    "clock.total": Name(
        "工作日 {days} 天，办公时间 {time}（时:分）", "Working days: {days}; office time {time} (h:mm)"
    ),
    "clock.workday": Name("工作日", "working day"), "clock.swapped": Name("调休上班", "worked in exchange"),
    "clock.weekend": Name("周末", "weekend"), "clock.holiday": Name("节假日", "public holiday"),
    "clock.rest": Name("轮休", "rest day"),
    "clock.weekday.0": Name("一", "Mon"), "clock.weekday.1": Name("二", "Tue"), "clock.weekday.2": Name("三", "Wed"),
    "clock.weekday.3": Name("四", "Thu"), "clock.weekday.4": Name("五", "Fri"), "clock.weekday.5": Name("六", "Sat"),
    "clock.weekday.6": Name("日", "Sun"),
}  # fmt: skip
