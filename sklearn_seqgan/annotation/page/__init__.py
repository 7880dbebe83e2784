"""A page to label recordings on, in a browser on the same machine."""
# SPDX-License-Identifier: BSD-3-Clause

from sklearn_seqgan.annotation.page.server import Page, open_page

__all__ = ["Page", "open_page"]
