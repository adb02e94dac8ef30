//! What the tabs' storage does with the record of the session.

use super::run::Broken;
use super::world::World;
use crate::protocol::http::RequestId;
use crate::protocol::secret::Body;
use crate::session::Input;
use crate::session::effect::{Found, Written};

impl World {
    /// Milliseconds that a storage takes.
    fn soon(&mut self) -> u64 {
        1 + self.below(20)
    }

    pub(super) fn read(&mut self, tab: usize, id: RequestId) {
        let soon = self.soon();
        let record = self.store.as_ref().map(|(_, record)| record.clone());
        let record = match (&self.broken, &self.seen[tab]) {
            (Broken::Reading, Some(seen)) => Some(seen.clone()),
            _ => record,
        };
        self.seen[tab].clone_from(&record);
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
                self.excuse.get_or_insert("a result could not be stored");
                Written::Unavailable
            }
            false => Written::Overtaken,
            true => {
                let mut lines: Vec<&str> = record.expose().split('\n').collect();
                if self.broken == Broken::Claim {
                    lines[12] = "";
                }
                if over != Some(stamp.as_str()) {
                    self.unsaved = None;
                }
                if self.wiped {
                    self.fault = Some(format!("tab {tab} stores a session that has ended"));
                }
                self.store = Some((stamp, lines.join("\n")));
                self.seen[tab] = Some(lines.join("\n"));
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
        if self.excuse.is_none() {
            self.fault = Some(format!("tab {tab} ends the session for no reason"));
        }
        self.wiped = true;
        self.to(tab, soon, Input::SessionWiped { id });
    }
}
