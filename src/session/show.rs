//! From the state to the screen.

use super::screen::{Choice, Picker, SignedIn, SignedOut, Status, Via};
use super::{Flow, Screen, State, picker};
use crate::config::{DestinationPolicy, Entry, Icon, Page};

pub(super) fn screen(state: &State) -> Screen {
    let Some(page) = state.config.as_ref().map(|config| config.page.clone()) else {
        return match &state.flow {
            Flow::Failed(failure) => Screen::Failed((**failure).clone()),
            _ => Screen::Starting,
        };
    };
    match &state.flow {
        Flow::Starting => Screen::Starting,
        Flow::Picker | Flow::Leaving(_) => Screen::Picker(Picker { page, choices: choices(state) }),
        Flow::LookingUp(_) => Screen::Completing(None),
        Flow::Completing(completing) => Screen::Completing(state.via(&completing.transaction.provider)),
        Flow::SignedIn(session) => Screen::SignedIn(SignedIn {
            destination: state
                .destination
                .clone()
                .filter(|_| page.destination_policy != DestinationPolicy::Ignore),
            page,
            account: session.account.clone(),
            via: state.via(&session.provider).unwrap_or_else(|| gone(&session.provider)),
            backend: session.backend.clone(),
            continuing: session.continuing,
            expires_at: session.expires_at,
        }),
        Flow::SigningOut(signing_out) => signed_out(page, signing_out.via.clone(), false, true),
        Flow::SignedOut { via, local_only } => signed_out(page, via.clone(), *local_only, false),
        Flow::Failed(failure) => Screen::Failed((**failure).clone()),
    }
}

fn signed_out(page: Page, via: Option<Via>, local_only: bool, leaving: bool) -> Screen {
    Screen::SignedOut(SignedOut { page, via, local_only, leaving })
}

/// A provider that has left the configuration while its session goes on.
fn gone(id: &str) -> Via {
    Via { id: id.to_owned(), title: id.to_owned(), host: String::new() }
}

fn choices(state: &State) -> Vec<Choice> {
    let choices = picker::entries(state).map(|(id, entry)| match entry {
        Entry::Provider(provider) => Choice {
            status: picker::status(state, &id),
            last_used: state.last_used.as_deref() == Some(&id),
            via: Via { title: provider.title.clone(), host: provider.host(), id },
            description: provider.description.clone(),
            icon: provider.icon.clone(),
        },
        Entry::Unusable { title, errors } => Choice {
            icon: Icon::Initial(title.chars().take(1).collect()),
            via: Via { id, title: title.clone(), host: String::new() },
            description: None,
            status: Status::Unusable(errors.first().map_or("config_invalid", |error| error.code())),
            last_used: false,
        },
    });
    choices.collect()
}
