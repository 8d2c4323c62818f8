"""What allocation says to people, in both languages."""

from banyan.model.text import Name

TEXTS: dict[str, Name] = {
    "allocate.all_busy": Name(
        zh="具备条件的 {crews} 支抢险队伍都在执行任务。", en="All crews able to do it are busy ({crews})."
    ),
    "allocate.no_skill": Name(zh="没有抢险队伍具备所需技能。", en="No crew has the skill it needs."),
    "allocate.no_position": Name(
        zh="{place} 没有登记位置，无法派遣。", en="{place} has no declared position: nobody can be sent."
    ),
}
