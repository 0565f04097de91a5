#!/usr/bin/env python
"""Run the tracker's commands: `python manage.py help` lists them."""

import os
import sys

from config.commanding import main

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    sys.exit(main(sys.argv))
