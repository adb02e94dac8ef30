//! A configuration for `portico check`.

use std::net::TcpListener;

/// An origin where nobody listens.
pub(crate) fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

/// With this provider alone.
pub(crate) fn config(issuer: &str) -> String {
    format!(
        r#"{{ "providers": [{{ "id": "acme", "title": "Acme", "issuer": "{issuer}", "client_id": "portico" }}] }}"#
    )
}
