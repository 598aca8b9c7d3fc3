"""Confidence from measured agreement with gold facts."""
from __future__ import annotations

from pathlib import Path

import pytest
from graphs import bank, claims, figure, product, relation

from ingest.calibration import LEAST, MOST, Measured, calibrate, calibrated, measured
from kg.errors import DataError
from kg.types import ObservationClaim, RelationClaim

TABLE = {"*": Measured(0.6, 0.8, 500), "observation.*": Measured(0.8, 0.9, 400), "weak": Measured(0.2, 0.7, 30)}


def test_an_extractor_is_as_sure_as_it_was_right() -> None:
    assert calibrated("weak", 0.7, TABLE) == pytest.approx(0.2)


def test_a_new_extractor_takes_the_row_of_its_kind() -> None:
    assert calibrated("new", 0.8, TABLE) == pytest.approx(0.6)
    assert calibrated("observation.new", 0.9, TABLE) == pytest.approx(0.8)


def test_a_claim_less_sure_than_usual_stays_so() -> None:
    assert calibrated("weak", 0.4, TABLE) < 0.2 < calibrated("weak", 0.9, TABLE)


@pytest.mark.parametrize("raw", [0.0, 0.001, 0.5, 0.999, 1.0])
def test_nothing_is_certain(raw: float) -> None:
    assert LEAST <= calibrated("weak", raw, TABLE) <= MOST


def test_the_table_that_ships_is_sound() -> None:
    rows = measured()
    assert {"*", "observation.*"} <= rows.keys()
    assert all(row.support > 0 for row in rows.values())


def test_claims_change_in_nothing_but_confidence() -> None:
    said: list[RelationClaim | ObservationClaim] = [
        relation(bank("松城银行"), "provides", product("青竹贷")), figure(product("青竹贷"), "余额", "12")]
    before = claims("松城银行推出青竹贷,余额达12亿元。" * 3, said)
    after = calibrate(before)
    expected = calibrated("test", 0.9), calibrated("test", 0.8)
    found = after.relations[0].confidence, after.observations[0].confidence
    assert found == pytest.approx(expected, abs=0.001)
    assert found != (0.9, 0.8)
    assert (after.document, after.entities) == (before.document, before.entities)
    assert after.relations[0].object == before.relations[0].object


@pytest.mark.parametrize(("text", "row"), [
    ("*\t0.6\t0.8\t10\nbad\t0.6\t0.8\n", 2), ("*\t0.6\t0.8\t10\nbad\t1.6\t0.8\t3\n", 2),
    ("*\t0.6\t0.8\tten\n", 1), ("*\t0.6\t0.8\t10\n*\t0.5\t0.8\t10\n", 2), ("one\t0.6\t0.8\t10\n", 1)])
def test_a_wrong_table_is_named_with_its_row(tmp_path: Path, text: str, row: int) -> None:
    path = tmp_path / "confidence.tsv"
    path.write_text(text, "utf-8")
    with pytest.raises(DataError) as error:
        measured(path)
    assert (error.value.path, error.value.row) == (path, row)
