"""Accounts as rows of a table, in the manner of an object-relational mapper."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """One column of a table."""

    kind: type
    primary_key: bool = False


class Model:
    """A row; its columns are the class attributes that are columns."""

    __tablename__ = ""

    def __init__(self, **values: object) -> None:
        for name, column in self.columns().items():
            value = values[name]
            if not isinstance(value, column.kind):
                raise TypeError(f"{name} of {self.__tablename__} is no {column.kind.__name__}")
            setattr(self, name, value)

    @classmethod
    def columns(cls) -> dict[str, Column]:
        """The columns by name, in the order in which they are written."""
        return {name: item for name, item in vars(cls).items() if isinstance(item, Column)}


class Account(Model):
    """An account as it is stored, with the hash of the password."""

    __tablename__ = "accounts"

    user_id = Column(str, primary_key=True)
    name = Column(str)
    password_hash = Column(str)
