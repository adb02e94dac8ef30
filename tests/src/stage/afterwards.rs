//! What must be true after every journey, whatever happened in it.

use super::Stage;
use crate::browser::ConsoleLine;
use crate::proxy::{Endpoint, Exchange, Secret};

impl Stage {
    pub(super) async fn afterwards(&self) {
        let wrong = [self.console_problems().await, self.leaks().await, self.codes_posted_twice()].concat();
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
            self.browser.open(&self.site.url()).await;
            found.extend(self.scan(&secrets).await);
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
