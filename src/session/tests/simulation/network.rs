//! What is between the tabs, and between them and the provider: it delays, loses, doubles and reorders.

use super::loss::Reason;
use super::provider::Answer;
use super::run::Broken;
use super::world::{Event, World};
use crate::protocol::form;
use crate::protocol::http::{FetchError, Fetched, Request, RequestId, Response};
use crate::session::tests::world as page;
use crate::session::{Input, Message};

/// A refresh token on its way.
#[derive(Clone)]
pub(super) struct Post {
    tab: usize,
    life: u32,
    id: RequestId,
    token: String,
    fate: Fate,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Answered,
    /// The answer is lost.
    Unanswered,
    /// One of two copies, of which the answer arrives.
    First,
    /// The other one.
    Second,
}

impl World {
    pub(super) fn tell(&mut self, tab: usize, message: &Message) {
        for other in (0..self.tabs.len()).filter(|other| *other != tab).collect::<Vec<_>>() {
            // A page in the back/forward cache hears nothing, until it comes back.
            if self.chance(self.perils.1) {
                let away = self.below(60_000);
                self.to(other, away, Input::Restored);
                continue;
            }
            let times = if self.chance(10) { 2 } else { 1 };
            for _ in 0..times {
                // So late that others, which were said after it, are heard before.
                let late = if self.chance(10) { 5_000 } else { 50 };
                let delay = self.below(late);
                self.to(other, delay, Input::Heard(message.clone()));
            }
        }
    }

    pub(super) fn fetch(&mut self, tab: usize, id: RequestId, request: &Request, delay: u64) {
        let travel = delay + 1 + self.below(2_000);
        let path = request.url.path();
        if path == "/token" {
            let form = request.form.as_ref().map(|form| form::decode(form.expose())).unwrap_or_default();
            if let Some((_, token)) = form.into_iter().find(|(name, _)| name == "refresh_token") {
                return self.post(tab, id, token, travel);
            }
            let result = self.first_tokens(tab, id);
            return self.to(tab, travel, Input::Fetched { id, result });
        }
        let origin = request.url.origin().as_str();
        let metadata = page::World::metadata(origin);
        let body = match path {
            "/.well-known/openid-configuration" => metadata.as_str(),
            "/jwks" => r#"{"keys":[{"kty":"EC","crv":"P-256","x":"AAAA","y":"AAAA","kid":"k"}]}"#,
            "/userinfo" => r#"{"sub":"alice"}"#,
            _ => "{}",
        };
        self.to(tab, travel, Input::Fetched { id, result: page::answer(200, body) });
    }

    fn post(&mut self, tab: usize, id: RequestId, token: String, travel: u64) {
        if self.in_flight.contains(&token) {
            if self.is_claim_moot {
                self.damaged(Reason::ClaimMeasuredWrongly);
            } else {
                self.blame(|| {
                    format!("tab {tab} posts a refresh token while another post of it is under way")
                });
            }
        }
        self.in_flight.push(token.clone());
        let failure = if self.provider.in_trouble {
            let retry_after = Some(u32::try_from(self.below(30)).unwrap());
            Some(page::answer(503, "").map(|response| Response { retry_after, ..response }))
        } else if !self.online || self.chance(self.perils.1) {
            Some(Err(FetchError::Unreachable))
        } else {
            None
        };
        if let Some(result) = failure {
            self.later(travel, Event::Dropped(token));
            return self.to(tab, travel, Input::Fetched { id, result });
        }
        let life = self.tabs[tab].life;
        let is_doubled = self.chance(self.perils.1.saturating_mul(2));
        let fate = match (is_doubled, self.chance(self.perils.1)) {
            (true, _) => Fate::First,
            (false, true) => Fate::Unanswered,
            (false, false) => Fate::Answered,
        };
        let post = Post { tab, life, id, token, fate };
        if is_doubled {
            let other = 1 + self.below(4_000);
            self.later(other, Event::Arrived(Post { fate: Fate::Second, ..post.clone() }));
        }
        self.later(travel, Event::Arrived(post));
    }

    /// The provider gets a refresh token.
    pub(super) fn serve(&mut self, post: Post) {
        let Post { tab, life, id, token, fate } = post;
        let is_doubled = matches!(fate, Fate::First | Fate::Second);
        if fate != Fate::Second {
            self.landed(&token);
        }
        let was_revoked = self.provider.revoked;
        let has_owner = self.tabs[tab].life == life;
        self.say(|| format!("the provider gets {token} of tab {tab}"));
        let result = match self.provider.renew(&token, self.now) {
            Answer::Refused => {
                let is_revoked = self.provider.revoked && !was_revoked;
                if is_revoked && is_doubled {
                    self.damaged(Reason::AskedTwice);
                }
                // Of a tab that died, it comes after that of another one, which could not know of it.
                if is_revoked && !has_owner {
                    self.damaged(Reason::ClaimMeasuredWrongly);
                }
                page::answer(400, r#"{"error":"Refresh token is invalid or expired"}"#)
            }
            Answer::Tokens(refresh_token, number) => {
                match fate {
                    Fate::Second => self.damaged(Reason::AskedTwice),
                    Fate::Answered | Fate::First if has_owner => self.unsaved = Some(tab),
                    _ => self.damaged(Reason::AnswerLost),
                }
                self.tokens(refresh_token, number)
            }
        };
        let (after, result) = match fate {
            Fate::Second => return,
            Fate::Unanswered => (12_000, Err(FetchError::TimedOut)),
            Fate::Answered | Fate::First => (1 + self.below(2_000), result),
        };
        self.later(after, Event::Input(tab, life, Input::Fetched { id, result }));
    }

    /// A refresh token is off the network.
    pub(super) fn landed(&mut self, token: &str) {
        if let Some(index) = self.in_flight.iter().position(|it| it == token) {
            self.in_flight.swap_remove(index);
        }
    }

    /// For a code.
    fn first_tokens(&mut self, tab: usize, id: RequestId) -> Fetched {
        let issued = self.provider_time();
        self.provider.issue(issued);
        self.first_answer = Some((tab, id, issued));
        let nonce = format!(r#","nonce":"{}""#, self.nonce);
        let id_token = id_token(issued, self.expiry(issued), &nonce);
        self.answer(&format!(
            r#"{{"access_token":"at-0","token_type":"Bearer","expires_in":{},"refresh_token":"canary-rt"{id_token}}}"#,
            self.life
        ))
    }

    fn tokens(&mut self, refresh_token: Option<String>, number: u32) -> Fetched {
        let is_there = self.chance(2);
        let issued = self.provider_time();
        let issued = if is_there { self.provider.issue(issued) } else { None };
        let id_token = issued.map_or(String::new(), |issued| id_token(issued, self.expiry(issued), ""));
        let refresh_token =
            refresh_token.map_or(String::new(), |token| format!(r#","refresh_token":"{token}""#));
        self.answer(&format!(
            r#"{{"access_token":"at-{number}","token_type":"Bearer","expires_in":{}{refresh_token}{id_token}}}"#,
            self.life
        ))
    }

    /// `exp`. A page that refuses one token in ten for its time is the same as one that is given such a token.
    fn expiry(&self, issued: i64) -> i64 {
        let is_refused = self.broken == Broken::Time && issued % 10 == 0;
        if is_refused { issued - 100 } else { issued + 300 }
    }

    /// With the date, if it tells that.
    fn answer(&self, body: &str) -> Fetched {
        let date = self.provider.tells_time.then(|| self.provider_time());
        page::answer(200, body).map(|response| Response { date, ..response })
    }
}

/// A member of a token response.
fn id_token(issued: i64, expires: i64, nonce: &str) -> String {
    let id_token = page::id_token(&format!(
        r#"{{"iss":"https://a.example","aud":"spa","sub":"alice","iat":{issued},"exp":{expires}{nonce}}}"#
    ));
    format!(r#","id_token":"{id_token}""#)
}
