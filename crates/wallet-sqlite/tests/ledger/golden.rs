//! The schema that the migrations make, definition by definition.

use crate::common::Fixture;
use wallet_domain::testing::check_golden;

/// A statement without comments and in one line, cut into its definitions: at the commas of the outermost parentheses.
fn definitions(sql: &str) -> Vec<String> {
    let (mut parts, mut depth, mut is_text) = (vec![String::new()], 0, false);
    let lines =
        sql.lines().map(|line| line.split(" -- ").next().unwrap_or(line)).filter(|line| !line.starts_with("--"));
    for word in lines.flat_map(str::split_whitespace) {
        for letter in word.chars() {
            is_text ^= letter == '\'';
            depth += i32::from(!is_text && letter == '(') - i32::from(!is_text && letter == ')');
            let is_border = !is_text && (depth == 1 && matches!(letter, '(' | ',') || depth == 0 && letter == ')');
            let part = parts.last_mut().expect("there is one");
            if is_border { parts.push(String::new()) } else { part.push(letter) }
        }
        parts.last_mut().expect("there is one").push(' ');
    }
    parts.iter().map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

#[test]
fn the_schema_is_golden() {
    let fixture = Fixture::new();
    let connection = fixture.by_hand();
    let sql = "SELECT type, name, sql FROM sqlite_schema
               WHERE sql IS NOT NULL AND tbl_name <> 'refinery_schema_history' ORDER BY type, name";
    let mut statement = connection.prepare(sql).expect("prepared");
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).expect("queried");
    let mut text = String::new();
    for row in rows {
        let (kind, name, sql): (String, String, String) = row.expect("three texts");
        // Only a table's definitions stand in no order.
        let lines = match kind.as_str() {
            "table" => {
                let mut lines = definitions(&sql);
                lines.sort_unstable();
                lines
            }
            _ => vec![sql.split_whitespace().collect::<Vec<_>>().join(" ")],
        };
        text.extend([&kind, " ", &name, "\n  ", &lines.join("\n  "), "\n"]);
    }
    check_golden(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/schema.txt"), &text);
}
