"""What forms say to those who write and fill them, in both languages."""

from banyan.model.text import Name

TEXTS: dict[str, Name] = {
    "forms.file_empty": Name("文件为空", "the file is empty"),
    "forms.file_large": Name(
        "文件 {size} 兆字节，上限 {most} 兆字节", "the file has {size} MB; at most {most} MB are taken"
    ),
    "forms.file_unknown": Name(
        "文件内容不是可接受的类型；可接受：{allowed}", "the file's content is of no kind known here; expected {allowed}"
    ),
    "forms.file_kind": Name("文件内容为 {kind}；可接受：{allowed}", "the file's content is {kind}; expected {allowed}"),
    "forms.file_uncleaned": Name(
        "{kind} 中的拍摄信息无法清除，此类案件不接受", "{kind} can't be freed of its metadata, so it isn't taken here"
    ),
    "forms.files_many": Name("附件 {count} 个，上限 {most} 个", "there are {count} files; at most {most} are taken"),
    "forms.photo_damaged": Name("照片已损坏", "the photo is damaged"),
    "forms.photo_no_time": Name("照片没有拍摄时间", "the photo doesn't say when it was taken"),
    "forms.photo_no_place": Name("照片没有拍摄地点", "the photo doesn't say where it was taken"),
    "forms.photo_early": Name(
        "照片拍摄于上报前 {hours} 小时", "the photo was taken {hours} hours before the report"
    ),
    "forms.photo_late": Name("照片拍摄于上报后 {hours} 小时", "the photo was taken {hours} hours after the report"),
    "forms.photo_far": Name(
        "照片拍摄地点距案件 {metres} 米，允许 {most} 米",
        "the photo was taken {metres} m from the case; {most} m are allowed",
    ),
    "forms.draft_changed": Name(
        "草稿已被另存（第 {revision} 版）；请先查看再保存",
        "the draft was saved by somebody else (revision {revision}); look at it before you save",
    ),
    "forms.too_deep": Name("嵌套超过 {most} 层", "nested more than {most} levels deep"),
    "forms.no_expression": Name(
        "“{found}”不是表达式；应为值，或只有一个运算的表",
        "{found} is no expression; expected a value, or a table of one operator",
    ),
    "forms.no_operator": Name(
        "没有运算“{found}”；应为 {known} 之一",
        "there is no operator {found}; expected one of {known}",
    ),
    "forms.no_field": Name(
        "没有字段“{found}”；应为 {known} 之一",
        "there is no field {found}; expected one of {known}",
    ),
    "forms.no_choice": Name(
        "没有选项“{found}”；应为 {known} 之一", "there is no choice {found}; expected one of {known}"
    ),
    "forms.operands": Name(
        "运算 {operator} 应有 {expected} 个运算数的列表", "{operator} takes a list of operands, {expected} of them"
    ),
    "forms.choices": Name("“{found}”不是值的列表", "{found} is no list of values"),
    "forms.dialect": Name(
        "模式方言为 {found}；应为 {expected}", "the schema is of dialect {found}; expected {expected}"
    ),
    "forms.schema": Name("模式有误，位置 {where}：{why}", "the schema is wrong at {where}: {why}"),
    "forms.no_object": Name(
        '模式应为带字段的对象（"type": "object" 和 "properties"）',
        'the schema has to be an object with fields ("type": "object" and "properties")',
    ),
    "forms.too_many": Name("字段 {count} 个，上限 {most} 个", "there are {count} fields; at most {most} are taken"),
    "forms.reference": Name(
        "引用 {found} 指向表单之外；应以 # 开头",
        "reference {found} leads out of the form; expected one that begins with #",
    ),
    "forms.reference_lost": Name("引用 {found} 没有目标", "reference {found} leads to nothing in the schema"),
    "forms.reference_circle": Name("模式的引用成环", "references of the schema lead round in a circle"),
    "forms.required_unknown": Name("必填字段 {field} 没有定义", "field {field} is required and isn't declared"),
    "forms.one_kind": Name(
        "每条规则应恰有 show、require、compute 之一", "a rule has exactly one of show, require, compute"
    ),
    "forms.value": Name(
        "value 用于且必须用于 compute 规则",
        "value belongs to rules that compute, and each of them needs it",
    ),
    "forms.computed_twice": Name("字段 {field} 有两条计算规则", "field {field} is computed by two rules"),
    "forms.circle": Name("字段互相依赖：{fields}", "fields wait for each other: {fields}"),
    "forms.sound": Name(
        "表单 {form} 无误：字段 {fields} 个，规则 {rules} 条",
        "Form {form} makes sense: fields, {fields}; rules, {rules}",
    ),
    "forms.missing": Name("必填，尚未填写", "is needed, and no answer was given"),
    "forms.bad_type": Name("类型不符；应为 {expected}", "is of the wrong type; expected {expected}"),
    "forms.bad_choice": Name("不在可选值内；应为 {expected}", "is none of the choices; expected {expected}"),
    "forms.bad_range": Name("超出范围；应满足 {keyword} {expected}", "is out of range; expected {keyword} {expected}"),
    "forms.bad_length": Name(
        "长度或个数不符；应满足 {keyword} {expected}",
        "is too short, too long or too many; expected {keyword} {expected}",
    ),
    "forms.bad_repeated": Name("有重复的值", "names a value twice"),
    "forms.bad_pattern": Name("格式不符；应匹配 {expected}", "is not in the form expected: {expected}"),
    "forms.bad_format": Name("不是有效的 {expected}", "is no valid {expected}"),
    "forms.bad": Name("不满足 {keyword}：{expected}", "doesn't keep to {keyword}: {expected}"),
}
