"""Pages that load nothing from elsewhere."""
# SPDX-License-Identifier: BSD-3-Clause

import re

ELSEWHERE = re.compile(r'<link rel="stylesheet"\s+href="https?://[^"]+">')


def take_out(app, name, template, context, doctree):
    """The style sheet that matplotlib's animations ask for; the theme has these icons itself."""
    if "body" in context:
        context["body"] = ELSEWHERE.sub("", context["body"])


def setup(app):
    app.connect("html-page-context", take_out)
    return {"parallel_read_safe": True}
