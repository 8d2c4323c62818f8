"""Reasons that the red list gives."""

from banyan.model.text import Name

NO_NAME = Name("有金额但没有项目名称", "it has an amount and no name of a project")
SHARED_AMOUNT = Name("一个金额合并给了几行项目，各是多少没有说明",
                     "one merged amount for several projects: whose part is how much isn't said")


def no_amount(column: bool) -> Name:
    if column:
        return Name("没有填写，应为金额", "it is empty, an amount was expected")
    return Name("表中没有投资额一列", "the table has no column of amounts")


def not_in_list(field: str, text: str) -> Name:
    said = {"investor_kind": ("投资方性质", "kind of investor"), "channel": ("签约方式", "signing channel"),
            "agreement": ("协议类型", "kind of agreement"), "stage": ("项目阶段", "stage")}
    zh, en = said.get(field, (field, field))
    return Name(f"“{text}”不是已知的{zh}", f'"{text}" is no {en} that is known here')


def wrong_code(text: str, why: str) -> Name:
    return Name(f"代码“{text}”有误：{_WRONG.get(why, why)}", f'the code "{text}" is wrong: {why}')


_WRONG = {"its check character is wrong": "校验码不符", "not 18 characters": "不是18位"}
