"""Each construction of the language with sentences that state a relation and sentences that do not."""
from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from extraction import Triple, claims, document, triples

from ingest.patterns import Patterns
from ingest.pipeline import Kit, extract, read_document
from ingest.words import plain
from kg.errors import DataError
from kg.types import Section

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def kit() -> Kit:
    return Kit.load()


STATED: list[tuple[str, Triple]] = [
    # names the sentence introduces, and what stands beside a name
    ("岭越重工研制的抗冰船“雪狐一号”已经交付。", ("岭越重工", "provides", "雪狐一号")),
    ("岭越重工研制的抗冰船“雪狐一号”已经交付。", ("雪狐一号", "instance_of", "抗冰船")),
    ("外资企业诺桥冷运以冷库租赁见长。", ("诺桥冷运", "instance_of", "外资企业")),
    ("海测科技推出的“观澜”船体检测系统接入船厂30家。", ("观澜", "instance_of", "船体检测系统")),
    # a clause before its subject
    ("坐落于崇明的潮信水文观测平台投入使用。", ("潮信水文观测平台", "located_in", "崇明")),
    ("总部设在舟山的岭越重工去年扭亏。", ("岭越重工", "located_in", "舟山")),
    ("被誉为“造船奇兵”的岭越重工去年扭亏。", ("岭越重工", "instance_of", "造船奇兵")),
    # what the clause's own verbs say
    ("岭越重工旗下拥有修船厂6座,业务遍及越南、泰国。", ("岭越重工", "applies_to", "泰国")),
    ("船用绝缘膜采购自三菱电机。", ("船用绝缘膜", "depends_on", "三菱电机")),
    ("青岛与大连、宁波共同签署《绿色航线协议》。", ("青岛", "cooperates_with", "宁波")),
    ("岭越重工在舟山上线“靠港易”平台。", ("靠港易", "pilot_in", "舟山")),
    ("《绿色航运规划》将岸电、氢燃料船列为主攻方向。", ("绿色航运规划", "targets", "氢燃料船")),
    ("广东以汕尾为支点打造造船基地。", ("广东", "depends_on", "汕尾")),
    ("造船产业链包括钢板、主机和舾装三个环节。", ("主机", "part_of", "造船产业链")),
    # why, with both sides worded
    ("交船推迟有两方面原因:一是主机到货迟缓,二是焊工短缺严重。", ("焊工短缺严重", "causes", "交船推迟")),
    ("修船价格居高不下,主要系坞位紧张所致。", ("坞位紧张", "causes", "修船价格居高不下")),
    # issuers: joint, passive, relative clause, 会同
    ("央行、财政部等三部门联合印发《航运金融办法》。", ("财政部", "issued", "航运金融办法")),
    ("《航运金融办法》由交通运输部发布。", ("交通运输部", "issued", "航运金融办法")),
    ("由交通运输部印发的《航运金融办法》已经生效。", ("交通运输部", "issued", "航运金融办法")),
    ("财政部会同商务部、工信部印发《冷链指引》。", ("工信部", "issued", "冷链指引")),
    # operators and products: active, relative, passive, joint, twice in one sentence
    ("招商银行搭建“海链通”平台。", ("招商银行", "operates", "海链通")),
    ("由招商银行搭建的“海链通”平台已经投用。", ("招商银行", "operates", "海链通")),
    ("平安保险推出的“潮汐保”保险产品受到欢迎。", ("平安保险", "provides", "潮汐保")),
    ("浙江宁波推出“区块链+航运金融”服务模式。", ("宁波", "provides", "区块链+航运金融服务模式")),
    ("工信部联合财政部开展智慧港口试点。", ("财政部", "operates", "智慧港口试点")),
    # places
    ("浙江宁波推出“区块链+航运金融”服务模式。", ("宁波", "part_of", "浙江")),
    ("西北地区(陕西、甘肃等)依托能源优势加快发展。", ("甘肃", "part_of", "西北地区")),
    ("在天津、福建等5个省市设立智慧港口试验区。", ("智慧港口试验区", "pilot_in", "福建")),
    ("青岛设立航运金融创新实验室。", ("航运金融创新实验室", "located_in", "青岛")),
    # a thing just made carries on as subject
    ("山东推出“海洋+信贷”模式,通过物联网终端监控养殖状态,为渔民群体提供信用贷款。",
     ("海洋+信贷模式", "uses", "物联网终端")),
    ("青岛设立航运金融创新实验室,聚焦边缘计算、可信计算等核心技术研发。",
     ("航运金融创新实验室", "targets", "可信计算")),
    # an actor carries on as subject
    ("大连依托港口优势,推出“冷链贷”产品。", ("大连", "provides", "冷链贷")),
    # lists with a class, with 如, with a class named before
    ("广东、福建等造船大省加快转型。", ("福建", "instance_of", "造船大省")),
    ("头部船企如江南造船、沪东中华等,凭借区块链技术提供服务。", ("沪东中华", "instance_of", "头部船企")),
    ("系统采集船舶数据,如航行速度、靠泊次数等。", ("靠泊次数", "instance_of", "船舶数据")),
    # uses, applies, solves, with lists
    ("物联网技术在航运金融、冷链物流等领域的应用不断加深。", ("物联网技术", "applies_to", "冷链物流")),
    ("区块链技术解决航运金融中的单证造假、重复融资等问题。", ("区块链技术", "addresses", "重复融资")),
    ("岸电技术支撑下的绿色航运、智慧港口快速发展。", ("岸电技术", "supports", "智慧港口")),
    ("数字孪生技术被用于船体监测。", ("数字孪生技术", "applies_to", "船体监测")),
    ("物联网技术已在植保、测绘等领域得到应用。", ("物联网技术", "applies_to", "测绘")),
    # combination and cooperation: each before 与 with each after it
    ("5G、边缘计算与物联网深度融合。", ("边缘计算", "integrates_with", "物联网")),
    ("招商银行与中远海运、上港集团开展合作。", ("招商银行", "cooperates_with", "上港集团")),
    # dependence, supply, customers, adoption
    ("高端传感器、定位芯片等核心元器件70%以上依赖从德国、日本进口。", ("定位芯片", "depends_on", "日本")),
    ("西北地区依托能源优势加快发展。", ("西北地区", "depends_on", "能源优势")),
    ("华为为金融机构提供数据服务。", ("华为", "supplies", "金融机构")),
    ("区块链技术有效降低成本,已被中远海运、招商银行采用。", ("招商银行", "uses", "区块链技术")),
    # hierarchy of fields, shares
    ("全国航运金融市场规模达9万亿元;其中,航运保险业务规模达2万亿元。", ("航运保险", "broader", "航运金融")),
    ("船舶融资是航运金融的核心场景。", ("船舶融资", "broader", "航运金融")),
    ("保险业TOP10机构的航运保险收入达1万亿元,占航运保险总规模的60%。", ("保险业TOP10机构", "holds_share", "航运保险")),
    # problems and causes, in the words of the text
    ("传统船舶质押面临估值难、处置慢等问题。", ("估值难", "applies_to", "传统船舶质押")),
    ("接口标准不统一,导致各港系统难以互联。", ("接口标准不统一", "causes", "各港系统难以互联")),
    ("渔民融资难的原因在于缺乏有效抵押物。", ("缺乏有效抵押物", "causes", "渔民融资难")),
    ("产学研机制不完善,院校成果与港口需求脱节,技术转化效率低。", ("产学研机制不完善", "causes", "技术转化效率低")),
    # figures and their parts
    ("全年水产品产量88万吨。其中,海水产品产量51万吨;淡水产品产量37万吨。", ("淡水产品", "broader", "水产品")),
    ("年末卫生院412家,其中街道卫生院31家;诊所900家。", ("街道卫生院", "broader", "卫生院")),
    ("全年服务业投资增长6%。分行业看,软件业增长11%,批发业下降2%。", ("批发业", "broader", "服务业投资")),
    # what is done against problems, and what things rest on, without an actor or behind it
    ("针对赤潮频发、藻类堆积等问题,由市海洋局建立蓝藻联防机制。", ("蓝藻联防机制", "addresses", "藻类堆积")),
    ("针对赤潮频发、藻类堆积等问题,由市海洋局会同市水利局建立蓝藻联防机制。", ("市水利局", "operates", "蓝藻联防机制")),
    ("依托北斗、遥感等技术,搭建近海养殖监测平台。", ("近海养殖监测平台", "uses", "遥感")),
    ("卫星遥感、水下机器人等技术与渔业养殖加快融合。", ("卫星遥感", "integrates_with", "渔业养殖")),
    ("岭越重工与甬江电池合作开发船舶储能系统。", ("甬江电池", "provides", "船舶储能系统")),
    ("海图识别技术将航线规划时间由3小时缩短至20分钟。", ("海图识别技术", "supports", "航线规划时间")),
    ("对远洋捕捞、海上运输等高风险作业实行强制保险制度。", ("强制保险制度", "applies_to", "海上运输")),
    # brands, sites, branches, offices
    ("岭越重工推出的“雪狐”系列破冰无人艇已经交付。", ("雪狐", "instance_of", "破冰无人艇")),
    ("渔业协会推出“海眼”“潮信”两个预报产品。", ("潮信", "instance_of", "预报产品")),
    ("招商银行上海分行推出“潮汐贷”产品。", ("招商银行上海分行", "provides", "潮汐贷")),
    ("领导小组办公室设在市海洋局。", ("领导小组办公室", "part_of", "市海洋局")),
    ("水声设备集中在舟山、大连。", ("水声设备", "located_in", "大连")),
    ("中远海运联合国家电网建成岸电平台。", ("国家电网", "operates", "岸电平台")),
    # bodies named after their place, tagger's slips
    ("舟山潮信集团建成国内首条螺旋桨生产线。", ("舟山潮信集团", "operates", "螺旋桨生产线")),
    ("由市公安局会同厦门海关建设通关平台。", ("厦门海关", "operates", "通关平台")),
    ("大连海事大学开设水声工程专业。", ("大连海事大学", "operates", "水声工程专业")),
    # regions and shares
    ("西部地区降幅最大,甘肃、宁夏受益于光伏大基地建设。", ("宁夏", "part_of", "西部地区")),
    ("南澳岛、东山岛为主要增量市场。", ("东山岛", "instance_of", "增量市场")),
    ("岸电环节,招商银行、华为国内市占率分别为31%、22%。", ("华为", "holds_share", "岸电")),
    # definitions: what is listed under a name, be it worded with verbs
    ("新型储能包括压缩空气储能、飞轮储能和氢储能。", ("飞轮储能", "instance_of", "新型储能")),
    ("车网互动技术包括有序充电、双向充放电、聚合调度三类。", ("双向充放电", "instance_of", "车网互动技术")),
    ("公共充电桩分为直流桩和交流桩两类。", ("直流桩", "instance_of", "公共充电桩")),
    ("智能航标由感知模块、通信模块和供电模块三部分组成。", ("感知模块", "part_of", "智能航标")),
    ("“两中心一平台”是指会诊中心、检验中心和远程医疗平台。", ("检验中心", "part_of", "两中心一平台")),
    ("三类医联体(城市医疗集团、县域医共体、专科联盟)全面铺开。", ("县域医共体", "instance_of", "医联体")),
    ("小麦、玉米两大粮食作物单产提高。", ("玉米", "instance_of", "粮食作物")),
    ("海泰能源建成大连、青岛两大生产基地。", ("青岛生产基地", "located_in", "青岛")),
    # who gives papers, runs funds and events, makes things: by bodies that no list has
    ("晨曦生物科技公司获得国家药监局颁发的医疗器械注册证。", ("国家药监局", "issued", "医疗器械注册证")),
    ("中国船级社向江海智航颁发首张智能船舶证书。", ("中国船级社", "issued", "智能船舶证书")),
    ("种业基金由省乡村振兴集团负责管理。", ("省乡村振兴集团", "operates", "种业基金")),
    ("县医共体由市人民医院牵头组建。", ("市人民医院", "operates", "县医共体")),
    ("国际种业博览会由农业农村部和海南省政府共同主办。", ("海南省政府", "operates", "国际种业博览会")),
    ("“江海一号”由江海智航与武汉理工大学联合研制。", ("武汉理工大学", "provides", "江海一号")),
    ("全国农机化促进联盟发布《智能农机蓝皮书》。", ("全国农机化促进联盟", "issued", "智能农机蓝皮书")),
    ("华能集团投资建设的抽水蓄能电站坐落在桐城。", ("华能集团", "operates", "抽水蓄能电站")),
    ("金穗农业科技公司在佳木斯、绥化建有两座烘干中心。", ("烘干中心", "located_in", "绥化")),
    ("玉米烘干机的燃烧器采购自意大利利雅路公司。", ("玉米烘干机的燃烧器", "depends_on", "利雅路公司")),
    ("蓝湾锂能推出“海鲸1175Ah”电芯。", ("蓝湾锂能", "provides", "海鲸1175Ah")),
    ("岭南电动科技有限公司(以下简称“岭南电动”)成立较早。岭南电动发布《超充白皮书》。",
     ("岭南电动科技有限公司", "issued", "超充白皮书")),
    # why, under 一是 and with figures in the effect
    ("花生减产主要由于持续干旱。", ("持续干旱", "causes", "花生减产")),
    ("受设备老化、运维缺位影响,公共桩故障率高达8%。", ("运维缺位", "causes", "公共桩故障率高")),
    ("航道淤积、桥梁净高不足制约了千吨级船舶通航。", ("桥梁净高不足", "causes", "千吨级船舶通航")),
    ("一是护士短缺,每千人口护士仅3.1人,主要由于待遇偏低、晋升通道狭窄。", ("晋升通道狭窄", "causes", "护士短缺")),
    # lists that share what their last member ends with
    ("中海物流建成冷藏集装箱监控和调度平台。", ("中海物流", "operates", "冷藏集装箱监控平台")),
    ("青山县推进公路和桥梁养护市场化改革。", ("青山县", "supports", "公路和桥梁养护市场化改革")),
    ("海通公司研发电池管理和热管理系统。", ("海通公司", "provides", "电池管理系统")),
    # names beside what companies do, relative clauses before the subject
    ("国药控股旗下国药器械承担全省疫苗冷链配送。", ("国药器械", "operates", "全省疫苗冷链配送")),
    ("康桥医疗研发的“护航者”系统已在浙江、安徽的210家医院上线。", ("护航者", "pilot_in", "安徽")),
    ("康桥医疗研发的“护航者”系统已在浙江、安徽的210家医院上线。", ("康桥医疗", "provides", "护航者")),
    ("“护航者”系统集成语音识别、生命体征传感和电子病历三项技术。", ("护航者", "uses", "生命体征传感")),
    ("海通医疗以3亿元收购仁德信息,后者主营导诊软件。", ("海通医疗", "holds_share", "仁德信息")),
    ("海通医疗以3亿元收购仁德信息,后者主营导诊软件。", ("仁德信息", "provides", "导诊软件")),
    ("上海市将浦东新区、徐汇区列为首批智慧养老示范区。", ("徐汇区", "instance_of", "智慧养老示范区")),
    ("基层信息化水平低的原因有二:一是资金投入不足,二是专业人员缺乏。",
     ("专业人员缺乏", "causes", "基层信息化水平低")),
    ("宁波市与安徽省滁州市签订《跨界水体联保协议》。", ("宁波市", "cooperates_with", "滁州市")),
    ("沃野农业科技有限公司从事育秧服务。沃野农业引进精量播种机。", ("沃野农业科技有限公司", "uses", "精量播种机")),
    # who holds a market or a company, who depends on whom, who is part of what
    ("隆基氢能、派瑞氢能等企业占据电解槽市场的六成以上。", ("派瑞氢能", "holds_share", "电解槽市场")),
    ("高压阀门长期被法国液化空气集团、德国林德集团垄断。", ("德国林德集团", "holds_share", "高压阀门")),
    ("美锦能源控股的飞驰科技主营氢能客车。", ("飞驰科技", "provides", "氢能客车")),
    ("美锦能源控股的飞驰科技主营氢能客车。", ("美锦能源", "holds_share", "飞驰科技")),
    ("质子交换膜主要依赖美国戈尔公司供应。", ("质子交换膜", "depends_on", "美国戈尔公司")),
    ("国家能源集团组建中国氢能联盟,成员单位包括清华大学、潍柴动力等58家。", ("潍柴动力", "part_of", "中国氢能联盟")),
    ("东岳未来氢能材料公司率先实现质子交换膜量产。", ("东岳未来氢能材料公司", "provides", "质子交换膜")),
    ("国家电投在吉林大安建设合成氨项目。", ("合成氨项目", "located_in", "大安")),
    ("职业技能证书由中国评价协会颁发。", ("中国评价协会", "issued", "职业技能证书")),
    ("强制性国家标准《储氢安全要求》开始实施。", ("储氢安全要求", "instance_of", "强制性国家标准")),
    ("为解决加氢站审批难问题,山东省建立加氢站多部门联审机制。",
     ("加氢站多部门联审机制", "addresses", "加氢站审批难问题")),
    # subsidiaries, sites, chains of supply, products and processes
    ("东宁交投集团下辖东宁高速、东宁港航两家子公司。", ("东宁港航", "part_of", "东宁交投集团")),
    ("海州港集团引进振华重工制造的自动化岸桥。", ("海州港集团", "uses", "自动化岸桥")),
    ("顺丰航空在武汉建设转运中心。", ("顺丰航空", "operates", "转运中心")),
    ("法尔胜集团生产的有轨电车出口至智利。", ("有轨电车", "applies_to", "智利")),
    ("旭峰光电推出光模块。源澈半导体研制的激光器芯片导入旭峰光电供应链。", ("激光器芯片", "supplies", "旭峰光电")),
    ("旭峰光电为英伟达服务器的核心供应商。", ("旭峰光电", "supplies", "英伟达")),
    ("1.1 源澈半导体:光芯片先锋\n公司位于无锡,核心产品为激光器芯片。", ("源澈半导体", "provides", "激光器芯片")),
    ("英伟达、谷歌等北美云厂商扩大开支。", ("谷歌", "instance_of", "云厂商")),
    ("公铁联运占比偏低,抬高了物流成本。", ("公铁联运占比偏低", "causes", "物流成本")),
    # founded together, run by another, bought abroad, passed, awarded; sites whose head is said once
    ("云岭水务集团与华夏膜科技公司合资成立清碧膜业公司。", ("华夏膜科技公司", "operates", "清碧膜业公司")),
    ("东湖再生水厂由云岭水务集团投资,北控水务负责运营。", ("北控水务", "operates", "东湖再生水厂")),
    ("大连市人大常委会通过《再生水利用条例》。", ("大连市人大常委", "issued", "再生水利用条例")),
    ("反渗透膜主要从美国、日本采购。", ("反渗透膜", "depends_on", "日本")),
    ("中国水利学会授予云岭水务集团“节水标杆企业”称号。", ("云岭水务集团", "instance_of", "节水标杆企业")),
    ("中远海运建设大连、青岛两个航运枢纽。", ("中远海运", "operates", "大连航运枢纽")),
    ("管网覆盖不足、水价倒挂是再生水推广的两大瓶颈。", ("水价倒挂", "causes", "再生水推广")),
    ("大连聚焦“20+8”产业集群。", ("大连", "targets", "产业集群")),
    # pairs
    ("上交所、深交所分别发布了《航运板规则》和《海洋板规则》。", ("深交所", "issued", "海洋板规则")),
]

NOT_STATED: list[tuple[str, Triple]] = [
    ("招商银行拟搭建“海链通”平台。", ("招商银行", "operates", "海链通")),
    ("鼓励招商银行搭建“海链通”平台。", ("招商银行", "operates", "海链通")),
    ("招商银行尚未推出“潮汐贷”产品。", ("招商银行", "provides", "潮汐贷")),
    ("招商银行未与中远海运合作。", ("招商银行", "cooperates_with", "中远海运")),
    ("浙江将坚持创新驱动,聚焦航运金融。", ("浙江", "targets", "航运金融")),
    ("财政部支持企业开展航运金融业务。", ("财政部", "operates", "航运金融业务")),
    ("区块链技术难以解决单证造假问题。", ("区块链技术", "addresses", "单证造假问题")),
    ("广东、福建等省份加快转型。", ("福建", "instance_of", "省份")),          # too general to say anything
    ("上交所、深交所分别发布了《航运板规则》和《海洋板规则》。", ("上交所", "issued", "海洋板规则")),
    ("山东推出“海洋+信贷”模式,通过物联网终端监控养殖状态。", ("山东", "uses", "物联网终端")),
    ("年末卫生院412家,其中街道卫生院31家;诊所900家。", ("诊所", "broader", "卫生院")),
    ("全年水产品产量88万吨。其中,远洋渔船37艘。", ("远洋渔船", "broader", "水产品")),      # no part: another unit
    ("招商银行上海分行推出“潮汐贷”产品。", ("招商银行", "provides", "潮汐贷")),
    ("晨曦生物科技公司获得国家药监局颁发的医疗器械注册证。", ("晨曦生物科技公司", "issued", "医疗器械注册证")),
    ("航道淤积、桥梁净高不足制约了千吨级船舶通航。", ("桥梁", "causes", "船舶通航")),
    ("海泰能源建成大连、青岛两大生产基地。", ("大连", "instance_of", "生产基地")),
    ("主要客户包括医院、诊所和体检中心。", ("诊所", "instance_of", "客户")),
    ("全市拥有医院42家,其中三甲医院7家;建成无人机航线19条。", ("三甲医院", "operates", "无人机航线")),
    ("加快电子证照、电子签章等互信互认。", ("电子签章", "instance_of", "互认")),
    ("市卫健委建设远程影像和心电诊断中心。", ("市卫健委", "operates", "远程影像")),
    ("海通公司搭建连接农户的数字平台。", ("海通公司", "operates", "农户")),
    ("中国装备协会的《评估报告》显示,国产CT装机占比升至48%。", ("中国装备协会", "holds_share", "国产CT")),
    ("海创园引进企业64家,包括沃野农业、雨润食品。", ("海创园", "provides", "雨润食品")),
    ("氢能示范基地落户舟山,由工商大会代表处提供认证。", ("氢能示范基地", "provides", "认证")),
    ("望海海员学院隶属于中远海运。", ("望海海员学院", "instance_of", "中远海运")),
    ("交通运输部发布《通行办法》,取代2018年印发的《暂行通行办法》。",
     ("交通运输部", "issued", "暂行通行办法")),
    ("沥青再生剂被用于京沪高速养护工程。", ("沥青再生剂", "applies_to", "京沪")),
    ("青阳市被列入国家综合货运枢纽支持城市名单。", ("青阳市", "supports", "城市名单")),
    ("大连高新区形成膜材料、药剂两大产业板块。", ("大连高新区", "operates", "膜材料")),
    ("水价倒挂导致企业使用再生水意愿不强。", ("水价", "uses", "再生水意愿")),
    ("造船景气下行,将对相关企业的利润造成负面影响。", ("将对相关企业的利润", "causes", "负面影响")),
    ("大连聚焦“20+8”产业集群。", ("大连", "targets", "20+8")),
    ("灯塔、浮标等航标维护工人减少。", ("灯塔", "instance_of", "航标维护工人")),
    ("我省与湖北、江西三省签署《合作备忘录》。", ("湖北", "cooperates_with", "江西")),
    ("推广“一防三查”无人机巡检。", ("一防三查", "instance_of", "无人机")),
    ("中远海运联合国家电网建成岸电平台。", ("中远海运", "cooperates_with", "联合国")),
]

PLAN = """甲水市海洋牧场高质量发展行动计划(2025—2027年)

一、支持政策
设立海洋牧场产业基金,重点投向种业企业、装备企业。
聚焦种业、网箱、饵料三大领域,支持中远海运在舟山建设深水网箱总装基地。
对新认定的国家级海洋牧场,按实际投入的10%给予奖励。
我市与宁波、台州签署《海洋牧场合作协议》。
招商银行拟推出“渔贷”产品。
"""
ORDERED: list[tuple[Triple, bool]] = [
    (("甲水市海洋牧场高质量发展行动计划(2025—2027年)", "targets", "网箱"), True),
    (("甲水市海洋牧场高质量发展行动计划(2025—2027年)", "supports", "中远海运"), True),
    (("海洋牧场产业基金", "targets", "装备企业"), True),         # what an order makes acts on
    (("中远海运", "targets", "深水网箱总装基地"), True),          # supported to build is an aim,
    (("中远海运", "operates", "深水网箱总装基地"), False),        # and no deed
    (("甲水市", "supports", "国家级海洋牧场"), True),
    (("甲水市", "cooperates_with", "宁波"), True),
    (("招商银行", "provides", "渔贷"), False),
]


@pytest.mark.parametrize(("text", "expected"), STATED)
def test_what_a_sentence_states_is_read(kit: Kit, text: str, expected: Triple) -> None:
    found = triples(kit, text)
    assert expected in found, found


@pytest.mark.parametrize(("text", "unwanted"), NOT_STATED)
def test_what_a_sentence_does_not_state_is_not_read(kit: Kit, text: str, unwanted: Triple) -> None:
    assert unwanted not in triples(kit, text)


def test_both_widths_of_punctuation_read_alike(kit: Kit) -> None:
    half = "西北地区(陕西、甘肃等)依托能源优势,推出“光伏+信贷”模式;招商银行为农户提供贷款。"
    assert triples(kit, half) == triples(kit, half.translate(str.maketrans(",;()", "，；（）")))


def test_a_section_of_proposals_yields_recommendations(kit: Kit) -> None:
    text = "航运金融报告\n一、对策建议\n一是设立航运担保专项基金;航运企业应开放船位数据接口。"
    at = text.index("一、")
    section = Section("一", "对策建议", 1, at, text.index("一是"), len(text), -1)
    found = claims(kit, document(text, (section,), title="航运金融报告")).relations
    read = {(c.subject.name, c.predicate, c.object.name) for c in found}
    assert ("航运金融报告", "recommends", "设立航运担保专项基金") in read
    assert ("开放船位数据接口", "targets", "航运企业") in read


def test_a_pattern_whose_example_fails_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    row = "bad\toperates\tI\t0.9\t(?P<V>搭建){O:P}\t[I:甲银行]推出[P:乙平台]\t\n"
    (tmp_path / "relations.tsv").write_text(row, encoding="utf-8")
    monkeypatch.setattr("ingest.patterns.DATA", tmp_path)
    with pytest.raises(DataError, match=r"relations\.tsv:1: 应匹配而未匹配"):
        Patterns.load.__wrapped__()


def test_a_pattern_of_an_unknown_relation_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "relations.tsv").write_text("bad\tlikes\tI\t0.9\t{S}(?P<V>喜欢){O}\t\t\n", encoding="utf-8")
    monkeypatch.setattr("ingest.patterns.DATA", tmp_path)
    with pytest.raises(DataError, match="likes"):
        Patterns.load.__wrapped__()


def _stands_in(name: str, text: str) -> bool:
    """Whether all characters of a name stand in the text in their order: 技术优势 is in 技术与产业优势."""
    letters = iter(text)
    return all(c in letters for c in name)


def test_evidence_on_the_sample_report_holds_both_names(kit: Kit) -> None:
    one = read_document(ROOT / "examples" / "sample-report.txt")
    one = replace(one, text=plain(one.text))
    found = claims(kit, one)
    assert len(found.relations) > 300
    names = {e.ref: (e.ref.name, *e.aliases) for e in found.entities}
    for claim in found.relations:
        text = re.sub(r"[“”《》]", "", "".join(one.text[s.start:s.end] for s in claim.evidence))
        for ref in (claim.subject, claim.object):
            assert any(_stands_in(name, text * 2) for name in names[ref]), (ref.name, text)


@pytest.fixture(scope="module")
def plan(kit: Kit, tmp_path_factory: pytest.TempPathFactory) -> set[Triple]:
    path = tmp_path_factory.mktemp("plan") / "plan.txt"
    path.write_text(PLAN, encoding="utf-8")
    return {(c.subject.name, c.predicate, c.object.name) for c in extract(kit, path).relations}


@pytest.mark.parametrize(("triple", "stated"), ORDERED)
def test_what_a_plan_orders_is_its_own_and_an_aim_of_others(plan: set[Triple], triple: Triple, stated: bool) -> None:
    assert (triple in plan) is stated, sorted(plan)


def test_a_title_over_two_lines_is_the_plan_still(kit: Kit, tmp_path: Path) -> None:
    path = tmp_path / "notice.html"
    title, head = "甲水市人民政府关于印发海洋牧场实施方案的通知", "甲水市人民政府关于印发<br>海洋牧场实施方案的通知"
    path.write_text(f"<html><head><title>{title}</title></head><body><p>{head}</p>"
                    "<p>支持养殖企业更新网箱。</p></body></html>", "utf-8")
    found = {(c.subject.name, c.predicate, c.object.name) for c in extract(kit, path).relations}
    assert ("海洋牧场实施方案", "supports", "养殖企业") in found


def test_the_company_of_a_heading_is_meant_by_company_below_it(kit: Kit) -> None:
    found = triples(kit, "1.1 中远海运:航运龙头\n公司总部位于舟山,旗下拥有修船厂6座。\n1.2 小结\n公司总部位于大连。")
    assert ("中远海运", "located_in", "舟山") in found
    assert not any(relation == "located_in" and place == "大连" for _, relation, place in found)


def test_a_plan_names_who_runs_each_task(kit: Kit) -> None:
    text = ("1.扩建锚地泊位。新建锚地两处。\n(责任单位:市海事局、市交通运输和港航局)\n"
            "2.培训引航员。\n(责任单位:市教育局)")
    found = triples(kit, text)
    assert {("市海事局", "operates", "扩建锚地泊位"), ("市教育局", "operates", "培训引航员")} <= found
    assert ("市教育局", "operates", "扩建锚地泊位") not in found


def test_a_small_report_reads_as_its_golden_file_says(kit: Kit) -> None:
    case = ROOT / "tests" / "golden" / "extraction" / "harbour"
    found = claims(kit, document((case / "input.txt").read_text(encoding="utf-8"), title="东海航运金融报告"))
    lines = sorted({"\t".join((c.subject.name, c.subject.type, c.predicate, c.verb, c.object.name, c.object.type))
                    for c in found.relations})
    assert lines == (case / "expected.tsv").read_text(encoding="utf-8").splitlines()
