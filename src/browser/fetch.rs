//! `fetch`, with the settings that every request of this page has: no credentials elsewhere, no redirects, no cache, no
//! referrer, a limit of time and of size.

use gloo_net::http::RequestBuilder;
use js_sys::{Date, Reflect, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortSignal, ReadableStreamDefaultReader, ReferrerPolicy, RequestCache, RequestCredentials,
    RequestRedirect,
};

use super::location;
use crate::protocol::http::{FetchError, Fetched, Method, Request, Response};
use crate::protocol::secret::{AccessToken, Body};
use crate::url::digits;

/// Sends a request and reads the whole answer.
pub async fn send(request: Request) -> Fetched {
    let Request { method, url, accept, form, json, cookies, bearer, max_bytes, timeout } = request;
    let signal = AbortSignal::timeout_with_u32(timeout);
    let method = match method {
        Method::Get => gloo_net::http::Method::GET,
        Method::Post => gloo_net::http::Method::POST,
        Method::Delete => gloo_net::http::Method::DELETE,
    };
    let mut builder = RequestBuilder::new(url.as_str())
        .method(method)
        .header("Accept", accept)
        .credentials(if cookies { RequestCredentials::SameOrigin } else { RequestCredentials::Omit })
        .redirect(RequestRedirect::Error)
        .cache(RequestCache::NoStore)
        .referrer_policy(ReferrerPolicy::NoReferrer)
        .abort_signal(Some(&signal));
    if let Some(token) = &bearer {
        builder = builder.header("Authorization", &["Bearer ", token.expose()].concat());
    }
    let built = match (&form, &json) {
        (Some(form), _) => {
            builder.header("Content-Type", "application/x-www-form-urlencoded").body(form.expose())
        }
        (None, Some(json)) => builder.header("Content-Type", "application/json").body(json.expose()),
        (None, None) => builder.build(),
    };
    // Fails only where a header or the address is malformed, and both were checked.
    let response = built.map_err(|_| FetchError::Unreachable)?.send().await.map_err(|_| failure(&signal))?;
    let content_type = response.headers().get("content-type").unwrap_or_default();
    let content_type = content_type.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    let body = match response.body() {
        None => Vec::new(),
        Some(stream) => {
            let reader = stream.get_reader().unchecked_into();
            read(&reader, max_bytes).await.map_err(|error| error.unwrap_or_else(|| failure(&signal)))?
        }
    };
    let body = Body::new(String::from_utf8_lossy(&body));
    let header = |name| response.headers().get(name);
    // Of a date nothing is read: servers that mean it send seconds. better-auth has a name of its own for it.
    let retry_after = header("retry-after").or_else(|| header("x-retry-after"));
    let retry_after = retry_after.and_then(|seconds| u32::try_from(digits(seconds.trim())?).ok());
    // Of an invalid one the browser makes NaN, and that is 0 here: a time that no clock is near.
    #[expect(clippy::cast_possible_truncation, reason = "a time in milliseconds is far below 2^53")]
    let date = header("date").map(|date| (Date::parse(&date) / 1000.0) as i64);
    let www_authenticate = header("www-authenticate");
    let set_auth_token = header("set-auth-token").map(AccessToken::new);
    let status = response.status();
    Ok(Response { status, retry_after, date, www_authenticate, set_auth_token, content_type, body })
}

/// Reads at most `max_bytes`. `Err(None)`: the stream broke off.
async fn read(reader: &ReadableStreamDefaultReader, max_bytes: usize) -> Result<Vec<u8>, Option<FetchError>> {
    let mut body = Vec::new();
    loop {
        let chunk = JsFuture::from(reader.read()).await.map_err(|_| None)?;
        let value = Reflect::get(&chunk, &JsValue::from_str("value")).map_err(|_| None)?;
        // The last answer of a reader has no value.
        let Ok(bytes) = value.dyn_into::<Uint8Array>() else { return Ok(body) };
        if body.len() + bytes.length() as usize > max_bytes {
            // Tells the server to stop; nothing depends on the answer.
            let _ = reader.cancel();
            return Err(Some(FetchError::TooLarge));
        }
        body.extend(bytes.to_vec());
    }
}

fn failure(signal: &AbortSignal) -> FetchError {
    if signal.aborted() {
        FetchError::TimedOut
    } else if location::is_online() {
        FetchError::Unreachable
    } else {
        FetchError::Offline
    }
}
