"""Questions in Chinese, answered from a snapshot of the graph. `Engine(snapshot).ask("…") -> Answer`."""
from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qa.answer import Answer
    from qa.engine import Engine

__all__ = ["Answer", "Engine"]


def __getattr__(name: str) -> Any:
    # Loaded when first used, so that `import qa` costs nothing.
    if name == "Engine":
        from qa.engine import Engine

        return Engine
    if name == "Answer":
        from qa.answer import Answer

        return Answer
    raise AttributeError(f"module 'qa' has no attribute {name!r}")
