//! A page at another origin, which hands over ID tokens for a bearer token.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use portico::backend::better_auth::sign_in_id_token::{self, Exchange};
use portico::backend::better_auth::{Credential, Error, get_session};
use portico::config::{BetterAuth, Config};
use portico::protocol::http::FetchError;
use portico::protocol::secret::{AccessToken, IdToken};

use super::super::super::cors;
use super::super::super::entropy;
use super::super::super::report::Finding;
use super::super::Subject;
use super::{PROVIDER, fix};

const CORS: &str = "CORS";

/// What better-auth does not do by itself.
const NEEDED: &str = "better-auth answers no preflights: let what is in front of it do so for the page's origin, with methods \
                      GET, POST and headers authorization, content-type (docs/BETTER-AUTH.md).";

/// The header with the signed form of the token.
const TOKEN_HEADER: &str = "set-auth-token";

pub(super) async fn check(subject: &mut Subject<'_>, config: &Config, server: &BetterAuth) {
    let unreachable = Error::Unreachable(FetchError::Unreachable).code();
    if let Ok(session) = get_session::request(&server.url, Credential::Cookie)
        && let Err(unseen) = subject.asker.preflight(&session.url, "GET", "authorization").await
    {
        return subject.unseen(CORS, unreachable, &session.url, &unseen, NEEDED);
    }
    let (_, nonce, _) = entropy().split();
    let id_token = made_up();
    for (index, provider) in config.providers().enumerate() {
        let exchange = Exchange {
            provider: &provider.id,
            id_token: &id_token,
            access_token: &AccessToken::new("portico-check"),
            nonce: &nonce,
        };
        let Ok(request) = sign_in_id_token::request(&server.url, &exchange) else { return };
        let foreign = subject.asker.foreign_origin(&request.url).map(str::to_owned);
        if index == 0
            && let Err(unseen) = subject.asker.preflight(&request.url, "POST", "content-type").await
        {
            return subject.unseen(CORS, unreachable, &request.url, &unseen, NEEDED);
        }
        let answer = match subject.asker.fetch(&request).await {
            Ok(answer) => answer,
            Err(unseen) => return subject.unseen(CORS, unreachable, &request.url, &unseen, NEEDED),
        };
        if index == 0 && foreign.is_some() {
            subject.add(if cors::exposes(&answer, TOKEN_HEADER) {
                Finding::ok(CORS, "a page may ask it, and read the token that it gives")
            } else {
                Finding::warning(
                    CORS,
                    "better_auth_token_hidden",
                    "a page may ask it, but not read set-auth-token: bearer({ requireSignature: true }) would take no other",
                    "Add Access-Control-Expose-Headers: set-auth-token.".into(),
                )
            });
        }
        let id = &provider.id;
        subject.add(match sign_in_id_token::response(answer.fetched()) {
            Err(Error::IdTokenRefused) => {
                Finding::ok(PROVIDER, format!("{id} is known, and refuses an ID token that nobody signed"))
            }
            Err(error) => {
                let origin = foreign.as_deref().unwrap_or("the page's origin");
                Finding::failed(
                    PROVIDER,
                    error.code(),
                    format!("{id}: {error}"),
                    fix(&error, &server.url, origin),
                )
            }
            Ok(_) => Finding::failed(
                PROVIDER,
                Error::IdTokenRefused.code(),
                format!("{id}: it takes an ID token that nobody signed"),
                "Don't use this server: whoever asks is signed in.".into(),
            ),
        });
    }
}

/// In the form of an ID token, and of nobody.
fn made_up() -> IdToken {
    let part = |json: &str| BASE64_URL_SAFE_NO_PAD.encode(json);
    let signature = BASE64_URL_SAFE_NO_PAD.encode([0; 256]);
    let header = part(r#"{"alg":"RS256","typ":"JWT","kid":"portico-check"}"#);
    let claims = part(r#"{"iss":"https://portico.invalid","sub":"nobody","aud":"nobody","exp":1}"#);
    IdToken::new([header, claims, signature].join("."))
}
