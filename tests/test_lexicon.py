"""The gazetteers and finding their names in text."""
from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from kg.errors import DataError
from kg.text.lexicon import Entry, Lexicon
from kg.vocab import VOCAB


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon.load()


def strong(lexicon: Lexicon, text: str) -> list[str]:
    return [f.surface for f in lexicon.find(text) if not f.weak]


# ---- finding ----------------------------------------------------------------------------------------
def test_a_mixed_sentence_gives_typed_canonical_names_at_their_offsets(lexicon: Lexicon) -> None:
    text = "去年，工行与华为在苏州用AI和射频识别服务小微企业，央行、工信部予以支持。"
    found = lexicon.find(text)
    assert [(f.canonical, f.type) for f in found] == [
        ("工商银行", "Bank"), ("华为", "TechnologyCompany"), ("苏州", "City"), ("人工智能", "Technology"),
        ("RFID", "Technology"), ("小微企业", "Group"), ("中国人民银行", "GovernmentBody"),
        ("工业和信息化部", "GovernmentBody")]
    assert all(f.surface == text[f.start:f.end] for f in found)


@pytest.mark.parametrize(("text", "names"), [
    ("上海银行总部位于上海", ["上海银行", "上海"]),
    ("中国银行与中国人民银行", ["中国银行", "中国人民银行"]),
    ("中西部地区和西部地区", ["中西部地区", "西部地区"]),
    ("基于5G-A与5G的试点", ["5G-A", "5G"]),
    ("工业互联网与互联网", ["工业互联网", "互联网"]),
    ("中国太平洋保险", ["中国太平洋保险"]),
    ("四川省成都市", ["四川省", "成都市"]),
])
def test_the_longest_name_wins(lexicon: Lexicon, text: str, names: list[str]) -> None:
    assert strong(lexicon, text) == names


@pytest.mark.parametrize(("text", "names"), [
    ("AIOT与AI", ["AIOT", "AI"]),
    ("he said so", []),
    ("升级到15G", []),
    ("2.5G时代", []),
    ("AI技术用于VR/AR", ["AI技术", "VR", "AR"]),
    ("ai和iot", ["ai", "iot"]),
    ("见my-ai-notes一文", []),
    ("用的是AI。", ["AI"]),
])
def test_latin_names_are_words_of_their_own(lexicon: Lexicon, text: str, names: list[str]) -> None:
    assert strong(lexicon, text) == names


@pytest.mark.parametrize(("text", "names"), [
    ("其中国有企业占一半", ["国有企业"]),
    ("中国银行业稳健", ["中国"]),
    ("中国银行业务增长", ["中国银行"]),
    ("教育部门和教育部", ["教育部"]),
    ("扩大连接规模，大连接入电网", ["大连"]),
    ("国家长治久安", []),
    ("以上海为中心", ["上海"]),
    ("以上海外资产", []),
    ("化工行业与建行", ["建行"]),
    ("个人保险与人保", ["人保"]),
    ("新建行政楼", []),
    ("中国移动支付与中国移动", ["中国", "中国移动"]),
    ("汇率均衡水平", []),
    ("发展中国家与中国家电市场", ["中国"]),
    ("试点中国产化率提高，中国产业升级", ["中国"]),
    ("过程中国内市场，中国内地", ["中国"]),
    ("财政部长与财政部长期支持", ["财政部"]),
    ("线上汽车销售", []),
])
def test_no_name_cuts_a_word(lexicon: Lexicon, text: str, names: list[str]) -> None:
    assert strong(lexicon, text) == names


def test_a_name_that_is_an_ordinary_word_is_weak(lexicon: Lexicon) -> None:
    weak = {f.surface: f for f in lexicon.find("平安和阳光的日照条件") if f.weak}
    assert {name: f.type for name, f in weak.items()} == {"平安": "Insurer", "阳光": "Insurer", "日照": "City"}
    assert lexicon.is_weak("平安")
    assert not lexicon.is_weak("平安银行")
    assert not lexicon.is_weak("没有这个名称")


def test_a_weak_name_yields_to_a_strong_one(tmp_path: Path) -> None:
    (tmp_path / "x.tsv").write_text("中国甲乙公司\tCompany\t\t\t中国甲乙\n", encoding="utf-8")
    assert [f.surface for f in Lexicon.load(tmp_path).find("中国甲乙的产业")] == ["中国"]


def test_text_without_names_and_short_texts(lexicon: Lexicon) -> None:
    assert [lexicon.find(text) for text in ("", "中", "今天天气很好")] == [[], [], []]


# ---- entries ----------------------------------------------------------------------------------------
def test_every_name_leads_back_to_its_entry(lexicon: Lexicon) -> None:
    lost = [(e.canonical, name) for e in lexicon.entries() for name in e.names if e not in lexicon.readings(name)]
    assert not lost


def test_every_strong_name_is_found_alone_as_itself(lexicon: Lexicon) -> None:
    missed = [name for e in lexicon.entries() for name in e.names if name not in e.weak
              and [(f.surface, f.canonical) for f in lexicon.find(name)] != [(name, e.canonical)]]
    assert not missed


def test_a_strong_name_belongs_to_one_entry(lexicon: Lexicon) -> None:
    owners: dict[str, set[tuple[str, str]]] = {}
    for entry in lexicon.entries():
        for name in entry.names:
            if name not in entry.weak:
                owners.setdefault(name, set()).add((entry.canonical, entry.type))
    assert not [name for name, who in owners.items() if len(who) > 1]


def test_types_are_classes_and_parents_and_members_are_names(lexicon: Lexicon) -> None:
    for entry in lexicon.entries():
        assert entry.type in VOCAB.classes
        assert all(lexicon.canonical(n) for n in (*entry.members, *([entry.parent] if entry.parent else [])))


def test_regions_know_their_parents_and_members(lexicon: Lexicon) -> None:
    city, group, west = (lexicon.canonical(name) for name in ("无锡市", "京津冀地区", "西部地区"))
    assert city == Entry("无锡", "City", ("无锡市",), "江苏")
    assert group
    assert group.members == ("北京", "天津", "河北")
    assert west
    assert len(west.members) == 12
    assert len(lexicon.entries("Province")) == 34
    assert lexicon.canonical("不存在的地方") is None


def test_a_province_goes_before_the_city_of_its_name(lexicon: Lexicon) -> None:
    assert [e.type for e in lexicon.readings("吉林")] == ["Province", "City"]


def test_what_differs_stays_apart(lexicon: Lexicon) -> None:
    pairs = [("互联网", "工业互联网"), ("物联网", "工业物联网"), ("平安银行", "平安保险"), ("人保财险", "人保寿险"),
             ("5G", "5G-A"), ("银保监会", "金融监管总局"), ("城商行", "农商行"), ("腾讯", "腾讯云"),
             ("小微企业", "中小微企业")]
    assert not [pair for pair in pairs if lexicon.canonical(pair[0]) == lexicon.canonical(pair[1])]


def test_aliases_are_one_thing(lexicon: Lexicon) -> None:
    groups = [("工行", "中国工商银行", "工商银行"), ("发改委", "国家发展和改革委员会"), ("IoT", "物联网技术", "物联网"),
              ("太保", "中国太保", "太平洋保险"), ("金管局", "香港金管局"), ("邮储", "中国邮政储蓄银行")]
    assert not [group for group in groups if len({lexicon.canonical(name) for name in group}) != 1]


def test_a_lexicon_can_be_pickled(lexicon: Lexicon) -> None:
    text = "招行与微众银行在杭州"
    assert pickle.loads(pickle.dumps(lexicon)).find(text) == lexicon.find(text)


# ---- the user's own files ---------------------------------------------------------------------------
def test_rows_of_the_user_are_read_too(tmp_path: Path) -> None:
    (tmp_path / "mine.tsv").write_text("# 本单位\n蓝鲸数科\tTechnologyCompany\t蓝鲸\t杭州\n", encoding="utf-8")
    lexicon = Lexicon.load(tmp_path)
    assert [(f.surface, f.canonical) for f in lexicon.find("蓝鲸与华为")] == [("蓝鲸", "蓝鲸数科"), ("华为", "华为")]


def test_the_user_can_add_an_alias_and_take_over_a_name(tmp_path: Path) -> None:
    (tmp_path / "mine.tsv").write_text("工商银行\tBank\t宇宙行\n光谷科技\tCompany\t光谷\n", encoding="utf-8")
    lexicon = Lexicon.load(tmp_path)
    bank = lexicon.canonical("宇宙行")
    assert bank
    assert bank.canonical == "工商银行"
    assert "工行" in bank.aliases
    assert [e.type for e in lexicon.readings("光谷")] == ["Company", "Region"]


def test_a_user_can_make_a_weak_name_strong(tmp_path: Path) -> None:
    (tmp_path / "mine.tsv").write_text("平安保险\tInsurer\t平安\n", encoding="utf-8")
    assert strong(Lexicon.load(tmp_path), "平安的车险") == ["平安"]


def test_a_folder_that_is_not_there_adds_nothing(tmp_path: Path, lexicon: Lexicon) -> None:
    assert Lexicon.load(tmp_path / "none").entries() == lexicon.entries()


@pytest.mark.parametrize(("rows", "row", "problem"), [
    ("甲甲公司\n", 1, "1 列"),
    ("\n# 注释\n甲甲公司\tCompany\t\t\t\t\t多余\n", 3, "7 列"),
    ("甲甲公司\tFirm\n", 1, "Firm"),
    ("甲甲公司\tRelation\n", 1, "Relation"),
    ("甲甲公司\tCompany\t甲\n", 1, "少于两个字"),
    ("\tCompany\n", 1, "少于两个字"),
    ("甲甲公司\tCompany\t甲甲\n乙乙公司\tCompany\t甲甲\n", 2, "甲甲公司"),
    ("甲甲公司\tCompany\n甲甲公司\tBank\n", 2, "甲甲公司"),
    ("甲甲市\tCity\t\t乌有省\n", 1, "乌有省"),
    ("甲乙丙\tRegion\t\t\t\t上海|乌有\n", 1, "乌有"),
])
def test_a_wrong_row_is_named(tmp_path: Path, rows: str, row: int, problem: str) -> None:
    path = tmp_path / "wrong.tsv"
    path.write_text(rows, encoding="utf-8")
    with pytest.raises(DataError, match=problem) as error:
        Lexicon.load(tmp_path)
    assert (error.value.path, error.value.row) == (path, row)


def test_a_file_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    (tmp_path / "gbk.tsv").write_bytes("甲甲公司\tCompany\n".encode("gbk"))
    with pytest.raises(DataError, match="UTF-8"):
        Lexicon.load(tmp_path)
