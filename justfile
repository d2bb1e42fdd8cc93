# What one does here, and the plain command behind each. `just` alone lists it.
# Settings come from the environment as for the binary: DATABASE_URL=postgres://... just run

[private]
default:
    @just --list --unsorted

# Serve the API and the demo page on http://127.0.0.1:3000
run *ARGUMENTS:
    cargo run --release -- serve {{ARGUMENTS}}

# Bring the store's schema up to date
migrate:
    cargo run --release -- migrate

# Apply a seed file, the demo if none is named
seed *FILE:
    cargo run --release -- seed {{FILE}}

# Play ninety days of a small game's economy into an empty store; `just demo --days 30 --players 500`
demo *ARGUMENTS:
    cargo run --release -- demo {{ARGUMENTS}}

# Prove the ledger's invariants on the store
verify:
    cargo run --release -- verify

# Install what the tests need, check format and lints, run every test
test *ARGUMENTS:
    cargo xtask test {{ARGUMENTS}}

# Run the simulator: random work and faults on a store, compared with the model; `just sim --help`
sim *ARGUMENTS:
    cargo xtask sim {{ARGUMENTS}}

# Fuzz every parser, led by coverage; `just fuzz --target spends --minutes 5`
fuzz *ARGUMENTS:
    cargo xtask fuzz {{ARGUMENTS}}

# Hold the service to its OpenAPI document by schemathesis, with and without keys
contract *ARGUMENTS:
    cargo xtask contract {{ARGUMENTS}}

# Check licences, doubled versions and sources of what is depended on; `just deny --advisories` where GitHub can be reached
deny *ARGUMENTS:
    cargo xtask deny {{ARGUMENTS}}

# Print which lines the Rust tests run, per crate
coverage:
    cargo xtask coverage

# Break real servers under load and account for every answer; `just faults --help`
faults *ARGUMENTS:
    cargo xtask faults {{ARGUMENTS}}

# Measure the core alone: deciding, fingerprints, parsing and rendering
bench-core:
    cargo bench -p wallet-domain -p wallet-http

# Check lints and format
lint:
    cargo clippy --workspace --all-targets -- -D warnings
    cargo fmt --all --check

# Format the code
fmt:
    cargo fmt --all

# Start a PostgreSQL of your own in ./data/pg and print its URL; `just db stop` stops it
db *COMMAND:
    cargo xtask db {{COMMAND}}

# Measure rates, latencies and memory on stores of its own and write docs/benchmarks.md; `just bench growth` a large one, `lifecycle` a growing one, `rollups` the figures of days, `citus --cluster URL` a distributed one
bench *ARGUMENTS:
    cargo xtask bench {{ARGUMENTS}}
