"""The settings of a run: command line options over environment variables over defaults. Nobody else reads those."""
from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kg.errors import UsageError

PREFIX = "ZHIWEN_"


@dataclass(frozen=True, slots=True)
class Settings:
    """`store` is the folder of the graph (`$ZHIWEN_STORE`); `encoder` is "e5", "none" or the name or folder of a
    sentence-transformers model (`$ZHIWEN_ENCODER`, see `kg.encoder.load_encoder`). `auth` (`$ZHIWEN_AUTH`, `NAME:HASH`)
    and `token` (`$ZHIWEN_TOKEN`) are those of `zhiwen serve`, "" for none.
    """

    store: Path
    encoder: str = "e5"
    auth: str = ""
    token: str = ""


def load_settings(*, store: str | Path | None = None, environment: Mapping[str, str] | None = None) -> Settings:
    """The settings with what the command line gives (None: not given).

    Raises UsageError for a `ZHIWEN_…` variable that is no setting, so a typing error does not pass unseen.
    """
    have = os.environ if environment is None else environment
    known = {f"{PREFIX}{name}" for name in ("STORE", "ENCODER", "AUTH", "TOKEN")}
    if strange := sorted(name for name in have if name.startswith(PREFIX) and name not in known):
        raise UsageError(f"未知的环境变量 {'、'.join(strange)}。可用的有：{'、'.join(sorted(known))}")
    path = store or have.get(f"{PREFIX}STORE") or "zhiwen-data"
    return Settings(Path(path), have.get(f"{PREFIX}ENCODER") or "e5", have.get(f"{PREFIX}AUTH", ""),
                    have.get(f"{PREFIX}TOKEN", ""))
