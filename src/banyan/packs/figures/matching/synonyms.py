"""Words of official statistics that mean the same, in both languages. One row, one meaning; the first is its name."""

SYNONYMS: tuple[tuple[str, ...], ...] = (
    ("gross domestic product", "gdp", "regional gdp", "gross regional product", "grp", "地区生产总值", "国内生产总值",
     "生产总值"),
    ("industrial added value", "industrial value added", "value added of industry",
     "工业增加值", "规模以上工业增加值"),
    ("fixed asset investment", "fixed-asset investment", "investment in fixed assets", "固定资产投资"),
    ("retail sales", "total retail sales of consumer goods",
     "retail sales of consumer goods", "社会消费品零售总额", "社零总额"),
    ("foreign trade", "total import and export", "imports and exports",
     "import and export value", "进出口总额", "外贸进出口"),
    ("exports", "export value", "出口", "出口额", "出口总额"),
    ("imports", "import value", "进口", "进口额", "进口总额"),
    ("general public budget revenue", "fiscal revenue", "一般公共预算收入", "财政收入"),
    ("foreign investment", "actually utilized foreign capital",
     "paid-in foreign investment", "实际利用外资", "实际使用外资"),
    ("per capita disposable income", "disposable income per capita", "居民人均可支配收入", "人均可支配收入"),
    ("population", "resident population", "permanent residents", "常住人口"),
    ("digital economy", "digital economy volume", "digital economy scale", "scale of the digital economy",
     "digital economy added value", "数字经济", "数字经济规模", "数字经济总量", "数字经济增加值",
     "数字经济核心产业增加值"),
    ("project", "projects", "projects signed", "signed projects", "projects contracted", "number of projects",
     "项目", "签约项目", "项目数", "签约项目数"),
    ("investment", "total investment", "combined investment", "contract value", "total contract value", "value",
     "planned investment", "signed amount", "contracted amount", "投资", "投资额", "总投资",
     "投资总额", "签约金额", "合同金额",
     "签约总额", "协议投资额", "计划总投资"),
    ("base station", "base stations", "5g base stations", "5g base station", "5g基站", "基站"),
    ("enterprise", "enterprises", "companies", "firms", "企业"),
    ("visitor", "visitors", "tourists", "tourist arrivals", "游客", "接待游客", "游客人次"),
    ("tourism revenue", "tourism income", "旅游收入", "旅游总收入"),
    ("power generation", "electricity generation", "electricity output", "power output", "electricity generated",
     "发电量"),
    ("electricity consumption", "power consumption", "electricity use", "用电量", "全社会用电量"),
    ("cargo throughput", "freight throughput", "cargo handled", "port throughput", "货物吞吐量", "港口吞吐量"),
    ("container throughput", "containers handled", "集装箱吞吐量"),
    ("passenger throughput", "passengers handled", "passenger traffic", "旅客吞吐量", "客运量"),
    ("grain output", "grain production", "grain harvest", "粮食产量", "粮食总产量"),
    ("patent", "patents", "patents granted", "专利", "专利授权量"),
    ("job", "jobs", "new urban jobs", "新增就业", "城镇新增就业"),
)
WHOLE = frozenset({"", "total", "all", "overall", "whole", "main", "cumulative", "合计",
"总计", "全部", "全市", "全省"})
# What a name may end in without naming another place.
PLACES = ("special administrative region", "autonomous region", "municipality",
"province", "county", "district", "city",
          "new area", "特别行政区", "自治区", "自治州", "新区", "省", "市", "县", "区")
# What a level may be called without becoming another indicator.
GENERIC = frozenset({
    "total", "overall", "volume", "scale", "value", "amount", "size", "output", "number",
    "count", "of", "the", "a", "an",
    "in", "and", "for", "its", "their", "from", "to", "with", "local", "annual", "average", "rate", "y", "growth",
    "increase", "throughput", "share", "proportion", "percentage", "ratio", "cagr", "compound", "rank", "ranking",
    "gain",
})  # fmt: skip
GENERIC_ZH = ("增加值", "总额", "总量", "规模", "总值", "数量", "总数", "数值", "增长率", "增长", "增速", "年均",
"同比", "占比", "比重",
              "比例", "排名", "位次", "的", "达到")
