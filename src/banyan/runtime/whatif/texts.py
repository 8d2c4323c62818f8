"""What a what-if says of itself, in both languages."""

from banyan.model.text import Catalogue, Name

TEXTS: Catalogue = {
    "whatif.rain_forecast": Name(
        "此后的降雨和潮位按 {issued} 发布的预报", "Rain and tide to come are as forecast at {issued}"
    ),
    "whatif.no_forecast": Name("没有有效的预报：此后按无雨计算", "No forecast is valid: no more rain is assumed"),
    "whatif.storm": Name(
        "暴雨情景“{storm}”自该时刻起第 {minutes} 分钟开始；潮位和来水在一小时内过渡到情景值",
        "The storm “{storm}” begins {minutes} min after the moment; sea and river go over to its own within an hour",
    ),
    "whatif.rain_given": Name("降雨按所给的表", "Rain is as given in the table"),
    "whatif.forecast_given": Name("城市所得的预报按所给的表", "What is forecast to the city is as given in the table"),
    "whatif.tide_held": Name("没有潮位预报：潮位保持在 {level} 米", "No tide is forecast: the sea stays at {level} m"),
    "whatif.inflow_held": Name("上游来水保持在 {flow} 立方米每秒", "The river's inflow stays at {flow} m³/s"),
    "whatif.broken": Name(
        "{device}在该时刻未执行指令：推演中一直如此",
        "{device} didn't follow its orders at the moment, and goes on not following them",
    ),
    "whatif.look_back": Name(
        "模型自 {since} 起按实测跟随城市", "The model has followed the city on measurements since {since}"
    ),
    "whatif.crews": Name(
        "队伍继续该时刻的任务；只有城市大脑运行的推演才会派出或召回队伍",
        "Crews go on with the tasks they had; only runs in which the city brain goes on send or recall any",
    ),
    "whatif.model": Name(
        "水由模型计算，模型与真实城市有差别", "The water is the model's, which differs from the real city's"
    ),
    "whatif.model_away": Name(
        "该时刻{stream}实测比模型高 {metres} 米", "At the moment {stream} was measured {metres} m over the model"
    ),
    "whatif.stop_pulled": Name(
        "该时刻处于紧急停止：推演中没有指令发出",
        "The emergency stop was pulled at the moment: no order leaves in these runs",
    ),
    "whatif.approved": Name(
        "假定城市大脑的每项建议都获批准并执行", "Whatever the brain proposes is assumed to be approved and obeyed"
    ),
    "whatif.advisory": Name(
        "控制处于建议模式：城市大脑的建议不会执行（可假定执行：--approve）",
        "Control is advisory: what the brain proposes isn't carried out (--approve assumes that it is)",
    ),
    "whatif.nobody_approves": Name(
        "没有常设授权：推演中无人批准建议（可假定批准：--approve）",
        "There is no standing authority: nobody approves in these runs (--approve assumes that somebody does)",
    ),
    "whatif.rule_alone": Name(
        "推演中的城市大脑只按规则决策，不做前瞻（可加前瞻，需数分钟：--look-ahead）",
        "The brain decides by its rule alone in these runs (--look-ahead lets it look ahead there, too, for minutes)",
    ),
    "whatif.row": Name("试算的方案，第 {minutes} 分钟", "The plan that is tried, minute {minutes}"),
    "whatif.title": Name("{city}：自 {at} UTC 起 {hours} 小时的推演", "{city}: what if, {hours} h from {at} UTC on"),
    "whatif.head.plan": Name("试算方案", "Plan"),
    "whatif.head.moment": Name("时刻（UTC）", "From (UTC)"),
    "whatif.head.hours": Name("小时", "Hours"),
    "whatif.head.storm": Name("暴雨", "Storm"),
    "whatif.denied": Name(
        "联锁拦截（{run}，{at}）：{device} {setting}%：{why}",
        "Refused by an interlock ({run}, {at}): {device} to {setting} %: {why}",
    ),
    "whatif.more": Name("另有 {n} 条，--json FILE 可得全部", "and {n} more; --json FILE has all of them"),
    "whatif.simulated": Name("推演 {id}", "What-if {id}"),
    "whatif.from_cache": Name("推演 {id}，此前已算过", "What-if {id}, as answered before"),
    "whatif.none": Name("还没有推演", "There is no what-if yet"),
    "whatif.busy": Name("推演中", "What if"),
    "whatif.kept": Name("已保存为 {name}：{file}", "Kept as {name}: {file}"),
}
