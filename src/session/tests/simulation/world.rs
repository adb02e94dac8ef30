//! The tabs' world: what they share, what happens in it and when.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::check::refresh_token;
use super::loss::Reason;
use super::network::Post;
use super::provider::Provider;
use super::run::Broken;
use crate::protocol::Entropy;
use crate::protocol::http::RequestId;
use crate::protocol::jws::Verdict;
use crate::protocol::secret::Body;
use crate::session::tests::world as page;
use crate::session::{Effect, Input, Lookup, Now, Screen, State, step};
use crate::url::Url;

/// When everything begins: milliseconds of the world, and seconds since 1970.
pub(super) const START: (u64, i64) = (1_000_000, 1_800_001_000);

/// What will happen at some time.
pub(super) enum Event {
    /// A tab takes something in; lives are counted, so that nothing reaches a tab that came after.
    Input(usize, u32, Input),
    /// The provider gets a refresh token.
    Arrived(Post),
    /// A request that does not reach the provider is off the network.
    Dropped(String),
}

/// Do tabs share a session?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sharing {
    Tabs,
    /// As configured.
    Memory,
    /// Locks are missing.
    Impossible,
}

impl Sharing {
    pub(super) fn is_shared(self) -> bool {
        self == Self::Tabs
    }
}

#[derive(Default)]
pub(super) struct Tab {
    pub(super) life: u32,
    pub(super) state: Option<State>,
    /// What it read last, for the rule that it must read again.
    pub(super) seen: Option<String>,
    /// The ID token whose signature is being checked.
    pub(super) proving: Option<(RequestId, String)>,
    /// It has ended the session, or was told that it has ended.
    pub(super) knows_end: bool,
}

#[expect(clippy::struct_excessive_bools, reason = "each is something that goes wrong by itself")]
pub(super) struct World {
    /// Milliseconds.
    pub(super) now: u64,
    /// What the clock of the device is ahead, in seconds, and when that changed.
    pub(super) clock: (i64, u64),
    /// That was to an earlier time once.
    pub(super) was_set_back: bool,
    /// It was farther from the provider's than anybody can tell.
    pub(super) was_far: bool,
    pub(super) sharing: Sharing,
    pub(super) tabs: Vec<Tab>,
    /// Stamp and record.
    pub(super) store: Option<(String, String)>,
    pub(super) storage_works: bool,
    pub(super) online: bool,
    /// Timers are on time.
    pub(super) calm: bool,
    /// Who holds the lock, by which request.
    holder: Option<(usize, RequestId)>,
    queue: VecDeque<(usize, u32, RequestId)>,
    pub(super) provider: Provider,
    /// Life of an access token in seconds.
    pub(super) life: i64,
    events: BTreeMap<(u64, u64), Event>,
    /// What a tab that comes back from the provider finds, and the nonce of its ID token.
    transaction: Option<String>,
    pub(super) nonce: String,
    /// When it left, by the clock of the device.
    pub(super) began_at: i64,
    /// Who posted the code, by which request, and the `iat` of the answer.
    pub(super) first_answer: Option<(usize, RequestId, i64)>,
    /// When it came, the device's clock was too far from that.
    pub(super) is_too_late: bool,
    /// Calls that have no answer yet.
    pub(super) calls: BTreeSet<(usize, RequestId)>,
    count: u64,
    rng: u64,
    pub(super) broken: Broken,
    /// One in so many: a death at an effect, a loss on the network.
    pub(super) perils: (u64, u64),
    /// Refresh tokens on their way to the provider.
    pub(super) in_flight: Vec<String>,
    /// When the latest claim was written, and whether the one before it was measured by a clock that jumped.
    pub(super) claimed_at: u64,
    pub(super) is_claim_moot: bool,
    /// Holds, or is about to get, tokens that are stored nowhere.
    pub(super) unsaved: Option<usize>,
    /// Why the session may be lost.
    pub(super) excuse: Option<Reason>,
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
            now: START.0,
            clock: (0, 0),
            was_set_back: false,
            was_far: false,
            sharing: Sharing::Tabs,
            tabs: Vec::new(),
            store: None,
            storage_works: true,
            online: true,
            calm: false,
            holder: None,
            queue: VecDeque::new(),
            provider,
            life: 60,
            events: BTreeMap::new(),
            transaction: None,
            nonce: String::new(),
            began_at: 0,
            first_answer: None,
            is_too_late: false,
            calls: BTreeSet::new(),
            count: 0,
            rng: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1,
            broken,
            perils: (u64::MAX, u64::MAX),
            in_flight: Vec::new(),
            claimed_at: 0,
            is_claim_moot: false,
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

    /// A number between `-limit` and `limit`.
    pub(super) fn around(&mut self, limit: u32) -> i64 {
        i64::try_from(self.below(2 * u64::from(limit) + 1)).unwrap() - i64::from(limit)
    }

    /// One in so many.
    pub(super) fn chance(&mut self, of: u64) -> bool {
        of != u64::MAX && self.below(of) == 0
    }

    pub(super) fn say(&self, what: impl FnOnce() -> String) {
        if self.trace {
            println!("{:>9} ms  {}", self.now - START.0, what());
        }
    }

    pub(super) fn later(&mut self, after: u64, event: Event) {
        self.count += 1;
        self.events.insert((self.now + after, self.count), event);
    }

    pub(super) fn to(&mut self, tab: usize, after: u64, input: Input) {
        let life = self.tabs[tab].life;
        self.later(after, Event::Input(tab, life, input));
    }

    fn true_time(&self) -> i64 {
        START.1 + i64::try_from((self.now - START.0) / 1000).unwrap()
    }

    /// Seconds since 1970, by the clock of the device.
    pub(super) fn time(&self) -> i64 {
        self.true_time() + self.clock.0
    }

    /// Seconds since 1970, by the clock of the provider.
    pub(super) fn provider_time(&self) -> i64 {
        self.true_time() + self.provider.ahead
    }

    pub(super) fn open(&mut self) {
        self.open_with("");
    }

    fn open_with(&mut self, query: &str) {
        let tab = self.tabs.len();
        self.tabs.push(Tab { state: Some(State::default()), ..Tab::default() });
        let mut opening = page::World::new().opening(query);
        opening.can_share = self.sharing != Sharing::Impossible;
        opening.config = opening.config.map(|config| configured(&config, self.sharing));
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
        self.began_at = page.time;
        self.open_with(&response);
    }

    pub(super) fn kill(&mut self, tab: usize) {
        if self.tabs[tab].state.take().is_some() {
            self.say(|| format!("tab {tab} dies"));
            if self.unsaved == Some(tab) {
                self.damaged(Reason::Died);
            }
            self.tabs[tab].life += 1;
            self.calls.retain(|(caller, _)| *caller != tab);
            self.unlock(tab);
        }
    }

    /// A script of the page calls one of the backends, perhaps with a token that was refused.
    pub(super) fn call(&mut self, tab: usize) {
        if self.tabs[tab].state.is_none() {
            return;
        }
        self.count += 1;
        let id = RequestId(u32::try_from(self.count).unwrap());
        let url = if self.chance(2) { "https://api.example/" } else { "https://files.example/" };
        let refused = if self.chance(2) { Some(u32::try_from(self.below(20)).unwrap()) } else { None };
        self.calls.insert((tab, id));
        self.to(tab, 0, Input::TokenWanted { id, url: Url::parse(url).unwrap(), refused });
    }

    /// The person signs out, if that is offered.
    pub(super) fn sign_out(&mut self, tab: usize) {
        self.say(|| format!("tab {tab}: sign out"));
        if let Some(Screen::SignedIn(_)) = self.tabs[tab].state.as_ref().map(State::screen) {
            self.signed_out = true;
            self.excuse = Some(Reason::SignedOut);
            self.to(tab, 0, Input::SignOutRequested);
        }
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
            Event::Input(tab, life, input) if self.tabs[tab].life == life && self.is_real(tab, &input) => {
                self.step(tab, input);
            }
            Event::Input(..) => {}
            Event::Dropped(token) => self.landed(&token),
            Event::Arrived(post) => self.serve(post),
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
        let Some(mut state) = self.tabs[tab].state.take() else { return };
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
        let before = self.before(tab, &state, &input);
        let has_answer = matches!(input, Input::Fetched { .. });
        let effects = step(&mut state, input, now);
        self.after(tab, &state, &before);
        if has_answer
            && !self.sharing.is_shared()
            && let Some(token) = refresh_token(&state)
        {
            self.mended(token);
        }
        self.tabs[tab].state = Some(state);
        for effect in effects {
            self.check_effect(tab, &effect);
            if self.chance(self.perils.0) {
                return self.kill(tab);
            }
            self.run(tab, effect);
            if self.tabs[tab].state.is_none() {
                return;
            }
        }
        self.check_store(tab);
    }

    fn run(&mut self, tab: usize, effect: Effect) {
        if !matches!(effect, Effect::SetTimer { .. } | Effect::SweepTransactions) {
            self.say(|| format!("tab {tab} ► {}", short(&effect)));
        }
        let soon = self.soon();
        match effect {
            Effect::Fetch { id, request, delay } => self.fetch(tab, id, &request, u64::from(delay)),
            Effect::Verify { id, signing_input, .. } => {
                self.tabs[tab].proving = Some((id, signing_input.expose().to_owned()));
                self.to(tab, soon, Input::Verified { id, verdict: Verdict::Valid });
            }
            Effect::SetTimer { timer, after } => {
                let throttled = if !self.calm && self.chance(10) { self.below(60_000) } else { 0 };
                self.to(tab, u64::from(after) + throttled, Input::TimerFired(timer));
            }
            Effect::StoreTransaction { id, .. } => self.to(tab, soon, Input::Stored { id, stored: true }),
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
                self.queue.push_back((tab, self.tabs[tab].life, id));
                self.grant();
            }
            Effect::Unlock => self.unlock(tab),
            Effect::Tell(message) => self.tell(tab, &message),
            Effect::Give { id, .. } if !self.calls.remove(&(tab, id)) => {
                self.blame(|| format!("tab {tab} answers a call that it was not asked for"));
            }
            Effect::Navigate(_) | Effect::Reload => self.kill(tab),
            _ => {}
        }
    }

    fn unlock(&mut self, tab: usize) {
        self.queue.retain(|(queued, ..)| *queued != tab);
        if self.holder.is_some_and(|(holder, _)| holder == tab) {
            self.holder = None;
            self.grant();
        }
    }

    fn grant(&mut self) {
        if self.holder.is_none()
            && let Some((tab, life, id)) = self.queue.pop_front()
        {
            self.holder = Some((tab, id));
            self.later(1, Event::Input(tab, life, Input::Locked { id }));
        }
    }
}

/// The configuration with a second backend, whose tokens are asked for apart.
fn configured(config: &str, sharing: Sharing) -> String {
    let origins = r#""allowed_origins": ["https://api.example", "https://files.example"], "request""#;
    let client = r#""client_id": "spa""#;
    let resources = format!(r#"{client}, "resource": "urn:main https://files.example""#);
    let config = config.replace(r#""request""#, origins).replace(client, &resources);
    match sharing {
        Sharing::Memory => config.replacen('{', r#"{ "session": { "persistence": "memory" },"#, 1),
        _ => config,
    }
}

/// The first words of what is printed of a value.
fn short(value: &impl std::fmt::Debug) -> String {
    let text = format!("{value:?}");
    text.chars().take(100).collect()
}
