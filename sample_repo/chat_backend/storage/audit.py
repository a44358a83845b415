"""What was changed in storage, for whoever asks later."""

from __future__ import annotations

from dataclasses import dataclass

from chat_backend.storage.repository import Repository


@dataclass(frozen=True)
class AuditRecord:
    """One change of stored data."""

    number: int
    action: str
    subject: str


class AuditTrail:
    """All changes, in order."""

    _shared: AuditTrail | None = None

    def __init__(self) -> None:
        self._records: Repository[AuditRecord] = Repository("audit")

    @classmethod
    def shared(cls) -> AuditTrail:
        """The trail of this process."""
        if cls._shared is None:
            cls._shared = cls()
        return cls._shared

    def note(self, action: str, subject: str) -> AuditRecord:
        """Write down one change."""
        record = AuditRecord(len(self._records.all()) + 1, action, subject)
        self._records.save(str(record.number), record)
        return record

    def records(self) -> list[AuditRecord]:
        """What was written down so far."""
        return self._records.all()
