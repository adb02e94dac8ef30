//! better-auth as the backend, such as Portabase's.

use super::backend::Kind;
use super::check::any;
use super::reader::Reader;
use super::{Entry, Problem, Provider, Shown};
use crate::later;
use crate::url::Url;

/// What Portabase, and most others, have better-auth at.
const PATH: &str = "api/auth/";

/// A better-auth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BetterAuth {
    /// What its endpoints are below: ends in a slash.
    pub url: Url,
    /// Its providers, which it does not tell. None: the page signs in at providers of its own, and hands their ID tokens
    /// over.
    pub providers: Vec<Shown>,
}

impl BetterAuth {
    /// Reads what `backend` says of it. `None` only with an error.
    pub(super) fn read(file: &mut Reader<'_>, base_url: &Url) -> Option<Self> {
        let path = file.str("backend.auth_path", any).unwrap_or(PATH);
        let slash = if path.ends_with('/') { "" } else { "/" };
        let url = base_url.join(&[path, slash].concat());
        let Some(url) = url.ok().filter(|url| url.origin() == base_url.origin()) else {
            file.fail("backend.auth_path", Problem::Path);
            return None;
        };
        // Which part of the program is there, `boot.js` has decided by the same.
        let providers = match (file.has("providers"), file.has("backend.providers")) {
            (true, true) => {
                file.take("backend.providers");
                file.fail("backend.providers", Problem::BothProviders);
                Vec::new()
            }
            (true, false) => Vec::new(),
            (false, _) => later::better_auth(|| Shown::read_all(file, Kind::BetterAuth)),
        };
        Some(Self { url, providers })
    }

    /// The picker, where the providers are its own.
    pub(super) fn entries(&self) -> Vec<Entry> {
        let entry = |shown: &Shown| {
            let provider =
                Provider::of_backend(shown.id.clone(), shown.id.clone(), None, self.url.clone(), Some(shown));
            Entry::Provider(Box::new(provider))
        };
        self.providers.iter().map(entry).collect()
    }

    /// Is the session a cookie, and better-auth itself the client of the providers?
    pub fn is_by_cookie(&self) -> bool {
        !self.providers.is_empty()
    }
}
