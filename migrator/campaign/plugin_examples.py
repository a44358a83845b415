"""The examples of a plug-in, run as tests: on a small repository in memory, through the same analysis, planning and proofs as on a real one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from migrator.analysis import Analysis, analyse
from migrator.batches.assemble import new_contents, overlay, plan_all
from migrator.batches.proofs import prove
from migrator.findings.values import Plugged, PluginState
from migrator.model.discovery import find_packages
from migrator.plan.load import default_plan
from migrator.plan.values import Finds, Phase, Plan
from migrator.plugin import Detector, FindsExample, Recipe, RewritesExample
from migrator.plugins.loading import Plugins, Unavailable
from migrator.records.intentions import PlugInRecipe
from migrator.source.trees import EmptyTree, OverlayTree


@dataclass(frozen=True)
class ExampleResult:
    """What came of one example.

    Attributes:
        plugin: ``detector NAME`` or ``recipe NAME``.
        example: Its name, ``""`` where the plug-in has none or cannot be asked.
        problem: What is not as the example says, ``""`` where it holds.
    """

    plugin: str
    example: str
    problem: str


def run_examples(plugins: Plugins, names: tuple[str, ...] = ()) -> tuple[ExampleResult, ...]:
    """Run the examples of the plug-ins of these names, of all that are installed where none is given."""
    return tuple(
        result
        for package in plugins.packages
        for (kind, name), found in zip(package.offers, plugins.loaded(package), strict=True)
        if not names or name in names
        for result in _results(plugins, f"{kind} {name}", found)
    )


def _results(plugins: Plugins, said: str, found: Detector | Recipe | Unavailable) -> Iterator[ExampleResult]:
    match found:
        case Unavailable():
            yield ExampleResult(said, "", found.said)
            return
        case Detector():
            for example in found.examples:
                yield ExampleResult(said, example.name, _problem_of_finds(plugins, found, example))
        case Recipe():
            for rewrite in found.examples:
                yield ExampleResult(said, rewrite.name, _problem_of_rewrite(plugins, found, rewrite))
    if not found.examples:
        yield ExampleResult(said, "", "it has no examples: nothing shows what it is meant to do")


def _problem_of_finds(plugins: Plugins, detector: Detector, example: FindsExample) -> str:
    state = _analysed(plugins, example.files, detector.name).phases[0]
    names = set()
    for finding in state.findings:
        if isinstance(finding.detail, PluginState):
            return finding.detail.said
        if isinstance(finding.detail, Plugged):
            names.add(finding.detail.names)
    missing, surplus = sorted(set(example.finds) - names), sorted(names - set(example.finds))
    said = [f"does not find {', '.join(one)}" for one in missing] + [
        f"finds {', '.join(one)}" for one in surplus
    ]
    return "; ".join(said)


def _problem_of_rewrite(plugins: Plugins, recipe: Recipe, example: RewritesExample) -> str:
    analysis = _analysed(plugins, example.before)
    intention = PlugInRecipe(recipe.name, example.names)
    planned = plan_all(analysis, [intention])
    if not example.after:
        return "" if planned.refused else "it does not refuse"
    if planned.refused:
        return f"it refuses: {planned.refused}"
    made = {**_bytes(example.before), **new_contents(analysis, planned)}
    wanted = {**_bytes(example.before), **_bytes(example.after)}
    for path in sorted(wanted.keys() | made.keys()):
        if made.get(path) != wanted.get(path):
            return f"{path} becomes {(made.get(path) or b'').decode('utf-8', 'replace')!r}"
    after = overlay(analysis, planned)
    again = plan_all(after, [intention])
    if not again.refused and not again.is_empty:
        return "applied to its own result it changes it again"
    failed = next((proof for proof in prove(analysis, after, planned) if not proof.holds), None)
    return "" if failed is None else f"the proof '{failed.name}' does not hold: {failed.said}"


def _analysed(plugins: Plugins, files: Mapping[str, str], detector: str = "") -> Analysis:
    tree = OverlayTree(EmptyTree(), _bytes(files))
    found = find_packages(tuple(tree.entries()), read=tree.read_many)
    phases = (Phase(id="example", title="Example", finds=Finds.PLUGIN, plugin=detector),) if detector else ()
    default = default_plan("example", found)
    plan = Plan(
        name=default.name,
        packages=default.packages,
        consumers=default.consumers,
        source_roots=default.source_roots,
        phases=phases,
    )
    return analyse(tree, plan, plugins=plugins)


def _bytes(files: Mapping[str, str]) -> dict[str, bytes]:
    return {path: text.encode() for path, text in files.items()}
