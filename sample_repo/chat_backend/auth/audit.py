"""Who logged in, and who failed to."""

from __future__ import annotations

from dataclasses import dataclass

try:  # installations with a compliance department ship their own sink
    from chat_backend.enterprise import audit_sink
except ImportError:
    audit_sink = None


@dataclass(frozen=True)
class AuditRecord:
    """One attempt to log in."""

    name: str
    succeeded: bool


def record_login(trail: list[AuditRecord], name: str, *, succeeded: bool) -> AuditRecord:
    """Append one attempt to the trail, and to the sink where there is one."""
    record = AuditRecord(name, succeeded)
    trail.append(record)
    if audit_sink is not None:
        audit_sink.write(record)
    return record
