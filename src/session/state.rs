//! Everything that a page knows, and what all parts of the machine do with it.

use std::rc::Rc;
use std::sync::Arc;

use super::effect::{Effect, Effects};
use super::factors::Factors;
use super::picker::{self, Knowledge, Leaving};
use super::screen::{self, Form, Screen, Via};
use super::sign_out::SigningOut;
use super::signed_in::Session;
use super::transaction::Transaction;
use super::{
    Asked, Destination, Ended, Error, Failure, Grant, Guest, Message, call, completing, show, signed_in,
};
use crate::backend::pocketbase::{AuthMethods, RecordToken};
use crate::config::{BetterAuth, Config, Persistence, Provider};
use crate::later;
use crate::protocol::authorization;
use crate::protocol::http::{Request, RequestId};
use crate::protocol::metadata::ServerMetadata;
use crate::protocol::secret::{Body, Code};
use crate::url::Url;

/// Everything that a page knows. Only [`step`](super::step) changes it.
#[derive(Debug, Default)]
pub struct State {
    pub(super) config: Option<Config>,
    pub(super) page: Option<Url>,
    pub(super) destination: Option<Destination>,
    pub(super) last_used: Option<String>,
    pub(super) persistence: Persistence,
    /// What came of the window of the last sign-in, if nothing did.
    pub(super) window: Option<Ended>,
    /// What `persistence` is before a sign-in that asks for something else.
    pub(super) configured: Persistence,
    pub(super) guest: Guest,
    /// What the sign-in that is under way, or was the last, is to be like.
    pub(super) asked: Asked,
    /// The first write of a session's record, and the session's name.
    pub(super) storing: Option<(RequestId, String)>,
    /// Whom "Try again" signs in without a question: provider and subject.
    pub(super) silently: Option<(String, String)>,
    pub(super) is_offline: bool,
    /// What is shown has come about in another tab.
    pub(super) elsewhere: bool,
    /// `id` of the provider that the flow is about.
    pub(super) provider: Option<String>,
    pub(super) flow: Flow,
    pub(super) knowledge: Vec<(String, Knowledge)>,
    /// PocketBase's ways to sign in; its providers are among the entries of the configuration.
    pub(super) methods: Option<AuthMethods>,
    pub(super) factors: Factors,
    pub(super) sdk_entry: SdkEntry,
    /// The query of the address, where a better-auth may have sent people back with it.
    pub(super) callback: Option<Body>,
    /// The response in the address is for an identity that is to be linked.
    pub(super) links: bool,
    /// An identity that is to be linked, as soon as the session is there.
    pub(super) linking: Option<Box<(Transaction, Code)>>,
    pub(super) pending: Vec<(RequestId, Purpose)>,
    pub(super) calls: Vec<call::Call>,
    pub(super) last_id: u32,
}

/// What a page that uses PocketBase's SDK has left.
#[derive(Debug, Default)]
pub(super) enum Left {
    /// It was looked at, or nobody asks for it.
    #[default]
    Settled,
    Nothing,
    Entry(Body),
}

/// The entry of PocketBase's SDK in localStorage.
#[derive(Debug, Default)]
pub(super) struct SdkEntry {
    /// What was there when the page was opened.
    pub(super) opened_with: Left,
    /// Being renewed, before anybody is signed in with it.
    pub(super) token: Option<RecordToken>,
    /// The stamp of the session that it was written for; empty, if that was another page's.
    pub(super) written: Option<String>,
}

/// Where a page is.
#[derive(Debug, Default)]
pub(super) enum Flow {
    #[default]
    Starting,
    Restoring(RequestId),
    Picker,
    Leaving(Leaving),
    LookingUp(authorization::Response),
    Completing(Box<completing::Completing>),
    SignedIn(Box<Session>),
    SigningOut(SigningOut),
    /// `None`: it was done in another tab.
    SignedOut(Option<screen::Report>),
    Failed(Arc<Failure>),
}

/// What a request is for. An answer whose request is not pending any more changes nothing.
#[derive(Debug)]
pub(super) enum Purpose {
    Metadata {
        provider: String,
        tries: u8,
    },
    AuthMethods {
        tries: u8,
    },
    Token,
    Keys {
        tries: u8,
    },
    Userinfo,
    Factor(Form),
    Linked,
    /// The address that a backend has for leaving.
    Address,
    /// Is somebody signed in at the backend by a cookie?
    Session {
        tries: u8,
    },
    /// PocketBase is to tell this page what comes of the sign-in in a window.
    Subscription(RequestId),
    /// The token that PocketBase's SDK has left.
    Adoption,
    /// A backend is given an ID token, and then asked for its session.
    Exchange,
    Backend {
        grant: Grant,
        is_second: bool,
    },
    Revocation,
    Renewal,
    RenewalKeys,
    /// A renewal whose session has been ended: what it brings is revoked.
    Orphan {
        revocation_endpoint: Url,
        client_id: String,
    },
}

impl Purpose {
    /// Is it what the picker shows, or needs when something is chosen there? Its answer needs no second file, but for
    /// what [`State::needs_later`] sees in it.
    pub(super) fn is_for_picker(&self) -> bool {
        matches!(
            self,
            Self::Metadata { .. } | Self::AuthMethods { .. } | Self::Address | Self::Session { .. }
        )
    }

    /// Metadata is worth having whatever screen is shown, and a token must not outlive its session; other answers
    /// belong to the flow that asked.
    pub(super) fn outlives_flow(&self) -> bool {
        matches!(self, Self::Metadata { .. } | Self::AuthMethods { .. } | Self::Orphan { .. })
    }
}

impl State {
    /// What to show.
    pub fn screen(&self) -> Screen {
        show::screen(self)
    }

    /// May a script begin a sign-in? Not where a person could not either, and not over a session that the backend has not ended.
    pub fn may_begin(&self) -> bool {
        self.may_pick() && !matches!(&self.flow, Flow::Failed(failure) if !failure.can_choose)
    }

    /// The ids of the providers that can be chosen, on whichever screen.
    pub fn providers(&self) -> Vec<String> {
        show::providers(self)
    }

    /// A choice can be made on every screen that is not busy with an earlier one or signed in.
    pub(super) fn may_pick(&self) -> bool {
        let at_rest =
            matches!(self.flow, Flow::Picker | Flow::Leaving(_) | Flow::Failed(_) | Flow::SignedOut(_));
        at_rest && self.page.is_some()
    }

    /// A person who does not want to wait any longer may leave this; what still arrives changes nothing.
    pub(super) fn is_completing(&self) -> bool {
        matches!(self.flow, Flow::LookingUp(_) | Flow::Completing(_))
    }

    /// What to show above it.
    pub fn notice(&self) -> Option<screen::Notice> {
        show::notice(self)
    }

    pub(super) fn choose(&mut self) -> Effects {
        self.abandon();
        self.elsewhere = false;
        self.window = None;
        self.factors = Factors::default();
        let mut effects = self.close_events();
        effects.extend(match &self.flow {
            // A link that was forged, or an answer that was used before, says nothing about who is signed in.
            Flow::Failed(failure) if self.is_shared() && failure.error != Error::SessionEnded => {
                signed_in::look(self)
            }
            // Nobody wants to go there any more, and the session is still there.
            Flow::Leaving(leaving) if self.is_shared() && leaving.has_session() => signed_in::look(self),
            _ => picker::show(self),
        });
        effects
    }

    /// What is open for a sign-in that is under way no longer.
    pub(super) fn close_events(&self) -> Effects {
        let Flow::Leaving(leaving) = &self.flow else { return Effects::new() };
        let events = leaving.realtime.is_some().then_some(Effect::CloseEvents);
        events.into_iter().chain(leaving.popup.is_some().then_some(Effect::CloseWindow)).collect()
    }

    /// Is the page waiting for a window of a sign-in?
    pub(super) fn has_popup(&self) -> bool {
        matches!(&self.flow, Flow::Leaving(leaving) if leaving.popup.is_some())
    }

    /// Ends what is under way and says why.
    ///
    /// A session that fails is over in every tab.
    pub(super) fn fail(&mut self, error: Error, at: i64) -> Effects {
        let effects = match &self.flow {
            Flow::SignedIn(session) => {
                let name = session.kept.id.clone();
                self.wipe(&name)
            }
            _ => self.close_events(),
        };
        self.fail_here(error, at);
        effects
    }

    /// The same, but other tabs may still have what this one lacks.
    pub(super) fn fail_here(&mut self, error: Error, at: i64) {
        self.abandon();
        self.silently = None;
        let via = self.via();
        let has_config = self.config.is_some() && self.page.is_some();
        let is_environment = matches!(error, Error::InsecureContext | Error::CryptoUnavailable);
        let can_retry = match &error {
            Error::ConfigUnreachable | Error::Config(_) => via.is_none() && !has_config,
            // Trying again would be a sign-in, with an identity that may be somebody else's.
            _ if self.is_linking() => false,
            // With the provider of the attempt, or, where there is none, by loading the page anew.
            Error::PocketBase(_) | Error::BetterAuth(_) | Error::SignOutFailed => true,
            _ => via.is_some() && !is_environment,
        };
        self.flow = Flow::Failed(Arc::new(Failure {
            can_retry,
            // Whoever is still signed in is not to sign in.
            can_choose: has_config && !is_environment && error != Error::SignOutFailed,
            error,
            via,
            at,
            page: self.config.as_ref().map(|config| config.page.clone()),
        }));
    }

    /// Is what is under way no sign-in, but an identity that is to be linked?
    fn is_linking(&self) -> bool {
        self.links || matches!(&self.flow, Flow::Leaving(leaving) if leaving.links())
    }

    /// Is this in somebody else's page?
    pub(super) fn is_guest(&self) -> bool {
        self.guest != Guest::No
    }

    /// Do other tabs have the same session?
    pub(super) fn is_shared(&self) -> bool {
        self.persistence != Persistence::Memory || self.is_by_cookie()
    }

    /// Has the backend accounts of its own?
    pub(super) fn has_accounts(&self) -> bool {
        let backend = self.config.as_ref().and_then(|config| config.backend.as_ref());
        backend.is_some_and(|backend| backend.accounts.is_some())
    }

    /// Does the backend keep the session, in a cookie?
    pub fn is_by_cookie(&self) -> bool {
        let base = self.config.as_ref().and_then(|config| config.better_auth());
        base.is_some_and(BetterAuth::is_by_cookie)
    }

    /// Removes a session from the storage and from all tabs.
    pub(super) fn wipe(&mut self, session: &str) -> Effects {
        if self.is_by_cookie() {
            return vec![Effect::Tell(Message::SignedOut { session: session.to_owned() })];
        }
        if self.persistence == Persistence::Memory {
            return Effects::new();
        }
        vec![
            self.wipe_record(session.to_owned()),
            Effect::Tell(Message::SignedOut { session: session.to_owned() }),
            Effect::Unlock,
        ]
    }

    /// Is the record of the session of this page being written for the first time?
    pub(super) fn is_storing(&self) -> bool {
        match (&self.flow, &self.storing) {
            (Flow::SignedIn(session), Some((_, name))) => session.kept.id == *name,
            _ => false,
        }
    }

    pub(super) fn wipe_record(&mut self, session: String) -> Effect {
        Effect::WipeSession { id: self.next_id(), session: Some(session) }
    }

    /// Whatever is there was kept when the configuration was another one.
    pub(super) fn wipe_any(&mut self) -> Effect {
        Effect::WipeSession { id: self.next_id(), session: None }
    }

    /// The session ends with this page, and nothing else remembers it.
    pub(super) fn forget(&mut self) {
        self.asked.forgets = true;
        self.persistence = Persistence::Memory;
    }

    /// Sharing does not work: the session goes on in this page alone.
    pub(super) fn fall_back(&mut self) {
        self.persistence = Persistence::Memory;
    }

    /// Answers that are still on their way to the flow that ends will change nothing.
    pub(super) fn abandon(&mut self) {
        if matches!(self.flow, Flow::SignedIn(_)) {
            later::run(|| self.orphan_renewal());
        }
        self.factors.forget_request();
        self.pending.retain(|(_, purpose)| purpose.outlives_flow());
    }

    /// What a renewal under way may still bring is to be revoked.
    fn orphan_renewal(&mut self) {
        let Flow::SignedIn(session) = &self.flow else { return };
        let Some(endpoint) = &session.kept.server.revocation_endpoint else { return };
        for (_, purpose) in &mut self.pending {
            if matches!(purpose, Purpose::Renewal) {
                *purpose = Purpose::Orphan {
                    revocation_endpoint: endpoint.clone(),
                    client_id: session.kept.client_id.clone(),
                };
            }
        }
    }

    pub(super) fn next_id(&mut self) -> RequestId {
        self.last_id = self.last_id.wrapping_add(1);
        RequestId(self.last_id)
    }

    pub(super) fn fetch(&mut self, purpose: Purpose, request: Request, delay: u32) -> Effect {
        let id = self.next_id();
        self.pending.push((id, purpose));
        Effect::Fetch { id, request: Box::new(request), delay }
    }

    pub(super) fn answered(&mut self, id: RequestId) -> Option<Purpose> {
        let index = self.pending.iter().position(|(pending, _)| *pending == id)?;
        Some(self.pending.swap_remove(index).1)
    }

    pub(super) fn knowledge(&self, provider: &str) -> Option<&Knowledge> {
        self.knowledge.iter().find(|(id, _)| id == provider).map(|(_, knowledge)| knowledge)
    }

    /// The metadata of a provider, if they are known.
    pub(super) fn known(&self, provider: &str) -> Option<Rc<ServerMetadata>> {
        match self.knowledge(provider)? {
            Knowledge::Known(server) => Some(server.clone()),
            _ => None,
        }
    }

    pub(super) fn learn(&mut self, provider: &str, knowledge: Knowledge) {
        self.knowledge.retain(|(id, _)| id != provider);
        self.knowledge.push((provider.to_owned(), knowledge));
    }

    /// The provider with this `id`, if it can be signed in with.
    pub(super) fn provider(&self, id: &str) -> Option<&Provider> {
        self.config.as_ref()?.provider(id)
    }

    /// What screens say of the provider that the flow is about; `None` if it is not in the configuration.
    pub(super) fn via(&self) -> Option<Via> {
        let provider = self.provider(self.provider.as_deref()?)?;
        Some(Via { id: provider.id.clone(), title: provider.title.clone(), host: provider.host() })
    }
}
