//! The files of the built page, and nothing else that lies in its folder or elsewhere.

use std::path::Path;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderName, StatusCode, header};
use axum::response::Response;
use percent_encoding::percent_decode_str;
use tower_http::services::ServeFile;

use super::response::{not_found, plain, with};
use crate::{caching, sharing};

/// The name of the file that a path below the page's asks for, if it can be served.
///
/// # Security
/// No segment begins with a dot: `..` leaves the folder, and `.git`, `.env` or `.htpasswd` are not for others. Only
/// `.well-known` is made to be asked for ([RFC 8615 §3]).
///
/// [RFC 8615 §3]: https://www.rfc-editor.org/rfc/rfc8615#section-3
pub(super) fn name(path: &str) -> Option<String> {
    let name = percent_decode_str(path).decode_utf8().ok()?;
    if name.is_empty() {
        return Some(caching::PAGE.into());
    }
    let below = name.strip_prefix(".well-known/").unwrap_or(&name);
    let is_served = |segment: &str| !segment.is_empty() && !segment.starts_with('.');
    // A backslash or a colon would be read by Windows.
    let is_plain = !name.chars().any(|letter| letter.is_control() || matches!(letter, '\\' | ':'));
    (is_plain && below.split('/').all(is_served)).then(|| name.into_owned())
}

/// The file, in the smallest form that is there and accepted.
pub(super) async fn answer(folder: &Path, name: &str, mut request: Request<()>) -> Response {
    let path = folder.join(name);
    let (inside, folder) = (path.clone(), folder.to_owned());
    if !tokio::task::spawn_blocking(move || is_inside(&folder, &inside)).await.unwrap_or(false) {
        return not_found();
    }
    // Whether what was begun is still the same is not looked at; without a range it is sent whole, as
    // RFC 9110 §13.1.5 has it where it is not.
    if request.headers().contains_key(header::IF_RANGE) {
        request.headers_mut().remove(header::RANGE);
    }
    let mut file = ServeFile::new(path).precompressed_br().precompressed_gzip();
    let Ok(response) = file.try_call(request).await else {
        return plain(StatusCode::INTERNAL_SERVER_ERROR, "the file cannot be read\n");
    };
    let is_file =
        matches!(response.status(), StatusCode::OK | StatusCode::PARTIAL_CONTENT | StatusCode::NOT_MODIFIED);
    // 412 and 416 are about this one request.
    let kept = if is_file { caching::of(name) } else { caching::OF_ERROR };
    let mut response = with(response.map(Body::new), header::CACHE_CONTROL, kept);
    if is_file && sharing::is_shared(name) {
        for (name, value) in sharing::HEADERS {
            response = with(response, HeaderName::from_static(name), value);
        }
    }
    if response.status() == StatusCode::NOT_MODIFIED {
        // RFC 9110 §15.4.5: as it would be with the file.
        response = with(response, header::VARY, "accept-encoding");
    }
    response
}

/// Whether it is a file, and it and its smaller forms are in the folder, wherever symbolic links lead.
fn is_inside(folder: &Path, path: &Path) -> bool {
    // Each time: the folder may be a link that a deployment changes.
    let Ok(folder) = folder.canonicalize() else { return false };
    let lies_inside =
        |path: &Path| path.canonicalize().is_ok_and(|real| real.starts_with(&folder) && real.is_file());
    let small = |ending: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        let path = Path::new(&name);
        !path.exists() || lies_inside(path)
    };
    lies_inside(path) && small(".br") && small(".gz")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_decoded_path() {
        for (path, expected) in [
            ("", Some("index.html")),
            ("%69ndex.html", Some("index.html")),
            ("icons/a.svg", Some("icons/a.svg")),
            ("icons%2fa.svg", Some("icons/a.svg")),
            ("Gr%C3%BC%C3%9Fe.txt", Some("Grüße.txt")),
            (".well-known/security.txt", Some(".well-known/security.txt")),
            ("%252e%252e/a", Some("%2e%2e/a")),
        ] {
            assert_eq!(name(path).as_deref(), expected, "{path}");
        }
    }

    #[test]
    fn what_leaves_the_folder_or_is_hidden_has_none() {
        for path in [
            "..",
            "../a",
            "%2e%2e/a",
            "a/../../b",
            "a/%2e%2e%2fb",
            "a%2f..%2fb",
            ".",
            "./a",
            "a/",
            "/a",
            "a//b",
            ".env",
            "%2eenv",
            ".git/config",
            "a/.htpasswd",
            ".well-known/.env",
            "a/.well-known/b",
            ".well-known",
            ".well-known/",
            "a%00",
            "a%0a",
            "..%5ca",
            "c:a",
            "%ff",
        ] {
            assert_eq!(name(path), None, "{path}");
        }
    }
}
