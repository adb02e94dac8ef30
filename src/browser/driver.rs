//! Runs the effects of the machine and turns what comes of them into inputs. Decides nothing.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Event, EventTarget, PageTransitionEvent};

use super::events::Events;
use super::program::{NotThere, Part};
use super::session_fetch::Call;
use super::web_locks::Lock;
use super::{
    clock, console, fetch, location, popup, program, random, session_store, tabs, timer, transactions,
    web_crypto, web_storage,
};
use crate::backend::pocketbase::realtime;
use crate::later;
use crate::protocol::http::RequestId;
use crate::protocol::secret::Body;
use crate::session::screen::Notice;
use crate::session::{Effect, Grant, Guest, Input, Now, Opening, Screen, State, step};
use crate::url::Url;

/// The lock that one tab at a time renews under.
const RENEWAL: &str = "portico.renewal";

/// Seconds without a key or a pointer after which the next one is worth telling.
const SIGNS: i64 = 5;

type Show = dyn Fn(Screen, Option<Notice>);

/// A running page. Clones are the same page.
#[derive(Clone, Default)]
pub struct Handle(Rc<Driver>);

#[derive(Default)]
struct Driver {
    state: RefCell<State>,
    show: OnceCell<Box<Show>>,
    /// What a server tells.
    events: RefCell<Option<Events>>,
    /// Of renewal.
    lock: RefCell<Option<Lock>>,
    /// Those that wait for an access token.
    calls: RefCell<Vec<(RequestId, Call)>>,
    last_call: Cell<u32>,
    /// When the machine was last told that somebody is here.
    active_at: Cell<i64>,
    /// What has happened, and waits for the second file of the program.
    waiting: RefCell<VecDeque<Input>>,
    is_loading: Cell<bool>,
}

impl std::fmt::Debug for Handle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Handle(..)")
    }
}

impl Handle {
    /// Shows screens with `show` from now on: it is told of the screen and of what stands above it after every step. The first call counts.
    pub fn show_with(&self, show: impl Fn(Screen, Option<Notice>) + 'static) {
        if self.0.show.set(Box::new(show)).is_ok() {
            self.listen();
        }
    }

    /// Opens the page: `page` is its address without those, `query` and `fragment` are those of the address before they were stripped, `config` is
    /// the text of the configuration, if it could be loaded.
    pub fn open(&self, page: &str, query: String, fragment: String, config: Option<String>, guest: Guest) {
        self.send(Input::Opened(Box::new(Opening {
            page: location::page(page),
            query: Body::new(query),
            fragment: Body::new(fragment),
            config,
            secure: location::is_secure(),
            crypto: web_crypto::is_available(),
            last_used: web_storage::last_used(),
            signing_out: web_storage::take_signing_out(),
            sdk_entry: web_storage::sdk_entry(),
            can_share: tabs::can_share(),
            guest,
        })));
    }

    /// Tells when it is known whether somebody is signed in.
    fn tell_resting(&self) {
        if self.0.state.borrow().is_at_rest() || program::has_ended() {
            program::tell("rest");
        }
    }

    /// Is somebody signed in?
    pub(super) fn is_signed_in(&self) -> bool {
        !program::has_ended() && self.0.state.borrow().is_signed_in()
    }

    /// What is shown.
    pub fn screen(&self) -> Screen {
        self.0.state.borrow().screen()
    }

    /// May a script begin a sign-in?
    pub fn may_begin(&self) -> bool {
        self.0.state.borrow().may_begin()
    }

    /// Has the backend the session, in a cookie?
    pub fn is_by_cookie(&self) -> bool {
        self.0.state.borrow().is_by_cookie()
    }

    /// The ids of the providers that can be chosen.
    pub fn providers(&self) -> Vec<String> {
        self.0.state.borrow().providers()
    }

    /// Asks for an access token; `refused` is the generation of one that the backend does not take.
    pub(super) fn call(&self, call: Call, url: Url, refused: Option<u32>) {
        if program::has_ended() {
            return call.give(Err("not_signed_in"));
        }
        let id = RequestId(self.0.last_call.get().wrapping_add(1));
        self.0.last_call.set(id.0);
        self.0.calls.borrow_mut().push((id, call));
        self.send(Input::TokenWanted { id, url, refused });
    }

    /// Takes in what happened, in its order: as soon as the part of the program is there that it needs.
    pub fn send(&self, input: Input) {
        let wanted = self.wanted(&input);
        let mut waiting = self.0.waiting.borrow_mut();
        // Somebody does not want to wait: that is not what waits.
        let may_overtake = matches!(input, Input::PickerRequested) && wanted.is_none();
        if wanted.is_some() || !waiting.is_empty() && !may_overtake {
            waiting.push_back(input);
            drop(waiting);
            return self.load();
        }
        drop(waiting);
        self.take_in(input);
    }

    fn take_in(&self, input: Input) {
        if program::has_ended() {
            return;
        }
        let now = Now {
            time: clock::now(),
            entropy: random::entropy(),
            online: location::is_online(),
            active_at: web_storage::active_at(),
        };
        let (effects, screen, notice) = {
            let mut state = self.0.state.borrow_mut();
            (step(&mut state, input, now), state.screen(), state.notice())
        };
        self.show(screen, notice);
        self.tell_resting();
        for effect in effects {
            self.run(effect);
        }
    }

    fn show(&self, screen: Screen, notice: Option<Notice>) {
        let lacks_words = matches!(screen, Screen::Failed(_)) && program::lacks_words();
        if lacks_words || screen.needs_later() && !program::is_there() {
            self.load();
        } else if let Some(show) = self.0.show.get() {
            if !matches!(screen, Screen::Failed(_)) {
                program::needs_no_words();
            }
            show(screen, notice);
        }
    }

    /// The part that must be there before this is taken in, and is not.
    fn wanted(&self, input: &Input) -> Option<Part> {
        let state = self.0.state.borrow();
        if !program::is_there() && state.needs_later(input) {
            return Some(Part::Later);
        }
        (!program::can_leave() && state.needs_leave(input)).then_some(Part::Leave)
    }

    /// Loads what is wanted, then takes in what has waited for it, and shows what could not be shown.
    fn load(&self) {
        if self.0.is_loading.replace(true) {
            return;
        }
        let handle = self.clone();
        spawn_local(async move {
            while let Some(part) = handle.next() {
                // What there is to say without words is little, but it is said.
                if program::load(part).await.is_err() && part != Part::Words {
                    handle.0.is_loading.set(false);
                    return handle.not_loaded();
                }
                let shown = {
                    let state = handle.0.state.borrow();
                    (state.screen(), state.notice())
                };
                handle.show(shown.0, shown.1);
            }
            handle.0.is_loading.set(false);
        });
    }

    /// Takes in what has waited, as far as that is possible; answers what is to be loaded next.
    fn next(&self) -> Option<Part> {
        loop {
            match self.0.state.borrow().screen() {
                screen if screen.needs_later() && !program::is_there() => return Some(Part::Later),
                Screen::Failed(_) if program::lacks_words() => return Some(Part::Words),
                _ => {}
            }
            let part = self.wanted(self.0.waiting.borrow().front()?);
            if part.is_some() {
                return part;
            }
            let input = self.0.waiting.borrow_mut().pop_front()?;
            self.take_in(input);
        }
    }

    /// The second file can't be had. A page that shows a picker goes on with that; what has waited is forgotten.
    fn not_loaded(&self) {
        let is_typed = |input: &Input| {
            matches!(
                input,
                Input::PasswordEntered { .. }
                    | Input::CodeRequested { .. }
                    | Input::CodeEntered { .. }
                    | Input::Picked { .. }
            )
        };
        // Whoever has typed or chosen something must not be left in the belief that it is on its way.
        let is_lost = self.0.waiting.take().iter().any(is_typed);
        if is_lost || !self.0.state.borrow().does_without_later() {
            program::end();
        }
        self.tell_resting();
    }

    fn run(&self, effect: Effect) {
        match effect {
            Effect::Prepare => program::prepare(),
            Effect::OpenWindow { id, speaks } => {
                let opened = later::leave(|| popup::open(speaks));
                self.send(Input::WindowOpened { id, opened });
            }
            Effect::NavigateWindow(url) => later::pocketbase_later(|| popup::navigate(&url, false)),
            Effect::WatchWindow { id, url, state, until } => later::element_leave(|| {
                program::prepare();
                popup::navigate(&url, true);
                popup::watch(id, state, until, self.clone());
            }),
            Effect::CloseWindow => later::element_leave(popup::close),
            Effect::OpenEvents { id, url } => later::pocketbase_later(|| self.hear_events(id, &url)),
            Effect::CloseEvents => {
                drop(self.0.events.take());
                later::leave(popup::close_unsent);
            }
            Effect::Navigate(url) => {
                program::prepare();
                location::navigate(&url);
            }
            Effect::ShowAddress(address) => later::element_leave(|| location::show(address.as_str())),
            Effect::Reload => location::reload(),
            Effect::RememberProvider(provider) => web_storage::remember_last_used(&provider),
            Effect::RememberSignOut { mark } => later::run(|| web_storage::remember_signing_out(&mark)),
            Effect::RememberActive(time) => later::run(|| web_storage::remember_active(time)),
            Effect::KeepSdkEntry(entry) => {
                later::pocketbase_later(|| web_storage::keep_sdk_entry(entry.as_ref()));
            }
            Effect::Note(text) => console::note(&text),
            Effect::Tell(message) => later::run(|| tabs::tell(&message)),
            Effect::Give { id, grant } => later::run(|| self.give(id, grant)),
            Effect::Lock { id } => later::run(|| self.lock(id)),
            Effect::Unlock => drop(self.0.lock.take()),
            waiting => {
                let handle = self.clone();
                spawn_local(async move {
                    match run_and_wait(waiting).await {
                        Ok(Some(input)) => handle.send(input),
                        Ok(None) => {}
                        Err(NotThere) => handle.not_loaded(),
                    }
                });
            }
        }
    }

    fn give(&self, id: RequestId, grant: Result<Grant, &'static str>) {
        let mut calls = self.0.calls.borrow_mut();
        if let Some(index) = calls.iter().position(|(waiting, _)| *waiting == id) {
            calls.swap_remove(index).1.give(grant);
        }
    }

    fn lock(&self, id: RequestId) {
        let handle = self.clone();
        *self.0.lock.borrow_mut() = Lock::take(RENEWAL, false, move || handle.send(Input::Locked { id }));
    }

    fn hear_events(&self, id: RequestId, url: &Url) {
        let handle = self.clone();
        let heard = move |event: Option<(String, String)>| {
            handle.send(match event {
                Some((name, data)) => Input::Event { id, name, data: Body::new(data) },
                None => Input::EventsClosed { id },
            });
        };
        let names = [realtime::CONNECT, realtime::OAUTH2];
        let opened = Events::open(url, &names, heard);
        if opened.is_none() {
            self.send(Input::EventsClosed { id });
        }
        *self.0.events.borrow_mut() = opened;
    }

    /// The page lives as long as its listeners, so they are never dropped.
    fn listen(&self) {
        let Some(window) = web_sys::window() else { return };
        self.hear();
        let handle = self.clone();
        on(&window, "pageshow", move |event| {
            if event.unchecked_ref::<PageTransitionEvent>().persisted() {
                handle.hear();
                tabs::join();
                handle.send(Input::Restored);
            }
        });
        on(&window, "pagehide", |_| tabs::leave());
        let handle = self.clone();
        on(&window, "storage", move |event| {
            if web_storage::is_about_sdk_entry(event.unchecked_ref()) {
                handle.send(Input::SdkEntryChanged(web_storage::sdk_entry()));
            }
        });
        for event in ["online", "offline"] {
            let handle = self.clone();
            on(&window, event, move |_| handle.send(Input::Woke));
        }
        // Not `pointerdown`: what is shown may change, and the click would then land elsewhere.
        for event in ["click", "keydown"] {
            let handle = self.clone();
            on(&window, event, move |_| handle.is_active());
        }
        if let Some(document) = window.document() {
            let handle = self.clone();
            on(&document, "visibilitychange", move |_| handle.send(Input::Woke));
        }
    }

    /// Tells the machine that somebody is here, but not of every key.
    fn is_active(&self) {
        let now = clock::now();
        if !(0..SIGNS).contains(&(now - self.0.active_at.get())) {
            self.0.active_at.set(now);
            self.send(Input::Active);
        }
    }

    fn hear(&self) {
        let handle = self.clone();
        tabs::listen(move |message| handle.send(Input::Heard(message)));
    }
}

fn on(target: &EventTarget, event: &str, listener: impl Fn(Event) + 'static) {
    let listener = Closure::<dyn Fn(Event)>::new(listener).into_js_value();
    let _ = target.add_event_listener_with_callback(event, listener.unchecked_ref());
}

/// Runs an effect that has an answer; `None` for one that has not.
async fn run_and_wait(effect: Effect) -> Result<Option<Input>, NotThere> {
    Ok(Some(match effect {
        Effect::Fetch { id, request, delay } => {
            if delay > 0 {
                timer::sleep(delay).await;
            }
            Input::Fetched { id, result: fetch::send(*request).await }
        }
        Effect::StoreTransaction { id, state, record } => {
            Input::Stored { id, stored: transactions::store(&state, &record).await }
        }
        Effect::FindSession { id, outlives_tabs } => {
            Input::SessionRead { id, found: session_store::find(outlives_tabs).await? }
        }
        Effect::WipeSession { id, session } => {
            session_store::wipe(session.as_deref()).await;
            Input::SessionWiped { id }
        }
        Effect::SetTimer { timer, after } => {
            timer::sleep(after).await;
            Input::TimerFired(timer)
        }
        effect => {
            program::load(Part::Later).await?;
            return Ok(later::wait(run_later(effect)).await);
        }
    }))
}

/// The same for those that are in the second file of the program.
async fn run_later(effect: Effect) -> Option<Input> {
    Some(match effect {
        Effect::Verify { id, algorithm, keys, signing_input, signature } => {
            let verdict = web_crypto::verify(algorithm, &keys, signing_input.expose(), &signature).await;
            Input::Verified { id, verdict }
        }
        Effect::TakeTransaction { state, mark } => {
            Input::Taken { lookup: transactions::take(&state, &mark).await }
        }
        Effect::SweepTransactions => {
            // What can't be swept now is swept the next time.
            let _ = transactions::sweep().await;
            return None;
        }
        Effect::ReadSession { id } => Input::SessionRead { id, found: session_store::read().await },
        Effect::WriteSession { id, over, stamp, record } => {
            let written = session_store::write(over.as_deref(), &stamp, &record).await;
            Input::SessionWritten { id, written }
        }
        _ => return None,
    })
}
