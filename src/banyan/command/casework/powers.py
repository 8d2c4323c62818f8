"""Who may do what to a case, beside the city's own authority: its desk, its holder, its helpers, its reporters."""

from banyan.command.casework.turn import No
from banyan.model.casetype import Definition
from banyan.model.casework import Actor, Case, Verb

DESK, HOLDER, HELPER, REPORTER = WORDS = ("desk", "holder", "helper", "reporter")
USUAL: dict[Verb, tuple[str, ...]] = {
    Verb.FILE: (DESK,), Verb.DISPATCH: (DESK,), Verb.REASSIGN: (DESK,), Verb.ASSIST: (DESK,), Verb.RULE: (DESK,),
    Verb.VERIFY: (DESK,), Verb.EVALUATE: (DESK,), Verb.SUSPEND: (DESK,), Verb.EXTEND: (DESK,), Verb.JOIN: (DESK,),
    Verb.SPLIT: (DESK,), Verb.PART: (DESK,), Verb.ANSWER: (DESK,), Verb.PRIORITISE: (DESK,),
    Verb.RECLASS: (DESK,),
    Verb.CLOSE: (DESK, HOLDER), Verb.RESUME: (DESK, HOLDER),
    Verb.HANDLE: (HOLDER,), Verb.FEED_BACK: (HOLDER,), Verb.RETURN: (HOLDER,), Verb.DISPUTE: (HOLDER,),
    Verb.REOPEN: (REPORTER, DESK), Verb.JUDGE: (REPORTER,),
}  # fmt: skip


def check(definition: Definition, case: Case, by: Actor, verb: Verb) -> None:
    """Raises No."""
    words = definition.powers.get(verb, USUAL.get(verb, ()))
    if not any(_is(word, case, by) for word in words):
        raise No("power", who=by.principal, verb=verb, case=case.id, words=", ".join(words))


def _is(word: str, case: Case, by: Actor) -> bool:
    match word:
        case "desk":
            return case.desk in by.roles
        case "holder":
            return case.holder in by.roles
        case "helper":
            return any(helper in by.roles for helper in case.helpers)
        case "reporter":
            return by.reporter is not None and any(r.reporter == by.reporter for r in case.reports)
    return word in by.roles
