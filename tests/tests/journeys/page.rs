//! The page itself: its policy, its integrity, its message when it cannot start.

use std::fs;
use std::path::Path;

use portico_tests::browser::Engine;
use portico_tests::foreign::Foreign;
use portico_tests::site::Site;
use portico_tests::stage::journey;

#[test]
fn what_is_injected_into_the_page_does_not_run() {
    journey(async |stage| {
        stage.violations_are_expected();
        stage.excuse("");
        stage.open_picker().await;
        let inject = r#"
            window.violations = [];
            addEventListener('securitypolicyviolation', (it) => window.violations.push(it.effectiveDirective));
            const attempts = [
                () => { document.body.innerHTML = '<img src=x onerror="window.pwned=1">'; },
                () => { const it = document.createElement('script'); it.text = 'window.pwned=1'; document.body.append(it); },
                () => { const it = document.createElement('button'); it.setAttribute('onclick', 'window.pwned=1'); document.body.append(it); it.click(); },
                () => { const it = document.createElement('base'); it.href = 'https://evil.example/'; document.head.append(it); },
                () => { const it = document.createElement('iframe'); it.src = 'data:text/html,x'; document.body.append(it); },
                () => { setTimeout('window.pwned=1', 0); },
            ];
            for (const attempt of attempts) { try { attempt(); } catch (error) { window.violations.push(error.name); } }
            return document.baseURI;"#;
        let base = stage.browser.run(inject).await;
        assert!(base.as_str().unwrap_or_default().starts_with(&stage.site.url()), "{base}");
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        let seen = stage.browser.run("return [window.pwned ?? null, window.violations.length]").await;
        assert!(seen[0].is_null(), "a script ran: {seen}");
        assert!(seen[1].as_u64().unwrap_or_default() >= 5, "{seen}");
    });
}

#[test]
fn a_page_whose_module_does_not_arrive_says_so() {
    journey(async |stage| {
        stage.violations_are_expected();
        stage.excuse("");
        for ending in [".wasm", ".js"] {
            let broken = Site::start_altered(ending).await.unwrap();
            stage.browser.open(&broken.url()).await;
            // Without its script nothing can tell what went wrong, but for the stylesheet.
            let text = if ending == ".wasm" {
                stage.browser.see_error("not_loaded").await
            } else {
                stage.browser.see("a message", |it| it.state == "starting" && !it.text.is_empty()).await
            };
            assert!(text.text.contains("Reload the page"), "{text}");
            assert!(!stage.browser.has_button("Continue with Demo").await, "{text}");
            assert!(stage.provider().proxy.log().is_empty(), "a provider was asked");
        }
    });
}

#[test]
fn a_page_without_scripts_says_so() {
    journey(async |stage| {
        if stage.browser.engine() != Engine::Chromium {
            return;
        }
        stage.browser.without_scripts().await;
        stage.browser.open(&stage.site.url()).await;
        stage.browser.see_text("JavaScript").await;
        assert!(stage.provider().proxy.log().is_empty(), "a provider was asked");
        stage.browser.new_tab().await;
    });
}

#[test]
fn a_frame_of_another_site_stays_empty() {
    journey(async |stage| {
        stage.violations_are_expected();
        stage.excuse("");
        let other = Foreign::start(&format!("<iframe src=\"{}\"></iframe>", stage.site.url())).await.unwrap();
        stage.browser.open(&other.url()).await;
        tokio::time::sleep(std::time::Duration::from_millis(700)).await;
        let inside = stage
            .browser
            .run_in_frame("return document.documentElement.dataset.porticoState ?? 'refused'")
            .await;
        assert_eq!(inside, "refused");
    });
}

#[test]
fn the_files_of_the_page_name_no_folder_of_the_machine_that_built_it() {
    fn visit(folder: &Path, check: &dyn Fn(&Path, &[u8])) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                visit(&path, check);
            } else {
                check(&path, &fs::read(&path).unwrap());
            }
        }
    }
    visit(&portico_tests::environment::dist().unwrap(), &|path, bytes| {
        for name in ["/root/", "/home/", ".cargo/registry"] {
            let found = bytes.windows(name.len()).any(|window| window == name.as_bytes());
            assert!(!found, "{} holds {name}", path.display());
        }
    });
}
