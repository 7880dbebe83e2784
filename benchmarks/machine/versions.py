"""Versions of the software that a measurement was made with."""
# SPDX-License-Identifier: BSD-3-Clause

from importlib.metadata import PackageNotFoundError, version
from platform import python_version

__all__ = ["package_versions"]


def package_versions(packages):
    """Versions of Python and of some packages; None for a package that is not installed."""
    return {"python": python_version(), **{name: _version(name) for name in packages}}


def _version(package):
    try:
        return version(package)
    except PackageNotFoundError:
        return None
