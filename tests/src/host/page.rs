//! One page of a host.

use super::FILES;

/// The path of the script that runs ahead of all others.
pub(super) const AHEAD: &str = "/ahead.js";

/// HTML, and the headers that it is answered with.
#[derive(Debug, Clone, Default)]
pub struct Page {
    head: String,
    body: String,
    pub(super) headers: Vec<(&'static str, String)>,
}

impl Page {
    /// A page with this in its body, and no script.
    #[must_use]
    pub fn new(body: impl Into<String>) -> Self {
        Self { body: body.into(), ..Self::default() }
    }

    /// A page with this in its body, and the widget's script.
    #[must_use]
    pub fn with_widget(body: impl Into<String>) -> Self {
        Self::new(body).module(format!("{FILES}define.js"))
    }

    /// With this in its head.
    #[must_use]
    pub fn head(mut self, html: &str) -> Self {
        self.head.push_str(html);
        self
    }

    /// With this module.
    #[must_use]
    pub fn module(self, url: impl AsRef<str>) -> Self {
        self.head(&format!("<script type=\"module\" src=\"{}\"></script>", url.as_ref()))
    }

    /// With this header.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(super) fn html(&self) -> String {
        let Self { head, body, .. } = self;
        with_ahead(&format!(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Host</title>\
             <link rel=\"icon\" href=\"data:,\">{head}</head><body>{body}</body></html>"
        ))
    }
}

/// The document with the script of the harness ahead of every other one.
pub(super) fn with_ahead(html: &str) -> String {
    let (before, after) = html.split_once("<head>").map_or(("", html), |(before, after)| (before, after));
    let head = if before.is_empty() { "" } else { "<head>" };
    format!("{before}{head}<script src=\"{AHEAD}\"></script>{after}")
}
