"""The command line wins over the environment, and a mistyped variable is told."""
from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import UsageError
from kg.settings import load_settings


def test_where_the_store_is() -> None:
    assert load_settings(environment={}).store == Path("zhiwen-data")
    assert load_settings(environment={"ZHIWEN_STORE": "/a"}).store == Path("/a")
    assert load_settings(store="/b", environment={"ZHIWEN_STORE": "/a"}).store == Path("/b")


def test_an_unknown_variable_is_an_error_that_lists_the_known_ones() -> None:
    with pytest.raises(UsageError, match=r"ZHIWEN_SOTRE.*ZHIWEN_STORE"):
        load_settings(environment={"ZHIWEN_SOTRE": "/a", "HOME": "/"})
