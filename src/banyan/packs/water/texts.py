"""What the storm rule says, in both languages. `_all` speaks of every lake, `_blind` is said without a forecast."""

from banyan.model.text import Name

_ONE = {
    "high": ("{lake}水位 {level} 米，高于警戒 {warning} 米：全力外排",
             "{lake} stands at {level} m, above its warning level of {warning} m: released with all we have"),
    "backflow": ("{lake}外河水位将不低于湖水位 {level} 米：关闸防倒灌",
                 "the river comes up to {lake} ({level} m): gates shut, lest it runs in"),
    "level_only": ("最近一小时降雨 {mm} 毫米，{lake}余量不足：降至 {floor} 米",
                   "{mm} mm fell within the hour and {lake} lacks room: lowered to {floor} m"),
    "pre_drain": ("预计还有 {mm} 毫米降雨，{lake}从 {level} 米预降至 {floor} 米",
                  "{mm} mm of rain expected: {lake} is lowered from {level} m to {floor} m beforehand"),
    "hold": ("沿河街道积水，{lake}尚有余量：暂停外排",
             "streets on the river are under water and {lake} has room: its release waits"),
    "band": ("{lake}水位 {level} 米，接近常水位上限：放至 {floor} 米",
             "{lake} at {level} m nears the top of its band: released to {floor} m"),
    "keep": ("{lake}水位 {level} 米，余量足够：闸门回到常态",
             "{lake} at {level} m has room enough: gates return to normal"),
}  # fmt: skip
_ALL = {
    "high": ("各湖高于警戒水位：全力外排", "the lakes stand above their warning levels: released with all we have"),
    "backflow": ("外河水位将不低于湖水位：各闸关闭防倒灌",
                 "the river comes up to the lakes: all gates shut, lest it runs in"),
    "level_only": ("最近一小时降雨 {mm} 毫米，各湖余量不足：降低水位",
                   "{mm} mm fell within the hour and the lakes lack room: lowered"),
    "pre_drain": ("预计还有 {mm} 毫米降雨：各湖预降水位", "{mm} mm of rain expected: the lakes are lowered beforehand"),
    "hold": ("沿河街道积水，各湖尚有余量：暂停外排",
             "streets on the river are under water and the lakes have room: their release waits"),
    "band": ("各湖接近常水位上限：放至常水位中部", "the lakes near the top of their bands: released to the middle"),
    "keep": ("各湖余量足够：闸门回到常态", "the lakes have room enough: gates return to normal"),
}  # fmt: skip
_BLIND = Name("（无预报，仅按水位和实测雨量）", " (no forecast: by levels and measured rain only)")


def _told(key: str, zh: str, en: str) -> dict[str, Name]:
    return {f"water.{key}": Name(zh, en), f"water.{key}_blind": Name(zh + _BLIND.zh, en + _BLIND.en)}


TEXTS: dict[str, Name] = {
    "water.pumps_early": Name("一小时降雨 {mm} 毫米：水泵提前启动", "{mm} mm of rain in an hour: pumps start early"),
    "water.even": Name("各调蓄池按充满程度均衡放水", "basins release by how full they are"),
    "water.brim": Name("{lake}将满（水位 {level} 米）：加大放水",
                       "{lake} is nearly full (at {level} m): released faster before it spills"),
    "water.pumps_back": Name("雨势减弱或前池已低：水泵交还浮子控制",
                             "rain eases or the sump is low: pumps return to their floats"),
}  # fmt: skip
for _key, (_zh, _en) in _ONE.items():
    TEXTS |= _told(_key, _zh, _en)
for _key, (_zh, _en) in _ALL.items():
    TEXTS |= _told(f"{_key}_all", _zh, _en)
