"""The site: `make docs`. The root of the repository is the source folder, so links in pages lead to the same
files here and on a code host."""
# SPDX-License-Identifier: BSD-3-Clause

import os
import sys
from pathlib import Path

os.environ.setdefault("TQDM_DISABLE", "1")  # progress bars are no output of an example
HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE / "_ext")]

import matplotlib

matplotlib.use("Agg")

import sklearn_seqgan

project = "sklearn_seqgan"
author = "The sklearn_seqgan developers"
copyright = f"{author}. BSD 3-Clause"
release = version = sklearn_seqgan.__version__

root_doc = "docs/index"
include_patterns = [
    "docs/**",
    "benchmarks/README.md",
    "benchmarks/results/**.md",
    "CHANGELOG.md",
    "CODE_OF_CONDUCT.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
]
exclude_patterns = [
    "docs/_build",
    "docs/_templates",
    "**/.*",
    ".venv",
    ".venv-oldest",
    ".venv-mutants",
    "docs/gallery/**.ipynb",
]
templates_path = [str(HERE / "_templates")]  # autosummary would look in the source folder

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.viewcode",
    "numpydoc",
    "sphinx_gallery.gen_gallery",
    "reference",
    "curves",
    "offline",
]

# Backquotes in docstrings name things of the package: a link where there is one, else code.
default_role = "py:obj"
myst_heading_anchors = 4  # by GitHub's rule, as links in the pages are written
myst_enable_extensions = ["attrs_block", "colon_fence"]

autosummary_generate = True
autodoc_typehints = "none"
autodoc_default_options = {"member-order": "groupwise"}
toc_object_entries_show_parents = "hide"
numpydoc_show_class_members = False
numpydoc_xref_param_type = False

sphinx_gallery_conf = {
    "examples_dirs": "examples",
    "gallery_dirs": "docs/gallery",
    "filename_pattern": r"plot_",
    "matplotlib_animations": True,
    "abort_on_example_error": False,
    "only_warn_on_example_error": False,
    "remove_config_comments": True,
    "show_memory": False,
    "write_computation_times": False,
    "show_signature": False,
    "min_reported_time": 0,
    "reset_modules": ("matplotlib",),
    "backreferences_dir": "docs/api/examples",
    "doc_module": ("sklearn_seqgan",),
    "inspect_global_variables": False,
    "plot_gallery": "True",
}

html_theme = "pydata_sphinx_theme"
html_title = "sklearn_seqgan"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_favicon = "_static/favicon.svg"
html_context = {"default_mode": "auto"}
html_extra_path = ["_extra"]
html_show_sphinx = False
html_copy_source = False
html_show_sourcelink = False
html_sidebars = {"docs/index": [], "docs/cite": [], "docs/glossary": [], "docs/install": []}
html_theme_options = {
    "logo": {"text": "sklearn_seqgan"},
    "navbar_align": "left",
    "navbar_end": ["theme-switcher"],
    "navbar_persistent": ["search-button"],
    "header_links_before_dropdown": 6,
    "show_prev_next": False,
    "secondary_sidebar_items": ["page-toc", "sg_download_links"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "back_to_top_button": False,
}
