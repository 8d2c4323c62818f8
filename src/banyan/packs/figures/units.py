"""What may stand beside a number and says what it is of, in both languages: a text may mix them.

`meaning` is "dimension:symbol" or "dimension:symbol:factor"; the factor brings the number to the symbol's unit.
"""

from decimal import Decimal

from banyan.packs.figures.pattern import Pattern, Table

SCALE = Table(       # meaning: the factor
    Pattern(r" ?(?:trillion|trn\b|tn\b)|万亿|兆(?=元)", "1000000000000", "1.4« trillion» yuan"),
    Pattern(r"百亿", "10000000000", "3«百亿»元"),
    Pattern(r"千亿", "100000000000", "2«千亿»元"),
    Pattern(r" ?(?:billion|bln\b|bn\b)|十亿", "1000000000", "12.3« billion» yuan"),
    Pattern(r"亿", "100000000", "319«亿»元"),
    Pattern(r"千万", "10000000", "3«千万»元"),
    Pattern(r" ?(?:million|mln\b|mn\b)|百万", "1000000", "600« million» items"),
    Pattern(r"十万", "100000", "3«十万»元"),
    Pattern(r"万", "10000", "65«万»元"),
    Pattern(r" ?thousand\b|千(?!克|米|瓦|伏|赫|公里|卡|字节|帕|吨|升)", "1000", "12« thousand» people"),
    Pattern(r" hundred\b|百(?!分|货|姓)", "100", "12« hundred» people"),
    Pattern(r" dozen\b", "12", "2« dozen» firms"),
)

CURRENCY_BEFORE = Table(        # meaning: ISO 4217
    Pattern(r"US ?\$|U\.S\.? ?\$|USD ?\$?|\$", "USD", "«US$»12.34 billion"),
    Pattern(r"HK ?\$|HKD ?", "HKD", "«HK$»12 million"),
    Pattern(r"(?<![A-Za-z])NT ?\$|TWD ?", "TWD", "«NT$»12 million"),
    Pattern(r"(?:RMB|CNY|CN¥|¥|人民币)[ ]?¥?", "CNY", "«RMB »12 million"),
    Pattern(r"(?:EUR|€) ?", "EUR", "«€»12 million"),
    Pattern(r"(?:GBP|£) ?", "GBP", "«£»12 million"),
    Pattern(r"(?:JPY) ?", "JPY", "«JPY »12 million"),
    Pattern(r"(?<![A-Za-z])(?-i:SGD|S\$) ?", "SGD", "«SGD »12 million"),
    Pattern(r"(?<![A-Za-z])(?-i:AUD|A\$) ?", "AUD", "«AUD »12 million"),
    Pattern(r"(?<![A-Za-z])(?-i:CAD|C\$) ?", "CAD", "«CAD »12 million"),
    Pattern(r"\b(?-i:CHF) ?", "CHF", "«CHF »12 million"),
    Pattern(r"(?<![A-Za-z])(?-i:KRW|₩) ?", "KRW", "«KRW »12 million"),
    Pattern(r"(?<![A-Za-z\d$])(?-i:ZAR ?|R)", "ZAR", "«R»12 million"),
    Pattern(r"\b(?-i:MOP) ?", "MOP", "«MOP »12 million"),
    Pattern(r"(?<![A-Za-z])(?-i:THB|฿) ?", "THB", "«THB »12 million"),
    Pattern(r"(?<![A-Za-z])(?-i:MYR|RM) ?", "MYR", "«MYR »12 million"),
    Pattern(r"(?<![A-Za-z])(?-i:INR|₹) ?", "INR", "«INR »12 million"),
    Pattern(r"(?<![A-Za-z])(?-i:RUB|₽) ?", "RUB", "«RUB »12 million"),
    Pattern(r"(?<![A-Za-z])(?-i:VND|₫) ?", "VND", "«VND »12 million"),
    Pattern(r"\b(?-i:IDR) ?", "IDR", "«IDR »12 million"),
    Pattern(r"\b(?-i:PHP) ?", "PHP", "«PHP »12 million"),
    Pattern(r"(?<![A-Za-z])(?-i:BRL|R\$) ?", "BRL", "«BRL »12 million"),
    Pattern(r"\b(?-i:SEK) ?", "SEK", "«SEK »12 million"),
    Pattern(r"\b(?-i:NOK) ?", "NOK", "«NOK »12 million"),
    Pattern(r"\b(?-i:DKK) ?", "DKK", "«DKK »12 million"),
    Pattern(r"\b(?-i:PLN) ?", "PLN", "«PLN »12 million"),
    Pattern(r"\b(?-i:AED) ?", "AED", "«AED »12 million"),
    Pattern(r"\b(?-i:SAR) ?", "SAR", "«SAR »12 million"),
    Pattern(r"\b(?-i:ZAR) ?", "ZAR", "«ZAR »12 million"),
    Pattern(r"\b(?-i:KZT) ?", "KZT", "«KZT »12 million"),
    Pattern(r"\b(?-i:CZK) ?", "CZK", "«CZK »12 million"),
    Pattern(r"\b(?-i:HUF) ?", "HUF", "«HUF »12 million"),
    Pattern(r"\b(?-i:NZD|NZ\$) ?", "NZD", "«NZD »12 million"),
    Pattern(r"\b(?-i:MXN) ?", "MXN", "«MXN »12 million"),
    Pattern(r"\b(?-i:EGP) ?", "EGP", "«EGP »12 million"),
    Pattern(r"\b(?-i:NGN|₦) ?", "NGN", "«NGN »12 million"),
    Pattern(r"\b(?-i:KES|KSh) ?", "KES", "«KES »12 million"),
    Pattern(r"\b(?-i:PKR) ?", "PKR", "«PKR »12 million"),
    Pattern(r"\b(?-i:TRY) ?", "TRY", "«TRY »12 million"),
)

_MONEY = (
    Pattern(r"(?: ?-?(?:Chinese )?yuan(?-i:(?![a-z]))(?: \((?:RMB|CNY)\)| RMB| renminbi)?| ?(?:RMB|CNY"
            r"|renminbi)\b(?: yuan)?|元人民币|人民币)",
            "money:CNY", "12.3 billion« yuan»"),
    Pattern(r" ?(?:U\.?S\.? dollars?|American dollars?|dollars?|USD|US\$)(?![a-z])|美元|美金",
            "money:USD", "38« U.S. dollars»"),
    Pattern(r" ?(?:Hong Kong dollars?|HKD)\b|港元|港币", "money:HKD", "12亿«港元»"),
    Pattern(r" ?(?:New Taiwan dollars?|TWD)\b|新台币|台币", "money:TWD", "12亿«新台币»"),
    Pattern(r" ?(?:euros?|EUR)\b|欧元", "money:EUR", "12« euros»"),
    Pattern(r" ?(?:British pounds?|pounds? sterling|GBP)\b|英镑", "money:GBP", "12« pounds sterling»"),
    Pattern(r" ?(?:(?:Japanese )?yen|JPY)\b|日元", "money:JPY", "12亿«日元»"),
    Pattern(r" ?(?:Swedish )?(?:kronor|SEK)\b|瑞典克朗", "money:SEK", "12« kronor»"),
    Pattern(r" ?(?:Norwegian )?(?:kroner|NOK)\b|挪威克朗", "money:NOK", "12« kroner»"),
    Pattern(r" ?(?:Danish (?:krone|kroner)|DKK)\b|丹麦克朗", "money:DKK", "12« DKK»"),
    Pattern(r" ?(?:Swiss )?(?:francs?|CHF)\b|瑞士法郎|法郎", "money:CHF", "12« Swiss francs»"),
    Pattern(r" ?(?:(?:South )?Korean )?(?:won(?! (?:the|a|an|by|in|first|second|over|its|their|his|her)\b)|KRW)\b"
            r"|韩元",
            "money:KRW", "12亿«韩元»"),
    Pattern(r" ?(?:Russian )?(?:rou?bles?|RUB)\b|卢布", "money:RUB", "12« roubles»"),
    Pattern(r" ?(?:Indian )?(?:rupees?|INR)\b|卢比", "money:INR", "12« rupees»"),
    Pattern(r" ?(?:Thai )?(?:baht|THB)\b|泰铢", "money:THB", "12« baht»"),
    Pattern(r" ?(?:Malaysian )?(?:ringgit|MYR)\b|林吉特|令吉", "money:MYR", "12« ringgit»"),
    Pattern(r" ?(?:Singapore dollars?|SGD)\b|新加坡元|新元", "money:SGD", "12亿«新加坡元»"),
    Pattern(r" ?(?:Australian dollars?|AUD)\b|澳元|澳大利亚元", "money:AUD", "12亿«澳元»"),
    Pattern(r" ?(?:Canadian dollars?|CAD)\b|加元|加拿大元", "money:CAD", "12亿«加元»"),
    Pattern(r" ?(?:Brazilian (?:reais|real)|reais|BRL)\b|雷亚尔", "money:BRL", "12« reais»"),
    Pattern(r" ?(?:zlotys?|zloty|PLN)\b|兹罗提", "money:PLN", "12« zlotys»"),
    Pattern(r" ?(?:Czech )?(?:korun(?:as?|y)?|CZK)\b|捷克克朗", "money:CZK", "12« korunas»"),
    Pattern(r" ?(?:forints?|HUF)\b|福林", "money:HUF", "12« forints»"),
    Pattern(r" ?(?:Turkish )?(?:liras?|TRY)\b|里拉", "money:TRY", "12« liras»"),
    Pattern(r" ?(?:dirhams?|AED)\b|迪拉姆", "money:AED", "12« dirhams»"),
    Pattern(r" ?(?:Saudi )?(?:riyals?|SAR)\b|里亚尔", "money:SAR", "12« riyals»"),
    Pattern(r" ?(?:South African )?(?:rand|ZAR)\b|兰特", "money:ZAR", "12« rand»"),
    Pattern(r" ?(?:(?:Mexican|Philippine) )?(?:pesos?)\b|比索", "money:MXN", "12« pesos»"),
    Pattern(r" ?(?:rupiah|IDR)\b|印尼盾", "money:IDR", "12« rupiah»"),
    Pattern(r" ?(?:dong|VND)\b|越南盾", "money:VND", "12« dong»"),
    Pattern(r" ?(?:tenge|KZT)\b|坚戈", "money:KZT", "12« tenge»"),
    Pattern(r" ?(?:patacas?|MOP)\b|澳门元|澳门币", "money:MOP", "12« patacas»"),
    Pattern(r" ?crowns?\b", "money:XXX", "12« crowns»"),
    Pattern(r"英镑| ?pounds?(?= (?:sterling|to|per))", "money:GBP", "12亿«英镑»"),
    Pattern(r"(?![单多余几来百千万亿十纪公状个年月次位维会])[\u4e00-\u9fff]元(?!旦|宵|素|代|朝|件|器|首|老|年|月|气)",
            "money:XXX", "12亿«卢元»"),
    Pattern(r"元(?!旦|宵|素|代|朝|件|器|首|老|年|月|气)", "money:CNY", "12亿«元»"),
)
_RATES = (
    Pattern(r" ?(?:percentage[- ]points?|percent points?|ppts?\b|pps?\b|pct points?)|个?百分点",
            "points:",
            "2.4« percentage points»"),
    Pattern(r" ?(?:basis points|bps?\b)|个?基点", "points::0.01", "25« basis points»"),
    Pattern(r"-? ?(?:%|percent(?!age)|per cent|pct\b)", "percent:", "35« percent»"),
    Pattern(r" ?‰| per mille\b", "percent::0.1", "3«‰»"),
    Pattern(r"成(?!立|为|功|果|长|都|员|本|交|熟|效|绩|就|千|套|片|品|人|渝|批|色|年|分|群(?!众)|规模|型|林|才)",
            "percent::10", "三«成»以上"),
    Pattern(r"(?: times(?! (?:a|per|each|every|in) )|-?fold\b| ?x\b(?! ?\d))|倍(?!增|受|感)", "times:",
            "1.4« times» the level"),
    Pattern(r"番(?!茄|薯|号|禺)", "doublings:", "翻两«番»"),
)
_CUSTOMARY = (
    Pattern(r" ?(?:mph|miles (?:per|an) hour)(?![a-z])|英里/小时", "measure:mph", "70« mph»"),
    Pattern(r" ?(?:square miles?|sq\.? ?mi(?:les?)?)\b|平方英里", "measure:mi²", "12« square miles»"),
    Pattern(r" ?(?:square f(?:ee|oo)t|sq\.? ?ft)\b|平方英尺", "measure:ft²", "1,200« square feet»"),
    Pattern(r"[ -]?(?:feet|foot|ft)(?![A-Za-z\d])(?! (?:soldiers|traffic|patrol))|英尺", "measure:ft", "9« feet»"),
    Pattern(r"[ -]?inch(?:es)?\b|英寸", "measure:in", "12« inches»"),
    Pattern(r" ?yards?\b(?= ?\()|(?<=\d)码(?!头)", "measure:yd", "500« yards» (457 metres)"),
    Pattern(r"英里(?!/)", "measure:mi", "12«英里»"),
    Pattern(r" ?(?:knots?|kn)\b|节(?=[，。、；（）]|的?(?:航速|速度|风))", "measure:kn", "at 12« knots»"),
    Pattern(r" ?(?:troy ounces?|ozt)\b|金衡盎司", "measure:ozt", "400« troy ounces» of gold"),
    Pattern(r" ?(?:ounces?|oz)\b|盎司", "measure:oz", "12« ounces»"),
    Pattern(r" ?lbs?\b|磅", "measure:lb", "200« lb»"),
    Pattern(r" ?(?:imperial|UK) gallons?\b|英制加仑", "measure:impgal", "500« imperial gallons»"),
    Pattern(r" ?(?:U\.?S\.? )?gallons?\b|美制加仑|加仑", "measure:gal", "500« US gallons»"),
    Pattern(r" ?(?:barrels?|bbl)\b(?! organ| vault)|桶(?=原油|石油|油|当量)", "measure:bbl", "73,000« barrels» a day"),
    Pattern(r" ?(?:horsepower|hp)(?![A-Za-z])|马力", "measure:hp", "300« horsepower»"),
    Pattern(r" ?(?:millilit(?:er|re)s?|ml)(?![A-Za-z\d])|毫升", "measure:mL", "330« ml»"),
    Pattern(r" ?(?:m/s|met(?:er|re)s per second)(?![a-z])|米/秒|米每秒", "measure:m/s", "12« m/s»"),
    Pattern(r" ?(?:°F|℉|degrees Fahrenheit)|华氏度", "measure:°F", "98« °F»"),
)
_MEASURES = (
    *_CUSTOMARY,
    Pattern(r"克(?!拉|朗|隆|服|制|扣|强|里|难)| ?grams?\b", "measure:g", "300«克»"),
    Pattern(r" ?(?:sq\.? ?km|square[ -]kilomet(?:er|re)s?|km2|km²|㎢)(?![a-z])|平方公里|平方千米",
            "measure:km²",
            "12« square kilometers»"),
    Pattern(r" ?(?:sq\.? ?m|square[ -]met(?:er|re)s?|m2|m²|㎡)(?![a-z])|平方米|平米", "measure:m²", "12«㎡»"),
    Pattern(r" ?(?:cubic[ -]met(?:er|re)s?|m3|m³|㎥)(?![a-z]|/s| per second)|立方米(?!/秒|每秒)",
            "measure:m³", "12« cubic meters»"),
    Pattern(r" ?(?:kilomet(?:er|re)s?|kms?|㎞)(?![a-z/]| (?:per|an) hour)|公里(?!/)|千米", "measure:km", "12« kilome"
        "ters»"),
    Pattern(r" ?-?(?:nautical miles?)\b|海里", "measure:nmi", "12« nautical miles»"),
    Pattern(r" ?(?:miles?)\b(?! stone)", "measure:mi", "12« miles»"),
    Pattern(r" ?(?:met(?:er|re)s?|m)(?![A-Za-z0-9²³/])|米(?!线|粉|饭|兰|奇)", "measure:m", "12« meters»"),
    Pattern(r" ?(?:centimet(?:er|re)s?|cm)(?![a-z²³])|厘米", "measure:cm", "12« cm»"),
    Pattern(r" ?(?:millimet(?:er|re)s?|mm)(?![a-z²³])|毫米", "measure:mm", "12« mm»"),
    Pattern(r" ?(?:hectares?|ha)(?![A-Za-z\d])|公顷", "measure:ha", "12« hectares»"),
    Pattern(r" ?mu\b|亩(?!产)", "measure:mu", "12万«亩»"),
    Pattern(r" ?acres?\b|英亩", "measure:acre", "12« acres»"),
    Pattern(r" ?(?:gigawatts?[- ]hours?|GWh)(?![A-Za-z\d])|吉瓦时", "measure:GWh", "12« GWh»"),
    Pattern(r" ?(?:megawatts?[- ]hours?|MWh)(?![A-Za-z\d])|兆瓦时", "measure:MWh", "12« MWh»"),
    Pattern(r" ?(?:kilowatts?[- ]hours?|kWh)(?![A-Za-z\d])|千瓦时|千瓦小时|度电", "measure:kWh", "12亿«千瓦时»"),
    Pattern(r"[- ]?(?:terawatts?[- ]hours?|TWh)(?![A-Za-z\d])", "measure:TWh", "12« TWh»"),
    Pattern(r"[- ]?(?:gigawatts?|GW)(?![A-Za-z\d])|吉瓦", "measure:GW", "12« GW»"),
    Pattern(r"[- ]?(?:megawatts?|MW)(?![A-Za-z\d])|兆瓦", "measure:MW", "12« MW»"),
    Pattern(r"[- ]?(?:kilowatts?|kW)(?![A-Za-z\d])|千瓦(?!时|小时)", "measure:kW", "12万«千瓦»"),
    Pattern(r" ?watts?\b|瓦(?![时特房片])", "measure:W", "60«瓦»"),
    Pattern(r"[- ]?(?:kilovolts?|kV)(?![A-Za-z\d])|千伏", "measure:kV", "12« kV»"),
    Pattern(r" ?(?:metric tons?|metric tonnes?|tonnes?|tons?)(?![A-Za-z\d])|吨(?!位)", "measure:t", "12万«吨»"),
    Pattern(r" ?(?:kilograms?|kg|kilos?)(?![A-Za-z\d])|公斤|千克", "measure:kg", "12« kg»"),
    Pattern(r"斤(?!两|斤)", "measure:kg:0.5", "12万«斤»"),
    Pattern(r" ?(?:standard containers|TEUs?)(?![A-Za-z\d])|个?标准?箱", "measure:TEU", "12万«标箱»"),
    Pattern(r" ?(?:lit(?:er|re)s?)(?![A-Za-z\d])|升(?!级|至|到|高|幅|值|温|学|起|旗|降)", "measure:L", "12« liters»"),
    Pattern(r" ?(?:P(?:eta)?[Ff][Ll][Oo][Pp]S?|petaflops|(?-i:P))(?![A-Za-z0-9])", "measure:PFLOPS", "12« PFLOPS»"),
    Pattern(r" ?(?:petabytes?|PB)(?![A-Za-z\d])", "measure:PB", "12« PB»"),
    Pattern(r" ?(?:exabytes?|EB)(?![A-Za-z\d])", "measure:PB:1000", "12« EB»"),
    Pattern(r" ?(?:E(?:xa)?[Ff][Ll][Oo][Pp]S?|exaflops)(?![A-Za-z\d])", "measure:PFLOPS:1000", "算力23.0«EFLOPS»"),
    Pattern(r" ?(?:kVA|kilovolt-amperes?)(?![A-Za-z\d])|千伏安", "measure:kVA", "12万«千伏安»"),
    Pattern(r" ?(?:terabytes?|TB)(?![A-Za-z\d])", "measure:TB", "12« TB»"),
    Pattern(r" ?(?:gigabytes?|GB)(?![A-Za-z\d])(?!/T)", "measure:GB", "12« GB»"),
    Pattern(r" ?(?:Gbps|gigabits? per second)(?![A-Za-z\d])", "measure:Gbps", "12« Gbps»"),
    Pattern(r" ?(?:km/h|kph|kilomet(?:er|re)s (?:per|an) hour)|公里/小时", "measure:km/h", "120« km/h»"),
    Pattern(r" ?(?:°C|℃|degrees Celsius)|摄氏度", "measure:°C", "12«℃»"),
    Pattern(r" ?(?:µg/m³|μg/m3|micrograms per cubic met(?:er|re))|微克/立方米|微克每立方米",
            "measure:µg/m³", "12«微克/立方米»"),
    Pattern(r" ?(?:µg|micrograms?)(?![A-Za-z\d])(?! per)|微克(?![/每])", "measure:µg", "12« micrograms»"),
    Pattern(r" ?(?:milligrams?|mg)(?![A-Za-z\d])(?! per|/)|毫克(?![/每])", "measure:mg", "12« mg»"),
    Pattern(r" ?(?:decibels?|dB(?:\(A\))?)(?![a-z])|分贝", "measure:dB", "55« decibels»"),
    Pattern(r" ?(?:m³/s|cubic met(?:er|re)s per second)|立方米/秒|立方米每秒", "measure:m³/s", "12«立方米/秒»"),
)
_DURATIONS = (
    Pattern(r"(?: (?:consecutive|straight|successive|full|whole))?[- ]?years?\b(?![- ]old|-on-)|年(?!度|末|底|初|级"
            r"|轻|龄|报|货"
            r"|画|会|中|内|代|前|后|间|均|月|份|第|[一二三四上下\d])|周年(?!庆)",
            "duration:year", "3« years» of work"),
    Pattern(r"(?:st|nd|rd|th) (?:anniversary|birthday)\b", "duration:year", "its 60«th anniversary»"),
    Pattern(r"[- ]?months?\b|个月", "duration:month", "12«个月»"),
    Pattern(r"[- ]?weeks?\b|个?星期|周(?!年|边|期|[一二三四五六日])", "duration:week", "12« weeks»"),
    Pattern(r"(?:[- ]| (?:working|business|calendar) )?days?\b|个?工作日|天(?!津|然|气|河|空|下|府|猫|坛|线|候|使)"
            r"|日(?=内|游|以内)",
            "duration:day", "12«个工作日»"),
    Pattern(r"[- ]?hours?\b|个?小时", "duration:hour", "12«小时»"),
    Pattern(r"[- ]?minutes?\b|分钟", "duration:minute", "12«分钟»"),
    Pattern(r"[- ]?seconds?\b|秒(?!杀)", "duration:second", "12«秒»"),
    Pattern(r"[- ]?years?[- ]old\b|周?岁", "duration:year", "aged 60« years old»"),
)
_CLASSIFIERS = (
    Pattern(r"(?:个|家|项|名|位|座|条|人次|人|户|件|所|台套|台|套|辆|架|艘|宗|笔|场|次|类|种|处|站|片|块|门|支|组|对"
            r"|双|份|篇|部|张|幅|颗|棵|株|头"
            r"|只|栋|幢|间|层|单|起|例|款|轮|艘次|批|口|根|枚|期|单位|县|镇|村|国|省|市|区|道|环节|对|班|列|架次"
            r"|车次|床|册|车道|楼层|窗口|通道|栏|盏|尾|羽|匹|具|副|曲|卷|桌|桶|箱|车|趟|次数|枚|束|席|股|则|篇次"
            r"|门次|批次|学时|场次|处所|卡|瓶|万)(?:次(?!级))?"
            r"(?!民币|工(?!作|程|厂|地|坊|序|艺)|才|造|气|均|性|目|重|义|置|置|列|标准)", "count:", "92«个»项目"),
    Pattern(r"大(?=[\u4e00-\u9fff]{2})(?!会|学|厦|道|洋|多|约|幅|力|数据|量|型|众|桥|赛|奖|陆|湾区|米|豆)",
            "count:", "四«大»板块"),
)
UNIT = Table(*_MONEY, *_RATES, *_MEASURES, *_DURATIONS, *_CLASSIFIERS)


def split(meaning: str) -> tuple[str, str, Decimal]:
    """("money", "CNY", 1) of "money:CNY"."""
    dimension, symbol, factor = (*meaning.split(":"), "1")[:3]
    return dimension, symbol, Decimal(factor or "1")
