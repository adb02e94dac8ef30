//! What can be typed on the picker: a name and a password, an address that a code is sent to, the code.

use web_sys::Event;

use super::el::{El, all, find, target};
use super::explain;
use super::frame::set_title;
use super::shown::send;
use super::text::Text;
use crate::backend::pocketbase::Password;
use crate::session::Input;
use crate::session::screen::{Form, Forms, Picker};

/// The one identity field that an e-mail can be sent to.
const EMAIL: &str = "email";

/// What PocketBase's own `users` can have beside it; browsers call the field so that goes with a password.
const USERNAME: &str = "username";

/// Shows how far the forms have come; draws them if nothing was there before.
pub(super) fn update(picker: &Picker, before: Option<&Forms>, is_blocked: bool) {
    let forms = &picker.forms;
    if before.is_none() {
        draw(&find(".card"), picker);
    }
    let busy = before.and_then(|before| before.busy);
    for form in [Form::Password, Form::Address, Form::Code] {
        let button = find(&["button[data-sends=", name(form), "]"].concat());
        let is_busy = forms.busy == Some(form);
        button.attr_if("aria-busy", is_busy.then_some("true"));
        button.attr_if("aria-disabled", (is_blocked && !is_busy).then_some("true"));
        if is_busy && busy != forms.busy {
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
    if before.and_then(refused) != refused(forms) {
        complain(forms, busy, refused(forms), before.is_some());
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
        let heading = if forms.sent_to.is_some() { Text::CheckEmail } else { Text::OneMoreStep };
        set_title(heading.english(), Some(&picker.page));
        find("h1").say(heading);
        let sub = find(".sub");
        match &forms.sent_to {
            Some(address) => sub.sentence(Text::SentTo, address),
            None => sub.say(Text::SecondProof),
        };
    }
    if forms.sent_to.is_some() {
        let place = form(card, Form::Code);
        field(&place, Text::Code.english(), ["code", "text", "one-time-code"]).attr("inputmode", "numeric");
        submits(&place, &[(Form::Code, Text::SignIn)]);
    } else {
        ways(card, picker);
    }
    if forms.is_second {
        leave(card, Text::StartOver);
    } else if forms.sent_to.is_some() {
        leave(card, Text::OtherAddress);
    }
}

fn leave(card: &El, label: Text) {
    card.add("div.actions").button("button.button quiet", label, || Input::PickerRequested);
}

/// A name and a password, an address, or both: in one form where the name is an address.
fn ways(card: &El, picker: &Picker) {
    let forms = &picker.forms;
    let mut is_first = picker.choices.is_empty();
    let mut or = || {
        if !is_first {
            card.add("p.or").say(Text::Or);
        }
        is_first = false;
    };
    let is_email = matches!(forms.identity.as_slice(), [only] if only == EMAIL);
    if !forms.identity.is_empty() {
        or();
        let place = form(card, Form::Password);
        let kind = if is_email { EMAIL } else { "text" };
        field(&place, &label(&forms.identity), [USERNAME, kind, USERNAME]);
        field(&place, Text::Password.english(), ["password", "password", "current-password"]);
        let sends = [(Form::Password, Text::SignIn), (Form::Address, Text::SendCode)];
        submits(&place, if forms.otp && is_email { &sends } else { &sends[..1] });
    }
    if forms.otp && !is_email {
        or();
        let place = form(card, Form::Address);
        // A page has one name that goes with a password.
        let fill = if forms.identity.is_empty() { USERNAME } else { EMAIL };
        field(&place, Text::Email.english(), [EMAIL, EMAIL, fill]);
        submits(&place, &[(Form::Address, Text::SendCode)]);
    }
    if !forms.otp && forms.identity.is_empty() {
        card.add("p.wrong").attr("role", "alert");
    }
}

/// What the field for the name is called.
fn label(identity: &[String]) -> String {
    let has = |name: &str| identity.iter().any(|field| field == name);
    if identity.len() == 2 && has(EMAIL) && has(USERNAME) {
        return Text::EmailOrUserName.english().to_owned();
    }
    let mut label = String::new();
    for field in identity {
        if !label.is_empty() {
            label += " / ";
        }
        label += &match field.as_str() {
            EMAIL => Text::Email.english().to_owned(),
            USERNAME => Text::UserName.english().to_owned(),
            other => crate::text::clean(other, 100),
        };
    }
    label
}

fn form(card: &El, form: Form) -> El {
    card.add("form.form").attr("data-form", name(form)).on("submit", move |event| {
        // The policy of the page lets no form go anywhere.
        event.prevent_default();
        submit(form);
    })
}

/// Adds a field: its name, its type, what the browser may fill it with.
fn field(place: &El, words: &str, [name, kind, fill]: [&str; 3]) -> El {
    let label = place.add("label.field");
    // Names of fields are of the backend.
    label.add("bdi").text(words);
    label
        .add("input")
        .attr("name", name)
        .attr("type", kind)
        .attr("autocomplete", fill)
        .attr("autocapitalize", "none")
        .attr("spellcheck", "false")
        .attr("required", "required")
}

/// Adds the place of a complaint, and the buttons. The first one is pressed by Enter as well.
fn submits(place: &El, sends: &[(Form, Text)]) {
    place.add("p.wrong").attr("role", "alert");
    let actions = place.add("div.actions");
    let mut what = "button.button primary";
    for (form, label) in sends {
        actions
            .add(what)
            .attr("type", "submit")
            .attr("data-sends", name(*form))
            .say(*label)
            .on("click", |event| choose(&event));
        what = "button.button";
    }
}

/// Before the browser looks whether all is there that has to be: with an address, no password has to be.
fn choose(event: &Event) {
    let is_address = target(event).data("data-sends") == name(Form::Address);
    input("password").attr_if("required", (!is_address).then_some("required"));
}

fn input(name: &str) -> El {
    find(&["input[name=", name, "]"].concat())
}

fn typed(name: &str) -> String {
    input(name).value().trim().to_owned()
}

/// All is there that has to be.
fn submit(form: Form) {
    if all(".field > [readonly]").next().is_some() {
        return;
    }
    send(match form {
        Form::Password if input("password").data("required").is_empty() => {
            Input::CodeRequested { email: typed(USERNAME) }
        }
        Form::Password => Input::PasswordEntered {
            identity: typed(USERNAME),
            password: Password::new(input("password").value()),
        },
        Form::Address => Input::CodeRequested { email: typed(EMAIL) },
        // People copy it with the gaps that mails have.
        Form::Code => {
            Input::CodeEntered { code: Password::new(typed("code").split_whitespace().collect::<String>()) }
        }
    });
}

/// Says why a form did not succeed, or not any more.
fn complain(forms: &Forms, tried: Option<Form>, code: Option<&str>, may_focus: bool) {
    for old in all("#wrong") {
        old.set_text("").attr_if("id", None);
    }
    for old in all("[aria-describedby=wrong]") {
        old.attr_if("aria-describedby", None);
        old.attr_if("aria-invalid", None);
    }
    let Some(code) = code else { return };
    let words = match code {
        "pocketbase_credentials" | "pocketbase_request_invalid" => Some(Text::NoMatch),
        "pocketbase_otp" => Some(Text::CodeWrong),
        "pocketbase_rate_limited" => Some(Text::TooOften),
        _ => None,
    };
    // The first of these that there is.
    let fields: &[&str] = match tried {
        _ if forms.sent_to.is_some() => &["code"],
        Some(Form::Address) => &[EMAIL, USERNAME],
        _ => &["password", EMAIL],
    };
    let field = fields.iter().find(|name| all(&["input[name=", name, "]"].concat()).next().is_some());
    let alert = match field {
        Some(field) => find(&["label:has(> [name=", field, "]) ~ .wrong"].concat()),
        None => find(".wrong"),
    };
    let alert = alert.attr("id", "wrong");
    match words {
        Some(words) => alert.say(words),
        None => alert.phrase(explain::heading(code), Text::TheProvider.english()).text("."),
    };
    let Some(field) = field.map(|field| input(field).attr("aria-describedby", "wrong")) else { return };
    // What is right may still be sent once more.
    if matches!(words, Some(Text::NoMatch | Text::CodeWrong)) {
        field.attr_if("aria-invalid", Some("true"));
        if tried != Some(Form::Address) {
            field.clear();
        }
    }
    if may_focus {
        field.focus();
    }
}
