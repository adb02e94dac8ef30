//! Connections, and what is borne on them: whoever asks slowly, or takes an answer slowly, is left.
//!
//! `axum-server` and not `axum::serve`, whose listeners make one TLS handshake after the other and which has no time limit
//! for a stop: here both schemes go one way, with a time limit on handshakes, first requests and stops.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::Request;
use axum::response::Response;
use axum_server::accept::Accept;
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use axum_server::{Handle, Server};
use hyper::body::Incoming;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_io_timeout::TimeoutStream;
use tower::Service;

use super::page::Page;

/// How much is borne from those who ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Connections at a time; one more is closed at once. Each may have a file open beside, and 1,024 is how many
    /// a process commonly may have.
    pub connections: usize,
    /// From a connection to its TLS, and from there to its first request.
    pub first_request: Duration,
    /// From one answer to the next request, all of its head.
    pub next_request: Duration,
    /// While nothing of an answer is taken.
    pub stalled: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        let (first_request, next_request, stalled) = (seconds(10), seconds(30), seconds(30));
        Self { connections: 400, first_request, next_request, stalled }
    }
}

/// How many requests of one HTTP/2 connection are answered at a time: the page has fewer files.
const MAX_STREAMS: u32 = 64;

/// Serves the page until it is told to stop.
pub(super) async fn serve(
    listener: TcpListener,
    tls: Option<RustlsConfig>,
    limits: Limits,
    page: Arc<Page>,
    handle: Handle<SocketAddr>,
) {
    let mut server = Server::<SocketAddr>::from_listener(listener)
        .handle(handle)
        .first_request_timeout(limits.first_request)
        .accept_error_handler(|_, error| tracing::debug!("a connection failed: {error}"));
    server.http_builder().http1().header_read_timeout(limits.next_request);
    let http2 = &mut server.http_builder().http2();
    http2.max_concurrent_streams(MAX_STREAMS);
    http2.keep_alive_interval(limits.next_request).keep_alive_timeout(limits.stalled);

    let room = Arc::new(Semaphore::new(limits.connections));
    let each = tower::service_fn(move |_: SocketAddr| {
        let place = Arc::clone(&room).try_acquire_owned();
        ready(place.map(|place| one(Arc::clone(&page), Arc::new(place))))
    });
    let patience = Patience { stalled: limits.stalled };
    let ended = match tls {
        None => server.acceptor(patience).serve(each).await,
        Some(config) => {
            let tls = RustlsAcceptor::new(config).handshake_timeout(limits.first_request);
            server.acceptor(tls.acceptor(patience)).serve(each).await
        }
    };
    if let Err(error) = ended {
        tracing::error!("the server ended: {error}");
    }
}

/// What is served on one connection, which has its place for as long as this is there.
fn one(
    page: Arc<Page>,
    place: Arc<OwnedSemaphorePermit>,
) -> impl Service<
    Request<Incoming>,
    Response = Response,
    Error = Infallible,
    Future = impl Future<Output = Result<Response, Infallible>> + Send + 'static,
> + Clone
+ Send
+ 'static {
    tower::service_fn(move |request: Request<Incoming>| {
        let (page, place) = (Arc::clone(&page), Arc::clone(&place));
        async move {
            let _place = place;
            // What is sent with a question is not read.
            Ok(page.answer(request.map(drop)).await)
        }
    })
}

/// Makes a connection fail that takes nothing of an answer for too long.
#[derive(Debug, Clone, Copy)]
struct Patience {
    stalled: Duration,
}

impl<S> Accept<TcpStream, S> for Patience {
    type Stream = Pin<Box<TimeoutStream<TcpStream>>>;
    type Service = S;
    type Future = Ready<io::Result<(Self::Stream, S)>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        ready(stream.set_nodelay(true).map(|()| {
            let mut stream = TimeoutStream::new(stream);
            stream.set_write_timeout(Some(self.stalled));
            (Box::pin(stream), service)
        }))
    }
}
