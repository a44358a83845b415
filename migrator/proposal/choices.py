"""What should stay of what is there several times: classes, creators and paths of the subject, each with its reason."""

from collections.abc import Iterable
from dataclasses import dataclass

from migrator.analysis import Analysis
from migrator.findings.importers import Importers
from migrator.findings.scopes import is_inside
from migrator.findings.values import Finding, ImportPath
from migrator.plan.values import Finds
from migrator.proposal.canonical import CanonicalProposal, propose_canonical
from migrator.proposal.duplicates import Choice, choose_classes, choose_creators, count_unsure


@dataclass(frozen=True)
class Choices:
    """What stays.

    Attributes:
        records: Data classes, enums and rows.
        classes: Other classes.
        creators: Functions and methods.
        paths: Paths of packages that stay, and the policy for all others.
        unsure: How many duplicates of the subject were found and not believed.
    """

    records: tuple[Choice, ...]
    classes: tuple[Choice, ...]
    creators: tuple[Choice, ...]
    paths: CanonicalProposal
    unsure: int = 0

    @classmethod
    def of(cls, everything: Analysis, subject: str, shared_module: str) -> "Choices":
        """Choose from an analysis that looked for everything.

        Args:
            everything: The analysis.
            subject: What the campaign is about.
            shared_module: Where its shared types belong, if anywhere.
        """
        importers = Importers(everything.model)
        alike = choose_classes(importers, _found(everything, Finds.DUPLICATE_CLASSES), subject, shared_module)
        paths = [
            finding
            for finding in _found(everything, Finds.IMPORT_PATHS)
            if isinstance(finding.detail, ImportPath)
            and is_inside(finding.detail.definition.module, (subject,))
        ]
        return cls(
            records=tuple(choice for choice in alike if choice.is_record),
            classes=tuple(choice for choice in alike if not choice.is_record),
            creators=choose_creators(
                importers, _found(everything, Finds.DUPLICATE_FACTORIES), subject, alike
            ),
            paths=propose_canonical(everything.model, paths),
            unsure=count_unsure(_found(everything, Finds.DUPLICATE_CLASSES), subject, alike),
        )

    def comments(self) -> dict[str, tuple[str, ...]]:
        """The reason at each canonical name, as `migrator.plan.write.render_plan` takes them."""
        reasons = {("paths", path): why for path, why in self.paths.paths}
        for phase, choices in (
            ("types", self.records),
            ("classes", self.classes),
            ("factories", self.creators),
        ):
            reasons |= {(phase, str(choice.symbol)): choice.reason for choice in choices}
        return {f"canonical {phase} {path}": (f"{why}.",) for (phase, path), why in reasons.items()}


def _found(analysis: Analysis, finds: Finds) -> Iterable[Finding]:
    return (finding for state in analysis.phases if state.phase.finds is finds for finding in state.findings)
