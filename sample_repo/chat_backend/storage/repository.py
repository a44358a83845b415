"""A store whose changes can be audited."""

from __future__ import annotations

from typing import Generic, TypeVar

from chat_backend.storage.memory_store import MemoryStore

Entity = TypeVar("Entity")


class Repository(Generic[Entity]):
    """Entities of one kind by their id."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._store: MemoryStore[Entity] = MemoryStore()

    def save(self, key: str, entity: Entity) -> None:
        """Keep the entity under its id."""
        self._store.put(key, entity)

    def find(self, key: str) -> Entity | None:
        """The entity with this id, or None."""
        return self._store.get(key)

    def remove(self, key: str) -> bool:
        """Remove an entity, and leave a trace of it."""
        # Imported here: the audit trail is itself kept in a repository.
        from chat_backend.storage.audit import AuditTrail

        removed = self._store.delete(key)
        if removed:
            AuditTrail.shared().note("removed", f"{self.kind}:{key}")
        return removed

    def all(self) -> list[Entity]:
        """Every entity, oldest first."""
        return list(self._store)
