"""`apply`: one move on one case. Checked in one order: known, new, allowed, possible now; then done as a whole."""

from collections.abc import Callable

from banyan.command.casework import contest, ending, family, flow, powers, reclassing, waiting
from banyan.command.casework.turn import Look, No, Turn
from banyan.model.casetype import Casebook, version_of
from banyan.model.casework import Case, Done, Move, Refusal, Status, Verb
from banyan.model.time import Instant

DOES: dict[Verb, Callable[[Turn], None]] = {
    Verb.FILE: flow.file, Verb.DISPATCH: flow.dispatch, Verb.REASSIGN: flow.reassign, Verb.ASSIST: flow.assist,
    Verb.HANDLE: flow.handle, Verb.FEED_BACK: flow.feed_back, Verb.VERIFY: flow.verify,
    Verb.PRIORITISE: flow.prioritise, Verb.RECLASS: reclassing.reclass, Verb.RETURN: contest.give_back,
    Verb.DISPUTE: contest.dispute,
    Verb.RULE: contest.rule, Verb.SUSPEND: waiting.suspend, Verb.RESUME: waiting.resume, Verb.EXTEND: waiting.extend,
    Verb.CLOSE: ending.close, Verb.JOIN: ending.join, Verb.ANSWER: ending.answer, Verb.JUDGE: ending.judge,
    Verb.EVALUATE: ending.evaluate, Verb.REOPEN: ending.reopen, Verb.SPLIT: family.split, Verb.PART: family.part,
}  # fmt: skip

# While a return or a dispute waits for its ruling, and while a case is suspended, only these go.
_WHILE_PENDING = (Verb.RULE, Verb.PRIORITISE)
_WHILE_DISPUTED = (*_WHILE_PENDING, Verb.HANDLE, Verb.ASSIST)
_WHILE_PAUSED = (Verb.RESUME, Verb.PRIORITISE, Verb.CLOSE, Verb.JOIN)
_TEXT, _WORD, _MANY = 4000, 500, 100      # characters of a reason, of a code or reference; things shown at once
_NOBODY = lambda _cid: None  # noqa: E731  no other case is looked at


def apply(book: Casebook, case: Case, move: Move, now: Instant, look: Look = _NOBODY) -> Done | Refusal:
    """The case after a move, with all that follows from it; or why it isn't done, and nothing has happened.

    `look` finds other cases: parents, and those that duplicates are joined to. A move whose `key` was done before is
    done: the answer is the case as it stands, without entries.
    """
    if move.key is not None and move.key in case.keys:
        return Done((case,), ())
    definition = version_of(book, case.type, case.version)
    try:
        if definition is None:
            raise No("version", type=case.type, version=case.version)
        if move.verb not in DOES:
            raise No("verb", verb=move.verb)
        if now < case.line.stints[-1].begin:
            raise No("past", case=case.id)
        _bounded(move)
        turn = Turn(book, definition, case, move, now, look)
        powers.check(definition, case, move.by, move.verb)
        _open_for(turn)
        DOES[move.verb](turn)
    except No as no:
        return Refusal(no.said)
    return turn.done()


def _bounded(move: Move) -> None:
    """Nothing that a person would send is cut; nothing is kept that a program sends by mistake."""
    texts = [move.reason, *(part.reason for part in move.into)]
    short = [move.key, move.ground, move.outcome, move.state, move.limit, move.other, move.report, move.holder,
             move.type, *move.helpers, *(e.kind for e in move.evidence), *(e.ref for e in move.evidence)]  # fmt: skip
    if any(len(t) > _TEXT for t in texts) or any(len(t or "") > _WORD for t in short):
        raise No("long", most=_TEXT, short=_WORD)
    if max(len(move.evidence), len(move.helpers)) > _MANY:
        raise No("many", most=_MANY)


def _open_for(turn: Turn) -> None:
    verb, pending = turn.move.verb, turn.case.pending
    if pending is not None and verb not in (_WHILE_PENDING if pending.kind == "return" else _WHILE_DISPUTED):
        raise No("pending", case=turn.case.id, kind=pending.kind)
    if turn.case.status is not Status.CLOSED and turn.paused and verb not in _WHILE_PAUSED:
        raise No("suspended", case=turn.case.id)
