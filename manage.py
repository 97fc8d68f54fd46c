#!/usr/bin/env python
"""Runs ClusterViz's commands: `python manage.py help` lists them."""

import os
import sys

from django.core.management import execute_from_command_line

from clusterviz.environment import InvalidSetting

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clusterviz.settings")
    try:
        execute_from_command_line(sys.argv)
    except InvalidSetting as problem:
        sys.exit(str(problem))
