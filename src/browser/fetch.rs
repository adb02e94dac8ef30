//! `fetch`, with the settings that every request of this page has: no credentials elsewhere, no redirects, no cache, no
//! referrer, a limit of time and of size.

use js_sys::{Date, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, ReadableStreamDefaultReader};

use super::location;
use super::object::set;
use crate::protocol::http::{FetchError, Fetched, Method, Request, Response};
use crate::protocol::secret::{AccessToken, Body};
use crate::url::digits;

/// Sends a request and reads the whole answer.
pub async fn send(request: Request) -> Fetched {
    let signal = AbortSignal::timeout_with_u32(request.timeout);
    // Fails only where a header or the address is malformed, and both were checked.
    let built = build(&request, &signal).map_err(|_| FetchError::Unreachable)?;
    let response = gloo_net::http::Request::from(built).send().await.map_err(|_| failure(&signal))?;
    let content_type = response.headers().get("content-type").unwrap_or_default();
    let content_type = content_type.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    let body = match response.body() {
        None => Vec::new(),
        Some(stream) => {
            let reader = stream.get_reader().unchecked_into();
            read(&reader, request.max_bytes)
                .await
                .map_err(|error| error.unwrap_or_else(|| failure(&signal)))?
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

/// Not by the builder of gloo-net: it takes addresses apart to add parameters to them, and leaves a `&` at the end of a query.
fn build(request: &Request, signal: &AbortSignal) -> Result<web_sys::Request, JsValue> {
    let init = settings(request.cookies);
    let method = match request.method {
        Method::Get => "GET",
        Method::Post => "POST",
        Method::Delete => "DELETE",
    };
    set(&init, "method", &method.into());
    set(&init, "signal", signal);
    let body = match (&request.form, &request.json) {
        (Some(form), _) => Some((form.expose(), "application/x-www-form-urlencoded")),
        (None, Some(json)) => Some((json.expose(), "application/json")),
        (None, None) => None,
    };
    if let Some((body, _)) = body {
        set(&init, "body", &body.into());
    }
    let built = with_init(&request.url.as_str().into(), &init)?;
    let headers = built.headers();
    headers.set("Accept", request.accept)?;
    if let Some((_, content_type)) = body {
        headers.set("Content-Type", content_type)?;
    }
    if let Some(token) = &request.bearer {
        headers.set("Authorization", &bearer(token))?;
    }
    Ok(built)
}

/// The value of an `Authorization` header (RFC 6750 §2.1).
pub(super) fn bearer(token: &AccessToken) -> String {
    ["Bearer ", token.expose()].concat()
}

/// What holds of every request: no cookies (or, where the session is one, those of this origin only), no redirect, no copy in a cache,
/// no address of this page. As the members that `fetch` reads: web-sys has a type for each, with the names of all values that there are.
pub(super) fn settings(cookies: bool) -> Object {
    let init = Object::new();
    for (name, value) in [
        ("credentials", if cookies { "same-origin" } else { "omit" }),
        ("redirect", "error"),
        ("cache", "no-store"),
        ("referrerPolicy", "no-referrer"),
    ] {
        set(&init, name, &value.into());
    }
    init
}

/// `new Request(input, init)`: whatever `fetch` itself takes, an address, a `URL`, a `Request`.
pub(super) fn with_init(input: &JsValue, init: &JsValue) -> Result<web_sys::Request, JsValue> {
    web_sys::Request::new_with_request_and_init(input.unchecked_ref(), init.unchecked_ref())
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
