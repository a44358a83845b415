"""Whether a creator gives what the canonical one gives, and with which arguments: the proof behind every rewritten call.

Either the creator calls the canonical one (through others, if need be) and adds nothing, or both make the same thing in the same way and
keep nothing. What is kept must be kept by the canonical one too, under a key that says at least as much. Everything else is a reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from migrator.model.values import Symbol
from migrator.recipes.duplicates.definitions import ClassDefinition, Definitions, FunctionDefinition
from migrator.recipes.duplicates.forwarded import Hole, Value, filled, is_constant, parameter, value_of
from migrator.recipes.duplicates.meanings import FileMeanings
from migrator.recipes.duplicates.products import Product, product_of
from migrator.recipes.duplicates.signatures import Signature

_DEEP = 6


@dataclass(frozen=True)
class Equivalence:
    """How a call of the creator is said as a call of the canonical one.

    Attributes:
        creator: The creator.
        canonical: The definition that is called instead.
        signature: What the canonical one takes.
        defaults: Its defaults as values, those that are not constant left out.
        own_defaults: The creator's defaults, likewise.
        arguments: What the canonical parameters get, over the creator's parameters; those left out get their default.
        passes_rest: Further positional arguments are passed on.
        passes_options: Further keyword arguments are passed on.
        was_coroutine: A call of the creator must be awaited.
        is_coroutine: A call of the canonical one must be awaited.
        notes: What the creator did besides.
    """

    creator: FunctionDefinition
    canonical: Symbol
    signature: Signature
    defaults: Mapping[str, Value]
    own_defaults: Mapping[str, Value]
    arguments: Mapping[str, Value]
    passes_rest: bool
    passes_options: bool
    was_coroutine: bool
    is_coroutine: bool
    notes: tuple[str, ...]


def prove(definitions: Definitions, creator: FunctionDefinition, canonical: Symbol) -> Equivalence | str:
    """The equivalence, or why the creator is not provably the same. ``canonical`` is a definition, no path to one."""
    signature = definitions.signature(canonical)
    if isinstance(signature, str):
        return signature
    chain = _Chain(definitions, canonical)
    product = chain.follow(creator)
    if isinstance(product, str):
        return product
    target = definitions.function(canonical)
    is_coroutine = not isinstance(target, str) and chain.gives_coroutine(target)
    was_coroutine = chain.gives_coroutine(creator)
    if is_coroutine and not was_coroutine:
        return f"{canonical.name} must be awaited, and {creator.symbol.name} need not"
    if not isinstance(target, str) and target.needs_instance:
        return f"{canonical.name} is called on an instance"
    home = target.home if not isinstance(target, str) else definitions.file(canonical.module)
    return Equivalence(
        creator=creator,
        canonical=canonical,
        signature=signature,
        defaults={} if isinstance(home, str) else defaults_of(home, signature),
        own_defaults=defaults_of(creator.home, creator.signature),
        arguments=product.arguments,
        passes_rest=product.passes_rest,
        passes_options=product.passes_options,
        was_coroutine=was_coroutine,
        is_coroutine=is_coroutine,
        notes=product.notes,
    )


def defaults_of(home: FileMeanings, signature: Signature) -> dict[str, Value]:
    """The constant defaults of a signature as values, by parameter."""
    result: dict[str, Value] = {}
    for one in signature.named:
        if one.default is not None and is_constant(one.default):
            value = value_of(home, one.default, {})
            if isinstance(value, Value):
                result[one.name] = value
    return result


class _Chain:
    """Follows creators to the canonical one, or to what both make."""

    def __init__(self, definitions: Definitions, canonical: Symbol) -> None:
        self.definitions, self.canonical = definitions, canonical

    def follow(self, creator: FunctionDefinition, depth: int = 0) -> Product | str:
        """The creator's product as a call of the canonical one."""
        product = product_of(self.definitions, creator)
        if isinstance(product, str):
            return product
        if product.callee == self.canonical:
            return self._kept_alike(creator, product)
        inner = self.definitions.function(product.callee)
        if isinstance(inner, str):
            return self._same_making(product)
        problem = self._why_not(creator, product, inner)
        nested = (
            problem or self.follow(inner, depth + 1)
            if depth < _DEEP
            else "creators call each other in a circle"
        )
        if isinstance(nested, str):
            return problem or f"{nested}, in {inner.symbol.name}"
        return self._composed(creator, product, nested, inner)

    def _why_not(self, creator: FunctionDefinition, product: Product, inner: FunctionDefinition) -> str:
        if product.passes_rest or product.passes_options:
            return f"it hands any arguments on to {inner.symbol.name}"
        if creator.is_async and product.is_awaited != self.gives_coroutine(inner):
            return f"whether {inner.symbol.name} is awaited is not plain"
        return ""

    def gives_coroutine(self, function: FunctionDefinition, depth: int = 0) -> bool:
        """Whether what a call gives must be awaited."""
        if function.is_async:
            return True
        product = product_of(self.definitions, function)
        if isinstance(product, str) or depth > _DEEP:
            return False
        inner = self.definitions.function(product.callee)
        return not isinstance(inner, str) and self.gives_coroutine(inner, depth + 1)

    def _composed(
        self, creator: FunctionDefinition, product: Product, nested: Product, inner: FunctionDefinition
    ) -> Product | str:
        given = dict(product.arguments)
        defaults = defaults_of(inner.home, inner.signature)
        for one in inner.signature.named:
            used = any(one.name in value.holes for value in nested.arguments.values())
            if one.name in given or not used:
                continue
            if one.name not in defaults:
                return f"the default of {one.name} of {inner.symbol.name} is made anew each time"
            given[one.name] = defaults[one.name]
        for name, value in product.arguments.items():
            count = sum(each.holes.count(name) for each in nested.arguments.values())
            if count != 1 and not value.is_fixed:
                return f"{inner.symbol.name} uses {name} {count} times"
        arguments = {name: filled(value, given) for name, value in nested.arguments.items()}
        merged = Product(
            self.canonical,
            arguments,
            is_awaited=product.is_awaited,
            keys=product.keys,
            store=product.store,
            notes=tuple(dict.fromkeys((*product.notes, *nested.notes))),
        )
        return self._kept_alike(creator, merged)

    def _kept_alike(self, creator: FunctionDefinition, product: Product) -> Product | str:
        """What the creator keeps must be what the canonical one would give again."""
        target = self.definitions.function(self.canonical)
        is_coroutine = not isinstance(target, str) and self.gives_coroutine(target)
        if creator.is_async and is_coroutine and not product.is_awaited:
            return f"it gives the coroutine of {self.canonical.name}, not awaited"
        if product.keys is None:
            return product
        kept = product_of(self.definitions, target) if not isinstance(target, str) else target
        if isinstance(kept, str) or kept.keys is None:
            return f"it gives what it made before again, and {self.canonical.name} makes a new one"
        whole = {key.holes[0] for key in product.keys if key.is_parameter}
        meanings = {key.meaning for key in product.keys}
        for key in kept.keys:
            value = filled(key, self._all_arguments(product))
            if value.meaning not in meanings and not set(value.holes) <= whole:
                return f"it keeps what it made under another key than {self.canonical.name}"
        if product.store and product.store == kept.store:
            return product
        note = f"what it kept by itself is kept by {self.canonical.name} only"
        return Product(
            product.callee,
            product.arguments,
            product.passes_rest,
            product.passes_options,
            product.is_awaited,
            product.keys,
            product.store,
            (*product.notes, note),
        )

    def _all_arguments(self, product: Product) -> dict[str, Value]:
        found = self.definitions.function(self.canonical)
        defaults = {} if isinstance(found, str) else defaults_of(found.home, found.signature)
        return {**defaults, **product.arguments}

    def _same_making(self, product: Product) -> Product | str:
        """Both make an instance of one class: what the creator gives it as arguments of the canonical one."""
        made = self.definitions.class_(product.callee)
        said = product.callee.name
        target = self.definitions.function(self.canonical)
        if isinstance(made, str) or isinstance(target, str):
            return f"it calls {said}, not {self.canonical.name}"
        other = self._bottom(target)
        if isinstance(other, str) or other.callee != product.callee:
            return f"it makes a {said} by itself, and {self.canonical.name} is not known to make the same"
        is_shared = bool(product.store) and product.store == other.store
        if (other.keys is not None or product.keys is not None) and not is_shared:
            kept = (
                "gives the one that it made before" if other.keys is not None else "makes a new one each time"
            )
            return f"it {'keeps' if product.keys is not None else 'makes'} {said} by itself, and {self.canonical.name} {kept}"
        matched = self._inverted(product, other, made)
        if isinstance(matched, str) or not is_shared:
            return matched
        given = self._all_arguments(matched)
        keys = tuple(filled(key, given).meaning for key in other.keys or ())
        if keys != tuple(key.meaning for key in product.keys or ()):
            return f"it looks for what was made under another key than {self.canonical.name}"
        return matched

    def _bottom(self, function: FunctionDefinition, depth: int = 0) -> Product | str:
        """What a creator makes in the end, over its own parameters."""
        product = product_of(self.definitions, function)
        inner = self.definitions.function(product.callee) if isinstance(product, Product) else ""
        if isinstance(product, str) or isinstance(inner, str):
            return product
        nested = self._bottom(inner, depth + 1) if depth < _DEEP else "creators call each other in a circle"
        if isinstance(nested, str):
            return nested
        given = {**defaults_of(inner.home, inner.signature), **product.arguments}
        arguments = {name: filled(value, given) for name, value in nested.arguments.items()}
        keys = product.keys if product.keys is not None else nested.keys
        return Product(
            nested.callee,
            arguments,
            is_awaited=product.is_awaited,
            keys=keys,
            store=product.store or nested.store,
        )

    def _inverted(self, product: Product, other: Product, made: ClassDefinition) -> Product | str:
        signature = self.definitions.constructor(made)
        defaults = defaults_of(made.home, signature) if isinstance(signature, Signature) else {}
        arguments: dict[str, Value] = {}
        for name in dict.fromkeys((*other.arguments, *product.arguments)):
            wanted = product.arguments.get(name, defaults.get(name))
            theirs = other.arguments.get(name, defaults.get(name))
            if wanted is None or theirs is None:
                return f"what {made.symbol.name} gets as {name} is not known"
            problem = _match(theirs, wanted, arguments)
            if problem:
                return f"{self.canonical.name} gives {made.symbol.name} {problem} {name}"
        return Product(self.canonical, arguments, is_awaited=False, notes=product.notes)


def _match(theirs: Value, wanted: Value, arguments: dict[str, Value]) -> str:
    """Note what the canonical parameters must be so that both are equal; how they differ, or ``""``."""
    if theirs.is_parameter:
        pairs: list[tuple[str | Hole, Value | str | Hole]] = [(theirs.meaning[0], wanted)]
    else:
        pairs = list(zip(theirs.meaning, wanted.meaning, strict=False))
        if len(theirs.meaning) != len(wanted.meaning):
            return "another"
    for one, other in pairs:
        if isinstance(one, str):
            if one != other:
                return "another"
            continue
        value = parameter(other.name) if isinstance(other, Hole) else other
        if isinstance(value, str):
            return "another"
        known = arguments.setdefault(one.name, value)
        if known.meaning != value.meaning:
            return "the same value twice, once as"
    return ""
