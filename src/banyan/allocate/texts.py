"""What allocation says to people, in both languages."""

from banyan.model.text import Name

TEXTS: dict[str, Name] = {
    "allocate.all_busy": Name(
        zh="具备条件的 {crews} 支抢险队伍都在执行任务。", en="All crews able to do it are busy ({crews})."
    ),
    "allocate.elsewhere": Name(
        zh="具备条件的 {crews} 支抢险队伍都在积水危害更大的地点。",
        en="All crews able to do it are where the water does more harm ({crews}).",
    ),
    "allocate.off_shift": Name(
        zh="具备条件的 {crews} 支抢险队伍都不在班或失去联系。",
        en="All crews able to do it are off shift or silent ({crews}).",
    ),
    "allocate.no_skill": Name(zh="没有抢险队伍具备所需技能。", en="No crew has the skill it needs."),
    "allocate.no_equipment": Name(
        zh="没有抢险队伍带有所需装备：{equipment}。", en="No crew has the equipment it needs: {equipment}."
    ),
    "allocate.cut_off": Name(
        zh="通往 {place} 的道路均被积水阻断，空闲队伍无法到达。",
        en="Water has closed every road to {place}: no free crew can get there.",
    ),
    "allocate.no_time": Name(
        zh="具备条件的 {crews} 人（队）在本班内都排不出时间。",
        en="Nobody able to do it has time left in this shift, or a way there ({crews}).",
    ),
    "allocate.looked": Name(
        zh="{place} 已巡查完毕，队伍被派往更需要的地点。",
        en="{place} has been looked at; its crew is needed more elsewhere.",
    ),
    "allocate.no_position": Name(
        zh="{place} 没有登记位置，无法派遣。", en="{place} has no declared position: nobody can be sent."
    ),
}
