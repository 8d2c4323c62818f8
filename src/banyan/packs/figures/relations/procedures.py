"""Procedures in whose course things only get fewer: who applied, was invited, came, passed.

A line of PROCEDURES is one procedure, its stages in order; a stage is told by the words before or behind its number.
To add one, add a line and its example: the tests hold each example against its procedure.
"""

import re

from msgspec import Struct

from banyan.packs.figures.relations.frames import Frame


class Stage(Struct, frozen=True):
    """`step`: how far in its procedure, from 0."""

    name: str
    step: int


class Procedure(Struct, frozen=True):
    """`stages`: of each the words, before its number and behind it. `example`: a number of each stage, in order."""

    name: str
    stages: tuple[tuple[str, str], ...]
    example: str


PROCEDURES = (
    Procedure("paper", (
        (r"发出|发放|印发|下发|派发|sent out|handed out|distributed|issued|posted|mailed",
         r"sent out|handed out|distributed|issued|were posted|were mailed|were sent"),
        (r"收回|回收|交回|返回|returned|came back|got back|received back|collected",
         r"returned|came back|were collected|were filled in"),
        (r"有效(?:问卷|票|选票|答卷|样本)?|合格(?:问卷|票)|valid|usable", r"valid|usable|were valid|were usable"),
    ), "发放问卷800份，回收768份，有效问卷751份"),
    Procedure("entrance", (
        (r"报名|报考|申请|登记|入围|applied|applicants?|entered|registered|enrolled|signed up",
         r"applied|applicants|candidates|entered|registered|enrolled|signed up|applications"),
        (r"参加考试|参考|应考|到考|实考|sat|turned up|showed up|started|took part",
         r"sat (?:for )?the|turned up|showed up|started|took part|参加考试"),
        (r"通过|录取|录用|入选|及格|合格|完赛|passed|admitted|accepted|selected|hired|finished|graduated",
         r"passed|were admitted|were accepted|were selected|were hired|finished|graduated|crossed the line"),
    ), "报名1200人，参加考试1100人，录取300人"),
    Procedure("meeting", (
        (r"应到(?:会|代表|会代表|人数|股东)?|应出席|应参加|邀请|invited|summoned|members of the (?:board|council)",
         r"were invited|were summoned|invitations"),
        (r"实到(?:会|代表|会代表|人数)?|出席|到会|实际出席|实际参加|attended|accepted|came",
         r"attended|accepted|were present|turned up|came"),
    ), "应到代表240人，实到232人"),
    Procedure("case", (
        (r"受理|收到|接到|立案|登记|lodged|filed|received|opened", r"were lodged|were filed|were received"
         r"|complaints|were opened"),
        (r"办结|结案|处理完毕|解决|settled|resolved|closed|answered|dealt with",
         r"were settled|were resolved|were closed|were answered|were dealt with"),
    ), "接到投诉120件，办结118件"),
    Procedure("test", (
        (r"抽检|抽查|检测|送检|检验|tested|inspected|examined|checked|sampled",
         r"were tested|were inspected|were examined|were checked|samples|inspections"),
        (r"合格|达标|不合格|passed|failed|met the standard", r"passed|failed|met|were up to standard|complied"),
    ), "抽检1500份，合格1491份"),
    Procedure("building", (
        (r"规划|计划建设|批准|获批|planned|approved|permitted", r"were planned|were approved|were permitted"),
        (r"开工|在建|started|begun", r"were started|are being built|have been begun"),
        (r"竣工|建成|完工|completed|finished|built", r"were completed|were finished|have been completed|are finished"),
    ), "批准项目18个，开工15个，建成6个"),
)  # fmt: skip
_GAP = r"[^，。；,;.:：\d]{0,10}$"
_BEHIND = r"^(?: [a-z-]+){0,3}? (?:were |was |have been |has been )?"
_TABLE = tuple(
    (Stage(procedure.name, step),
     re.compile(rf"(?<![未不])(?:{before}){_GAP}", re.IGNORECASE),
     re.compile(rf"{_BEHIND}(?:{behind})\b", re.IGNORECASE))
    for procedure in PROCEDURES for step, (before, behind) in enumerate(procedure.stages)
)  # fmt: skip


def stage(frame: Frame, name: str = "") -> Stage | None:
    """The stage that the words beside the number tell: in English those behind it count first, what stands before may
    be of another number ("640 were handed out and 652 returned").
    """
    tables = [row for row in _TABLE if not name or row[0].name == name]
    if not frame.chinese:
        behind = next((row[0] for row in tables if row[2].match(frame.tail)), None)
        if behind is not None:
            return behind
    found = [(hit.start(), row[0]) for row in tables if (hit := row[1].search(frame.lead))]
    return max(found, key=lambda pair: pair[0])[1] if found else None
