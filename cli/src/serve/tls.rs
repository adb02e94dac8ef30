//! The certificate of the server, from PEM files that a program like certbot writes and renews.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum_server::tls_rustls::RustlsConfig;
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::{self, PemObject as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

use crate::input;

/// Larger than any chain.
const MAX_SIZE: usize = 256 * 1024;

/// Why there can be no TLS with these files.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file that can't be read.
    #[error(transparent)]
    Input(#[from] input::Error),
    /// No certificate in it.
    #[error("{} holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)", .0.display())]
    NoCertificate(PathBuf),
    /// No key in it.
    #[error("{} holds no private key in PEM form (-----BEGIN PRIVATE KEY-----)", .0.display())]
    NoKey(PathBuf),
    /// A key behind a password, which nobody could be asked for after a restart.
    #[error("the private key in {} is encrypted: `openssl pkey -in FILE -out NEW` takes the password off", .0.display())]
    EncryptedKey(PathBuf),
    /// PEM that is damaged.
    #[error("{}: {reason}", .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: pem::Error,
    },
    /// A certificate and a key that don't belong together, or of a kind that is not spoken.
    #[error("{} with {}: {}", .files.cert.display(), .files.key.display(), unfit(.reason))]
    Unfit {
        /// The two.
        files: Files,
        /// What rustls says.
        reason: rustls::Error,
    },
}

fn unfit(reason: &rustls::Error) -> String {
    match reason {
        rustls::Error::InconsistentKeys(_) => "the private key is not that of the first certificate".into(),
        other => other.to_string(),
    }
}

/// Where the certificate is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Files {
    /// The certificate and, after it, those up to the root.
    pub cert: PathBuf,
    /// Its private key: PKCS#8, PKCS#1 or SEC1.
    pub key: PathBuf,
}

/// A certificate in use, which follows its files.
#[derive(Debug)]
pub struct Certificate {
    files: Files,
    texts: Texts,
    config: RustlsConfig,
    looks: Interval,
}

/// What stands in the files.
#[derive(PartialEq, Eq)]
struct Texts {
    cert: String,
    key: String,
}

impl std::fmt::Debug for Texts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Texts(..)")
    }
}

impl Certificate {
    /// Reads the files, for use in a tokio runtime, and looks at them again each so often.
    pub fn read(files: Files, every: Duration) -> Result<Self, Error> {
        let texts = Texts::read(&files)?;
        let config = RustlsConfig::from_config(server_config(&files, &texts)?);
        let mut looks = interval_at(Instant::now() + every, every);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Ok(Self { files, texts, config, looks })
    }

    /// For [`super::Site::tls`].
    pub fn config(&self) -> RustlsConfig {
        self.config.clone()
    }

    /// Waits until the files have changed. From then on new connections get what stands in them; where that can't
    /// be, what they got.
    pub async fn renewed(&mut self) -> Result<(), Error> {
        loop {
            self.looks.tick().await;
            let files = self.files.clone();
            let read = tokio::task::spawn_blocking(move || Texts::read(&files));
            // What can't be read now is about to be replaced.
            let Ok(Ok(texts)) = read.await else { continue };
            if texts == self.texts {
                continue;
            }
            self.texts = texts;
            self.config.reload_from_config(server_config(&self.files, &self.texts)?);
            return Ok(());
        }
    }
}

impl Texts {
    fn read(files: &Files) -> Result<Self, Error> {
        let cert = pem_text(&files.cert, Error::NoCertificate)?;
        Ok(Self { cert, key: pem_text(&files.key, Error::NoKey)? })
    }
}

/// The text of a file; DER is none.
fn pem_text(path: &Path, none: impl Fn(PathBuf) -> Error) -> Result<String, Error> {
    input::text(path, MAX_SIZE).map_err(|error| match error {
        input::Error::NotUtf8 { path, .. } => none(path),
        error => error.into(),
    })
}

fn server_config(files: &Files, texts: &Texts) -> Result<Arc<ServerConfig>, Error> {
    let damaged = |path: &PathBuf| {
        let path = path.clone();
        move |reason| Error::Damaged { path, reason }
    };
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(texts.cert.as_bytes()).collect();
    let chain = chain.map_err(damaged(&files.cert))?;
    if chain.is_empty() {
        return Err(Error::NoCertificate(files.cert.clone()));
    }
    let key = match PrivateKeyDer::from_pem_slice(texts.key.as_bytes()) {
        Ok(key) => key,
        Err(pem::Error::NoItemsFound) if texts.key.contains("-----BEGIN ENCRYPTED PRIVATE KEY-----") => {
            return Err(Error::EncryptedKey(files.key.clone()));
        }
        Err(pem::Error::NoItemsFound) => return Err(Error::NoKey(files.key.clone())),
        Err(reason) => return Err(damaged(&files.key)(reason)),
    };
    let unfit = |reason| Error::Unfit { files: files.clone(), reason };
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(unfit)?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(unfit)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}
