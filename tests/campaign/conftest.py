"""A small package with a cycle that works by luck of import order, a name of three paths and dead imports, in a real repository with a plan and a check."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from migrator.campaign.acts import Acts
from migrator.campaign.campaign import Campaign
from tests.support.repositories import PINNED, RepoBuilder, fsck

FILES = {
    "shop/__init__.py": '"""The shop."""\n',
    "shop/orders.py": '"""Orders."""\n\nfrom dataclasses import dataclass\n\nfrom shop import stock\n\n\n'
    "@dataclass(frozen=True)\nclass Order:\n    item: str\n\n\ndef place(item: str) -> Order:\n    order = Order(item)\n    stock.reserve(order)\n    return order\n",
    "shop/stock.py": '"""Stock."""\n\nfrom shop.orders import Order\n\nRESERVED: list[Order] = []\n\n\n'
    "def reserve(order: Order) -> None:\n    if not isinstance(order, Order):\n        raise TypeError(order)\n    RESERVED.append(order)\n",
    "shop/prices.py": "class Price:\n    def __init__(self, cents: int) -> None:\n        self.cents = cents\n",
    "shop/api.py": "from shop.prices import Price\n\n__all__ = ['Price']\n",
    "shop/cart.py": "from shop.api import Price  # the price\n\n\ndef total(prices: list[Price]) -> Price:\n    return Price(sum(price.cents for price in prices))\n",
    "shop/bill.py": "from shop.api import Price\n\n\ndef bill(price: Price) -> str:\n    return f'{price.cents} cents'\n",
    "shop/report.py": "def report() -> object:\n    from shop.money import Price\n\n    return Price(1)\n",
    "shop/audit.py": "def audit() -> object:\n    from shop.ledger import Ledger\n\n    return Ledger()\n",
    "tests/__init__.py": "",
    "tests/test_shop.py": "import unittest\n\nfrom shop.stock import RESERVED\nfrom shop.orders import place\nfrom shop.prices import Price\n\n\nclass Shop(unittest.TestCase):\n"
    "    def test_it(self) -> None:\n        self.assertEqual(place('tea').item, 'tea')\n        self.assertEqual(Price(2).cents, 2)\n        self.assertTrue(RESERVED)\n",
}  # fmt: skip
PLAN = """\
# the plan of the shop
[campaign]
name = "shop"
packages = ["shop"]
consumers = ["tests"]
branch = "migration/shop"

[[phase]]
id = "broken"
finds = "dead-imports"

[[phase]]
id = "cycles"
finds = "import-cycles"
shared-module = "shop.types"

[[phase]]
id = "paths"
finds = "import-paths"
"""
CHECK = f"""
[[check]]
name = "tests"
run = ["{sys.executable}", "-m", "unittest", "discover", "-s", "tests", "-t", "."]
timeout = 60
"""
"""Apart, because a landing without checks takes a third of the time."""


@pytest.fixture(autouse=True)
def pinned_git(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in PINNED.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("MIGRATOR_CACHE_DIR", str(tmp_path / "cache"))


@pytest.fixture
def builder(tmp_path: Path) -> Iterator[RepoBuilder]:
    made = RepoBuilder.create(tmp_path / "repo")
    made.commit("start", {**FILES, "migration.toml": PLAN})
    yield made
    fsck(made.root)


@pytest.fixture
def campaign(builder: RepoBuilder) -> Campaign:
    return Campaign.open(builder.root)


@pytest.fixture
def acts(campaign: Campaign) -> Acts:
    acts = Acts(campaign)
    acts.confirm_trust()
    return acts


@pytest.fixture
def checked(builder: RepoBuilder) -> Acts:
    """The same with a check in the plan."""
    builder.commit("a check", {"migration.toml": PLAN + CHECK})
    acts = Acts(Campaign.open(builder.root))
    acts.confirm_trust()
    return acts
