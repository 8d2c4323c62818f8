"""What control says, in both languages."""

from banyan.model.text import Name

TEXTS: dict[str, Name] = {
    "control.not_followed": Name("{device}未执行指令：要求 {wanted}，回读 {seen}",
                                 "{device} did not follow its order: {wanted} wanted, {seen} read back"),
    "control.follows_again": Name("{device}恢复执行：要求 {wanted}，回读 {seen}",
                                  "{device} follows its orders again: {wanted} wanted, {seen} read back"),
}
