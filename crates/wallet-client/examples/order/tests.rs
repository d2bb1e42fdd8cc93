//! The page has this program, and it does what the page says.

use harness::process::{Server, folder, wallet};

use super::*;

#[tokio::test]
async fn the_program_of_the_page_spends_once() {
    let (program, page) = (include_str!("main.rs"), include_str!("../../../../docs/integrate/rust.md"));
    let program = program.split_once("\n\n").and_then(|(_, rest)| rest.split_once("\n#[cfg(test)]"));
    let (program, _) = program.expect("a header, the program, and its test");
    assert!(page.contains(&format!("```rust\n{program}```")), "docs/integrate/rust.md has another program");
    let store = folder();
    let server = Server::start(wallet(store.path(), &["serve", "--port", "0"]).env("DATABASE_URL", "sqlite:wallet.db"));
    let wallet = Client::new(&format!("http://{}", server.address), None).expect("a client");
    for _ in 0..2 {
        assert_eq!(buy(&wallet, "order-1001").await.expect("an answer"), "470 coins are left");
    }
}
