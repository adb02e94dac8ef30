//! What can be typed on the picker: a name and a password, an address that a code is sent to, the code.

use web_sys::Event;

use super::el::{El, all, find, target};
use super::frame::set_title;
use super::shown::{is_guest, send};
use super::text::Text;
use super::{asked, explain};
use crate::backend::pocketbase::Password;
use crate::later;
use crate::session::Input;
use crate::session::screen::{Form, Forms, Picker};

/// The field of an account that codes can be sent to; also the name and the type of its box.
const EMAIL: &str = "email";

/// What PocketBase's own `users` can have beside it; also what browsers call the one that goes with a password.
const USERNAME: &str = "username";

const BUTTON: &str = "button.button";
const PRIMARY: &str = "button.button primary";

/// Shows how far the forms have come; draws them if nothing was there before.
pub(super) fn update(picker: &Picker, before: Option<&Forms>, is_blocked: bool) {
    let forms = &picker.forms;
    if before.is_none() {
        draw(&find(".card"), picker);
    }
    let busy = before.and_then(|before| before.busy);
    for button in all("[data-sends]") {
        let is_busy = forms.busy.is_some_and(|form| button.data("data-sends") == name(form));
        button.attr_if("aria-busy", is_busy.then_some("true"));
        button.attr_if("aria-disabled", (is_blocked && !is_busy).then_some("true"));
        if is_busy && busy.is_none() {
            button.spinner();
        }
    }
    if forms.busy.is_none() {
        find(".button > .spinner").remove();
    }
    for input in all(".field > input") {
        // Not `disabled`: that would take the focus away.
        input.attr_if("readonly", is_blocked.then_some("readonly"));
    }
    let refused = |forms: &Forms| forms.refused.filter(|_| forms.busy.is_none());
    let code = refused(forms);
    if before.and_then(refused) != code {
        later::pocketbase_later(|| {
            let field = complain(busy == Some(Form::Address), code);
            if before.is_some() {
                field.focus();
            }
        });
    }
}

/// What the page calls it: the hook of tests.
fn name(form: Form) -> &'static str {
    match form {
        Form::Password => "password",
        Form::Address => "address",
        Form::Code => "code",
    }
}

fn draw(card: &El, picker: &Picker) {
    let forms = &picker.forms;
    if forms.sent_to.is_some() || forms.is_second {
        // Nobody gets that far on a first visit.
        return later::pocketbase_later(|| draw_next(card, picker));
    }
    ways(card, picker);
    if !picker.choices.is_empty() {
        find(".sub").set_text("").say(Text::ChooseHow);
    }
}

/// What is asked for after something was typed, or after a provider.
fn draw_next(card: &El, picker: &Picker) {
    let forms = &picker.forms;
    let sub = find(".sub").set_text("");
    let heading = if let Some(address) = &forms.sent_to {
        find(".filter").remove();
        find(".providers").remove();
        let place = form(card, Form::Code);
        field(&place, Text::Code.english(), "code", "text", "one-time-code").attr("inputmode", "numeric");
        submits(&place, PRIMARY, Form::Code, Text::SignIn);
        sub.sentence(Text::SentTo, address);
        Text::CheckEmail
    } else {
        ways(card, picker);
        sub.say(Text::SecondProof);
        Text::OneMoreStep
    };
    set_title(heading.english(), Some(&picker.page));
    find("h1").set_text(heading.english());
    let label = if forms.is_second { Text::StartOver } else { Text::OtherAddress };
    card.button("button.button quiet", label, || Input::PickerRequested);
}

/// A name and a password, an address, or both: in one form where the name is an address.
fn ways(card: &El, picker: &Picker) {
    let Forms { identity, otp, .. } = &picker.forms;
    let is_email = matches!(identity.as_slice(), [only] if only == EMAIL);
    let has_password = !identity.is_empty();
    if has_password {
        or(card, !picker.choices.is_empty());
        let place = form(card, Form::Password);
        let kind = if is_email { EMAIL } else { "text" };
        field(&place, "", USERNAME, kind, USERNAME);
        label(find(".field > bdi"), identity);
        field(&place, Text::Password.english(), "password", "password", "current-password");
        let actions = submits(&place, PRIMARY, Form::Password, Text::SignIn);
        if *otp && is_email {
            submit_button(&actions, BUTTON, Form::Address, Text::SendCode);
        }
    }
    if *otp && !is_email {
        or(card, has_password || !picker.choices.is_empty());
        let place = form(card, Form::Address);
        // A page has one name that goes with a password, and one button that stands out.
        let (fill, what) = if has_password { (EMAIL, BUTTON) } else { (USERNAME, PRIMARY) };
        field(&place, Text::Email.english(), EMAIL, EMAIL, fill);
        submits(&place, what, Form::Address, Text::SendCode);
    }
    if !*otp && !has_password {
        alert(card);
    }
}

/// Between two ways to go on.
fn or(card: &El, is_between: bool) {
    if is_between {
        card.add("p.or").say(Text::Or);
    }
}

/// What the field for the name is called.
fn label(mut place: El, identity: &[String]) {
    let has = |name: &str| identity.iter().any(|field| field == name);
    let words = match identity.len() {
        1 if has(EMAIL) => Text::Email,
        1 if has(USERNAME) => Text::UserName,
        2 if has(EMAIL) && has(USERNAME) => Text::EmailOrUserName,
        _ => {
            for field in identity {
                let between = if place.content().is_empty() { "" } else { " / " };
                place = place.text(between).text(&crate::text::clean(field, 100));
            }
            return;
        }
    };
    place.say(words);
}

fn form(card: &El, form: Form) -> El {
    let hint = |_| send(Input::FormHinted);
    card.add("form.form").on("focusin", hint).on("submit", move |event| {
        // The policy of the page lets no form go anywhere.
        event.prevent_default();
        later::pocketbase(|| submit(form));
    })
}

/// Adds a field: what it is called, its name, its type, what the browser may fill it with.
fn field(place: &El, words: &str, name: &str, kind: &str, fill: &str) -> El {
    let label = place.add("label.field");
    label.add("bdi").text(words);
    label
        .add("input")
        .attr("name", name)
        .attr("type", kind)
        .attr("autocomplete", fill)
        .attr("autocapitalize", "none")
        .attr("required", "required")
}

/// Adds the place of a complaint, and the button that Enter presses as well.
fn submits(place: &El, what: &str, form: Form, label: Text) -> El {
    alert(place);
    let actions = place.add("div.actions");
    submit_button(&actions, what, form, label);
    actions
}

fn alert(place: &El) {
    place.add("p.wrong").attr("role", "alert");
}

/// Its type is the default one.
fn submit_button(actions: &El, what: &str, form: Form, label: Text) {
    actions
        .add(what)
        .attr("data-sends", name(form))
        .say(label)
        .on("click", |event| later::pocketbase(|| choose(&event)));
}

/// Before the browser looks whether all is there that has to be: with an address, no password has to be.
fn choose(event: &Event) {
    let is_address = target(event).data("data-sends") == name(Form::Address);
    find(PASSWORD).attr_if("required", (!is_address).then_some("required"));
}

const PASSWORD: &str = "[name=password]";

fn typed(selector: &str) -> String {
    find(selector).value().trim().to_owned()
}

/// All is there that has to be.
fn submit(form: Form) {
    // Something is under way.
    if !find(".field > input").data("readonly").is_empty() {
        return;
    }
    if is_guest() && !later::element(|| asked::ask("")) {
        return;
    }
    send(match form {
        Form::Code => Input::CodeEntered { code: Password::new(typed("[name=code]")) },
        Form::Password if !find(PASSWORD).data("required").is_empty() => Input::PasswordEntered {
            identity: typed("[name=username]"),
            password: Password::new(find(PASSWORD).value()),
        },
        _ => Input::CodeRequested { email: typed("[type=email]") },
    });
}

/// Says why a form did not succeed, or not any more. Answers the field that it is about.
fn complain(is_address: bool, code: Option<&str>) -> El {
    find("#wrong").set_text("").attr_if("id", None);
    let old = find("input[aria-describedby]");
    old.attr_if("aria-describedby", None);
    old.attr_if("aria-invalid", None);
    let Some(code) = code else { return find("#wrong") };
    let (alert, field) = if is_address {
        ("form:has([type=email]) > .wrong", "[type=email]")
    } else {
        (".wrong", "form:first-of-type label:last-of-type > input")
    };
    let (alert, field) = (find(alert).attr("id", "wrong"), find(field).attr("aria-describedby", "wrong"));
    let words = match code {
        "pocketbase_credentials" | "pocketbase_request_invalid" => Text::NoMatch,
        "pocketbase_otp" => Text::CodeWrong,
        _ => {
            // What is right may be sent once more.
            if code == "pocketbase_rate_limited" {
                alert.say(Text::TooOften);
            } else {
                alert.phrase(explain::heading(code), Text::TheProvider.english()).text(".");
            }
            return field;
        }
    };
    alert.say(words);
    field.attr_if("aria-invalid", Some("true"));
    if !is_address {
        field.clear();
    }
    field
}
