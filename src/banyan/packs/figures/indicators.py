"""Names of what is measured, in both languages; `meaning` is the one that a ledger is asked with."""

from banyan.packs.figures.pattern import Pattern, Table

INDICATORS = Table(
    Pattern(r"added value of (?:the )?digital economy|digital economy(?:'s)? (?:added value|value added)"
            r"|数字经济增加值",
            "digital economy added value",
            "the «digital economy added value» grew"),
    Pattern(r"(?:scale|size|total volume|volume|output|value) of (?:[\w']+ )?digital economy"
            r"|digital economy(?: (?:scale|volume|output))?|数字经济(?:规模|总量)?(?!核心)",
            "digital economy", "the «scale of the digital economy»"),
    Pattern(r"core (?:industries of the )?digital economy(?: industries)?|数字经济核心产业(?:增加值)?",
            "core digital industries",
            "«数字经济核心产业»"),
    Pattern(r"(?:gross domestic product|gross regional product|regional gross domestic product|regional GDP"
            r"|GDP)(?: growth)?|(?:地区|国内)?生产总值|经济总量",
            "gross domestic product", "its «GDP» grew"),
    Pattern(r"industrial added value|value[- ]added (?:of )?industr(?:y|ial output)|规模以上工业增加值"
            r"|规上工业增加值|工业增加值",
            "industrial added value", "«工业增加值»增长"),
    Pattern(r"fixed[- ]asset investments?|固定资产投资", "fixed-asset investment", "«固定资产投资»增长"),
    Pattern(r"retail sales(?: of consumer goods)?|社会消费品零售总额|社零总额", "retail sales", "«社会消费品零售总额»"),
    Pattern(r"(?:total )?(?:foreign trade|imports and exports|import and export)(?: volume| value)?|进出口(?:总额"
            r"|总值|额)?|外贸",
            "imports and exports", "«进出口总额»增长"),
    Pattern(r"exports?\b|出口(?:额|总额)?", "exports", "«出口额»增长"),
    Pattern(r"imports?\b|进口(?:额|总额)?", "imports", "«进口额»增长"),
    Pattern(r"(?:general public budget|fiscal) revenues?|一般公共预算(?:总)?收入|财政(?:总)?收入",
            "fiscal revenue", "«一般公共预算收入»"),
    Pattern(r"(?:fiscal|public|budget) expenditures?|一般公共预算支出|财政支出", "fiscal expenditure",
            "«财政支出»增长"),
    Pattern(r"tax (?:revenues?|cuts?|refunds?)|税收(?:收入)?", "tax revenue", "«税收收入»增长"),
    Pattern(r"(?:per capita )?disposable incomes?|人均可支配收入|可支配收入", "disposable income", "«人均可支配收入»"),
    Pattern(r"operating (?:revenue|income)s?|business revenues?|revenues?|sales revenue|turnover|营业收入|营收"
            r"|主营业务收入|销售收入"
            r"|销售额|销售总额", "revenue", "«营业收入»增长"),
    Pattern(r"(?:foreign (?:direct )?investment|actual use of foreign capital|foreign capital)|实际(?:利用|使用)外资"
            r"|利用外资",
            "foreign investment", "«实际利用外资»"),
    Pattern(r"(?:contract(?:ual|ed)?|agreement) (?:value|amount|investment)s?|合同(?:金额|总额|额)|协议(?:金额|总额"
            r"|投资额?)|签约(?:金额"
            r"|总额|额)|成交(?:额|金额)", "contract value", "«合同金额»"),
    Pattern(r"(?:total |planned |combined |annual |completed )?investments?\b|(?:计划)?(?:总)?投资(?:总?额"
            r"|总量)?(?!促进|局|商|者|人"
            r"|主体|环境|方)", "investment", "«总投资»319亿元"),
    Pattern(r"(?:industrial |total |annual |gross )?output(?: value)?|(?:工业|农业)?(?:总)?产值",
            "output value", "«总产值»增长"),
    Pattern(r"added value|value added|增加值", "added value", "«增加值»增长"),
    Pattern(r"(?:permanent |resident |total |urban )?population|常住人口|总人口|人口",
            "population", "«常住人口»842万人"),
    Pattern(r"(?:cargo|container|port) throughput|吞吐量", "throughput", "«吞吐量»增长"),
    Pattern(r"(?:installed )?capacity|装机(?:容量)?|产能|库容", "capacity", "«装机容量»"),
    Pattern(r"electricity consumption|power consumption|用电量", "electricity consumption", "全社会«用电量»"),
    Pattern(r"(?:power|electricity) generation|发电量", "electricity generation", "年«发电量»"),
    Pattern(r"(?:loans?|credit)(?: balance)?|贷款(?:余额)?", "loans", "«贷款余额»"),
    Pattern(r"deposits?|存款(?:余额)?", "deposits", "«存款余额»"),
    Pattern(r"exchange rate|汇率", "exchange rate", "the «exchange rate»"),
    Pattern(r"R&D (?:spending|expenditure|investment|outlays?)|研发(?:投入|经费)|研究与试验发展经费",
            "research expenditure",
            "«研发投入»12亿元"),
    Pattern(r"(?:government )?debt(?: balance)?|债务(?:余额)?", "debt", "政府«债务余额»12亿元"),
    Pattern(r"forest coverage|森林覆盖率", "forest coverage", "«森林覆盖率»"),
    Pattern(r"unemployment rate|失业率", "unemployment rate", "«失业率»"),
    Pattern(r"urbani[sz]ation rate|城镇化率", "urbanization rate", "«城镇化率»"),
    Pattern(r"(?:conversion|implementation|landing) rate|(?:转化|落地)率", "conversion rate", "«落地率»"),
    Pattern(r"(?:commencement|construction|start) rate|开工率", "start rate", "«开工率»"),
    Pattern(r"completion rate|完成率", "completion rate", "«完成率»"),
    Pattern(r"coverage(?: rate)?|覆盖率", "coverage", "«覆盖率»"),
    Pattern(r"area\b|面积", "area", "«面积»12公顷"),
    Pattern(r"(?:total )?length|mileage|(?:总)?(?:里程|长度)|全长", "length", "«全长»12公里"),
    Pattern(r"profits?|利润(?:总额)?", "profit", "«利润总额»"),
    Pattern(r"costs?\b|成本", "cost", "«成本»下降"),
    Pattern(r"funds?|funding|financing|资金|融资", "funds", "«资金»12亿元"),
    within_words=False,
)
