"""The script is read by a type checker; pytest would look for examples in it, and run it."""
# SPDX-License-Identifier: BSD-3-Clause

collect_ignore = ["user_script.py"]
