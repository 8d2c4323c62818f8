"""Numbers that stand beside each other and are of different things: nothing of them is called wrong."""

import pytest

from tests.packs.figures.relations.test_said import failing
from tests.packs.figures.test_likely import marked


@pytest.mark.parametrize("text", [
    "2025年平台汇聚数据186.4亿条，日均调用接口2150万次，覆盖53个部门。",
    "发放个人贷款1480笔、70.3亿元，其中50万元以下的占63.5%，50万元至80万元的占27.4%，80万元以上的占9.1%。",
    "热线受理诉求138.2万件，按期办结135.9万件，按期办结率98.3%，其中智能坐席接听46.1万件，约占三分之一。",
    "路侧违停日均1860起。支撑这些数字的是1.86万套高位视频设备。",
    "全场工时31.2万小时，人均50小时，月均2.6万小时。",
    "6月出现4次降雨，分别为3日至5日、11日至12日、19日至22日、27日至28日，累计11天。",
    "The flow peaked at 3,150 cubic metres per second, half as much again as the 2,100 of 2024.",
    "As there are 310,000 spaces open to the public, 60 percent of them are connected; the city has 1.24 million.",
    "It invested $95 million, less than a quarter of the revenue of $412 million, of which $38 million, or 40%, went "
    "into shore power.",
    "In the 50 days 412.6 millimetres of rain fell. Last year it was 358.8 millimetres, so it is 15.0 percent wetter.",
    "Arrivals (64.2 million) grew faster than departures (51.4 million), at 8.5% and 7.2% respectively, which left a "
    "surplus of 12.8 million travellers.",
    "报名人数从1.42万减少到1.27万，录取人数却由3100人增至3350人，其中女性占六成。",
    "球队本赛季场均失分78.6分，上赛季为71.9分；主场上座率为83%。",
    "The trade gap narrowed. Exports were 18.6 bn crowns and imports 20.1 bn, leaving a deficit of 1.5 bn, after a "
    "deficit of 2.3 bn in September.",
    "The endowment had $40.0 million in 2020. It earned 10 percent in 2021 and lost 5 percent in 2022.",
    "Freshmen register on Saturday and Sunday, 6 and 7 September 2025.",
    "On 17 October 2025 the fair ended. The next is to run from Thursday, Oct. 15, to Sunday, Oct. 18, 2026.",
    # two things in units of two systems, and conversions that are rough or of other degrees
    "The 12-mile road (500 m of it in a tunnel) climbs 1,200 feet past farms of 40 acres (3 hectares of vines each).",
    "He ran 5 miles (8 km) in 34 minutes; the drop is 1,000 feet (300 metres), the lake 5,000 feet (1,500 m) up.",
    "Temperatures rose by 9°F (5°C) in 50 years; it was -40°F (-40°C) in January.",
    "Parcels of up to 70 lb (32 kg) cost 12 pounds to send. Gold traded at 1,900 dollars an ounce (61 dollars a gram).",
    "水深12英尺（3.7米），船长40米、宽8米；风速15米/秒（54公里/小时），浪高2米。",
    # conversions of two moments
    "Revenue came to ¥56.0 billion ($400 million), after ¥50.0 billion ($450 million) in the previous year.",
    # days of another thing, or told by another day
    "Applications are accepted from 1 July to 31 August 2024. Interviews are held at once, the first on 15 July.",
    "The collective agreement was signed on 14 May 2021 and takes effect retroactively from 1 January 2021.",
    "The festival runs from 3 to 9 October. On 12 October, the third day of rain in a row, the river rose by 40 cm.",
    "The app, announced on 3 March 2021, was launched on 1 June 2021; the millionth user of its predecessor had signed "
    "on 2 May 2019.",
    "The fire broke out on 3 May. The next day, 4 May, it was out; the day before, 2 May, a storm had passed.",
    "Ticket sales ended on 30 June. The draw for the second round was held on 12 June.",
    "比赛分两站，第一站5月3日至5日，第二站6月7日至9日；第三天（6月9日）进行决赛。",
    "该条例2023年3月30日通过，自2023年5月1日起施行，2019年6月1日起施行的旧条例同时废止。",
    # times and lengths of two things, products and shares of others
    "The centre is open from 9:00 to 17:00 and each visit lasts two hours; a bus calls every 20 minutes and carries 40 "
    "people, 300 trips a month in all.",
    "The three-year course starts on 4 September 2023 and the first exams end on 12 July 2024.",
    "自2月3日起至3月4日止，为期30天的专项整治共检查企业2,310家。",
    "活动为期五天，18日至20日为专业日，21日至22日为公众日。",
    "Of 2.4 million loans 240,000 were e-books, or 10 percent; the 12 branches open 8 hours a day and lend 200 items "
    "an hour, 25 per visitor.",
    "一季度收入12.4亿元，二季度13.1亿元，上半年总额25.5亿元；研发投入2.5亿元，占9.8%。",
    # a headline's growth and that of another thing
    "农村居民人均可支配收入增长7.1%\n\n上半年，全市城镇居民人均可支配收入28940元，增长5.3%。",
    "数字经济核心产业增加值增长12.4%\n\n上半年，全市第三产业增加值812亿元，增长6.3%。",
    "Rural household income grows 7.1 percent\n\nIn the first half urban household income rose 5.3 percent.",
    # last year's level, and years that are still to come
    "上年单位能耗为0.430吨标准煤，2024年为0.412吨标准煤，下降4.2%。到2030年降至0.350吨标准煤。",
    "单耗原为0.430吨，2024年为0.412吨，下降4.2%。按照2030年规划，还要再降。",
    # days of two undertakings
    "The result was declared on 11 May and voting closed on 9 May.",
    "Flats went on sale on 9 June; the building had been completed on 2 May.",
    "The orange alert was declared on 9 May; the yellow one had been lifted on 3 May.",
    "The hall opened on 9 May; the shoplifted goods came back on 3 May.",
    "A permit was declared void on 9 May and the ban was lifted on 3 May.",
    # bounds of an average, of another clause, of a definition
    "东区平均工资超过8000元；西区8600元、南区9100元、北区7800元。",
    "四馆都已开放，博物馆接待超过4.0万人次，图书馆3.8万人次、动物园5.2万人次、电视塔6.1万人次。",
    "平均车速低于20公里/小时为拥堵，四条路车速分别为18公里/小时、16公里/小时、24公里/小时、15公里/小时。",
    "Anyone may apply, and all who earn less than 3,000 yuan get help. The four families earn 2,800 yuan, 2,900 yuan, "
    "3,200 yuan and 2,500 yuan.",
    # lists that aren't of what was counted, or not all of it
    "Twelve concerts were given, at Ashby, Corley and Denton.",
    "Three of the investors come from two countries, Norway and Sweden.",
    "Three of the bridges were rebuilt by two firms, Orion Works and Bluehill.",
    "Three of the five winners come from the north, Ashby and Corley.",
    "大会发布5项地方规范，包括《竹器通则》《木器安装》。",
    "大会发布5项地方规范，即《竹器通则》《木器安装》《漆器检验》等。",
    "The council named three priorities:\n\n* Roads\n* Schools\n* Parks\n\nU.S. visitors are welcome.",
    "The council named three priorities:\n1. Roads\n2. Schools\n3. Parks\n\nI. Kim, mayor, signed.",
    "三项公约（其中两项已签）：\n一、保洁\n二、停车\n三、养犬\n四、消防",
    # what is in all of something else
    "The fleet has 214 buses, 86 trams and 41 ferries. In all, 412 drivers are needed.",
    "The hospital has 612 doctors, 1,934 nurses and 418 midwives. In all, 3,240 people work there.",
    "More than 90 percent of the 412,000 homes (last year: 358,400) have fibre.",
    "Over 90 percent of the 412,000 homes (target: 358,400) have fibre.",
    "More than 60 percent of the 5,000 seats (balcony: 2,400) are taken.",
    "The school at Denton sent 40 students, and 52 of the students from Ashby took part as well.",
    "Three of the 12 billion yuan projects are on time. 2 of the 5 km routes are new.",
    "The port handled 3.24 million containers, counted in twenty-foot equivalents, which is 8.0 percent more than the "
    "3.00 million of the year before.",
    # marks and rows of each; so much of a mark; per ten of them; the same number of another year's whole
    "小学平均班额41.3人，初中平均班额45.7人，均低于省定的45人和50人上限。",
    "1—10月城镇新增就业6.3万人，完成全年目标7.0万人的90.0%。",
    "以总股本4.85亿股为基数，拟每10股派现3.2元（含税），共计1.55亿元。",
    "Losses fell steadily from 14.8% to 13.9% of the water fed in, nine tenths of a percentage point better.",
    "Corvane finished 2,940 homes, up by a fifth on the 2,450 of the year before. Of the new homes 1,176 are let, 588 "
    "are in shared ownership, and the balance of 1,176 was sold.",
    "The backlog rose from 12,300 to 13,600. Civil matters made up 61 percent of what was new (29,402 cases), criminal "
    "20 percent (9,640) of 48,200.",
    # who is the slowest takes the most time; most of the rest isn't all of it; what was contracted got no smaller
    "On average an engine was there after 7 minutes and 40 seconds; the fastest station, Vik, took 6 minutes, the "
    "slowest 11.",
    "10公里组完赛选手最快用时31分钟，平均用时58分钟，最慢用时96分钟。",
    "Of the 2,460 donors, 615 gave for the first time. Most of the rest, 1,476, had given within the past year.",
    "The 66 projects signed at the venue came to 207.3 billion yuan. The remaining 26 were contracted off-site for "
    "45.1 billion yuan.",
    # what isn't of the number before, extremes of other things, nets of other flows, names that aren't all
    "The airline sold 64 aircraft last year; 73 are on order.",
    "Theatre tickets rose from an average of 31.40 to 33.85 euros, opera tickets from 58.20 to 61.10 euros.",
    "Sales came to 2.70 billion in July, 2.88 billion in August and 2.78 billion in September, making August the "
    "strongest month.",
    "Weekly rents run from 320 guilders in Low Quay to 910 guilders on the Crescent, with a mean of 540.",
    "Monthly rents for a two-room flat run from 610 guilders to 1,480 guilders, with a city-wide mean of 902.",
    "It billed 2,316 institutions. That is 96.5% of the 2,400 under contract: 214 hospitals, 1,083 clinics, 968 "
    "pharmacies and 51 nursing homes.",
    "Investors promise 9,300 jobs, 8,400 of them in manufacturing. A further 2,700 temporary posts will arise.",
    "Three countries, Norland and Vask among them, signed at once.",
    "Of 74 patients enrolled at the two hospitals, 58 completed all four courses.",
    "医院新购设备共七台：门诊部三台、住院部两台、急诊科两台。",
    "Women hold 43 of the 118 seats.",
    "The motion carried: 57 per cent were in favour and 34 per cent against, the rest abstaining.",
    # what only looks like items of a list, terms that were met, a sample, a level of an alert
    "An alert was declared on 4 May 2025, while the fare was raised to 3 crowns on 2 May 2025.",
    "It has five plants (1), most of them in the north, and 212 shops (2).",
    "The firm has 1,846 employees in Norway. It wrote to all of its more than 2,400 employees worldwide in May.",
    "公司在册员工2914人。集团向全部逾三千名离退休职工发放了补贴。",
    "Grants went solely to clubs with 50 members or more. Fees ranged from £12 to £48.",
    "The audit covers claims paid between 1 May 2024 and 30 April 2025. The earliest complaint was lodged on 9 April "
    "2024 and the latest on 22 June 2025.",
    "今年处理68.2万吨，上年62.0万吨，其中厨余多处理6.2万吨，增长41.3%。",
    "三个县共同投资12.6亿元：甲县2.1亿元、乙县3.2亿元、丙县1.4亿元用于征地。",
    "二次元展区吸引3.2万人，3位元老到场，12单元住户参加。",
    "They spent half of the 8.2 million in the first half, and the other half in the second.",
    "建设、运营和维护三个环节都由一家公司负责。",
    # terms of a ratio, industries, what a survey asks, a kilo, the day of the paper itself
    "全县水稻、小麦和玉米产量之比为21.4∶50.3∶28.3，对粮食增产的贡献率依次为12.6%、61.8%和25.6%。",
    "第一产业增加值28.6亿元，第二产业102.4亿元，第三产业96.7亿元，均保持增长。",
    "年末各项贷款余额214.0亿元，城镇人口19.6万人。城镇居民人均可支配收入32180元。",
    "全市9座水库中有5座提前泄洪，腾出库容0.42亿立方米，洪水过程中共拦蓄水量0.67亿立方米。",
    "出口茶油1840吨，创汇1104万美元，每公斤合6美元。",
    "审计公告\n（2025年7月18日公布）\n\n市审计局于2025年3月3日至5月16日对该项目进行了审计，现予公告。",
    # two parts told together, a multiple of something else, a rest, a growth with a base of its own, shares of each,
    # what is counted under both
    "North and South hold 96,000 and 58,000 homes respectively, together 41.2 per cent of the total in the "
    "survey.",
    "New pumps cost 3,900 crowns each, roughly twice the usual price, hence some 312 million crowns in all.",
    "Rent took a further €18.4m and insurance €9.7m. What remains is an operating profit of €21.2m for the "
    "year.",
    "Loads fell by 3.0%, from 61,200 to 59,364; toll income nevertheless rose by 5.2% from €41.3m, because the "
    "toll per lorry climbed from €702 to €769.",
    "Average fat was 4.1 percent, a quarter point above last year's 3.85, and roughly eight churns in ten meet "
    "the standard.",
    "The crop is spoken for. Bakers will use 3.10 million tonnes, brewers 1.90 million and feed mills 560,000. "
    "Exports come next.",
    "Orme & Co took 48% of the calls (9,216), Brask 32% (6,144) and Tully the remaining fifth (3,840).",
    "In the other 36 files we found 24 without a date and 17 without a stamp; five lacked both, which is why "
    "the two numbers exceed the total.",
    # a part of what has grown, ends of a range, a rate that is the difference of two, standards that are counted
    "年末全县户籍人口41.35万人，比上年末减少0.18万人，其中农村人口23.90万人。",
    "At the end of June the club had 4,135 members, 180 more than in May, of whom 2,390 were under 30.",
    "For 2027 the firm expects sales to grow by 4% to 6%, and spending of €45 million to €52 million.",
    "全年出生率7.24‰，死亡率8.31‰，自然增长率-1.07‰。",
    "The birth rate was 7.24‰ and the death rate 8.31‰, a natural increase of −1.07‰.",
    "Hall occupancy rose 2.4 percentage points, from 71.3% to 73.7%.",
    "年会设主会场1个、分会场12个，发布成果27项，包括标准8项、图集9本、名录10份。",
    # the year of a text that only compares with another isn't told
    "3月8日，星期六，柳河的油菜花开了。产量比2021年的3.2万吨多0.4万吨，花节2016年创办。",
    # persons are of the places that they take
    "全市有床位2.60万张，护理型1.45万张。领取津贴的，70岁以上4.85万人。在院老人15080人，入住率58.0%。",
    "Sold-out stalls accounted for 96,400 meals and tents for 41,300. With 113,400 meals on offer, 85.0% of meals "
    "found a taker.",
    # a share of what was told in the sentence before, its parts being told in between
    "The railway spent 342 million crowns in six months: 154 million on track, 97 million on stations and 92 million "
    "on signals, each being rounded. This corresponds to 45.6% of the 750 million planned for the year.",
    # parts of another whole than the one before them, and classes that overlap
    "一季度全市进出口954.2亿元，增长3.1%。其中3月318.7亿元，占33.4%。\n从市场看，对北洲214.8亿元，占22.5%；对南洲109.5亿元，占11.5%。",
    "一季度全市进出口954.2亿元。\n从市场看，对北洲进出口214.8亿元，占22.5%；对南洲109.5亿元，占11.5%。对联盟成员国进出口412.2亿元，"
    "占43.2%，这一口径包含北洲，不能与前者相加。",
    # a list that says "two of them", what came in and what went out
    "The firm runs 16 shops: 11 in the city and five in villages, two of them new.",
    "全线设18座车站：地下13座、高架5座，换乘站2座。",
    "Last year 1,318 residents arrived and 1,240 left, a net gain of 78.",
    "The club earned £1.2 million from tickets and spent £1.4 million on players; after grants it made a profit of "
    "£0.2 million.",
    "Exports came to 412 million and imports to 386 million, a surplus of 26 million; a year earlier there was a "
    "deficit of 14 million.",
    "全年出口412.6亿元，进口386.1亿元，贸易顺差26.5亿元，上年为逆差14.2亿元。",
    "In May 1,940 people came, so more than 2,000 are expected in June.",
    # a share that is a growth, levels of two times, last year's record, a ratio told in the other order
    "业务    2025年   2024年   同比\n轴承    31.48    27.15    15.9%\n刀具    17.92    14.06    27.5%\n"
    "合计    49.40    41.21    19.9%",
    "网上立案46397件；诉前调解成功28450件，由2022年的17510件增至2025年的28450件。",
    "7月最高负荷达到8162万千瓦，比去年最高的7695万千瓦高出467万千瓦。",
    "普通高中招生1.71万人，中等职业学校招生1.03万人，职普比约为3.8:6.2。",
    "保障航班起降7280架次；发送旅客58.4万人次，上年53.1万人次。",
    "湖景区接待42.36万人次，居各景区之首；城墙31.08万人次；山岳24.75万人次。这三处共接待98.19万人次。",
    "（2026年10月18日）展会10月16日开幕：\n10月16日 21860人次\n10月17日 25340人次\n10月18日 24170人次\n"
    "下届定于2027年10月15日至17日举行。",
    "生产总值336.7亿元，增长5.9%。\n\n全年生产总值336.7亿元，上年为321.4亿元。",
    "The city had 96 small halls. It rose to 4.12 million guests, passing 4 million for the first time.",
    "Three clients took over half: Orne (310 tonnes), Vale (230 tonnes) and Tarn (140 tonnes), together 680 tonnes.",
    "Gross profit came to 640 million. Finance costs of 14 million and tax of 28 million left 84 million, equal to a "
    "tax rate of 25%.",
    "By June 899,000 sheets had been scanned; a year ago it was 812,000. During the year 1,146 were bought, 287 given.",
    "Work began on 3 February 2025 and ends in September 2028. By 2030, demand grows by 3% a year over five years.",
    "Machines led with 6.85 million, followed by food (4.12 million), ores (3.29 million), cloth (2.04 million) and "
    "other goods (2.12 million).",
    "It serves 1.26 million people through 524,000 household and 41,000 business connections, 565,000 in all.",
    "The works took in 302.4 megalitres a day. Of this, homes used 171.6 Ml/d, firms 78.3 Ml/d and leaks 47.5 Ml/d; "
    "the remaining 5.0 Ml/d was used at the works.",
    "Eleven deals are binding contracts, worth 1.74 million, half of the total; the remaining 16 are letters.",
    "The second deal, at $415 million, lifts the port's capacity from 1.2 million to 2.0 million containers, a rise of "
    "two thirds.",
    "Foreign firms pledged 2.61 million, 75% of the total, and domestic firms 0.87 million.",
    "Soot at the mill averaged 36 µg/m³, within the ceiling of 40, but the quay, at 44 µg/m³, was in breach of it.",
    "年初存款余额7.24亿元，经营活动净流入2.15亿元，投资活动净流出3.02亿元，筹资活动净流入1.10亿元，年末余额为7.47亿元。",
    "截至6月末，贷款余额3.20万亿元，其中绿色贷款7040亿元，占比为22.0%；一年前该占比为18.6%。",
    "水质监测结果（毫克/升，60口井）\n最小值：2.1\n平均值：12.4\n最大值：27.5",
    "假期三天，车站发送旅客7.31万人次，2.96万人次的单日峰值出现在首日，后两日分别为2.31万和2.04万人次。",
    "主队由积分榜第三滑落至第五，落后榜首8分，距降级区仍有13分。",
    "该驾驶人血液酒精含量为95毫克/100毫升，已达到醉酒驾驶标准（80毫克/100毫升）。",
    "The fund received 4,620 applications. That is 1,205 applications more than the 3,415 which reached it in spring.",
    "The museums counted 3.1 million visits in 2010 and 5.6 million in 2022, so that visits grew by an average of 5.1 "
    "per cent annually and by 81 per cent in all.",
    "The mill can crush 1,600 tonnes of seed a day. In March it worked through 34,720 tonnes in 31 days.",
    "The new ferry carries 1,350 passengers, one and a half times the 900 of its predecessor, and 240 cars instead of "
    "200.",
    "Orders amount to 640 million marks, 431 million of which were booked in the first half and 209 million in the "
    "third quarter. The book-to-bill ratio is 1.08.",
    "该基金2021年净值上涨20%，2022年下跌25%，两年下来，初始的200万元只剩180万元。",
    "男性就业率为65%，女性就业率为45%。",
    "Of the men, 65 percent said yes, and of the women 45 percent.",
    "4月12日起共受理9360件，日均780件。",
    # shares of what no number tells, each with a name of its own
    "家电理赔总计5,120万元，火险赔付3,210万元，车险赔付1,640万元，其他270万元，办结率96%。",
    "登记的事故中，损失5万元以上的312起，20万元以上的58起，机械原因居首位，占三成五。",
    "教师年龄结构：35岁及以下420人，36至45岁者为350人，46岁及以上230人，总数1,000人，高级职称者占28%。",
    "船队今年添置新船12艘，报废9艘，船舶总数由146艘变为149艘，其中纯电动船占两成。",
    "全市现有学校420所，其中小学280所，小学占66.7%，民办学校占12%。",
    # levels and changes told in turn; two rises, each from the lower to the higher
    "Norby's population went up by 2,463 to 58,930 (2013: 56,467) and Sudby's by 1,087 to 41,602 (2013: 40,515).",
    "During the week 37 came in, 45 were adopted and 3 died, so that 132 were still there on Sunday.",
    "两类公寓租金均有上调，前者每月由1,150元涨至1,219元，涨6.0%；后者由2,300元涨至2,392元，涨4.0%。",
    # one case after another, and other payments
    "A car was stolen on 5 May. The driver, who had been arrested on 12 March for a similar offence, was caught on "
    "9 May.",
    "The AGM on 9 July approved a final dividend of 0.62 crowns. The interim dividend was paid on 30 June.",
    "The assembly approved the accounts on 9 July; wages were paid on 30 June.",
])  # fmt: skip
def test_what_stands_beside_each_other_is_left_apart(text: str) -> None:
    assert failing(text)[1] == []


HOMES = "A,城镇居民,人均可支配收入,=,5.12,万元,2025\nB,农村居民,人均可支配收入,=,2.86,万元,2025\n"
LINES = "A,1号线,日均客运量,=,52.3,万人次,2025\nB,2号线,日均客运量,=,41.8,万人次,2025\n"
TOWNS = "A,重庆,增速,=,6.2,%,2025\nB,成都,增速,=,12.6,%,2025\n"
STORES = "A,Bonded warehouse,pallet places,=,36000,count,2025\nB,Cold store,pallet places,=,26000,count,2025\n"


@pytest.mark.parametrize(("text", "ledger"), [
    ("2025年公报\n\n人均可支配收入，城镇居民人均5.12万元，农村居民人均2.86万元。", HOMES),
    ("2025年运行\n\n日均客运量，1号线日均52.3万人次，2号线日均41.8万人次。", LINES),
    ("2025年两地\n\n两地增速，重庆增长6.2%，成都增长12.6%。", TOWNS),
    ("The park in 2025\n\nUnlike the cold store, the bonded warehouse has 36,000 pallet places each with a socket.",
     STORES),
])  # fmt: skip
def test_each_number_beside_its_own_name_is_right(text: str, ledger: str) -> None:
    assert marked(text, "ledger", ledger=ledger) == set()
