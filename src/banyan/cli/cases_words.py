"""What banyan cases, casetypes and routes say, in both languages."""

from banyan.model.text import Name

WORDS: dict[str, Name] = {
    "none": Name(zh="没有符合条件的案件。", en="No case fits."),
    "count": Name(zh="共 {n} 件，其中超期 {late} 件。", en="{n} cases, {late} of them late."),
    "reported": Name(zh="案件 {id}：{name}，{status}，应于 {due} 前办结", en="Case {id}: {name}, {status}, due {due}"),
    "joined": Name(
        zh="已并入案件 {id}（第 {n} 条反映）：{name}，{status}，应于 {due} 前办结",
        en="Joined case {id} as its report number {n}: {name}, {status}, due {due}",
    ),
    "rounds.none": Name(zh="没有需要上门的未结案件。", en="No open case asks for a visit."),
    "rounds.crew": Name(zh="{name}（{crew}），{km} 公里", en="{name} ({crew}), {km} km"),
    "rounds.stop": Name(
        zh="  {at} 到 {id} {name} {address}，应于 {due} 前办结{late}",
        en="  {at} {id} {name} {address}, due {due}{late}",
    ),
    "rounds.late": Name(zh="，迟 {n} 分钟", en=", {n} min late"),
    "rounds.gain": Name(
        zh="超期 {late} 件，先到先近则为 {nearest} 件，避免超期 {avoided} 件；"
        "路程 {km} 公里，先到先近则为 {other} 公里；折合减少 {gain} 分钟超期",
        en="{late} late; first come, nearest would have {nearest}: {avoided} avoided; {km} km, not {other}; "
        "worth {gain} minutes of lateness",
    ),
    "rounds.unmade": Name(zh="  无人前往 {id}：{why}", en="  nobody goes to {id}: {why}"),
    "rounds.later": Name(zh="另有 {n} 件留待以后安排。", en="{n} more are left for later rounds."),
    "moved": Name(zh="案件 {id}：{status}，承办 {holder}", en="Case {id}: {status}, with {holder}"),
    "head": Name(zh="案件 {id}：{name}（{type} 第 {version} 版）", en="Case {id}: {name} ({type}, version {version})"),
    "status": Name(
        zh="状态 {status}；结果 {outcome}；反映人评价 {verdict}",
        en="status {status}; outcome {outcome}; the reporter's verdict {verdict}",
    ),
    "place": Name(zh="地点 {place}", en="place {place}"),
    "clocks": Name(zh="时钟", en="clocks"),
    "clock": Name(zh="{whose} {who}：{limit}，到期 {due}{state}", en="{whose} {who}: {limit}, due {due}{state}"),
    "holders": Name(zh="承办时间（分钟），自 {intake} 起", en="who held it (minutes), since {intake}"),
    "total": Name(zh="合计", en="total"),
    "log": Name(zh="经过", en="log"),
    "owed": Name(zh="尚待回复的反映：{ids}", en="reports that are owed an answer: {ids}"),
    "late": Name(zh="，已超期", en=", late"),
    "paused": Name(zh="，暂停", en=", stands still"),
    "ended": Name(zh="，已结束", en=", ended"),
    "provisional": Name(zh="，暂定", en=", provisional"),
    "types.good": Name(zh="{n} 个案件类别，没有错误。", en="{n} case types, no mistake."),
    "types.bad": Name(zh="案件类别有 {n} 处错误：", en="Mistakes in the case types: {n}"),
    "line": Name(zh="  {where}：发现 {found}；应为 {expected}", en="  {where}: found {found}; expected {expected}"),
    "same": Name(zh="两处的案件类别相同。", en="The case types are the same."),
    "added": Name(zh="新增 {id}", en="added {id}"),
    "gone": Name(zh="取消 {id}", en="gone {id}"),
    "changed": Name(zh="变更 {id} 的 {field}：{was} → {now}", en="changed {id}, {field}: {was} → {now}"),
    "silent": Name(
        zh="  第 {version} 版内容变了而版本未变：运行中的案件不能沿用，须另起版本",
        en="  version {version} says other things than before: running cases keep theirs, so it needs a new version",
    ),
    "promised": Name(zh="承诺 {limit}", en="promised {limit}"),
    "statutory": Name(zh="法定 {limit}", en="by law {limit}"),
    "step": Name(zh="环节 {step}：{limit}", en="step {step}: {limit}"),
    "state": Name(zh="现场状态 {id}（{name}）：{limit}", en="state of the site {id} ({name}): {limit}"),
    "evidence": Name(zh="结案凭证：{kinds}", en="evidence to close: {kinds}"),
    "outcome": Name(
        zh="结果 {id}（{name}）{solved}{counts}{early}", en="outcome {id} ({name}){solved}{counts}{early}"
    ),
    "outcome.solved": Name(zh="，算解决", en=", solved"),
    "outcome.outside": Name(zh="，不计入解决率", en=", outside the solved rate"),
    "outcome.early": Name(zh="，可提前结案", en=", may be early"),
    "attribute": Name(
        zh="属性 {code}（{name}）：{datatype}{required}", en="attribute {code} ({name}): {datatype}{required}"
    ),
    "required": Name(zh="，必填", en=", required"),
    "holds": Name(zh="第 {version} 版，自 {first} 起，至 {last}", en="version {version}, from {first} until {last}"),
    "power": Name(zh="权限 {verb}：{words}", en="power to {verb}: {words}"),
    "route": Name(zh="派往 {to}（{unit}），依据 {route}", en="goes to {to} ({unit}), by {route}"),
    "fallback": Name(zh="兜底单位", en="the fallback"),
    "instead": Name(zh="代替不在的 {unit}", en="instead of {unit}, which isn't there"),
    "also": Name(zh="协办：{units}", en="with the help of: {units}"),
    "where": Name(zh="所在：{areas}；权属：{owner}", en="in: {areas}; owned by: {owner}"),
    "row.holds": Name(zh="  符合    {route}（优先级 {priority}）", en="  matches   {route} (priority {priority})"),
    "row.fails": Name(zh="  不符合  {route}：{failed}", en="  fails     {route}: {failed}"),
    "orphans": Name(zh="只有兜底单位承办的类别：", en="Types that only the fallback takes:"),
    "orphan": Name(zh="  {type}，区域 {area}", en="  {type}, area {area}"),
    "never": Name(zh="从未使用的规则：{routes}", en="Rows that no case went by: {routes}"),
    "idle": Name(zh="没有规则的单位：{units}", en="Units without a row: {units}"),
    "circles": Name(zh="互为上级的区域：{areas}", en="Areas that lie in themselves: {areas}"),
    "covered": Name(
        zh="每个类别都有承办单位，每条规则都用过。", en="Every type has a unit, and every row was gone by."
    ),
}


def say(key: str, language: str, **values: object) -> str:
    return WORDS[key].said(language).format(**values)
