//! How names are written in the document.

/// The name of a function here as one of a method in a client: `list_entries` is `listEntries`.
pub(crate) fn camel_case(name: &str) -> String {
    let first = name.chars().take(1);
    first.chain(pascal_case(name).chars().skip(1)).collect()
}

/// The same as the name of a type: `top_up` is `TopUp`, and so is `Top-Up`.
pub(crate) fn pascal_case(name: &str) -> String {
    let capitalized = |word: &str| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    };
    name.split(['_', '-', ' ']).map(capitalized).collect()
}
