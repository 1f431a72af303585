"""`python -m linkage` is `linkage`."""

import sys

from linkage.cli import main

if __name__ == "__main__":
    sys.exit(main())
