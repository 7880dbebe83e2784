"""Every link of the pages leads to a file that a fresh clone has, and to a heading that is there."""
# SPDX-License-Identifier: BSD-3-Clause

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("benchmarks/**/*.md")]
LINK = re.compile(r"\]\(<?([^)\s>]+)>?[^)]*\)|^\[[^\]]+\]:\s*(\S+)", re.MULTILINE)
CODE = re.compile(r"^( *)```.*?^\1```|`[^`\n]*`", re.MULTILINE | re.DOTALL)


def targets(text):
    """Of links and images, those without a scheme: ``file``, ``file#heading`` or ``#heading``."""
    found = [inline or reference for inline, reference in LINK.findall(CODE.sub("", text))]
    return [target for target in found if not re.match(r"[a-z]+:", target)]


def anchors(text):
    """What a page's headings are called in a link, by GitHub's rule; a second of one name gets -1."""
    seen, found = {}, set()
    for heading in re.findall(r"^#{1,6} +(.+?) *#*$", re.sub(r"(?ms)^```.*?^```", "", text), re.MULTILINE):
        heading = re.sub(r"\]\([^)]*\)", "]", heading)
        slug = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        count = seen[slug] = seen.get(slug, -1) + 1
        found.add(f"{slug}-{count}" if count else slug)
    return found


def existing(root=ROOT):
    """Files and folders that links may lead to: in a git checkout those under version control, else all."""
    files = [path for path in (under_version_control(root) or root.rglob("*")) if path.is_file()]
    return {path for file in files for path in (file, *file.parents)}


def under_version_control(root):
    if not (root / ".git").exists() or not shutil.which("git"):
        return []
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True)
    return [root / name for name in listed.stdout.split("\0") if name]


def broken(page, text, known):
    """Those targets that are no known file, or no heading of a known page."""
    for target in targets(text):
        name, _, anchor = target.partition("#")
        file = (page.parent / name).resolve() if name else page
        there = file in known
        if there and anchor:
            there = anchor in anchors(text if file == page else file.read_text())
        if not there:
            yield target


@pytest.fixture(scope="module")
def known():
    return existing()


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(ROOT)) for page in PAGES])
def test_every_link_of_a_page_leads_somewhere(page, known):
    assert list(broken(page, page.read_text(), known)) == []


def test_pictures_and_pages_are_among_what_is_followed():
    followed = {target for page in PAGES for target in targets(page.read_text())}
    assert {"docs/actions.png", "docs/design.md#defaults", "../docs/design.md#defaults"} <= followed


def test_a_link_to_nowhere_is_found(tmp_path):
    page = tmp_path / "page.md"
    (tmp_path / "there.md").write_text("# A `name`'s heading\n\n## Twice\n\n## Twice\n")
    right = "[a](there.md) ![b](there.md) [c](there.md#a-names-heading) [d](there.md#twice-1) [e](#own)"
    wrong = '[f](gone.md "title") ![g](gone.png) [h](there.md#gone) [i](#gone)\n\n[j]: gone.txt\n'
    outside = "[k](https://a.example/b) `[l](code.md)`\n\n```\n[m](code.md)\n```\n"
    page.write_text("\n".join([right, "# Own", wrong, outside]))
    found = broken(page, page.read_text(), existing(tmp_path))
    assert list(found) == ["gone.md", "gone.png", "there.md#gone", "#gone", "gone.txt"]


@pytest.mark.skipif(not shutil.which("git"), reason="there is no git")
def test_a_file_that_git_ignores_is_not_there(tmp_path):
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    for name in ("shown.png", "forgotten.png"):
        (tmp_path / name).touch()
    subprocess.run(["git", "add", "shown.png"], cwd=tmp_path, check=True)
    names = {path.name for path in existing(tmp_path)}
    assert "shown.png" in names and "forgotten.png" not in names
