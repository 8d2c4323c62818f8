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
    "import.file": Name(
        zh="{file}：{rows} 行，读入 {accepted}，不可读 {rejected} 处",
        en="{file}: {rows} rows, {accepted} read, {rejected} cells that can't be read",
    ),
    "import.left": Name(zh="  未读工作表 {sheet}：{why}", en="  sheet {sheet} was left out: {why}"),
    "import.hidden": Name(zh="隐藏（--hidden 可读）", en="hidden (--hidden reads it)"),
    "import.no table of cases": Name(
        zh="没有案件表：须有编号、类别和上报时间三列的表头（--column 可指定）",
        en="no table of cases: a header that names a number, a type and when it was reported was expected (--column)",
    ),
    "import.column": Name(
        zh="  {column} 列“{header}” → {field}：{reason}", en='  column {column} "{header}" → {field}: {reason}'
    ),
    "import.reject": Name(
        zh="  整行未读 {file} {sheet} {cell}（{field}，编号 {number}）：{reason}",
        en="  row left out: {file} {sheet} {cell} ({field}, number {number}): {reason}",
    ),
    "import.value": Name(
        zh="  该值未读 {file} {sheet} {cell}（{field}，编号 {number}）：{reason}",
        en="  value left out: {file} {sheet} {cell} ({field}, number {number}): {reason}",
    ),
    "import.more": Name(zh="  …… 另有 {n} 条，见 --json", en="  ... and {n} more; --json FILE has all"),
    "import.changes": Name(
        zh="映射 {mapping}：新增 {new}，变更 {changed}，不变 {unchanged}；未结 {open}，已结 {closed}；"
        "不可读 {rejected}，已改好 {mended}",
        en="Mapping {mapping}: new {new}, changed {changed}, unchanged {unchanged}; open {open}, closed {closed}; "
        "can't be read {rejected}, mended since {mended}",
    ),
    "import.same": Name(zh="与已有数据相同，没有变化。", en="This is known already: nothing changes."),
    "import.ask": Name(zh="写入吗？", en="Write it?"),
    "import.written": Name(
        zh="已导入，编号 {id}。撤销：banyan cases undo-import {id}",
        en="Imported as {id}. To take it back: banyan cases undo-import {id}",
    ),
    "import.refused": Name(
        zh="banyan: 没有写入任何内容：确认请加 --yes", en="banyan: nothing was written: --yes accepts what is proposed"
    ),
    "import.line": Name(
        zh="{id}  {mapping}  {files}  新增 {new}，变更 {changed}，不可读 {rejected}  {by}{undone}",
        en="{id}  {mapping}  {files}  new {new}, changed {changed}, can't be read {rejected}  {by}{undone}",
    ),
    "import.undone": Name(zh="  已由 {by} 撤销", en="  taken back by {by}"),
    "import.none": Name(zh="没有。", en="None."),
    "import.back": Name(
        zh="{id} 已撤销，{n} 个案件恢复原样。", en="{id} is taken back: {n} cases are as they were before it."
    ),
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
