"""What the case engine says to people: why a move isn't done, and what they are told."""

from banyan.model.text import Name

VERBS: dict[str, Name] = {
    "report": Name(zh="受理", en="report"), "file": Name(zh="立案", en="file"),
    "dispatch": Name(zh="派遣", en="dispatch"), "handle": Name(zh="处置", en="handle"),
    "feed-back": Name(zh="反馈", en="feed back"), "verify": Name(zh="核查", en="verify"),
    "close": Name(zh="结案", en="close"), "evaluate": Name(zh="评价", en="evaluate"),
    "return": Name(zh="退回", en="return"), "dispute": Name(zh="争议", en="dispute"),
    "rule": Name(zh="裁定", en="rule"), "reassign": Name(zh="改派", en="reassign"),
    "assist": Name(zh="协办", en="assist"), "suspend": Name(zh="挂账", en="suspend"),
    "resume": Name(zh="恢复", en="resume"), "extend": Name(zh="延期", en="extend"),
    "re-open": Name(zh="重启", en="re-open"), "join": Name(zh="并案", en="join"),
    "split": Name(zh="拆分", en="split"), "part": Name(zh="子案件", en="part"),
    "answer": Name(zh="回复", en="answer"), "judge": Name(zh="评判", en="judge"),
    "prioritise": Name(zh="优先", en="prioritise"), "re-class": Name(zh="改类", en="re-class"),
    "tell": Name(zh="提醒", en="tell"),
    "reckon": Name(zh="重算时限", en="reckon"), "part-ended": Name(zh="子案件办结", en="part ended"),
    "import": Name(zh="导入", en="import"), "undo-import": Name(zh="撤销导入", en="undo import"),
}  # fmt: skip
STATUSES: dict[str, Name] = {
    "reported": Name(zh="已受理", en="reported"), "filed": Name(zh="已立案", en="filed"),
    "dispatched": Name(zh="已派遣", en="dispatched"), "handling": Name(zh="处置中", en="handling"),
    "fed-back": Name(zh="已反馈", en="fed back"), "verified": Name(zh="已核查", en="verified"),
    "closed": Name(zh="已结案", en="closed"),
}  # fmt: skip
CLOCKS: dict[str, Name] = {
    "promised": Name(zh="承诺时限", en="promised limit"), "statutory": Name(zh="法定时限", en="statutory limit"),
    "step": Name(zh="环节时限", en="limit of a step"), "holder": Name(zh="承办时限", en="limit of a holder"),
    "crews": Name(zh="现场时限", en="limit of its crews"),
}  # fmt: skip
CREWS: dict[str, Name] = {
    "on-site": Name(zh="到场", en="on site"), "crew-silent": Name(zh="队伍失联", en="a silent crew"),
}  # fmt: skip
"""What the crews of an incident's case owe, beside its steps."""
EVIDENCE: dict[str, Name] = {
    "photo-before": Name(zh="处置前照片", en="photo before"), "photo-after": Name(zh="处置后照片", en="photo after"),
    "photo-site": Name(zh="现场照片", en="photo of the site"),
    "ownership": Name(zh="权属凭证", en="proof of ownership"),
    "visit-note": Name(zh="走访记录", en="note of a visit"),
}  # fmt: skip
POWERS: dict[str, Name] = {
    "desk": Name(zh="派遣席", en="the desk"), "holder": Name(zh="承办单位", en="its holder"),
    "helper": Name(zh="协办单位", en="a helper"), "reporter": Name(zh="反映人", en="its reporter"),
}  # fmt: skip
UNITS: dict[str, Name] = {
    "minute": Name(zh="分钟", en="minutes"), "working hour": Name(zh="个工作小时", en="working hours"),
    "working day": Name(zh="个工作日", en="working days"), "urgent hour": Name(zh="个紧急小时", en="urgent hours"),
    "urgent working day": Name(zh="个紧急工作日", en="urgent working days"),
}  # fmt: skip
NAMES: dict[str, Name] = {**VERBS, **STATUSES, **CLOCKS, **CREWS}

TEXTS: dict[str, Name] = {
    "case.no.unknown": Name(zh="没有案件 {case}", en="there is no case {case}"),
    "case.no.clock": Name(zh="时钟不允许（{why}）", en="its clock doesn't allow it ({why})"),
    "case.no.status": Name(
        zh="案件 {case} 的状态是“{status}”，不能{verb}；应为：{wanted}",
        en="case {case} is {status}, so nobody can {verb} it; expected one that is {wanted}",
    ),
    "case.no.reason": Name(zh="{verb}须说明理由", en="to {verb} needs a reason"),
    "case.no.evidence": Name(zh="缺少凭证：{missing}", en="evidence is missing: {missing}"),
    "case.no.power": Name(
        zh="{who} 无权对案件 {case} {verb}；可办理者：{words}",
        en="{who} may not {verb} case {case}; expected one of: {words}",
    ),
    "case.no.state": Name(
        zh="类别 {type} 没有现场状态 {state}；可选：{known}",
        en="type {type} has no state of the site {state}; expected one of: {known}",
    ),
    "case.no.holder": Name(
        zh="案件 {case} 由 {holder} 承办；须指定另一承办单位", en="case {case} is with {holder}; name another unit"
    ),
    "case.no.unit": Name(
        zh="没有承办单位 {unit}；可选：{known}", en="there is no unit {unit}; expected one of: {known}"
    ),
    "case.no.long": Name(
        zh="内容过长：理由不超过 {most} 字，其余不超过 {short} 字",
        en="that is too long: at most {most} characters for a reason, {short} for anything else",
    ),
    "case.no.many": Name(zh="一次最多 {most} 项", en="at most {most} at once"),
    "case.no.answer": Name(zh="{verb}须回答是或否", en="to {verb} needs a yes or a no"),
    "case.no.final": Name(
        zh="案件 {case} 已退回 {n} 次，裁定已是最终，不再受理退回",
        en="case {case} was returned {n} times, and the last ruling is final; it can't be returned again",
    ),
    "case.no.disputed": Name(zh="案件 {case} 已提出过争议", en="case {case} was disputed already; once is allowed"),
    "case.no.ground": Name(
        zh="{verb}的事由 {ground} 不在目录中；可选：{known}",
        en="{ground} is no ground to {verb}; expected one of: {known}",
    ),
    "case.no.nothing-to-rule": Name(zh="案件 {case} 没有待裁定事项", en="nothing of case {case} waits for a ruling"),
    "case.no.same-type": Name(
        zh="案件 {case} 的类别已是{type}；须指定另一类别", en="case {case} is of the type {type} already; name another"
    ),
    "case.no.times": Name(
        zh="{verb}次数已用完（已 {n} 次）", en="its type lets nobody {verb} it again (done so far: {n})"
    ),
    "case.no.too-long": Name(zh="{limit} 超过上限 {cap}", en="{limit} is longer than {cap}, the most that is allowed"),
    "case.no.running": Name(zh="案件 {case} 没有挂账", en="case {case} isn't suspended"),
    "case.no.limit": Name(
        zh="时限 {limit} 不可读；应如：五个工作日写作数字加单位",
        en='{limit} is no limit; expected one like "5 working days"',
    ),
    "case.no.not-longer": Name(
        zh="延期须晚于现有时限 {now}，而不是 {limit}", en="an extension has to be longer than {now}, and {limit} isn't"
    ),
    "case.no.outcome": Name(
        zh="结案结果 {outcome} 不在目录中；可选：{known}", en="{outcome} is no outcome here; expected one of: {known}"
    ),
    "case.no.parts": Name(
        zh="案件 {case} 的必办子案件尚无结果：{parts}", en="parts of case {case} have no outcome yet: {parts}"
    ),
    "case.no.early": Name(
        zh="以 {outcome} 提前结案须由 {desk} 办理", en="only {desk} may close a case early, as {outcome}"
    ),
    "case.no.answered": Name(zh="反映 {report} 已回复", en="report {report} was answered already"),
    "case.no.score": Name(zh="评分 {score} 无效；应为零至一百", en="{score} is no score; expected 0 to 100"),
    "case.no.own-look": Name(
        zh="案件 {case} 由你结案并已抽中复查；须由他人评价",
        en="you closed {case}, which was drawn for a second look: somebody else has to make it",
    ),
    "case.no.joined": Name(zh="案件 {case} 已并入 {other}", en="case {case} was joined to {other}: act on that one"),
    "case.no.too-late": Name(
        zh="案件 {case} 已过重启期限（{within}）；请另行反映",
        en="case {case} could be opened again only within {within} of its end; report it anew",
    ),
    "case.no.report": Name(
        zh="没有反映 {report}；可选：{known}", en="there is no report {report} here; expected one of: {known}"
    ),
    "case.no.sub-type": Name(
        zh="不能以 {type} 作子案件；可选：{known}", en="{type} is no part of this type; expected one of: {known}"
    ),
    "case.no.count": Name(zh="子案件数 {n} 无效；应为一至 {most}", en="{n} parts; expected 1 to {most}"),
    "case.no.type": Name(zh="今天没有类别 {type}", en="there is no case type {type} today"),
    "case.no.other": Name(zh="须指明案件 {case} 与哪一案件重复", en="say which other case {case} is a duplicate of"),
    "case.no.other-closed": Name(zh="案件 {other} 已结案", en="case {other} is closed; join an open one"),
    "case.no.other-type": Name(zh="案件 {other} 不属于类别 {type}", en="case {other} is not of the type {type}"),
    "case.no.later": Name(
        zh="案件 {other} 晚于 {case}；应将后者并入前者",
        en="case {other} began after {case}: join the later one to the first",
    ),
    "case.no.version": Name(
        zh="类别 {type} 的第 {version} 版已不存在", en="version {version} of type {type} is nowhere declared"
    ),
    "case.no.verb": Name(zh="{verb}不能这样办理", en="nobody can {verb} like that"),
    "case.no.past": Name(zh="早于案件 {case} 的上一步", en="that is before the last move of case {case}"),
    "case.no.pending": Name(
        zh="案件 {case} 的{kind}等待裁定", en="case {case} waits for a ruling ({kind}); rule on it first"
    ),
    "case.no.suspended": Name(zh="案件 {case} 已挂账；须先恢复", en="case {case} is suspended; resume it first"),
    "case.no.closed": Name(zh="案件 {case} 已结案", en="case {case} is closed"),
    "case.no.future": Name(zh="反映时间 {at} 在将来", en="a report can't be from the future ({at})"),
    "case.no.text": Name(
        zh="反映须有编号，内容不超过 {most} 字（现 {n} 字）",
        en="a report needs an id and at most {most} characters (it has {n})",
    ),
    "case.no.position": Name(
        zh="位置 {lon}、{lat} 不是经纬度", en="{lon}, {lat} is no longitude and latitude in degrees"
    ),
    "case.no.spot": Name(
        zh="类别 {type} 不能由 {holder} 现场自行处置", en="{holder} can't handle a case of type {type} on the spot"
    ),
    "case.no.attribute": Name(
        zh="没有属性 {code}；可选：{known}", en="there is no attribute {code} here; expected one of: {known}"
    ),
    "case.no.form": Name(
        zh="{type}没有表单，不能带有表单答案", en="{type} has no form; expected a report without answers to one"
    ),
    "case.no.answers": Name(zh="表单 {form} 填写有误：", en="the answers don't fit the form {form}:"),
    "case.no.missing": Name(zh="缺少必填属性 {code}", en="the attribute {code} is required"),
    "case.no.value": Name(
        zh="属性 {code} 不能是 {value}；应为：{known}", en="{value} doesn't fit the attribute {code}; expected: {known}"
    ),
    "case.no.order": Name(
        zh="{what}的时间 {at} 早于上一步（{before}）",
        en="{what} at {at} is before the step that comes first ({before})",
    ),
    "case.no.unended": Name(zh="有办结时间而没有办理结果", en="it ended, and how is not said"),
    "case.told.reported": Name(zh="新反映：案件 {case}", en="reported: case {case}"),
    "case.told.holder": Name(zh="案件 {case} 由你单位承办", en="case {case} is yours to handle"),
    "case.told.helper": Name(zh="请协办案件 {case}", en="please help with case {case}"),
    "case.told.fed-back": Name(zh="案件 {case} 已反馈，待核查", en="case {case} was fed back and waits to be verified"),
    "case.told.rework": Name(zh="案件 {case} 核查未通过，请重新处置", en="case {case} didn't pass: handle it again"),
    "case.told.reclassed": Name(
        zh="案件 {case} 的类别已改为{type}，不再由你单位承办",
        en="case {case} was given the class {type}, and is no longer yours",
    ),
    "case.told.return": Name(
        zh="案件 {case} 被退回（{ground}），请裁定", en="case {case} was returned ({ground}): rule on it"
    ),
    "case.told.dispute": Name(
        zh="案件 {case} 有争议（{ground}），请裁定", en="case {case} is disputed ({ground}): rule on it"
    ),
    "case.told.upheld": Name(zh="案件 {case} 的异议成立", en="your objection to case {case} was upheld"),
    "case.told.not-upheld": Name(
        zh="案件 {case} 的异议不成立，请继续处置", en="your objection to case {case} was not upheld: go on"
    ),
    "case.told.ended": Name(
        zh="你反映的案件 {case} 已结案（{outcome}）", en="the case that you reported, {case}, has ended ({outcome})"
    ),
    "case.told.reopened": Name(zh="案件 {case} 已重启，请派遣", en="case {case} was opened again: dispatch it"),
    "case.told.parts-done": Name(
        zh="案件 {parent} 的必办子案件均有结果", en="every mandatory part of case {parent} has an outcome"
    ),
    "case.told.warning": Name(
        zh="案件 {case}：{whose}（{who}）将于到期前提醒，{at}", en="case {case}: a warning of the {whose} ({who}), {at}"
    ),
    "case.told.breach": Name(
        zh="案件 {case}：{whose}（{who}）已超期，自 {at}", en="case {case}: the {whose} ({who}) is overdue since {at}"
    ),
    "case.told.call": Name(
        zh="案件 {case}：{whose}（{who}）超期，上报，{at}", en="case {case}: the {whose} ({who}) is overdue, {at}"
    ),
}
