"""Open a page in the browser for labelling recordings, suggested one after another."""
# SPDX-License-Identifier: BSD-3-Clause

import argparse
import webbrowser
from pathlib import Path

from sklearn_seqgan.annotation.page import open_page
from sklearn_seqgan.datasets import load_sequences_npz


def main(arguments=None):
    options = parse_options(arguments)
    data = load_sequences_npz(options.recordings, split=None)
    page = open_page(
        data.X,
        options.labels,
        bones=data.bones,
        feature_names=data.feature_names,
        rate_hz=data.rate_hz,
        classes=options.classes,
        port=options.port,
    )
    print(f"Label at {page.url} (end with Ctrl-C; labels are in {options.labels})", flush=True)
    if not options.no_browser:
        webbrowser.open(page.url)
    page.wait()


def parse_options(arguments):
    parser = argparse.ArgumentParser(
        prog="python -m sklearn_seqgan.annotation", description=__doc__.splitlines()[0]
    )
    parser.add_argument("recordings", type=Path, help="an .npz file, as load_sequences_npz reads it")
    parser.add_argument("labels", type=Path, help="the CSV file of labels, made if it is not there")
    parser.add_argument("--classes", nargs="*", default=[], help="names of classes; others can be added")
    parser.add_argument("--port", type=int, default=0, help="of 127.0.0.1 (default: any that is free)")
    parser.add_argument("--no-browser", action="store_true", help="only print the address")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
