"""Control rules and pump switches inside the input file: what stays local, what the platform takes over."""

from collections.abc import Iterable

from banyan.twin.swmm.network import Network, words

_ACTIONS = ("THEN", "ELSE")
FAIL = "BANYAN_FAIL"


def mobile_on_command(network: Network, positions: Iterable[str]) -> Network:
    """Mobile pumps run only while a crew is there: off at the start, without a start-up depth of their own."""
    mobile = {link.upper() for link in positions}
    rows = [
        [*row[:4], "OFF", "0", *row[6:7]] if row[0].upper() in mobile else row for row in network.rows("PUMPS")
    ]
    return network.with_rows("PUMPS", rows) if mobile else network


def without_gates(network: Network, gates: Iterable[str]) -> Network:
    """Local rules lose their actions on gates, which the platform has taken over; rules on pumps stay and outrank."""
    taken = {link.upper() for link in gates}
    blocks = [_without(block, taken) for block in _blocks(network)]
    return network.with_lines("CONTROLS", [line for block in blocks for line in block])


def with_failures(network: Network, failures: Iterable[tuple[str, float, float | None]]) -> Network:
    """A failed pump must not run even where its float wants it to, and no order outranks a float: a rule does."""
    lines = [line for section in network.sections if section.name == "CONTROLS" for line in section.lines]
    for number, (link, begin, end) in enumerate(failures):
        lines += [f"RULE {FAIL}_{number}", f"IF SIMULATION TIME >= {begin / 60:.9f}"]
        lines += [f"AND SIMULATION TIME < {end / 60:.9f}"] if end is not None else []
        lines += [f"THEN PUMP {link} STATUS = OFF", "PRIORITY 1000000"]
    return network.with_lines("CONTROLS", lines)


def _blocks(network: Network) -> list[list[str]]:
    """Rules one by one; lines before the first rule (VARIABLE and EXPRESSION of SWMM 5.2) form a block of their own."""
    blocks: list[list[str]] = [[]]
    for section in network.sections:
        if section.name != "CONTROLS":
            continue
        for line in section.lines:
            row = words(line)
            if row and row[0].upper() == "RULE":
                blocks.append([])
            if row:
                blocks[-1].append(" ".join(row))
    return blocks


def _without(block: list[str], taken: set[str]) -> list[str]:
    """A rule without its actions on `taken`; nothing is left of a rule without a THEN."""
    kept: list[str] = []
    clause = "IF"
    empty = dropped = False
    for line in block:
        row = line.split()
        word = row[0].upper()
        if word in _ACTIONS:
            clause, empty = word, True
        if clause in _ACTIONS and word in (*_ACTIONS, "AND"):
            if len(row) > 2 and row[2].upper() in taken:
                dropped = True
                continue
            kept.append(f"{clause if empty else 'AND'} {' '.join(row[1:])}")
            empty = False
        else:
            kept.append(line)
    if dropped and not any(line.split()[0].upper() == "THEN" for line in kept):
        return []
    return kept
