//! Who is signed in, and what their backend says.

use super::el::{El, find};
use super::foot::foot;
use super::frame::set_title;
use super::text::Text;
use super::{account, backend, ending, linked};
use crate::config::Persistence;
use crate::later;
use crate::session::screen::{Role, SignedIn, Via};
use crate::session::{Account, Input};

pub(super) fn draw(card: &El, signed_in: &SignedIn) {
    set_title(Text::SignedIn.english(), Some(&signed_in.page));
    card.add("div.who");
    card.add("dl.facts");
    if signed_in.backend.is_some() {
        account::fact(&card.add("dl.facts"), Text::Backend).add("span").attr("role", "status");
    }
    card.add("section.linked");
    let actions = if signed_in.destination.is_some() {
        card.add("div").attr("role", "status");
        let actions = card.add("div.actions");
        actions.button("button.button primary", Text::Continue, || Input::ContinueRequested);
        actions
    } else {
        card.add("div.actions")
    };
    actions.button("button.button", Text::SignOut, || Input::SignOutRequested);
    foot(&signed_in.page);
    update(None, signed_in);
}

/// What the lines about the session depend on.
fn facts_of(it: &SignedIn) -> (&Account, Option<&Role>, &Via, Option<i64>, i64, Persistence) {
    (&it.account, it.role.as_ref(), &it.via, it.expires_at, it.renewed_at, it.persistence)
}

/// Shows what has changed.
pub(super) fn update(before: Option<&SignedIn>, now: &SignedIn) {
    let is_other = before.is_none_or(|before| before.account != now.account);
    if is_other {
        account::who(&find(".who").set_text(""), &now.account);
    }
    if before.is_none_or(|before| facts_of(before) != facts_of(now)) {
        account::facts(&find(".facts").set_text(""), now);
    }
    // Only where the backend has a list of them.
    let (old, new) = (before.and_then(|before| before.linked.as_ref()), now.linked.as_ref());
    if old.is_some() || new.is_some() {
        later::accounts(|| linked::update(old, new));
    }
    if before.and_then(|before| before.ending) != now.ending {
        ending::update(&find(".card"), now.ending);
    }
    if let Some(backend) = &now.backend
        && before.is_none_or(|before| before.backend != now.backend)
    {
        backend::update(&find(".card"), find("dd > [role=status]"), backend);
    }
    if let Some(destination) = &now.destination
        && before.is_none_or(|before| before.continuing != now.continuing)
    {
        let going = find("div[role=status]").set_text("");
        if now.continuing {
            going.add("p.sub").sentence(Text::TakingYou, destination.as_str());
        }
    }
}
