//! https: what is spoken, what is remembered of it, and certificates that are renewed.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use portico_cli::serve::tls::{Certificate, Error, Files};
use portico_cli::serve::{Limits, Running, Site, start};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use reqwest::{Client, Response, Version};
use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::{LOOPBACK, WASM, folder};

const SOON: Duration = Duration::from_millis(20);
const NAME: &str = "login.example.test";

/// Somebody who makes certificates.
pub(crate) struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    pub(crate) fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    /// Writes a certificate for [`NAME`] and this machine, and its key.
    pub(crate) fn write(&self, folder: &Path) -> Files {
        let files = Files { cert: folder.join("cert.pem"), key: folder.join("key.pem") };
        let key = KeyPair::generate().unwrap();
        let names = [NAME, "localhost", "127.0.0.1"].map(String::from);
        let cert = CertificateParams::new(names).unwrap().signed_by(&key, &self.0).unwrap();
        fs::write(&files.cert, format!("{}{}", cert.pem(), self.0.pem())).unwrap();
        fs::write(&files.key, key.serialize_pem()).unwrap();
        files
    }

    /// A client that believes this authority only, and finds [`NAME`] here.
    pub(crate) fn client(&self, addr: SocketAddr, alpn: &[&str]) -> Client {
        let mut roots = RootCertStore::empty();
        roots.add(self.0.der().clone()).unwrap();
        let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = alpn.iter().map(|name| name.as_bytes().to_vec()).collect();
        let client = Client::builder().tls_backend_preconfigured(config).resolve(NAME, addr).no_proxy();
        client.pool_max_idle_per_host(0).build().unwrap()
    }
}

async fn serve(dir: &TempDir, certificate: &Certificate, hsts: bool) -> Running {
    let limits = Limits { first_request: Duration::from_millis(300), ..Limits::default() };
    let tls = Some(certificate.config());
    start(Site { tls, hsts, limits, ..Site::new(dir.path().join("dist")) }, LOOPBACK).await.unwrap()
}

async fn get(client: &Client, server: &Running, host: &str, path: &str) -> Response {
    client.get(format!("https://{host}:{}{path}", server.addr().port())).send().await.unwrap()
}

#[tokio::test]
async fn both_versions_of_http_are_spoken_as_they_are_asked_for() {
    let (dir, authority) = (folder(), Authority::new());
    let certificate = Certificate::read(authority.write(dir.path()), SOON).unwrap();
    let server = serve(&dir, &certificate, false).await;
    assert!(server.url().starts_with("https://127.0.0.1:"));
    for (alpn, version) in [
        (&["h2", "http/1.1"][..], Version::HTTP_2),
        (&["http/1.1"], Version::HTTP_11),
        (&[], Version::HTTP_11),
    ] {
        let client = authority.client(server.addr(), alpn);
        let answer = get(&client, &server, NAME, &format!("/{WASM}")).await;
        assert_eq!((answer.version(), answer.status().as_u16()), (version, 200), "{alpn:?}");
        assert!(answer.headers().contains_key("content-security-policy"));
        assert_eq!(answer.text().await.unwrap(), "plain");
    }
}

#[tokio::test]
async fn https_is_remembered_only_if_it_is_asked_for_and_never_for_this_machine() {
    let (dir, authority) = (folder(), Authority::new());
    let certificate = Certificate::read(authority.write(dir.path()), SOON).unwrap();
    for hsts in [true, false] {
        let server = serve(&dir, &certificate, hsts).await;
        for alpn in [&["h2"], &["http/1.1"]] {
            let client = authority.client(server.addr(), alpn);
            for (host, expected) in [(NAME, hsts), ("localhost", false), ("127.0.0.1", false)] {
                for path in ["/", "/none"] {
                    let answer = get(&client, &server, host, path).await;
                    let found = answer.headers().get("strict-transport-security");
                    assert_eq!(found.is_some(), expected, "{host} {alpn:?}");
                    assert!(found.is_none_or(|value| value == "max-age=31536000"));
                }
            }
        }
    }
    let site = Site { hsts: true, ..Site::new(dir.path().join("dist")) };
    let plain = start(site, LOOPBACK).await.unwrap();
    let answer = crate::send(&plain, "GET /", "").await;
    assert_eq!(answer.header("strict-transport-security"), None);
}

#[tokio::test]
async fn a_renewed_certificate_is_used_and_one_that_does_not_fit_is_not() {
    let (dir, former, next) = (folder(), Authority::new(), Authority::new());
    let files = former.write(dir.path());
    let mut certificate = Certificate::read(files.clone(), SOON).unwrap();
    let server = serve(&dir, &certificate, false).await;
    let is_believed = async |authority: &Authority| {
        let client = authority.client(server.addr(), &["h2"]);
        client.get(format!("https://{NAME}:{}/", server.addr().port())).send().await.is_ok()
    };
    assert!(is_believed(&former).await && !is_believed(&next).await);
    assert!(tokio::time::timeout(SOON * 5, certificate.renewed()).await.is_err(), "nothing has changed");

    // Half of it is there.
    let key = fs::read(&files.key).unwrap();
    next.write(dir.path());
    let next_key = fs::read(&files.key).unwrap();
    fs::write(&files.key, key).unwrap();
    let error = certificate.renewed().await.unwrap_err();
    assert!(error.to_string().ends_with("the private key is not that of the first certificate"), "{error}");
    assert!(is_believed(&former).await);

    fs::write(&files.key, next_key).unwrap();
    certificate.renewed().await.unwrap();
    assert!(is_believed(&next).await && !is_believed(&former).await);
}

#[tokio::test]
async fn files_that_are_none_of_a_certificate_are_named() {
    let (dir, authority) = (folder(), Authority::new());
    let files = authority.write(dir.path());
    let text = |path: &PathBuf| fs::read_to_string(path).unwrap();
    let other = dir.path().join("other");
    let with_cert = |bytes: &[u8]| {
        fs::write(&other, bytes).unwrap();
        Certificate::read(Files { cert: other.clone(), ..files.clone() }, SOON).unwrap_err()
    };
    assert!(matches!(with_cert(b""), Error::NoCertificate(_)));
    assert!(matches!(with_cert(text(&files.key).as_bytes()), Error::NoCertificate(_)));
    assert!(matches!(with_cert(b"\x30\x82\xff"), Error::NoCertificate(_)), "DER");
    assert!(matches!(
        with_cert(text(&files.cert).replacen("MII", "???", 1).as_bytes()),
        Error::Damaged { .. }
    ));
    assert!(matches!(with_cert(&text(&files.cert).as_bytes()[..200]), Error::Damaged { .. }));
    let with_key = |bytes: &[u8]| {
        fs::write(&other, bytes).unwrap();
        Certificate::read(Files { key: other.clone(), ..files.clone() }, SOON).unwrap_err()
    };
    assert!(matches!(with_key(text(&files.cert).as_bytes()), Error::NoKey(_)));
    let encrypted = text(&files.key).replace("PRIVATE", "ENCRYPTED PRIVATE");
    assert!(matches!(with_key(encrypted.as_bytes()), Error::EncryptedKey(_)));
    let strange = KeyPair::generate().unwrap().serialize_pem();
    let error = with_key(strange.as_bytes()).to_string();
    assert!(error.contains("cert.pem") && error.contains("other") && !error.contains("BEGIN"), "{error}");
    assert!(matches!(with_key(&vec![b'a'; 1_000_000]), Error::Input(_)));
}

#[tokio::test]
async fn whoever_does_not_speak_tls_is_left() {
    let (dir, authority) = (folder(), Authority::new());
    let certificate = Certificate::read(authority.write(dir.path()), SOON).unwrap();
    let server = serve(&dir, &certificate, false).await;
    for begun in [&b"GET / HTTP/1.1\r\n\r\n"[..], b"\x16\x03\x01", b""] {
        let mut stream = TcpStream::connect(server.addr()).await.unwrap();
        stream.write_all(begun).await.unwrap();
        let mut answer = Vec::new();
        let closed = tokio::time::timeout(Duration::from_secs(5), stream.read_to_end(&mut answer)).await;
        assert!(closed.is_ok() && !answer.starts_with(b"HTTP"), "{begun:?}: {answer:?}");
    }
}
