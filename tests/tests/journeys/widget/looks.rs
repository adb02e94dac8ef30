//! What a host can make the elements look like, and what they say of their state.

use portico_tests::host::Page;
use portico_tests::proxy::{Answer, Endpoint, Fault, habits, on};
use serde_json::{Value, json};

use super::{LOGIN, account, at_provider, by_window, login, open, see_event, widget};

/// What the browser makes of a property of something in the shadow, at once.
fn style_of(selector: &str, property: &str) -> String {
    format!(
        "const it = element.shadowRoot.querySelector('{selector}'), style = getComputedStyle(it);
        if (style.{property}) it.getAnimations().forEach((each) => each instanceof CSSTransition && each.finish());
        return style.{property}"
    )
}

const STYLE: &str = "<style>
    portico-login { --portico-accent: rgb(1, 2, 3); --portico-max-width: 300px; --portico-radius: 5px; }
    portico-login::part(button) { border-top-width: 7px; }
    portico-login::part(card) { outline: 3px solid; }
    portico-login::part(title) { letter-spacing: 4px; }
    portico-login::part(list) { row-gap: 9px; }
</style>";

#[test]
fn properties_parts_and_layouts_are_the_hosts() {
    widget(async |stage, host| {
        host.put("/", Page::with_widget(LOGIN).head(STYLE));
        stage.browser.open(&host.url("/")).await;
        let element = login(stage);
        element.see_state("picker").await;
        for (selector, property, expected) in [
            (".tile", "color", "rgb(1, 2, 3)"),
            (".card", "maxWidth", "300px"),
            (".provider", "borderRadius", "5px"),
            (".provider", "borderTopWidth", "7px"),
            (".card", "outlineWidth", "3px"),
            ("h1", "letterSpacing", "4px"),
            (".providers", "rowGap", "9px"),
        ] {
            assert_eq!(element.run(&style_of(selector, property)).await, expected, "{selector} {property}");
        }
        for (layout, display) in [("list", "grid"), ("icons", "flex"), ("grid", "grid")] {
            element.run(&format!("element.layout = '{layout}'")).await;
            assert_eq!(element.run(&style_of(".providers", "display")).await, display, "{layout}");
        }
        let columns = "element.style.setProperty('--portico-max-width', '600px');
            const { gridTemplateColumns } = getComputedStyle(element.shadowRoot.querySelector('.providers'));
            return gridTemplateColumns.split(' ').length > 1";
        for (layout, is_more) in [("list", false), ("grid", true)] {
            element.run(&format!("element.layout = '{layout}'")).await;
            assert_eq!(element.run(columns).await, is_more, "{layout}");
        }
        assert_eq!(element.run(&style_of(".label", "position")).await, "static");
        element.run("element.layout = 'icons'").await;
        assert_eq!(element.run(&style_of(".label", "position")).await, "absolute");
        let mut grounds = Vec::new();
        for theme in ["light", "dark"] {
            element.run(&format!("element.theme = '{theme}'")).await;
            grounds.push(element.run(&style_of(".card", "backgroundColor")).await);
        }
        assert_eq!(grounds, ["rgb(255, 255, 255)", "rgb(21, 24, 33)"]);
    });
}

#[test]
fn each_custom_property_changes_what_it_is_named_for() {
    widget(async |stage, _| {
        open(stage, LOGIN).await;
        for (name, value, selector, property, expected) in [
            ("surface", "rgb(2, 3, 4)", ".card", "backgroundColor", "rgb(2, 3, 4)"),
            ("text", "rgb(3, 4, 5)", "h1", "color", "rgb(3, 4, 5)"),
            ("muted", "rgb(4, 5, 6)", ".sub", "color", "rgb(4, 5, 6)"),
            ("border", "rgb(5, 6, 7)", ".provider", "borderTopColor", "rgb(5, 6, 7)"),
            ("gap", "11px", ".providers", "rowGap", "11px"),
            ("font", "monospace", ".card", "fontFamily", "monospace"),
            ("size", "20px", ".title", "fontSize", "20px"),
            ("button-height", "99px", ".provider", "minHeight", "99px"),
            ("icon-size", "50px", ".tile", "width", "50px"),
            ("shadow", "none", ".card", "boxShadow", "none"),
        ] {
            login(stage).run(&format!("element.style.setProperty('--portico-{name}', '{value}')")).await;
            assert_eq!(login(stage).run(&style_of(selector, property)).await, expected, "{name}");
        }
        let is_off = "element.dataset.porticoState = 'starting';
            return getComputedStyle(element.shadowRoot.querySelector('.providers')).pointerEvents";
        assert_eq!(login(stage).run(is_off).await, "none", "another tab has signed in");
    });
}

const PARTS: &str =
    "return [...new Set([...element.shadowRoot.querySelectorAll('[part]')].map((it) => it.part.value))]";

#[test]
fn each_part_is_there_to_be_styled() {
    widget(async |stage, _| {
        stage.excuse_endpoint("/token");
        let refused = Answer::json(400, &json!({ "error": "invalid_grant" }));
        stage.provider().play([on(Endpoint::Token).with(Fault::Answer(refused))]);
        open(stage, "<portico-login flow=\"popup\"></portico-login>").await;
        let assert_has = async |parts: &[&str]| {
            let found = login(stage).run(PARTS).await;
            for part in parts {
                assert!(found.as_array().unwrap().contains(&json!(part)), "{part}: {found}");
            }
        };
        let always = ["card", "title", "subtitle", "list", "item", "button", "icon", "name", "description"];
        assert_has(&always).await;
        login(stage).press("Demo").await;
        let page = stage.browser.go_to_window().await;
        at_provider(stage).await;
        stage.browser.go_to(&page).await;
        login(stage).see_error("token_rejected").await;
        assert_has(&["error", "details", "action", "footer"]).await;
        for (name, selector, property) in [
            ("danger", ".sign", "color"),
            ("on-accent", ".primary", "color"),
            ("accent", ".primary", "backgroundColor"),
        ] {
            login(stage).run(&format!("element.style.setProperty('--portico-{name}', 'rgb(7, 8, 9)')")).await;
            assert_eq!(login(stage).run(&style_of(selector, property)).await, "rgb(7, 8, 9)", "{name}");
        }
    });
}

#[test]
fn words_are_marked_with_their_language_and_auto_is_the_scheme_of_the_page() {
    widget(async |stage, _| {
        open(stage, "<portico-login lang=\"de\"><b slot=\"header\">Hallo</b></portico-login><portico-account lang=\"de\"></portico-account>").await;
        let of = "return [element.firstElementChild.matches(':lang(de)'), element.shadowRoot.querySelector('h1').matches(':lang(en)')]";
        assert_eq!(login(stage).run(of).await, json!([true, true]));
        let own = "return element.shadowRoot.querySelector('slot[name=sign-in]').matches(':lang(en)')";
        assert_eq!(account(stage).run(own).await, true);
        stage.browser.run("document.documentElement.style.colorScheme = 'dark'").await;
        assert_eq!(login(stage).run(&style_of(".card", "backgroundColor")).await, "rgb(21, 24, 33)");
    });
}

const SLOTS: &str = "<portico-login flow=\"popup\">
    <b slot=\"logo\">Logo</b><b slot=\"header\">Header</b><b slot=\"footer\">Footer</b>
    <b slot=\"empty\">Empty</b><b slot=\"error-actions\">Ask us</b></portico-login>";

/// Which of what the host has put in is seen.
const SEEN: &str = "return [...element.children].filter((it) => it.checkVisibility()).map((it) => it.slot)";

#[test]
fn what_the_host_puts_in_is_where_it_belongs() {
    widget(async |stage, host| {
        host.run_ahead("window.open = () => null");
        open(stage, SLOTS).await;
        let element = login(stage);
        assert_eq!(element.run(SEEN).await, json!(["logo", "header", "footer"]));
        element.run("element.provider = 'nobody'").await;
        assert_eq!(element.run(SEEN).await, json!(["logo", "header", "footer", "empty"]));
        element.run("element.provider = null").await;
        assert_eq!(element.run(SEEN).await, json!(["logo", "header", "footer"]));
        element.press("Demo").await;
        element.see_error("popup_blocked").await;
        assert_eq!(element.run(SEEN).await, json!(["logo", "header", "footer", "error-actions"]));
    });
}

#[test]
fn states_can_be_selected() {
    widget(async |stage, _| {
        let states = async || -> Value {
            let script =
                "return ['busy', 'error', 'signed-in'].filter((it) => element.matches(`:state(${it})`))";
            login(stage).run(script).await
        };
        open(stage, "<portico-login flow=\"popup\"></portico-login>").await;
        assert_eq!(states().await, json!([]));
        login(stage).press("Demo").await;
        let page = stage.browser.go_to_window().await;
        stage.browser.see_op().await;
        stage.browser.go_to(&page).await;
        assert_eq!(states().await, json!(["busy"]));
        login(stage).press("Cancel").await;
        stage.browser.alone_at(&page).await;
        login(stage).see_state("picker").await;
        assert_eq!(states().await, json!([]));
        by_window(stage, &login(stage)).await;
        assert_eq!(states().await, json!(["signed-in"]));
    });
}

#[test]
fn a_direction_and_what_is_said_to_whoever_looks_for_a_fault() {
    widget(async |stage, host| {
        host.run_ahead(
            "window.told = []; console.debug = (...words) => window.told.push(words.join(' ').trim());",
        );
        stage.provider().play(habits::no_end_session_endpoint());
        open(stage, "<portico-login flow=\"popup\" dir=\"rtl\" debug></portico-login>").await;
        assert_eq!(login(stage).run(&style_of(".card", "direction")).await, "rtl");
        by_window(stage, &login(stage)).await;
        let told = stage.browser.run("return window.told").await;
        let told: Vec<_> = told.as_array().unwrap().iter().filter_map(Value::as_str).collect();
        assert!(told[..2].contains(&"portico: picker"), "{told:?}");
        assert_eq!(told.last(), Some(&"portico: signed_in"));
        assert!(told.iter().all(|it| it.len() < 24), "more than a state: {told:?}");
        stage
            .browser
            .run("window.told.length = 0; document.querySelector('portico-login').debug = false")
            .await;
        login(stage).run("await element.signOut()").await;
        assert_eq!(stage.browser.run("return window.told").await, json!([]));
    });
}

const VETO: &str = "document.addEventListener('portico-start', (event) => event.preventDefault())";

#[test]
fn auto_is_a_window_where_nothing_can_be_kept_for_the_way_back() {
    for (ahead, flow) in [
        ("", "redirect"),
        (
            "Object.defineProperty(window, 'indexedDB', { get() { throw new DOMException('denied', 'SecurityError'); } });",
            "popup",
        ),
    ] {
        widget(async |stage, host| {
            host.run_ahead(ahead);
            open(stage, "<portico-login flow=\"auto\"></portico-login>").await;
            stage.browser.run(VETO).await;
            login(stage).press("Demo").await;
            assert_eq!(see_event(stage, "start").await["flow"], flow);
        });
    }
}

#[test]
fn auto_is_a_window_in_a_frame() {
    widget(async |stage, host| {
        let page = Page::new("<portico-login flow=\"auto\"></portico-login>");
        host.put("/app/", page.module("../portico/define.js"));
        host.put("/", Page::new("<iframe src=\"/app/\"></iframe>"));
        stage.browser.open(&host.url("/")).await;
        stage.browser.enter_frame().await;
        login(stage).see_state("picker").await;
        stage.browser.run(VETO).await;
        login(stage).press("Demo").await;
        assert_eq!(see_event(stage, "start").await["flow"], "popup");
    });
}
