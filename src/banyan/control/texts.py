"""What control says, in both languages."""

from banyan.model.text import Name

TEXTS: dict[str, Name] = {
    "control.not_followed": Name("{device}未执行指令：要求 {wanted}，回读 {seen}",
                                 "{device} did not follow its order: {wanted} wanted, {seen} read back"),
    "control.follows_again": Name("{device}恢复执行：要求 {wanted}，回读 {seen}",
                                  "{device} follows its orders again: {wanted} wanted, {seen} read back"),
    "control.changes_mind": Name("若降雨为预报的 {percent}%、推迟 {late} 分钟，则{plan}更好：少 {m3} 立方米",
                                 "if {percent} % of the forecast rain came {late} min late, {plan} would be better by "
                                 "{m3} m³"),
    "control.stays_in_mind": Name("各种情形下均为最好；其次是{plan}，差 {m3} 立方米",
                                  "best in every case looked at; next comes {plan}, {m3} m³ worse"),
    "control.tried": Name("试算方案 {whatif} 的设定", "Settings of a plan that was tried: what-if {whatif}"),
}
