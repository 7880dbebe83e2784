"""The built site: each page in a browser, each link, and the search. `make docs` builds it."""
# SPDX-License-Identifier: BSD-3-Clause

import json
import shutil
import threading
import time
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urljoin, urlparse

import pytest

import sklearn_seqgan
from sklearn_seqgan import (
    annotation,
    datasets,
    inspection,
    metrics,
    model_selection,
    plotting,
    preprocessing,
    ranks,
    sequences,
    testing,
    typing,
)
from tests.contrast import PALE_TEXT

SITE = Path(__file__).parents[2] / "docs" / "_build" / "html"
ROOMS = [
    sklearn_seqgan,
    annotation,
    datasets,
    inspection,
    metrics,
    model_selection,
    plotting,
    preprocessing,
    ranks,
    sequences,
    testing,
    typing,
]
ONE_OF_EACH_KIND = [
    "docs/index.html",
    "docs/few_labels.html",
    "docs/gallery/index.html",
    "docs/gallery/1_labels/plot_three_labels.html",
    "docs/api/index.html",
    "docs/api/sklearn_seqgan.metrics.html",
    "docs/api/generated/sklearn_seqgan.SemiSupervisedRocketClassifier.html",
    "docs/benchmarks.html",
    "benchmarks/README.html",
    "docs/glossary.html",
    "docs/design.html",
    "CHANGELOG.html",
    "search.html",
]
NARROW, WIDE = 400, 1400
PATIENCE = 30  # seconds

needs_site = pytest.mark.skipif(not (SITE / "search.html").exists(), reason="`make docs` was not run")


class Page(HTMLParser):
    """What a page links to, loads and calls its places."""

    def __init__(self, text):
        super().__init__()
        self.links, self.loads, self.ids = [], [], set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        of = dict(attributes)
        self.ids.update(filter(None, (of.get("id"), of.get("name") if tag == "a" else None)))
        if tag == "a" and of.get("href"):
            self.links.append(of["href"])
        if tag in ("img", "script", "source", "iframe") and of.get("src"):
            self.loads.append(of["src"])
        if tag == "link" and of.get("rel") in ("stylesheet", "icon", "preload"):
            self.loads.append(of["href"])


def read_pages(site):
    """Each page of a built site by its path from the top."""
    files = [file for file in site.rglob("*.html") if "_static" not in file.relative_to(site).parts]
    return {file.relative_to(site).as_posix(): Page(file.read_text(encoding="utf-8")) for file in files}


def broken(site, pages):
    """(page, target) of what leads to no file of the site, or to no place of a page."""
    for name, page in pages.items():
        for target in page.links + page.loads:
            parts = urlparse(target)
            if parts.scheme:
                if target in page.loads and parts.scheme != "data":
                    yield name, target  # a page that loads from elsewhere is not whole without a network
                continue
            path = urljoin(name, unquote(parts.path)) if parts.path else name
            there = (site / path).is_file()
            if not there or (parts.fragment and not _has_place(pages.get(path), unquote(parts.fragment))):
                yield name, target


def _has_place(page, fragment):
    return page is None or fragment in page.ids


def reachable(pages, start):
    """Pages that one comes to by following links."""
    found, waiting = set(), [start]
    while waiting:
        name = waiting.pop()
        if name in pages and name not in found:
            found.add(name)
            paths = (urlparse(link) for link in pages[name].links)
            waiting += [urljoin(name, unquote(p.path)) for p in paths if p.path and not p.scheme]
    return found


@pytest.fixture(scope="module")
def pages():
    return read_pages(SITE)


@needs_site
def test_every_link_of_every_page_leads_somewhere(pages):
    assert len(pages) > 150
    assert list(broken(SITE, pages)) == []


@needs_site
def test_every_page_is_reached_from_the_first(pages):
    aside = {"index.html", "genindex.html", "py-modindex.html", "search.html"}
    alone = {
        name for name in set(pages) - reachable(pages, "docs/index.html") - aside if "_modules" not in name
    }
    assert alone == set()


@needs_site
@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.__name__)
def test_the_reference_has_a_page_for_each_public_name(room, pages):
    public = {f"{room.__name__}.{name}" for name in room.__all__ if not name.startswith("_")}
    assert {name for name in public if f"docs/api/generated/{name}.html" not in pages} == set()


@needs_site
def test_the_gallery_has_notebooks_and_pictures(pages):
    examples = [name for name in pages if name.startswith("docs/gallery/") and "plot_" in name]
    assert len(examples) >= 10
    for name in examples:
        files = [urlparse(link).path for link in pages[name].links]
        assert any(file.endswith(".ipynb") for file in files), name
        assert any("images/sphx_glr" in source for source in pages[name].loads), name


def test_what_is_broken_is_found(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.html").write_text('<a href="sub/b.html#here">b</a><a href="gone.html">c</a><p id="p">')
    (tmp_path / "sub/b.html").write_text(
        '<p id="here"><a href="../a.html#p">a</a><a href="../a.html#q">a</a><img src="gone.png">'
        '<script src="https://cdn.example/x.js"></script><a href="https://example.org">x</a>'
    )
    (tmp_path / "alone.html").write_text("")
    pages = read_pages(tmp_path)
    assert sorted(broken(tmp_path, pages)) == [
        ("a.html", "gone.html"),
        ("sub/b.html", "../a.html#q"),
        ("sub/b.html", "gone.png"),
        ("sub/b.html", "https://cdn.example/x.js"),
    ]
    assert reachable(pages, "a.html") == {"a.html", "sub/b.html"}


# --- in a browser


webdriver = pytest.importorskip("selenium.webdriver")

in_browser = [
    needs_site,
    pytest.mark.slow,
    pytest.mark.skipif(not (shutil.which("chromium") and shutil.which("chromedriver")), reason="no browser"),
]


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


def serve(folder):
    """A server of the folder's files on this machine alone, and its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_port}/"


@pytest.fixture(scope="module")
def address():
    server, url = serve(SITE)
    yield url
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser():
    """Chromium, which resolves no names and logs all requests."""
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    options.add_argument("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    service = webdriver.chrome.service.Service(shutil.which("chromedriver"))
    driver = webdriver.Chrome(options=options, service=service)
    yield driver
    driver.quit()


def look(browser, width, scheme="light"):
    """As a screen of this width, in this colour scheme."""
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    scheme = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": scheme})


def complaints(browser):
    """New lines of the console since the last call, except warnings."""
    return [entry["message"] for entry in browser.get_log("browser") if entry["level"] == "SEVERE"]


def asked_elsewhere(browser, address):
    """Addresses of other machines that were requested since the last call."""
    events = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    urls = [e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"]
    return [url for url in urls if not url.startswith((address, "data:", "blob:", "chrome"))]


OVERFLOW = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"


def faults(browser, address, names):
    """Page -> its faults, for pages that have some."""
    found = {}
    for name in names:
        browser.get(address + name)
        wider = browser.execute_script(OVERFLOW)
        wrong = complaints(browser) + asked_elsewhere(browser, address)
        wrong += [f"{wider} pixels wider than the screen"] if wider > 0 else []
        if wrong:
            found[name] = wrong
    return found


class TestInABrowser:
    pytestmark = in_browser

    def test_every_page_opens_on_a_narrow_screen(self, browser, address, pages):
        look(browser, NARROW)
        assert faults(browser, address, sorted(set(pages) - {"index.html"})) == {}

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_pages_can_be_read(self, browser, address, scheme):
        look(browser, WIDE, scheme)
        assert faults(browser, address, ONE_OF_EACH_KIND) == {}
        pale = {}
        for name in ONE_OF_EACH_KIND:
            browser.get(address + name)
            if found := browser.execute_script(PALE_TEXT):
                pale[name] = found
        background = browser.execute_script("return getComputedStyle(document.body).backgroundColor")
        assert (luminance(background) < 0.2) == (scheme == "dark")
        assert pale == {}

    def test_the_first_address_leads_to_the_first_page(self, browser, address):
        browser.get(address)
        wait_for(lambda: browser.current_url == address + "docs/index.html")

    def test_the_search_finds(self, browser, address):
        look(browser, WIDE)
        browser.get(address + "search.html?q=novelty_score")
        links = "return [...document.querySelectorAll('#search-results a')].map(a => a.href)"
        found = wait_for(lambda: browser.execute_script(links))
        assert any("SemiSupervisedRocketClassifier" in link for link in found)
        assert complaints(browser) == []

    def test_an_animation_moves(self, browser, address):
        look(browser, WIDE)
        browser.get(address + "docs/gallery/3_generating/plot_beside_real.html")
        picture = "return document.querySelector('.animation img').src"
        first = wait_for(lambda: browser.execute_script(picture))
        browser.execute_script("document.querySelector('.anim-buttons button:nth-of-type(6)').click()")
        wait_for(lambda: browser.execute_script(picture) != first)

    def test_what_is_wrong_is_found(self, browser, tmp_path):
        (tmp_path / "wide.html").write_text('<meta charset="utf-8"><p style="width: 3000px">wide</p>')
        (tmp_path / "loud.html").write_text("<script>throw new Error('no')</script>")
        (tmp_path / "away.html").write_text('<img src="http://example.org/x.png">')
        pale = '<body style="background: #fff"><p style="color: #eee">pale</p><p style="color: #000">ink</p>'
        (tmp_path / "pale.html").write_text(pale)
        server, url = serve(tmp_path)
        look(browser, NARROW)
        found = faults(browser, url, ["wide.html", "loud.html", "away.html", "pale.html"])
        assert "wider" in found["wide.html"][-1]
        assert any("no" in message for message in found["loud.html"])
        assert any("example.org" in message for message in found["away.html"])
        assert browser.execute_script(PALE_TEXT) == ["pale"]
        server.shutdown()
        server.server_close()


def wait_for(condition):
    end = time.monotonic() + PATIENCE
    while not (found := condition()):
        assert time.monotonic() < end, "it never came"
        time.sleep(0.05)
    return found


def luminance(colour):
    """Rough, of rgb(r, g, b), in [0, 1]."""
    return sum(float(part) for part in colour[colour.index("(") + 1 : -1].split(",")[:3]) / 765
