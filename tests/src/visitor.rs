//! A person without a browser: follows links, keeps cookies, fills the forms of the provider.

use std::collections::BTreeMap;
use std::io;
use std::sync::Mutex;

use hyper::header::{COOKIE, SET_COOKIE};
use url::Url;

use crate::http::{Answer, Ask};

/// More hops than any sign-in takes.
const HOPS: usize = 20;

/// One person, with the cookies of each server.
#[derive(Debug, Default)]
pub struct Visitor {
    // By server, not by host as in a browser: what these servers keep must not get mixed up.
    cookies: Mutex<BTreeMap<(String, String), String>>,
}

impl Visitor {
    /// Sends a request with the cookies of its server, and keeps those that come back.
    pub async fn send(&self, url: &str, ask: Ask) -> io::Result<Answer> {
        let server = server(url)?;
        let cookies = self.cookies_for(&server);
        let ask = if cookies.is_empty() { ask } else { ask.header(COOKIE.as_str(), cookies) };
        let answer = ask.send().await?;
        let mut cookies = self.cookies.lock().expect("no panic while held");
        for set in answer.headers.get_all(SET_COOKIE) {
            let set = set.to_str().unwrap_or_default();
            let (name, value) = set.split(';').next().unwrap_or_default().split_once('=').unwrap_or_default();
            cookies.insert((server.clone(), name.to_owned()), value.to_owned());
        }
        drop(cookies);
        Ok(answer)
    }

    /// Opens a URL, without going where it sends on.
    pub async fn open(&self, url: &str) -> io::Result<Answer> {
        self.send(url, Ask::get(url)).await
    }

    /// Signs in at the provider, whose password is the name, and answers the URL that it sends back to: the
    /// first one that starts with `back`. That one is not opened.
    pub async fn sign_in_at_op(&self, start: &str, name: &str, back: &str) -> io::Result<String> {
        let mut url = start.to_owned();
        for _ in 0..HOPS {
            if url.starts_with(back) {
                return Ok(url);
            }
            let mut answer = self.open(&url).await?;
            if answer.status == 200 {
                answer = self.send_form(&url, &answer.text, name).await?;
            }
            let Some(location) = answer.header("location") else {
                let message = format!("{url} sends nowhere: {} {}", answer.status, answer.text);
                return Err(io::Error::other(message));
            };
            url = Url::parse(&url).and_then(|base| base.join(location)).map_err(io::Error::other)?.into();
        }
        Err(io::Error::other(format!("{start} leads round in circles")))
    }

    async fn send_form(&self, page: &str, html: &str, name: &str) -> io::Result<Answer> {
        let fields: &[(&str, &str)] =
            if html.contains("name=\"login\"") { &[("login", name), ("password", name)] } else { &[] };
        let action = html.split("action=\"").nth(1).and_then(|rest| rest.split('"').next());
        let action = action.ok_or_else(|| io::Error::other(format!("{page} has no form: {html}")))?;
        let url = Url::parse(page).and_then(|base| base.join(action)).map_err(io::Error::other)?;
        self.send(url.as_str(), Ask::post_form(url.as_str(), fields)).await
    }

    fn cookies_for(&self, server: &str) -> String {
        let cookies = self.cookies.lock().expect("no panic while held");
        let mine = cookies.iter().filter(|((of, _), _)| of == server);
        mine.map(|((_, name), value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }
}

fn server(url: &str) -> io::Result<String> {
    let url = Url::parse(url).map_err(io::Error::other)?;
    Ok(url.origin().ascii_serialization())
}

/// A parameter of a URL's query.
#[must_use]
pub fn parameter(url: &str, name: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    url.query_pairs().find(|(found, _)| found == name).map(|(_, value)| value.into_owned())
}
