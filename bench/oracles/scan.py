"""A program: the import statements that grimp finds in packages under a folder, as JSON in a file.

It runs in an interpreter of its own. grimp asks the import system where a package is, so one that this process has loaded would be taken
from elsewhere, and a relative import that reaches too high ends the process. The packages themselves are not imported.
"""

import json
import sys
from pathlib import Path

import grimp


def main(root: str, target: str, *packages: str) -> None:
    """Scan twice: with and without what is imported for type checkers only."""
    sys.path.insert(0, root)
    for package in packages:
        sys.modules.pop(package, None)
    try:
        graphs = [
            grimp.build_graph(*packages, cache_dir=None, exclude_type_checking_imports=is_run)
            for is_run in (False, True)
        ]
    except grimp.exceptions.SourceSyntaxError as error:
        result: object = {
            "unreadable": Path(error.filename).resolve().relative_to(Path(root).resolve()).as_posix()
        }
    else:
        result = {
            "views": [
                {"modules": sorted(graph.modules), "statements": statements_of(graph)} for graph in graphs
            ]
        }
    Path(target).write_text(json.dumps(result), encoding="utf-8")


def statements_of(graph: grimp.ImportGraph) -> list[tuple[str, str, int]]:
    """(importer, imported, line) of every import in a graph, sorted."""
    return sorted(
        {
            (importer, imported, detail["line_number"])
            for importer in graph.modules
            for imported in graph.find_modules_directly_imported_by(importer)
            for detail in graph.get_import_details(importer=importer, imported=imported)
        }
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
