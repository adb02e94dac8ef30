//! The API that gets the access token.

use super::file::BackendFile;
use super::{Issues, Method, Problem};
use crate::url::{Origin, Url};

/// The API that gets the access token as a bearer token ([RFC 6750 §2.1]).
///
/// [RFC 6750 §2.1]: https://www.rfc-editor.org/rfc/rfc6750#section-2.1
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backend {
    /// The only origins that ever get the token.
    pub allowed_origins: Vec<Origin>,
    /// The request whose answer the account screen shows.
    pub request: Option<Request>,
}

/// A request to the backend; its URL is on an allowed origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// GET or POST.
    pub method: Method,
    /// Absolute.
    pub url: Url,
}

impl Backend {
    pub(super) fn parse(file: BackendFile, issues: &mut Issues) -> Option<Self> {
        let base_url = issues.required("backend.base_url", secure(&file.base_url))?;
        let mut allowed_origins = Vec::new();
        for (index, text) in file.allowed_origins.iter().flatten().enumerate() {
            let field = super::indexed("backend.allowed_origins", index);
            allowed_origins.push(issues.required(&field, origin(text))?);
        }
        if file.allowed_origins.is_none() {
            allowed_origins.push(base_url.origin().clone());
        }
        let request = match file.request {
            None => None,
            Some(request) => {
                let url = base_url.join(&request.path).map_err(|_| Problem::Path);
                let url = url.and_then(|url| {
                    let allowed = allowed_origins.contains(url.origin());
                    if allowed { Ok(url) } else { Err(Problem::NotAllowedOrigin) }
                });
                Some(Request { method: request.method, url: issues.required("backend.request.path", url)? })
            }
        };
        Some(Self { allowed_origins, request })
    }
}

/// A URL that tokens may travel to.
pub(super) fn secure(text: &str) -> Result<Url, Problem> {
    let url = Url::parse(text).map_err(|_| Problem::Url)?;
    if !url.origin().is_secure() {
        return Err(Problem::Insecure);
    }
    if url.has_fragment() { Err(Problem::Url) } else { Ok(url) }
}

/// An origin alone: anything after the host would look as if it were compared.
fn origin(text: &str) -> Result<Origin, Problem> {
    let url = secure(text)?;
    if url.path_and_rest() == "/" { Ok(url.origin().clone()) } else { Err(Problem::Url) }
}
