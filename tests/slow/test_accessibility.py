"""The pages in a browser: accessible by the rules of axe-core, in both schemes and at three widths.

Needs Chromium, and axe-core of npm (``npm install --global axe-core``, or a folder in NODE_PATH).
"""

import json
import os
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path

import pytest

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "chrome"))), None)
WIDTHS = (390, 768, 1440)
# In a frame, because a window of Chromium is at least 500 pixels wide.
FRAME = """<!DOCTYPE html><html lang="en"><style>:root {{ color-scheme: light dark }}</style>
<iframe src="{page}" width="{width}" height="900" style="border: 0"></iframe>
<script>addEventListener("message", ({{ data }}) => {{
  const found = document.createElement("pre");
  found.textContent = data;
  document.body.append(found);
}});</script></html>"""
# Runs when the page has drawn its charts.
RUN = """
window.addEventListener("load", () => setTimeout(async () => {
  const found = await axe.run(document, { resultTypes: ["violations"] });
  parent.postMessage(JSON.stringify({
    violations: found.violations.map((one) => [one.id, one.nodes.length, one.nodes[0].html]),
    checked: found.passes.length,
    charts: document.querySelectorAll("details.chart svg.marks").length,
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    width: innerWidth,
    dark: matchMedia("(prefers-color-scheme: dark)").matches,
  }), "*");
}, 1500));
"""


def axe_core():
    """The file of axe-core; None where it is not installed."""
    folders = os.environ.get("NODE_PATH", "").split(os.pathsep)
    if npm := shutil.which("npm"):
        done = subprocess.run([npm, "root", "--global"], capture_output=True, encoding="utf-8")
        folders.append(done.stdout.strip())
    paths = (Path(folder) / "axe-core" / "axe.min.js" for folder in folders if folder)
    return next((path for path in paths if path.is_file()), None)


AXE = axe_core()
pytestmark = [
    pytest.mark.skipif(BROWSER is None, reason="there is no Chromium on the path"),
    pytest.mark.skipif(AXE is None, reason="there is no axe-core: npm install --global axe-core"),
]


def examined(page, folder, width, *options):
    """What axe-core finds in a page."""
    scripts = f"<script>{AXE.read_text(encoding='utf-8')}</script><script>{RUN}</script>"
    copy = folder / f"checked-{page.name}"
    text = page.read_text(encoding="utf-8")
    # The last one: the library of the charts has the word in a string.
    head, _, tail = text.rpartition("</body>")
    copy.write_text(f"{head}{scripts}</body>{tail}", encoding="utf-8")
    frame = folder / "frame.html"
    frame.write_text(FRAME.format(page=copy.as_uri(), width=width), encoding="utf-8")
    command = [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic"]
    command += ["--no-first-run", "--disable-background-networking", "--disable-component-update"]
    command += ["--disable-sync", f"--user-data-dir={folder / 'profile'}"]
    command += ["--virtual-time-budget=60000", "--window-size=1600,1000", *options]
    done = subprocess.run(
        [*command, "--dump-dom", frame.as_uri()], capture_output=True, encoding="utf-8", timeout=300
    )
    found = re.search(r"<pre>(.*?)</pre>", done.stdout, re.DOTALL)
    assert found, done.stderr
    return json.loads(unescape(found[1]))


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_the_report_is_accessible(small_study, tmp_path, width, dark):
    options = ["--blink-settings=preferredColorScheme=0"] if dark else []
    found = examined(small_study / "results/report.html", tmp_path, width, *options)
    assert found["violations"] == []
    assert found["checked"] > 10
    assert (found["width"], found["dark"]) == (width, dark)
    # Figures and tables scroll by themselves, and the page does not.
    assert found["overflow"] <= 0
    assert found["charts"] == 2


def test_the_audit_is_accessible(small_study, tmp_path):
    assert examined(small_study / "results/audit.html", tmp_path, 768)["violations"] == []


def test_what_is_not_accessible_is_found(tmp_path):
    page = tmp_path / "page.html"
    page.write_text('<html><body><img src="data:,"></body></html>', encoding="utf-8")
    rules = {rule for rule, *_ in examined(page, tmp_path, 768)["violations"]}
    assert {"image-alt", "html-has-lang"} <= rules
