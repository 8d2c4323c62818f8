"""What crews report, in both languages."""

from banyan.model.text import Catalogue, Name

TEXTS: Catalogue = {
    "crew.arrived": Name("已到现场，积水深 {depth_cm} 厘米", "On site; the water is {depth_cm} cm deep"),
    "crew.pumping": Name("移动泵已开启，积水深 {depth_cm} 厘米", "Pump running; the water is {depth_cm} cm deep"),
    "crew.left": Name("撤离时积水深 {depth_cm} 厘米", "Left when the water was {depth_cm} cm deep"),
    "crew.arrived-no-street": Name("已到现场，街面无积水点", "On site; there is no street to measure here"),
    "crew.pumping-no-street": Name("移动泵已开启", "Mobile pump running"),
    "crew.left-no-street": Name("已撤离", "Left the site"),
}
