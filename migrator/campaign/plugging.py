"""The plug-ins of a repository: what is installed, under what somebody has trusted in it, and the act of trusting."""

from functools import cache

from migrator.errors import UsageError
from migrator.git.door import Repository
from migrator.landing.trust import trust, trusted_hashes
from migrator.plugins.discovery import Installed, installed
from migrator.plugins.loading import Plugins


def plugins_of(repo: Repository) -> Plugins:
    """The plug-ins as they may be asked here, now. Nothing is imported by this."""
    packages = installed()
    if not packages:
        return Plugins()
    known = {package.digest for package in packages}
    return _under(packages, trusted_hashes(repo) & known)


def trust_plugins(repo: Repository, digest: str) -> Installed:
    """Let the plug-ins of a distribution run in this repository, as long as its files are as they are.

    Raises:
        UsageError: No distribution has that hash now.
    """
    packages = installed()
    found = next((package for package in packages if digest and package.digest == digest), None)
    if found is None:
        known = ", ".join(f"{package} has {package.digest}" for package in packages if package.digest)
        raise UsageError(
            f"No installed plug-in has the hash {digest}",
            known or "No package with plug-ins is installed.",
            hint="`migrator plugins` lists them; a hash changes when a file of the package does",
        )
    trust(repo, digest)
    return found


def plugin_notes(plugins: Plugins) -> tuple[str, ...]:
    """What a person should know of plug-ins that are there and not asked."""
    notes = []
    for package in plugins.packages:
        offers = ", ".join(f"{kind} {name}" for kind, name in package.offers)
        if package.problem:
            notes.append(f"the plug-ins of {package} cannot be used: {package.problem}")
        elif not plugins.trusts(package):
            notes.append(
                f"plug-ins of {package} are there and not trusted ({offers}): `migrator plugins trust {package.digest}`"
            )
    return tuple(notes)


@cache
def _under(packages: tuple[Installed, ...], trusted: frozenset[str]) -> Plugins:
    """One value for the same trust, so that a plug-in is loaded once."""
    return Plugins(packages, trusted)
