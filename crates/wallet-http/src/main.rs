//! The `wallet` binary; `wallet --help` says what it does.

use std::process::ExitCode;

fn main() -> ExitCode {
    wallet_http::cli::main()
}
