//! What stands above a screen, whichever it is.

use super::el::find;
use super::text::Text;
use crate::session::screen::Notice;

/// Shows a notice, or takes it away. Its place stays: readers hear of what changes in a place that they know.
pub(super) fn draw(notice: Option<&Notice>) {
    let place = find(".notice").set_text("");
    match notice {
        None => place,
        Some(Notice::Offline) => place.say(Text::OfflineNotice),
        Some(Notice::Trouble(title)) => place.sentence(Text::TroubleNotice, title),
        Some(Notice::SignedInElsewhere(name)) => place.sentence(Text::SignedInElsewhere, name),
        Some(Notice::SignedOutElsewhere) => place.say(Text::SignedOutElsewhere),
    };
}
