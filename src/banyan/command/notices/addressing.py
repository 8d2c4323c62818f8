"""From a line of the outbox to a letter: to whom, how urgent, in which words."""

import string

from msgspec import Struct

from banyan.command.notices.policy import Audience, Policy, Template, Urgency
from banyan.command.notices.templates import OTHER, TEMPLATES
from banyan.model.ports import Notice
from banyan.model.text import Said
from banyan.model.time import Instant

_READY = {template.key: template for template in TEMPLATES}
_LONGEST_ARGUMENT = 200      # characters; a notice tells where to look, and carries nothing else


class Letter(Struct, frozen=True):
    """A notice as somebody gets it. `decided_at`: the tick that decided it; `id` is the notice's, in every try."""

    id: str
    to: str
    audience: Audience
    urgency: Urgency
    said: Said
    decided_at: Instant
    cause: str = ""              # the record that it tells of


def letter(notice: Notice, decided_at: Instant, policy: Policy) -> Letter | None:
    """None for what is no person's business (an order to a machine)."""
    addressed = _addressed(notice)
    if addressed is None:
        return None
    to, said = addressed
    template = template_of(said.key, policy)
    return Letter(notice.id, to, template.audience, template.urgency, said, decided_at, _cause(notice))


def template_of(key: str, policy: Policy) -> Template:
    """The city's own, the ready one, or for an unknown key one that says only that there is something."""
    return policy.template(key) or _READY.get(key) or _READY[OTHER]


def words(one: Letter, policy: Policy, language: str) -> tuple[str, str]:
    """(title, text). An argument that isn't there is a dash; control characters can't make lines or headers."""
    template = template_of(one.said.key, policy)
    args = {name: _clean(policy.names[value].said(language) if value in policy.names else value)
            for name, value in one.said.args.items()}
    return _filled(template.title.said(language), args), _filled(template.text.said(language), args)


def wrong_arguments(template: str) -> str | None:
    """What in a template isn't a plain argument in braces; None where everything is."""
    try:
        for _, name, form, conversion in string.Formatter().parse(template):
            if name is not None and (not name.isidentifier() or form or conversion):
                return "{" + name + "}"
    except ValueError as error:
        return str(error)
    return None


def _addressed(notice: Notice) -> tuple[str, Said] | None:
    body = notice.body
    if "to" in body and "key" in body:
        args = body.get("args")
        told = {str(name): str(value) for name, value in args.items()} if isinstance(args, dict) else {}
        return str(body["to"]), Said(str(body["key"]), told)
    if "escalation" in body:
        return str(body.get("role", "")), Said("notice.escalation", _texts(body))
    for verb in ("dispatch", "recall"):
        if verb in body:
            return str(body.get("crew", "")), Said(f"notice.{verb}", _texts(body) | {"task": str(body[verb])})
    return None


def _cause(notice: Notice) -> str:
    """Of case/CASE/N/WHOM and hook/NAME/CASE/N the record of that move; else what an escalation, a dispatch or a recall
    is about.
    """
    args = notice.body.get("args")
    if notice.id.startswith("hook/"):
        return f"case-move/{notice.id.removeprefix('hook/').partition('/')[2]}"
    if isinstance(args, dict) and "case" in args:
        case = str(args["case"])
        n = notice.id.removeprefix(f"case/{case}/").partition("/")[0]
        return f"case-move/{case}/{n}" if notice.id.startswith(f"case/{case}/{n}/") else ""
    return next((str(notice.body[name]) for name in ("escalation", "dispatch", "recall") if name in notice.body), "")


def _texts(body: dict[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in body.items() if isinstance(value, str | int)}


def _filled(template: str, args: dict[str, str]) -> str:
    found = []
    for text, name, _, _ in string.Formatter().parse(template):
        found.append(text)
        if name is not None:
            found.append(args.get(name, "-"))
    return "".join(found)


def _clean(value: str) -> str:
    return "".join(c if c.isprintable() else " " for c in value[:_LONGEST_ARGUMENT])
