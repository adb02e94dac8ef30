//! What is typed to sign in to a PocketBase: passwords and one-time passwords, as the one factor or as one of two.

use super::effect::Effects;
use super::screen::{Form, Forms};
use super::transaction::Transaction;
use super::{Error, Flow, Input, Now, Outcome, Purpose, State, picker, pocketbase};
use crate::backend::pocketbase::{
    self as messages, MfaId, OtpId, Step, auth_with_otp, auth_with_password, record_auth, request_otp,
};
use crate::failure::Blame;
use crate::later;
use crate::protocol::ClockSkew;
use crate::protocol::http::Fetched;

/// How far a sign-in with factors has come.
#[derive(Debug, Default)]
pub(super) struct Factors {
    /// Was shown; a different one is wanted now.
    first: Option<(MfaId, messages::Method)>,
    /// Names the e-mail with a one-time password, and whom it went to.
    mail: Option<(OtpId, String)>,
    busy: Option<Form>,
    /// Where an e-mail is being sent.
    email: String,
    refused: Option<&'static str>,
}

impl Factors {
    /// The first factor, if it was shown.
    pub(super) fn first(&self) -> Option<&MfaId> {
        self.first.as_ref().map(|(id, _)| id)
    }

    /// May this be what is shown next? Two factors are two different ones, and all providers are one.
    fn takes(&self, method: messages::Method) -> bool {
        self.first.as_ref().is_none_or(|(_, first)| *first != method)
    }

    /// May a provider be chosen?
    pub(super) fn takes_providers(&self) -> bool {
        self.mail.is_none() && self.takes(messages::Method::OAuth2)
    }

    /// The answer, if one is waited for, will not come.
    pub(super) fn forget_request(&mut self) {
        self.busy = None;
    }
}

/// What can be typed.
pub(super) fn forms(state: &State) -> Forms {
    let (Some(methods), it) = (&state.methods, &state.factors) else { return Forms::default() };
    let password = methods.password.as_ref().filter(|_| it.takes(messages::Method::Password));
    Forms {
        identity: password.cloned().unwrap_or_default(),
        otp: methods.otp.is_some() && it.takes(messages::Method::Otp),
        sent_to: it.mail.as_ref().map(|(_, email)| email.clone()),
        is_second: it.first.is_some(),
        busy: it.busy,
        refused: it.refused,
    }
}

/// Is there anything to sign in with? A collection that wants a second factor may offer none.
pub(super) fn check(state: &State) -> Result<(), Error> {
    let Forms { identity, otp, is_second, .. } = forms(state);
    let has_providers = state.factors.takes_providers()
        && state.config.as_ref().is_some_and(|config| !config.entries.is_empty());
    if state.methods.is_none() || has_providers || otp || !identity.is_empty() {
        return Ok(());
    }
    let none = messages::Error::MethodOff(messages::Method::OAuth2);
    Err(if is_second { messages::Error::SecondFactor } else { none }.into())
}

/// Something was typed.
pub(super) fn entered(state: &mut State, input: Input) -> Outcome {
    let Some(base) = state.config.as_ref().and_then(|config| config.pocketbase()) else {
        return Ok(Effects::new());
    };
    let (url, collection, first) = (&base.url, &base.collection, state.factors.first());
    let (form, request) = match (input, &state.factors.mail) {
        _ if state.factors.busy.is_some() => return Ok(Effects::new()),
        (Input::PasswordEntered { identity, password }, _) => {
            (Form::Password, auth_with_password::request(url, collection, &identity, &password, first)?)
        }
        (Input::CodeRequested { email }, _) => {
            let request = request_otp::request(url, collection, &email)?;
            state.factors.email = email;
            (Form::Address, request)
        }
        (Input::CodeEntered { code }, Some((otp_id, _))) => {
            (Form::Code, auth_with_otp::request(url, collection, otp_id, &code, first)?)
        }
        _ => return Ok(Effects::new()),
    };
    state.factors.busy = Some(form);
    state.factors.refused = None;
    Ok(vec![state.fetch(Purpose::Factor(form), request, 0)])
}

/// PocketBase has answered, or not.
pub(super) fn came(state: &mut State, form: Form, fetched: Fetched, now: &mut Now) -> Outcome {
    // Somebody has left for a provider meanwhile, or begun anew.
    if !matches!(state.flow, Flow::Picker) || state.factors.busy.take() != Some(form) {
        return Ok(Effects::new());
    }
    later::pocketbase_later(|| {
        let answer = match form {
            Form::Address => request_otp::response(fetched).map(|id| {
                state.factors.mail = Some((id, std::mem::take(&mut state.factors.email)));
                Ok(Effects::new())
            }),
            Form::Password => {
                let skew = ClockSkew::of(&fetched, now.time);
                let method = messages::Method::Password;
                record_auth::response(fetched).map(|step| signed_in(state, step, method, skew, now))
            }
            Form::Code => {
                let skew = ClockSkew::of(&fetched, now.time);
                let method = messages::Method::Otp;
                record_auth::response(fetched).map(|step| signed_in(state, step, method, skew, now))
            }
        };
        answer.unwrap_or_else(|error| refuse(state, error))
    })
}

fn signed_in(
    state: &mut State,
    step: Step,
    method: messages::Method,
    skew: Option<ClockSkew>,
    now: &mut Now,
) -> Outcome {
    match step {
        Step::SecondFactor(id) => second(state, id, method),
        Step::SignedIn(auth) => {
            let (Some(records), Some(page)) = (pocketbase::records(state), state.page.clone()) else {
                return Ok(Effects::new());
            };
            let entropy = now.entropy.take().ok_or(Error::CryptoUnavailable)?;
            let by = if method == messages::Method::Password { BY_PASSWORD } else { BY_OTP };
            let transaction = Transaction::of_form(by, records, page, entropy, now.time);
            Ok(pocketbase::start(state, transaction, &auth, skew, now))
        }
    }
}

/// In place of the `id` of a provider, which can't have this sign in it.
pub(super) const BY_PASSWORD: &str = "#password";
/// The same for a one-time password.
pub(super) const BY_OTP: &str = "#otp";

/// The collection wants a second factor after this one.
pub(super) fn second(state: &mut State, id: MfaId, method: messages::Method) -> Outcome {
    state.factors = Factors { first: Some((id, method)), ..Factors::default() };
    check(state)?;
    Ok(picker::show(state))
}

/// What was typed is wrong, or it is another trouble. What only an administrator can mend has a screen of its own.
fn refuse(state: &mut State, error: messages::Error) -> Outcome {
    if error.blame() == Blame::Setup {
        return Err(error.into());
    }
    if error == messages::Error::MfaExpired {
        state.factors = Factors::default();
    }
    state.factors.refused = Some(error.code());
    Ok(Effects::new())
}
