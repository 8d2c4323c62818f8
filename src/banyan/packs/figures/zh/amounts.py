"""How Chinese says that a number is more, less or about; numbers without digits."""

from banyan.packs.figures.pattern import Pattern, Table

_PARTS = {**dict(enumerate("三四五六七八九十", start=3)), 12: "十二", 20: "二十"}     # of a fraction in words
_MANY = dict(enumerate("两三四五六七八九十", start=2))       # 每三名患者中就有一名
_OF = "[个名位人家户辆台件起]"
BEFORE = Table(      # right before the number; meaning: a value of Comparison
    Pattern(r"(?:略|稍)(?:超过?|高于|多于)", "~>", "«略高于»90亿元"),
    Pattern(r"不(?:少|低|小)于|至少|最少|起码|最低", ">=", "«不少于»90家"),
    Pattern(r"不(?:超过|高于|多于|大于|超)|至多|最多|最高|可达|多达", "<=", "«不超过»90家"),
    Pattern(r"(?:大大|远|已|均|累计)?(?:超过?|逾|突破|高于|多于|大于|不止|高达|(?<![通经审])过)(?:了)?",
            ">", "«超过»90家"),
    Pattern(r"低于|少于|不足|不到|小于|未满|不满", "<", "«不足»90家"),
    Pattern(r"将近|接近|近|逼近", "~<", "«近»2600个"),
    Pattern(r"大约|大概|(?<![签预公特节集契条誓大])约[为占达]?|估计|约合|左右", "~", "«约»90家"),
)
AFTER = Table(
    Pattern(r"(?:及|或)?以上|及其以上", ">=", "10亿元«以上»项目"),
    Pattern(r"(?:及|或)?以下|(?:以|之)内", "<=", "10亿元«以下»项目"),
    Pattern(r"左右|上下|前后", "~", "90家«左右»"),
    Pattern(r"还(?:要)?多(?!出|次)|有余(?!额)", ">", "翻了一番«还多»"),
    Pattern(r"(?:有)?余(?!额|下|杭|姚)|多"
            r"(?!少|种|样|功能|方|层|边|媒|[\d一二两三四五六七八九十百])", "~>", "90亿元«多»"),
)
INSIDE = Table(      # between a number and its scale or unit
    Pattern(r"余|多(?![样种功媒层维])|来(?=[个家])|几", "~>", "300«余»亿元"),
)
FRACTION = Table(    # meaning: percent
    Pattern(r"(?<![一二三四五六七八九十百千])二分之一", "50", "只需原来的«二分之一»"),
    Pattern(r"三分之二", "66.67", "«三分之二»的项目"),
    Pattern(r"三分之一", "33.33", "«三分之一»的项目"),
    Pattern(r"四分之三", "75", "«四分之三»的项目"),
    Pattern(r"四分之一", "25", "«四分之一»的项目"),
    Pattern(r"五分之一", "20", "«五分之一»的项目"),
    Pattern(r"五分之二", "40", "«五分之二»的项目"),
    Pattern(r"五分之三", "60", "«五分之三»的项目"),
    Pattern(r"五分之四", "80", "«五分之四»的项目"),
    Pattern(r"十分之一", "10", "«十分之一»的项目"),
    Pattern(r"一半|半数|对半|半壁江山|(?<=过)半(?!年|天|程|月)", "50", "«半数»以上的项目"),
    *(Pattern(f"{parts}分之{count}", f"{round(100 * k / n, 2):g}", f"占总数的«{parts}分之{count}»")
      for n, parts in _PARTS.items() for k, count in enumerate("一二三四五六七八九", start=1) if k < n),
    *(Pattern(rf"每{many}{_OF}[^，。；\d]{{0,12}}[中里]，?(?:就|便|约|仅|只)?有(?=一{_OF})", f"{round(100 / n, 2):g}",
              f"«每{many}人中就有»一人住院") for n, many in _MANY.items()),
    *(Pattern(rf"每十{_OF}[^，。；\d]{{0,12}}[中里]，?(?:就|便|约|仅|只)?有{said}{_OF}", f"{10 * n}",
              f"«每十人中就有{said}人»住院") for n, said in enumerate("两三四五六七八九", start=2)),
)
MULTIPLE = Table(    # meaning: times the former level
    Pattern(r"翻了?一番|翻番|翻倍|(?:实现|业绩|产值)倍增|增长一倍", "2", "产值«翻一番»"),
    Pattern(r"翻了?[两二]番", "4", "产值«翻两番»"),
    Pattern(r"翻了?三番", "8", "产值«翻三番»"),
    Pattern(r"减半|腰斩|减少一半|下降一半", "0.5", "费用«减半»"),
)
CROWD = Table(       # meaning: the least it can be
    Pattern(r"(?:数|几|上)百(?=[个家名项位座台条户件人次余多])", "100", "«数百»家企业"),
    Pattern(r"(?:数|几|上)千(?=[个家名项位座台条户件人次余多])", "1000", "«上千»家企业"),
    Pattern(r"(?:数|几|上)万(?=[个家名项位座台条户件人次余多])", "10000", "«上万»人"),
    Pattern(r"(?:数|几)十万(?=[个家名项位座台条户件人次余多])", "100000", "«数十万»人"),
    Pattern(r"(?:数|几|上)百万(?=[个家名项位座台条户件人次余多])", "1000000", "«数百万»人"),
    Pattern(r"(?:数|几|上)千万(?=[个家名项位座台条户件人次余多元])", "10000000", "«数千万»元"),
    Pattern(r"(?:数|几|上)百亿(?=元)", "10000000000", "«上百亿»元"),
    Pattern(r"(?:数|几|上)千亿(?=元)", "100000000000", "«上千亿»元"),
    Pattern(r"(?:数|几|上)亿(?=元|人)", "100000000", "«数亿»元"),
    Pattern(r"(?:数|几)十(?=[个家名项位座台条户件人次余多])", "20", "«数十»家企业"),
)
