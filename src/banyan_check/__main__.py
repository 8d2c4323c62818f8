"""`python -m banyan_check`."""

import os
import sys

from banyan_check.command import main

try:
    code = main()
    sys.stdout.flush()
except BrokenPipeError:  # the reader of our lines (`| head`) went away: no traceback, and it didn't see a clean end
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    code = 1
sys.exit(code)
