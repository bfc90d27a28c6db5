"""`python -m gongkai_dev.docs`: write again whatever no longer tells the truth."""

import sys
from pathlib import Path

from gongkai_dev.docs.writing import write

if __name__ == "__main__":
    for path in write(Path.cwd()):
        sys.stdout.write(f"written: {path}\n")
