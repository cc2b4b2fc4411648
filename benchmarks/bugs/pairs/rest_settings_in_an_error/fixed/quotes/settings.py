"""The settings of the service."""

import os
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Settings:
    """What the environment says."""

    payment_api_key: str = field(default_factory=lambda: os.environ["PAYMENT_API_KEY"], repr=False)
    currencies: tuple = field(default_factory=lambda: tuple(os.environ["CURRENCIES"].split(",")))

    def fee(self, currency):
        if currency not in self.currencies:
            raise ValueError(f"unknown currency, see {self}")
        return 30 if currency == "EUR" else 45
