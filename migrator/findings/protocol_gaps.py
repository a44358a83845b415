"""Classes that claim a Protocol or an abstract base class, or are to have one by the plan, and lack what it asks for.

A class claims it by inheriting from it; the plan says it with ``canonical = {"pkg.protocols:SenderProtocol" = ["*Sender"]}``. What is asked for and not
there fails late: an ABC when the class is made, a Protocol when the member is used, and where the Protocol is inherited not even then, because its empty
method answers. A class with a base that cannot be read may have anything, so it is only shown.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from migrator.facts.shapes import MethodShape, Parameter
from migrator.findings.class_index import OPEN_BASES, ClassIndex, ClassInfo, class_index
from migrator.findings.context import DetectContext, Detection
from migrator.findings.role_names import matching
from migrator.findings.scopes import is_inside, phase_scope
from migrator.findings.values import Finding, Measure, ProtocolGap, Tier
from migrator.model.model import Model
from migrator.model.values import Defined, Symbol
from migrator.plan.values import Phase

KIND = "protocol-gaps"
_VARIABLE = frozenset({"*", "**"})
_ANSWERS = frozenset({"__getattr__", "__getattribute__"})
_NOT_ASKED = frozenset(
    {"__init__", "__new__", "__slots__", "__init_subclass__", "__class_getitem__", "__subclasshook__"}
)


def find_protocol_gaps(model: Model, phase: Phase, context: DetectContext) -> Detection:
    """One finding a class and Protocol; the measure is the number of classes with a gap, its parts are what is missing in them."""
    index = class_index(model, context.read)
    extended = {base for info in index.classes.values() for base in info.bases}
    scope = phase_scope(phase.scope, model.packages)
    findings = [
        finding
        for info in index.classes.values()
        if is_inside(info.symbol.module, scope) and not info.is_protocol and not info.is_abstract
        for claim in _claims(info, index, phase, is_extended=info.symbol in extended)
        if (finding := _finding(_compared(claim, index))) is not None
    ]
    findings.sort(key=lambda finding: finding.id)
    counted = [one.detail for one in findings if one.counts and isinstance(one.detail, ProtocolGap)]
    parts = (
        ("missing members", sum(len(one.missing) for one in counted)),
        ("other signatures", sum(len(one.differing) for one in counted)),
        ("set outside __init__", sum(len(one.late) for one in counted)),
        ("for review", len(findings) - len(counted)),
    )
    return Detection(tuple(findings), Measure(len(counted), 0, "incomplete classes", parts))


@dataclass(frozen=True)
class _Claim:
    """A class and what it is to be."""

    info: ClassInfo
    protocol: ClassInfo
    reason: str


@dataclass(frozen=True)
class _Compared:
    """What came of the comparison; ``doubt`` says why the class may have it all the same."""

    claim: _Claim
    missing: tuple[str, ...]
    differing: tuple[tuple[str, str], ...]
    late: tuple[str, ...]
    doubt: str


def _claims(info: ClassInfo, index: ClassIndex, phase: Phase, *, is_extended: bool) -> Iterator[_Claim]:
    ancestors = index.ancestors(info)
    planned = [(_named(path, index), path, patterns) for path, patterns in phase.canonical]
    by_plan = {protocol.symbol for protocol, _, _ in planned if protocol is not None}
    claimed = [base for base in ancestors if base.is_protocol or base.is_abstract]
    inherited = {upper.symbol for base in claimed for upper in index.ancestors(base)}
    for base in claimed:
        # A class that others extend may leave the rest to them.
        if not is_extended and base.symbol not in by_plan | inherited:
            yield _Claim(info, base, f"it inherits from {base.symbol}")
    for protocol, path, patterns in planned:
        pattern = matching(info.shape.name, patterns)
        if protocol is not None and protocol.symbol != info.symbol and (pattern or protocol in ancestors):
            reason = f"the plan says so for {pattern}" if pattern else f"it inherits from {path}"
            yield _Claim(info, protocol, reason)


def _named(path: str, index: ClassIndex) -> ClassInfo | None:
    """The class that a path of the plan leads to."""
    asked = Symbol.parse(path)
    found = index.model.resolve(asked.module, asked.name)
    return index.classes.get(found.symbol) if isinstance(found, Defined) else None


def _compared(claim: _Claim, index: ClassIndex) -> _Compared:
    info, protocol = claim.info, claim.protocol
    own = [one for one in (info, *index.ancestors(info)) if not (one.is_protocol or one.is_abstract)]
    claimed = [one for one in index.ancestors(info) if one.is_protocol or one.is_abstract]
    asked = _asked(protocol, index)
    is_abc = not protocol.is_protocol
    known = {name for one in own for name in _members(one, with_attributes=not is_abc)}
    known |= {name for one in claimed for name in _given(one)}
    methods = {method.name: method for one in reversed(own) for method in one.shape.methods}
    missing = tuple(name for name in asked if name not in known)
    differing = tuple(
        (name, said)
        for name, method in asked.items()
        if method is not None and name in methods and (said := _difference(method, methods[name]))
    )
    late = () if is_abc else tuple(name for name in asked if name not in missing and _is_late(name, own))
    return _Compared(claim, missing, differing, late, _doubt(info, index))


def _asked(protocol: ClassInfo, index: ClassIndex) -> Mapping[str, MethodShape | None]:
    """What a Protocol or ABC asks for, with the signature where it is a method."""
    found: dict[str, MethodShape | None] = {}
    for one in (*reversed(index.ancestors(protocol)), protocol):
        if one.is_protocol:
            found.update({field.name: None for field in one.shape.fields})
        for method in one.shape.methods:
            if one.is_protocol or _is_abstract(method):
                found[method.name] = method
            elif not one.is_protocol:
                found.pop(method.name, None)
    return {name: method for name, method in found.items() if name not in _NOT_ASKED}


def _members(info: ClassInfo, *, with_attributes: bool) -> Iterator[str]:
    """What the class has; what methods bind on ``self`` makes no abstract member concrete."""
    yield from info.definition.members
    yield from (method.name for method in info.shape.methods)
    yield from (field.name for field in info.shape.fields)
    if with_attributes:
        yield from (attribute.name for attribute in info.shape.attributes)


def _given(claimed: ClassInfo) -> Iterator[str]:
    """What inheriting a Protocol or an ABC gives for good: methods that do something, fields with a value."""
    for method in claimed.shape.methods:
        if not _is_abstract(method) and not (claimed.is_protocol and method.is_trivial):
            yield method.name
    yield from (field.name for field in claimed.shape.fields if field.value)
    yield from (attribute.name for attribute in claimed.shape.attributes)


def _is_abstract(method: MethodShape) -> bool:
    return any(decorator.rpartition(".")[2].startswith("abstract") for decorator in method.decorators)


def _is_late(name: str, own: Iterable[ClassInfo]) -> bool:
    """Whether an attribute is there only after some other method than ``__init__`` has run."""
    for info in own:
        if name in _members(info, with_attributes=False):
            return False
        for attribute in info.shape.attributes:
            if attribute.name == name:
                before = [method for method in info.shape.methods if method.line <= attribute.line]
                setter = max(before, key=lambda method: method.line, default=None)
                return setter is not None and setter.name not in {
                    "__init__",
                    "__new__",
                    "__post_init__",
                    "setUp",
                }
    return False


def _difference(asked: MethodShape, method: MethodShape) -> str:
    """Why a call that fits the Protocol's method does not fit this one; ``""`` where it does."""
    kinds = [_kind(one) for one in (asked, method)]
    if kinds[0] != kinds[1]:
        return f"a {kinds[0]} is asked for, it is a {kinds[1]}"
    if asked.is_async != method.is_async and kinds[0] != "property":
        return "it has to be awaited" if method.is_async else "it cannot be awaited"
    ours, theirs = _given_parameters(method), _given_parameters(asked)
    return _unplaced(theirs, ours) or _unfed(theirs, ours)


def _unplaced(theirs: list[Parameter], ours: list[Parameter]) -> str:
    """What a call may give and the method does not take."""
    takes_any, takes_keywords = (any(one.kind == kind for one in ours) for kind in ("*", "**"))
    names = {one.name for one in ours if one.kind in {"", "="}}
    positional = [one for one in ours if one.kind in {"", "/"}]
    for place, one in enumerate(one for one in theirs if one.kind in {"", "/"}):
        if place >= len(positional) and not takes_any:
            return f"it takes no {one.name}"
        if one.kind == "" and one.name not in names and not takes_keywords and place < len(positional):
            return f"{one.name} is called {positional[place].name}"
    for one in theirs:
        if one.kind == "=" and one.name not in names and not takes_keywords:
            return f"it takes no {one.name}"
        if one.kind in _VARIABLE and not any(other.kind == one.kind for other in ours):
            return f"it takes no {one.kind}{one.name}"
    return ""


def _unfed(theirs: list[Parameter], ours: list[Parameter]) -> str:
    """What the method needs and a call need not give."""
    needed = {one.name for one in ours if one.default is None and one.kind not in _VARIABLE}
    given = {one.name for one in theirs if one.kind not in _VARIABLE}
    places = [one for one in theirs if one.kind in {"", "/"}]
    positional = [one.name for one in ours if one.kind in {"", "/"}]
    given |= set(positional[: len(places)])
    optional = {one.name for one in theirs if one.default is not None}
    extra = sorted(name for name in needed if name not in given or name in optional)
    return f"it needs {', '.join(extra)} too" if extra else ""


def _given_parameters(method: MethodShape) -> list[Parameter]:
    is_static = any(decorator.rpartition(".")[2] == "staticmethod" for decorator in method.decorators)
    return list(method.parameters if is_static else method.parameters[1:])


def _kind(method: MethodShape) -> str:
    last = {decorator.rpartition(".")[2] for decorator in method.decorators}
    return "property" if last & {"property", "cached_property", "abstractproperty", "setter"} else "method"


def _doubt(info: ClassInfo, index: ClassIndex) -> str:
    unknown = sorted(index.outside(info) - OPEN_BASES)
    if unknown:
        return f"its base {', '.join(unknown)} is not read, and may have more"
    every = (info, *index.ancestors(info))
    if any(not _ANSWERS.isdisjoint(one.methods) for one in every):
        return "it answers for attributes that it does not have"
    return ""


def _finding(found: _Compared) -> Finding | None:
    if not (found.missing or found.differing or found.late):
        return None
    info, protocol = found.claim.info.symbol, found.claim.protocol.symbol
    said = [f"lacks {', '.join(found.missing)}"] if found.missing else []
    said += (
        [f"has another signature of {', '.join(name for name, _ in found.differing)}"]
        if found.differing
        else []
    )
    said += [f"sets {', '.join(found.late)} late"] if found.late else []
    # Only what is missing is certain: a signature that is narrower, or an attribute that comes late, may be meant so.
    counts = bool(found.missing) and not found.doubt
    return Finding(
        id=f"{KIND}:{info}>{protocol}",
        kind=KIND,
        tier=Tier.EXACT if counts else Tier.REVIEW,
        title=f"{info} {' and '.join(said)}: {protocol} asks for it",
        modules=tuple(sorted({info.module, protocol.module})),
        names=(str(info), str(protocol)),
        evidence=tuple(_evidence(found)),
        sites=(found.claim.info.site,),
        detail=ProtocolGap(info, protocol, found.missing, found.differing, found.late),
        counts=counts,
        group=str(protocol),
    )


def _evidence(found: _Compared) -> Iterator[str]:
    protocol = found.claim.protocol
    kind = "Protocol" if protocol.is_protocol else "abstract base class"
    yield f"It is to be a {protocol.symbol}, a {kind}: {found.claim.reason}."
    for name in found.missing:
        line = protocol.lines.get(name)
        where = f" ({protocol.module.path}:{line})" if line else ""
        yield f"It has no {name}{where}."
    if found.missing and not protocol.is_protocol:
        yield "Making an instance fails."
    for name, said in found.differing:
        yield f"{name}: {said}."
    for name in found.late:
        yield f"{name} is set outside __init__: before that method has run the attribute is not there."
    if found.doubt:
        yield f"For review only: {found.doubt}."
