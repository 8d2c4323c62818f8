"""Our words in OC4IDS's code lists (0.9: projectStatus, projectSector, projectType, partyRole)."""

import re
from collections.abc import Sequence

STATUS = {
    "planning": "identification", "negotiation": "preparation", "signed": "preparation", "started": "implementation",
    "building": "implementation", "in-production": "completion", "at-capacity": "completed", "stopped": "cancelled",
}  # fmt: skip
OTHER_SECTOR = "economy"      # the list's code for what is neither network nor public building
_SECTORS = (
    ("energy", r"能源|电力|光伏|风电|氢能|储能|燃气|energy|power|solar|wind"),
    ("communications", r"数字|信息|通信|软件|数据|互联网|人工智能|digital|information|communicat|software|internet"),
    ("transport", r"交通|物流|港口|航空|铁路|公路|transport|logistic|port\b|aviation|rail|road"),
    ("health", r"医疗|医药|健康|生物医|health|medical|pharma"),
    ("education", r"教育|学校|高校|education|school|universit"),
    ("waterAndWaste", r"水务|供水|污水|环保|固废|water|waste|environment"),
    ("cultureSportsAndRecreation", r"文化|文旅|旅游|体育|cultur|touris|sport"),
    ("socialHousing", r"保障房|保障性住房|social housing"),
)
_EXISTING = re.compile(r"技改|技术改造|改造|改建|迁建|升级|rehabilitat|renovat|upgrade|moderni[sz]", re.IGNORECASE)


def sectors(written: Sequence[str]) -> list[str]:
    """The code that the words of a sector name; what they name beside it is told as a classification of its own."""
    words = " ".join(written)
    return [next((code for code, pattern in _SECTORS if re.search(pattern, words, re.IGNORECASE)), OTHER_SECTOR)]


def kind(name: str, content: str) -> str:
    """construction, or rehabilitation where the words say that something existing is worked on."""
    return "rehabilitation" if _EXISTING.search(f"{name} {content}") else "construction"
