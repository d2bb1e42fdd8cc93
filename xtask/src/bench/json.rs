//! The JSON that our own programs print, read without a dependency.

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Reads one value and nothing behind it.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut reader = Reader { bytes: text.as_bytes(), at: 0 };
        let value = reader.value()?;
        reader.skip_space();
        if reader.at == reader.bytes.len() { Ok(value) } else { Err(reader.unexpected("the end")) }
    }

    /// A member of an object.
    pub(crate) fn get(&self, name: &str) -> Option<&Self> {
        let Self::Object(members) = self else { return None };
        members.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    pub(crate) fn number(&self) -> Option<f64> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }

    pub(crate) fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    pub(crate) fn list(&self) -> &[Self] {
        if let Self::List(items) = self { items } else { &[] }
    }

    pub(crate) fn members(&self) -> &[(String, Self)] {
        if let Self::Object(members) = self { members } else { &[] }
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn value(&mut self) -> Result<Json, String> {
        self.skip_space();
        match self.bytes.get(self.at) {
            Some(b'{') => self.object(),
            Some(b'[') => self.list(),
            Some(b'"') => self.text().map(Json::Text),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.word("true", Json::Bool(true)),
            Some(b'f') => self.word("false", Json::Bool(false)),
            Some(b'n') => self.word("null", Json::Null),
            _ => Err(self.unexpected("a value")),
        }
    }

    fn object(&mut self) -> Result<Json, String> {
        let mut members = Vec::new();
        self.at += 1;
        if self.takes(b'}') {
            return Ok(Json::Object(members));
        }
        loop {
            self.skip_space();
            let name = self.text()?;
            if !self.takes(b':') {
                return Err(self.unexpected("a colon"));
            }
            members.push((name, self.value()?));
            if self.takes(b'}') {
                return Ok(Json::Object(members));
            }
            if !self.takes(b',') {
                return Err(self.unexpected("a comma or a brace"));
            }
        }
    }

    fn list(&mut self) -> Result<Json, String> {
        let mut items = Vec::new();
        self.at += 1;
        if self.takes(b']') {
            return Ok(Json::List(items));
        }
        loop {
            items.push(self.value()?);
            if self.takes(b']') {
                return Ok(Json::List(items));
            }
            if !self.takes(b',') {
                return Err(self.unexpected("a comma or a bracket"));
            }
        }
    }

    fn text(&mut self) -> Result<String, String> {
        if self.bytes.get(self.at) != Some(&b'"') {
            return Err(self.unexpected("a string"));
        }
        self.at += 1;
        let mut read = Vec::new();
        loop {
            let byte = *self.bytes.get(self.at).ok_or_else(|| self.unexpected("the end of a string"))?;
            self.at += 1;
            match byte {
                b'"' => return String::from_utf8(read).map_err(|error| error.to_string()),
                b'\\' => {
                    let character = self.escaped()?;
                    read.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                }
                other => read.push(other),
            }
        }
    }

    /// What stands behind a backslash. Halves of a pair of surrogates become the replacement character: none of
    /// what is read here has them.
    fn escaped(&mut self) -> Result<char, String> {
        let byte = self.bytes.get(self.at).copied();
        self.at += 1;
        Ok(match byte {
            Some(b'n') => '\n',
            Some(b't') => '\t',
            Some(b'r') => '\r',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(same @ (b'"' | b'\\' | b'/')) => char::from(same),
            Some(b'u') => {
                let digits = self.bytes.get(self.at..self.at + 4).and_then(|digits| std::str::from_utf8(digits).ok());
                let code = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
                self.at += 4;
                let code = code.ok_or_else(|| self.unexpected("four digits"))?;
                char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            _ => return Err(self.unexpected("an escape")),
        })
    }

    fn number(&mut self) -> Result<Json, String> {
        let rest = &self.bytes[self.at..];
        let length =
            rest.iter().take_while(|byte| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E')).count();
        let number = std::str::from_utf8(&rest[..length]).ok().and_then(|digits| digits.parse().ok());
        let number = number.ok_or_else(|| self.unexpected("a number"))?;
        self.at += length;
        Ok(Json::Number(number))
    }

    fn word(&mut self, word: &str, value: Json) -> Result<Json, String> {
        if !self.bytes[self.at..].starts_with(word.as_bytes()) {
            return Err(self.unexpected(word));
        }
        self.at += word.len();
        Ok(value)
    }

    /// Steps over white space and `byte`, if that is what comes.
    fn takes(&mut self, byte: u8) -> bool {
        self.skip_space();
        let comes = self.bytes.get(self.at) == Some(&byte);
        self.at += usize::from(comes);
        comes
    }

    fn skip_space(&mut self) {
        while matches!(self.bytes.get(self.at), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    fn unexpected(&self, wanted: &str) -> String {
        format!("this is no JSON: {wanted} was expected at byte {}", self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_read_with_all_that_it_holds() {
        let text = r#" {"mode":"closed","rate":null,"checked":true,"requests_per_s":1.25e3,"neg":-7,
            "latency_us":{"p50":850},"outcomes":{"posted":12},"list":[1,[],{}],"text":"a \"b\"\nA ü"} "#;
        let json = Json::parse(text).expect("valid");
        assert_eq!(json.get("mode").and_then(Json::text), Some("closed"));
        assert_eq!(json.get("rate"), Some(&Json::Null));
        assert_eq!(json.get("checked"), Some(&Json::Bool(true)));
        assert_eq!(json.get("requests_per_s").and_then(Json::number), Some(1250.0));
        assert_eq!(json.get("neg").and_then(Json::number), Some(-7.0));
        assert_eq!(json.get("latency_us").and_then(|latency| latency.get("p50")?.number()), Some(850.0));
        assert_eq!(json.get("outcomes").map(Json::members), Some(&[("posted".to_owned(), Json::Number(12.0))][..]));
        assert_eq!(json.get("list").map(|list| list.list().len()), Some(3));
        assert_eq!(json.get("text").and_then(Json::text), Some("a \"b\"\nA ü"));
        assert_eq!(Json::parse(r#""\u0041\/""#), Ok(Json::Text("A/".to_owned())));
    }

    #[test]
    fn what_is_no_json_is_refused() {
        for text in ["", "{", "[1,]", "{\"a\"}", "{\"a\":1 \"b\":2}", "tru", "\"open", "1 2", "\"\\u00\"", "-", "{,}"] {
            assert!(Json::parse(text).is_err(), "{text}");
        }
    }
}
