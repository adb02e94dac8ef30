//! From the state to the screen.

use super::picker::{self, unusable_id};
use super::pocketbase;
use super::screen::{Choice, Forms, Notice, Picker, Role, SignedIn, SignedOut, Status, Via};
use super::signed_in::Session;
use super::{Flow, Place, Screen, State, factors, linked};
use crate::config::{Config, DestinationPolicy, Entry, Icon, Outcome, Page, Persistence};
use crate::later;

pub(super) fn screen(state: &State) -> Screen {
    if let Flow::Failed(failure) = &state.flow {
        return Screen::Failed(failure.clone());
    }
    let Some(config) = &state.config else { return Screen::Starting };
    let page = config.page.clone();
    let via = state.via();
    match &state.flow {
        // Nobody has chosen anything: there is nothing to choose again.
        Flow::Leaving(leaving) if leaving.has_session() => Screen::Completing(via),
        Flow::Picker if pocketbase::is_waiting(state) => Screen::Starting,
        Flow::Picker | Flow::Leaving(_) => {
            let mut choices = choices(state, config);
            if !state.factors.takes_providers() {
                choices.clear();
            }
            let has_forms = config.pocketbase().is_some();
            let forms =
                if has_forms { later::pocketbase(|| factors::forms(state)) } else { Forms::default() };
            Screen::Picker(Picker {
                page,
                choices,
                forms,
                in_window: state.has_popup(),
                was_closed: state.window.is_some(),
            })
        }
        Flow::LookingUp(_) | Flow::Completing(_) => Screen::Completing(via),
        Flow::SignedIn(session) => later::run(|| signed_in(state, session, page, via)),
        Flow::SigningOut(_) => Screen::SignedOut(SignedOut { page, via, report: None, leaving: true }),
        Flow::SignedOut(report) => {
            Screen::SignedOut(SignedOut { page, via, report: report.clone(), leaving: false })
        }
        Flow::Starting | Flow::Restoring(_) | Flow::Failed(_) => Screen::Starting,
    }
}

fn signed_in(state: &State, session: &Session, page: Page, via: Option<Via>) -> Screen {
    Screen::SignedIn(Box::new(SignedIn {
        destination: state
            .destination
            .clone()
            // Nobody goes on to where they are.
            .filter(|_| {
                page.destination_policy != DestinationPolicy::Ignore && state.asked.place != Place::Here
            }),
        page,
        account: session.account.clone(),
        role: role(state, session),
        via: via.unwrap_or_else(|| gone(session)),
        backend: session.backend.clone(),
        linked: if state.has_accounts() { later::accounts(|| linked::screen(state, session)) } else { None },
        continuing: session.continuing,
        // The backend keeps it in a cookie.
        persistence: if state.is_by_cookie() { Persistence::Device } else { state.persistence },
        ending: session.ending,
        renewed_at: session.kept.renewed_at,
        expires_at: session.access.as_ref().and_then(|access| access.expires_at),
    }))
}

pub(super) fn notice(state: &State) -> Option<Notice> {
    if state.is_offline {
        return Some(Notice::Offline);
    }
    match &state.flow {
        Flow::SignedIn(session) => later::run(|| notice_of(state, session)),
        Flow::SignedOut(_) if state.elsewhere => Some(Notice::SignedOutElsewhere),
        _ => None,
    }
}

fn notice_of(state: &State, session: &Session) -> Option<Notice> {
    if session.renewal.is_in_trouble() {
        return Some(Notice::Trouble(state.via().unwrap_or_else(|| gone(session)).title));
    }
    state.elsewhere.then(|| Notice::SignedInElsewhere(session.account.display_name().to_owned()))
}

/// What the person may do at the backend: what that says itself, else what the rule of the configuration makes of their
/// groups.
fn role(state: &State, session: &Session) -> Option<Role> {
    if let Some(role) = &session.account.role {
        return Some(Role::Is(role.clone()));
    }
    if session.kept.server.accounts.is_some() {
        // It has the last word, and has not said any.
        return None;
    }
    let rule = state.provider(&session.kept.provider)?.roles.as_ref()?;
    Some(match rule.role_for(&session.account.told_groups) {
        Outcome::Role(name) => Role::Is(name),
        Outcome::Refused => Role::Refused,
    })
}

/// A provider that has left the configuration while its session goes on; or none at all: a password.
fn gone(session: &Session) -> Via {
    let kept = &session.kept;
    let host = kept.server.token_endpoint.origin().host_and_port().to_owned();
    let is_provider = !kept.provider.is_empty() && !kept.provider.starts_with('#');
    let title = if is_provider { kept.provider.clone() } else { host.clone() };
    Via { title, id: kept.provider.clone(), host }
}

pub(super) fn providers(state: &State) -> Vec<String> {
    let config = state.config.as_ref().filter(|_| state.factors.takes_providers());
    config.map(|config| choices(state, config)).unwrap_or_default().into_iter().map(|it| it.via.id).collect()
}

pub(super) fn choices(state: &State, config: &Config) -> Vec<Choice> {
    let choices = config.entries.iter().enumerate().map(|(index, entry)| match entry {
        Entry::Provider(provider) => Choice {
            status: picker::status(state, &provider.id),
            last_used: state.last_used.as_ref() == Some(&provider.id),
            via: Via { id: provider.id.clone(), title: provider.title.clone(), host: provider.host() },
            description: provider.description.clone(),
            icon: provider.icon.clone(),
        },
        Entry::Unusable { title, errors } => Choice {
            icon: Icon::Initial(title.chars().take(1).collect()),
            via: Via { id: unusable_id(index), title: title.clone(), host: String::new() },
            description: None,
            status: Status::Unusable(errors.first().map_or("config_invalid", |error| error.code())),
            last_used: false,
        },
    });
    choices.collect()
}
