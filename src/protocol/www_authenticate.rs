//! `WWW-Authenticate`: what a resource server says of the token that it refused ([RFC 6750 §3],
//! [RFC 9110 §11.6.1]).
//!
//! [RFC 6750 §3]: https://www.rfc-editor.org/rfc/rfc6750#section-3
//! [RFC 9110 §11.6.1]: https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1

/// Can a new access token help? Yes where the server says `invalid_token`, says nothing, or may not be heard:
/// CORS hides the header unless the server exposes it.
pub fn asks_for_new_token(header: Option<&str>) -> bool {
    header.and_then(bearer_error).is_none_or(|error| error == "invalid_token")
}

/// `error` of the challenge for a bearer token; there may be challenges of other schemes around it.
fn bearer_error(header: &str) -> Option<String> {
    let mut is_bearer = false;
    for part in parts(header) {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        // `Bearer error="x"`: a scheme before the first parameter; `Negotiate`: one without parameters.
        let (scheme, name) = match name.trim().split_once(' ') {
            Some((scheme, name)) => (Some(scheme), name.trim()),
            None if part.contains('=') => (None, name.trim()),
            None => (Some(name.trim()), ""),
        };
        if let Some(scheme) = scheme {
            is_bearer = scheme.eq_ignore_ascii_case("bearer");
        }
        if is_bearer && name.eq_ignore_ascii_case("error") {
            return Some(unquoted(value.trim()));
        }
    }
    None
}

/// What stands between commas; a comma in quotes is no such.
fn parts(header: &str) -> impl Iterator<Item = &str> {
    let (mut in_quotes, mut escaped) = (false, false);
    let parts = header.split(move |c| {
        let is_end = c == ',' && !in_quotes;
        (in_quotes, escaped) = match c {
            _ if escaped => (in_quotes, false),
            '\\' => (in_quotes, in_quotes),
            '"' => (!in_quotes, false),
            _ => (in_quotes, false),
        };
        is_end
    });
    parts.map(str::trim)
}

fn unquoted(value: &str) -> String {
    let Some(quoted) = value.strip_prefix('"') else { return value.to_owned() };
    let (mut text, mut escaped) = (String::new(), false);
    for c in quoted.chars() {
        match c {
            '\\' if !escaped => escaped = true,
            '"' if !escaped => break,
            _ => {
                escaped = false;
                text.push(c);
            }
        }
    }
    text
}
