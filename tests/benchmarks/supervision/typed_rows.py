"""Rows typed by hand, with only what tables are made of."""
# SPDX-License-Identifier: BSD-3-Clause


def row(method, level, seed, accuracy, error=""):
    metrics = {} if error else {"accuracy": accuracy}
    return {"method": method, "level": level, "seed": seed, "metrics": metrics, "error": error}
