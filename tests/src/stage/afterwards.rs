//! What must be true after every journey, whatever happened in it.

use super::Stage;
use crate::proxy::{Endpoint, Secret};

impl Stage {
    pub(super) async fn afterwards(&self) {
        self.see_a_clean_console().await;
        self.see_no_secrets().await;
        self.see_no_code_posted_twice();
    }

    /// Each code reached the token endpoint at most once.
    pub fn see_no_code_posted_twice(&self) {
        for provider in &self.providers {
            let posts = provider.proxy.requests(Endpoint::Token);
            let mut codes: Vec<_> = posts.iter().filter_map(|post| post.parameter("code")).collect();
            let posted = codes.len();
            codes.sort_unstable();
            codes.dedup();
            assert_eq!(codes.len(), posted, "{}: a code was posted twice", provider.title);
        }
    }

    /// No error and no policy violation since this was last asked, but for the excused.
    pub async fn see_a_clean_console(&self) {
        let excused = self.excused.lock().expect("no panic while held").clone();
        let violations = *self.violations.lock().expect("no panic while held");
        let secrets = self.secrets();
        for line in self.browser.console().await {
            let leaked: Vec<_> = secrets.iter().filter(|secret| secret.is_in(&line.text)).collect();
            assert!(leaked.is_empty(), "the console shows {leaked:?}");
            let is_excused = line.policy || excused.iter().any(|part| line.text.contains(part.as_str()));
            assert!(!line.bad || is_excused, "the console is not clean: {}", line.text);
            assert!(!line.policy || violations, "a policy was violated: {}", line.text);
        }
    }

    /// No page of the site keeps or shows a token, code, verifier, nonce or state.
    pub async fn see_no_secrets(&self) {
        let secrets = self.secrets();
        let mut scanned = 0;
        for tab in self.browser.tabs().await {
            self.browser.go_to(&tab).await;
            if self.browser.url().await.starts_with(&self.site.origin()) {
                self.scan(&secrets).await;
                scanned += 1;
            }
        }
        if scanned == 0 {
            self.browser.open(&self.site.url()).await;
            self.scan(&secrets).await;
        }
    }

    async fn scan(&self, secrets: &[Secret]) {
        for stored in self.browser.stored().await {
            assert_ne!(stored.place, "scan failed", "{}", stored.text);
            let found: Vec<_> = secrets
                .iter()
                .filter(|secret| secret.is_in(&stored.text) || secret.is_in(&stored.key))
                .collect();
            assert!(found.is_empty(), "{} {:?} holds {found:?}", stored.place, stored.key);
        }
    }

    fn secrets(&self) -> Vec<Secret> {
        let open = *self.still_open.lock().expect("no panic while held");
        let kept = |secret: &Secret| open && matches!(secret.name, "state" | "nonce");
        self.providers.iter().flat_map(|it| it.proxy.secrets()).filter(|it| !kept(it)).collect()
    }
}
