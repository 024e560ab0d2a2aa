"""What a month that is final was scored with, whatever ``sites.toml`` says of the site today."""

import json
from dataclasses import dataclass
from typing import Any

from checks.rubric import loads
from crawler.sites import SiteConfig
from crawler.store import Store
from crawler.workflow import freezing
from crawler.workflow.final import frozen_at

NAME = "配置.json"
"""The paper it is kept in when the month is made final."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The part of a site's configuration that enters its score."""

    rubric: str
    public_services: bool
    guessed_columns: frozenset[str]

    def to_dict(self) -> dict[str, Any]:
        """The JSON form, the same for the same settings."""
        return {
            "rubric": self.rubric,
            "public_services": self.public_services,
            "guessed_columns": sorted(self.guessed_columns),
        }


def settings_of(store: Store, config: SiteConfig, month: str) -> Settings:
    """Those of a month: as it was made final, else as they are configured now."""
    now = Settings(
        config.rubric_id,
        config.public_services,
        frozenset(column.name for column in config.columns if column.guessed),
    )
    if not frozen_at(store.connection, month):
        return now
    names = {s.name for s in freezing.snapshots(store, month) if s.correction == 0}
    if NAME in names:
        kept = json.loads(freezing.paper(store, month, NAME))
        return Settings(kept["rubric"], kept["public_services"], frozenset(kept["guessed_columns"]))
    if "口径.toml" in names:  # made final by an earlier version
        issued = loads(freezing.paper(store, month, "口径.toml").decode())
        return Settings(issued.id, now.public_services, now.guessed_columns)
    return now
