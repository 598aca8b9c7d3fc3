"""How much a written file holds."""
from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Counts:
    nodes: int = 0
    edges: int = 0
    triples: int = 0
    facts: int = 0

    def __str__(self) -> str:
        parts = ((self.nodes, "个节点"), (self.edges, "条边"), (self.triples, "条三元组"), (self.facts, "条事实"))
        return "，".join(f"{count} {what}" for count, what in parts if count) or "空图"
