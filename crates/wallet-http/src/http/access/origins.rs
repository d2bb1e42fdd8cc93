//! The origins of browsers' pages that may use the API from another site: CORS, which is off unless an operator names some.

/// The origins whose pages may read the answers; none unless the operator names some.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origins(Vec<String>);

impl Origins {
    /// The origins of a list with commas, each as a browser writes it: a scheme, a host, and a port unless it is the
    /// scheme's own.
    pub fn parse(list: &str) -> Result<Self, String> {
        let named = list.split(',').map(str::trim).filter(|origin| !origin.is_empty());
        named.map(|origin| is_an_origin(origin).map(|()| origin.to_owned())).collect::<Result<_, _>>().map(Self)
    }

    /// Whether an operator named any.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each of them.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Whether a page of that origin may use the API.
    pub(crate) fn contains(&self, origin: &str) -> bool {
        self.iter().any(|known| known == origin)
    }
}

fn is_an_origin(origin: &str) -> Result<(), String> {
    let refused = |why: &str| Err(format!("{origin} {why}"));
    if origin == "*" {
        return refused("would let in every page that there is; name each origin, such as https://shop.example");
    }
    let form = "must be a scheme and a host, with a port if it has one of its own, such as https://shop.example";
    let Some((scheme, authority)) = origin.split_once("://") else { return refused(form) };
    let is_scheme = scheme.bytes().next().is_some_and(|first| first.is_ascii_lowercase())
        && scheme.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"+-.".contains(&byte));
    let is_a_port = |port: &str| port.parse::<u16>().is_ok_and(|port| port > 0);
    let has_a_port = authority.rsplit_once(':').is_none_or(|(_, port)| port.ends_with(']') || is_a_port(port));
    let is_of_a_host = super::hosts::host_of(authority).is_some_and(|host| {
        let allows = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-._:".contains(&byte);
        !host.is_empty() && host.bytes().all(allows)
    });
    if !is_scheme || !is_of_a_host || !has_a_port {
        return refused(form);
    }
    let own_port = [("http", ":80"), ("https", ":443")];
    if own_port.iter().any(|(of, port)| *of == scheme && authority.ends_with(port)) {
        return refused("names the scheme's own port, which browsers leave out: leave it out here");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_read_as_browsers_write_them() {
        let list = "https://shop.example, http://localhost:5173,http://[::1]:8080,capacitor://localhost,";
        let origins = Origins::parse(list).expect("good origins");
        assert_eq!(origins.iter().count(), 4);
        assert!(origins.contains("http://localhost:5173") && !origins.contains("http://localhost"));
        assert!(Origins::parse("").expect("none").is_empty());
    }

    #[test]
    fn what_no_browser_would_send_is_refused_with_what_is_wrong_with_it() {
        for bad in [
            "shop.example",
            "https://",
            "https://shop.example/",
            "https://shop.example/a",
            "https://ada@shop.example",
            "https://Shop.example",
            "HTTPS://shop.example",
            "https://shop.example:",
            "https://shop.example:x",
            "https://shop.example:99999",
            "https://shop.example:0",
            "https://*.example",
            "://shop.example",
            "null",
        ] {
            let why = Origins::parse(bad).expect_err(bad);
            assert!(why.starts_with(&format!("{bad} must be a scheme and a host")), "{why}");
        }
        assert!(Origins::parse("*").is_err_and(|why| why.contains("every page")));
        for bad in ["https://shop.example:443", "http://shop.example:80"] {
            assert!(Origins::parse(bad).is_err_and(|why| why.contains("own port")), "{bad}");
        }
        assert!(Origins::parse("https://shop.example:80").is_ok());
    }
}
