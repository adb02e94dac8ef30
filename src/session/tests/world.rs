//! A browser and a provider that only the tests have.

use std::collections::{HashMap, HashSet};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

use crate::protocol::Entropy;
use crate::protocol::form;
use crate::protocol::http::{FetchError, Fetched, Request, RequestId, Response};
use crate::protocol::jws::Verdict;
use crate::protocol::secret::Body;
use crate::session::effect::{Found, Timer, Written};
use crate::session::{Effect, Grant, Guest, Input, Lookup, Message, Now, Opening, Screen, State, step};
use crate::url::Url;

pub(super) const CONFIG: &str = r#"{
  "page": { "destination": { "policy": "offer" } },
  "providers": [
    { "id": "a", "title": "Acme", "issuer": "https://a.example", "client_id": "spa" },
    { "id": "b", "title": "Beta", "issuer": "https://b.example", "client_id": "spb" },
    { "id": "broken", "title": "Broken", "client_id": "x" } ],
  "backend": { "base_url": "https://api.example/", "request": { "path": "/me" } }
}"#;

/// What survives a page: storage, the provider, the clock.
pub(super) struct World {
    pub(super) config: Option<String>,
    pub(super) records: HashMap<String, String>,
    pub(super) used: HashSet<String>,
    pub(super) storage_works: bool,
    pub(super) time: i64,
    /// Seconds that the clock of the device is ahead.
    pub(super) ahead: i64,
    pub(super) online: bool,
    /// `nonce` of the last authorization request.
    pub(super) nonce: String,
    pub(super) verdict: Verdict,
    /// What comes before that, the next one last.
    pub(super) verdicts: Vec<Verdict>,
    /// Answers instead of the provider's own, by a part of the address.
    pub(super) answers: Vec<(&'static str, Fetched)>,
    /// Addresses of all requests, in their order; `POST ` in front of a POST.
    pub(super) log: Vec<String>,
    /// The parameters of all forms that were posted.
    pub(super) forms: Vec<Vec<(String, String)>>,
    /// All JSON that was posted.
    pub(super) jsons: Vec<String>,
    /// By which each request is known: a bearer token, `cookie`, or nothing.
    pub(super) known_by: Vec<String>,
    pub(super) claims: String,
    pub(super) draws: u8,
    pub(super) active_at: Option<i64>,
    /// Reads of the record and requests for the lock are answered.
    pub(super) shares: bool,
    /// Stamp and record of the session.
    pub(super) kept: Option<(String, String)>,
}

/// One opened page.
#[derive(Default)]
pub(super) struct Page {
    pub(super) state: State,
    pub(super) left_for: Option<String>,
    /// What was kept for PocketBase's SDK, in its order.
    pub(super) sdk_entries: Vec<Option<String>>,
    pub(super) reloaded: bool,
    pub(super) notes: Vec<String>,
    /// What it has told the other tabs.
    pub(super) told: Vec<Message>,
    /// What it has left for the page that comes after signing out.
    pub(super) mark: Option<String>,
    /// All that it has set.
    pub(super) timers: Vec<Timer>,
    /// Milliseconds of the timers before an end.
    pub(super) ending_timers: Vec<u32>,
    /// What calls to the backend were given.
    pub(super) given: Vec<Result<Grant, &'static str>>,
    /// Effects that wait for an answer.
    pub(super) waiting: Vec<Effect>,
}

#[expect(clippy::unnecessary_wraps, reason = "it stands for what a fetch comes to")]
pub(super) fn answer(status: u16, body: &str) -> Fetched {
    Ok(Response {
        status,
        retry_after: None,
        date: None,
        www_authenticate: None,
        set_auth_token: None,
        content_type: "application/json".into(),
        body: Body::new(body),
    })
}

/// An ID token whose signature is believed here.
pub(super) fn id_token(claims: &str) -> String {
    let part = |text: &str| BASE64_URL_SAFE_NO_PAD.encode(text);
    [&part(r#"{"alg":"ES256","kid":"k"}"#), ".", &part(claims), ".AAAA"].concat()
}

/// Stamp and record of a session, as a page leaves it behind that has just signed in.
pub(super) fn kept_session() -> (String, String) {
    let mut world = World::new();
    let (_, response) = world.leave_for("a");
    let page = world.open_as(&response, |opening| opening.can_share = true);
    assert_eq!(page.name(), "signed_in");
    world.kept.expect("the session is kept")
}

impl World {
    pub(super) fn new() -> Self {
        Self {
            config: Some(CONFIG.into()),
            records: HashMap::new(),
            used: HashSet::new(),
            storage_works: true,
            time: 1_800_000_000,
            ahead: 0,
            online: true,
            nonce: String::new(),
            verdict: Verdict::Valid,
            verdicts: Vec::new(),
            answers: Vec::new(),
            log: Vec::new(),
            forms: Vec::new(),
            jsons: Vec::new(),
            known_by: Vec::new(),
            claims: r#","sub":"alice","name":"Alice""#.into(),
            draws: 0,
            active_at: None,
            shares: false,
            kept: None,
        }
    }

    pub(super) fn now(&mut self) -> Now {
        self.draws = self.draws.wrapping_add(1);
        let mut bytes = [self.draws; Entropy::SIZE];
        (bytes[32], bytes[64]) = (!self.draws, self.draws ^ 0x55);
        Now {
            time: self.time + self.ahead,
            entropy: Some(Entropy::new(bytes)),
            online: self.online,
            active_at: self.active_at,
        }
    }

    /// What a page of this world is opened with.
    pub(super) fn opening(&self, query: &str) -> Opening {
        Opening {
            page: Url::parse("https://acme.example/login/").ok(),
            query: Body::new(query),
            fragment: Body::new(""),
            config: self.config.clone(),
            secure: true,
            crypto: true,
            last_used: None,
            signing_out: None,
            sdk_entry: None,
            can_share: false,
            guest: Guest::No,
        }
    }

    /// Opens the page and lets everything happen that follows.
    pub(super) fn open(&mut self, query: &str) -> Page {
        self.open_as(query, |_| ())
    }

    pub(super) fn open_as(&mut self, query: &str, change: impl Fn(&mut Opening)) -> Page {
        let mut page = Page::default();
        let mut opening = self.opening(query);
        change(&mut opening);
        self.send(&mut page, Input::Opened(Box::new(opening)));
        page
    }

    /// One step, and everything that follows.
    pub(super) fn send(&mut self, page: &mut Page, input: Input) {
        self.step(page, input);
        self.settle(page);
    }

    /// One step; its effects wait.
    pub(super) fn step(&mut self, page: &mut Page, input: Input) {
        let now = self.now();
        let effects = step(&mut page.state, input, now);
        page.waiting.extend(effects);
    }

    /// Runs effects until nothing is left to do, or the page is left.
    pub(super) fn settle(&mut self, page: &mut Page) {
        while !page.waiting.is_empty() {
            let effect = page.waiting.remove(0);
            self.perform(page, effect);
        }
    }

    /// Runs one effect; what follows from it waits.
    pub(super) fn perform(&mut self, page: &mut Page, effect: Effect) {
        if let Some(input) = self.run(page, effect) {
            self.step(page, input);
        }
    }

    fn run(&mut self, page: &mut Page, effect: Effect) -> Option<Input> {
        if let Effect::SetTimer { timer, .. } = &effect {
            page.timers.push(*timer);
        }
        match effect {
            Effect::Fetch { id, request, .. } => Some(Input::Fetched { id, result: self.fetch(&request) }),
            Effect::Verify { id, .. } => {
                Some(Input::Verified { id, verdict: self.verdicts.pop().unwrap_or(self.verdict) })
            }
            Effect::StoreTransaction { id, state, record } => {
                if self.storage_works {
                    self.records.insert(state.expose().into(), record.expose().into());
                }
                Some(Input::Stored { id, stored: self.storage_works })
            }
            Effect::TakeTransaction { state, mark } => {
                Some(Input::Taken { lookup: self.take(state.expose(), mark) })
            }
            Effect::WriteSession { id, stamp, record, .. } => {
                self.kept = Some((stamp, record.expose().to_owned()));
                Some(Input::SessionWritten { id, written: Written::Done })
            }
            Effect::Lock { id } if self.shares => Some(Input::Locked { id }),
            Effect::ReadSession { id } | Effect::FindSession { id, .. } if self.shares => {
                let record = self.kept.as_ref().map(|(_, record)| Found::Record(Body::new(&**record)));
                Some(Input::SessionRead { id, found: record.unwrap_or(Found::Nothing) })
            }
            Effect::WipeSession { id, .. } => {
                self.kept = None;
                Some(Input::SessionWiped { id })
            }
            Effect::Navigate(url) => {
                page.left_for = Some(url.expose().to_owned());
                let query = form::decode(url.expose().split_once('?').map_or("", |(_, query)| query));
                if let Some((_, nonce)) = query.into_iter().find(|(name, _)| name == "nonce") {
                    self.nonce = nonce;
                }
                None
            }
            // A page that was left waits for nothing; the simulation is about renewal.
            Effect::SetTimer { timer: Timer::Renewal { .. }, .. } => None,
            Effect::SetTimer { timer: Timer::Ending, after } => {
                page.ending_timers.push(after);
                None
            }
            Effect::RememberSignOut { mark } => {
                page.mark = Some(mark);
                None
            }
            Effect::RememberActive(time) => {
                self.active_at = Some(time);
                None
            }
            Effect::Tell(message) => {
                page.told.push(message);
                None
            }
            Effect::SetTimer { .. } if page.left_for.is_some() => None,
            Effect::SetTimer { timer, .. } => Some(Input::TimerFired(timer)),
            Effect::Reload => {
                page.reloaded = true;
                None
            }
            Effect::Give { grant, .. } => {
                page.given.push(grant);
                None
            }
            Effect::KeepSdkEntry(entry) => {
                page.sdk_entries.push(entry.map(|entry| entry.expose().to_owned()));
                None
            }
            Effect::Note(note) => {
                page.notes.push(note);
                None
            }
            _ => None,
        }
    }

    pub(super) fn take(&mut self, state: &str, mark: String) -> Lookup {
        if !self.storage_works {
            return Lookup::Unavailable;
        }
        match self.records.remove(state) {
            Some(record) => {
                self.used.insert(mark);
                Lookup::Found(Body::new(record))
            }
            None if self.used.contains(&mark) => Lookup::Used,
            None => Lookup::Unknown,
        }
    }

    fn fetch(&mut self, request: &Request) -> Fetched {
        let url = request.url.as_str();
        let method = if request.form.is_some() || request.json.is_some() { "POST " } else { "" };
        self.log.push([method, url].concat());
        self.jsons.extend(request.json.as_ref().map(|json| json.expose().to_owned()));
        let bearer = request.bearer.as_ref().map(|token| token.expose().to_owned());
        let cookie = if request.cookies { "cookie" } else { "" };
        self.known_by.push(bearer.unwrap_or_else(|| cookie.to_owned()));
        self.forms.extend(request.form.as_ref().map(|form| form::decode(form.expose())));
        if let Some(index) = self.answers.iter().position(|(part, _)| url.contains(part)) {
            return self.answers[index].1.clone();
        }
        let origin = request.url.origin().as_str();
        match request.url.path() {
            "/.well-known/openid-configuration" => answer(200, &Self::metadata(origin)),
            "/jwks" => {
                answer(200, r#"{"keys":[{"kty":"EC","crv":"P-256","x":"AAAA","y":"AAAA","kid":"k"}]}"#)
            }
            "/token" => answer(200, &self.tokens(origin, request)),
            "/me" if origin == "https://api.example" => answer(200, r#"{"hello":"alice"}"#),
            "/userinfo" => answer(200, r#"{"sub":"alice","groups":["Admin"]}"#),
            "/revoke" => answer(200, ""),
            _ => Err(FetchError::Unreachable),
        }
    }

    pub(super) fn metadata(origin: &str) -> String {
        format!(
            r#"{{"issuer":"{origin}","authorization_endpoint":"{origin}/auth","token_endpoint":"{origin}/token",
            "jwks_uri":"{origin}/jwks","userinfo_endpoint":"{origin}/userinfo","end_session_endpoint":"{origin}/end",
            "revocation_endpoint":"{origin}/revoke","authorization_response_iss_parameter_supported":true}}"#
        )
    }

    /// What the token endpoint of a provider would answer now.
    pub(super) fn tokens_of(&self, provider: &str) -> String {
        let form = Body::new(if provider == "a" { "client_id=spa" } else { "client_id=spb" });
        let origin = format!("https://{provider}.example");
        let request = Request::post(Url::parse(&origin).unwrap(), form.expose().into(), 0);
        self.tokens(&origin, &request)
    }

    fn tokens(&self, origin: &str, request: &Request) -> String {
        let body = form::decode(request.form.as_ref().unwrap().expose());
        let client_id = &body.iter().find(|(name, _)| name == "client_id").unwrap().1;
        let claims = format!(
            r#"{{"iss":"{origin}","aud":"{client_id}","exp":{},"iat":{},"nonce":"{}"{}}}"#,
            self.time + 300,
            self.time,
            self.nonce,
            self.claims
        );
        let id_token = id_token(&claims);
        format!(
            r#"{{"access_token":"canary-at","token_type":"Bearer","expires_in":300,"refresh_token":"canary-rt","id_token":"{id_token}"}}"#
        )
    }

    /// Picks a provider on a fresh page, and gives the query that the provider answers with.
    pub(super) fn leave_for(&mut self, provider: &str) -> (Page, String) {
        let mut page = self.open("");
        self.send(&mut page, Input::Picked { provider: provider.into() });
        let left_for = page.left_for.clone().expect("the page was left");
        (page, Self::response_to(&left_for))
    }

    /// A page that has just signed in; what that took is not in the log.
    pub(super) fn sign_in(&mut self) -> Page {
        let (_, response) = self.leave_for("a");
        let page = self.open(&response);
        assert_eq!(page.name(), "signed_in");
        self.log.clear();
        page
    }

    /// A good authorization response to an authorization request.
    pub(super) fn response_to(request: &str) -> String {
        let (endpoint, query) = request.split_once('?').unwrap();
        let origin = endpoint.strip_suffix("/auth").unwrap();
        let state = form::decode(query).into_iter().find(|(name, _)| name == "state").unwrap().1;
        format!("?{}", form::encode([("code", "canary-code"), ("state", &state), ("iss", origin)]))
    }

    /// How many requests went to an address.
    pub(super) fn count(&self, part: &str) -> usize {
        self.log.iter().filter(|url| url.contains(part)).count()
    }
}

impl Page {
    pub(super) fn screen(&self) -> Screen {
        self.state.screen()
    }

    /// The code of the failed screen, else the name of the screen.
    pub(super) fn name(&self) -> String {
        match self.screen() {
            Screen::Failed(failure) => failure.code().to_owned(),
            other => other.name().to_owned(),
        }
    }

    /// The id of the waiting request to an address.
    pub(super) fn request_to(&self, part: &str) -> Option<RequestId> {
        self.waiting.iter().find_map(|effect| match effect {
            Effect::Fetch { id, request, .. } if request.url.as_str().contains(part) => Some(*id),
            _ => None,
        })
    }
}
