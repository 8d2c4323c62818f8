"""What texts claim of their numbers, and what they don't. A tie is written "relation role:words role:words years"."""

import pytest

from banyan.packs.figures import read


def ties(text: str, *relations: str) -> list[str]:
    reading = read(text)
    return [
        " ".join([tie.relation.value, *(f"{name}:{reading.quantities[i].text}" for name, i in tie.members)])
        + (f" {tie.years}" if tie.years is not None else "")
        for tie in reading.ties if tie.relation.value in relations
    ]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [
    ("A total of 126 projects were signed. Of these, 48 are in manufacturing, 36 in services and 42 in transport.",
     ["breakdown whole:126 part:48 part:36 part:42"]),
    ("Among the 640 exhibitors, 412 came from home and 248 from abroad, representing 28 countries.",
     ["breakdown whole:640 part:412 part:248"]),     # 660: wrong, and still claimed
    ("The city built 45 parks: 18 in the east, 15 in the north and 12 in the south.",
     ["breakdown whole:45 part:18 part:15 part:12"]),
    ("It counts 86,300 charging points, 13,200 of them public and 55,100 private.",
     ["breakdown whole:86,300 part:13,200 part:55,100"]),       # 68,300: two digits changed places
    ("The 92 firms include 12 from abroad and 20 from the coast.", ["subset whole:92 part:12 part:20"]),
    ("签约项目92个，其中线下50个，线上16个，其余26个在场外签约。", ["breakdown whole:92 part:50 part:16 part:26"]),
    ("签约项目92个，其中制造业50个、服务业16个等。", ["subset whole:92 part:50 part:16"]),
    ("新增学位8.4万个，其中幼儿园3.1万个，中小学6.3万个。", ["breakdown whole:8.4万 part:3.1万 part:6.3万"]),
    ("在640家企业中，软件企业120家。", ["subset whole:640 part:120"]),
    ("门票收入2860万元，文创收入1240万元，赞助900万元，合计5000万元。",
     ["breakdown whole:5000万元 part:2860万元 part:1240万元 part:900万元"]),
    ("第一批投资38.6亿元，第二批投资27.4亿元，总投资660亿元。",
     ["breakdown whole:660亿元 part:38.6亿元 part:27.4亿元"]),    # ten times too much
    ("展出灯组128组，其中本土作品76组，来自12个国家的作品52组。", ["breakdown whole:128 part:76 part:52"]),
    ("企业92家，其中高新企业50家，民营企业80家。", ["subset whole:92 part:50 part:80"]),     # they overlap
])  # fmt: skip
def test_parts_are_tied_to_their_whole(text: str, expected: list[str]) -> None:
    assert ties(text, "breakdown", "subset") == expected


def test_a_rest_may_complete_a_larger_whole_than_the_list_before_it() -> None:
    text = (
        "A total of 92 projects worth ¥250 billion were signed. On the spot 66 were signed, worth ¥207 billion. "
        "These included 50 offline projects worth ¥167 billion, 16 online projects worth ¥40 billion, while the "
        "remaining 26 totaled ¥43 billion."
    )
    assert ties(text, "breakdown") == [
        "breakdown whole:92 part:66 part:26", "breakdown whole:¥250 billion part:¥207 billion part:¥43 billion",
        "breakdown whole:66 part:50 part:16", "breakdown whole:¥207 billion part:¥167 billion part:¥40 billion"]


def test_a_list_without_a_word_is_a_breakdown_where_its_shares_make_a_hundred() -> None:
    text = (
        "A total of 60 projects worth 100 billion yuan were signed. Chips accounted for 40%, with 20 projects worth 40 "
        "billion yuan. Energy accounted for 35%, with 25 projects worth 35 billion yuan, and other fields for 25%, "
        "with 15 projects worth 25 billion yuan."
    )
    assert ties(text, "share") == [
        "share share:40% part:40 billion yuan whole:100 billion yuan",
        "share share:35% part:35 billion yuan whole:100 billion yuan",
        "share share:25% part:25 billion yuan whole:100 billion yuan"]
    assert "breakdown part:40% part:35% part:25%" in ties(text, "breakdown")
    assert "breakdown whole:60 part:20 part:25 part:15" in ties(text, "breakdown")


@pytest.mark.parametrize(("text", "expected"), [
    ("Of the county's 186 villages, 171, or 82 percent, have piped water.",
        ["share share:82 percent part:171 whole:186"]),
    ("Investment came to 412 billion yuan. That is 58.9 percent of the 850 billion yuan planned.",
     ["share share:58.9 percent part:412 billion yuan whole:850 billion yuan"]),
    ("Of the 320 signed projects, 256 have started, a start rate of 80%.", ["share share:80% part:256 whole:320"]),
    ("共收到诉求4,700件，办结4,465件，办结率85%。", ["share share:85% part:4,465 whole:4,700"]),
    ("营业收入96.4亿元，利润总额11.9亿元，利润率21.3%。", ["share share:21.3% part:11.9亿元 whole:96.4亿元"]),
    ("数字经济规模1640亿元，占全市生产总值（4100亿元）的40%。", ["share share:40% part:1640亿元 whole:4100亿元"]),
    ("常住人口由31.2万人增加到36.5万人，城镇化率82.6%。", []),
])  # fmt: skip
def test_a_share_is_tied_to_its_part_and_whole(text: str, expected: list[str]) -> None:
    assert ties(text, "share") == expected


@pytest.mark.parametrize(("text", "expected"), [
    ("The number of firms fell to 42 from 50, a decline of 16 percent.", ["growth growth:16 percent now:42 before:50"]),
    ("It has 65,000 stations, 12,000 more than a year earlier.", ["change change:12,000 now:65,000"]),
    ("It drew 156 projects worth 129 billion yuan, up 12 percent and 18 percent respectively.",
     ["growth growth:12 percent now:156", "growth growth:18 percent now:129 billion yuan"]),
    ("Revenue rose to 3.2 billion yuan from 3.0 billion yuan, while costs fell by 1.8 percent to 2.4 billion yuan.",
     ["growth growth:1.8 percent now:2.4 billion yuan"]),
    ("观众11.8万人次，比上届的10万人次增长28%。", ["growth growth:28% now:11.8万 before:10万"]),
    ("锂电池出口由21亿元增加到64亿元，增长两倍；汽车出口由16亿元增加到48亿元，增长3.5倍。",
     ["growth growth:两倍 now:64亿元 before:21亿元", "growth growth:3.5倍 now:48亿元 before:16亿元"]),
    ("占比由52.3%降至48.9%，下降3.4个百分点。", ["change change:3.4个百分点 now:48.9% before:52.3%"]),
    ("受益群众达32万人次，减少跑动约五成。", []),       # trips fall, not people
])  # fmt: skip
def test_a_growth_is_tied_to_the_levels_it_lies_between(text: str, expected: list[str]) -> None:
    assert ties(text, "growth", "change") == expected


@pytest.mark.parametrize(("text", "expected"), [
    ("During 2016-2021 output increased by 1.6 times, with a compound annual growth rate of 20.7%.",
     ["compound average:20.7% total:1.6 times 5"]),
    ("体育产业规模由2016年的186亿元增加到2023年的362亿元，年均增长12.0%。",
        ["compound average:12.0% now:362亿元 before:186亿元 7"]),
    ("非化石能源占比由2018年的15%提高到2023年的23%，年均提高1.6个百分点。",
        ["change change:1.6个百分点 now:23% before:15% 5"]),
])  # fmt: skip
def test_yearly_growth_is_tied_over_its_years(text: str, expected: list[str]) -> None:
    assert ties(text, "compound", "change") == expected


@pytest.mark.parametrize(("text", "relation", "expected"), [
    ("Growth was 20.5 percent, 2.1 percentage points above the national 18.4 percent.", "gap",
     ["gap gap:2.1 percentage points rate:20.5 percent other:18.4 percent"]),
    ("增长12.3%，高于全国平均水平2.1个百分点。", "gap", ["gap gap:2.1个百分点 rate:12.3%"]),
    ("A total of 92 projects worth ¥250 billion were signed. Projects worth over ¥1 billion numbered 81.", "band",
     ["band threshold:¥1 billion count:81 whole:92 amount:¥250 billion"]),
    ("签约项目92个，总投资2524亿元。10亿元以上项目81个，50亿元以上项目19个。", "band",
     ["band threshold:10亿元 count:81 whole:92 amount:2524亿元",
         "band threshold:50亿元 count:19 whole:92 amount:2524亿元"]),
    ("签约项目92个，总投资2524亿元，单个项目投资额均不低于5亿元。", "floor",
        ["floor count:92 amount:2524亿元 floor:5亿元"]),
    ("Investment reached US$38.97 billion (about 252.4 billion yuan).", "conversion",
     ["conversion amount:US$38.97 billion converted:252.4 billion yuan"]),
    ("出口额1.2亿美元，折合人民币7.8亿元。", "conversion", ["conversion amount:1.2亿美元 converted:人民币7.8亿元"]),
    ("Three lakes: West Lake, East Lake, Moon Lake and Zuohai Lake.", "list", ["list count:Three 4"]),
    ("设6大展区，分别为装备展区、数字展区、医药展区和文创展区，面积8万平方米。", "list", ["list count:6 4"]),
    ("The park has four sections, including Health and Energy.", "list", []),
    ("西湖、东湖、左海等2个湖泊清淤。", "list", ["list count:2 3"]),
    ("计划总投资48亿元，累计完成投资61.5亿元。", "subset", ["subset whole:48亿元 part:61.5亿元"]),
    ("2021年3月1日开工，2020年12月1日竣工。", "order", ["order moment:2021年3月1日 moment:2020年12月1日"]),
    ("峰会于2021年4月25日至26日举行。\n4月25日 星期日\n主论坛\n4月27日 星期二\n成果展", "within",
     ["within whole:2021年4月25日至26日 moment:4月25日 moment:4月27日"]),
    ("50 Projects Signed at Fair\nA total of 52 projects were signed at the fair on Monday.", "same",
        ["same first:50 second:52"]),
    ("It ranks first among provincial capitals. 4; applications appear.", "same", ["same first:first second:4"]),
    ("In all 50 projects worth 32 billion yuan were signed.", "pair", ["pair count:50 amount:32 billion yuan"]),
])  # fmt: skip
def test_other_claims(text: str, relation: str, expected: list[str]) -> None:
    assert ties(text, relation) == expected


@pytest.mark.parametrize(("text", "expected"), [
    ("全市培育绿色企业620家，其中一类企业180家、二类企业440家。", ["breakdown whole:620 part:180 part:440"]),
    ("新建住房6.24万套，其中保障房2.5万套；改造老旧小区惠及居民3.15万户。", ["subset whole:6.24万 part:2.5万"]),
    ("共有志愿者18.6万人，其中党员4.1万人、学生6.2万人；培训志愿者9.3万人。", ["subset whole:18.6万 part:4.1万"]),
    ("The city has 5,200 buses, of which 3,100 are electric; 2,600 were bought in the last five years.",
     ["subset whole:5,200 part:3,100"]),
    ("支出312.6亿元，为年初预算308.0亿元的101.5%，比上年的298.2亿元增长4.8%。其中，民生支出231.3亿元，其他支出81.3亿元。",
     ["breakdown whole:312.6亿元 part:231.3亿元 part:81.3亿元"]),
    ("全年完成投资520.5亿元，为计划500亿元的104.1%，其中工业投资210.2亿元，基础设施投资180.1亿元，房地产投资130.2亿元。",
     ["breakdown whole:520.5亿元 part:210.2亿元 part:180.1亿元 part:130.2亿元"]),
    ("Spending was 84.2 billion yuan, 102.1 percent of the 82.5 billion yuan budgeted, of which 61.0 billion yuan went "
     "to services and 23.2 billion yuan to works.",
     ["breakdown whole:84.2 billion yuan part:61.0 billion yuan part:23.2 billion yuan"]),
])  # fmt: skip
def test_a_list_ends_at_its_semicolon_and_no_budget_is_its_whole(text: str, expected: list[str]) -> None:
    assert ties(text, "breakdown", "subset") == expected


@pytest.mark.parametrize("text", [
    "全市有农村学校312所，城区学校208所，城区学校占40%。",
    "建成城市公园84个，乡村公园126个，乡村公园占60%。",
    "自有车辆1.26万辆，租赁车辆0.84万辆，自有车辆占比60%。",
    "Day visitors numbered 3.15 million, 63 percent of the total, and overnight guests the other 1.85 million.",
    "Sea cargo came to 42 million tonnes and air cargo to 18 million tonnes; sea cargo made up 70 percent.",
])  # fmt: skip
def test_a_share_of_both_siblings_is_not_tied_to_one_of_them(text: str) -> None:
    assert ties(text, "share") == []


@pytest.mark.parametrize(("text", "expected"), [
    ("全市94个乡镇中已有97个开通公交。", ["subset whole:94 part:97"]),
    ("全省130所高校中有142所设立了实验室。", ["subset whole:130 part:142"]),
    ("授予奖牌80枚，其中本省选手获奖牌92枚。", ["subset whole:80 part:92"]),
    ("全市登记志愿者12.6万人，其中注册满一年的13.1万人。", ["subset whole:12.6万 part:13.1万"]),
    ("在20个国家中，共有35个城市参加。", []),
    ("More than 214 of the 198 villages in the county now have broadband.", ["subset whole:198 part:214"]),
    ("Of the 120 buses and 46 trams, 131 buses have been fitted with ramps.", ["subset whole:120 part:131"]),
    ("Over the five-day festival the metro carried 5.2 million passengers. The peak day alone saw 5.9 million "
     "passengers.", ["subset whole:5.2 million part:5.9 million"]),
    ("国庆七天铁路发送旅客86.4万人次，10月1日单日发送旅客91.2万人次。", ["subset whole:86.4万 part:91.2万"]),
])  # fmt: skip
def test_a_part_is_set_in_its_whole_by_words_of_many_kinds(text: str, expected: list[str]) -> None:
    assert ties(text, "breakdown", "subset") == expected


@pytest.mark.parametrize(("text", "expected"), [
    ("五类能源占全部发电量的比重分别为42%、25%、16%、12%和9%。",
     ["breakdown part:42% part:25% part:16% part:12% part:9%"]),
    ("客源结构中，省内、省外和境外游客占比分别为61%、35%和9%。", ["breakdown part:61% part:35% part:9%"]),
    ("从年龄看，少儿占15.2%，劳动年龄人口占64.1%，老年人口占24.7%。", ["breakdown part:15.2% part:64.1% part:24.7%"]),
    ("By mode, 48 percent of freight went by rail, 31 percent by road, 15 percent by water and 11 percent by air.",
     ["breakdown part:48 percent part:31 percent part:15 percent part:11 percent"]),
    ("Farming, industry and services accounted for 8.4, 42.1 and 52.5 percent of output respectively.",
     ["breakdown part:8.4 part:42.1 part:52.5 percent"]),
    ("The grants went 44 percent to schools, 29 percent to clinics, 17 percent to roads and 16 percent to parks.",
     ["breakdown part:44 percent part:29 percent part:17 percent part:16 percent"]),
    ("Respondents were satisfied with parks (88 percent), buses (79 percent) and schools (81 percent).", []),
    ("Satisfaction was 38 percent in the north, 31 percent in the south and 39 percent in the east.", []),
    ("The leading three sectors accounted for 31, 22 and 12 percent of the total.", []),
    ("教育、医疗、养老、住房等支出占比分别为31%、22%、12%和9%。", []),
    ("职工中女性占51%，党员占32%，本科以上占25%。", []),      # they overlap
])  # fmt: skip
def test_shares_of_one_whole_in_a_row_make_a_hundred(text: str, expected: list[str]) -> None:
    assert ties(text, "breakdown") == expected


def test_shares_told_respectively_are_of_the_parts_a_sentence_before() -> None:
    text = "全县粮食产量64.0万吨，其中小麦16.0万吨、玉米28.8万吨、稻谷19.2万吨。三者占比分别为25%、49%和30%。"
    assert ties(text, "share") == [
        "share share:25% part:16.0万吨 whole:64.0万吨", "share share:49% part:28.8万吨 whole:64.0万吨",
        "share share:30% part:19.2万吨 whole:64.0万吨"]


@pytest.mark.parametrize(("text", "expected"), [
    ("Total freight was 84.6 million tonnes. Of that, rail carried 31.2 million tonnes, and barges 50.4 million "
     "tonnes.", ["breakdown whole:84.6 million tonnes part:31.2 million tonnes part:50.4 million tonnes"]),
    ("The library bought 24,800 books in the year. By audience, 11,200 were for children, 9,400 for adults and 3,200 "
     "for schools.", ["breakdown whole:24,800 part:11,200 part:9,400 part:3,200"]),
    ("今年发放补贴12.4亿元。分领域看，农业4.1亿元，工业5.2亿元，服务业2.1亿元。",
     ["breakdown whole:12.4亿元 part:4.1亿元 part:5.2亿元 part:2.1亿元"]),
    ("截至年末，全县有图书馆分馆86个。按区域分，城区32个、镇区28个、乡村36个。",
     ["breakdown whole:86 part:32 part:28 part:36"]),
    ("全县完成造林18.6万亩。其中，人工造林7.2万亩、封山育林8.1万亩、飞播造林3.3万亩。按树种分，乔木10.4万亩、灌木7.2万亩。",
     ["breakdown whole:18.6万亩 part:7.2万亩 part:8.1万亩 part:3.3万亩",
      "breakdown whole:18.6万亩 part:10.4万亩 part:7.2万亩"]),
    ("A total of 80 deals worth 5.6 billion yuan were signed: 48 orders, 22 leases and 10 loans, worth 3.2 billion, "
     "1.4 billion and 0.4 billion yuan respectively.",
     ["breakdown whole:80 part:48 part:22 part:10",
      "breakdown whole:5.6 billion yuan part:3.2 billion part:1.4 billion part:0.4 billion yuan"]),
    ("Rainfall at the three sites was 120 mm, 98 mm and 76 mm respectively.", []),
])  # fmt: skip
def test_parts_are_summed_across_sentences_and_in_rows_told_respectively(text: str, expected: list[str]) -> None:
    assert ties(text, "breakdown") == expected


@pytest.mark.parametrize(("text", "expected"), [
    ("The park ranked second among similar parks, coming in 5th.", ["same first:second second:5th"]),
    ("The port placed third in the country, finishing 6th in the world.", []),
    ("The team rose to third place, moving up from 5th.", []),
    ("该区在同类城区中排名第二，位列第5位。", ["same first:二 second:5"]),
    ("该市排名全省第二，位居全国第9位。", []),
    ("围绕医疗、教育、社保、住房、交通六大领域开展行动。", ["list count:六 5"]),
    ("覆盖东城、西城、南城三个城区。", ["list count:三 3"]),
    ("在养老和托育、教育、医疗三大领域投入增加。", []),
    ("培育了电子、汽车、食品、纺织、建材等六大产业。", []),
])  # fmt: skip
def test_places_told_twice_and_lists_before_their_count(text: str, expected: list[str]) -> None:
    assert ties(text, "same", "list") == expected


@pytest.mark.parametrize(("text", "expected"), [
    ("Built to SL 252 and DL/T 5112, the dam holds 12 million cubic meters.", ["12 million cubic meters"]),
    ("Residents aged 60 and over number 84,000; deaths came to 4.2 per thousand, see Note 3.", ["84,000", "4.2"]),
    ("截至9月底，全市60岁以上老人18.2万人。", ["18.2万"]),
    ("Of the 14 stations, nine offer interchange.", ["14", "nine"]),
    ("The number of lines rose from seven to eight.", ["seven", "eight"]),
])  # fmt: skip
def test_what_is_no_figure_is_left_and_numbers_in_words_are_taken(text: str, expected: list[str]) -> None:
    assert [q.text for q in read(text).quantities] == expected


@pytest.mark.parametrize(("text", "expected"), [
    ("The county has 640,000 residents, of whom 512,000 are registered with a clinic; of these registered residents, "
     "530,000 saw a doctor.", ["subset whole:640,000 part:512,000", "subset whole:512,000 part:530,000"]),
    ("A total of 480 firms applied, of which 310 were admitted. Of these admitted firms, 342 are foreign-owned.",
     ["subset whole:480 part:310", "subset whole:310 part:342"]),
    ("Of 842 homes inspected, 620 passed; of these inspected homes, 640 had lifts.", ["subset whole:842 part:640"]),
    ("大会评选优秀作品150个，其中本校学生获奖168个。", ["subset whole:150 part:168"]),
    ("签约项目66个，其中涉及企业120个。", []),
    ("The holiday fair drew 3.2 million visits.\nHotels were full. Shops sold well. Roads were busy. Taxis were few.\n"
     "The busiest single day alone brought 3.6 million visits.", ["subset whole:3.2 million part:3.6 million"]),
])  # fmt: skip
def test_a_part_may_name_its_whole_again(text: str, expected: list[str]) -> None:
    assert ties(text, "breakdown", "subset") == expected


@pytest.mark.parametrize(("text", "expected"), [
    ("公租房租金每平方米每月12元，相当于市场租金30元的50%。", ["share share:50% part:12元 whole:30元"]),
    ("一期用地180亩，为总用地360亩的60%。", ["share share:60% part:180亩 whole:360亩"]),
    ("计划修路320公里，截至9月底已完成240公里，占年度计划的68%。", ["share share:68% part:240公里 whole:320公里"]),
    ("签约项目42个，达产后年产值占全市1,240亿元的12%。", []),
])  # fmt: skip
def test_a_share_is_of_the_number_that_it_is_compared_with(text: str, expected: list[str]) -> None:
    assert ties(text, "share") == expected


def test_a_compound_with_hyphens_is_one_number() -> None:
    text = "This 31.5-billion-yuan line passes a 1.2-million-square-metre park and a 3-million-tonne plant."
    assert [q.text for q in read(text).quantities] == [
        "31.5-billion-yuan", "1.2-million-square-metre", "3-million-tonne"]
