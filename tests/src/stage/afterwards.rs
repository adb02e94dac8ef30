//! What must be true after every journey, whatever happened in it.

use url::Url;

use super::Stage;
use crate::browser::ConsoleLine;
use crate::host::{Host, Post};
use crate::proxy::{Endpoint, Exchange, Secret};

impl Stage {
    pub(super) async fn afterwards(&self) {
        let wrong = [
            self.console_problems().await,
            self.leaks().await,
            self.posts_too_open(),
            self.codes_posted_twice(),
        ];
        let wrong = wrong.concat();
        assert!(wrong.is_empty(), "after the journey:\n{}", wrong.join("\n"));
    }

    /// Errors, policy violations and secrets in the console since it was last asked, but for what
    /// is excused.
    pub async fn console_problems(&self) -> Vec<String> {
        let excused = self.excused.lock().expect("no panic while held").clone();
        let violations = *self.violations.lock().expect("no panic while held");
        let secrets = self.secrets();
        let problem = |ConsoleLine { bad, policy, text }: ConsoleLine| {
            if let Some(secret) = secrets.iter().find(|secret| secret.is_in(&text)) {
                return Some(format!("the console shows a {secret:?}"));
            }
            let excused =
                if policy { violations } else { excused.iter().any(|it| text.contains(it.as_str())) };
            ((bad || policy) && !excused).then(|| format!("the console says: {text}"))
        };
        self.browser.console().await.into_iter().filter_map(problem).collect()
    }

    /// Every token, code, verifier, nonce or state that a page of the site keeps or shows.
    pub async fn leaks(&self) -> Vec<String> {
        let secrets = self.secrets();
        let (mut found, mut scanned) = (Vec::new(), false);
        let mut pages = self.pages.lock().expect("no panic while held").clone();
        pages.push(self.site.origin());
        for tab in self.browser.tabs().await {
            self.browser.go_to(&tab).await;
            let url = self.browser.url().await;
            if pages.iter().any(|page| url.starts_with(page)) {
                found.extend(self.scan(&secrets).await);
                scanned = true;
            }
        }
        if !scanned {
            // Any address of an origin shows what it keeps; this one does nothing else.
            let elsewhere = self.host.iter().map(|host| host.url("/ahead.js"));
            for page in elsewhere.chain([self.site.url()]) {
                self.browser.open(&page).await;
                found.extend(self.scan(&secrets).await);
            }
        }
        found
    }

    async fn scan(&self, secrets: &[Secret]) -> Vec<String> {
        let mut found = Vec::new();
        for stored in self.browser.stored().await {
            if stored.place == "scan failed" {
                found.push(format!("the scan failed: {}", stored.text));
            }
            let holds = |secret: &&Secret| secret.is_in(&stored.text) || secret.is_in(&stored.key);
            for secret in secrets.iter().filter(holds) {
                found.push(format!("{} holds a {secret:?}", stored.place));
            }
        }
        found
    }

    /// The messages of the widget that anybody might get, or that hold a token.
    #[must_use]
    pub fn posts_too_open(&self) -> Vec<String> {
        let secrets = self.secrets();
        // An authorization response is what a window is opened for: it may be handed over, to its opener only.
        let in_response = |secret: &&Secret| matches!(secret.name, "code" | "state");
        let problem = |post: &Post| {
            let target = post.target_origin.as_deref();
            if target.is_some_and(|origin| !is_origin(origin)) {
                return Some(format!("a message is for the origin {target:?}"));
            }
            // Tabs of one origin share a session in a channel of their own.
            let is_for_tabs = post.channel.as_deref() == Some("portico");
            let may_be_held =
                |it: &&Secret| if is_for_tabs { it.name == "access_token" } else { in_response(it) };
            let text = post.message.to_string();
            let mut held = secrets.iter().filter(|it| !may_be_held(it));
            held.find(|secret| secret.is_in(&text)).map(|secret| format!("a message holds a {secret:?}"))
        };
        self.host.iter().flat_map(Host::posts).filter_map(|post| problem(&post)).collect()
    }

    /// The providers to whose token endpoint a code was posted more than once.
    #[must_use]
    pub fn codes_posted_twice(&self) -> Vec<String> {
        let twice = |posts: Vec<_>| {
            let mut codes: Vec<_> =
                posts.iter().filter_map(|post: &Exchange| post.parameter("code")).collect();
            let posted = codes.len();
            codes.sort_unstable();
            codes.dedup();
            codes.len() < posted
        };
        let providers = self.providers.iter().filter(|it| twice(it.proxy.requests(Endpoint::Token)));
        providers.map(|it| format!("a code was posted twice to {}", it.title)).collect()
    }

    fn secrets(&self) -> Vec<Secret> {
        let open = *self.still_open.lock().expect("no panic while held");
        let kept = |secret: &Secret| open && matches!(secret.name, "state" | "nonce");
        self.providers.iter().flat_map(|it| it.proxy.secrets()).filter(|it| !kept(it)).collect()
    }
}

/// Whether it is an origin and nothing else, and no wildcard.
fn is_origin(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| url.origin().is_tuple() && url.origin().ascii_serialization() == text)
}
