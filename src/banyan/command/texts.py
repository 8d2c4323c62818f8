"""What command says to people, in both languages."""

from banyan.model.text import Name

TEXTS: dict[str, Name] = {
    "calendar.start.minute": Name(zh="自 {at} 起算，时限 {count} 分钟", en="Counted from {at}: minutes, {count}"),
    "calendar.start.urgent-hour": Name(
        zh="自 {at} 起算，时限 {count} 个紧急工作时", en="Counted from {at}: urgent hours, {count}"
    ),
    "calendar.start.urgent-working-day": Name(
        zh="自 {at} 起算，时限 {count} 个紧急工作日", en="Counted from {at}: urgent working days, {count}"
    ),
    "calendar.start.working-minute": Name(
        zh="自 {at} 起算，时限 {count} 工作分钟", en="Counted from {at}: working minutes, {count}"
    ),
    "calendar.start.working-hour": Name(
        zh="自 {at} 起算，时限 {count} 个工作时", en="Counted from {at}: working hours, {count}"
    ),
    "calendar.start.working-day": Name(
        zh="自 {at} 起算，时限 {count} 个工作日", en="Counted from {at}: working days, {count}"
    ),
    "calendar.workday": Name(zh="{from} 至 {to}：工作日 {days} 天", en="{from} to {to}: working days, {days}"),
    "calendar.swapped": Name(
        zh="{from} 至 {to}：调休上班 {days} 天", en="{from} to {to}: days off worked in exchange, {days}"
    ),
    "calendar.weekend": Name(
        zh="{from} 至 {to}：周末 {days} 天，不计", en="{from} to {to}: weekend days, {days}, not counted"
    ),
    "calendar.holiday": Name(
        zh="{from} 至 {to}：节假日 {days} 天，不计", en="{from} to {to}: public holidays, {days}, not counted"
    ),
    "calendar.rest": Name(
        zh="{from} 至 {to}：轮休 {days} 天，不计", en="{from} to {to}: rest days, {days}, not counted"
    ),
    "calendar.counted": Name(
        zh="{from} 至 {to}：休息日也计入，{days} 天", en="{from} to {to}: days off, {days}, counted too"
    ),
    "calendar.workday.time": Name(
        zh="{from} 至 {to}：工作日 {days} 天，计时 {time}（时:分）",
        en="{from} to {to}: working days, {days}; time counted {time} (h:mm)",
    ),
    "calendar.swapped.time": Name(
        zh="{from} 至 {to}：调休上班 {days} 天，计时 {time}（时:分）",
        en="{from} to {to}: days off worked in exchange, {days}; time counted {time} (h:mm)",
    ),
    "calendar.counted.time": Name(
        zh="{from} 至 {to}：休息日也计入，{days} 天，计时 {time}（时:分）",
        en="{from} to {to}: days off, {days}, counted too; time counted {time} (h:mm)",
    ),
    "calendar.more": Name(zh="…… 其间另有 {count} 段", en="... {count} further stretches between"),
    "calendar.reading": Name(
        zh="日历 {calendar} 对该时限单位另有规定", en="Calendar {calendar} reads this unit in its own way"
    ),
    "calendar.clipped": Name(
        zh="{from} 不在办公时间内，调整为 {to}", en="{from} is outside office hours: moved to {to}"
    ),
    "calendar.due": Name(zh="时限到 {at}", en="Due at {at}"),
    "clock.known": Name(
        zh="案件 {case} 已受理，不能再次受理。", en="Case {case} was taken in before: it can't be again."
    ),
    "clock.unknown": Name(
        zh="没有案件 {case}：应先受理，再有其他流转。", en="There is no case {case}: it has to be taken in first."
    ),
    "clock.nobody": Name(
        zh="案件 {case} 的流转没有指明承办者；每件案件时刻都应有一个承办者。",
        en="A transition of case {case} names nobody to hold it; somebody has to at every moment.",
    ),
    "clock.out_of_order": Name(
        zh="案件 {case} 的流转时间 {at} 早于上一次流转 {last}；应按时间先后记录。",
        en="A transition of case {case} at {at} is before the last one at {last}; expected them in order.",
    ),
    "clock.closed": Name(
        zh="案件 {case} 已结案，只能重新开启。",
        en="Case {case} is closed: it can be re-opened, and nothing else.",
    ),
    "clock.open": Name(zh="案件 {case} 未结案，不能重新开启。", en="Case {case} is open: it can't be re-opened."),
    "clock.paused": Name(
        zh="案件 {case} 已暂停计时，不能再次暂停。", en="The clock of case {case} is paused: it can't be paused again."
    ),
    "clock.running": Name(
        zh="案件 {case} 正在计时，没有暂停可恢复。", en="The clock of case {case} runs: there is no pause to end."
    ),
    "clock.no_reason": Name(
        zh="案件 {case} 暂停计时须有理由和上限（如 5 个工作日）。",
        en='A pause of case {case} needs a reason and a cap like "5 working days".',
    ),
    "clock.no_step": Name(
        zh="案件 {case} 的环节流转没有指明环节。", en="A step of case {case} has no name; expected the step it enters."
    ),
    "clock.no_parts": Name(
        zh="案件 {case} 的拆分须指明新的案件编号，各不相同，且未被使用。",
        en="A split of case {case} needs the ids of its parts, each once and none in use.",
    ),
    "command.close_disagrees": Name(
        zh="案件 {case} 不能结案：{place} 仍有 {alerts} 条告警未解除。告警全部解除后系统自动结案。",
        en="Case {case} can't be closed: at {place} alerts still stand ({alerts}). "
        "It closes by itself when all have cleared.",
    ),
    "command.close_unknown": Name(
        zh="没有编号为 {case} 的未结案件：可能已结案，请刷新列表。",
        en="There is no open case {case}: it may be closed already. Look at the list again.",
    ),
    "command.crew_unknown": Name(
        zh="{crew} 不是本市登记的抢险队伍，其上报未采用。请在城市配置中登记。",
        en="{crew} is not a crew of this city; its report was not used. Declare it in the city's folder.",
    ),
    "command.crew_silent": Name(
        zh="{crew} 超过预计到达时间后失去联系，任务等待改派。",
        en="{crew} has said nothing since it should have arrived; the task waits for another crew.",
    ),
    "command.crew_gone": Name(
        zh="{crew} 已不在本市编制内，任务等待改派。",
        en="{crew} is no longer one of the city's crews; the task waits for another crew.",
    ),
    "command.called_away": Name(
        zh="{crew} 已改派至 {place}，那里的积水危害更大；任务等待其他队伍。",
        en="{crew} was called to {place}, where the water does more harm; the task waits for another crew.",
    ),
    "command.relieved": Name(
        zh="任务由 {crew} 改为 {other} 执行。", en="{other} takes the task over from {crew}."
    ),
    "command.crew_left": Name(
        zh="{crew} 未完成任务即离开，任务等待改派。",
        en="{crew} left before the work was done; the task waits for another crew.",
    ),
}
