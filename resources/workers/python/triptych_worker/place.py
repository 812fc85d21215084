"""What this session was started with. A function finds an empty command line."""

import sys

FILES_FOLDER = sys.argv[1] if len(sys.argv) > 1 else ""
del sys.argv[1:]
