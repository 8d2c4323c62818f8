"""Invented companies and projects, the spellings of labels, and codes that pass their checks."""

from datetime import date
from random import Random

# A tree of the south and a heavenly stem: visibly nobody's name. The English pair is a tree and a Greek letter.
TREES = [("榕", "Banyan"), ("樟", "Camphor"), ("槐", "Locust"), ("桐", "Paulownia"), ("枫", "Maple"), ("柏", "Cypress"),
         ("杉", "Fir"), ("榆", "Elm"), ("桑", "Mulberry"), ("柳", "Willow")]
STEMS = [("甲", "Alpha"), ("乙", "Beta"), ("丙", "Gamma"), ("丁", "Delta"), ("戊", "Epsilon"), ("己", "Zeta"),
         ("庚", "Eta"), ("辛", "Theta"), ("壬", "Iota"), ("癸", "Kappa")]
TRADES = {
    "intelligent-manufacturing": [("智能装备", "Smart Equipment"), ("机器人", "Robotics"), ("精密仪器",
                                                                                            "Precision Instruments")],
    "digital-economy": [("数据科技", "Data Technology"), ("云网", "Cloud Network"), ("软件", "Software")],
    "science-technology": [("生物医药", "Biomedicine"), ("新材料", "New Materials"), ("光电", "Photonics")],
    "other": [("物流", "Logistics"), ("文旅", "Culture and Tourism"), ("能源", "Energy")],
}
PRODUCTS = {
    "intelligent-manufacturing": [("智能工厂", "Smart Factory"), ("机器人生产基地", "Robot Production Base"),
                                  ("工业母机产业园", "Machine Tool Park"), ("伺服电机生产线", "Servo Motor Line"),
                                  ("车载传感器基地", "Vehicle Sensor Base")],
    "digital-economy": [("数据中心", "Data Centre"), ("软件园", "Software Park"), ("云计算平台", "Cloud Platform"),
                        ("数字贸易总部", "Digital Trade Headquarters")],
    "science-technology": [("生物药研发中心", "Biologics R&D Centre"), ("光电芯片中试线", "Photonic Chip Pilot Line"),
                           ("新材料实验室", "Materials Laboratory"), ("创新孵化器", "Innovation Incubator")],
    "other": [("冷链物流园", "Cold Chain Park"), ("滨江文旅小镇", "Riverside Tourism Town"), ("储能电站",
                                                                                              "Storage Station"),
              ("康养社区", "Wellness Community")],
}
DISTRICTS = [("350102", "鼓楼区", "Gulou District"), ("350103", "台江区", "Taijiang District"),
             ("350104", "仓山区", "Cangshan District"), ("350105", "马尾区", "Mawei District"),
             ("350111", "晋安区", "Jin'an District"), ("350112", "长乐区", "Changle District"),
             ("350121", "闽侯县", "Minhou County"), ("350122", "连江县", "Lianjiang County"),
             ("350123", "罗源县", "Luoyuan County"), ("350124", "闽清县", "Minqing County")]
ORIGINS = {"本省": "this province", "贵州省": "Guizhou", "四川省": "Sichuan", "广东省": "Guangdong",
           "上海市": "Shanghai"}
CONTACTS = {"招商科科长": "head of investment promotion", "项目专员": "project officer",
            "办公室主任": "office director", "园区管委会联络员": "park liaison"}
AGREEMENTS = {"contract": ("合同", "contract"), "agreement": ("协议", "agreement"),
              "letter-of-intent": ("意向书", "letter of intent")}

# The first spelling is the glossary's; the others stand in workbooks when the dirt `spellings` is on.
SPELLINGS = {
    "channel": {"on-site-offline": ["现场线下签约", "现场（线下）", "线下"], "on-site-online": ["现场线上签约",
                                                                                                "现场（线上）",
                                                                                                "线上"],
                "off-site": ["场外签约", "场外"]},
    "sector": {"intelligent-manufacturing": ["智能制造", "智能制造类", "智能制造产业"],
               "digital-economy": ["数字经济", "数字经济类"],
               "science-technology": ["科技创新", "科技创新类"], "other": ["其他", "其它", "其他类"]},
    "kind": {"state": ["国有企业", "国企", "国有"], "private": ["民营企业", "民企", "民营"],
             "foreign": ["外资企业", "外资", "外商投资"], "other": ["其他", "其它"]},
}
ENGLISH = {
    "channel": {"on-site-offline": "On-site, offline", "on-site-online": "On-site, online", "off-site": "Off-site"},
    "sector": {"intelligent-manufacturing": "Intelligent manufacturing", "digital-economy": "Digital economy",
               "science-technology": "Science and technology", "other": "Other"},
    "kind": {"state": "State enterprise", "private": "Private enterprise", "foreign": "Foreign enterprise",
             "other": "Other"},
}
FORMS = ["有限公司", "股份有限公司", "集团有限公司"]
TRADITIONAL = dict(zip("数据网软医药材电产业园线车载传感总实验新创孵链镇储区团份公司发研台计贸华东软基闽国",
                       "數據網軟醫藥材電產業園線車載傳感總實驗新創孵鏈鎮儲區團份公司發研臺計貿華東軟基閩國",
                       strict=True))
BASE31 = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015
BASE36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def traditional(text: str) -> str:
    """The text with the simplified characters of our word lists in their traditional form."""
    return "".join(TRADITIONAL.get(char, char) for char in text)


def credit_code(rng: Random, kind: str, region: str) -> str:
    """A unified social credit code (GB 32100-2015) whose own check and organisation check (GB 11714) are right."""
    while True:
        body = "MA" + "".join(rng.choice(BASE31) for _ in range(6))
        check = 11 - sum(BASE36.index(c) * w for c, w in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True)) % 11
        organisation = body + {10: "X", 11: "0"}.get(check, str(check))
        first = ("12" if kind == "other" else "91") + region + organisation
        value = 31 - sum(BASE31.index(c) * pow(3, i, 31) for i, c in enumerate(first)) % 31
        code = first + BASE31[value % 31]
        if not code.isdigit():
            return code


def project_code(rng: Random, region: str, signed: date) -> str:
    """GB/T 40058-2021: YYMM-region-department-type-random and check; the check's rule is not public here."""
    month = rng.randrange(1, signed.month + 1)
    department, kind = f"{rng.randrange(1, 90):02}", rng.choice(("01", "03", "04", "05"))
    return f"{signed:%y}{month:02}-{region}-{department}-{kind}-{rng.randrange(10**6):06}"


CHINESE_DIGITS = "〇一二三四五六七八九"


def chinese_number(number: int) -> str:
    """1 to 99 as spoken: 23 -> 二十三."""
    tens, ones = divmod(number, 10)
    head = "" if not tens else ("十" if tens == 1 else CHINESE_DIGITS[tens] + "十")
    return head + (CHINESE_DIGITS[ones] if ones else "")


def full_width(text: str) -> str:
    """Digits, point and comma as full-width characters."""
    return "".join(chr(ord(char) + 0xFEE0) if char in "0123456789.," else char for char in text)


def date_text(day: date, manner: str) -> str:
    """A date as an office writes it."""
    match manner:
        case "zh":
            return f"{day.year}年{day.month}月{day.day}日"
        case "zh_numerals":
            year = "".join(CHINESE_DIGITS[int(digit)] for digit in str(day.year))
            return f"{year}年{chinese_number(day.month)}月{chinese_number(day.day)}日"
        case "slash":
            return f"{day.year}/{day.month}/{day.day}"
        case "dot":
            return f"{day.year}.{day.month}.{day.day}"
        case "english":
            return f"{day.day} {day:%B %Y}"
        case "compact":
            return f"{day:%Y%m%d}"
        case _:
            return day.isoformat()


def serial(day: date) -> int:
    """The 1900 date system's number of a day."""
    return (day - date(1899, 12, 30)).days
