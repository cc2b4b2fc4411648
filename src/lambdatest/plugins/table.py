"""The tables of the account, as the fixture `dynamodb_tables` gives them."""

from collections.abc import Iterator, Mapping
from typing import Any

from lambdatest.runtime.account import Account


class Tables(Mapping[str, Any]):
    """The boto3 ``Table`` of each table there is now; an unknown name raises AccountError with the one that is meant."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def __getitem__(self, name: str) -> Any:
        return self._account.table(name)

    def __contains__(self, name: object) -> bool:
        return name in self._account.tables

    def __iter__(self) -> Iterator[str]:
        return iter(self._account.tables)

    def __len__(self) -> int:
        return len(self._account.tables)

    def __repr__(self) -> str:
        return f"Tables({', '.join(self)})"
