"""``python tests``: every test of this folder, counted in the words of node's runner."""

import sys
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent

if __name__ == "__main__":
    sys.path.insert(0, str(HERE.parent))
    done = unittest.TextTestRunner(stream=sys.stdout).run(unittest.defaultTestLoader.discover(str(HERE)))
    failed = len(done.failures) + len(done.errors)
    print(f"# pass {done.testsRun - failed - len(done.skipped)}\n# fail {failed}\n# skipped {len(done.skipped)}")
    sys.exit(0 if done.wasSuccessful() else 1)
