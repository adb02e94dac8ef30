//! Opening the page: configuration, environment, and what the address brings.

use super::effect::{Effect, Effects};
use super::screen::Via;
use super::transaction::{Lookup, Transaction};
use super::{Destination, Error, Flow, Now, State, completing, picker};
use crate::config::{self, DestinationPolicy};
use crate::protocol::authorization;
use crate::protocol::form;
use crate::protocol::secret::Body;
use crate::url::{Url, without_index};

/// What the driver knows when the page is opened.
#[derive(Debug)]
pub struct Opening {
    /// Address of the page without query and fragment, and without `index.html`; `None` if it is no
    /// `http(s)` address.
    pub page: Option<Url>,
    /// The query of the address, before it was stripped.
    pub query: Body,
    /// The fragment of the address, before it was stripped.
    pub fragment: Body,
    /// The text of the configuration; `None` if it could not be loaded.
    pub config: Option<String>,
    /// `isSecureContext`
    pub secure: bool,
    /// `crypto.subtle` is there.
    pub crypto: bool,
    /// `id` of the provider that was used last.
    pub last_used: Option<String>,
    /// `id` of the provider, if this tab was signing out when it left.
    pub signing_out: Option<String>,
}

/// Decides which screen the page opens with.
pub(super) fn open(state: &mut State, opening: Opening, now: &Now) -> Effects {
    let mut effects = Effects::new();
    let Some(text) = opening.config else { return state.fail(Error::ConfigUnreachable, None, now) };
    match config::parse(&text) {
        Ok(parsed) => {
            effects.extend(parsed.notes.into_iter().map(Effect::Note));
            state.config = Some(parsed.config);
        }
        Err(errors) => return state.fail(Error::Config(errors), None, now),
    }
    let Some(page) = opening.page.filter(|page| opening.secure && page.origin().is_secure()) else {
        return state.fail(Error::InsecureContext, None, now);
    };
    if !opening.crypto || now.entropy.is_none() {
        return state.fail(Error::CryptoUnavailable, None, now);
    }
    state.last_used = opening.last_used;
    state.destination = destination(state, &page, opening.query.expose());
    state.page = Some(page);

    match authorization::find(opening.query.expose(), opening.fragment.expose()) {
        Some(Ok(response)) => {
            let mark = response.state().digest();
            effects.push(Effect::TakeTransaction { state: response.state().clone(), mark });
            state.flow = Flow::LookingUp(response);
        }
        Some(Err(error)) => effects.extend(state.fail(error.into(), None, now)),
        None => {
            effects.push(Effect::SweepTransactions);
            match opening.signing_out {
                Some(provider) => {
                    let via = state.via(&provider);
                    state.flow = Flow::SignedOut { via, local_only: false };
                }
                None => effects.extend(picker::show(state)),
            }
        }
    }
    effects
}

/// The destination that the address of the page names, else that of the configuration.
fn destination(state: &State, page: &Url, query: &str) -> Option<Destination> {
    let config = &state.config.as_ref()?.page;
    if config.destination_policy == DestinationPolicy::Ignore {
        return None;
    }
    let asked =
        form::decode(query).into_iter().find(|(name, _)| name == "destination").map(|(_, value)| value);
    let asked = asked.and_then(|text| Destination::parse(&text, page.path()));
    asked.or_else(|| Destination::parse(config.default_destination.as_deref()?, page.path()))
}

/// The storage has answered: is the response ours?
pub(super) fn taken(state: &mut State, lookup: Lookup, now: Now) -> Effects {
    let (true, Some(page)) = (matches!(state.flow, Flow::LookingUp(_)), state.page.clone()) else {
        return Effects::new();
    };
    let Flow::LookingUp(response) = std::mem::take(&mut state.flow) else { return Effects::new() };
    let record = match lookup {
        Lookup::Found(record) => record,
        Lookup::Used => return state.fail(Error::StateUsed, None, &now),
        Lookup::Unknown => return state.fail(Error::StateUnknown, None, &now),
        Lookup::Unavailable => return state.fail(Error::StorageUnavailable, None, &now),
    };
    let Some(transaction) = Transaction::from_record(&record, page.path()) else {
        return state.fail(Error::StateUnknown, None, &now);
    };
    let via = state.via(&transaction.provider);
    let asked = &transaction.redirect_uri;
    let here = asked.origin() == page.origin() && without_index(asked.path()) == without_index(page.path());
    if !here {
        return state.fail(Error::RedirectUriMismatch, via, &now);
    }
    state.destination.clone_from(&transaction.destination);
    let server = &transaction.server;
    let code = match authorization::response(response, &transaction.state, &server.issuer, server.sends_iss) {
        Ok(code) => code,
        Err(error) => return state.fail(error.into(), via, &now),
    };
    let Some(via) = via else { return state.fail(Error::ProviderUnknown, None, &now) };
    if !transaction.is_expired(now.time) {
        return completing::start(state, transaction, &code);
    }
    restart(state, &transaction, via, now)
}

/// Starts over, once: the provider still knows the person, so this is a blink. Twice in a row is a loop.
fn restart(state: &mut State, transaction: &Transaction, via: Via, now: Now) -> Effects {
    if transaction.restarts > 0 {
        return state.fail(Error::StateExpired, Some(via), &now);
    }
    picker::leave(state, &via.id, transaction.restarts + 1, now)
}
