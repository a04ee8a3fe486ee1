#!/usr/bin/env python
"""Runs the product's commands: `./manage.py help` lists them."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inspectorate.settings")
    from inspectorate.command_line import run

    run(sys.argv)
