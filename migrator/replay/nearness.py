"""Whether what the base changed is near what the campaign changed: what is far need not be checked again.

Near are the campaign's files, what they import, and who imports them. Where the base changed none of these, each side stays as it was checked,
and only the static proofs are repeated. What is no module (a setting, a table of data, what the tests are set up by) may reach anywhere, so it
is always near; documents are not.
"""

from collections.abc import Iterable

from migrator.analysis import Analysis
from migrator.git.door import Repository
from migrator.git.objects import differences, list_tree
from migrator.model.model import Model

_DOCUMENTS = (".md", ".rst")
_SET_UP = "conftest.py"


def what_is_near(  # noqa: PLR0913  the four trees of one question
    repo: Repository, *, base: str, tip: str, ground: str, result: str, models: Iterable[Analysis]
) -> tuple[str, ...]:
    """The files for which a checked campaign is to be checked again on a new base, sorted; none where its results still stand.

    Args:
        repo: The repository.
        base: What the campaign stood on: a tree or commit id, as all of these.
        tip: The campaign, as it was checked.
        ground: The new base.
        result: The campaign on it.
        models: The analyses of the tip and of the result.
    """
    ours = {one.path for one in differences(repo, base, tip) if not one.path.startswith(".migrator/")}
    theirs = {one.path for one in differences(repo, base, ground) if not one.path.startswith(".migrator/")}
    analyses = tuple(models)
    near = set(ours)
    for analysis in analyses:
        near |= around(analysis.model, ours)
    reaching = {path for path in theirs if reaches_anywhere(path, is_module=_is_module(path, analyses))}
    return tuple(sorted((theirs & near) | reaching | _not_as_checked(repo, ours, tip, result)))


def around(model: Model, paths: Iterable[str]) -> set[str]:
    """The files of what these import, and of who imports them."""
    names = {module.name for path in paths if (module := model.module_at(path)) is not None}
    found = {edge.imported for name in names if (links := model.links.get(name)) for edge in links.edges}
    found |= {edge.importer for name in names for edge in model.edges_to(name)}
    return {model.modules[name].path for name in found if name in model.modules}


def reaches_anywhere(path: str, *, is_module: bool) -> bool:
    """Whether a change of the file may matter to code that does not import it."""
    return not path.endswith(_DOCUMENTS) and (path.rpartition("/")[2] == _SET_UP or not is_module)


def _not_as_checked(repo: Repository, ours: set[str], tip: str, result: str) -> set[str]:
    """Files of the campaign that the replay made otherwise than they were checked."""
    was, now = ({one.path: (one.mode, one.oid) for one in list_tree(repo, tree)} for tree in (tip, result))
    return {path for path in ours if was.get(path) != now.get(path)}


def _is_module(path: str, analyses: tuple[Analysis, ...]) -> bool:
    return any(one.model.module_at(path) is not None for one in analyses)
