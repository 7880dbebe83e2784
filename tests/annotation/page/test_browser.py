"""The page in a real browser: twelve recordings by keys, with the server killed in between."""
# SPDX-License-Identifier: BSD-3-Clause

import csv
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

import numpy as np
import pytest

from sklearn_seqgan.datasets import make_skeleton_actions
from tests.contrast import PALE_TEXT

pytest.importorskip("nicegui")
webdriver = pytest.importorskip("selenium.webdriver")

PATIENCE = 120  # seconds, on a machine that does other things as well

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (shutil.which("chromium") and shutil.which("chromedriver")), reason="no browser"),
]


@pytest.fixture(scope="module")
def recordings(tmp_path_factory):
    """A file of skeletons, and their classes."""
    made = make_skeleton_actions(random_state=0)
    rows = np.flatnonzero(made.y < 3)[:24]
    path = tmp_path_factory.mktemp("page") / "recordings.npz"
    parts = [made.X[row] for row in rows]
    np.savez(
        path,
        values=np.concatenate(parts),
        lengths=[len(x) for x in parts],
        y=made.y[rows],
        class_names=made.target_names,
        subject=made.groups[rows],
        joint_names=made.joint_names,
        bones=made.bones,
    )
    return path, made.target_names[made.y[rows]]


@pytest.fixture
def server(recordings, tmp_path):
    """Start a server of the page in a process of its own. Gives it, and its address."""
    running = []

    def start():
        command = [sys.executable, "-m", "sklearn_seqgan.annotation", recordings[0], tmp_path / "labels.csv"]
        process = subprocess.Popen(
            [*map(str, command), "--no-browser"], stdout=subprocess.PIPE, text=True, env=os.environ
        )
        running.append(process)
        return process, re.search(r"http://127\.0\.0\.1:\S+", process.stdout.readline()).group()

    yield start
    for process in running:
        process.kill()
        process.communicate()


@pytest.fixture
def browser():
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    service = webdriver.chrome.service.Service(shutil.which("chromedriver"))
    driver = webdriver.Chrome(options=options, service=service)
    yield driver
    driver.quit()


def until(condition):
    end = time.monotonic() + PATIENCE
    while not (found := condition()):
        assert time.monotonic() < end, "it never came"
        time.sleep(0.05)
    return found


def text(browser, selector):
    return browser.execute_script("return document.querySelector(arguments[0])?.innerText ?? ''", selector)


def row_shown(browser, but=None):
    """The recording that is shown, once it is another one."""

    def look():
        found = re.fullmatch(r"Recording (\d+)", text(browser, ".recording-title"))
        return found and found.group(1) != str(but) and found

    return int(until(look).group(1))


def press(browser, key):
    webdriver.ActionChains(browser).send_keys(key).perform()


def give(browser, name):
    """A label by its key or, of a new class, by the field. Gives the row, once the next is shown."""
    row = row_shown(browser)
    names = [text.split(" (")[0] for text in buttons(browser)]
    key = next((name_.split()[0] for name_ in names if name_.split()[-1] == name), None)
    if key is None:
        press(browser, "+")
        field = browser.find_element("css selector", ".new-class input")
        until(lambda: browser.switch_to.active_element == field)
        field.send_keys(name + webdriver.Keys.ENTER)
    else:
        press(browser, key)
    row_shown(browser, but=row)
    return row


def buttons(browser):
    script = "return [...document.querySelectorAll('.class-button')].map(b => b.innerText)"
    return browser.execute_script(script)


def labels_in(path):
    with path.open(encoding="utf-8") as file:
        assert file.readline().startswith("# recordings: ")
        return [(int(line["row"]), line["label"]) for line in csv.DictReader(file)]


def test_twelve_labels_survive_a_server_that_is_killed(server, browser, recordings, tmp_path):
    truth, given, path = recordings[1], [], tmp_path / "labels.csv"
    process, url = server()
    browser.get(url)
    for _ in range(5):
        row = row_shown(browser)
        given.append((give(browser, truth[row]), truth[row]))
    assert labels_in(path) == given
    process.send_signal(signal.SIGKILL)
    process.wait()
    _, url = server()
    browser.get(url)
    row = row_shown(browser)
    browser.get_log("browser")  # which says that the first server had gone
    give(browser, "slip")
    press(browser, "z")
    until(lambda: row_shown(browser) == row)
    while len(given) < 12:
        row = row_shown(browser)
        assert row not in [r for r, _ in given]
        given.append((give(browser, truth[row]), truth[row]))
    assert labels_in(path) == given
    found = until(lambda: text(browser, ".findings"))
    assert re.search(r"\d+% of 1\d labels are predicted", found)
    assert "12 of 24 labelled" in text(browser, ".counts")
    severe = [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"]
    assert severe == []


def test_the_recording_moves_and_nothing_comes_from_elsewhere(server, browser):
    _, url = server()
    browser.get(url)
    row_shown(browser)
    picture = "return document.querySelector('.player canvas').toDataURL()"
    first = until(lambda: browser.execute_script(picture))
    until(lambda: browser.execute_script(picture) != first)
    browser.find_element("css selector", ".player-play").click()
    time.sleep(0.2)
    still = browser.execute_script(picture)
    time.sleep(0.3)
    assert browser.execute_script(picture) == still
    addresses = browser.execute_script("return performance.getEntriesByType('resource').map(e => e.name)")
    assert addresses and all(address.startswith("http://127.0.0.1:") for address in addresses)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_can_be_read(server, browser, scheme):
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    browser.get(server()[1])
    give(browser, "slip")
    until(lambda: buttons(browser))
    background = browser.execute_script("return getComputedStyle(document.body).backgroundColor")
    assert (background == "rgb(18, 18, 18)") == (scheme == "dark")
    assert browser.execute_script(PALE_TEXT) == []


def test_without_the_token_there_is_no_page(server):
    _, url = server()
    for address in (url.split("?")[0], url + "x"):
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(address)
