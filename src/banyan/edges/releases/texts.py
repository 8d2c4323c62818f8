"""What a marked release says for itself, in both languages."""

from banyan.model.figure import Verdict
from banyan.model.text import Catalogue, Name, Said, render

SHAPES = {Verdict.CONTRADICTS: "✗", Verdict.AGREES: "✓", Verdict.CANNOT_TELL: "?", Verdict.UNKNOWN: "○"}
ORDER = tuple(Verdict)      # the strongest first

TEXTS: Catalogue = {
    "title": Name(zh="数字核查：{file}", en="Figures checked: {file}"),
    "findings": Name(zh="核查结果", en="Findings"),
    "text": Name(zh="原文", en="Text"),
    "verdict.contradicts": Name(zh="矛盾", en="contradicts"),
    "verdict.agrees": Name(zh="一致", en="agrees"),
    "verdict.cannot_tell": Name(zh="无法判断", en="cannot tell"),
    "verdict.unknown": Name(zh="无从核对", en="unknown"),
    "means.contradicts": Name(zh="与文中其他数字或台账不符", en="does not fit another number of the text or a ledger"),
    "means.agrees": Name(zh="与文中其他数字或台账相符", en="fits another number of the text or a ledger"),
    "means.cannot_tell": Name(zh="信息不足，所缺内容见各条说明", en="something is missing; each entry says what"),
    "means.unknown": Name(zh="没有可供比对的数字", en="nothing to compare it with"),
    "count": Name(zh="{n} 处", en="{n}"),
    "none": Name(zh="没有发现可核查的数字。", en="No number was found that could be checked."),
    "head.number": Name(zh="编号", en="No."),
    "head.verdict": Name(zh="结论", en="Verdict"),
    "head.values": Name(zh="数值", en="Values"),
    "head.why": Name(zh="依据", en="Why"),
    "against": Name(zh="对照：", en="Against: "),
    "also": Name(zh="另见：", en="See also: "),
    "back": Name(zh="回到原文", en="to the text"),
}


def say(key: str, language: str, **args: str) -> str:
    return render(Said(key, args), TEXTS, language)
