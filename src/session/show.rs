//! From the state to the screen.

use super::picker::{self, unusable_id};
use super::pocketbase;
use super::screen::{Choice, Forms, Notice, Picker, SignedIn, SignedOut, Status, Via};
use super::signed_in::Session;
use super::{Flow, Screen, State};
use crate::config::{Config, DestinationPolicy, Entry, Icon, Page};
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
        Flow::Leaving(leaving) if leaving.is_silent() => Screen::Completing(via),
        Flow::Picker if pocketbase::is_waiting(state) => Screen::Starting,
        Flow::Picker | Flow::Leaving(_) => {
            Screen::Picker(Picker { page, choices: choices(state, config), forms: Forms::default() })
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
            .filter(|_| page.destination_policy != DestinationPolicy::Ignore),
        page,
        account: session.account.clone(),
        role: None,
        via: via.unwrap_or_else(|| gone(state)),
        backend: session.backend.clone(),
        linked: None,
        continuing: session.continuing,
        persistence: state.persistence,
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
        return Some(Notice::Trouble(state.via().unwrap_or_else(|| gone(state)).title));
    }
    state.elsewhere.then(|| Notice::SignedInElsewhere(session.account.display_name().to_owned()))
}

/// A provider that has left the configuration while its session goes on.
fn gone(state: &State) -> Via {
    let id = state.provider.clone().unwrap_or_default();
    Via { title: id.clone(), id, host: String::new() }
}

fn choices(state: &State, config: &Config) -> Vec<Choice> {
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
