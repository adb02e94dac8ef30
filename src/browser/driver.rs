//! Runs the effects of the machine and turns what comes of them into inputs. Decides nothing.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::spawn_local;
use web_sys::PageTransitionEvent;

use super::{clock, console, fetch, indexed_db, location, random, timer, web_crypto, web_storage};
use crate::protocol::secret::Body;
use crate::session::{Effect, Input, Now, Opening, Screen, State, step};

/// A running page. Clones are the same page.
#[derive(Clone, Default)]
pub struct Handle(Rc<Driver>);

#[derive(Default)]
struct Driver {
    state: RefCell<State>,
    show: OnceCell<Box<dyn Fn(Screen)>>,
}

impl std::fmt::Debug for Handle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Handle(..)")
    }
}

impl Handle {
    /// Shows screens with `show` from now on: it is told of the screen after every step. The first call counts.
    pub fn show_with(&self, show: impl Fn(Screen) + 'static) {
        if self.0.show.set(Box::new(show)).is_ok() {
            self.listen();
        }
    }

    /// Opens the page: `query` and `fragment` are those of the address before they were stripped, `config` is
    /// the text of the configuration, if it could be loaded.
    pub fn open(&self, query: String, fragment: String, config: Option<String>) {
        self.send(Input::Opened(Box::new(Opening {
            page: location::page(),
            query: Body::new(query),
            fragment: Body::new(fragment),
            config,
            secure: location::is_secure(),
            crypto: web_crypto::is_available(),
            last_used: web_storage::last_used(),
            signing_out: web_storage::take_signing_out(),
        })));
    }

    /// Takes in what happened.
    pub fn send(&self, input: Input) {
        let now = Now { time: clock::now(), entropy: random::entropy(), online: location::is_online() };
        let (effects, screen) = {
            let mut state = self.0.state.borrow_mut();
            (step(&mut state, input, now), state.screen())
        };
        if let Some(show) = self.0.show.get() {
            show(screen);
        }
        for effect in effects {
            self.run(effect);
        }
    }

    fn run(&self, effect: Effect) {
        match effect {
            Effect::Navigate(url) => location::navigate(&url),
            Effect::Reload => location::reload(),
            Effect::RememberProvider(provider) => web_storage::remember_last_used(&provider),
            Effect::RememberSignOut { provider } => web_storage::remember_signing_out(&provider),
            Effect::Note(text) => console::note(&text),
            waiting => {
                let handle = self.clone();
                spawn_local(async move {
                    if let Some(input) = run_and_wait(waiting).await {
                        handle.send(input);
                    }
                });
            }
        }
    }

    /// The page lives as long as its listener, so the listener is never dropped.
    fn listen(&self) {
        let handle = self.clone();
        let restored = Closure::<dyn Fn(PageTransitionEvent)>::new(move |event: PageTransitionEvent| {
            if event.persisted() {
                handle.send(Input::Restored);
            }
        });
        if let Some(window) = web_sys::window() {
            window.set_onpageshow(Some(restored.as_ref().unchecked_ref()));
        }
        restored.forget();
    }
}

/// Runs an effect that has an answer; `None` for one that has not.
async fn run_and_wait(effect: Effect) -> Option<Input> {
    Some(match effect {
        Effect::Fetch { id, request, delay } => {
            if delay > 0 {
                timer::sleep(delay).await;
            }
            Input::Fetched { id, result: fetch::send(*request).await }
        }
        Effect::Verify { id, algorithm, keys, signing_input, signature } => {
            let verdict = web_crypto::verify(algorithm, &keys, signing_input.expose(), &signature).await;
            Input::Verified { id, verdict }
        }
        Effect::StoreTransaction { id, state, record } => {
            Input::Stored { id, stored: indexed_db::store(&state, &record).await.is_ok() }
        }
        Effect::SweepTransactions => {
            // What can't be swept now is swept the next time.
            let _ = indexed_db::sweep().await;
            return None;
        }
        Effect::TakeTransaction { state, mark } => {
            Input::Taken { lookup: indexed_db::take(&state, &mark).await }
        }
        Effect::SetTimer { timer, after } => {
            timer::sleep(after).await;
            Input::TimerFired(timer)
        }
        Effect::Navigate(_)
        | Effect::Reload
        | Effect::RememberProvider(_)
        | Effect::RememberSignOut { .. }
        | Effect::Note(_) => return None,
    })
}
