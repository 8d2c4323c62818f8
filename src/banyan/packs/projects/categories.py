"""Words that stand for a value of a list: kind of investor, agreement, channel, stage, sector, new or increase."""

from collections.abc import Iterable
from functools import lru_cache
from typing import TypeVar

from msgspec import Struct

from banyan.model.plain import key, plain
from banyan.model.project import AgreementKind, Channel, InvestorKind, Sector, Stage
from banyan.model.text import Name

T = TypeVar("T")

_INVESTORS: dict[InvestorKind, tuple[str, ...]] = {
    InvestorKind.STATE: (
        "国有", "国企", "国有企业", "央企", "中央企业", "地方国企", "国有控股", "国有独资", "国资", "国有资本",
        "国有及国有控股", "市属国企",
        "省属国企", "央企国企", "国有投资", "国有控股企业", "国有独资企业", "全民所有制", "政府投资", "state",
        "state-owned", "state owned",
        "soe", "state enterprise", "state enterprises", "state-owned enterprise", "state-owned enterprises",
        "central soe",
        "central enterprise",
    ),
    InvestorKind.PRIVATE: (
        "民营", "民企", "民营企业", "私营", "私营企业", "民间资本", "民资", "民间投资", "民营资本", "私企", "民间",
        "民营控股", "private",
        "private enterprise", "private enterprises", "privately owned", "private company", "private capital",
        "private-owned",
        "privately-owned",
    ),
    InvestorKind.FOREIGN: (
        "外资", "外企", "外资企业", "外商", "外商投资", "外商独资", "外商投资企业", "中外合资", "中外合作", "外方",
        "外国投资", "外资控股", "合资",
        "境外", "foreign", "foreign-funded", "foreign enterprise", "foreign enterprises", "foreign-invested", "wfoe",
        "joint venture", "sino-foreign", "foreign funded", "foreign capital", "foreign-owned", "foreign investment",
        "foreign-funded enterprise",
    ),
    InvestorKind.HK_MACAO_TAIWAN: (
        "港澳台", "港澳台资", "港澳台企业", "港澳台投资", "港资", "台资", "澳资", "港澳台商", "港澳台商投资",
        "台商", "港商", "港澳台资企业", "台企",
        "港企", "hk-macao-taiwan", "hong kong, macao and taiwan", "hong kong macao taiwan", "hk/macao/taiwan",
        "hmt", "hk, macao, taiwan",
        "hong kong, macao, taiwan", "hong kong", "taiwan", "macao", "hkmt", "hong kong macao and taiwan",
        "hong kong/macao/taiwan",
    ),
    InvestorKind.OTHER: (
        "其他", "其它", "其他企业", "混合所有制", "事业单位", "集体", "集体企业", "高校", "科研院所", "院校",
        "其他类型", "其它企业", "混合", "其他主体",
        "社会组织", "股份制", "other", "others", "other entities", "mixed ownership", "institution", "university",
        "collective",
        "other entity", "mixed", "other enterprises",
    ),
}  # fmt: skip
_AGREEMENTS: dict[AgreementKind, tuple[str, ...]] = {
    AgreementKind.CONTRACT: ("合同", "正式合同", "投资合同", "合同项目", "签约合同", "contract", "formal contract",
        "investment contract",
                             "contracts"),
    AgreementKind.AGREEMENT: ("协议", "投资协议", "正式协议", "合作协议", "协议项目", "框架协议", "战略合作协议",
        "框架", "战略协议", "agreement",
                              "framework agreement", "formal agreement", "investment agreement", "framework",
                              "cooperation agreement"),
    AgreementKind.LETTER_OF_INTENT: ("意向", "意向书", "投资意向书", "意向协议", "备忘录", "合作意向", "意向性协议",
        "意向项目", "投资意向",
                                     "letter of intent", "loi", "mou", "memorandum", "intent", "letter-of-intent",
                                     "memorandum of understanding", "intention"),
}  # fmt: skip
_CHANNELS: dict[Channel, tuple[str, ...]] = {
    Channel.ON_SITE_OFFLINE: (
        "现场线下", "线下", "现场签约线下", "线下现场", "线下签约", "现场线下签约", "线下现场签约", "主会场线下",
        "会场线下", "现场", "现场签约",
        "现场签约(线下)", "大会现场", "主会场", "集中签约", "会上签约", "on-site offline", "offline",
        "on-site (offline)", "on site offline",
        "live offline", "on-site, offline", "in person", "onsite", "on-site", "on site", "offline on-site",
        "at the venue offline",
        "venue offline",
    ),
    Channel.ON_SITE_ONLINE: (
        "现场线上", "线上", "云签约", "线上签约", "现场线上签约", "现场签约线上", "线上现场", "视频签约",
        "视频连线", "线上云签约", "网上签约", "在线签约",
        "远程签约", "现场云签约", "现场签约(线上)", "线上现场签约", "on-site online", "online", "on-site (online)",
        "on site online",
        "live online", "cloud signing", "on-site, online", "video", "remote", "online on-site", "by video",
    ),
    Channel.OFF_SITE: (
        "场外", "场外签约", "会外", "非现场", "非现场签约", "会外签约", "会后签约", "另行签约", "自行签约", "场下",
        "不上台签约", "会前签约", "区县自签",
        "off-site", "off site", "offsite", "elsewhere", "outside the venue", "not on site", "off-venue",
        "off-site signing",
        "not on-site",
    ),
}  # fmt: skip
_INCREASE = ("增资", "增资扩产", "增资扩股", "增资项目", "追加投资", "扩大投资", "增资扩能", "追加", "扩股",
    "是增资", "capital increase", "increase",
             "increase of capital", "additional investment", "top-up", "capital-increase", "增资扩建", "增加投资")
_NEW = ("新签", "新建", "新增", "新签约", "新项目", "新设", "首次签约", "首签", "新签项目", "新引进", "new",
    "new project", "first signing",
        "newly signed", "扩建", "改建", "技改", "迁建", "改扩建", "新签约项目", "initial", "new signing")

STAGES = (
    Stage("planning", Name("谋划", "Planning"), 0, ("谋划中", "策划", "储备", "规划", "规划中", "前期谋划", "plan",
        "planned")),
    Stage("negotiation", Name("洽谈", "Negotiation"), 1, ("洽谈中", "在谈", "商谈", "跟踪洽谈", "对接", "对接中",
        "negotiating",
                                                       "in negotiation", "talks")),
    Stage("signed", Name("签约", "Signed"), 2, ("已签约", "签约未落地", "已签", "签订", "已签订", "待开工",
        "签约未开工", "前期", "前期工作",
                                             "contracted", "签约阶段", "未开工", "not started")),
    Stage("started", Name("开工", "Started"), 3, ("已开工", "动工", "已动工", "新开工", "落地", "已落地",
        "开工阶段", "construction started",
                                               "ground broken", "start")),
    Stage("building", Name("在建", "Building"), 4, ("建设中", "建设", "施工", "施工中", "在建中", "续建",
        "在建项目", "under construction",
                                                 "construction", "建设阶段")),
    Stage("in-production", Name("投产", "In production"), 5, ("已投产", "试生产", "投产运营", "运营", "已运营",
        "投运", "建成", "已建成", "竣工",
                                                           "竣工投产", "建成投产", "试投产", "投产阶段",
                                                           "production", "operating",
                                                           "in operation", "completed")),
    Stage("at-capacity", Name("达产", "At capacity"), 6, ("已达产", "满产", "达产达效", "达产阶段", "full capacity",
        "at full capacity")),
    Stage("stopped", Name("终止", "Stopped"), None, ("已终止", "停工", "停建", "取消", "已取消", "解约", "中止",
        "已中止", "暂停", "退出", "撤销",
                                                  "cancelled", "canceled", "terminated", "suspended", "halted")),
)  # fmt: skip


class Lists(Struct, frozen=True):
    """What the city sets: its stages and its sectors. Without a list of sectors they are kept as they are written."""

    stages: tuple[Stage, ...] = STAGES
    sectors: tuple[Sector, ...] = ()


def _table(words: dict[T, tuple[str, ...]]) -> dict[str, T]:
    return {key(word): value for value, several in words.items() for word in (*several, str(value))}


_INVESTOR_WORDS, _AGREEMENT_WORDS = _table(_INVESTORS), _table(_AGREEMENTS)
_CHANNEL_WORDS = _table(_CHANNELS)
_ROW_WORDS = {key(w): True for w in _INCREASE} | {key(w): False for w in _NEW}


def investor_kind(text: str) -> InvestorKind | None:
    return _INVESTOR_WORDS.get(_bare(text))


def agreement(text: str) -> AgreementKind | None:
    return _AGREEMENT_WORDS.get(_bare(text))


def channel(text: str) -> Channel | None:
    return _CHANNEL_WORDS.get(_bare(text))


def is_increase(text: str) -> bool | None:
    """Whether a row is an increase of capital; None where the words say neither."""
    return _ROW_WORDS.get(_bare(text))


def stage(text: str, lists: Lists) -> str | None:
    """The id of a configured stage."""
    return _words(lists)[1].get(_bare(text))


def sector(text: str, lists: Lists) -> str:
    """The id of a sector of the city's list, else the text as a person would type it, without 类 at its end."""
    found = _words(lists)[2].get(_bare(text))
    if found is not None:
        return found
    written = plain(text)
    cut = next((tail for tail in _OF_SECTORS if written.endswith(tail) and len(written) > len(tail) + 1), "")
    return "其他" if written in ("其它", "其它类") else written.removesuffix(cut)


def sector_above(sid: str, lists: Lists) -> tuple[str, ...]:
    """The path of a sector from the top of the list down to it."""
    within = {s.id: s.within for s in lists.sectors}
    path: list[str] = []
    while sid and sid not in path:
        path.insert(0, sid)
        sid = within.get(sid, "")
    return tuple(path)


_LISTED: dict[int, tuple[Lists, dict[str, str], dict[str, str]]] = {}


def _words(lists: Lists) -> tuple[Lists, dict[str, str], dict[str, str]]:
    """(the lists, word → stage, word → sector), found by identity: hashing lists for every cell takes too long."""
    found = _LISTED.get(id(lists))
    if found is None or found[0] is not lists:
        if len(_LISTED) > 16:
            _LISTED.clear()
        found = _LISTED[id(lists)] = lists, _listed(lists.stages), _listed(lists.sectors)
    return found


def _listed(rows: Iterable[Stage | Sector]) -> dict[str, str]:
    return {_bare(word): row.id for row in rows for word in (row.id, row.name.zh, row.name.en, *row.words) if word}


_OF_SECTORS = ("类项目", "类产业", "类", "产业", "领域", "行业")
_TAILS = ("产业", "领域", "行业", "类项目", "类企业", "项目", "阶段", "投资者", "类", "类型")


@lru_cache(maxsize=16384)
def _bare(text: str) -> str:
    """Without signs, and without 类 and 项目 at its end: "（民营企业类）" is 民营企业."""
    bare = key(text)
    for tail in _TAILS:
        if len(bare) > len(tail) + 1 and bare.endswith(tail):
            return bare.removesuffix(tail)
    return bare
