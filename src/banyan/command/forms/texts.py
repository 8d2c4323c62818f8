"""What forms say to those who fill them, in both languages."""

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
}
