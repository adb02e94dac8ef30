//! What the tabs' storage does with the record of the session.

use super::loss::Reason;
use super::run::Broken;
use super::world::World;
use crate::protocol::http::RequestId;
use crate::protocol::secret::Body;
use crate::session::Input;
use crate::session::effect::{Found, Written};

/// Lines of the record.
const REFRESH_TOKEN: usize = 9;
const CLAIMED_AT: usize = 12;

impl World {
    /// Milliseconds that a storage takes.
    pub(super) fn soon(&mut self) -> u64 {
        1 + self.below(20)
    }

    /// The refresh token that is stored.
    pub(super) fn stored_token(&self) -> Option<&str> {
        self.store.as_ref()?.1.split('\n').nth(REFRESH_TOKEN)
    }

    pub(super) fn read(&mut self, tab: usize, id: RequestId) {
        let soon = self.soon();
        let record = self.store.as_ref().map(|(_, record)| record.clone());
        let record = match (&self.broken, &self.tabs[tab].seen) {
            (Broken::Reading, Some(seen)) => Some(seen.clone()),
            _ => record,
        };
        self.tabs[tab].seen.clone_from(&record);
        let found = match record {
            _ if !self.storage_works => {
                self.storage_failed = true;
                Found::Unavailable
            }
            Some(record) => Found::Record(Body::new(record)),
            None => Found::Nothing,
        };
        self.to(tab, soon, Input::SessionRead { id, found });
    }

    pub(super) fn write(
        &mut self,
        tab: usize,
        id: RequestId,
        over: Option<&str>,
        stamp: String,
        record: &Body,
    ) {
        let soon = self.soon();
        let there = self.store.as_ref().map(|(stamp, _)| stamp);
        let fits = over.is_none() || over == there.map(String::as_str) || self.broken == Broken::Stamp;
        let written = match fits {
            _ if !self.storage_works => {
                self.damaged(Reason::NotStored);
                Written::Unavailable
            }
            false => Written::Overtaken,
            true => {
                let mut lines: Vec<&str> = record.expose().split('\n').collect();
                if !lines[CLAIMED_AT].is_empty() {
                    // A clock that has jumped is no clock to measure the claim before this one with.
                    self.is_claim_moot = self.clock.1 >= self.claimed_at;
                    self.claimed_at = self.now;
                }
                if self.broken == Broken::Claim {
                    lines[CLAIMED_AT] = "";
                }
                if self.wiped {
                    self.blame(|| format!("tab {tab} stores a session that has ended"));
                }
                if !self.sharing.is_shared() {
                    self.blame(|| format!("tab {tab} stores what is to be in memory only"));
                }
                let is_new = over != Some(stamp.as_str());
                let record = lines.join("\n");
                self.tabs[tab].seen = Some(record.clone());
                self.store = Some((stamp, record));
                if is_new {
                    self.unsaved = None;
                    let token = self.stored_token().unwrap_or_default().to_owned();
                    self.mended(&token);
                }
                Written::Done
            }
        };
        // The first one makes a key, and the database too.
        let first = if over.is_none() { self.below(2_000) } else { 0 };
        self.to(tab, soon + first, Input::SessionWritten { id, written });
    }

    pub(super) fn wipe(&mut self, tab: usize, id: RequestId, session: Option<&str>) {
        let soon = self.soon();
        let is_there =
            |(stamp, _): &(String, String)| session.is_none_or(|session| stamp.starts_with(session));
        if self.store.as_ref().is_some_and(is_there) {
            self.store = None;
        }
        self.to(tab, soon, Input::SessionWiped { id });
        // What was kept before everything was to be in memory.
        if session.is_none() && !self.sharing.is_shared() {
            return;
        }
        if self.excuse.is_none() {
            self.blame(|| format!("tab {tab} ends the session for no reason"));
        }
        self.wiped = true;
        self.tabs[tab].knows_end = true;
    }
}
