//! When a fault happens: at which endpoint, for which grant, which time.

use std::ops::RangeInclusive;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use hyper::Method;

use super::{Endpoint, Fault};

/// Faults for the requests to one endpoint.
#[derive(Debug, Clone)]
pub struct Rule {
    endpoint: Endpoint,
    grant_type: Option<&'static str>,
    of_preflights: bool,
    times: Option<RangeInclusive<usize>>,
    seen: Arc<AtomicUsize>,
    faults: Vec<Fault>,
}

/// A rule for each request to this endpoint; preflights are left alone.
#[must_use]
pub fn on(endpoint: Endpoint) -> Rule {
    Rule {
        endpoint,
        grant_type: None,
        of_preflights: false,
        times: None,
        seen: Arc::default(),
        faults: Vec::new(),
    }
}

impl Rule {
    /// Only token requests of this grant type.
    #[must_use]
    pub fn grant(mut self, grant_type: &'static str) -> Self {
        self.grant_type = Some(grant_type);
        self
    }

    /// Only preflights, which are left alone otherwise.
    #[must_use]
    pub fn preflight(mut self) -> Self {
        self.of_preflights = true;
        self
    }

    /// Only the nth request, counted from 1.
    #[must_use]
    pub fn nth(mut self, n: usize) -> Self {
        self.times = Some(n..=n);
        self
    }

    /// Only the first n requests.
    #[must_use]
    pub fn first(mut self, n: usize) -> Self {
        self.times = Some(1..=n);
        self
    }

    /// Adds a fault; several happen in the order given.
    #[must_use]
    pub fn with(mut self, fault: Fault) -> Self {
        self.faults.push(fault);
        self
    }

    /// The faults for this request. It counts the request, so it must be called once for each.
    pub(super) fn faults(&self, endpoint: Endpoint, method: &Method, grant_type: Option<&str>) -> &[Fault] {
        let is_meant = self.endpoint == endpoint && self.of_preflights == (method == Method::OPTIONS);
        if !is_meant || self.grant_type.is_some_and(|wanted| Some(wanted) != grant_type) {
            return &[];
        }
        let number = self.seen.fetch_add(1, Ordering::Relaxed) + 1;
        if self.times.as_ref().is_none_or(|times| times.contains(&number)) { &self.faults } else { &[] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nth_request_of_a_grant_is_the_one_that_fails() {
        let rule = on(Endpoint::Token).grant("refresh_token").nth(2).with(Fault::DropBefore);
        let fails = |endpoint, grant| !rule.faults(endpoint, &Method::POST, Some(grant)).is_empty();
        assert!(!fails(Endpoint::Token, "refresh_token"));
        assert!(!fails(Endpoint::Token, "authorization_code"));
        assert!(!fails(Endpoint::Jwks, "refresh_token"));
        assert!(fails(Endpoint::Token, "refresh_token"));
        assert!(!fails(Endpoint::Token, "refresh_token"));
    }
    #[test]
    fn preflights_have_rules_of_their_own() {
        let (rule, preflight) = (on(Endpoint::Token), on(Endpoint::Token).preflight());
        for (rule, method, is_meant) in [
            (&rule, Method::POST, true),
            (&rule, Method::OPTIONS, false),
            (&preflight, Method::POST, false),
            (&preflight, Method::OPTIONS, true),
        ] {
            let rule = rule.clone().with(Fault::DropBefore);
            assert_eq!(rule.faults(Endpoint::Token, &method, None).len(), usize::from(is_meant));
        }
    }
}
