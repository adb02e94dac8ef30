//! Details of a failure, to copy into a message to whoever helps. They hold no secret and no name.

use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::Event;

use super::account::date;
use super::el::{El, find, root, target, within};
use super::frame;
use super::text::Text;
use crate::browser::timer;
use crate::later;
use crate::session::{Error, Failure};

/// How many milliseconds the button says that it has copied.
const CONFIRMED: u32 = 3_000;

pub(super) fn details(card: &El, failure: &Failure) {
    let details = card.add("details");
    details.add("summary").say(Text::Details);
    lines(details.add("pre").attr("tabindex", "0"), failure);
    details
        .add("button.button quiet")
        .attr("type", "button")
        .say(Text::Copy)
        .on("click", |event| later::failed(|| copy(&event)));
}

fn copy(event: &Event) {
    let (button, lines, root) = (target(event), find("details > pre"), root());
    spawn_local(later::failed_wait(async move {
        let words = if write(&lines.content()).await {
            Text::Copied
        } else {
            // The next best thing: the keyboard can copy what is selected.
            lines.select();
            Text::Selected
        };
        within(root, || frame::say(words.english()));
        let button = button.set_text(words.english());
        timer::sleep(CONFIRMED).await;
        button.set_text(Text::Copy.english());
    }));
}

/// One fact a line. The words are not translated: they are for whoever helps, and for searching.
fn lines(lines: El, failure: &Failure) {
    let code = failure.code();
    let mut lines = lines.text("code: ").text(code);
    if let Some(answer) = failure.error.oauth_code().filter(|answer| *answer != code) {
        lines = lines.text("\nanswer: ").text(answer);
    }
    // `2026-11-22T10:58:03.000Z`
    let time = String::from(date(failure.at).to_iso_string());
    let part = |range| time.get(range).unwrap_or_default();
    lines = lines.text("\ntime: ").text(part(0..10)).text(" ").text(part(11..19)).text(" UTC");
    if let Some(detail) = failure.error.detail() {
        lines = lines.text("\ndetail: ").text(&detail);
    }
    if let Some(via) = &failure.via {
        lines = lines.text("\nprovider: ").text(&via.id).text(" at ").text(&via.host);
    }
    if let Error::Config(errors) = &failure.error {
        for error in errors {
            let field = error.field().unwrap_or("config.json");
            lines = lines.text("\nconfig: ").text(field).text(" ").text(error.problem());
        }
    }
    lines.text(concat!("\nversion: Portico ", env!("CARGO_PKG_VERSION")));
}

/// Writes to the clipboard; `false` where there is none or it is denied.
async fn write(content: &str) -> bool {
    let Some(window) = web_sys::window() else { return false };
    let navigator = window.navigator();
    // On a plain http page it is undefined, whatever the binding says.
    let is_there = js_sys::Reflect::get(&navigator, &"clipboard".into()).is_ok_and(|it| !it.is_undefined());
    is_there && JsFuture::from(navigator.clipboard().write_text(content)).await.is_ok()
}
