"""Words by which Chinese texts tie numbers to each other. Meanings as in English (en/markers.py)."""

from banyan.packs.figures.pattern import Pattern, Table

PARTS = Table(
    Pattern(r"分别[为是有达占]|由(?=[^，。；]{1,60}组成|[^，。；]{1,60}构成)|分为|分成|具体为", "all", "项目66个，«分别为»线下50个"),
    Pattern(r"主要(?:有|包括|为|是|涉及|集中)?|例如|比如|特别是|尤其是", "some", "项目66个，«主要包括»园区5个"),
    Pattern(r"包括|包含|含(?=[\u4e00-\u9fff]{1,12}\d)|涵盖", "including", "项目66个，«包括»线下50个"),
    Pattern(r"其中|当中|这当中|(?<=[，。；（(])(?:按|从)[^，。；\d]{1,14}(?:分|看|划分|来看)", "of", "项目66个，«其中»线下50个"),
)
OPEN_END = Table(
    Pattern(r"^[\u4e00-\u9fff]{0,6}?等(?!级|于|待)", "some", "«等»"),
)
SORTED_BY = Table(
    Pattern(r"(?:按照?|从|在)(?=[^，。；\d]{1,14}(?:分|看|划分|来看|方面))", "by", "«按»投资主体分，国有企业10个"),
)
RESPECTIVELY = Table(Pattern(r"分别", "all", "占比«分别»为12%、15%"))
PAIRS = Table(
    Pattern(r"投资|金额|总额|合同额|协议额|价值|共|计|达|为|、|，|（|\(|资金|规模|额", "pair", "项目50个，«投资»1675亿元"),
)
AGAIN = Table(
    Pattern(r"^(?:[（(，,]? ?)(?:折合|约合|合|相当于|折算|约|等值|即|或)(?:人民币|美元)?(?:约|为)?$|^[（(]$", "again", "7.8亿元«（约合»1.1亿美元）"),
)
FROM = Table(Pattern(r"[由从](?:[^，。；]{0,24}?)(?:的)?(?:近|约|超过?|不足)?$", "from", "«由2016年的»21.9%"),)
BEGINS = Table(
    Pattern(r"签约|签订|签署|立项|核准|备案|批复", "1", "2020年5月«签约»"),
    Pattern(r"开工|动工|启动|开幕|奠基|开建|开赛|开展|报名开始", "2", "2020年5月«开工»"),
    Pattern(r"竣工|建成|完工|投产|闭幕|投用|通车|投入使用|交付|验收|结束|截止", "3", "2020年5月«竣工»"),
)
LISTED = Table(
    Pattern(r"^(?:：|:|——|，即|，分别[是为]|，(?:它们|他们)是)", "all", "三个湖泊«：»西湖、东湖和左海"),
    Pattern(r"^，?(?:包括|如|例如)", "some", "三个湖泊«，包括»西湖"),
)
