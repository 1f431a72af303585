"""`python -m linkage` is `linkage`."""

import sys

from linkage.cli.command_line import main

if __name__ == "__main__":
    sys.exit(main())
