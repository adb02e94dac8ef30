use super::super::Error;
use super::super::realtime::{connected, event, events, request, response};
use super::{answer, base, body, fixtures, pairs};
use crate::protocol;
use crate::protocol::secret::State;

const CONNECTED: &str = r#"{"clientId":"1KBrc43qAOKlOYa16g4BMCBMFV26EEli1OgD9liQ"}"#;
const CODE: &str = r#"{"state":"1KBrc43qAOKlOYa16g4BMCBMFV26EEli1OgD9liQ","code":"…"}"#;
const DENIED: &str =
    r#"{"state":"1KBrc43qAOKlOYa16g4BMCBMFV26EEli1OgD9liQ","code":"","error":"access_denied"}"#;

fn read(data: &str) -> Result<String, Error> {
    event(data, &connected(CONNECTED).unwrap()).map(|code| code.expose().to_owned())
}

#[test]
fn the_client_id_is_the_state() {
    assert_eq!(events(&base()).unwrap().as_str(), "https://acme.example/pb/api/realtime");
    let client_id = connected(CONNECTED).unwrap();
    let request = request(&base(), &client_id).unwrap();
    let expected = [("clientId", "1KBrc43qAOKlOYa16g4BMCBMFV26EEli1OgD9liQ"), ("subscriptions", "@oauth2")];
    assert_eq!(body(&request), pairs(&expected));
    assert_eq!(read(CODE), Ok("…".to_owned()));
}

#[test]
fn an_event_is_believed_only_for_its_state() {
    let other = State::new("other");
    for data in [CODE, DENIED, r#"{"code":"c"}"#, r#"{"state":"","code":"c"}"#] {
        let error = event(data, &other).map(|_| ()).unwrap_err();
        assert_eq!(error, Error::Protocol(protocol::Error::StateMissing), "{data}");
    }
}

#[test]
fn a_refusal_is_one_though_there_is_a_code_member() {
    assert_eq!(read(DENIED).unwrap_err().code(), "access_denied");
    let both = CODE.replace("\"code\"", "\"error\":\"call +1 234\",\"code\"");
    assert_eq!(read(&both).unwrap_err().oauth_code(), Some("unregistered"));
    let none = DENIED.replace(r#","error":"access_denied""#, "");
    assert_eq!(read(&none), Err(Error::Protocol(protocol::Error::CodeMissing)));
}

#[test]
fn a_client_id_that_could_be_guessed_is_refused() {
    for data in [r#"{"clientId":"1"}"#, r#"{"clientId":""}"#, "{}"] {
        assert_eq!(connected(data).map(|_| ()).unwrap_err(), Error::Malformed("clientId"), "{data}");
    }
    assert_eq!(connected("").map(|_| ()).unwrap_err(), Error::Malformed("document"));
    assert_eq!(connected(&" ".repeat(16 * 1024 + 1)).map(|_| ()).unwrap_err(), Error::TooLarge);
}

#[test]
fn a_closed_connection_is_named() {
    assert_eq!(response(answer(204, "")), Ok(()));
    assert_eq!(response(answer(404, fixtures::NO_CLIENT)), Err(Error::RealtimeClient));
}
