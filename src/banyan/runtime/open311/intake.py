"""A POST on its way in: jurisdiction, key, service, answers, photos; then the desk takes it."""

from collections.abc import Callable

from banyan.command.forms.attachments import OPEN311, judged
from banyan.command.forms.texts import TEXTS
from banyan.edges.open311 import answers
from banyan.edges.open311.form import Posting
from banyan.edges.open311.nouns import Fault, Filed, Report
from banyan.model.authority import Refused
from banyan.model.ids import PrincipalId
from banyan.model.text import render
from banyan.runtime.open311.desk import Requests311, Turned
from banyan.runtime.open311.keys import ApiKey

ACTION = "case.report"
"""What a role has to grant the principal of a key."""


def take(desk: Requests311, posting: Posting, require: Callable[[PrincipalId, str], None], language: str) -> Filed:
    """The answer to a POST. `require`: raises Refused unless a principal may do an action. Raises Turned.

    The key is looked at first: who has none learns nothing of what else is wrong.
    """
    key = _key(desk, posting, require)
    faults = [*jurisdiction(desk, posting.jurisdiction_id), *posting.faults]
    report = posting.report
    if report is None:
        raise Turned(*faults)
    definition = desk.definition(report.service_code, language)
    if definition is None:
        faults.append(Fault(404, f"service_code {report.service_code[:40]!r} was not found."))
    elif not key.covers(report.service_code):
        raise Turned(Fault(403, f"This api_key does not cover service_code {report.service_code}."))
    else:
        faults += answers.check(report, definition)
    faults += _photos(report)
    if report.origin is not None and key.jurisdiction is None:
        raise Turned(Fault(403, "This api_key is no city's: it may file requests and hand over no cases."))
    if faults:
        raise Turned(*faults)
    return desk.file(report, key, language)


def jurisdiction(desk: Requests311, given: str | None) -> list[Fault]:
    """One jurisdiction is served, so it may be left out ("jurisdiction_id"); another one is not found here."""
    if not given or given == desk.about().jurisdiction:
        return []
    return [Fault(404, f"jurisdiction_id {given[:40]!r} was not found.")]


def _key(desk: Requests311, posting: Posting, require: Callable[[PrincipalId, str], None]) -> ApiKey:
    if not posting.api_key:
        if not posting.readable:
            raise Turned(*posting.faults)      # neither can its key be read
        raise Turned(Fault(403, "api_key was not provided; this city's discovery says how to get one."))
    key = desk.key(posting.api_key)
    if key is None:
        raise Turned(Fault(403, "api_key is invalid or was revoked; this city's discovery says how to get one."))
    try:
        require(key.principal, ACTION)
    except Refused:
        raise Turned(Fault(403, "This api_key's holder may not file requests.")) from None
    return key


def _photos(report: Report) -> list[Fault]:
    told = [(m, judged(m.content, OPEN311)) for m in report.media]
    return [Fault(400, f"{m.name[:80]!r}: {render(said, TEXTS, 'en')}") for m, said in told if said is not None]
