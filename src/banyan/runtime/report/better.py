"""What to do better: what the rules found, each with its records; nothing found is said so."""

from banyan.runtime.report.facts import Facts
from banyan.runtime.report.pages import Block, Cell, Grid, Heading, Words
from banyan.runtime.report.teller import Teller


def better(facts: Facts, t: Teller) -> list[Block]:
    blocks: list[Block] = [Heading(t.say("better.title"), fresh=True), Words(Cell(t.say("better.how")), "note")]
    if not facts.findings:
        return [*blocks, Words(Cell(t.say("better.none")))]
    rows = tuple((Cell(t.say(f"grave.{f.grave}")), Cell(t.said(f.said), f.records)) for f in facts.findings)
    return [*blocks, Grid((t.say("head.weight"), t.say("head.finding")), rows, widths=(0.16, 0.84))]
