//! Opening the page: configuration, environment, and what the address brings.

use super::effect::{Effect, Effects};
use super::state::Left;
use super::transaction::{Lookup, Transaction};
use super::{
    Destination, Error, Flow, Guest, Now, Outcome, Persistence, Place, State, accounts, asked, better_auth,
    completing, linked, picker, sign_out, signed_in,
};
use crate::config::{self, DestinationPolicy};
use crate::later;
use crate::protocol;
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
    /// What PocketBase's SDK has left in localStorage.
    pub sdk_entry: Option<Body>,
    /// Web Locks, IndexedDB and BroadcastChannel are there: tabs can share a session.
    pub can_share: bool,
    /// Whose page it is.
    pub guest: Guest,
    /// What the last `Effect::RememberSignOut` of this tab said, if it was signing out when it left.
    pub signing_out: Option<String>,
}

/// Decides which screen the page opens with.
pub(super) fn open(state: &mut State, opening: Opening, now: &Now) -> Outcome {
    let text = opening.config.ok_or(Error::ConfigUnreachable)?;
    let parsed = config::parse(&text).map_err(Error::Config)?;
    state.config = Some(parsed.config);
    let page = opening.page.filter(|page| opening.secure && page.origin().is_secure());
    let page = page.ok_or(Error::InsecureContext)?;
    if !opening.crypto || now.entropy.is_none() {
        return Err(Error::CryptoUnavailable);
    }
    let wanted = state.config.as_ref().map_or(Persistence::Memory, |config| config.session.persistence);
    state.persistence = if opening.can_share { wanted } else { Persistence::Memory };
    state.last_used = opening.last_used;
    state.guest = opening.guest;
    state.destination =
        if state.is_guest() { None } else { destination(state, &page, opening.query.expose()) };
    if state.is_by_cookie() {
        // The backend has the session; of this page there is nothing to keep.
        state.persistence = Persistence::Memory;
        let base = state.config.as_ref().and_then(|config| config.better_auth());
        if base.is_some_and(|base| base.url.origin() != page.origin()) {
            return Err(Error::ForeignBackend);
        }
        state.callback = Some(opening.query.clone());
    }
    if state.is_guest() {
        later::element(|| asked::open(state));
    }
    state.page = Some(page);
    if state.config.as_ref().and_then(|config| config.pocketbase()).is_some_and(|it| it.sdk_auth_store) {
        state.sdk_entry.opened_with = opening.sdk_entry.map_or(Left::Nothing, Left::Entry);
    }

    let mut effects: Effects = parsed.notes.into_iter().map(Effect::Note).collect();
    if let Some(response) = authorization::find(opening.query.expose(), opening.fragment.expose())? {
        let mark = response.state().digest();
        effects.push(Effect::TakeTransaction { state: response.state().clone(), mark });
        // Who signs in now is who counts.
        state.sdk_entry.opened_with = Left::Settled;
        state.flow = Flow::LookingUp(response);
        return Ok(effects);
    }
    match opening.signing_out {
        Some(mark) => later::run(|| sign_out::landed(state, &mark, opening.query.expose())),
        // What the SDK has left is looked at when the second file is there.
        None if !state.is_shared() && !matches!(state.sdk_entry.opened_with, Left::Entry(_)) => {
            if wanted == Persistence::Memory {
                // Of the time before it was configured so.
                effects.push(state.wipe_any());
            }
            effects.extend(picker::show(state));
        }
        None => {
            if state.is_by_cookie() {
                effects.push(state.wipe_any());
            }
            effects.extend(signed_in::look(state));
        }
    }
    Ok(effects)
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
pub(super) fn taken(state: &mut State, lookup: Lookup, now: &mut Now) -> Outcome {
    let (true, Some(page)) = (matches!(state.flow, Flow::LookingUp(_)), &state.page) else {
        return Ok(Effects::new());
    };
    let Flow::LookingUp(response) = std::mem::take(&mut state.flow) else { return Ok(Effects::new()) };
    let record = match lookup {
        Lookup::Found(record) => record,
        Lookup::Used => return Err(Error::StateUsed),
        Lookup::Unknown => return Err(Error::StateUnknown),
        Lookup::Unavailable => return Err(Error::StorageUnavailable),
    };
    let own_path = if state.is_guest() { asked::NO_PATH } else { page.path() };
    let transaction = Transaction::from_record(&record, own_path).ok_or(Error::StateUnknown)?;
    respond(state, transaction, response, now)
}

/// The response is for this transaction, which nobody else has: is it what it should be?
pub(super) fn respond(
    state: &mut State,
    transaction: Transaction,
    response: authorization::Response,
    now: &mut Now,
) -> Outcome {
    let Some(page) = &state.page else { return Ok(Effects::new()) };
    state.provider = Some(transaction.provider.clone());
    state.links = transaction.links_to.is_some();
    let asked = &transaction.redirect_uri;
    let here = asked.origin() == page.origin() && without_index(asked.path()) == without_index(page.path());
    // It came to a window, whose address was the right one.
    if !here && !state.has_popup() {
        return Err(Error::RedirectUriMismatch);
    }
    state.destination.clone_from(&transaction.destination);
    state.asked.place = if transaction.stays && !state.has_popup() { Place::Left } else { Place::Elsewhere };
    if transaction.forgets {
        state.forget();
    }
    let server = &transaction.server;
    let code = if server.issuer.is_empty() {
        // PocketBase does not tell who the provider is, and neither does the configuration.
        authorization::response_of_unknown_issuer(response, &transaction.state)
    } else {
        authorization::response(response, &transaction.state, &server.issuer, server.sends_iss)
    };
    let code = match code {
        // In better-auth's own words, which the `state` makes an answer to us.
        Err(protocol::Error::Authorization(error)) if let Some(query) = state.callback.take() => {
            let named = later::better_auth_later(|| better_auth::callback_error(query.expose()));
            return Err(named.unwrap_or(protocol::Error::Authorization(error).into()));
        }
        // The provider would have to ask the person, and was asked not to.
        Err(protocol::Error::Authorization(_)) if transaction.subject.is_some() => {
            return Err(Error::SessionEnded);
        }
        code => code?,
    };
    // Which providers a backend has is not asked here: it will say whether it knows this one.
    let is_known =
        accounts::is_ours(state, server).unwrap_or_else(|| state.provider(&transaction.provider).is_some());
    if !is_known {
        return Err(Error::ProviderUnknown);
    }
    if !transaction.is_expired(now.time) {
        if transaction.links_to.is_some() {
            return Ok(later::accounts(|| linked::came_back(state, transaction, code)));
        }
        return completing::start(state, transaction, &code);
    }
    if server.accounts.is_some() || transaction.links_to.is_some() {
        return Err(Error::StateExpired);
    }
    // Starts over, once: the provider still knows the person, so this is a blink. Twice in a row is a loop.
    if transaction.restarts > 0 {
        return Err(Error::StateExpired);
    }
    picker::leave(state, transaction.provider, transaction.restarts + 1, now)
}
