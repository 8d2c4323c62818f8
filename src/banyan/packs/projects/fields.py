"""The fields that a column can hold, with the words districts write over them. Add a word here, and its test.

Words are compared by `plain.key`: without case, spaces and signs. A word that is vague ("类型", "kind") names several
fields; the values under it decide (mapping.py).
"""

from msgspec import Struct


class Field(Struct, frozen=True):
    """`words`: in order of no importance. `vague`: words that also name other columns. `once`: at most one column."""

    name: str
    words: tuple[str, ...]
    vague: tuple[str, ...] = ()
    once: bool = True


NAME = Field("name", (
    "项目名称", "项目", "工程名称", "签约项目", "签约项目名称", "项目全称", "项目名", "拟签约项目", "招商项目名称",
    "重点项目名称",
    "投资项目名称", "合作项目名称", "project", "project name", "name of project", "project title", "title of project",
    "signed project", "projects",
), vague=("名称", "name", "title"))
INVESTOR = Field("investor", (
    "投资方", "投资主体", "投资单位", "投资企业", "投资商", "投资人", "投资者", "投资方名称", "投资企业名称",
    "投资主体名称", "投资单位名称",
    "签约企业", "签约方", "乙方", "客商", "客商名称", "项目投资方", "投资公司", "签约主体", "签约单位", "合作企业",
    "引进企业", "项目业主",
    "业主单位", "项目单位", "建设单位", "企业", "企业名称", "公司名称", "单位名称", "企业名称全称", "来访企业",
    "投资方全称", "甲乙方企业",
    "investor", "investors", "investing party", "investing company", "company", "company name", "enterprise",
    "investor name",
    "name of investor", "investing enterprise", "name of company", "signing enterprise", "party b", "signatory",
    "developer",
), vague=("单位", "主体"))
INVESTOR_KIND = Field("investor_kind", (
    "投资方性质", "投资方类型", "投资主体性质", "投资主体类型", "企业性质", "企业类型", "投资类型", "资金性质",
    "所有制", "所有制性质",
    "经济类型", "投资性质", "资本类型", "资本性质", "投资方类别", "投资主体类别", "单位性质", "企业类别", "内外资",
    "投资者性质", "投资者类型",
    "企业所有制", "investor kind", "investor type", "type of investor", "kind of investor", "ownership",
    "ownership type",
    "enterprise type", "nature of investor", "type of enterprise", "investor category", "capital type",
    "investor ownership",
), vague=("性质", "类型", "类别", "kind", "type", "nature"))
CREDIT_CODE = Field("credit_code", (
    "统一社会信用代码", "社会信用代码", "信用代码", "统一信用代码", "投资方信用代码", "企业信用代码",
    "unified social credit code",
    "credit code", "uscc", "social credit code", "uscc code",
))
CODE = Field("code", (
    "项目代码", "项目编码", "项目编号", "备案代码", "项目备案代码", "项目统一代码", "投资项目代码", "统一项目代码",
    "在线审批代码", "赋码",
    "project code", "project no", "project number", "project id", "code of project", "investment project code",
), vague=("代码", "编码", "编号", "code", "id"))
SERIAL = Field("serial", ("序号", "序", "顺序号", "行号", "no", "number", "serial", "serial no", "sn", "s/n", "#",
    "№", "item"),
               vague=("编号",))
INVESTMENT = Field("investment", (
    "总投资", "投资额", "投资总额", "总投资额", "计划总投资", "计划投资", "计划投资额", "协议投资", "协议投资额",
    "协议金额", "合同金额",
    "合同投资额", "合同额", "签约金额", "签约额", "签约投资额", "签约总额", "签约投资", "投资金额", "投资规模",
    "项目总投资", "项目投资额",
    "项目投资", "拟投资额", "拟投资", "意向投资额", "投资总规模", "合同总额", "总金额", "总额", "估算总投资",
    "概算总投资", "总投资规模",
    "协议总投资", "合同总投资", "约定投资额", "首次签约投资额", "签约时投资额", "total investment", "investment",
    "amount", "contract value",
    "contractual value", "investment amount", "value", "contract amount", "agreed investment", "planned investment",
    "project investment", "signed amount", "investment value", "total value", "total amount", "contracted investment",
    "signed investment", "agreement amount", "total contract value", "value of contract", "contracted value",
    "amount of investment",
), vague=("金额", "投资", "规模"))
REVISED = Field("revised", (
    "调整后投资", "调整后投资额", "调整后总投资", "修订投资额", "修订后投资额", "变更后投资额", "变更后总投资",
    "最新投资额", "核定投资额",
    "修正后投资额", "更新投资额", "修订后总投资", "revised investment", "revised amount", "adjusted investment",
    "revised value",
    "revised total investment",
))
INCREMENT = Field("increment", (
    "增资额", "增资金额", "新增投资", "新增投资额", "追加投资", "追加投资额", "增加投资", "增加投资额", "增资",
    "增资部分", "本次增资",
    "本次增资额", "增量投资", "增量", "capital increase", "increment", "increase", "additional investment",
    "increase of capital", "added investment", "incremental investment",
))
BEFORE = Field("before", ("原投资额", "原总投资", "增资前投资额", "增资前总投资", "原签约金额", "原协议投资额",
    "investment before",
                          "original investment", "original amount"))
AFTER = Field("after", ("增资后投资额", "增资后总投资", "增资后总投资额", "增资后投资", "investment after",
    "total after increase"))
INCREASES = Field("increases", ("原项目代码", "原项目编号", "原项目名称", "原项目", "增资项目原名称", "所增资项目",
    "original project",
                                "original project code", "increases project", "base project"))
ROW_KIND = Field("row_kind", (
    "新签增资", "新签或增资", "是否增资", "签约类别", "项目类型", "项目性质", "建设性质", "投资方式", "项目类别",
    "entry type", "new or increase",
    "kind of project", "project type", "kind of entry", "new/increase", "is increase", "capital increase?",
), vague=("类型", "性质", "类别", "方式", "type", "kind", "是否为增资", "备注"))
RATE = Field("rate", ("汇率", "折算汇率", "exchange rate", "rate", "rate cny per usd", "fx rate", "cny per usd"))
CURRENCY = Field("currency", ("币种", "货币", "货币种类", "currency"))
UNIT = Field("unit", ("计量单位", "金额单位", "投资单位元", "货币单位", "unit of amount", "amount unit"), vague=(
    "单位", "unit"))
AGREEMENT = Field("agreement", (
    "协议类型", "签约类型", "合同类型", "协议性质", "文本类型", "签约性质", "协议类别", "合同性质", "签约文本",
    "协议种类", "合同类别",
    "签约文件类型", "协议形式", "合同形式", "agreement", "agreement type", "kind of agreement", "type of agreement",
    "agreement kind",
    "document type", "contract type",
), vague=("类型", "类别", "type", "性质", "签约形式"))
CHANNEL = Field("channel", (
    "签约方式", "签约形式", "签约渠道", "签约途径", "线上线下", "线上/线下", "签约场次", "签约场合", "签约场所",
    "是否现场签约", "签约地点类型",
    "签约模式", "签约类型线上线下", "channel", "signing channel", "mode of signing", "signing mode", "signed via",
    "way of signing",
    "venue", "signing venue", "signing method", "signing form",
), vague=("方式", "形式", "渠道", "mode"), once=False)
STAGE = Field("stage", (
    "项目阶段", "进展阶段", "当前阶段", "项目状态", "项目进展", "建设阶段", "推进情况", "推进阶段", "目前进展",
    "进展情况", "项目进度", "所处阶段",
    "履约阶段", "建设进度", "落地阶段", "最新进展", "stage", "project stage", "status", "progress", "current stage",
    "phase",
    "project status",
), vague=("阶段", "状态", "进展", "进度"))
SECTOR = Field("sector", (
    "产业类别", "行业", "行业类别", "产业", "所属行业", "产业领域", "领域", "产业分类", "产业类型", "所属产业",
    "行业分类", "行业领域",
    "产业门类", "产业大类", "所属领域", "一级行业", "行业大类", "产业板块", "产业方向", "行业门类", "产业链",
    "所属产业类别", "sector",
    "industry", "sectors", "industry sector", "field", "branch", "industrial sector", "industry category",
    "sector of industry",
), vague=("类别", "分类", "类型", "category", "板块"))
SUBSECTOR = Field("subsector", (
    "细分行业", "细分领域", "产业细分", "二级行业", "产业小类", "行业小类", "行业中类", "细分产业", "subsector",
    "sub-sector",
    "sub sector", "subindustry", "segment",
))
SIGNED_ON = Field("signed_on", (
    "签约日期", "签约时间", "签订日期", "签订时间", "签署日期", "签署时间", "合同签订日期", "合同签订时间",
    "协议签订时间", "协议签署日期",
    "协议签订日期", "signing date", "date signed", "signed on", "date of signing", "signing time", "signed",
    "signature date",
    "contract date",
), vague=("日期", "时间", "date"))
STARTED_ON = Field("started_on", ("开工日期", "开工时间", "动工时间", "动工日期", "实际开工时间", "实际开工日期",
    "started on", "start date",
                                  "construction start", "started", "date started"))
PRODUCTION_ON = Field("production_on", ("投产日期", "投产时间", "实际投产时间", "投产年月", "in production since",
    "production start",
                                        "production date", "in production on"))
CAPACITY_ON = Field("capacity_on", ("达产日期", "达产时间", "at capacity since", "capacity date", "at capacity on"))
STOPPED_ON = Field("stopped_on", ("终止日期", "终止时间", "停工时间", "stopped on", "date stopped"))
DISTRICT = Field("district", (
    "区县", "责任区县", "所属区县", "落户区县", "牵头区县", "区县市", "责任单位", "属地", "申报单位", "报送单位",
    "承接区县", "所在区县",
    "责任地区", "所属地区", "县区", "县市区", "区市县", "辖区", "落地区县", "落户区域", "落地区域", "承办单位",
    "牵头单位", "申报区县", "项目所在区县",
    "所在区", "district", "county", "responsible district", "district or county", "responsible unit", "host district",
), vague=("地区", "区域", "区", "area", "region"))
PLACE = Field("place", (
    "建设地点", "落户地点", "项目地点", "地点", "选址", "地址", "项目地址", "建设地址", "项目选址", "落地地点",
    "拟选址", "落户地", "落地园区",
    "所在园区", "园区", "落户园区", "location", "site", "place", "project site", "address", "project location",
    "construction site",
))
ORIGIN = Field("origin", (
    "投资方来源", "来源地", "投资来源", "资金来源地", "投资来源地", "企业所在地", "投资方所在地", "注册地",
    "投资方来源地", "项目来源", "企业注册地",
    "投资方注册地", "来源地区", "来源省份", "客商来源", "资金来源", "投资方所在省市", "投资来源国别地区",
    "国别地区", "origin", "investor origin",
    "source of investment", "home", "investor home", "place of origin", "origin of investor", "country or region",
    "investor's origin", "registered in", "province of investor",
), vague=("来源", "source"))
CONTACT = Field("contact", (
    "联系人", "联系电话", "电话", "联系方式", "负责人", "手机", "手机号", "手机号码", "项目联系人", "联系人电话",
    "联系人及电话", "联系人及联系方式",
    "责任人", "对接人", "联络人", "经办人", "contact", "contact person", "phone", "telephone", "contact phone",
    "mobile", "person in charge", "tel",
    "contact details",
), once=False)
CONTENT = Field("content", (
    "建设内容", "项目内容", "主要建设内容", "项目简介", "建设规模及内容", "建设内容及规模", "项目概况",
    "项目基本情况", "主要内容", "项目建设内容",
    "合作内容", "建设内容和规模", "主要建设内容及规模", "content", "description", "project description", "scope",
    "what is built",
    "main content", "project content",
))
NOTE = Field("note", ("备注", "说明", "备注说明", "其他说明", "remarks", "remark", "notes", "note", "comment",
    "comments"))
EDITION = Field("edition", ("届次", "活动名称", "签约活动", "签约批次", "edition", "event"), vague=("批次", "活动"))
COHORT = Field("cohort", ("跟踪批次", "年度批次", "考核批次", "cohort"), vague=("批次", "年度"))
ALIAS = Field("alias", ("项目英文名称", "英文名称", "别名", "曾用名", "项目别名", "英文名", "alias",
    "also known as", "former name",
                        "english name", "project name in english", "project name (en)", "chinese name", "中文名称",
                        "简称"), once=False)
LONGITUDE = Field("longitude", ("经度", "longitude", "lon", "lng"))
LATITUDE = Field("latitude", ("纬度", "latitude", "lat"))

ALL = (
    NAME, INVESTOR, INVESTOR_KIND, CREDIT_CODE, CODE, SERIAL, INVESTMENT, REVISED, INCREMENT, BEFORE, AFTER, INCREASES,
    ROW_KIND, RATE, CURRENCY, UNIT, AGREEMENT, CHANNEL, STAGE, SECTOR, SUBSECTOR, SIGNED_ON, STARTED_ON, PRODUCTION_ON,
    CAPACITY_ON, STOPPED_ON, DISTRICT, PLACE, ORIGIN, CONTACT, CONTENT, NOTE, EDITION, COHORT, ALIAS, LONGITUDE,
    LATITUDE,
)  # fmt: skip
BY_NAME = {field.name: field for field in ALL}
MONEY = frozenset({"investment", "revised", "increment", "before", "after"})
DATES = frozenset({"signed_on", "started_on", "production_on", "capacity_on", "stopped_on"})

# Columns that look like an amount of the project and are another: parts of it, what was paid in, what it will earn.
OTHER_AMOUNTS = (
    "其中", "年度", "本年", "当年", "今年", "已完成", "完成投资", "累计", "到位", "外资", "固定资产", "产值",
    "税收", "注册资本", "营收", "营业",
    "利润", "用地", "占地", "面积", "资金来源", "融资", "贷款", "财政", "补助", "上年", "去年", "of which",
    "paid in", "annual", "output",
    "tax", "registered capital", "revenue", "fixed asset", "completed", "this year", "land", "foreign capital",
)  # fmt: skip
# 计划总投资 is the amount; 计划开工时间 is no date that was: these words make a date a plan.
PLANNED = ("计划", "预计", "拟", "planned", "expected", "target")
