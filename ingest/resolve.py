"""Within one document: one entity for each thing, whatever the names it goes by."""
from __future__ import annotations

from typing import TYPE_CHECKING
from collections.abc import Sequence
from kg.types import Document, DocumentClaims, LocalEntity, Mention, ObservationClaim, RelationClaim

if TYPE_CHECKING:
    from ingest.pipeline import Kit


def resolve(kit: Kit, document: Document, mentions: Sequence[tuple[Mention, ...]], relations: Sequence[RelationClaim],
            observations: Sequence[ObservationClaim]) -> DocumentClaims:
    """The claims of a document on its resolved entities."""
    refs = {r: None for c in relations for r in (c.subject, c.object)}
    refs.update({o.subject: None for o in observations})
    return DocumentClaims(document, tuple(LocalEntity(r) for r in refs), tuple(relations), tuple(observations))
