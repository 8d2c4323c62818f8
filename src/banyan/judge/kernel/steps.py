"""The compiled loop: each function is one of judge/rules.py or judge/ladder.py, over arrays.

Records are taken with `array[i]` and their fields by name: a reference in compiled code, a view in plain NumPy.
"""

from typing import Any

import numpy as np

from banyan.judge.kernel.layout import BLOCK, NEVER, NONE, SILENCE, STUCK, THRESHOLD
from banyan.model.compiled import fetch, inlined, uncounted

SAME = 1e-9                # as judge.rules.SAME
HOUR_S = 3600.0
AHEAD = 16                 # readings between the first look for a stream's memory and its turn
DONE, OUT_FULL, RING_FULL = 0, 1, 2


@uncounted
def judge(p: Any, s: Any, stream: Any, time: Any, value: Any, seq: Any, begin: int, out: Any, written: int) -> Any:
    """Readings from `begin` on, in order of arrival. Returns (next reading, changes written, why it stopped, row).

    A reading that isn't newer than the last of its stream is passed over: late and repeated ones steer nothing.
    """
    # Taken out once: a reach into a tuple of arrays may cost the compiled code two atomic counts (`uncounted`).
    rules, limits, profiles, of_profile = p.rules, p.limits, p.profiles, p.of_profile
    rows, streams, slots, rings, due = s.rows, s.streams, s.slots, s.rings, s.due
    known = len(rows)
    for n in range(begin, len(stream)):
        _ask(n, stream, rows, streams, slots, due)
        number = stream[n]
        if number < 0 or number >= known:
            continue
        row = rows[number]
        if row < 0:
            continue
        record = streams[row]
        at = time[n]
        if at <= record["time"]:
            continue
        profile = profiles[record["profile"]]
        if written + profile["most"] > len(out):
            return n, written, OUT_FULL, row
        v, first, count = value[n], profile["first"], profile["count"]
        if profile["rises"] and _ring_full(slots, rings, record["slot"], count):
            return n, written, RING_FULL, row
        place, latch = record["slot"], record["latch"]
        for k in range(first, first + count):
            rule = of_profile[k]
            slot, kind = slots[place], rules[rule]["kind"]
            begins, ends = rules[rule]["first"], rules[rule]["first"] + rules[rule]["count"]
            # Written out here, for a call that takes arrays costs more than what it does: most readings change nothing,
            # neither what is latched nor which delays run, and no delay has ended.
            on, turning = slot["on"], 0
            if kind == SILENCE:
                slot["since"] = max(slot["since"], at)
                slot["unsettled"] = 1
                if on == 0 and slot["waiting"] == 0:      # brought forward here, so that no tick has to look at it
                    hold = limits[begins]["hold"]
                    for i in range(begins + 1, ends):
                        hold = min(hold, limits[i]["hold"])
                    due[place] = slot["since"] + hold
                    calm = True
                else:
                    calm = due[place] <= slot["since"]
            elif kind == THRESHOLD:
                for i in range(begins, ends):
                    if v < limits[i]["clear_at"] if (on >> (i - begins)) & 1 else v >= limits[i]["raise_at"]:
                        turning |= 1 << (i - begins)
                calm = turning == slot["waiting"] and (turning == 0 or due[place] > at)
            elif kind == STUCK:
                moved = np.isnan(slot["value"]) or abs(v - slot["value"]) > SAME
                age = 0 if moved else at - slot["since"]
                for i in range(begins, ends):
                    if (age >= limits[i]["hold"]) != ((on >> (i - begins)) & 1):
                        turning |= 1 << (i - begins)
                calm = turning == slot["waiting"] and (turning == 0 or due[place] > at)
                if calm and moved:
                    slot["since"] = at
                    slot["value"] = v
            else:
                calm = False
            if not calm:
                written = _turn(p, s, out, written, n, rule, row, place, latch, at, v, seq[n])
            place += 1
            latch += ends - begins
        record["time"] = at
        record["value"] = v
        record["seq"] = seq[n]
    return len(stream), written, DONE, 0


@inlined
def _ask(n: int, stream: Any, rows: Any, streams: Any, slots: Any, due: Any) -> None:
    """What is needed soon is asked for now: it comes while other readings are judged.

    A stream's record may lie across two lines of the cache, its slots across three.
    """
    if n + 2 * AHEAD < len(stream):
        fetch(rows, stream[n + 2 * AHEAD])
    if n + AHEAD < len(stream):
        number = stream[n + AHEAD]
        if 0 <= number < len(rows):
            row = max(0, rows[number])
            fetch(streams, row)
            fetch(streams, row + 1)
        number = stream[n + AHEAD // 2]
        if 0 <= number < len(rows) and rows[number] >= 0:
            place = streams[rows[number]]["slot"]
            fetch(slots, place)
            fetch(slots, place + 2)
            fetch(slots, place + 3)
            fetch(due, place)


@inlined
def _ring_full(slots: Any, rings: Any, place: int, count: int) -> bool:
    for k in range(place, place + count):
        ring = slots[k]["ring"]
        if ring >= 0 and rings[ring]["count"] == rings[ring]["size"]:
            return True
    return False


@inlined
def _turn(
    p: Any, s: Any, out: Any, written: int, by: int, rule: int, row: int, place: int, latch: int, at: int, v: float,
    seq: int,
) -> int:  # fmt: skip
    """A rule that a reading may change."""
    kind = p.rules[rule]["kind"]
    if kind == SILENCE:
        _lower(s, place, s.slots[place]["since"])
    elif kind == THRESHOLD:
        written = _threshold(p, s, out, written, by, rule, row, place, latch, at, v, seq)
    elif kind == STUCK:
        written = _stuck(p, s, out, written, by, rule, row, place, latch, at, v, seq)
    else:
        written = _rise(p, s, out, written, by, rule, row, place, latch, at, v, seq)
    return written


@uncounted
def tick(p: Any, s: Any, now: int, begin: int, out: Any, written: int) -> Any:
    """City time is now `now`: delays and silences that are due, slot by slot from `begin` on. Returns as `judge`."""
    due, blocks, owner, streams, profiles = s.due, s.blocks, s.owner, s.streams, p.profiles
    for block in range(begin // BLOCK, len(blocks)):
        if blocks[block] > now:
            continue
        soonest = NEVER
        for place in range(block * BLOCK, min((block + 1) * BLOCK, len(due))):
            if due[place] <= now and place >= begin:
                row = owner[place]
                profile = profiles[streams[row]["profile"]]
                if written + profile["most"] > len(out):
                    return place, written, OUT_FULL, row
                written = _tick(p, s, out, written, row, place, now)
            soonest = min(soonest, due[place])
        blocks[block] = soonest
    soonest = NEVER
    for block in range(len(blocks)):
        soonest = min(soonest, blocks[block])
    s.soonest[0] = soonest
    return len(due), written, DONE, 0


@uncounted
def _tick(p: Any, s: Any, out: Any, written: int, row: int, place: int, now: int) -> int:
    slot, record = s.slots[place], s.streams[row]
    k, latch = p.profiles[record["profile"]]["first"], record["latch"]
    for _ in range(place - record["slot"]):
        latch += p.rules[p.of_profile[k]]["count"]
        k += 1
    rule = p.of_profile[k]
    if p.rules[rule]["kind"] == SILENCE:
        if _silence_due(p, s, rule, place, latch) <= now:
            written = _silence(p, s, out, written, rule, row, place, latch, now)
        s.due[place] = _silence_due(p, s, rule, place, latch)
        return written
    if slot["waiting"]:
        known = _known(p, s, rule, row, place)
        written = _expire(p, s, out, written, -1, rule, row, place, latch, now, known,
                          record["time"], record["value"], record["seq"])
    s.due[place] = _next_end(p, s, rule, place, latch)
    return written


@inlined
def _known(p: Any, s: Any, rule: int, row: int, place: int) -> Any:
    """What the limits were last compared with."""
    return s.streams[row]["value"] if p.rules[rule]["kind"] == THRESHOLD else s.slots[place]["value"]


@inlined
def _threshold(
    p: Any, s: Any, out: Any, written: int, by: int, rule: int, row: int, place: int, latch: int, at: int, v: float,
    seq: int,
) -> int:  # fmt: skip
    slot, first = s.slots[place], p.rules[rule]["first"]
    over, under = 0, 0
    for i in range(p.rules[rule]["count"]):
        limit = p.limits[first + i]
        if v >= limit["raise_at"]:
            over |= 1 << i
        elif v < limit["clear_at"]:
            under |= 1 << i
    on = slot["on"]
    if slot["waiting"] or (over & ~on) or (under & on):
        if slot["waiting"]:
            last = s.streams[row]
            written = _expire(p, s, out, written, by, rule, row, place, latch, at, last["value"],
                              last["time"], last["value"], last["seq"])
        written = _feed(p, s, out, written, by, rule, row, place, latch, at, over, under, v,
                        at, v, seq, NONE, 0.0, 0, at, v, seq)
    return written


@inlined
def _stuck(
    p: Any, s: Any, out: Any, written: int, by: int, rule: int, row: int, place: int, latch: int, at: int, v: float,
    seq: int,
) -> int:  # fmt: skip
    slot, first, count = s.slots[place], p.rules[rule]["first"], p.rules[rule]["count"]
    if slot["waiting"]:
        last = s.streams[row]
        written = _expire(p, s, out, written, by, rule, row, place, latch, at, slot["value"],
                          last["time"], last["value"], last["seq"])
    if np.isnan(slot["value"]) or abs(v - slot["value"]) > SAME:
        slot["since"] = at
        slot["value"] = v
    age = at - slot["since"]
    over = 0
    for i in range(count):
        if age >= p.limits[first + i]["hold"]:
            over |= 1 << i
    under = ~over & ((1 << count) - 1)
    if slot["waiting"] or (over & ~slot["on"]) or (under & slot["on"]):
        written = _feed(p, s, out, written, by, rule, row, place, latch, at, over, under, slot["value"],
                        at, v, seq, NONE, 0.0, 0, at, v, seq)
    return written


@uncounted
def _rise(
    p: Any, s: Any, out: Any, written: int, by: int, rule: int, row: int, place: int, latch: int, at: int, v: float,
    seq: int,
) -> int:  # fmt: skip
    slot, ring, window = s.slots[place], s.rings[s.slots[place]["ring"]], p.rules[rule]["window"]
    if slot["waiting"]:
        last = s.streams[row]
        written = _expire(p, s, out, written, by, rule, row, place, latch, at, slot["value"],
                          last["time"], last["value"], last["seq"])
    start, size = ring["first"], ring["size"]
    while ring["count"] > 1 and s.points[start + (ring["head"] + 1) % size]["time"] <= at - window:
        ring["head"] = (ring["head"] + 1) % size
        ring["count"] -= 1
    base_time, base_value, base_seq = NONE, 0.0, 0
    if ring["count"]:
        base = s.points[start + ring["head"]]
        if base["time"] >= at - 2 * window and base["time"] <= at - window:
            base_time, base_value, base_seq = base["time"], base["value"], base["seq"]
    newest = s.points[start + (ring["head"] + ring["count"] - 1) % size]
    if ring["count"] == 0 or at - newest["time"] >= p.rules[rule]["gap"]:
        point = s.points[start + (ring["head"] + ring["count"]) % size]
        point["time"] = at
        point["value"] = v
        point["seq"] = seq
        ring["count"] += 1
    over, under = 0, 0
    slot["value"] = np.nan
    if base_time != NONE:
        rate = (v - base_value) / (((at - base_time) / 1e6) / HOUR_S)
        slot["value"] = rate
        first = p.rules[rule]["first"]
        for i in range(p.rules[rule]["count"]):
            if rate >= p.limits[first + i]["raise_at"]:
                over |= 1 << i
            elif rate < p.limits[first + i]["clear_at"]:
                under |= 1 << i
    if slot["waiting"] or (over & ~slot["on"]) or (under & slot["on"]):
        written = _feed(p, s, out, written, by, rule, row, place, latch, at, over, under, slot["value"],
                        at, v, seq, base_time, base_value, base_seq, at, v, seq)
    return written


@uncounted
def _silence(p: Any, s: Any, out: Any, written: int, rule: int, row: int, place: int, latch: int, now: int) -> int:
    slot, last, first = s.slots[place], s.streams[row], p.rules[rule]["first"]
    count = p.rules[rule]["count"]
    at = slot["since"]
    while at != NEVER:
        over, under, following = 0, 0, NEVER
        for i in range(count):
            begin = slot["since"] + p.limits[first + i]["hold"]
            if begin <= at:
                over |= 1 << i
            elif begin > now:
                under |= 1 << i
            else:
                following = min(following, begin)
        written = _expire(p, s, out, written, -1, rule, row, place, latch, at, np.nan,
                          last["time"], last["value"], last["seq"])
        written = _feed(p, s, out, written, -1, rule, row, place, latch, at, over, under, np.nan,
                        last["time"], last["value"], last["seq"], NONE, 0.0, 0,
                        last["time"], last["value"], last["seq"])
        at = following
    slot["unsettled"] = 0
    return _expire(p, s, out, written, -1, rule, row, place, latch, now, np.nan,
                   last["time"], last["value"], last["seq"])


@uncounted
def _silence_due(p: Any, s: Any, rule: int, place: int, latch: int) -> int:
    slot, first, count = s.slots[place], p.rules[rule]["first"], p.rules[rule]["count"]
    due = _next_end(p, s, rule, place, latch)
    busy = slot["on"] | slot["waiting"]
    for i in range(count):
        if not (busy >> i) & 1:
            due = min(due, slot["since"] + p.limits[first + i]["hold"])
    if slot["unsettled"] and busy:
        due = min(due, slot["since"])
    return due


@inlined
def _next_end(p: Any, s: Any, rule: int, place: int, latch: int) -> int:
    """When the next delay ends; NEVER where none is running."""
    slot, first = s.slots[place], p.rules[rule]["first"]
    end = NEVER
    if slot["waiting"]:
        for i in range(p.rules[rule]["count"]):
            if (slot["waiting"] >> i) & 1:
                end = min(end, _end(p, s, first + i, slot["on"] >> i, latch + i))
    return end


@inlined
def _end(p: Any, s: Any, limit: int, on: int, latch: int) -> Any:
    return s.latches[latch]["since"] + (p.limits[limit]["off_delay"] if on & 1 else p.limits[limit]["on_delay"])


@inlined
def _feed(
    p: Any, s: Any, out: Any, written: int, by: int, rule: int, row: int, place: int, latch: int, at: int,
    over: int, under: int, known: float, shown_time: int, shown_value: float, shown_seq: int,
    base_time: int, base_value: float, base_seq: int, newest_time: int, newest_value: float, newest_seq: int,
) -> int:  # fmt: skip
    """Limits `over` are present, `under` gone, the others neither; delays that ended before have been told."""
    slot = s.slots[place]
    turning = (over & ~slot["on"]) | (under & slot["on"])
    new = turning & ~slot["waiting"]
    slot["waiting"] = turning
    if turning == 0:
        return written
    for i in range(p.rules[rule]["count"]):
        if (new >> i) & 1:
            shown = s.latches[latch + i]
            shown["since"] = at
            shown["time"] = shown_time
            shown["value"] = shown_value
            shown["seq"] = shown_seq
            if slot["ring"] >= 0:
                base = s.bases[s.rings[slot["ring"]]["base"] + i]
                base["time"] = base_time
                base["value"] = base_value
                base["seq"] = base_seq
    written = _expire(p, s, out, written, by, rule, row, place, latch, at, known,
                      newest_time, newest_value, newest_seq)
    if slot["waiting"]:
        _lower(s, place, _next_end(p, s, rule, place, latch))
    return written


@inlined
def _lower(s: Any, place: int, due: int) -> None:
    if due < s.due[place]:
        s.due[place] = due
        s.blocks[place // BLOCK] = min(s.blocks[place // BLOCK], due)
        if due < s.soonest[0]:
            s.soonest[0] = due


@inlined
def _expire(
    p: Any, s: Any, out: Any, written: int, by: int, rule: int, row: int, place: int, latch: int, to: int,
    known: float, newest_time: int, newest_value: float, newest_seq: int,
) -> int:  # fmt: skip
    """Delays that end by `to` turn their limits over, in order of time."""
    slot, first = s.slots[place], p.rules[rule]["first"]
    while slot["waiting"]:
        at = _next_end(p, s, rule, place, latch)
        if at > to:
            break
        turned = 0
        for i in range(p.rules[rule]["count"]):
            if (slot["waiting"] >> i) & 1:  # noqa: SIM102  the common way is short
                if _end(p, s, first + i, slot["on"] >> i, latch + i) == at:
                    turned |= 1 << i
        slot["on"] ^= turned
        slot["waiting"] &= ~turned
        written = _moved(p, s, out, written, by, rule, row, place, latch, at, turned, known,
                         newest_time, newest_value, newest_seq)
    return written


@inlined
def _moved(
    p: Any, s: Any, out: Any, written: int, by: int, rule: int, row: int, place: int, latch: int, at: int,
    turned: int, known: float, newest_time: int, newest_value: float, newest_seq: int,
) -> int:  # fmt: skip
    """The gravest limit that is latched is the level; written down where that is another one now."""
    slot, first = s.slots[place], p.rules[rule]["first"]
    gravest = _gravest(p, rule, slot["on"])
    level = p.limits[first + gravest]["rank"] if gravest >= 0 else 0
    if level == slot["level"]:
        return written
    decided = gravest if gravest >= 0 and (turned >> gravest) & 1 else _gravest(p, rule, turned)
    at = max(at, slot["moved"])
    change, shown = out[written], s.latches[latch + decided]
    change["row"] = row
    change["rule"] = rule
    change["limit"] = gravest if gravest >= 0 else decided
    change["before"] = slot["level"]
    change["after"] = level
    change["by"] = by
    change["at"] = at
    change["value"] = known
    change["shown_time"] = shown["time"]
    change["shown_value"] = shown["value"]
    change["shown_seq"] = shown["seq"]
    change["base_time"] = NONE
    if slot["ring"] >= 0:
        base = s.bases[s.rings[slot["ring"]]["base"] + decided]
        change["base_time"] = base["time"]
        change["base_value"] = base["value"]
        change["base_seq"] = base["seq"]
    change["newest_time"] = newest_time
    change["newest_value"] = newest_value
    change["newest_seq"] = newest_seq
    slot["level"] = level
    slot["moved"] = at
    return written + 1


@inlined
def _gravest(p: Any, rule: int, among: int) -> int:
    """The place of the gravest limit among those whose bits are set, the last of equals; -1: none."""
    first, found = p.rules[rule]["first"], -1
    for i in range(p.rules[rule]["count"]):
        if (among >> i) & 1:  # noqa: SIM102  the common way is short
            if found < 0 or p.limits[first + i]["rank"] >= p.limits[first + found]["rank"]:
                found = i
    return found
