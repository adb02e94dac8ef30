//! Each check, passed and failed, with what a real PocketBase answered.

mod auth_methods;
mod authorization;
mod external_auths;
mod fixtures;
mod properties;
mod realtime;
mod refusal;
mod second_factor;
mod signed_in;
mod token;

use super::RecordToken;
use crate::protocol::form;
use crate::protocol::http::{Fetched, Request, Response};
use crate::protocol::secret::Body;
use crate::url::Url;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

/// A week before the tokens of the fixtures end.
const NOW: i64 = 1_795_149_957;

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

/// A PocketBase that lies in a folder.
fn base() -> Url {
    url("https://acme.example/pb")
}

#[expect(clippy::unnecessary_wraps, reason = "it stands for what a fetch comes to")]
fn answer(status: u16, body: &str) -> Fetched {
    Ok(Response {
        status,
        retry_after: None,
        date: None,
        www_authenticate: None,
        set_auth_token: None,
        content_type: "application/json".into(),
        body: Body::new(body),
    })
}

fn body(request: &Request) -> Vec<(String, String)> {
    form::decode(request.form.as_ref().unwrap().expose())
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn jwt(claims: &str) -> String {
    let part = |text: &str| BASE64_URL_SAFE_NO_PAD.encode(text);
    [&part(r#"{"alg":"HS256","typ":"JWT"}"#), ".", &part(claims), ".AAAA"].concat()
}

/// A token of the record `id`.
fn token(id: &str) -> RecordToken {
    let claims = format!(
        r#"{{"collectionId":"_pb_users_auth_","exp":1795754757,"id":"{id}","refreshable":true,"type":"auth"}}"#
    );
    RecordToken::parse(&jwt(&claims)).unwrap()
}

/// Alice's, as in the fixtures.
fn alice() -> RecordToken {
    token("qzttoo4fpopsljl")
}

/// The SDK's entry for a sign-in.
fn written(auth: &super::RecordAuth) -> crate::protocol::secret::Body {
    super::auth_store::write(auth.token.bearer().expose(), &auth.record_text)
}
