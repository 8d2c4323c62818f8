"""What the report says, in both languages."""

from banyan.model.text import Name

TEXTS: dict[str, Name] = {
    "title": Name(zh="{city}：复盘报告", en="{city}: after-action report"),
    "subtitle": Name(zh="{storm}，{date}", en="{storm}, {date}"),
    "storm.served": Name(zh="实际运行", en="the city as served"),
    "storm.own": Name(zh="自有网络 {file}", en="own network {file}"),
    "contents": Name(zh="目录", en="Contents"),
    "about.period": Name(zh="时段", en="Period"),
    "about.journal": Name(zh="依据", en="Made from"),
    "about.records": Name(zh="{n} 条记录，sha256 {sha}", en="{n} records, sha256 {sha}"),
    "about.run": Name(zh="运行", en="Run"),
    "about.seed": Name(zh="种子 {seed}，{hours} 小时，控制{control}", en="seed {seed}, {hours} h, control {control}"),
    "about.faults": Name(zh="人为故障", en="Faults on purpose"),
    "word.on": Name(zh="开启", en="on"),
    "word.off": Name(zh="关闭", en="off"),
    "word.unknown": Name(zh="—", en="—"),
    "word.none": Name(zh="–", en="–"),
    "word.never": Name(zh="未确认", en="never"),
    "word.still": Name(zh="未解除", en="still"),
    "word.because": Name(zh="。", en=" – "),
    "word.comma": Name(zh="、", en=", "),
    "unit.m3": Name(zh="立方米", en="m³"),
    "unit.m": Name(zh="米", en="m"),
    "unit.h": Name(zh="小时", en="h"),
    "unit.mm_h": Name(zh="毫米/小时", en="mm/h"),
    "measures.level": Name(zh="水位", en="level"),
    "measures.depth": Name(zh="积水", en="depth"),
    "measures.rain": Name(zh="雨量", en="rain"),
    "measures.tide": Name(zh="潮位", en="tide"),
    "measures.inflow": Name(zh="来水", en="inflow"),
    "measures.position": Name(zh="闸位", en="position"),
    "measures.flow": Name(zh="流量", en="flow"),
    "run.passive": Name(zh="无人调度", en="nobody acting"),
    "run.standing": Name(zh="固定开度", en="standing settings"),
    "run.banyan": Name(zh="城市大脑", en="with us"),
    "head.when": Name(zh="时间", en="When"),
    "head.who": Name(zh="谁", en="Who"),
    "head.what": Name(zh="事项", en="What"),
    "head.why": Name(zh="原因", en="Why"),
    "head.place": Name(zh="地点", en="Place"),
    "head.device": Name(zh="设备", en="Device"),
    "head.crew": Name(zh="队伍", en="Crew"),
    "head.gauge": Name(zh="测点", en="Gauge"),
    "head.thing": Name(zh="对象", en="What"),
    "head.level": Name(zh="级别", en="Level"),
    "head.raised": Name(zh="触发", en="Raised"),
    "head.after": Name(zh="迟于超限（分）", en="After (min)"),
    "head.acknowledged": Name(zh="确认", en="Acknowledged"),
    "head.cleared": Name(zh="解除", en="Cleared"),
    "head.interlock": Name(zh="联锁", en="Interlock"),
    "head.times": Name(zh="次数", en="Times"),
    "head.first": Name(zh="首次", en="First"),
    "head.last": Name(zh="末次", en="Last"),
    "head.numbers": Name(zh="首次的数据", en="Numbers of the first"),
    "head.proposed_because": Name(zh="建议理由", en="Proposed because"),
    "head.reason": Name(zh="原因", en="Reason"),
    "head.example": Name(zh="示例", en="Example"),
    "head.asked": Name(zh="请求", en="Asked"),
    "head.why_not": Name(zh="未办原因", en="Why not"),
    "head.from": Name(zh="自", en="From"),
    "head.until": Name(zh="至", en="Until"),
    "head.weight": Name(zh="性质", en="Kind"),
    "head.finding": Name(zh="发现", en="Finding"),
    "summary.title": Name(zh="一页摘要", en="On one page"),
    "summary.so_far": Name(
        zh="本次运行尚未结束：以下只讲到 {at}。", en="This run has not ended: what follows reaches up to {at} only."
    ),
    "summary.served": Name(
        zh="城市在运行中：以下讲到 {at}。没有模拟的水体，所以漫溢总量无从得知。",
        en="A city that is served, up to {at}. No simulated water stands behind it, so how much ran out isn't known.",
    ),
    "summary.period": Name(
        zh="{city}，{begin} 至 {end}（{hours} 小时）。", en="{city}, {begin} to {end} ({hours} h). "
    ),
    "summary.rain": Name(
        zh="雨量站平均降雨 {mm} 毫米，十分钟最大雨强 {peak} 毫米/小时。",
        en="{mm} mm of rain by the mean of the gauges, {peak} mm/h in the heaviest ten minutes. ",
    ),
    "summary.dry": Name(zh="没有降雨。", en="No rain fell. "),
    "summary.no_gauge": Name(zh="没有雨量读数。", en="No rain gauge spoke. "),
    "summary.did": Name(
        zh="触发告警 {alerts} 次，立案 {cases} 件，提出调度建议 {proposals} 条，向闸泵下达指令 {orders} 道，"
        "队伍出动 {trips} 次。",
        en="Alerts raised: {alerts}; cases filed: {cases}; proposals made: {proposals}; orders to gates and "
        "pumps: {orders}; "
        "crew trips: {trips}.",
    ),
    "summary.unknown.so_far": Name(
        zh="少淹了多少要到运行结束才知道（banyan demo --resume 可继续）。",
        en="How much was spared is known when the run has ended (banyan demo --resume goes on with it).",
    ),
    "summary.unknown.served": Name(
        zh="少淹了多少无从得知：没有可供对比的模拟运行。",
        en="How much was spared can't be said: there is no simulated run to compare with.",
    ),
    "summary.nothing_ran_out": Name(
        zh="无论有没有调度，都没有水漫溢：没有可减少的损失。",
        en="No water ran out, with us or without: there was nothing to spare.",
    ),
    "summary.less": Name(
        zh="与{base}相比，少漫溢 {m3} 立方米（{percent}%）：{ours} 对 {theirs} 立方米；其中道路少 {street}，"
        "湖岸少 {bank}。",
        en="Against {base}, {m3} m³ less ran out ({percent} %): {ours} instead of {theirs} m³; {street} m³ less "
        "on streets, "
        "{bank} m³ less over banks.",
    ),
    "summary.more": Name(
        zh="与{base}相比，多漫溢 {m3} 立方米（{percent}%）：{ours} 对 {theirs} 立方米；道路少 {street}，湖岸少 "
        "{bank}（负数为多）。",
        en="Against {base}, {m3} m³ more ran out ({percent} %): {ours} instead of {theirs} m³; {street} m³ less "
        "on streets, "
        "{bank} m³ less over banks (negative: more).",
    ),
    "against.passive": Name(zh="无人调度", en="doing nothing"),
    "against.standing": Name(zh="固定开度", en="the standing settings"),
    "tile.flooded": Name(zh="漫溢（城市大脑）", en="Ran out, with us"),
    "tile.flooded.parts": Name(zh="道路 {street}，湖岸 {bank}", en="streets {street}, banks {bank}"),
    "tile.passive": Name(zh="漫溢（无人调度）", en="Ran out, nobody acting"),
    "tile.standing": Name(zh="漫溢（固定开度）", en="Ran out, standing settings"),
    "tile.band": Name(zh="超出控制水位", en="Outside the bands"),
    "tile.band.note": Name(zh="各湖合计", en="all lakes together"),
    "tile.travel": Name(zh="闸门行程", en="Gate travel"),
    "tile.travel.note": Name(zh="各闸合计", en="all gates together"),
    "tile.starts": Name(zh="水泵启动", en="Pump starts"),
    "tile.starts.note": Name(zh="含浮子自启", en="by floats, too"),
    "tile.starts.ordered": Name(zh="仅按指令启动", en="on our orders only"),
    "tile.crews": Name(zh="队伍工时", en="Crew hours"),
    "tile.crews.note": Name(zh="{n} 支队伍，出发至归队", en="crews out: {n}, from leaving to home"),
    "summary.minutes": Name(zh="快慢", en="How quick"),
    "summary.no_minutes": Name(
        zh="没有案件从超限读数开始，因此没有可计的用时。",
        en="No case began with a reading over a limit, so there are no minutes to count.",
    ),
    "summary.acknowledged": Name(
        zh="有人确认的告警 {n} 条，中位用时 {minutes} 分钟。",
        en="Alerts acknowledged by people: {n}, after {minutes} min in the median.",
    ),
    "summary.law": Name(zh="限制是否守住", en="Limits kept"),
    "summary.kept": Name(
        zh="独立检查程序核对 {records} 条记录、{orders} 道指令：没有违反。联锁拦截 {refused} 次。",
        en="The independent checker went through {records} records and {orders} orders: no violation. "
        "Refused by "
        "interlocks: {refused}.",
    ),
    "summary.violations": Name(
        zh="独立检查程序发现 {n} 处违反：", en="The independent checker found violations: {n}."
    ),
    "summary.violation": Name(zh="{text}", en="{text}"),
    "summary.better": Name(zh="最该改进的", en="What to do better first"),
    "better.title": Name(zh="改进之处", en="What to do better"),
    "better.how": Name(
        zh="每条由规则从记录中得出，编号指向依据的记录；没有发现的事项不写。",
        en="Each line is found by a rule over the records, which its numbers name; what was not found is not said.",
    ),
    "better.none": Name(
        zh="各项规则都没有发现可改进之处。", en="No rule found anything that should have been done better."
    ),
    "better.more": Name(zh="另有 {n} 条，见“改进之处”。", en="{n} more under “What to do better”."),
    "grave.3": Name(zh="水患或违规", en="water or law"),
    "grave.2": Name(zh="延误", en="time lost"),
    "grave.1": Name(zh="可改进", en="worth mending"),
    "line.title": Name(zh="经过", en="How it went"),
    "line.rain": Name(zh="雨强（雨量站平均）", en="Rain (mean of the gauges)"),
    "line.tide": Name(zh="潮位", en="Tide"),
    "line.levels": Name(zh="潮位与湖水位", en="Tide and lakes"),
    "line.events": Name(zh="主要事件", en="Main events"),
    "line.alert": Name(zh="{level} 级告警：{why}", en="Alert of level {level}: {why}"),
    "line.cleared": Name(zh="{level} 级告警解除，{place}", en="Alert of level {level} cleared, {place}"),
    "line.no_readings": Name(zh="没有雨量、潮位和水位读数。", en="There are no readings of rain, tide or levels."),
    "line.quiet": Name(zh="没有重大事件。", en="There were no main events."),
    "line.more": Name(zh="另有 {n} 项，未列出。", en="{n} more are not listed here."),
    "mark.name": Name(zh="闸门动作", en="gate moved"),
    "mark.gate": Name(zh="{name} → {to}%", en="{name} → {to} %"),
    "map.title": Name(zh="地图：哪里漫溢", en="Where water ran out"),
    "map.caption": Name(zh="各处漫溢水量（立方米）", en="What ran out at each place (m³)"),
    "map.ours": Name(zh="实心圆：城市大脑", en="filled: with us"),
    "map.without": Name(zh="空心圆：无人调度", en="ring: nobody acting"),
    "map.dry": Name(zh="小方块：两种情形均未漫溢，或未知", en="small square: dry both ways, or unknown"),
    "map.how": Name(zh="圆的面积与水量成正比，湖泊与道路各用一个比例。",
        en="Areas of the circles are in proportion to the volumes, lakes and streets each to their own scale.",
   ),
    "map.unknown": Name(zh="漫溢水量未知，只标出地点。", en="Volumes aren't known; only the places are shown."),
    "map.none": Name(
        zh="该城市没有登记地点，无法绘图。", en="This city declares no places, so there is nothing to draw."
    ),
    "map.label": Name(zh="{ours}（无人调度 {without}）", en="{ours} (without us {without})"),
    "map.label_dry": Name(zh="未漫溢", en="dry"),
    "places.title": Name(zh="各处漫溢与积水", en="By place"),
    "places.dry": Name(zh="三种情形下各处均未漫溢。", en="Nothing ran out anywhere, in any of the runs."),
    "places.how": Name(
        zh="小时数为道路积水超过 10 厘米的时长；湖泊没有此项。",
        en="Hours are those with more than 10 cm of water on the street; lakes have none.",
    ),
    "curves.title": Name(zh="有与没有：水位曲线", en="Levels with us and without"),
    "curves.how": Name(
        zh="实线为测得；灰色虚线为同一场雨无人调度的模拟；点线为一小时前的预判；曲线下的标记为闸门动作。",
        en="Solid: measured. Grey dashes: the same storm with nobody acting, simulated. Dots: what was expected "
        "an hour "
        "before. Marks below: gates moved.",
    ),
    "curves.no_plant": Name(
        zh="这座城市没有模拟的水体：只有测得的曲线，没有“无人调度”的对比。",
        en="No simulated water stands behind this city: there are measured curves only, and none without us.",
    ),
    "curves.not_made": Name(zh="时段太短，没有可对比的模拟。", en="The run is too short for a comparison."),
    "curves.differs": Name(
        zh="重新模拟的“无人调度”与当时记录的总量不同：程序或参数此后有变化，虚线只作参考。",
        en="The run with nobody acting, made again for these curves, does not agree with the recorded one: program or "
        "parameters have changed since. Take the dashes with care.",
    ),
    "curves.none": Name(
        zh="没有湖泊水位读数，也没有积水超过 10 厘米的道路。",
        en="There are no readings of lakes, and no street saw more than 10 cm of water.",
    ),
    "curves.ours": Name(zh="测得", en="measured"),
    "curves.without": Name(zh="无人调度（模拟）", en="nobody acting (simulated)"),
    "curves.expected": Name(zh="一小时前预判", en="expected an hour before"),
    "curves.peak": Name(zh="测得最高 {ours} 米（{at}）", en="Highest measured: {ours} m ({at})"),
    "curves.peak_without": Name(zh="；无人调度 {m} 米（{at}）", en="; with nobody acting {m} m ({at})"),
    "limit.bank": Name(zh="堤岸", en="bank"),
    "limit.warning": Name(zh="警戒", en="warning"),
    "limit.band_top": Name(zh="控制上限", en="band top"),
    "limit.band_foot": Name(zh="控制下限", en="band foot"),
    "limit.ponding": Name(zh="积水 10 厘米", en="10 cm"),
    "errors.title": Name(zh="预判与实际", en="Expected and come"),
    "errors.none": Name(
        zh="没有预报、预判或模型估计可与实际对照。", en="There are no forecasts, looks ahead or estimates to compare."
    ),
    "errors.rain": Name(zh="降雨预报：未来六小时", en="Rain forecast for the next six hours"),
    "errors.issued": Name(zh="发布", en="Issued"),
    "errors.mm_expected": Name(zh="预报（毫米）", en="Expected (mm)"),
    "errors.mm_fell": Name(zh="实降（毫米）", en="Fell (mm)"),
    "errors.off": Name(zh="偏差", en="Off by"),
    "errors.levels": Name(zh="水位预判", en="Looks ahead at levels"),
    "errors.levels.how": Name(
        zh="平均绝对偏差（米），按提前时间。预判只知道当时的调度；之后的调度造成的变化也算在偏差里。",
        en="Mean absolute error in m, by how far ahead. A look ahead knows only the plans of its time: what "
        "later plans "
        "changed counts as error, too.",
    ),
    "errors.lead": Name(zh="≤{h} 小时", en="≤{h} h"),
    "errors.bias": Name(zh="偏向", en="Bias"),
    "errors.inside": Name(zh="区间内", en="In band"),
    "errors.worst": Name(zh="最大（米）", en="Worst (m)"),
    "errors.median": Name(zh="中位（米）", en="Median (m)"),
    "errors.model": Name(
        zh="运行模型与各测点（实测减模型）", en="The running model at each gauge (measured less modelled)"
    ),
    "word.semicolon": Name(zh="；", en="; "),
    "plan.rule": Name(zh="规则", en="the rule's plan"),
    "plan.hold": Name(zh="保持不动", en="leaving things as they are"),
    "decisions.title": Name(zh="前瞻决策", en="Looks ahead that steered"),
    "decisions.how": Name(
        zh="得分为折算成道路漫溢立方米的加权代价，越小越好；相对于规则和保持不动。",
        en="Scores are weighted costs in m³ of street water, the smaller the better, beside those of the rule and of "
        "doing nothing.",
    ),
    "decisions.what": Name(zh="选择", en="Chosen"),
    "decisions.chosen": Name(zh="{plan}（模拟 {n} 支）。", en="{plan} ({n} branches simulated). "),
    "decisions.runner": Name(zh="其次：{plan}。", en="Runner-up: {plan}. "),
    "decisions.score": Name(zh="得分", en="Score"),
    "decisions.rule": Name(zh="规则", en="Rule"),
    "decisions.hold": Name(zh="不动", en="Nothing"),
    "people.title": Name(zh="谁在何时做了什么", en="Who did what when"),
    "people.none": Name(
        zh="没有任何建议、指令、派遣或确认。", en="Nothing was proposed, ordered, sent or acknowledged."
    ),
    "people.more": Name(zh="另有 {n} 项，见日志。", en="{n} more stand in the journal."),
    "people.standing": Name(
        zh="常备授权 {id}：{by}授予{holder}，每次至多变动 {percent}%，至 {ends}（{devices}）。",
        en="Standing authority {id}: given by {by} to {holder}, at most {percent} % at once, until {ends} ({devices}).",
    ),
    "refused.title": Name(zh="被拒绝的，及原因", en="What was refused, and why"),
    "refused.none": Name(zh="没有任何请求、指令或消息被拒绝。", en="Nothing was refused."),
    "refused.interlocks": Name(zh="联锁拦截的指令", en="Orders refused by interlocks"),
    "refused.asked": Name(zh="要求 {to}%，原为 {previous}%；", en="{to} % asked, from {previous} %; "),
    "refused.no_reading": Name(zh="无读数参与", en="no reading was looked at"),
    "refused.proposals": Name(zh="被驳回或过期的建议", en="Proposals refused or expired"),
    "refused.refused": Name(zh="{id} 被驳回", en="{id} refused"),
    "refused.expired": Name(zh="{id} 过期", en="{id} expired"),
    "refused.messages": Name(zh="拒收的消息", en="Messages not taken"),
    "refused.intents": Name(zh="未获准的人工请求", en="What people asked for and didn't get"),
    "refused.service": Name(zh="停用的规则或控制器", en="Rules or controllers out of service"),
    "alerts.title": Name(zh="告警", en="Alerts"),
    "alerts.none": Name(zh="没有告警。", en="There was no alert."),
    "alerts.how": Name(
        zh="“迟于超限”为首个超限读数到触发的分钟数；只有水位、积水类告警有此项。",
        en="“After” counts minutes from the first reading over the limit; only limits on readings have it.",
    ),
    "alerts.late.title": Name(zh="来迟的", en="Late"),
    "alerts.late.none": Name(zh="没有告警迟于其规则。", en="No alert came later than its rule says."),
    "alerts.late": Name(
        zh="{place}：比规则的延时还晚 {minutes} 分钟。", en="{place}: {minutes} min beyond its rule's delay."
    ),
    "alerts.never.title": Name(zh="没来的", en="Never"),
    "alerts.never.none": Name(
        zh="积水超过 10 厘米的地方都有告警。", en="Every place with more than 10 cm of water had its alert."
    ),
    "alerts.never": Name(
        zh="{place}：{at} 起积水超过 10 厘米（最深 {cm} 厘米），没有告警。",
        en="{place}: over 10 cm from {at} ({cm} cm at the deepest), and no alert.",
    ),
    "alerts.false.title": Name(zh="误报", en="False"),
    "alerts.false.none": Name(zh="没有误报。", en="There was no false alarm."),
    "alerts.false": Name(zh="{place}，{at}：{why}。", en="{place}, {at}: {why}."),
    "alerts.gauges_only": Name(
        zh="只按测点读数判断：真实水情未知。", en="Judged by the gauges alone: what the water truly did isn't known."
    ),
    "costs.title": Name(zh="代价", en="What it cost"),
    "costs.bands": Name(zh="超出控制水位的小时数", en="Hours outside the level bands"),
    "costs.lake": Name(zh="湖泊", en="Lake"),
    "costs.machines": Name(zh="闸门与水泵", en="Gates and pumps"),
    "costs.orders": Name(zh="指令", en="Orders"),
    "costs.travel": Name(zh="行程（%）", en="Travel (%)"),
    "costs.starts": Name(zh="启动", en="Starts"),
    "costs.floats": Name(
        zh="启动次数含浮子自行启动；指令包括停机。", en="Starts include those by the pumps' own floats; orders "
        "include stops."
    ),
    "costs.ordered_only": Name(
        zh="按指令计算；浮子自行启动的次数未知。", en="Reckoned from the orders; starts by the pumps' own "
        "floats aren't known."
    ),
    "costs.crews": Name(zh="队伍", en="Crews"),
    "costs.no_crews": Name(zh="该城市没有登记队伍。", en="This city declares no crews."),
    "costs.crews_home": Name(zh="{n} 支队伍都没有出动。", en="No crew left home; the city has {n}."),
    "costs.trips": Name(zh="出动", en="Trips"),
    "costs.away": Name(zh="在外（小时）", en="Away (h)"),
    "costs.on_site": Name(zh="现场（小时）", en="On site (h)"),
    "split.title": Name(zh="成效分解：控制与队伍", en="How much was control, how much the crews"),
    "split.no_plant": Name(
        zh="没有模拟的水体，无法分解。", en="No simulated water stands behind this city: it can't be split."
    ),
    "split.not_made": Name(
        zh="尚未计算：banyan report --effects 会把同一场雨再完整运行数次（需数分钟）。",
        en="Not made: banyan report --effects runs the same storm again under every combination (minutes).",
    ),
    "split.how": Name(
        zh="同一场雨、同一种子，每格都是一次完整的闭环运行；数字为漫溢总量（立方米）。",
        en="The same storm and seed; each figure is a whole closed loop of its own: what ran out in all, in m³.",
    ),
    "split.control": Name(zh="控制", en="Control"),
    "split.off": Name(zh="关闭", en="off"),
    "split.on": Name(zh="开启", en="on"),
    "split.flooded": Name(zh="漫溢（立方米）", en="Ran out (m³)"),
    "split.nearest": Name(zh="就近派队", en="nearest crew first"),
    "split.planned": Name(zh="统筹派队", en="planned crews"),
    "split.control_does": Name(
        zh="控制：两种派队方式平均，开启控制{m3}。",
        en="Control: switching it on {m3}, on average over both ways of sending crews.",
    ),
    "split.control_alone": Name(zh="控制：开启控制{m3}。", en="Control: switching it on {m3}."),
    "split.crews_do": Name(
        zh="队伍：控制开、关平均，统筹派队比就近派队{m3}。",
        en="Crews: planning them instead of sending the nearest {m3}, on average over control on and off.",
    ),
    "split.nothing": Name(zh="没有影响（不到 1 立方米）", en="changes nothing (under 1 m³)"),
    "split.spares": Name(zh="少漫溢 {m3} 立方米", en="spares {m3} m³"),
    "split.costs": Name(zh="多漫溢 {m3} 立方米", en="costs {m3} m³ more"),
    "split.apart": Name(
        zh="两者互不影响：交互作用不到 1 立方米。", en="They don't touch each other: the interaction is under 1 m³."
    ),
    "split.more": Name(
        zh="交互：两者同时采用时，彼此的成效各多 {m3} 立方米。",
        en="Interaction: each helps {m3} m³ more when the other is there.",
    ),
    "split.less": Name(
        zh="交互：两者同时采用时，彼此的成效各少 {m3} 立方米。",
        en="Interaction: each helps {m3} m³ less when the other is there.",
    ),
    "split.no_crews": Name(
        zh="该城市没有队伍，派队方式无从比较。", en="The city has no crews: ways of sending them can't be compared."
    ),
    "split.streets": Name(zh="仅看道路，控制{m3}。", en="On streets alone, control {m3}."),
    "split.differs": Name(
        zh="与记录的运行同样设置的一格得 {again} 立方米，记录为 {recorded} 立方米：当时有人工决定，或程序此后有变化。",
        en="Run again as it was, {again} m³ ran out against the {recorded} m³ recorded: people decided then, or the "
        "program has changed since.",
    ),
    "split.people": Name(
        zh="本次运行由人决定；这里的运行由常备授权批准，因为人的决定无法重演。",
        en="In this run people decided; here standing authority approves, for people's decisions can't be repeated.",
    ),
    "appendix.title": Name(zh="附录：依据的记录", en="Appendix: the records behind the figures"),
    "appendix.note": Name(
        zh="方括号中的编号指向此表。banyan trace 编号 --data 文件夹 可查看任一记录的来龙去脉。",
        en="The numbers in brackets point here. banyan trace ID --data FOLDER shows what led to a record and "
        "what came of it.",
    ),
    "appendix.number": Name(zh="编号", en="No."),
    "appendix.kind": Name(zh="类别", en="Kind"),
    "appendix.id": Name(zh="记录", en="Record"),
    "appendix.at": Name(zh="时间", en="At"),
    "appendix.by": Name(zh="来源", en="By"),
    "appendix.gist": Name(zh="内容", en="Says"),
    "appendix.several": Name(zh="共 {n} 条", en="{n} records"),
    "appendix.readings": Name(zh="{n} 个采用的观测值", en="{n} accepted readings"),
    "appendix.unknown": Name(zh="日志中没有", en="not in the journal"),
    "appendix.more": Name(zh="另 {n} 条", en="and {n} more"),
}
