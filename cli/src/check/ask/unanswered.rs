//! Why there is no answer.

use std::error::Error as _;
use std::io;
use std::time::Duration;

use portico::protocol::http::{FetchError, Fetched};
use rustls::CertificateError as Reason;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Unanswered {
    /// The name of the host leads nowhere.
    #[error("there is no host of this name")]
    Host,
    /// Nobody listens there.
    #[error("the connection is refused")]
    Refused,
    /// No whole answer in time.
    #[error("no answer within {} s", .0.as_secs())]
    TimedOut(Duration),
    /// What the server shows is not to be trusted.
    #[error("its certificate is not valid: {0}")]
    Certificate(String),
    /// Something else went wrong with TLS: perhaps it speaks plain http.
    #[error("no TLS connection: {0}")]
    Tls(String),
    /// Larger than the page would read.
    #[error("the answer is larger than {} KiB", .0 / 1024)]
    TooLarge(usize),
    /// Something else.
    #[error("no answer: {0}")]
    Other(String),
}

impl Unanswered {
    /// As the page would see it.
    pub fn fetched(&self) -> Fetched {
        Err(match self {
            Self::TimedOut(_) => FetchError::TimedOut,
            Self::TooLarge(_) => FetchError::TooLarge,
            _ => FetchError::Unreachable,
        })
    }

    /// What has become of a request, by the causes of its error.
    pub(super) fn of(error: &reqwest::Error, timeout: Duration) -> Self {
        if error.is_timeout() {
            return Self::TimedOut(timeout);
        }
        let mut causes = Vec::new();
        let mut next: Option<&(dyn std::error::Error + 'static)> = error.source();
        while let Some(cause) = next {
            if let Some(tls) = inside(cause) {
                return of_tls(tls);
            }
            if inside::<io::Error>(cause).is_some_and(|io| io.kind() == io::ErrorKind::ConnectionRefused) {
                return Self::Refused;
            }
            causes.push(cause.to_string());
            next = cause.source();
        }
        // hyper has no type for it that could be asked for.
        if causes.iter().any(|cause| cause.contains("dns error")) {
            return Self::Host;
        }
        Self::Other(causes.pop().unwrap_or_else(|| "the request failed".into()))
    }

    /// What to do about it.
    pub(in crate::check) fn fix(&self) -> String {
        match self {
            Self::Host => "Is the name of the host right, and is it known here?",
            Self::Refused => "Is the server running, and is the port right?",
            Self::TimedOut(_) => "Is the server reachable from here, past firewalls?",
            Self::Certificate(_) => "Get a certificate that browsers trust, for this name.",
            Self::Tls(_) => "Does the server speak https at this port?",
            Self::TooLarge(_) => "Is it the right address?",
            Self::Other(_) => "Look at the server, and at the reverse proxy before it.",
        }
        .into()
    }
}

/// The error itself, or what is wrapped into an [`io::Error`], however often: `source` leaves that out.
fn inside<'a, E: std::error::Error + 'static>(error: &'a (dyn std::error::Error + 'static)) -> Option<&'a E> {
    error.downcast_ref().or_else(|| inside(error.downcast_ref::<io::Error>()?.get_ref()?))
}

fn of_tls(error: &rustls::Error) -> Unanswered {
    match error {
        rustls::Error::InvalidCertificate(reason) => Unanswered::Certificate(match reason {
            Reason::Expired | Reason::ExpiredContext { .. } => "it has expired".into(),
            Reason::NotValidYet | Reason::NotValidYetContext { .. } => "its time has not come yet".into(),
            Reason::UnknownIssuer => "whoever issued it is not known to this machine".into(),
            Reason::NotValidForName | Reason::NotValidForNameContext { .. } => {
                "it is for another name".into()
            }
            Reason::Revoked => "it was revoked".into(),
            Reason::InvalidPurpose | Reason::InvalidPurposeContext { .. } => "it is not for servers".into(),
            // What verifies it has a type for this that is not rustls' own. It is how openssl makes self-signed ones.
            Reason::Other(other) if format!("{other:?}").contains("CaUsedAsEndEntity") => {
                "it is that of an authority, which Firefox takes for no server's; make one with basicConstraints=CA:FALSE"
                    .into()
            }
            _ => "it can't be verified".into(),
        }),
        other => Unanswered::Tls(other.to_string()),
    }
}
