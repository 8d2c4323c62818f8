"""Draws releases from a seed: sentences of phrases.py with other numbers, subjects and errors each time.

    for release in drawn(seed=5, texts=20): ...          # Release, as from marked.load_all

They are plainer than the written releases and without end: what was tuned to the written numbers, or rounds wrongly,
shows here. About every fourth statement is wrong; each is checked by interval.py before it is taken.
"""

from random import Random

from tests.releases import phrases
from tests.releases.interval import holds
from tests.releases.marked import Release, parse
from tests.releases.phrases import Said

WRONG = 0.25
SENTENCES = 11
TRIES = 200


def drawn(seed: int, texts: int = 20) -> list[Release]:
    """`texts` releases, by turns English and Chinese."""
    made = []
    for at in range(texts):
        zh = at % 2 == 1
        rng = Random(f"{seed}-{at}")  # noqa: S311 - repeatable draws, no secret
        made.append(_release(rng, f"{'c' if zh else 'e'}x{seed}_{at}", zh))
    return made


def _release(rng: Random, name: str, zh: bool) -> Release:
    desk = phrases.Desk(rng, zh)
    kinds = list(phrases.KINDS)
    rng.shuffle(kinds)
    paragraphs: list[list[str]] = [[]]
    statements: list[str] = []
    for number, kind in enumerate(kinds[:SENTENCES]):
        said = _sentence(desk, kind, number, wrong=rng.random() < WRONG)
        if len(paragraphs[-1]) >= 3:
            paragraphs.append([])
        paragraphs[-1].append(said.text)
        if rng.random() < 0.5:
            paragraphs[-1].append(desk.filler())
        statements.append(said.line(kind))
    body = "\n".join(("" if zh else " ").join(filter(None, sentences)) for sentences in paragraphs)
    return parse(name, f"{desk.title()}\n\n{desk.lead()}\n{body}\n\n{desk.tail()}\n---\n" + "\n".join(statements))


def _sentence(desk: phrases.Desk, kind: str, number: int, wrong: bool) -> Said:
    """A sentence whose statement is as true or wrong as asked, beyond rounding."""
    subject = desk.subject()
    for _ in range(TRIES):
        said = phrases.KINDS[kind](desk, subject, f"q{chr(97 + number)}", wrong)
        if not said.expression:
            return said
        release = parse("try", f"{said.text}\n---\n")
        values = {q.name: q.value for q in release.quantities if q.name}
        if holds(said.expression, values) != said.wrong:
            return said
    raise ValueError(f"{kind}: no draw is {'wrong' if wrong else 'right'}")
