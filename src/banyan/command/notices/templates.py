"""The ready templates. A city's notices.toml replaces any of them, and adds its own."""

from banyan.command.notices.policy import Audience, Template, Urgency
from banyan.model.text import Name

_HOLDER, _REPORTER, _UP, _CREW = Audience.HOLDER, Audience.REPORTER, Audience.ESCALATION, Audience.CREW
_ROUTINE, _PROMPT, _NOW = Urgency.ROUTINE, Urgency.PROMPT, Urgency.IMMEDIATE
OTHER = "notice.other"


def _of(
    key: str, audience: Audience, urgency: Urgency, title: tuple[str, str], text: tuple[str, str]
) -> Template:
    return Template(key, audience, urgency, Name(*title), Name(*text))


TEMPLATES: tuple[Template, ...] = (
    _of("case.told.reported", _HOLDER, _PROMPT, ("新案件 {case}", "New case {case}"),
        ("收到新反映，案件 {case}，请立案。", "Something was reported: case {case} waits to be filed.")),
    _of("case.told.holder", _HOLDER, _PROMPT, ("案件 {case} 请承办", "Case {case} is yours"),
        ("案件 {case} 已派遣至你单位，请按时限处置。",
         "Case {case} was dispatched to you; it has to be handled in time.")),
    _of("case.told.helper", _HOLDER, _ROUTINE, ("案件 {case} 请协办", "Please help with case {case}"),
        ("案件 {case} 需要你单位协助处置。", "Case {case} needs your help.")),
    _of("case.told.fed-back", _HOLDER, _ROUTINE, ("案件 {case} 待核查", "Case {case} waits to be verified"),
        ("案件 {case} 已反馈处置结果，请核查。", "Case {case} was fed back: it waits to be verified.")),
    _of("case.told.rework", _HOLDER, _PROMPT, ("案件 {case} 核查未通过", "Case {case} didn't pass"),
        ("案件 {case} 核查未通过，请重新处置。",
         "Case {case} didn't pass its verification: it has to be handled again.")),
    _of("case.told.reclassed", _HOLDER, _ROUTINE, ("案件 {case} 已改类", "Case {case} has another class"),
        ("案件 {case} 的类别已更正，不再由你单位承办。",
         "The class of case {case} was put right, and it is no longer yours to handle.")),
    _of("case.told.return", _HOLDER, _PROMPT, ("案件 {case} 申请退回", "Case {case}: a return to rule on"),
        ("承办单位申请退回案件 {case}，请裁定。", "The unit returns case {case}: it waits for a ruling.")),
    _of("case.told.dispute", _HOLDER, _PROMPT, ("案件 {case} 有争议", "Case {case}: a dispute to rule on"),
        ("案件 {case} 的承办有争议，请裁定。", "Case {case} is disputed: it waits for a ruling.")),
    _of("case.told.upheld", _HOLDER, _ROUTINE, ("案件 {case} 异议成立", "Case {case}: objection upheld"),
        ("关于案件 {case} 的异议成立。", "The objection to case {case} was upheld.")),
    _of("case.told.not-upheld", _HOLDER, _PROMPT, ("案件 {case} 异议不成立", "Case {case}: objection not upheld"),
        ("关于案件 {case} 的异议不成立，请继续处置。",
         "The objection to case {case} wasn't upheld: it has to be handled.")),
    _of("case.told.ended", _REPORTER, _ROUTINE, ("您反映的问题已有结果", "What you reported has an answer"),
        ("您反映的问题（案件 {case}）已办结，请查看结果并评价。",
         "What you reported (case {case}) has come to its end; please see the answer, and say whether it is solved.")),
    _of("case.told.reopened", _HOLDER, _PROMPT, ("案件 {case} 已重启", "Case {case} was opened again"),
        ("案件 {case} 已重新开启，请派遣。", "Case {case} was opened again: it waits to be dispatched.")),
    _of("case.told.parts-done", _HOLDER, _ROUTINE, ("案件 {case} 的子案件均已办结",
         "Case {case}: its parts have ended"),
        ("案件 {case} 的子案件均有结果，可以结案。", "Every part of case {case} has an outcome: it can be closed.")),
    _of("case.told.warning", _HOLDER, _PROMPT, ("案件 {case} 即将到期", "Case {case} is due soon"),
        ("案件 {case} 即将到时限，请抓紧处置。", "Case {case} is due soon.")),
    _of("case.told.breach", _HOLDER, _PROMPT, ("案件 {case} 已逾期", "Case {case} is overdue"),
        ("案件 {case} 已超过时限。", "Case {case} is overdue.")),
    _of("case.told.call", _UP, _NOW, ("督办：案件 {case}", "Escalated: case {case}"),
        ("案件 {case} 已逾期，现提请督办。", "Case {case} is overdue and was escalated to you.")),
    _of("notice.escalation", _UP, _NOW, ("督办：案件 {case}", "Escalated: case {case}"),
        ("案件 {case} 未按时限办理，现提请督办。", "Case {case} has missed a time limit and was escalated to you.")),
    _of("notice.dispatch", _CREW, _NOW, ("出动：{place}", "Go to {place}"),
        ("请前往 {place}，任务 {task}。", "Go to {place}; your task is {task}.")),
    _of("notice.recall", _CREW, _NOW, ("收队", "Come home"), ("任务 {task} 停止，请返回。",
         "Stop task {task} and come home.")),
    _of("case.event", Audience.HOOK, _PROMPT, ("案件 {case} 变动", "Case {case} changed"),
        ("案件 {case}：{verb}，状态 {after}。", "Case {case}: {verb}, {after}.")),
    _of(OTHER, _HOLDER, _PROMPT, ("城市大脑通知", "A notice of the city"),
        ("有一条通知，请登录查看。", "There is a notice for you: sign in to see it.")),
)  # fmt: skip
