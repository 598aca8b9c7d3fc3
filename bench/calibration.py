"""How far confidence can be believed, before and after calibration; and the fit of ingest/data/confidence.tsv.

    python -m bench.calibration            # Brier score and reliability, measured across documents
    python -m bench.calibration --write    # the same, and a new table from all of them

A claim counts when its evidence lies in what gold covers, and is right when gold states it too (strictly: with
comparator, period, region and status, or with direction and relation). Gold relations are not the only right ones: two
careful readers agree on about half. So confidence says how likely another careful reader is to state the fact, not how
likely it is to be true.

Fit: the share of right claims of an extractor, drawn towards what its kind (relations, observations) makes of its own
confidence, as if it had so many claims more (the posterior mean under a beta prior; how many is chosen among
`WEIGHTS`). Judged by leaving out one document at a time.
"""
from __future__ import annotations

import argparse
import importlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median
from typing import Any

from bench.measure import GOLD, ROOT, Row, load
from ingest.calibration import TABLE, Measured, calibrated
from ingest.pipeline import Kit, analyse, read_document
from kg.types import Document, ObservationClaim, RelationClaim
from kg.vocab import VOCAB

WEIGHTS = (1, 2, 4, 8, 16, 32)
SETS = {ROOT / "examples" / "sample-report.txt": GOLD / "facts-dev.jsonl"} | {
    GOLD / f"heldout-{name}.txt": GOLD / f"heldout-{name}-facts.jsonl" for name in "abefghi"}
HEADER = """\
# How often claims of an extractor agree with gold facts: python -m bench.calibration --write. An extractor that is not
# here takes the row with * it begins like. The usual confidence is what the extractor itself says.
# extractor\tagreement\tusual confidence\tclaims counted
"""


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim that gold can judge."""

    document: str
    extractor: str
    raw: float
    right: bool


def judge(kit: Kit, path: Path, gold_path: Path) -> list[Judged]:
    """The claims of a report that lie in the scope of its gold facts."""
    score = importlib.import_module("tests.gold.score_facts")
    gold = load(gold_path)
    scope = {score.norm(row["evidence"]) for row in gold}
    document = read_document(path)
    claims = analyse(kit, document, raw=True)
    said: tuple[RelationClaim | ObservationClaim, ...] = (*claims.relations, *claims.observations)
    found: list[Judged] = []
    for claim in said:
        row = claim_row(document, claim)
        if score.in_scope(row, scope):
            same = score.strict_relation if isinstance(claim, RelationClaim) else score.strict_observation
            right = any(same(row, one) for one in gold if one["kind"] == row["kind"])
            found.append(Judged(path.stem, claim.extractor, claim.confidence, right))
    return found


def claim_row(document: Document, claim: RelationClaim | ObservationClaim) -> Row:
    """A claim as the scorer reads facts."""
    evidence = [{"text": document.text[span.start:span.end]} for span in claim.evidence]
    row: dict[str, Any] = {"subject": {"label": claim.subject.name}, "evidence": evidence}
    if isinstance(claim, RelationClaim):
        return row | {"kind": "relation", "object": {"label": claim.object.name},
                      "predicate": {"iri": VOCAB.relations[claim.predicate].iri.value}}
    vague = claim.value is None
    return row | {"kind": "observation", "indicator": {"label": claim.indicator}, "comparator": claim.comparator,
                  "value": claim.written if vague else str(claim.value), "unit": "" if vague else claim.unit,
                  "period": claim.period and claim.period.text, "status": claim.status,
                  "region": {"label": claim.region.name} if claim.region else None}


def fit(judged: Iterable[Judged], weight: float) -> dict[str, Measured]:
    """Agreement by extractor and by kind."""
    kinds: dict[str, list[Judged]] = defaultdict(list)
    groups: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        kinds[_kind(one.extractor)].append(one)
        groups[one.extractor].append(one)
    table = {name: Measured((sum(one.right for one in members) + 1) / (len(members) + 2),
                            median(one.raw for one in members), len(members)) for name, members in kinds.items()}
    for name, members in groups.items():
        rights, count, usual = sum(one.right for one in members), len(members), median(one.raw for one in members)
        prior = calibrated(_kind(name), usual, table)
        table[name] = Measured((rights + weight * prior) / (count + weight), usual, count)
    return table


def _kind(extractor: str) -> str:
    return "observation.*" if extractor.startswith("observation.") else "*"


def left_out(judged: Sequence[Judged], weight: float) -> list[tuple[Judged, float]]:
    """Each claim with the confidence that a fit on the other documents gives it."""
    found = []
    for document in sorted({one.document for one in judged}):
        table = fit([one for one in judged if one.document != document], weight)
        found += [(one, calibrated(one.extractor, one.raw, table)) for one in judged if one.document == document]
    return found


def brier(pairs: Iterable[tuple[Judged, float]]) -> float:
    """Mean squared difference of confidence and outcome (Brier 1950); 0 is best."""
    return mean((confidence - one.right) ** 2 for one, confidence in pairs)


def reliability(pairs: Sequence[tuple[Judged, float]], bins: int = 5) -> str:
    """Claims by confidence in bins of equal width: how sure they are, and how often right."""
    lines = [f"{'confidence':12}{'claims':>8}{'mean':>8}{'right':>8}"]
    for i in range(bins):
        low, high = i / bins, (i + 1) / bins
        members = [(one, c) for one, c in pairs if low <= c < high or i == bins - 1 and c == 1]
        if members:
            lines.append(f"{low:.1f} - {high:.1f}   {len(members):8}{mean(c for _, c in members):8.3f}"
                         f"{mean(one.right for one, _ in members):8.3f}")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help=f"write {TABLE.relative_to(ROOT)}")
    args = parser.parse_args()
    kit = Kit.load()
    judged = [one for path, gold in SETS.items() for one in judge(kit, path, gold)]
    for name in SETS:
        own = [one for one in judged if one.document == name.stem]
        print(f"{name.stem:16}{len(own):5} claims in scope, right {mean(one.right for one in own):.3f}")
    weight = min(WEIGHTS, key=lambda w: brier(left_out(judged, w)))
    before, after = [(one, one.raw) for one in judged], left_out(judged, weight)
    everything = [(one, mean(x.right for x in judged)) for one in judged]
    for kind in ("*", "observation.*"):
        mine = [[p for p in pairs if _kind(p[0].extractor) == kind] for pairs in (before, after, everything)]
        print(f"{'observations' if kind != '*' else 'relations':14}Brier: as the extractors say {brier(mine[0]):.3f}, "
              f"calibrated on other documents {brier(mine[1]):.3f}")
    print(f"all           Brier: as the extractors say {brier(before):.3f}, calibrated {brier(after):.3f}, "
          f"one confidence for all {brier(everything):.3f} (weight {weight})")
    print(f"\nas the extractors say\n{reliability(before)}\n\ncalibrated on other documents\n{reliability(after)}")
    if args.write:
        table = fit(judged, weight)
        lines = [f"{name}\t{row.agreement:.3f}\t{row.usual:.3f}\t{row.support}" for name, row in sorted(table.items())]
        TABLE.write_text(HEADER + "\n".join(lines) + "\n", "utf-8")
        print(f"\n{TABLE.relative_to(ROOT)}: {len(table)} rows")


if __name__ == "__main__":
    main()
