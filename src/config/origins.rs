//! Lists of origins.

use super::Problem;
use super::check::{origin, secure};
use super::reader::{Reader, indexed};
use crate::json::Value;
use crate::url::Origin;

/// The origins of a list that may be left out; `None` if it is.
pub(super) fn origins(file: &mut Reader<'_>, name: &str) -> Option<Vec<Origin>> {
    let mut origins = Vec::new();
    match file.take_nullable(name)? {
        Value::Array(values) => {
            for (index, value) in values.iter().enumerate() {
                let text = file.checked(&indexed(name, index), value, origin);
                if let Some(Ok(url)) = text.map(secure) {
                    origins.push(url.origin().clone());
                }
            }
        }
        _ => file.fail(name, Problem::Type),
    }
    Some(origins)
}

#[cfg(test)]
mod tests {
    use crate::config::{Error, parse};

    /// The origins that may frame a page with this list, as text.
    fn ancestors(list: &str) -> Result<Vec<String>, Vec<Error>> {
        let provider = r#"{ "id": "a", "title": "A", "issuer": "https://id.example", "client_id": "c" }"#;
        let text = format!(r#"{{ "frame_ancestors": {list}, "providers": [{provider}] }}"#);
        let origins = parse(&text)?.config.frame_ancestors;
        Ok(origins.iter().map(|origin| origin.as_str().to_owned()).collect())
    }

    fn error(list: &str) -> String {
        ancestors(list).unwrap_err()[0].to_string()
    }

    #[test]
    fn nobody_frames_the_page_but_who_is_listed() {
        assert_eq!(ancestors("[]").unwrap(), Vec::<String>::new());
        assert_eq!(ancestors("null").unwrap(), Vec::<String>::new());
        assert_eq!(
            ancestors(r#"["https://Host.example:443/", "http://localhost:3000", "http://127.0.0.1"]"#)
                .unwrap(),
            ["https://host.example", "http://localhost:3000", "http://127.0.0.1"]
        );
    }

    #[test]
    fn what_is_more_than_an_origin_or_none_is_named() {
        let alone = "`frame_ancestors[0]` is no origin alone: it must not have a path or a wildcard";
        for wrong in [
            "*",
            "https://*",
            "https://*.example",
            "https://a.example:*",
            "https://a.example/app",
            "https://a.example?x",
            "https://a.example/#x",
            "https://u@a.example",
            "https://a.example https://b.example",
            "a.example",
            "//a.example",
            "'self'",
            "null",
            "https:",
            "file:///a",
            "",
        ] {
            assert_eq!(error(&format!("[{wrong:?}]")), alone, "{wrong}");
        }
        let insecure = "`frame_ancestors[1]` is not https";
        assert_eq!(error(r#"["https://a.example", "http://a.example"]"#), insecure);
        assert_eq!(error(r#""https://a.example""#), "`frame_ancestors` has the wrong type");
        assert_eq!(error("[7]"), "`frame_ancestors[0]` has the wrong type");
    }
}
