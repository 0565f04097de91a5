"""Target 11: the first view of the plan by somebody who has nothing of ours yet, on a slow line."""

import os
import shutil
import statistics

from benchmarks.environment import url_of
from benchmarks.server import serving

SLOW = {  # 400 kbit/s and 400 ms, both ways
    "offline": False, "latency": 400,
    "downloadThroughput": 400_000 / 8, "uploadThroughput": 400_000 / 8,
}  # fmt: skip
PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"


def measure(report, postgres):
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        path = None
    if not path:
        report.note("not measured: it needs Chromium and Playwright (requirements/browser.txt)")
        return
    with serving(url_of(1, postgres)) as (address, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        views = [_view(browser, f"{address}/plan/") for _ in range(3)]
        browser.close()
    names, size, paint = views[0][0], views[0][1], statistics.median(view[2] for view in views)
    report.note(f"loaded: {', '.join(names)}")
    report.target("11", "requests of the first view", len(names), 3)
    report.target("11", "on the wire, heads included", size / 1024, 30, " KB")
    report.target("11", "first paint at 400 kbit/s and 400 ms", paint / 1000, 1.5, " s")


def _view(browser, address):
    """Open the page with an empty cache; return (files, bytes, milliseconds to the first paint)."""
    context = browser.new_context(locale="fr-FR")
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", SLOW)
    names, sizes = [], []
    devtools.on("Network.responseReceived", lambda told: names.append(told["response"]["url"]))
    devtools.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
    page.goto(address, wait_until="networkidle")
    paint = page.evaluate(PAINT)
    context.close()
    return [name.removeprefix(address) or "/" for name in names], sum(sizes), paint
