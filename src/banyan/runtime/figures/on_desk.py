"""The figures desk of a served city: releases held in memory, each checked in a thread, in both languages."""

import secrets
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

from msgspec import Struct
from msgspec.structs import replace

from banyan.edges.ledger import Ledger, LedgerError
from banyan.edges.ledger import read as read_ledger
from banyan.edges.releases import LARGEST, ReleaseError
from banyan.edges.releases import read as read_release
from banyan.measure.figures.claims import Totals
from banyan.model.figure import Figure
from banyan.runtime.figures.checking import Checked, Known, check_text
from banyan.runtime.figures.desk import ReleaseView
from banyan.runtime.figures.marked import marked
from banyan.runtime.figures.viewed import viewed
from banyan.runtime.scenario import UsageError

HELD, CHECKING, CHECKED, FAILED = "held", "checking", "checked", "failed"
MOST = 16                          # releases held; the oldest is dropped
MOST_BYTES = 256 * 1024 * 1024     # of all together
AT_ONCE = 2
KINDS = (".docx", ".html", ".htm", ".txt", ".md")


class Held(Struct):
    """A release on the desk. `checked`: by language, once it is."""

    view: ReleaseView
    data: bytes
    ledgers: list[Ledger]
    checked: dict[str, Checked]


class OnDesk:
    """Implements runtime.figures.desk.FigureDesk. `totals`: what the projects of an edition add up to."""

    def __init__(self, totals: Callable[[str], Totals]) -> None:
        self._totals = totals
        self._lock = threading.Lock()
        self._slots = threading.Semaphore(AT_ONCE)
        self._held: dict[str, Held] = {}

    def hold(self, name: str, data: bytes) -> ReleaseView:
        """Raises UsageError for what is too large, or no release by its name."""
        plain = name.replace("\\", "/").rsplit("/", 1)[-1]
        if not plain.lower().endswith(KINDS):
            plain = f"{plain}.txt" if "." not in plain[-6:] else plain
        if not plain.lower().endswith(KINDS):
            raise UsageError(f"{plain}: a docx, html or txt file was expected")
        if len(data) > LARGEST:
            raise UsageError(f"{plain} has {len(data) / 1e6:.0f} MB: at most {LARGEST / 1e6:.0f} MB was expected")
        rid = f"release-{secrets.token_hex(6)}"
        view = ReleaseView(id=rid, file=plain, state=HELD, language="", ledgers=[], text="", lines=[], quantities=[],
                           findings=[], rejected=[], error="", edition="")
        with self._lock:
            self._held[rid] = Held(view, data, [], {})
            while len(self._held) > MOST or sum(len(h.data) for h in self._held.values()) > MOST_BYTES:
                oldest = next(iter(self._held))
                if oldest == rid:
                    break
                del self._held[oldest]
        return view

    def _here(self, rid: str) -> Held:
        with self._lock:
            found = self._held.get(rid)
        if found is None:
            raise KeyError(f"release {rid} (others came after it; put it on the desk again)")
        return found

    def add_ledger(self, rid: str, name: str, data: bytes) -> ReleaseView:
        """Raises KeyError; UsageError where it is no ledger, or an id is in two of them."""
        held = self._here(rid)
        try:
            ledger = read_ledger(data, name)
        except LedgerError as e:
            raise UsageError(str(e)) from e
        known = {figure.id for other in held.ledgers for figure in other.figures}
        twice = next((figure.id for figure in ledger.figures if figure.id in known), None)
        if twice is not None:
            raise UsageError(f"{name}: the id {twice} is in another ledger too; each id once was expected")
        rejected = [f"{name}, {r.line}: {r.column} “{r.text}”: {r.reason}" for r in ledger.rejected]
        held.ledgers = [*held.ledgers, ledger]
        held.view = replace(held.view, ledgers=[*held.view.ledgers, name], rejected=[*held.view.rejected, *rejected])
        return held.view

    def check(self, rid: str, edition: str) -> ReleaseView:
        held = self._here(rid)
        if held.view.state == CHECKING:
            return held.view
        totals = self._totals(edition) if edition else None
        held.view = replace(held.view, state=CHECKING, error="", edition=edition)
        threading.Thread(target=self._checking, args=(held, totals), name="figures", daemon=True).start()
        return held.view

    def _checking(self, held: Held, totals: Totals | None) -> None:
        figures = tuple(figure for ledger in held.ledgers for figure in ledger.figures)
        known = Known(figures, (), datetime.fromtimestamp(time.time(), UTC).date(), None, totals)
        try:
            with self._slots:
                release = read_release(held.data, held.view.file)
                checked = {language: check_text(release.text, held.view.file, known, language)
                           for language in ("zh", "en")}
                held.checked = checked
                held.view = viewed(held.view, release, checked, self._by_id(held), totals)
            held.view = replace(held.view, state=CHECKED)
        except (ReleaseError, UsageError) as e:
            held.view = replace(held.view, state=FAILED, error=str(e))
        except Exception as e:
            held.view = replace(held.view, state=FAILED, error=f"a defect of ours stopped it ({type(e).__name__}: {e})")
            raise

    def _by_id(self, held: Held) -> dict[str, Figure]:
        return {figure.id: figure for ledger in held.ledgers for figure in ledger.figures}

    def looked_at(self, rid: str) -> ReleaseView:
        return self._here(rid).view

    def marked(self, rid: str, kind: str, language: str) -> bytes:
        """Raises KeyError, UsageError."""
        held = self._here(rid)
        if language not in held.checked:
            raise UsageError(f"{held.view.file} isn't checked yet: check it first")
        try:
            return marked(held.data, held.checked[language], self._by_id(held), f".{kind}", language)
        except ReleaseError as e:
            raise UsageError(str(e)) from e

    def drop(self, rid: str) -> None:
        self._here(rid)
        with self._lock:
            self._held.pop(rid, None)
