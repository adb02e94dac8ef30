//! The proxy's connections: one request each, so that a browser has no second try on a used one.

use std::future;
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::time::Instant;

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{HeaderMap, LOCATION, ORIGIN};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::time::sleep;
use url::form_urlencoded;

use super::answer::Reply;
use super::exchange::pairs;
use super::forward::{Question, ask};
use super::{Endpoint, Exchange, Fault, Shared, jwt};

pub(super) async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    let Ok(address) = listener.local_addr() else { return };
    while let Ok((stream, _)) = listener.accept().await {
        let shared = Arc::clone(&shared);
        tokio::spawn(async move {
            let service = service_fn(|request| answer(Arc::clone(&shared), address, request));
            // A failed connection is what a dropped request looks like.
            let _ =
                http1::Builder::new().keep_alive(false).serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

/// An error closes the connection without an answer.
async fn answer(
    shared: Arc<Shared>,
    address: SocketAddr,
    request: Request<Incoming>,
) -> io::Result<Response<Full<Bytes>>> {
    let (parts, body) = request.into_parts();
    let route = shared.route.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let path = parts.uri.path();
    let mut question = Question {
        method: parts.method,
        path: path
            .strip_prefix(&route.prefix)
            .filter(|_| !route.prefix.is_empty())
            .unwrap_or(path)
            .to_owned(),
        query: parts.uri.query().map(str::to_owned),
        headers: parts.headers,
        body: body.collect().await.map_err(io::Error::other)?.to_bytes(),
    };
    let (number, endpoint) = shared.enter(&question);
    let faults = shared.faults(endpoint, &question);
    let origin = question.headers.get(ORIGIN).and_then(|it| it.to_str().ok()).map(str::to_owned);

    let reply = meddle(&faults, &mut question, origin.as_deref()).await?;
    let mut reply = if let Some(reply) = reply {
        reply
    } else {
        let mut reply = ask(&question, route.upstream).await?;
        if endpoint == Endpoint::Jwks {
            publish_own_key(&mut reply);
        }
        shared.update(number, |it| {
            it.upstream = serde_json::from_slice(&reply.body).ok();
            it.location = reply.headers.get(LOCATION).and_then(|it| it.to_str().ok()).map(str::to_owned);
        });
        reply
    };
    for fault in &faults {
        if let Fault::Hold(gate) = fault {
            gate.pass().await;
        }
    }
    if faults.iter().any(|fault| matches!(fault, Fault::DropAfter)) {
        return Err(io::ErrorKind::ConnectionReset.into());
    }
    for fault in &faults {
        fault.apply(&mut reply, &format!("http://{address}"), origin.as_deref());
    }
    shared.update(number, |it| {
        it.finished = Some(Instant::now());
        it.status = Some(reply.status.as_u16());
        it.answer = serde_json::from_slice(&reply.body).ok();
    });
    let mut response = Response::new(Full::new(reply.body.into()));
    *response.status_mut() = reply.status;
    *response.headers_mut() = reply.headers;
    Ok(response)
}

/// What happens before the provider is asked. An answer means that it is not asked at all.
async fn meddle(
    faults: &[Fault],
    question: &mut Question,
    origin: Option<&str>,
) -> io::Result<Option<Reply>> {
    let mut reply = None;
    for fault in faults {
        match fault {
            Fault::Delay(time) => sleep(*time).await,
            Fault::DropBefore => return Err(io::ErrorKind::ConnectionReset.into()),
            Fault::Hang => future::pending().await,
            Fault::Answer(answer) => reply = Some(answer.clone().into_reply(origin)),
            Fault::EditPath(edit) => edit(&mut question.path),
            Fault::EditQuery(edit) => {
                let mut query = pairs(question.query.as_deref().unwrap_or_default().as_bytes());
                edit(&mut query);
                question.query =
                    Some(form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish());
            }
            _ => {}
        }
    }
    Ok(reply)
}

/// ID tokens that the proxy signs again must verify, unless a journey says otherwise.
fn publish_own_key(reply: &mut Reply) {
    if let Ok(mut set) = serde_json::from_slice::<Value>(&reply.body) {
        if let Some(keys) = set["keys"].as_array_mut() {
            keys.push(jwt::public_key());
        }
        reply.body = set.to_string().into_bytes();
    }
}

impl Shared {
    fn enter(&self, question: &Question) -> (usize, Endpoint) {
        let endpoint = Endpoint::of(&question.path);
        let mut log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        let number = self.entered.fetch_add(1, Ordering::Relaxed);
        log.push(Exchange {
            number,
            endpoint,
            method: question.method.to_string(),
            path: question.path.clone(),
            query: question.query.as_deref().map(|query| pairs(query.as_bytes())).unwrap_or_default(),
            form: if question.method == Method::POST { pairs(&question.body) } else { Vec::new() },
            headers: texts(&question.headers),
            started: Instant::now(),
            finished: None,
            status: None,
            answer: None,
            upstream: None,
            location: None,
        });
        (number, endpoint)
    }

    fn update(&self, number: usize, update: impl FnOnce(&mut Exchange)) {
        let mut log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        // The log may have been emptied since.
        if let Some(exchange) = log.iter_mut().rev().find(|it| it.number == number) {
            update(exchange);
        }
    }

    fn faults(&self, endpoint: Endpoint, question: &Question) -> Vec<Fault> {
        let form = pairs(&question.body);
        let grant_type = form.iter().find(|(name, _)| name == "grant_type").map(|(_, value)| value.as_str());
        let rules = self.rules.lock().unwrap_or_else(PoisonError::into_inner);
        let faults = rules.iter().flat_map(|rule| rule.faults(endpoint, &question.method, grant_type));
        faults.cloned().collect()
    }
}

fn texts(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |value: &hyper::header::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect()
}
