"""``python -m tamnhin``."""

import sys

from tamnhin.cli import main

sys.exit(main())
