"""What was done, said in both languages: deeds, and the words for actions, limits, interlocks and reasons in them."""

from banyan.model.text import Name

TEXTS: dict[str, Name] = {
    "deed.proposed": Name(zh="提出调度建议 {id}", en="proposes {id}"),
    "deed.approved": Name(zh="批准 {id}（以{authority}身份）", en="approves {id} (as {authority})"),
    "deed.refused": Name(zh="驳回 {id}（以{authority}身份）", en="refuses {id} (as {authority})"),
    "deed.standing": Name(
        zh="{id} 由其常备授权 {authority} 批准", en="{id} is approved by their standing authority {authority}"
    ),
    "deed.expired": Name(zh="{id} 无人决定，已过期", en="{id} expires undecided"),
    "deed.ordered": Name(
        zh="{device}：{from}% → {to}%（{proposal}）", en="{device}: {from} % → {to} % ({proposal})"
    ),
    "deed.pump_on": Name(zh="{device}启动（{proposal}）", en="{device} is switched on ({proposal})"),
    "deed.pump_off": Name(
        zh="{device}交还浮子控制（{proposal}）", en="{device} is given back to its float ({proposal})"
    ),
    "deed.safe_state": Name(
        zh="{device} 转入安全状态：{from}% → {to}%", en="{device} goes to its safe state: {from} % → {to} %"
    ),
    "deed.waits": Name(zh="{place}：需派队伍（{action}）", en="{place}: a crew is needed ({action})"),
    "deed.sent": Name(zh="派遣{crew}前往{place}（{action}）", en="sends {crew} to {place} ({action})"),
    "deed.arrived": Name(zh="抵达{place}", en="arrives at {place}"),
    "deed.works": Name(zh="在{place}开始作业（{action}）", en="works at {place} ({action})"),
    "deed.done": Name(zh="在{place}完成任务", en="has done its task at {place}"),
    "deed.recalled": Name(zh="召回{crew}（{place}）", en="calls {crew} back from {place}"),
    "deed.home": Name(zh="{crew}归队", en="{crew} is home again"),
    "deed.filed": Name(
        zh="立案：{place}，{level} 级，责任人{owner}", en="files a case: {place}, level {level}, owner {owner}"
    ),
    "deed.closed": Name(zh="结案：{place}", en="closes the case: {place}"),
    "deed.escalated": Name(zh="案件 {case} 超过{what}，上报{to}", en="case {case} is past its {what}: goes up to {to}"),
    "deed.acknowledged": Name(zh="确认告警：{place}，{level} 级", en="acknowledges an alert: {place}, level {level}"),
    "deed.stopped": Name(zh="拉下紧急停止", en="pulls the emergency stop"),
    "deed.released": Name(zh="解除紧急停止", en="releases the emergency stop"),
    "command": Name(zh="指挥系统", en="Command"),
    "control": Name(zh="控制系统", en="Control"),
    "system": Name(zh="系统", en="System"),
    "perceive": Name(zh="接入", en="Intake"),
    "judge": Name(zh="研判", en="Judgement"),
    "controller:storm-rule": Name(zh="暴雨规则控制器", en="Storm rule controller"),
    "action.mobile-pump": Name(zh="移动泵抽排", en="mobile pump"),
    "action.inspect": Name(zh="巡查", en="inspection"),
    "action.none": Name(zh="无需处置", en="nothing to do"),
    "limit.dispatch": Name(zh="派遣时限", en="limit for dispatch"),
    "limit.on-site": Name(zh="到场时限", en="limit for being on site"),
    "limit.close": Name(zh="结案时限", en="limit for closing"),
    "limit.crew-silent": Name(zh="队伍失联时限", en="limit for hearing of the crew"),
    "interlock.allowed-device": Name(zh="设备未登记", en="unknown device"),
    "interlock.emergency-stop": Name(zh="紧急停止", en="emergency stop"),
    "interlock.finite": Name(zh="非数值", en="not a number"),
    "interlock.range": Name(zh="开度范围", en="range"),
    "interlock.ramp": Name(zh="启闭速率", en="ramp"),
    "interlock.position": Name(zh="闸位不符", en="position"),
    "interlock.minimum-on": Name(zh="最短运行时间", en="minimum running time"),
    "interlock.minimum-off": Name(zh="最短停机时间", en="minimum rest"),
    "interlock.starts-per-hour": Name(zh="每小时启动次数", en="starts an hour"),
    "interlock.staleness": Name(zh="读数过时", en="stale reading"),
    "interlock.level-band": Name(zh="水位下限", en="foot of the level band"),
    "interlock.head-difference": Name(zh="水头差", en="head difference"),
    "interlock.expiry": Name(zh="建议过期", en="expired proposal"),
    "interlock.mutual-exclusion": Name(zh="互斥", en="mutual exclusion"),
    "interlock.unnamed": Name(zh="未具名联锁", en="unnamed interlock"),
    "reject.malformed": Name(zh="格式错误", en="malformed"),
    "reject.unknown-stream": Name(zh="未知测点", en="unknown gauge"),
    "reject.unknown-crew": Name(zh="未知队伍", en="unknown crew"),
    "reject.unit": Name(zh="单位不符", en="wrong unit"),
    "reject.not-finite": Name(zh="非有限数值", en="not a finite number"),
    "reject.range": Name(zh="超出可信范围", en="out of credible range"),
    "reject.future": Name(zh="时间在未来", en="from the future"),
    "reject.too-late": Name(zh="到达过迟", en="too late"),
    "reject.duplicate-delivery": Name(zh="重复投递", en="delivered twice"),
    "reject.duplicate-content": Name(zh="内容重复", en="same content twice"),
    "false.rain": Name(
        zh="预报不低于 {limit} 毫米，实降 {fell} 毫米", en="{limit} mm or more forecast, {fell} mm fell"
    ),
    "false.expected": Name(
        zh="{place}没有积水，无人调度时也没有", en="{place} stayed dry, and would have with nobody acting"
    ),
    "false.dry": Name(zh="{place}全程未积水", en="{place} stayed dry all the time"),
}
