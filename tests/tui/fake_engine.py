"""An engine that answers at once, with a campaign written by hand: what the screens are tested against without a process."""

import asyncio
from collections.abc import Callable, Mapping

from msgspec.structs import replace

from migrator.engine.messages import Changed, CommandRan, Event, Output, Progress
from migrator.errors import RefusedError
from migrator.findings.values import DeadList
from migrator.wire.acts import (
    AppliedView,
    CommitView,
    HistoryView,
    LandedView,
    NewSiteView,
    RefusalView,
    ReplayedView,
    StopView,
    SyncView,
)
from migrator.wire.batches import (
    BatchRow,
    BatchView,
    ChangedFileView,
    EffectView,
    FileDiff,
    HunkView,
    LeftView,
    LineSpan,
    MeasureView,
    ProofView,
    ShapeView,
)
from migrator.wire.comparisons import BodiesView, CallView, ComparisonView, FactoryView, GapView, MemberView
from migrator.wire.details import DeadImportView
from migrator.wire.encoding import SCHEMA
from migrator.wire.findings import FindingRow, FindingView
from migrator.wire.plans import ProposedPlanView
from migrator.wire.sites import SiteView
from migrator.wire.status import (
    AnalysedView,
    BrokenView,
    CheckView,
    PhaseView,
    ProblemView,
    StartView,
    StatusView,
)

CLASSES = "duplicate-classes:shop.orders.manager:OrderManager"
CREATORS = "duplicate-factories:shop.factory:make_orders"
OLD = "from shop.managers import OrderManager"
NEW = "from shop.orders.manager import OrderManager"
PATHS = ("shop/api/orders.py", "shop/billing/invoice.py", "shop/jobs/export.py", "tests/test_orders.py")


def source(imported: str) -> list[str]:
    """A small module that imports the manager."""
    body = [f"def step_{number}(order: int) -> int:\n    return order + {number}\n" for number in range(12)]
    text = f'"""A module."""\n\nimport json\n\n{imported}\n\n\n' + "\n\n".join(body)
    return text.split("\n")


class FakeEngine:
    """A campaign with three phases and two batches."""

    def __init__(self, *, plan: str = "migration.toml", names: Mapping[str, str] | None = None) -> None:
        self.plan = plan
        self.stop = False
        """Whether a sync stops at a conflict."""
        self.names = dict(names or {})
        self.calls: list[str] = []
        self.on_event: Callable[[Event], None] = lambda _: None
        self.decisions: dict[str, tuple[str, str]] = {}
        self.done: list[dict[str, tuple[str, str]]] = []
        self.landed: list[str] = []
        self.trusted = False
        self.keeps: dict[str, str] = {}
        self.refuses = ""
        self.slow = 0.0
        self.vetoes: tuple[str, ...] = ()
        self.extra_findings = 0
        self.duplicates = False
        self.checked = False

    async def connect(self, on_event: Callable[[Event], None]) -> "FakeEngine":
        self.on_event = on_event
        on_event(CommandRan(("git", "ls-files", "-z"), 0.012, 0))
        return self

    def on_event_output(self, text: str) -> None:
        """A check printed this."""
        self.on_event(Output("1", (text,)))

    async def close(self) -> None:
        self.calls.append("close")

    async def cancel(self) -> None:
        self.calls.append("cancel")
        self.on_event(Progress("1", "landing b01", 1, 3, "cancelled"))

    async def status(self) -> StatusView:
        landed = "b01" in self.landed
        left = 0 if landed else 4
        return StatusView(
            schema=SCHEMA, root="/srv/shop", commit="4f2c91a" + "0" * 33, source="the campaign's tip",
            campaign=self.names.get("campaign", "shop-managers"), issue="#41", plan=self.plan, branch="migration/managers",
            tip="4f2c91a" + "0" * 33, checkout="follows", scope=("shop",), scope_modules=63, scope_files=19,
            phases=(
                PhaseView("cycles", "Break import cycles", "import-cycles", 0, 0, "done", 0, 0, "modules in cycles", {"import-time": 0}),
                PhaseView("paths", "One path a name", "import-paths", left, 1, "open" if left else "done", left + 1, 1, "paths", {"sites": left}),
                PhaseView("dead", "Repair dead imports", "dead-imports", 2, 0, "open", 2, 0, "names", {}),
            ),
            analysed=AnalysedView(92, 90, (ProblemView("shop/new.py", "parse", "needs Python 3.12", 7, "3.12"),), (ProblemView("shop/odd.py", "decode", "not UTF-8"),)),
            broken=BrokenView(2, 3, 2, 1),
            start=None if landed else StartView("b01", "Import OrderManager from where it is defined", 4, 4, 2, {"paths": 4}),
            checks=(CheckView("golden path", "green", "python -m unittest", "4f2c91a", 1.4), CheckView("imports", "green" if self.checked else "not run", "python -c 'import shop'")),
            other={"duplicate groups outside the scope": 182}, landed=len(self.landed), notes=(),
        )  # fmt: skip

    async def rescan(self) -> StatusView:
        self.calls.append("rescan")
        return await self.status()

    async def findings(self) -> tuple[FindingRow, ...]:
        title = self.names.get("finding", "shop.managers:OrderManager")
        rows = [
            FindingRow(
                f"path-{number}",
                "paths",
                "import-paths",
                "exact",
                f"{title} {number}",
                "",
                True,
                None,
                1,
                "b01",
                self.keeps.get(f"path-{number}", ""),
            )
            for number in range(0 if "b01" in self.landed else 4)
        ]
        rows += [
            FindingRow(
                "dead-1", "dead", "dead-imports", "exact", "shop.gone:Cart", "", True, None, 2, "b02", ""
            ),
            FindingRow(
                "dead-2", "dead", "dead-imports", "review", "shop.lost:Basket", "", True, None, 1, "", ""
            ),
            FindingRow(
                "cycle-1",
                "cycles",
                "import-cycles",
                "exact",
                "shop.a > shop.b",
                "c1",
                False,
                "deferred",
                1,
                "",
                "",
            ),
        ]
        if self.duplicates:
            rows += [
                FindingRow(CLASSES, "dead", "duplicate-classes", "propose", "OrderManager does the job of OrderRepository", "", True, None, 2, "b02", self.keeps.get(CLASSES, "")),
                FindingRow(CREATORS, "dead", "duplicate-factories", "propose", "make_orders makes what get_orders makes", "", True, None, 2, "", ""),
            ]  # fmt: skip
        rows += [
            FindingRow(
                f"more-{number}",
                "dead",
                "dead-imports",
                "exact",
                f"shop.more:Name{number}",
                "",
                True,
                None,
                1,
                "",
                "",
            )
            for number in range(self.extra_findings)
        ]
        return tuple(rows)

    async def finding(self, finding: str) -> FindingView:
        if finding in {CLASSES, CREATORS}:
            return self._duplicate(finding)
        row = next(row for row in await self.findings() if row.id == finding)
        return FindingView(
            row.id, row.phase, row.kind, row.tier, row.title, ("shop.managers",), ("shop.managers:OrderManager",),
            ("4 sites import it by a path that is not its own",), ("rewrite the imports to shop.orders.manager",),
            row.colour, (), "", row.counts, row.kept, row.batch,
            (SiteView(PATHS[0], 5, self.names.get("source", OLD), "shop.api.orders", ""),),
            DeadImportView(row.title, DeadList.NEVER, ()),
            ("an alias in shop.managers: it would keep both paths",),
        )  # fmt: skip

    async def batches(self) -> tuple[BatchRow, ...]:
        rows = (
            BatchRow(
                "b01", "paths", "Import OrderManager from where it is defined", 4, 4, self._state("b01")
            ),
            BatchRow("b02", "dead", "Repair shop.gone:Cart", 2, 1, self._state("b02")),
        )
        return tuple(row for row in rows if row.id not in self.landed)

    async def batch(self, batch: str) -> BatchView:
        self.calls.append(f"batch {batch}")
        if batch in self.landed:
            raise RefusedError(f"There is no batch {batch}")
        return self._view(batch)

    async def file_diff(self, batch: str, path: str) -> FileDiff:
        old = source(self.names.get("source", OLD))
        new = source(NEW)
        return FileDiff(
            path, "changed", tuple(old), tuple(new), (LineSpan(4, 5, 4, 5, (f"{batch}-{path}",)),)
        )

    async def decide(self, batch: str, *, scope: str, key: str, decision: str, reason: str = "") -> BatchView:
        self.calls.append(f"decide {batch} {scope} {key} {decision} {reason}".rstrip())
        self.done.append(dict(self.decisions))
        for hunk in self._view(batch).hunks:
            if scope == "batch" or key in {hunk.key, hunk.path, hunk.shape}:
                self.decisions[hunk.key] = (decision, reason)
        return self._view(batch)

    async def land(self, batch: str) -> LandedView:
        self.calls.append(f"land {batch}")
        if self.refuses:
            raise RefusedError(self.refuses, "shop/api/orders.py", hint="commit it first")
        for step in range(3):
            self.on_event(Progress("1", f"landing {batch}", step, 3, "running", "golden path"))
            await asyncio.sleep(self.slow)
        self.on_event(CommandRan(("python", "-m", "unittest"), 1.31, 0))
        self.on_event(Progress("1", f"landing {batch}", 3, 3, "done"))
        self.landed.append(batch)
        self.on_event(Changed("history"))
        check = CheckView("golden path", "green", "python -m unittest", "91be0c2", 1.3)
        return LandedView(
            SCHEMA, batch, "91be0c2" + "1" * 33, "refs/heads/migration/managers", (check,), True, ()
        )

    async def apply(self, phase: str) -> AppliedView:
        self.calls.append(f"apply {phase}")
        landed = [await self.land(row.id) for row in await self.batches() if row.phase == phase]
        refused = {"b02": RefusalView("golden path is red", "1 of 12 tests failed", "read the log", 4)}
        return AppliedView(SCHEMA, tuple(landed), refused if self.refuses else {})

    async def run_checks(self) -> tuple[CheckView, ...]:
        self.calls.append("run_checks")
        self.checked = True
        return (CheckView("golden path", "green", "python -m unittest", "4f2c91a", 1.4),)

    async def bodies(self, finding: str, member: str) -> BodiesView:
        self.calls.append(f"bodies {finding} {member}")
        stays = (
            "    def save(self, order):",
            "        with self.session() as session:",
            "            session.merge(order)",
            "        return order",
        )
        goes = (
            "    def save(self, order):",
            "        with self._session() as session:",
            "            session.merge(order)",
            "            session.flush()",
            "        return order",
        )
        left = () if member == "export" else stays
        right = () if member == "lock" else goes
        return BodiesView(member, "shop/orders/repository.py", 71, left, "shop/orders/manager.py", 55, right)  # fmt: skip

    async def undo(self, batch: str = "") -> LandedView:
        self.calls.append(f"undo {batch}".rstrip())
        gone = batch or self.landed[-1]
        self.landed.remove(gone)
        return LandedView(SCHEMA, gone, "77ac1f0" + "2" * 33, "refs/heads/migration/managers", (), True, ())

    async def undo_decision(self) -> str:
        if not self.done:
            return ""
        self.decisions = self.done.pop()
        return "a decision on b01"

    async def follow(self) -> LandedView:
        self.calls.append("follow")
        return LandedView(SCHEMA, "", "", "", (), True, ("the checkout is at the tip",))

    async def push(self) -> LandedView:
        self.calls.append("push")
        return LandedView(SCHEMA, "", "", "", (), False, ("pushed to origin",))

    async def look_at_sync(self) -> SyncView:
        return self._carried("main")

    async def sync(self, tree: str) -> SyncView:
        self.calls.append(f"sync {tree}")
        landed = LandedView(
            SCHEMA, "sync", "5c1e0de" + "5" * 33, "refs/heads/migration/managers", (), False, ()
        )
        return replace(
            self._carried("main"),
            landed=None if self.stop else landed,
            kept="managers-sync" if self.stop else "",
        )

    async def look_at_adoption(self, branch: str) -> tuple[SyncView, ...]:
        return (self._carried(branch),) if branch == "feature" else ()

    async def adopt_branch(self, branch: str, tree: str) -> SyncView:
        self.calls.append(f"adopt_branch {branch} {tree}")
        return await self.sync(tree)

    async def adopt_commit(self, commit: str) -> LandedView:
        self.calls.append(f"adopt_commit {commit}")
        return LandedView(
            SCHEMA, "by-hand", "5c1e0de" + "5" * 33, "refs/heads/migration/managers", (), False, ()
        )

    def _carried(self, name: str) -> SyncView:
        new = NewSiteView("shop/late.py", 3, OLD, NEW)
        commit = ReplayedView(
            "91be0c2" + "1" * 33, "Import OrderManager", "b01", "replayed", 7, (new,), (), ()
        )
        how = ("git switch managers-sync", "git merge 2d9f6aa")
        stop = StopView(
            "2d9f6aa", "count", "2d9f6aa conflicts with the new base", ("shop/api/orders.py",), "", how
        )
        return SyncView(SCHEMA, name, "0a5e" * 10, "91be" * 10, "7ee1" * 10, (commit,), stop if self.stop else None,
                        "checks and static proofs of this tree", (), None, "", ())  # fmt: skip

    async def keep(self, finding: str, reason: str) -> LandedView:
        self.calls.append(f"keep {finding} {reason}")
        self.keeps[finding] = reason
        return LandedView(SCHEMA, "", "", "", (), False, ())

    async def history(self) -> HistoryView:
        commits = [
            CommitView("91be0c2" + "1" * 33, "Import OrderManager from where it is defined", batch, "paths", "2026-11-20T10:00:00+00:00",
                       "Ada", "landed", 4, "golden path green", False, {"paths": 1, "dead": 2})
            for batch in self.landed
        ]  # fmt: skip
        first = CommitView("2d9f6aa" + "3" * 33, self.names.get("subject", "Cut shop.a > shop.b"), "b00", "cycles", "2026-11-19T10:00:00+00:00",
                           "Ada", "landed", 5, "golden path green", True, {"paths": 9, "dead": 2})  # fmt: skip
        return HistoryView(SCHEMA, "migration/managers", (*commits, first))

    async def trust(self) -> tuple[CheckView, ...]:
        return () if self.trusted else (CheckView("golden path", "not run", "python -m unittest"),)

    async def confirm_trust(self) -> None:
        self.calls.append("confirm_trust")
        self.trusted = True

    async def propose_plan(self) -> ProposedPlanView:
        text = '# the campaign\n[campaign]\nname = "shop"\npackages = ["shop"]\n'
        return ProposedPlanView(SCHEMA, "migration.toml", text, written=False, exists=False, difference="")

    async def write_plan(self) -> ProposedPlanView:
        self.calls.append("write_plan")
        self.plan = "migration.toml"
        return replace(await self.propose_plan(), written=True)

    def _duplicate(self, finding: str) -> FindingView:
        classes = finding == CLASSES
        site = SiteView("shop/jobs/export.py", 12, "manager.export()", "shop.jobs.export", "main")
        comparison = ComparisonView(
            "shop.orders.repository:OrderRepository", "shop/orders/repository.py", "shop.orders.manager:OrderManager", "shop/orders/manager.py",
            "equal bodies", self.vetoes,
            (MemberView("get", "=", 60, 40), MemberView("save", "~", 71, 55), MemberView("lock", "-", 80, 0), MemberView("export", "+", 0, 70)),
            (GapView("export", can_move=True, reason="nothing in it is private", callers=(site,)),),
        )  # fmt: skip
        factory = FactoryView(
            "shop.factory:make_orders", "shop.orders:get_orders", "shop.orders:Orders", "make_orders(size, context)", "get_orders(context, *, size=3)",
            "adaptable", "context has another position", ("writes a line to the log",),
            (CallView(site, ""), CallView(SiteView("scripts/warm.py", 27, "make_orders(*first)", "scripts.warm", "main"), "its arguments are unpacked here")),
        )  # fmt: skip
        return FindingView(
            finding, "dead", "duplicate-classes" if classes else "duplicate-factories", "propose",
            "OrderManager does the job of OrderRepository" if classes else "make_orders makes what get_orders makes", (), (),
            ("Both write orders.",), ("an alias",), None, (), "", counts=True, kept=self.keeps.get(finding, ""), batch="b02" if classes else "", sites=(site,),
            detail=DeadImportView("shop.orders", DeadList.NEVER, ()),
            comparison=comparison if classes else None, factory=None if classes else factory,
        )  # fmt: skip

    def _hunks(self, batch: str) -> tuple[HunkView, ...]:
        return tuple(self._hunk(batch, path) for path in (PATHS if batch == "b01" else PATHS[:2]))

    def _hunk(self, batch: str, path: str) -> HunkView:
        key = f"{batch}-{path}"
        decision, reason = self.decisions.get(key, ("open", ""))
        shape = "s2" if path.startswith("tests") else "s1"
        old = self.names.get("source", OLD) + "\n"
        why = "imports it by another path"
        return HunkView(
            key, path, 5, shape, old, NEW + "\n", why, path != PATHS[0], shape == "s2", decision, reason
        )

    def _state(self, batch: str) -> str:
        states = {hunk.decision for hunk in self._hunks(batch)}
        if states == {"open"}:
            return "proposed"
        return states.pop() if len(states) == 1 else "partly"

    def _view(self, batch: str) -> BatchView:
        hunks = self._hunks(batch)
        shapes = tuple(
            ShapeView(
                shape, text, keys := tuple(hunk.key for hunk in hunks if hunk.shape == shape), len(keys), shape == "s2",
                sum(hunk.decision == "approved" for hunk in hunks if hunk.shape == shape),
                sum(hunk.decision == "rejected" for hunk in hunks if hunk.shape == shape),
            )
            for shape, text in (("s1", f"{OLD} -> {NEW}"), ("s2", f"{OLD} -> {NEW}, with a comment"))
            if any(hunk.shape == shape for hunk in hunks)
        )  # fmt: skip
        files = tuple(
            ChangedFileView(
                hunk.path,
                "changed",
                1,
                int(hunk.decision == "approved"),
                int(hunk.decision == "rejected"),
                1,
                1,
            )
            for hunk in hunks
        )
        effect = EffectView((MeasureView("paths", "paths", 5, 1, {}, {}),), ("path-0",), (), 2, 2)
        return BatchView(
            SCHEMA, batch, "paths", "Import OrderManager from where it is defined", self._state(batch), "4f2c91a" + "0" * 33,
            ("import shop.managers:OrderManager from shop.orders.manager",), (), ("path-0", "path-1"), shapes, files, hunks,
            (LeftView("docs/conf.py", 3, "a string that nobody resolves"),), (), (ProofView("names resolve", holds=True, said="90 files"),),
            effect, "Import OrderManager from where it is defined\n\nCampaign: shop\n", "a1b2c3d4e5f6", "",
        )  # fmt: skip
