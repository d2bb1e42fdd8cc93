"""Makes the clients' methods and types from the OpenAPI document: ``python3 clients/generate [--check]``.

Rust's are written into `crates/wallet-client`. It reads the golden files of ``wallet-http``, so that it needs no server. ``--check`` writes nothing and exits 1 if a file
is not as it would be written. The types of the TypeScript client are openapi-typescript's: ``npm run types`` there.
"""

from __future__ import annotations

import sys
from pathlib import Path

import document
import golang
import python
import rust
import typescript

CLIENTS = Path(__file__).resolve().parent.parent
GOLDEN = CLIENTS.parent / "crates/wallet-http/tests/golden"


def main() -> int:
    found = document.read(GOLDEN / "openapi.txt", GOLDEN / "problems.txt")
    files = typescript.write(found) | python.write(found) | golang.write(found) | rust.write(found)
    differing = [name for name, text in files.items() if not is_same(CLIENTS / name, text)]
    if "--check" in sys.argv[1:]:
        for name in differing:
            print(f"clients/{name} is not what the OpenAPI document says: run `cargo xtask clients`")
        return 1 if differing else 0
    for name in differing:
        (CLIENTS / name).parent.mkdir(parents=True, exist_ok=True)
        (CLIENTS / name).write_text(files[name])
        print(f"wrote clients/{name}")
    return 0


def is_same(path: Path, text: str) -> bool:
    return path.exists() and path.read_text() == text


sys.exit(main())
