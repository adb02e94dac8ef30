//! What a browser does not let the page see.

use portico::protocol::http::{FetchError, Fetched, Request};
use portico::text::clean;
use portico::url::Url;

use super::{Asker, Unanswered};
use crate::check::answer::Answer;
use crate::check::cors::{self, Blocked};

/// Why the page does not get an answer, though it asked as it should.
#[derive(Debug)]
pub enum Unseen {
    /// There is none.
    Unanswered(Unanswered),
    /// It is a redirection, which the page does not follow: where to, without its query.
    Redirected(String),
    /// There is one, and CORS keeps it from the page.
    Hidden {
        /// Why.
        blocked: Blocked,
        /// The answer, which can be looked at from here.
        answer: Box<Answer>,
    },
}

impl Unseen {
    /// As the page's own code would be told.
    pub fn fetched(&self) -> Fetched {
        match self {
            Self::Unanswered(unanswered) => unanswered.fetched(),
            Self::Redirected(_) | Self::Hidden { .. } => Err(FetchError::Unreachable),
        }
    }

    /// What a page of this origin gets instead of the answer, in a sentence.
    pub(in crate::check) fn message(&self, url: &Url, origin: &str) -> String {
        // Its query says nothing here.
        let address = url.as_str().split('?').next().unwrap_or_default();
        match self {
            Self::Unanswered(unanswered) => format!("{address}: {unanswered}"),
            Self::Redirected(to) => format!("{address} redirects to {to}, and the page follows no redirects"),
            Self::Hidden { blocked, answer } if answer.is_success() || blocked.is_of_preflight() => {
                format!("a page of {origin} may not ask {address}: {blocked}")
            }
            Self::Hidden { blocked, answer } => {
                let status = answer.status;
                format!(
                    "{address} answers with HTTP {status}, which a page of {origin} may not read: {blocked}"
                )
            }
        }
    }

    /// What to do about it; `hidden` says that of an answer which CORS keeps from the page.
    pub(in crate::check) fn fix(&self, url: &Url, hidden: impl FnOnce(&Answer) -> String) -> String {
        match self {
            Self::Unanswered(unanswered) => unanswered.fix(),
            Self::Redirected(to) => fix_of_redirect(url, to),
            Self::Hidden { answer, .. } => hidden(answer),
        }
    }
}

fn fix_of_redirect(from: &Url, to: &str) -> String {
    let there = reqwest::Url::parse(from.as_str()).and_then(|url| url.join(to));
    if there.is_ok_and(|there| there.as_str() == from.as_str()) {
        "It leads to itself: look at the server, and at the reverse proxy before it.".into()
    } else {
        "Name the address behind it in config.json.".into()
    }
}

impl Asker {
    /// Sends a request of the page: the answer, if the page gets it.
    pub async fn fetch(&self, request: &Request) -> Result<Answer, Unseen> {
        let answered = self.ask(request).await;
        self.see(&request.url, answered)
    }

    /// The answer from this address, if the page gets it.
    pub fn see(&self, url: &Url, answered: Result<Answer, Unanswered>) -> Result<Answer, Unseen> {
        let answer = answered.map_err(Unseen::Unanswered)?;
        if let Some(location) = answer.location() {
            return Err(Unseen::Redirected(clean(location.split('?').next().unwrap_or(location), 200)));
        }
        let blocked = self.foreign_origin(url).and_then(|origin| cors::readable(&answer, origin).err());
        match blocked {
            Some(blocked) => Err(Unseen::Hidden { blocked, answer: Box::new(answer) }),
            None => Ok(answer),
        }
    }
}

/// What a request came to, as the page's own code would be told.
pub fn fetched(seen: &Result<Answer, Unseen>) -> Fetched {
    match seen {
        Ok(answer) => answer.fetched(),
        Err(unseen) => unseen.fetched(),
    }
}
