"""What Chinese texts count: the words and the canonical English noun, the same that an English text leads to."""

import re

NOUNS = {
    "项目": "project", "工程": "project", "企业": "enterprise", "公司": "enterprise", "单位": "institution",
    "机构": "institution",
    "合同": "contract", "协议": "agreement", "订单": "order", "基站": "station", "车间": "workshop", "工厂": "factory",
    "园区": "park",
    "平台": "platform", "学校": "school", "医院": "hospital", "学生": "student", "老师": "teacher", "教师": "teacher",
    "医生": "doctor",
    "专家": "expert", "院士": "academician", "学者": "scholar", "嘉宾": "guest", "观众": "visitor", "游客": "visitor",
    "旅客": "passenger",
    "乘客": "passenger", "代表": "delegate", "用户": "user", "居民": "resident", "村民": "resident", "人口": "person",
    "员工": "employee",
    "职工": "employee", "人才": "talent", "志愿者": "volunteer", "岗位": "job", "就业": "job", "社区": "community",
    "小区": "community",
    "乡镇": "township", "街道": "subdistrict", "国家和地区": "country", "国家": "country", "地区": "region",
    "省份": "province",
    "城市": "city", "论坛": "forum", "分论坛": "sub-forum", "会议": "meeting", "活动": "event", "展商": "exhibitor",
    "参展商": "exhibitor",
    "展位": "booth", "展品": "exhibit", "产品": "product", "专利": "patent", "标准": "standard", "案例": "case",
    "成果": "result",
    "场景": "scenario", "应用": "application", "服务": "service", "事项": "item", "措施": "measure", "政策": "policy",
    "湖泊": "lake",
    "水库": "reservoir", "河流": "river", "桥梁": "bridge", "泵站": "station", "闸门": "gate", "充电桩": "charger",
    "车位": "space",
    "公交车": "bus", "汽车": "vehicle", "车辆": "vehicle", "新能源汽车": "vehicle", "航线": "route", "班列": "train",
    "码头": "terminal",
    "泊位": "berth", "住房": "home", "住宅": "home", "套房": "home", "床位": "bed", "公园": "park", "赛道": "track",
    "团队": "team",
    "队伍": "team", "选手": "contestant", "板块": "section", "领域": "field", "产业链": "chain", "产业": "industry",
    "行业": "industry",
    "实验室": "laboratory", "研究院": "institute", "中心": "centre", "仓库": "warehouse", "商户": "merchant",
    "门店": "shop", "村": "village",
    "县": "county", "市": "city", "区": "district", "镇": "township", "国": "country", "省": "province", "湖": "lake",
    "人次": "visit",
    "人": "person", "户": "household", "件": "item", "案件": "case", "数字经济": "project", "传感器": "sensor",
    "摄像头": "camera",
    "群众": "resident", "市民": "resident", "学位": "place", "场馆": "venue", "站点": "station", "线路": "line",
    "数据": "record",
}  # fmt: skip
# Words that begin alike and count nothing.
_NOT = {"国家": "(?!级|重点|战略|队|公园|标准)",
                "服务": "(?!业)", "数据": "(?!局|中心)", "工程": "(?!师)", "产业": "(?!园|链)", "标准": "(?!箱)"}
_ANY = re.compile("|".join(noun + _NOT.get(noun, "") for noun in sorted(NOUNS, key=len, reverse=True)))
# The noun after a number ends where the sentence goes on.
_BREAK = re.compile(r"[，。；、：,;:！？（）()\d]|其中|[占比较增总同累计共](?!建|享|交)|和(?!谐|平)")
_OF_CLASSIFIER = {"家": "enterprise", "人次": "visit", "人": "person", "户": "household", "名": "person",
    "位": "person", "国": "country", "件": "item", "个村": "village", "村": "village"}


def counted(plain: str, start: int, end: int, left: int, low: int, classifier: str) -> tuple[str, int]:
    """What a number counts: a noun after it, else the one right before it, else what its classifier stands for."""
    stop = _BREAK.search(plain, start, min(end, start + 24))
    right = stop.start() if stop else min(end, start + 24)
    after = [m for m in _ANY.finditer(plain, start, right) if len(m.group()) > 1]
    if after:
        # 智能制造项目: the last noun of the phrase is the head, unless a verb stands before it
        return NOUNS[after[0].group()], after[0].end()
    before = _noun_before(plain, left, low)
    if before:
        return before, start
    if classifier not in _OF_CLASSIFIER and (loose := [m for m in _ANY.finditer(plain, max(low, left - 12), left)
            if len(m.group()) > 1]):
        return NOUNS[loose[-1].group()], start
    return _OF_CLASSIFIER.get(classifier, NOUNS.get(classifier, "")), start


_TAIL = re.compile(r"(?:数量?|共计?|总数|达到?|有|为|是|完成|新增|增加到?|已|累计|分别|各|约|近|超过?|逾|突破|：|:"
                   r"|了|，|合计|总计|的)$")


def _noun_before(plain: str, left: int, low: int) -> str:
    at = left
    for _ in range(6):
        tail = _TAIL.search(plain, max(low, at - 4), at)
        if not tail:
            break
        at = tail.start()
    found = [m for m in _ANY.finditer(plain, max(low, at - 6), at) if m.end() == at and len(m.group()) > 1]
    return NOUNS[found[-1].group()] if found else ""
