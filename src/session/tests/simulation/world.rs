//! The tabs' world: what they share, and how it carries, delays and loses what they do.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::provider::{Answer, Provider};
use super::run::Broken;
use crate::protocol::Entropy;
use crate::protocol::form;
use crate::protocol::http::{FetchError, Fetched, Request, RequestId, Response};
use crate::protocol::jws::Verdict;
use crate::protocol::secret::Body;
use crate::session::renewal::CLAIM;
use crate::session::tests::world as page;
use crate::session::{Effect, Input, Lookup, Now, Screen, State, step};
use crate::url::Url;

/// What will happen at some time.
pub(super) enum Event {
    /// A tab takes something in; lives are counted, so that nothing reaches a tab that came after.
    Input(usize, u32, Input),
    /// The provider gets a refresh token.
    Serve { tab: usize, life: u32, id: RequestId, token: String, answered: bool },
    /// A request that nobody waits for is off the network.
    Dropped,
}

#[expect(clippy::struct_excessive_bools, reason = "each is something that goes wrong by itself")]
pub(super) struct World {
    /// Milliseconds.
    pub(super) now: u64,
    /// What the clock of the device is ahead, in seconds, and when that changed.
    pub(super) clock: (i64, u64),
    pub(super) tabs: Vec<(u32, Option<State>)>,
    pub(super) store: Option<(String, String)>,
    pub(super) storage_works: bool,
    pub(super) online: bool,
    /// Timers are on time.
    pub(super) calm: bool,
    /// The provider lets its `Date` be read.
    pub(super) tells_time: bool,
    /// 503 to everything.
    pub(super) trouble: bool,
    /// Who holds the lock, by which request.
    holder: Option<(usize, RequestId)>,
    queue: VecDeque<(usize, u32, RequestId)>,
    /// What each tab read last, for the rule that it must read again.
    pub(super) seen: Vec<Option<String>>,
    pub(super) provider: Provider,
    /// Life of an access token in seconds.
    pub(super) life: i64,
    pub(super) events: BTreeMap<(u64, u64), Event>,
    /// What a tab that comes back from the provider finds, and the nonce of its ID token.
    pub(super) transaction: Option<String>,
    pub(super) nonce: String,
    /// Calls that have no answer yet.
    pub(super) calls: BTreeSet<(usize, RequestId)>,
    count: u64,
    rng: u64,
    pub(super) broken: Broken,
    /// One in so many: a death at an effect, a loss on the network.
    pub(super) perils: (u64, u64),
    in_flight: u32,
    /// Holds, or is about to get, tokens that are stored nowhere.
    pub(super) unsaved: Option<usize>,
    /// Why the session may be lost.
    pub(super) excuse: Option<&'static str>,
    pub(super) fault: Option<String>,
    pub(super) signed_out: bool,
    /// A tab may have found nothing for that reason.
    pub(super) storage_failed: bool,
    /// The session was ended, by the person or by a tab that found it ended.
    pub(super) wiped: bool,
    trace: bool,
}

impl World {
    pub(super) fn new(seed: u64, broken: Broken, provider: Provider, trace: bool) -> Self {
        Self {
            now: 1_000_000,
            clock: (0, 0),
            tabs: Vec::new(),
            store: None,
            storage_works: true,
            online: true,
            calm: false,
            tells_time: false,
            trouble: false,
            holder: None,
            queue: VecDeque::new(),
            seen: Vec::new(),
            provider,
            life: 60,
            events: BTreeMap::new(),
            transaction: None,
            nonce: String::new(),
            calls: BTreeSet::new(),
            count: 0,
            rng: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1,
            broken,
            perils: (u64::MAX, u64::MAX),
            in_flight: 0,
            unsaved: None,
            excuse: None,
            fault: None,
            signed_out: false,
            storage_failed: false,
            wiped: false,
            trace,
        }
    }

    /// A number below `end` (xorshift).
    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.rng ^= self.rng << 13;
        self.rng ^= self.rng >> 7;
        self.rng ^= self.rng << 17;
        (self.rng >> 11) % end
    }

    /// One in so many.
    pub(super) fn chance(&mut self, of: u64) -> bool {
        of != u64::MAX && self.below(of) == 0
    }

    pub(super) fn say(&self, what: impl FnOnce() -> String) {
        if self.trace {
            println!("{:>9} ms  {}", self.now - 1_000_000, what());
        }
    }

    pub(super) fn later(&mut self, after: u64, event: Event) {
        self.count += 1;
        self.events.insert((self.now + after, self.count), event);
    }

    pub(super) fn to(&mut self, tab: usize, after: u64, input: Input) {
        let life = self.tabs[tab].0;
        self.later(after, Event::Input(tab, life, input));
    }

    /// Seconds since 1970, by the clock of the device.
    fn time(&self) -> i64 {
        1_800_000_000 + i64::try_from(self.now / 1000).unwrap() + self.clock.0
    }

    pub(super) fn open(&mut self) {
        self.open_with("");
    }

    fn open_with(&mut self, query: &str) {
        let tab = self.tabs.len();
        self.tabs.push((0, Some(State::default())));
        self.seen.push(None);
        let mut opening = page::World::new().opening(query);
        opening.can_share = true;
        opening.config = opening.config.map(|config| with_resources(&config));
        self.say(|| format!("tab {tab} opens"));
        self.to(tab, 0, Input::Opened(Box::new(opening)));
    }

    /// A tab comes back from the provider; the others find out.
    pub(super) fn sign_in(&mut self) {
        let mut page = page::World::new();
        page.time = self.time();
        let (_, response) = page.leave_for("a");
        self.transaction = page.records.into_values().next();
        self.nonce = page.nonce;
        self.open_with(&response);
    }

    pub(super) fn kill(&mut self, tab: usize) {
        if self.tabs[tab].1.take().is_some() {
            self.say(|| format!("tab {tab} dies"));
            if self.unsaved == Some(tab) {
                self.excuse.get_or_insert("a tab died between the answer and the write");
            }
            self.tabs[tab].0 += 1;
            self.calls.retain(|(caller, _)| *caller != tab);
            self.queue.retain(|(queued, ..)| *queued != tab);
            if self.holder.is_some_and(|(holder, _)| holder == tab) {
                self.unlock(tab);
            }
        }
    }

    /// A script of the page calls one of the backends, perhaps with a token that was refused.
    pub(super) fn call(&mut self, tab: usize) {
        if self.tabs[tab].1.is_none() {
            return;
        }
        self.count += 1;
        let id = RequestId(u32::try_from(self.count).unwrap());
        let url = if self.chance(2) { "https://api.example/" } else { "https://files.example/" };
        let refused = if self.chance(2) { Some(u32::try_from(self.below(20)).unwrap()) } else { None };
        self.calls.insert((tab, id));
        self.to(tab, 0, Input::TokenWanted { id, url: Url::parse(url).unwrap(), refused });
    }

    /// Lets the next thing happen; `false` if there is nothing before `until`.
    pub(super) fn next(&mut self, until: u64) -> bool {
        let Some(((at, _), event)) = self.events.pop_first() else { return false };
        if at > until {
            self.count += 1;
            self.events.insert((at, self.count), event);
            return false;
        }
        self.now = self.now.max(at);
        match event {
            Event::Input(tab, life, input) if self.tabs[tab].0 == life && self.is_real(tab, &input) => {
                self.step(tab, input);
            }
            Event::Input(..) => {}
            Event::Dropped => self.in_flight -= 1,
            Event::Serve { tab, life, id, token, answered } => self.serve(tab, life, id, &token, answered),
        }
        true
    }

    /// Browsers grant no lock that has been given back.
    fn is_real(&self, tab: usize, input: &Input) -> bool {
        match input {
            Input::Locked { id } => self.broken == Broken::Lock || self.holder == Some((tab, *id)),
            _ => true,
        }
    }

    fn step(&mut self, tab: usize, input: Input) {
        let Some(mut state) = self.tabs[tab].1.take() else { return };
        if !matches!(input, Input::TimerFired(_)) {
            self.say(|| format!("tab {tab} ◄ {}", short(&input)));
        }
        let mut bytes = [0; Entropy::SIZE];
        bytes[0] = u8::try_from(self.below(256)).unwrap();
        let now = Now {
            time: self.time(),
            entropy: Some(Entropy::new(bytes)),
            online: self.online,
            active_at: None,
        };
        let effects = step(&mut state, input, now);
        if let Screen::Failed(failure) = state.screen() {
            // The device slept for more than an hour while the answer waited.
            if failure.code() == "id_token_expired" {
                self.excuse.get_or_insert("the ID token expired on the way");
            }
            if self.excuse.is_none() {
                self.fault = Some(format!("tab {tab} fails for no reason: {}", failure.code()));
            }
            if !failure.can_retry && !failure.can_choose {
                self.fault = Some(format!("tab {tab} is a dead end"));
            }
        }
        self.tabs[tab].1 = Some(state);
        for effect in effects {
            if self.chance(self.perils.0) {
                return self.kill(tab);
            }
            self.run(tab, effect);
            if self.tabs[tab].1.is_none() {
                return;
            }
        }
    }

    fn run(&mut self, tab: usize, effect: Effect) {
        let life = self.tabs[tab].0;
        if !matches!(effect, Effect::SetTimer { .. } | Effect::SweepTransactions) {
            self.say(|| format!("tab {tab} ► {}", short(&effect)));
        }
        let soon = 1 + self.below(20);
        match effect {
            Effect::Fetch { id, request, delay } => self.fetch(tab, id, &request, u64::from(delay)),
            Effect::Verify { id, .. } => self.to(tab, soon, Input::Verified { id, verdict: Verdict::Valid }),
            Effect::SetTimer { timer, after } => {
                let throttled = if !self.calm && self.chance(10) { self.below(60_000) } else { 0 };
                self.to(tab, u64::from(after) + throttled, Input::TimerFired(timer));
            }
            Effect::TakeTransaction { .. } => {
                let record = self.transaction.take();
                let lookup = record.map_or(Lookup::Unknown, |record| Lookup::Found(Body::new(record)));
                self.to(tab, soon, Input::Taken { lookup });
            }
            Effect::ReadSession { id } | Effect::FindSession { id, .. } => self.read(tab, id),
            Effect::WriteSession { id, over, stamp, record } => {
                self.write(tab, id, over.as_deref(), stamp, &record);
            }
            Effect::WipeSession { id, session } => self.wipe(tab, id, session.as_deref()),
            Effect::Lock { id } if self.broken == Broken::Lock => self.to(tab, soon, Input::Locked { id }),
            Effect::Lock { id } => {
                self.queue.push_back((tab, life, id));
                self.grant();
            }
            Effect::Unlock => {
                self.queue.retain(|(queued, ..)| *queued != tab);
                if self.holder.is_some_and(|(holder, _)| holder == tab) {
                    self.unlock(tab);
                }
            }
            Effect::Tell(message) => {
                for other in (0..self.tabs.len()).filter(|other| *other != tab).collect::<Vec<_>>() {
                    // A page in the back/forward cache hears nothing, until it comes back.
                    if self.chance(self.perils.1) {
                        let away = self.below(60_000);
                        self.to(other, away, Input::Restored);
                        continue;
                    }
                    let delay = self.below(50);
                    self.to(other, delay, Input::Heard(message.clone()));
                }
            }
            Effect::Give { id, .. } if !self.calls.remove(&(tab, id)) => {
                self.fault = Some(format!("tab {tab} answers a call that it was not asked for"));
            }
            Effect::Navigate(_) | Effect::Reload => self.kill(tab),
            _ => {}
        }
    }

    fn unlock(&mut self, _: usize) {
        self.holder = None;
        self.grant();
    }

    fn grant(&mut self) {
        if self.holder.is_none()
            && let Some((tab, life, id)) = self.queue.pop_front()
        {
            self.holder = Some((tab, id));
            self.later(1, Event::Input(tab, life, Input::Locked { id }));
        }
    }

    fn fetch(&mut self, tab: usize, id: RequestId, request: &Request, delay: u64) {
        let life = self.tabs[tab].0;
        let travel = delay + 1 + self.below(2_000);
        let form = request.form.as_ref().map(|form| form::decode(form.expose())).unwrap_or_default();
        let token = form.into_iter().find(|(name, _)| name == "refresh_token").map(|(_, value)| value);
        let Some(token) = token.filter(|_| request.url.path() == "/token") else {
            if request.url.path() == "/token" {
                let tokens = self.first_tokens();
                return self.to(tab, travel, Input::Fetched { id, result: tokens });
            }
            let body = match request.url.path() {
                "/jwks" => r#"{"keys":[{"kty":"EC","crv":"P-256","x":"AAAA","y":"AAAA","kid":"k"}]}"#,
                "/userinfo" => r#"{"sub":"alice"}"#,
                _ => "{}",
            };
            return self.to(tab, travel, Input::Fetched { id, result: page::answer(200, body) });
        };
        // A clock that jumped is no clock to measure a claim with.
        let jumped = self.now < self.clock.1 + CLAIM.unsigned_abs() * 1000;
        if self.in_flight > 0 && !jumped {
            self.fault = Some(format!("tab {tab} posts a refresh token while another post is under way"));
        }
        self.in_flight += 1;
        if self.trouble {
            let mut result = page::answer(503, "");
            if let Ok(response) = &mut result {
                response.retry_after = Some(u32::try_from(self.below(30)).unwrap());
            }
            self.later(travel, Event::Dropped);
            return self.to(tab, travel, Input::Fetched { id, result });
        }
        if !self.online || self.chance(self.perils.1) {
            self.later(travel, Event::Dropped);
            return self.to(tab, travel, Input::Fetched { id, result: Err(FetchError::Unreachable) });
        }
        let answered = !self.chance(self.perils.1);
        self.later(travel, Event::Serve { tab, life, id, token, answered });
    }

    fn serve(&mut self, tab: usize, life: u32, id: RequestId, token: &str, answered: bool) {
        self.in_flight -= 1;
        let alive = self.tabs[tab].0 == life;
        let result: Fetched = match self.provider.renew(token, self.now) {
            Answer::Refused => page::answer(400, r#"{"error":"Refresh token is invalid or expired"}"#),
            Answer::Tokens(refresh_token, number) => {
                if !alive || !answered {
                    self.excuse.get_or_insert("an answer did not arrive");
                }
                self.unsaved = Some(tab);
                self.tokens(refresh_token, number)
            }
        };
        if answered {
            let back = 1 + self.below(2_000);
            self.later(back, Event::Input(tab, life, Input::Fetched { id, result }));
        } else {
            self.later(
                12_000,
                Event::Input(tab, life, Input::Fetched { id, result: Err(FetchError::TimedOut) }),
            );
        }
    }

    /// For a code.
    fn first_tokens(&self) -> Fetched {
        let issued = self.time() - self.clock.0;
        let id_token = page::id_token(&format!(
            r#"{{"iss":"https://a.example","aud":"spa","sub":"alice","iat":{issued},"exp":{},"nonce":"{}"}}"#,
            issued + 300,
            self.nonce
        ));
        let body = format!(
            r#"{{"access_token":"at-0","token_type":"Bearer","expires_in":{},"refresh_token":"canary-rt","id_token":"{id_token}"}}"#,
            self.life
        );
        self.answer(&body)
    }

    fn tokens(&mut self, refresh_token: Option<String>, number: u32) -> Fetched {
        let issued = self.time() - self.clock.0;
        let id_token = page::id_token(&format!(
            r#"{{"iss":"https://a.example","aud":"spa","sub":"alice","iat":{issued},"exp":{}}}"#,
            issued + 300
        ));
        let id_token = if self.chance(2) { format!(r#","id_token":"{id_token}""#) } else { String::new() };
        let refresh_token =
            refresh_token.map_or(String::new(), |token| format!(r#","refresh_token":"{token}""#));
        let body = format!(
            r#"{{"access_token":"at-{number}","token_type":"Bearer","expires_in":{}{refresh_token}{id_token}}}"#,
            self.life
        );
        self.answer(&body)
    }

    /// With the date, if it tells that.
    fn answer(&self, body: &str) -> Fetched {
        let date = self.tells_time.then_some(self.time() - self.clock.0);
        page::answer(200, body).map(|response| Response { date, ..response })
    }
}

/// The configuration with a second backend, whose tokens are asked for apart.
fn with_resources(config: &str) -> String {
    let origins = r#""allowed_origins": ["https://api.example", "https://files.example"], "request""#;
    let client = r#""client_id": "spa""#;
    let resources = format!(r#"{client}, "resource": "urn:main https://files.example""#);
    config.replace(r#""request""#, origins).replace(client, &resources)
}

/// The first words of what is printed of a value.
fn short(value: &impl std::fmt::Debug) -> String {
    let text = format!("{value:?}");
    text.chars().take(100).collect()
}
