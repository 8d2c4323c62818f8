"""What a city declares about its notices: who is reached how, when nobody is to be woken, how often it is tried."""

from datetime import time, timedelta
from enum import IntEnum, StrEnum

from msgspec import Struct

from banyan.model.text import Name
from banyan.model.time import minutes

REPORTER = "reporter"        # stands for whoever reported, where a receiver is declared for all of them
CREW = "crew"                # the same for crews


class Urgency(IntEnum):
    """How long it may wait."""

    ROUTINE = 1              # until the quiet hours are over
    PROMPT = 2
    IMMEDIATE = 3            # never


URGENCIES = {"routine": Urgency.ROUTINE, "prompt": Urgency.PROMPT, "immediate": Urgency.IMMEDIATE}


class Audience(StrEnum):
    """Whose business it is: holders, reporters, those to whom it is escalated, crews; other programs by their hooks."""

    HOLDER = "holder"
    REPORTER = "reporter"
    ESCALATION = "escalation"
    CREW = "crew"
    HOOK = "hook"


class Template(Struct, frozen=True):
    """What is said for one key, in both languages. Arguments stand in braces: {case}."""

    key: str
    audience: Audience
    urgency: Urgency
    title: Name
    text: Name


class Quiet(Struct, frozen=True):
    """From `begin` to `end` of the local clock (over midnight where the end is earlier) what is less urgent waits."""

    begin: time
    end: time
    below: Urgency = Urgency.IMMEDIATE


class Retry(Struct, frozen=True):
    """`tries` for each channel; after the n-th failure it waits first x factor^(n-1), at most `longest`."""

    tries: int = 4
    first: timedelta = minutes(1)
    factor: int = 4
    longest: timedelta = minutes(60)


class Receiver(Struct, frozen=True):
    """A role or a person by id. `channels`: tried in this order; the next one after the last try of one has failed.

    `retry` None: as the policy says. `ages`: whether what is older than `good_for` is no longer worth telling.
    """

    id: str
    channels: tuple[str, ...]
    language: str = "zh"
    quiet: tuple[Quiet, ...] = ()
    retry: Retry | None = None
    ages: bool = True


class Policy(Struct, frozen=True):
    """`good_for`: what is older when it could first be sent is not sent any more; it is shown as expired.

    `names`: what ids of the city are called, where one is an argument of a template.
    """

    receivers: tuple[Receiver, ...] = ()
    templates: tuple[Template, ...] = ()
    retry: Retry = Retry()
    good_for: timedelta = timedelta(hours=24)
    timezone: str = "Asia/Shanghai"
    names: dict[str, Name] = {}

    def receiver(self, to: str, audience: Audience) -> Receiver | None:
        """The one declared by that id; else the one for all of its kind."""
        kind = {Audience.REPORTER: REPORTER, Audience.CREW: CREW}.get(audience)
        by_id = {receiver.id: receiver for receiver in self.receivers}
        return by_id.get(to) or (by_id.get(kind) if kind is not None else None)

    def template(self, key: str) -> Template | None:
        return next((template for template in self.templates if template.key == key), None)
