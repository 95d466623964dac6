"""What a page of the built book costs its reader: `python benchmarks/pages.py`, after `make book`.

For each page: bytes of the page with all that it loads, as they are and gzipped; requests; milliseconds until the
browser's first contentful paint, in a fresh browser on this machine; and milliseconds of wall-clock time from a
control's event until its picture is drawn, median and 95th of a hundred. The table is left in build/pages.csv too.

Then, for Python in the page: bytes that its start fetches; seconds from the click on a demo with free inputs until they
are the reader's, and again when the browser has the files; milliseconds from a typed number until its picture is there.
"""

import csv
import gzip
import statistics
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from browser.pages import pages  # noqa: E402
from browser.serving import serve  # noqa: E402

BOOK = ROOT / "_build" / "html"
PYTHON = "_static/vendor/pyodide"
COLUMNS = ("page", "bytes", "gzipped", "requests", "first_paint_ms", "demos", "move_ms", "move_p95_ms")

FIRST_PAINT = """() => new Promise((done) => new PerformanceObserver((list) => {
  const seen = list.getEntriesByName("first-contentful-paint")[0];
  if (seen) done(seen.startTime);
}).observe({ type: "paint", buffered: true }))"""

# Moves each control in turn, a hundred moves in all; a move ends when the browser has painted it.
MOVES = """async () => {
  const inputs = [...document.querySelectorAll(".demo [data-control]")];
  const times = [];
  for (let turn = 0; inputs.length && turn < 100; turn += 1) {
    const input = inputs[turn % inputs.length];
    const values = input.tagName === "SELECT" ? input.options.length : Number(input.max || 1) + 1;
    if (input.type === "checkbox") input.checked = !input.checked;
    else input.value = (Number(input.value) + 1) % values;
    const start = performance.now();
    input.dispatchEvent(new Event("input", { bubbles: true }));
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    times.push(performance.now() - start);
  }
  return times;
}"""


def measure(browser, address: str, name: str) -> dict[str, object]:
    context = browser.new_context()
    page = context.new_page()
    loaded = []
    page.on("request", lambda request: loaded.append(urlsplit(request.url).path.lstrip("/")))
    page.goto(f"{address}{name}.html", wait_until="networkidle")
    files = [(BOOK / path).read_bytes() for path in sorted(set(loaded)) if (BOOK / path).is_file()]
    first = page.evaluate(FIRST_PAINT)
    times = sorted(page.evaluate(MOVES))
    demos = page.locator(".demo").count()
    context.close()
    return {
        "page": name,
        "bytes": sum(map(len, files)),
        "gzipped": sum(len(gzip.compress(data)) for data in files),
        "requests": len(loaded),
        "first_paint_ms": round(first),
        "demos": demos,
        "move_ms": round(statistics.median(times), 1) if times else "",
        "move_p95_ms": round(times[int(0.95 * len(times))], 1) if times else "",
    }


def measure_python(browser, address: str) -> dict[str, object]:
    """With the demo of the convolution chapter that takes a kernel and a photograph."""
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(120_000)
    loaded = []
    page.on("request", lambda request: loaded.append(urlsplit(request.url).path.lstrip("/")))
    seconds = []
    for _ in range(2):
        page.goto(f"{address}book/convolution/kernels.html", wait_until="networkidle")
        loaded.clear()
        begin = time.perf_counter()
        page.get_by_role("button", name="Start Python and use these inputs").click()
        page.wait_for_selector(".demo:has(.demo-free:enabled)[data-ready]")
        seconds.append(time.perf_counter() - begin)
        if len(seconds) == 1:
            files = [(BOOK / path).read_bytes() for path in sorted(set(loaded)) if path.startswith(PYTHON)]
    times = sorted(page.evaluate(TYPED))
    context.close()
    return {
        "python_bytes": sum(map(len, files)),
        "gzipped": sum(len(gzip.compress(data)) for data in files),
        "start_s": round(seconds[0], 1),
        "again_s": round(seconds[1], 1),
        "move_ms": round(statistics.median(times)),
        "move_p95_ms": round(times[int(0.95 * len(times))]),
    }


# Types twenty numbers, each when the picture of the one before is there.
TYPED = """async () => {
  const demo = document.querySelector(".demo:has(.demo-free)");
  const input = demo.querySelector("input[type=number]");
  const times = [];
  for (let turn = 1; turn <= 20; turn += 1) {
    const drawn = new Promise((done) => new MutationObserver((_, it) => { it.disconnect(); done(); })
      .observe(demo.querySelector(".demo-picture"), { childList: true }));
    input.value = turn;
    const start = performance.now();
    input.dispatchEvent(new Event("input", { bubbles: true }));
    await drawn;
    times.push(performance.now() - start);
    await new Promise((done) => setTimeout(done, 50));
  }
  return times;
}"""


def main() -> None:
    with serve(BOOK) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        rows = [measure(browser, address, name) for name in pages()]
        python = measure_python(browser, address)
        browser.close()
    table = ROOT / "build" / "pages.csv"
    table.parent.mkdir(exist_ok=True)
    with table.open("w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    for row in [dict(zip(COLUMNS, COLUMNS)), *rows]:
        print("  ".join(f"{str(row[column]):>{30 if column == 'page' else 11}}" for column in COLUMNS))

    print("\nPython in the page: " + ", ".join(f"{name} {value}" for name, value in python.items()))


if __name__ == "__main__":
    main()
