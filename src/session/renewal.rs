//! Renewal: one owner at a time uses the refresh token, whatever happens to it.
//!
//! ```text
//! Idle ─► Locking ─► Reading ─► Claiming ─► Posting ─► Writing ─► Proving ─► Idle
//!   ▲                   │                      │                    (ID token)
//!   └── a newer one ◄───┘   transient, final ◄─┘
//! ```
//!
//! The lock keeps the other tabs out; the record that is read under it says what the others have done; the
//! claim in it says that an owner died on the way; the stamp that a write must find keeps a session that was
//! ended meanwhile ended. Without a shared record ([`Persistence::Memory`]) only the posting remains.

use std::rc::Rc;

use super::completing::verify;
use super::effect::{Effect, Effects, Found, Timer, Written};
use super::message::Message;
use super::record::Kept;
use super::signed_in::{self, Access, Session};
use super::{Error, Flow, Now, Outcome, Persistence, Purpose, State};
use crate::protocol;
use crate::protocol::http::{Fetched, RequestId};
use crate::protocol::id_token::{self, Renewed};
use crate::protocol::jwk::{self, Jwk};
use crate::protocol::jws::{self, Jws, Verdict};
use crate::protocol::token::{self, Tokens};

/// Seconds between two renewals, at least.
const MIN_INTERVAL: i64 = 10;

/// Seconds for which a claim is respected: its request can't be under way any longer.
pub(super) const CLAIM: i64 = 20;

/// Longest pause after failures, in seconds.
const MAX_PAUSE: i64 = 300;

/// Milliseconds that other tabs get to hand over their access token.
const ANSWER: u32 = 300;

/// Milliseconds for which the lock is waited for, at least: whoever holds it needs less than that.
const LOCKED: u32 = 60_000;

/// After so many failures in a row, what is stored is used, even if another tab has said that it is used up.
const DESPAIR: u8 = 8;

/// Longest `setTimeout`, in seconds: its milliseconds are 32 bits.
pub(super) const LONGEST_TIMER: i64 = 2_000_000;

/// Where a tab is in renewing its session.
#[derive(Debug, Default)]
pub(super) struct Renewal {
    phase: Phase,
    /// Seconds since 1970; `None` if nothing is due ever.
    due_at: Option<i64>,
    /// The server's `Retry-After`: not between these, whatever happens. Both, because a clock that is set back
    /// must not make the pause longer.
    pause: (i64, i64),
    failures: u8,
    is_lock_watched: bool,
    /// Our own claim whose request was answered, so that nothing of it is under way any more.
    answered: Option<i64>,
    /// What an access token is asked for by the renewal under way, if it is not the sign-in's own.
    resource: Option<String>,
}

/// What is waited for. An answer for anything else changes nothing.
#[derive(Debug, Default)]
enum Phase {
    #[default]
    Idle,
    /// For another tab's access token.
    Asking(RequestId),
    Locking(RequestId),
    /// Out of the back/forward cache: is the session still there?
    LookingAgain(RequestId),
    Reading(RequestId),
    Claiming(RequestId),
    Posting,
    /// Refused for good: has another tab been faster?
    Rereading(RequestId),
    Writing(RequestId, Box<Tokens>),
    Proving(Box<Tokens>, Box<Jws>, Option<RequestId>),
}

impl Renewal {
    /// The end of the pause that the server asked for, or now.
    fn earliest(&self, now: i64) -> i64 {
        let (from, until) = self.pause;
        if (from..until).contains(&now) { until } else { now }
    }

    /// Nothing is under way any more. Answers what it was for.
    fn rest(&mut self) -> Option<String> {
        self.phase = Phase::Idle;
        self.resource.take()
    }

    /// Is nothing under way?
    pub(super) fn is_idle(&self) -> bool {
        matches!(self.phase, Phase::Idle)
    }

    /// Is there nothing to be had before that is due?
    pub(super) fn is_waiting(&self, now: i64) -> bool {
        self.failures > 0 && self.due_at.is_some_and(|due_at| due_at > now)
    }

    /// Has it failed more than once in a row?
    pub(super) fn is_in_trouble(&self) -> bool {
        self.failures > 1
    }

    /// Is something under way that holds the lock, or asks for it?
    fn is_busy(&self) -> bool {
        !matches!(self.phase, Phase::Idle | Phase::Asking(_))
    }

    /// Is the refresh token claimed, so that another tab can't have been faster?
    fn is_committed(&self) -> bool {
        !matches!(
            self.phase,
            Phase::Idle | Phase::Asking(_) | Phase::LookingAgain(_) | Phase::Locking(_) | Phase::Reading(_)
        )
    }
}

/// After new tokens: when the next renewal is due. Two thirds of the life at the earliest; by chance a little
/// later, so that tabs and devices do not all ask in the same second.
pub(super) fn schedule(session: &mut Session, now: &Now) -> Effects {
    session.renewal.failures = 0;
    session.renewal.due_at = match &session.access {
        Some(access) => access.expires_at.map(|expires_at| {
            let life = expires_at - access.received_at;
            let jitter = now.entropy.as_ref().map_or(0, |entropy| i64::from(entropy.jitter()));
            access.received_at + (life * 2 / 3 + life / 6 * jitter / 255).max(MIN_INTERVAL)
        }),
        // The tokens were for another resource than the sign-in's own.
        None => Some(now.time),
    };
    arm(session, now.time)
}

/// Sets the timer for what is due. Without a refresh token nothing ever is.
fn arm(session: &Session, now: i64) -> Effects {
    let (Some(due_at), true) = (session.renewal.due_at, session.kept.refresh_token.is_some()) else {
        return Effects::new();
    };
    let wait = (due_at.max(session.renewal.earliest(now)) - now).clamp(0, LONGEST_TIMER);
    let after = u32::try_from(wait * 1000).unwrap_or(u32::MAX);
    vec![Effect::SetTimer { timer: Timer::Renewal { generation: session.kept.generation, due_at }, after }]
}

/// The timer has fired. It counts by itself, so it is believed even if the clock was set back meanwhile.
pub(super) fn timer_fired(state: &mut State, generation: u32, due_at: i64, now: &Now) -> Effects {
    let Flow::SignedIn(session) = &mut state.flow else { return Effects::new() };
    if session.kept.generation != generation || session.renewal.due_at != Some(due_at) {
        return Effects::new();
    }
    if due_at - now.time > LONGEST_TIMER / 2 {
        return arm(session, now.time);
    }
    begin(state, None, now)
}

/// Something happened after which timers may be late: the tab is visible again, the network is back.
pub(super) fn woke(state: &mut State, now: &Now) -> Effects {
    let Flow::SignedIn(session) = &mut state.flow else { return Effects::new() };
    let renewal = &session.renewal;
    let has_nothing = session.access.is_none() && renewal.is_idle();
    let due = renewal.due_at.is_some_and(|due_at| due_at <= now.time) || renewal.failures > 0 || has_nothing;
    if due { begin(state, None, now) } else { Effects::new() }
}

/// One timer for all waits: renewals may follow each other faster than it fires.
fn watch_lock(renewal: &mut Renewal, id: RequestId) -> Option<Effect> {
    let is_watched = std::mem::replace(&mut renewal.is_lock_watched, true);
    (!is_watched).then_some(Effect::SetTimer { timer: Timer::Lock(id), after: LOCKED })
}

/// The lock has been watched for long: whoever holds it all that time does not come back.
pub(super) fn lock_watched(state: &mut State, id: RequestId, now: &Now) -> Effects {
    let Flow::SignedIn(session) = &mut state.flow else { return Effects::new() };
    session.renewal.is_lock_watched = false;
    match session.renewal.phase {
        Phase::Locking(asked) if asked == id => pause(state, None, now),
        Phase::Locking(asked) => watch_lock(&mut session.renewal, asked).into_iter().collect(),
        _ => Effects::new(),
    }
}

/// The page was away and heard nothing: reads the record, which may be gone.
pub(super) fn look_again(state: &mut State, now: &Now) -> Effects {
    let id = state.next_id();
    let shared = state.persistence != Persistence::Memory;
    match &mut state.flow {
        Flow::SignedIn(session) if shared && !session.renewal.is_busy() => {
            session.renewal.rest();
            session.renewal.phase = Phase::LookingAgain(id);
            vec![Effect::ReadSession { id }]
        }
        _ => woke(state, now),
    }
}

/// Renews, unless that is under way already, or can't be; for a resource, if it is another than the sign-in's own.
pub(super) fn begin(state: &mut State, resource: Option<String>, now: &Now) -> Effects {
    let id = state.next_id();
    let persistence = state.persistence;
    let Flow::SignedIn(session) = &mut state.flow else { return Effects::new() };
    // While the record is written for the first time, others would find none.
    if session.renewal.is_busy() || session.kept.refresh_token.is_none() || session.storing.is_some() {
        return Effects::new();
    }
    session.renewal.rest();
    let earliest = session.renewal.earliest(now.time);
    if !now.online || earliest > now.time {
        // As soon as the network is back.
        session.renewal.failures = session.renewal.failures.max(1);
        let due_at = Some(earliest.max(now.time + MIN_INTERVAL));
        if std::mem::replace(&mut session.renewal.due_at, due_at) == due_at {
            return Effects::new();
        }
        return arm(session, now.time);
    }
    session.renewal.resource = resource;
    if persistence == Persistence::Memory {
        return post(state);
    }
    session.renewal.phase = Phase::Locking(id);
    let mut effects = vec![Effect::Lock { id }];
    effects.extend(watch_lock(&mut session.renewal, id));
    effects
}

/// Asks the other tabs for the access token before renewing for it: a page that was just opened.
pub(super) fn ask(state: &mut State) -> Effects {
    let id = state.next_id();
    let Flow::SignedIn(session) = &mut state.flow else { return Effects::new() };
    session.renewal.phase = Phase::Asking(id);
    let (session, generation) = (session.kept.id.clone(), session.kept.generation);
    vec![
        Effect::Tell(Message::Wanted { session, generation }),
        Effect::SetTimer { timer: Timer::Answer(id), after: ANSWER },
    ]
}

/// Nobody has answered.
pub(super) fn unanswered(state: &mut State, id: RequestId, now: &Now) -> Effects {
    match &mut state.flow {
        Flow::SignedIn(session) if matches!(session.renewal.phase, Phase::Asking(asked) if asked == id) => {
            let resource = session.renewal.rest();
            if session.kept.refresh_token.is_none() && session.access.is_none() {
                // Another tab may have it and sleep; and the provider may still know the person.
                let silently = (session.kept.provider.clone(), session.kept.subject.clone());
                state.fail_here(Error::SessionEnded, now.time);
                state.silently = Some(silently);
                return Effects::new();
            }
            begin(state, resource, now)
        }
        _ => Effects::new(),
    }
}

/// The lock is ours.
pub(super) fn locked(state: &mut State, id: RequestId) -> Effects {
    let reading = state.next_id();
    match &mut state.flow {
        Flow::SignedIn(session) if matches!(session.renewal.phase, Phase::Locking(asked) if asked == id) => {
            session.renewal.phase = Phase::Reading(reading);
            vec![Effect::ReadSession { id: reading }]
        }
        // By an earlier request: the driver has given that one back for this.
        Flow::SignedIn(session) if session.renewal.is_busy() => Effects::new(),
        // Nobody wants it any more.
        _ => vec![Effect::Unlock],
    }
}

/// The record as it is now.
pub(super) fn read(state: &mut State, id: RequestId, found: Found, now: &Now) -> Outcome {
    let next = state.next_id();
    let Flow::SignedIn(session) = &mut state.flow else { return Ok(Effects::new()) };
    let (last_look, is_locked) = match session.renewal.phase {
        Phase::Reading(asked) if asked == id => (false, true),
        Phase::Rereading(asked) if asked == id => (true, true),
        Phase::LookingAgain(asked) if asked == id => (false, false),
        _ => return Ok(Effects::new()),
    };
    let record = match found {
        Found::Unavailable => return Ok(pause(state, None, now)),
        Found::Nothing => None,
        Found::Record(record) => Kept::from_record(&record),
    };
    // Ended, or replaced by another one, in a tab whose message did not arrive.
    let Some(mut kept) = record.filter(|kept| kept.id == session.kept.id) else {
        return Ok(ended_elsewhere(state));
    };
    if kept.generation > session.kept.generation {
        session.token_of = kept.generation;
        session.kept = kept;
        let mut effects = vec![Effect::Unlock];
        effects.extend(ask(state));
        return Ok(effects);
    }
    if last_look {
        return Err(Error::SessionEnded);
    }
    let over = kept.stamp();
    if kept.generation == session.kept.generation {
        // The last ID token is proven, and so known, only after the record was written.
        kept.id_token = session.kept.id_token.clone().or(kept.id_token);
    } else if session.token_of == session.kept.generation {
        // The last result could not be stored.
        kept = session.kept.clone();
    } else if is_locked && session.renewal.failures < DESPAIR {
        // Another tab has it, and what is stored was used up.
        return Ok(pause(state, None, now));
    }
    if !is_locked {
        if kept.generation == session.kept.generation {
            // Another tab has renewed and told of it: here is its refresh token.
            session.token_of = kept.generation;
            session.kept = kept;
        }
        session.renewal.rest();
        return Ok(woke(state, now));
    }
    // Whoever claimed it holds the lock no more, so they are gone; but their request may still arrive.
    if let Some(claimed_at) = kept.claimed_at
        && session.renewal.answered != kept.claimed_at
        && (0..CLAIM).contains(&(now.time - claimed_at))
    {
        session.renewal.rest();
        session.renewal.due_at = Some(claimed_at + CLAIM);
        let mut effects = vec![Effect::Unlock];
        effects.extend(arm(session, now.time));
        return Ok(effects);
    }
    kept.claimed_at = Some(now.time);
    let (stamp, record) = (kept.stamp(), kept.to_record());
    session.token_of = kept.generation;
    session.kept = kept;
    session.renewal.phase = Phase::Claiming(next);
    Ok(vec![Effect::WriteSession { id: next, over: Some(over), stamp, record }])
}

/// A write has come to an end.
pub(super) fn written(state: &mut State, id: RequestId, written: Written, now: &Now) -> Outcome {
    let Flow::SignedIn(session) = &mut state.flow else { return Ok(Effects::new()) };
    match std::mem::take(&mut session.renewal.phase) {
        Phase::Claiming(asked) if asked == id => match written {
            Written::Done => Ok(post(state)),
            Written::Overtaken => Ok(ended_elsewhere(state)),
            Written::Unavailable => Ok(pause(state, None, now)),
        },
        Phase::Writing(asked, tokens) if asked == id => match written {
            // The session was ended while this was under way.
            Written::Overtaken => {
                session.renewal.phase = Phase::Writing(id, tokens);
                Ok(ended_elsewhere(state))
            }
            // Unavailable: this tab goes on with what it has in memory, and tells the others.
            Written::Done | Written::Unavailable => prove(state, tokens, now),
        },
        phase => {
            session.renewal.phase = phase;
            Ok(Effects::new())
        }
    }
}

fn post(state: &mut State) -> Effects {
    let Flow::SignedIn(session) = &mut state.flow else { return Effects::new() };
    let Some(refresh_token) = &session.kept.refresh_token else { return Effects::new() };
    let endpoint = &session.kept.server.token_endpoint;
    let resource = session.renewal.resource.as_deref().or(session.kept.resource.as_deref());
    let request = token::renewal(endpoint, &session.kept.client_id, refresh_token, resource);
    session.renewal.phase = Phase::Posting;
    vec![state.fetch(Purpose::Renewal, request, 0)]
}

/// The server does not know the resource of a call (RFC 8707 §2): nothing is wrong with the session.
fn is_about_resource(error: &protocol::Error, session: &Session) -> bool {
    let is_unknown = matches!(error, protocol::Error::TokenRejected { code: Some("invalid_target"), .. });
    is_unknown && session.renewal.resource.is_some()
}

/// The token endpoint has answered, or not.
pub(super) fn posted(state: &mut State, fetched: Fetched, now: &Now) -> Outcome {
    let id = state.next_id();
    let persistence = state.persistence;
    let Flow::SignedIn(session) = &mut state.flow else { return Ok(Effects::new()) };
    if !matches!(session.renewal.phase, Phase::Posting) {
        return Ok(Effects::new());
    }
    let has_answer = fetched.is_ok();
    let retry_after = fetched.as_ref().ok().and_then(|response| response.retry_after);
    let mut tokens = match token::response(fetched) {
        Ok(tokens) => tokens,
        Err(error) if is_about_resource(&error, session) => {
            session.renewal.answered = session.kept.claimed_at;
            let resource = session.renewal.rest();
            session.unknown_resources.extend(resource);
            let mut effects = schedule(session, now);
            effects.push(Effect::Unlock);
            return Ok(effects);
        }
        Err(error) if !error.ends_grant() => {
            session.renewal.answered = session.kept.claimed_at.filter(|_| has_answer);
            return Ok(pause(state, retry_after, now));
        }
        Err(_) if persistence == Persistence::Memory => return Err(Error::SessionEnded),
        Err(_) => {
            session.renewal.phase = Phase::Rereading(id);
            return Ok(vec![Effect::ReadSession { id }]);
        }
    };
    let over = session.kept.stamp();
    session.kept.generation = session.kept.generation.wrapping_add(1);
    session.token_of = session.kept.generation;
    session.kept.claimed_at = None;
    session.kept.renewed_at = now.time;
    // A server that does not rotate sends none: the old one goes on (RFC 6749 §6).
    if let Some(refresh_token) = tokens.refresh_token.take() {
        session.kept.refresh_token = Some(refresh_token);
    }
    if persistence == Persistence::Memory {
        return prove(state, Box::new(tokens), now);
    }
    // Stored before anything else: it can't be had a second time.
    session.renewal.phase = Phase::Writing(id, Box::new(tokens));
    let (stamp, record) = (session.kept.stamp(), session.kept.to_record());
    Ok(vec![Effect::WriteSession { id, over: Some(over), stamp, record }])
}

/// An ID token beside the access token must hold before that is used (OIDC Core §12.2). There need not be one.
fn prove(state: &mut State, tokens: Box<Tokens>, now: &Now) -> Outcome {
    let Flow::SignedIn(session) = &mut state.flow else { return Ok(Effects::new()) };
    let Some(id_token) = &tokens.id_token else { return Ok(take(state, *tokens, now)) };
    let jws = jws::parse(id_token.expose())?;
    id_token::check_algorithm(&jws, &session.kept.server.algorithms)?;
    session.renewal.phase = Phase::Proving(tokens, Box::new(jws), None);
    if session.keys.is_empty() { Ok(ask_for_keys(state)) } else { look(state) }
}

fn ask_for_keys(state: &mut State) -> Effects {
    let Flow::SignedIn(session) = &state.flow else { return Effects::new() };
    let request = jwk::request(&session.kept.server.jwks_uri);
    vec![state.fetch(Purpose::RenewalKeys, request, 0)]
}

/// The keys have come, or not.
pub(super) fn keys_came(state: &mut State, fetched: Fetched, now: &Now) -> Outcome {
    let Flow::SignedIn(session) = &mut state.flow else { return Ok(Effects::new()) };
    match jwk::response(fetched) {
        Ok(keys) => session.keys = keys,
        // The new generation is stored; its access token is not used, and the next renewal brings another.
        Err(_) => return Ok(pause(state, None, now)),
    }
    look(state)
}

/// Checks the signature; an unknown key is worth a look at the keys of today.
fn look(state: &mut State) -> Outcome {
    let id = state.next_id();
    let Flow::SignedIn(session) = &mut state.flow else { return Ok(Effects::new()) };
    let Phase::Proving(_, jws, verifying) = &mut session.renewal.phase else { return Ok(Effects::new()) };
    let keys: Vec<Rc<Jwk>> = jwk::select(&session.keys, jws.algorithm, jws.key_id.as_deref());
    if !keys.is_empty() {
        *verifying = Some(id);
        return Ok(vec![verify(id, jws, keys)]);
    }
    if verifying.replace(id).is_some() {
        return Err(protocol::Error::KeyNotFound.into());
    }
    Ok(ask_for_keys(state))
}

/// The signature was checked.
pub(super) fn verified(state: &mut State, id: RequestId, verdict: Verdict, now: &Now) -> Outcome {
    let Flow::SignedIn(session) = &mut state.flow else { return Ok(Effects::new()) };
    let (tokens, jws) = match std::mem::take(&mut session.renewal.phase) {
        Phase::Proving(tokens, jws, Some(verifying)) if verifying == id => (tokens, jws),
        phase => {
            session.renewal.phase = phase;
            return Ok(Effects::new());
        }
    };
    let kept = &session.kept;
    let expected = Renewed {
        issuer: &kept.server.issuer,
        client_id: &kept.client_id,
        subject: &kept.subject,
        auth_time: kept.auth_time,
        nonce: &kept.nonce,
        access_token: &tokens.access_token,
    };
    let error = match verdict {
        Verdict::Valid => id_token::check_renewed(&jws, &expected).err(),
        Verdict::Invalid => Some(protocol::Error::IdTokenSignature),
        Verdict::Unknown => Some(protocol::Error::AlgorithmUnavailable),
    };
    match error {
        Some(error) => Err(error.into()),
        None => Ok(take(state, *tokens, now)),
    }
}

/// The session goes on with new tokens, here and in the other tabs.
fn take(state: &mut State, tokens: Tokens, now: &Now) -> Effects {
    let shared = state.persistence != Persistence::Memory;
    let Flow::SignedIn(session) = &mut state.flow else { return Effects::new() };
    let resource = session.renewal.rest();
    if tokens.id_token.is_some() {
        session.kept.id_token = tokens.id_token;
    }
    let access = Access {
        generation: session.kept.generation,
        token: tokens.access_token,
        received_at: now.time,
        is_new: true,
        expires_at: tokens.expires_in.map(|seconds| now.time + seconds),
    };
    match resource {
        Some(resource) => {
            session.others.retain(|(name, _)| *name != resource);
            session.others.push((resource, access));
        }
        None => session.access = Some(access),
    }
    let mut effects = Effects::new();
    if shared {
        effects.extend(announcement(session));
        effects.push(Effect::Unlock);
    }
    effects.extend(schedule(session, now));
    effects.extend(signed_in::has_access(state));
    effects
}

fn announcement(session: &Session) -> Option<Effect> {
    let access = session.access.as_ref().filter(|access| access.generation == session.kept.generation)?;
    Some(Effect::Tell(Message::Renewed {
        session: session.kept.id.clone(),
        generation: session.kept.generation,
        access_token: access.token.clone(),
        expires_at: access.expires_at,
    }))
}

/// Trouble that may pass: the session stays, and is renewed later.
fn pause(state: &mut State, retry_after: Option<u32>, now: &Now) -> Effects {
    let shared = state.persistence != Persistence::Memory;
    let Flow::SignedIn(session) = &mut state.flow else { return Effects::new() };
    let renewal = &mut session.renewal;
    renewal.rest();
    renewal.failures = renewal.failures.saturating_add(1);
    let jitter = now.entropy.as_ref().map_or(128, |entropy| i64::from(entropy.jitter()));
    let pause = (2_i64 << renewal.failures.min(8)).min(MAX_PAUSE);
    renewal.due_at = Some(now.time + pause / 2 + pause / 2 * jitter / 255);
    let mut told = None;
    if let Some(seconds) = retry_after {
        let (from, until) = (now.time, now.time + i64::from(seconds.min(3_600)));
        renewal.pause = (from, until);
        told = Some(Effect::Tell(Message::Paused { session: session.kept.id.clone(), from, until }));
    }
    let mut effects = arm(session, now.time);
    if shared {
        effects.extend(told);
        effects.push(Effect::Unlock);
    }
    effects
}

/// Another tab speaks.
pub(super) fn heard(state: &mut State, message: Message, now: &Now) -> Effects {
    let (Flow::SignedIn(own), true) = (&mut state.flow, state.persistence != Persistence::Memory) else {
        return Effects::new();
    };
    match message {
        Message::SignedOut { session } if session == own.kept.id => ended_elsewhere(state),
        Message::Active { session, at } if session == own.kept.id => {
            own.active_at = own.active_at.max(at);
            Effects::new()
        }
        Message::Paused { session, from, until } if session == own.kept.id && until - from <= 3_600 => {
            own.renewal.pause = (from, until);
            Effects::new()
        }
        Message::Wanted { session, generation }
            if session == own.kept.id && generation == own.kept.generation =>
        {
            announcement(own).into_iter().collect()
        }
        Message::Renewed { session, generation, access_token, expires_at }
            if session == own.kept.id
                && !own.renewal.is_committed()
                && generation >= own.kept.generation
                && own.access.as_ref().is_none_or(|access| access.generation < generation) =>
        {
            let mut effects = if own.renewal.is_busy() { vec![Effect::Unlock] } else { Effects::new() };
            let is_newer = generation > own.kept.generation;
            own.kept.generation = generation;
            own.renewal.rest();
            own.kept.renewed_at = now.time;
            own.access = Some(Access {
                generation,
                token: access_token,
                received_at: now.time,
                is_new: false,
                expires_at,
            });
            effects.extend(schedule(own, now));
            effects.extend(signed_in::has_access(state));
            if is_newer {
                // For its refresh token, which signing out must revoke.
                effects.extend(look_again(state, now));
            }
            effects
        }
        _ => Effects::new(),
    }
}

/// The session is over in another tab: nothing of it stays here.
fn ended_elsewhere(state: &mut State) -> Effects {
    // What is being stored can't be any more: the write finds another stamp, or nothing.
    let mut effects = match &state.flow {
        Flow::SignedIn(session) if matches!(session.renewal.phase, Phase::Writing(..)) => {
            signed_in::revoke(state)
        }
        _ => Effects::new(),
    };
    state.abandon();
    state.elsewhere = true;
    state.flow = Flow::SignedOut(None);
    effects.push(Effect::Unlock);
    effects
}
