"""YASGUI, the usual SPARQL editor in a browser, as a client of `/sparql` from a page of another origin."""
from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import QUIET

QUERY = """SELECT ?who ?what {
    ?f a zw:Relation ; zw:predicate zw:operates ; zw:subject/zw:name ?who ; zw:object/zw:name ?what }"""


@pytest.mark.browser
def test_yasgui_shows_the_result_of_a_query(server: str, chromium: Path, npm: Callable[[str, str], Path]) -> None:
    from playwright.sync_api import sync_playwright

    script = npm("@triply/yasgui@4.2.28", "build/yasgui.min.js")
    with sync_playwright() as playwright:
        # The stand-in for an editor elsewhere has no address, so Chromium would ask before it may call loopback.
        browser = playwright.chromium.launch(executable_path=str(chromium), args=[
            *QUIET, "--disable-features=LocalNetworkAccessChecks"])
        page: Any = browser.new_page()
        page.route("**/*", lambda route: route.continue_() if route.request.url.startswith((server, "data:", "blob:"))
                   else route.fulfill(body="<div id=yasgui></div>", content_type="text/html"))
        page.goto("http://localhost:9/")                         # answered by the line above, so of another origin
        page.add_style_tag(path=str(script.with_suffix(".css")))
        page.add_script_tag(path=str(script))
        page.evaluate("""([endpoint, query]) => {
            const editor = new Yasgui(document.getElementById("yasgui"),
                {requestConfig: {endpoint}, copyEndpointOnNewTab: false, persistenceId: null});
            editor.getTab().setQuery(query);
            editor.getTab().getYasqe().query();
        }""", [f"{server}/sparql", QUERY])
        page.locator(".yasr td", has_text="云海银行").first.wait_for()
        assert page.locator(".yasr td", has_text="海运通").count() >= 1
        browser.close()
