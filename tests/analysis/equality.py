"""Two analyses of one tree are the same in all that anybody can see of them."""

from migrator.analysis import Analysis
from migrator.model.model import Model


def assert_same(found: Analysis, expected: Analysis) -> None:
    assert_same_model(found.model, expected.model)
    assert found.problems == expected.problems
    assert found.blobs == expected.blobs
    assert found.broken == expected.broken
    for state, wanted in zip(found.phases, expected.phases, strict=True):
        assert state == wanted


def assert_same_model(found: Model, expected: Model) -> None:
    assert list(found.modules.items()) == list(expected.modules.items())
    assert found.edges == expected.edges
    assert found.links == expected.links
    assert found.coverage == expected.coverage
    assert found.opaque == expected.opaque
    for use, wanted in zip(found.name_uses, expected.name_uses, strict=True):
        assert use == wanted
    assert found.uses.by_definition == expected.uses.by_definition
    assert found.uses.by_target == expected.uses.by_target
    assert found.names_kept == expected.names_kept
    for module in expected.modules:
        assert found.public_names(module) == expected.public_names(module)
