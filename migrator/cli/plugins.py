"""The commands about plug-ins: which are there, which may run here, and whether their examples hold."""

import dataclasses
from collections.abc import Iterator

import click

from migrator.campaign.plugging import plugins_of, trust_plugins
from migrator.campaign.plugin_examples import run_examples
from migrator.cli import options
from migrator.cli.desk import desk
from migrator.cli.main import Setting
from migrator.cli.printing import answer
from migrator.cli.rendering_batches import landed_lines
from migrator.display import plural, visible_line
from migrator.errors import NotARepositoryError, UsageError
from migrator.git.door import open_repository
from migrator.plugins.discovery import installed
from migrator.plugins.loading import Plugins
from migrator.views.outcomes import said_view
from migrator.views.plugins import examples_view, plugins_view
from migrator.wire.plugins import ExamplesView, PackageView, PluginsView

FAILED = 1
"""The exit code that says: an example does not hold."""


@click.group("plugins", invoke_without_command=True)
@options.as_json
@click.pass_context
def plugins_command(ctx: click.Context, *, as_json: bool) -> None:
    """Plug-ins that are installed beside migrator, and whether they may run in this repository.

    Nothing of a plug-in is imported before it is trusted here.
    """
    if ctx.invoked_subcommand is not None:
        return
    setting: Setting = ctx.obj
    with desk(setting.path, as_json=as_json) as opened:
        view = plugins_view(opened.campaign)
    answer(view, _plugins_lines, as_json=as_json)


@plugins_command.command("trust")
@click.argument("digest", metavar="HASH")
@options.as_json
@click.pass_context
def trust_command(ctx: click.Context, digest: str, *, as_json: bool) -> None:
    """Let the plug-ins of a package run in this repository, until a file of it changes."""
    setting: Setting = ctx.obj
    with desk(setting.path, as_json=as_json) as opened:
        package = trust_plugins(opened.campaign.repo, digest)
    said = f"the plug-ins of {package} are trusted in this repository from now on; `migrator plugins test` runs their examples"
    answer(said_view(said), landed_lines, as_json=as_json)


@plugins_command.command("test")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option(
    "--trust", "digest", metavar="HASH", default="", help="Let the plug-ins of this hash run, this once."
)
@options.as_json
@click.pass_context
def examples_command(ctx: click.Context, names: tuple[str, ...], digest: str, *, as_json: bool) -> None:
    """Run the examples of plug-ins (of all that are installed by default). Exit code 1 where one does not hold.

    Outside a repository only those that --trust names can run.
    """
    setting: Setting = ctx.obj
    plugins = _trusted_once(setting, digest)
    known = {name for package in plugins.packages for _, name in package.offers}
    for name in names:
        if name not in known:
            raise UsageError(
                f"There is no plug-in {name}", hint=f"installed are {', '.join(sorted(known)) or 'none'}"
            )
    view = examples_view(run_examples(plugins, names))
    answer(view, _examples_lines, as_json=as_json)
    ctx.exit(FAILED if any(one.problem for one in view.examples) else 0)


def _trusted_once(setting: Setting, digest: str) -> Plugins:
    try:
        plugins = plugins_of(open_repository(setting.path))
    except NotARepositoryError:
        plugins = Plugins(installed())
    if digest and digest not in {package.digest for package in plugins.packages}:
        raise UsageError(f"No installed plug-in has the hash {digest}", hint="`migrator plugins` lists them")
    return dataclasses.replace(plugins, trusted=plugins.trusted | {digest}) if digest else plugins


def _plugins_lines(view: PluginsView) -> Iterator[str]:
    if not view.packages:
        yield f"no package with plug-ins is installed (interface version {view.interface})"
    for package in view.packages:
        yield f"{visible_line(package.name)} {visible_line(package.version)}: {_standing(package)}"
        for offer in package.offers:
            asked = f", asked by phase {', '.join(offer.phases)}" if offer.phases else ""
            yield f"  {offer.kind} {visible_line(offer.name)}{asked}"


def _standing(package: PackageView) -> str:
    if package.problem:
        return f"cannot be used: {visible_line(package.problem)}"
    if package.trusted:
        return f"trusted here, hash {package.hash}"
    return f"not trusted here; read it, then `migrator plugins trust {package.hash}`"


def _examples_lines(view: ExamplesView) -> Iterator[str]:
    for one in view.examples:
        example = f", example {visible_line(one.example)}" if one.example else ""
        said = (
            f"fails: {one.plugin}{example}: {one.problem}" if one.problem else f"holds: {one.plugin}{example}"
        )
        yield visible_line(said)
    failed = sum(bool(one.problem) for one in view.examples)
    yield (
        f"{plural(len(view.examples), 'example')}, {failed} failed"
        if view.examples
        else "no plug-in is installed"
    )
