"""Projects: from the districts' workbooks to a list, and from the list to a bulletin."""

from banyan.model.pack import Pack, Size
from banyan.model.text import Name
from banyan.packs.projects.bulletin_texts import TEXTS

PACK = Pack(
    name="projects",
    texts=dict(TEXTS),
    rules=("amount", "date", "numeral", "project-code", "credit-code", "column", "investor-kind", "agreement",
           "same-project"),
    size=Size(4500, Name("读各区县的表格和编一份通报是两项工作，共用一份项目清单",
                         "reading the districts' workbooks and making a bulletin are two trades over one list")),
)
