"""What an undertaking passes through, and which stage the words beside a day or month name."""

import re

from banyan.packs.figures.pattern import Pattern, Table

STAGES = Table(     # meaning: the stage's place in the order of things
    Pattern(r"\b(?:tenders? (?:is|was|will be|are|were)? ?(?:invited|issued)|plans? (?:was|were) approved|got "
            r"approval)\b"
            r"|立项|获批|核准|招标|签约|签订", "1", "it was «获批» in May"),
    Pattern(r"\b(?:first|trial|test)(?: \w+){0,2} (?:electricity|power|flights?|trains?|deliver\w+|runs?|production"
            r"|operations?|phase|batch)\b|试运[行营]|试生产|首批|首期|首台|封顶|topped "
            r"out", "3", "«first electricity» is due"),
    Pattern(r"\b(?:full(?:y|-scale)?(?: \w+){0,2} (?:operation\w*|production|service|capacity|open)|complet(?:ed?|es"
            r"|ion|ing)"
            r"|finish(?:ed|es|ing)?|end(?:s|ed|ing)?(?! of)|clos(?:e|es|ed|ing)|conclud(?:ed?|es)|wound up|ready)\b"
            r"|\b(?:is|are|was|were|be) (?:then )?lifted\b|解除管制|恢复通[行车]"
            r"|竣工|完工|建成|结束|闭幕|全面投|全部投|正式运[行营]|投产|投用|通车|交付|验收|截止|收官|落幕", "4",
            "the whole farm is to be in «full operation»"),
    Pattern(r"\b(?:start(?:s|ed|ing)?|began|begun|begins?|beginning|open(?:s|ed|ing)?|launch(?:es|ed)?|commenc(?:e"
            r"|es|ed)"
            r"|broke ground|breaks ground|kick(?:s|ed) off|gets? under way|got under way)\b"
            r"|开工|动工|开始|启动|开幕|奠基|开赛|开建", "2", "building work «begins» on Monday"),
)
STEPS = Table(      # of what is applied for, opened and told; meaning: the step's place
    Pattern(r"\b(?:entr(?:y|ies)|applications?|bids?|tenders?|registrations?|submissions?|proposals?"
            r"|nominations?)\b[^.;]{0,30}"
            r"\b(?:close[sd]?|due|end[s]?|until|deadline|by|from|accepted)\b|\bdeadline\b"
            r"|\b(?:sign(?:ed)? up|register|enrol|apply|enter)\b[^.;]{0,30}\b(?:until|by|till|from)\b"
            r"|\b(?:applications?|entries|registration|enrolment|nominations?):"
            r"|(?:报名|申请|申报|投标|递交|征集|提交|投稿)[^，。；]{0,8}(?:截止|结束|止|时间)|截止"
            r"|[报申投征][名报稿集](?:时间)?[为：]", "1",
            "«bids are due» by 30 May"),
    Pattern(r"\b(?:bids?|tenders?|envelopes?|papers?)?(?: will be| are| were)? ?(?:opened|examin(?:ed|ations?)"
            r"|exams?|draw(?:n|s)?"
            r"|interview(?:s|ed)?|judged|reviewed|assessed)\b|\b(?:jury|panel|judges|committee) (?:meets?|sits?"
            r"|decides?|will meet)\b"
            r"|资格(?:审查|复审|审核)|初审|面试|体检|考试|笔试|面试|开标|评审|评选|抽签|摇号|初赛", "2",
            "bids «will be opened» on 17 May"),
    Pattern(r"\b(?:results?|winners?)\b[^.;]{0,24}\b(?:announced|published|out|named)\b|成绩公布|结果公[布示]"
            r"|公布结果|中标公示|揭晓"
            r"|决赛", "3", "the «winners will be announced» in June"),
    Pattern(r"\b(?:awards? (?:ceremony|night)|prizes? (?:are|will be) (?:given|presented|awarded))\b|颁奖"
            r"|表彰大会|授奖", "4",
            "the «award ceremony» is in July"),
)
ENACTED = Table(       # of a law or an agreement; meaning: the step's place
    Pattern(r"\b(?:passed|adopted|signed|approved|promulgated|ratified)\b|通过|签署|颁布|签订|批准", "1",
            "the law was «passed» in May"),
    Pattern(r"\b(?:(?:came|comes?|enter\w*|went) into (?:force|effect)|(?:took|takes?|taking) effect)\b|施行|生效|实施",
            "2", "it «came into force» in June"),
)
TRIALS = Table(     # of a case before a court or an office; meaning: the step's place
    Pattern(r"\b(?:filed|lodged|brought|indicted|charged|arrested|registered)\b|立案|报案|起诉|受理|被捕", "1",
            "the case was «filed» in May"),
    Pattern(r"\b(?:heard|trial (?:began|opened)|hearings?)\b|开庭|庭审|公开审理", "2", "it was «heard» in June"),
    Pattern(r"\b(?:sentenced|convicted|acquitted|ruled|decided|verdict|judgment)\b|宣判|判决|裁定|结案|裁决", "3",
            "the «verdict» came in July"),
    Pattern(r"\b(?:enforced|executed|paid out)\b|执行完毕|执结", "4", "it was «enforced» in August"),
)
MEASURES = Table(       # that are taken in an emergency; meaning: the step's place
    Pattern(r"\b(?:alerts?|responses?|emergenc(?:y|ies)|warnings?|bans?|curfews?|lockdowns?)\b[^.;]{0,40}"
            r"\b(?:declared|activated|imposed|issued|triggered)\b(?! (?:void|invalid))"
            r"|启动[^，。；]{0,10}响应|发布[^，。；]{0,8}预警", "1", "an «alert was declared» on 9 July"),
    Pattern(r"\b(?:raised|upgraded|stepped up|escalated) to (?:red|orange|amber|yellow|level|stage|the highest)\b"
            r"|(?:提升|升级|提高|升)[至为到][^，。；]{0,3}[级色]", "2", "it was «raised to red» on 12 July"),
    Pattern(r"\b(?:lifted|stood down|called off)\b|解除|终止(?:[^，。；]{0,6}响应)?", "3", "and «lifted» on 16 July"),
)
SALES = Table(          # of tickets and flats; meaning: the step's place
    Pattern(r"\b(?:went|gone|go|goes) on sale\b"
            r"|\b(?:advance )?sales (?:open(?:ed|s)?|began|start(?:ed|s)?)\b|开售|开票", "1",
            "tickets «went on sale» on 5 May"),
    Pattern(r"\b(?:box office|(?:online )?shop|(?:ticket )?sales|booking)s? (?:was |were )?(?:clos(?:es|ed)|ended)\b"
            r"|\bsold out\b|停售|停止售票", "2", "the «online shop closed» on 20 June"),
)
RELEASED = Table(      # of what is laid before somebody and sent out; meaning: the step's place
    Pattern(r"\b(?:approved|adopted|endorsed|signed off|cleared)\b(?! for\b)|审议通过|审定|核定", "1",
            "the report was «approved» by the board"),
    Pattern(r"\b(?:(?:sent|submitted|forwarded|delivered|released) to|published|laid before)\b(?! for\b)"
            r"|报送|上报|公布|公开发布|印发", "2", "and «sent to» the regulator"),
)
COMPILED = Table(      # of a paper and the data that it is made of; meaning: the step's place
    Pattern(r"\b(?:data(?:base|set)?|records|registers?|figures|tables?)\b[^.;]{0,40}"
            r"\b(?:extracted|drawn|downloaded|exported|frozen|closed|retrieved)\b"
            r"|数据[^，。；\d]{0,14}(?:提取|导出|截取|抽取|锁定|汇总)", "1", "«data were extracted» on 19 January"),
    Pattern(r"\b(?:this|the) (?:[a-z]+ )?(?:bulletin|release|report|publication|notice|paper|edition|statement)\b"
            r"[^.;]{0,20}\b(?:published|issued|released|printed)\b"
            r"|本(?:公报|通报|公告|报告|简报|新闻稿|期)[^，。；\d]{0,8}(?:发布|公布|印发|刊发)", "2",
            "«this bulletin was published» on 26 February"),
)
CRIMES = Table(         # of a crime; meaning: the step's place
    Pattern(r"\b(?:vanished|disappeared|went missing|(?:was|were) (?:stolen|robbed|stabbed|shot|burgled"
            r"|attacked|murdered)|stole|robbed|burgled|broke into|set fire to)\b"
            r"|(?:盗[走取]|[偷抢]走|盗窃|抢劫|窃[得取])(?![被罪案犯嫌])|潜入|行窃|作案|失窃|被[盗偷抢劫]|案发", "1",
            "the jewels «vanished» on 11 April"),
    Pattern(r"\b(?:(?:was|were|been|and|they|police|detectives|officers) (?:then )?(?:arrested|caught|detained"
            r"|apprehended|seized)|arrested (?:him|her|them|a|the|two|three)|turned (?:himself|herself) in)\b"
            r"|抓获|落网|归案|被捕|被拘|刑拘|投案|自首", "2", "and «arrested him» on 29 April"),
)
PAID = Table(           # of a dividend; meaning: the step's place
    Pattern(r"\b(?:meeting|assembly|AGM|shareholders?)\b[^.;\d]{0,40}\b(?:approved|resolved|adopted|voted)\b"
            r"(?=[^.;]{0,40}\b(?:dividends?|distribution|payout)\b)"
            r"|股东[大年]?会[^，。；\d]{0,8}通过(?=[^。]{0,30}[派红])", "1", "the «assembly approved» a dividend"),
    Pattern(r"\b(?:on the (?:share )?register|of record|record date)\b|股权登记日|登记在册", "2",
            "to holders «of record» on 5 September"),
    Pattern(r"\b(?:(?:be|is|are|was|were) paid|payable|payment|paid out|distributed)\b|派发|发放|派息|支付", "3",
            "it will «be paid» on 26 September"),
)
_MARK = re.compile(r"[,，;；、:：]|\band\b|\bbut\b|\bwhile\b")
REACH = 70          # characters to each side


def of_day(plain: str, low: int, high: int, start: int, end: int, table: Table = STAGES) -> int:
    """The stage nearest to what stands from `start` to `end`, within its clause in `low` to `high`; 0 for none."""
    before = plain[max(low, start - REACH):start]
    lead = _MARK.split(before)[-1]
    tail = _MARK.split(plain[end:min(high, end + REACH)])[0]
    hits = table.find(lead)
    if hits:
        return int(hits[-1].meaning)
    hit = table.first(tail)
    return int(hit.meaning) if hit else 0
