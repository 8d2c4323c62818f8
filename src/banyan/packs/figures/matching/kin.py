"""Words that are said of one kind of thing, in both languages. Looser than a synonym: they only say where to look.

A row is no claim that its words mean the same (a visit is no visitor); a number must agree with the ledger's figure, or
miss it by a slip of the pen, before such a likeness counts for anything.
"""

import re
from functools import cache, lru_cache

# A row a line; lines that are set in go on with the row above.
_ROWS = """
visitor visit tourist arrival admission attendance attendee guest traveller audience spectator 游客 旅客 人次
  客流 观众 参观 接待 来访 客运
staff workforce employee employ personnel worker job employment hire 职工 员工 人员 从业 就业 岗位 用工
vessel ship call arrival boat 船舶 到港 靠泊 船只 艘次
cargo freight throughput goods handled shipped moved tonnage 货物 吞吐 货运 运量
revenue income receipts earnings turnover proceeds takings spending 收入 营收 进账 创收 消费
cost spending expenditure outlay budget investment invested programme financing expense price spent 投资 造价
  费用 支出 经费 预算 成本 概算 投入 耗资 总价
contract agreement deal signed signing order 签约 合同 协议 意向 成交 签订 订单
enterprise company firm business exhibitor merchant supplier unit 企业 公司 商户 单位 参展商 厂商 机构 家
population resident inhabitant people person 人口 居民 常住 户籍 群众 人数
household home family dwelling flat housing apartment unit 户 家庭 住户 住房 套房 房源 住宅
patient outpatient consultation inpatient clinic treatment 门诊 诊疗 就诊 患者 病人 住院 急诊
operation surgery surgical procedure 手术
bed ward 床位 病床 病房 住院楼
stay occupancy occupied room hotel 入住 住院日 客房 酒店 宾馆 开房
repair repaired fix fixed restore mended renovated renovation refurbished 修复 抢修 维修 修缮 改造 翻新
burst leak leakage loss lost 漏损 渗漏 爆管 漏水 损失 流失
pipe main pipeline network 管网 管道 管线 管径
water reservoir storage stored impoundment held 蓄水 水库 库容 存水
consumption use used usage demand consumed 消耗 用量 使用 消费量 用水 用电 耗电
journalist press media reporter correspondent 记者 媒体 新闻
athlete competitor participant entrant player runner 运动员 选手 参赛 参加者 队员
ticket sold seat admission 门票 票 售票 入场券
medal gold title prize award winner 奖牌 金牌 奖项 获奖 获奖者 得奖
train departure service run trip 列车 班列 开行 车次 班次 航班
passenger rider ridership journey carried transported 乘客 旅客 客运量 客流 运送 人次
bus vehicle car truck lorry van fleet 车辆 公交车 汽车 货车 卡车 轿车 机动车
road highway street motorway 公路 道路 街道 高速
scrapped retired withdrawn phased dismantled eliminated 报废 淘汰 退出 注销 拆除 关停
new added launched opened newly first debut premiere introduced unveiled 新增 新建 新设 新品 新产品 首次 首发
  首展 亮相 首秀
particulate pm25 dust 细颗粒物 PM2.5 颗粒物 降尘 PM10
concentration mean level reading 浓度 均值 含量
good compliant clean standard compliance passed met fit 优良 达标 合格 符合
air quality 空气 大气
grain crop harvest cereal rice wheat maize output 粮食 秋粮 夏粮 水稻 小麦 玉米 收成 产量
area land sown acreage 面积 播种 种植 耕地 土地
yield 单产 亩产
capacity storage warehouse silo 容量 仓容 仓储 库容 产能 能力
cooperative farm farmer grower 合作社 农户 农民 农场 农机
school pupil student enrolment enrolled learner campus 学校 学生 在校生 招生 入学 学位 生源
teacher professor faculty 教师 老师 师资 专任
kindergarten nursery childcare 幼儿园 托位 托育
library book loan lent borrowed volume borrowing 图书馆 图书 借阅 藏书 外借 册
museum exhibition gallery collection 博物馆 展览 展馆 文物 展品
complaint petition request report case call ticket 投诉 诉求 来电 工单 信访 举报 受理
court lawsuit verdict concluded judgment 法院 案件 结案 审结 立案 裁判
fire blaze alarm 火灾 火警 灾情
accident crash collision fatality death killed injury injured casualty 事故 死亡 伤亡 受伤 遇难 伤者
crime theft offence fraud 犯罪 盗窃 诈骗 刑事 案件
patent invention trademark intellectual 专利 发明 商标 知识产权 授权
research science laboratory study 研发 科研 研究 实验室
loan credit lending borrower 贷款 信贷 放贷 授信
deposit savings 存款 储蓄
tax levy duty 税收 纳税 税款 税额
subsidy grant support allowance benefit aid paid 补贴 补助 资助 津贴 发放 扶持 奖补 救助
pension retiree elderly senior older 养老 老人 老年 退休
electricity power energy generation generated grid 电量 发电 用电 电力 电网
wind solar photovoltaic renewable turbine 风电 光伏 太阳能 可再生 清洁能源 新能源
charging charger charge socket point 充电 充电桩 换电
waste rubbish refuse garbage recycling recycled 垃圾 废弃物 回收 固废
sewage wastewater effluent treated treatment plant 污水 废水 处理
park green garden tree planted forest woodland 公园 绿地 绿化 植树 造林 森林 树
carbon emission greenhouse 碳排放 排放 减排 二氧化碳
rain rainfall precipitation 降雨 降水 雨量
parcel mail delivery post courier 快递 包裹 邮件 寄递
container box teu lifted 集装箱 标箱 标准箱
berth quay pier dock wharf 泊位 码头
shore onshore plug rest 岸电 靠港
export import trade shipment 出口 进口 外贸 进出口 贸易
vaccine vaccination dose jab immunised 疫苗 接种 剂次
blood donor donation donated 献血 捐献 捐赠 捐款
volunteer 志愿 志愿者 义工
length long mileage kilometre route line 长度 里程 全长 线路 公里 总长
station stop 车站 站点 站
bridge tunnel 桥梁 隧道 桥 涵
debt bond borrowing liability outstanding 债务 负债 债券 欠款
profit surplus gain 利润 盈利 结余
price rate tariff charge fee 价格 价 费率 收费 单价 电价 水价 票价
wage salary pay 工资 薪酬 薪资 月薪
rent lease tenant rental letting leased 租金 租赁 出租 承租
sale sold selling retail market 销售 零售 售出 卖出 成交 交易
production produced made output manufactured 产量 生产 产值 制造
vote ballot poll turnout voter cast 投票 得票 选票 选民 票数
member membership subscriber 会员 成员 社员
user customer client subscriber 用户 客户 顾客 订户
event session activity held show concert performance 活动 场次 演出 举办 场
lamp light street luminaire 路灯 照明 灯具
camera sensor monitor monitoring gauge 摄像头 传感器 监测 探头
lift elevator 电梯
parking space bay 停车 泊车 车位
bicycle cycle bike 自行车 单车 骑行
aircraft flight airport landing 航班 飞机 起降 机场
tourism holiday break festival 旅游 假日 假期 节日
accredited registered registration enrolled licensed issued 注册 登记 备案 核发 颁发 发证 认证
permit licence license permission certificate approval 许可 许可证 执照 证照 审批 批复
sample test inspected inspection checked tested 抽检 样品 检测 检查 检验 抽样
failed failure defect noncompliant exceeded 不合格 超标 不达标 违规
mean average per 平均 均 人均 户均 日均 月均
served supplied covered benefiting benefit connected 惠及 覆盖 受益 服务 供水 供应
combined overall total altogether 合计 总计 共计
participation 参展 参加 参与 参会
completed finished built construction constructed 建成 竣工 完工 建设 施工 在建
project scheme 项目 工程
street lane sweep 清扫 保洁 环卫
factory plant workshop mill 工厂 车间 厂房
robot machine equipment device 机器人 设备 装备 机械
subway metro underground rail tube tram 地铁 轨道交通 轻轨 轨道 有轨电车
bus coach 公交 公共汽车 巴士 公交车
ferry boat 轮渡 渡轮 渡船
film cinema box screening movie screen 电影 票房 影院 放映 银幕 影片
theatre stage performance show play staged opera 剧院 剧场 演出 剧目 戏曲
zoo animal species breed wildlife 动物 物种 繁殖 野生
fish catch fishery landed trawler 渔业 捕捞 水产 渔获 渔船
milk dairy cow cattle livestock pig sheep 奶 生猪 牛 羊 牲畜 存栏 出栏 养殖
vegetable fruit apple tea orchard vineyard 蔬菜 水果 茶叶 苹果 果园
base station telecom broadband fibre network 基站 通信 宽带 光纤 网络
insured insurance coverage 参保 医保 社保 保险 投保
birth born newborn baby delivery 出生 新生儿 分娩 婴儿
marriage wedding couple divorce 结婚 婚姻 离婚
online digital filing application processed handled 网办 办件 办理 申请 线上 网上
snow ice storm flood flooding ponding 雪 冰 暴雨 洪水 内涝 积水
temperature warm heat hot 气温 高温 温度
water river section quality stream 水质 断面 河流 河道
pool swim swimming 泳池 游泳
sport gym pitch playground stadium fitness 运动场 体育 健身 球场 场馆
scholarship bursary student aid 奖学金 助学 资助
canteen meal food dinner lunch served 食堂 餐 用餐 就餐 助餐
lawyer legal advice mediation mediated 法律援助 律师 调解 咨询
startup incubator founder venture 孵化 初创 创业
funding round raised capital financing 融资 股权 资本 募资
satellite launch rocket orbit 卫星 发射 火箭
buyer purchase procurement purchasing 采购 采购商 买家 购买
heating boiler heat 供热 供暖 采暖 锅炉
gas 燃气 天然气 供气
supply tap drinking 供水 自来水 饮用水
seat chair capacity 座位 席位 坐席 座席
winner prize award honour laureate 获奖 获奖者 奖项 表彰 荣誉
trainee training trained apprentice course class 培训 学员 实训 课程 班
doctor nurse physician medic 医生 医师 护士 医务
waiting wait time duration minute processing 等待 候诊 用时 时长 办理时间
land plot site parcel 地块 土地 用地 宗地
roof green solar panel 屋顶 光伏板
speed kilometre fast 速度 时速 车速
delay late punctual punctuality on-time 延误 晚点 准点 正点
theft burglary stolen robbery 盗窃 入室 抢劫
drug medicine pharmacy prescription 药品 药店 处方 用药
dam embankment dyke levee 大坝 堤防 堤 水坝
pump pumping station 泵站 水泵 抽水
mountain hiker trail path 山 步道 登山
beach sea coast coastal bathing 海滩 海岸 浴场 近海
fee fine penalty fined 罚款 罚没 处罚
donor transplant organ 捐献 移植 器官
exam candidate pass passed 考试 考生 合格 通过
graduate degree 毕业 毕业生 学位
college university tertiary degree educated education 大学 大专 本科 文化程度 学历 受教育 高等教育
fairway channel dredging dredged deepening deepened waterway silt 航道 疏浚 浚深 清淤
canal lock waterway barge 运河 船闸 内河
deed title mortgage property conveyance 产权 不动产 抵押
apprentice craft trade skilled artisan 技工 技能 工匠 高技能
licensed qualified certified credential certificate 持证 资格 职业资格 证书
caregiver carer nursing attendant aide care 护理员 照护 看护 护理 陪护
landfill incineration incinerator compost 填埋 焚烧 堆肥
toilet restroom lavatory convenience 公厕 厕所 卫生间
orphan foster adoption welfare 孤儿 收养 福利
veteran soldier demobilised army 退役 军人 复员
refund return rebate reimbursed 退税 退款 返还 报销
inspection audit audited auditor 审计 督查 检查
inheritance heritage intangible relic monument 遗产 非遗 文物 古迹
greenhouse polytunnel glasshouse 大棚 温室 设施农业
irrigation irrigated farmland field paddy 灌溉 农田 高标准农田 水田 旱涝保收
letter call hotline phone email enquiry 来信 来电 热线 咨询 电话
"""
KIN = tuple(row.replace("\n  ", " ") for row in re.split(r"\n(?!  )", _ROWS.strip()))
_EN = re.compile(r"[A-Za-z]+(?:2\.5|10)?")
_CJK = re.compile(r"[\u3400-\u9fff]+")
# Said of everything that is counted: no likeness.
EMPTY = frozenset([
    "the", "a", "an", "of", "in", "on", "at", "to", "for", "from", "by", "with", "and", "or", "as", "per", "its",
    "their", "number", "total", "count", "amount", "value", "volume", "level", "rate", "share", "all", "other",
    "was", "were", "is", "are", "be", "been", "has", "have", "had", "this", "that", "which", "who", "it", "they",
    "than", "more", "less", "over", "about", "year", "years", "month", "day", "million", "billion", "thousand",
    "percent", "overall", "whole", "figure", "incl", "including", "not", "no", "city", "town", "county", "district",
    "municipal", "local", "public", "annual", "during", "after", "before", "end", "people's", "new",
])
EMPTY_ZH = frozenset("的数量额总率度个和与及在了为是有中上下年月日市区县省全本")


_ENDINGS = ("ations", "ation", "ees", "ee", "ings", "ing", "ors", "ers", "ies", "ied", "ed", "es", "or", "er", "s", "y",
            "e")


def stem(word: str) -> str:
    """"visits", "visited" and "visiting" begin alike; a crude cut is enough to find them again."""
    word = word.lower()
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) > (3 if ending == "y" else 2):
            return word[:-len(ending)]
    return word


@cache
def _tables() -> tuple[dict[str, frozenset[int]], dict[str, frozenset[int]]]:
    english: dict[str, set[int]] = {}
    chinese: dict[str, set[int]] = {}
    for number, row in enumerate(KIN):
        for word in row.split():
            latin = word.isascii() and not word[-1].isdigit()      # PM2.5 is found as it is written
            (english if latin else chinese).setdefault(stem(word) if latin else word, set()).add(number)
    return ({word: frozenset(rows) for word, rows in english.items()},
            {word: frozenset(rows) for word, rows in chinese.items()})


@cache
def _chinese() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, _tables()[1]), key=len, reverse=True)))


def kin_of(word: str) -> frozenset[int]:
    """Rows in which an English stem stands."""
    return _tables()[0].get(word, frozenset())


@lru_cache(maxsize=4096)
def english(text: str) -> frozenset[str]:
    """Stems of the telling English words."""
    return frozenset(stem(word) for word in _EN.findall(text) if word.lower() not in EMPTY)


@lru_cache(maxsize=4096)
def kinds(text: str) -> frozenset[int]:
    """Rows of the table that a text's words, in either language, belong to."""
    table = _tables()[1]
    found = {row for stemmed in english(text) for row in kin_of(stemmed)}
    return frozenset(found | {row for word in _chinese().findall(text) for row in table[word]})


@lru_cache(maxsize=4096)
def characters(text: str) -> str:
    """The Chinese characters of a text in a row."""
    return "".join(_CJK.findall(text))


@lru_cache(maxsize=4096)
def chinese_words(text: str) -> tuple[tuple[int, int, frozenset[int]], ...]:
    """(start, end, rows) of the table's words in the Chinese characters of a name."""
    table = _tables()[1]
    return tuple((m.start(), m.end(), table[m.group()]) for m in _chinese().finditer(characters(text)))


def is_said(word: str, text: str) -> bool:
    """An English stem among the text's, or Chinese as it stands."""
    return word in english(text) if word.isascii() else word in text
