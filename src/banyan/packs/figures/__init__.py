"""The figures pack: how releases in English and Chinese say numbers."""

from banyan.model.figure import Relation
from banyan.model.pack import Pack, Size
from banyan.model.text import Name
from banyan.packs.figures.reading import read

__all__ = ["PACK", "read"]

PACK = Pack(
    name="figures",
    rules=tuple(relation.value for relation in Relation),
    size=Size(24300, Name("两种语言说数字的方式本身就是这个领域，词表和句式都写成代码",
                         "how two languages say numbers is the domain itself, and its words and patterns are Python")),
)
