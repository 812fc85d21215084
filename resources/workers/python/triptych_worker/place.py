"""What this session was started with. A function finds an empty command line."""

import os
import sys

FILES_FOLDER = sys.argv[1] if len(sys.argv) > 1 else ""
del sys.argv[1:]

SESSION = os.environ.pop("TRIPTYCH_SESSION", "")
MODE = os.environ.pop("TRIPTYCH_MODE", "shared")
SCRATCH = os.environ.pop("TRIPTYCH_SCRATCH", "")
