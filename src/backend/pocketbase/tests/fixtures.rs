//! What PocketBase 0.40.6 has answered, byte for byte; its servers were thrown away.

/// auth-with-oauth2, a new account
pub(super) const SIGNED_UP: &str = r#"{"meta":{"name":"Alice A","username":"alice","accessToken":"TtI2LM85oKbzi5g_5cTZrPIVooupo8o83IosjH4_Soc","refreshToken":"","email":"alice@example.test","isNew":true,"rawUser":{"preferred_username":"alice","picture":"http://127.0.0.1:8080/a.png","sub":"alice","email":"alice@example.test","email_verified":true,"name":"Alice A"},"avatarURL":"http://127.0.0.1:8080/a.png","avatarUrl":"http://127.0.0.1:8080/a.png","expiry":"2026-11-22 05:45:57.317Z","id":"alice"},"record":{"avatar":"","collectionId":"_pb_users_auth_","collectionName":"users","created":"2026-11-22 04:45:57.390Z","email":"alice@example.test","emailVisibility":true,"id":"qzttoo4fpopsljl","name":"From createData","updated":"2026-11-22 04:45:57.391Z","verified":true},"token":"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJjb2xsZWN0aW9uSWQiOiJfcGJfdXNlcnNfYXV0aF8iLCJleHAiOjE3OTU3NTQ3NTcsImlkIjoicXp0dG9vNGZwb3BzbGpsIiwicmVmcmVzaGFibGUiOnRydWUsInR5cGUiOiJhdXRoIn0.8GDAgsWL_sc7eaDPb0M--wRE9OpsQ0eDe1O4Nqr5czw"}"#;

/// auth-refresh
pub(super) const REFRESHED: &str = r#"{"record":{"avatar":"","collectionId":"_pb_users_auth_","collectionName":"users","created":"2026-11-22 04:45:57.390Z","email":"alice@example.test","emailVisibility":true,"id":"qzttoo4fpopsljl","name":"From createData","updated":"2026-11-22 04:45:57.391Z","verified":true},"token":"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJjb2xsZWN0aW9uSWQiOiJfcGJfdXNlcnNfYXV0aF8iLCJleHAiOjE3OTU3NTQ3NTcsImlkIjoicXp0dG9vNGZwb3BzbGpsIiwicmVmcmVzaGFibGUiOnRydWUsInR5cGUiOiJhdXRoIn0.8GDAgsWL_sc7eaDPb0M--wRE9OpsQ0eDe1O4Nqr5czw"}"#;

/// auth-with-oauth2 with nothing
pub(super) const EMPTY: &str = r#"{"data":{"code":{"code":"validation_required","message":"Cannot be blank."},"provider":{"code":"validation_required","message":"Cannot be blank."}},"message":"An error occurred while loading the submitted data.","status":400}"#;

/// auth-with-oauth2, a provider that is not there
pub(super) const UNKNOWN_PROVIDER: &str = r#"{"data":{"provider":{"code":"validation_invalid_provider","message":"Provider with name google is missing or is not enabled.","params":{"name":"google"}}},"message":"An error occurred while loading the submitted data.","status":400}"#;

/// auth-with-oauth2, a spent code
pub(super) const BAD_CODE: &str = r#"{"data":{},"message":"Failed to fetch OAuth2 token.","status":400}"#;

/// auth-with-oauth2, a new account without a verified e-mail address
pub(super) const EMAIL_UNVERIFIED: &str = r#"{"data":{"email":{"code":"validation_required","message":"Cannot be blank."}},"message":"Failed to create record.","status":400}"#;

/// auth-with-oauth2 with a token, a second identity of one provider
pub(super) const ALREADY_LINKED: &str = r#"{"data":{"collectionRef":{"code":"validation_not_unique","message":"Value must be unique."},"provider":{"code":"validation_not_unique","message":"Value must be unique."},"recordRef":{"code":"validation_not_unique","message":"Value must be unique."}},"message":"Failed to authenticate.","status":400}"#;

/// _externalAuths of their owner
pub(super) const EXTERNAL_AUTHS: &str = r#"{"items":[{"collectionId":"pbc_2281828961","collectionName":"_externalAuths","collectionRef":"_pb_users_auth_","created":"2026-11-22 04:45:57.391Z","id":"1hbsgrdub76iwz6","provider":"oidc","providerId":"alice","recordRef":"qzttoo4fpopsljl","updated":"2026-11-22 04:45:57.391Z"},{"collectionId":"pbc_2281828961","collectionName":"_externalAuths","collectionRef":"_pb_users_auth_","created":"2026-11-22 04:45:57.681Z","id":"oap51g1lzscahl6","provider":"oidc2","providerId":"alice","recordRef":"qzttoo4fpopsljl","updated":"2026-11-22 04:45:57.681Z"}],"page":1,"perPage":30,"totalItems":2,"totalPages":1}"#;

/// auth-refresh without a token
pub(super) const NO_TOKEN: &str =
    r#"{"data":{},"message":"The request requires valid record authorization token.","status":401}"#;

/// auth-refresh with a token of another collection
pub(super) const OTHER_COLLECTION: &str =
    r#"{"data":{},"message":"The request requires auth record from _superusers collection.","status":403}"#;

/// a list with a token that is not good
pub(super) const GUEST_LIST: &str = r#"{"items":[],"page":1,"perPage":30,"totalItems":0,"totalPages":0}"#;

/// a record with a token that is not good
pub(super) const GUEST_VIEW: &str =
    r#"{"data":{},"message":"The requested resource wasn't found.","status":404}"#;

/// authRule
pub(super) const AUTH_RULE: &str = r#"{"data":{},"message":"The request doesn't satisfy the collection requirements to authenticate.","status":403}"#;

/// createRule: null, a new account
pub(super) const CREATE_RULE: &str =
    r#"{"data":{},"message":"Only superusers can perform this action.","status":403}"#;

/// the first of two factors
pub(super) const MFA: &str = r#"{"mfaId":"ue74t33oxa5zivz"}"#;

/// the second factor, twice
pub(super) const MFA_REUSED: &str = r#"{"data":{},"message":"Invalid or expired MFA session.","status":400}"#;

/// auth-with-oauth2, a new account that `createRule` (an expression) refuses
pub(super) const CREATE_RULE_UNSATISFIED: &str =
    r#"{"data":{},"message":"Failed to create record.","status":400}"#;

/// auth-with-password, a wrong password
pub(super) const WRONG_PASSWORD: &str = r#"{"data":{},"message":"Failed to authenticate.","status":400}"#;

/// The second factor, of the kind of the first
pub(super) const SAME_METHOD: &str =
    r#"{"data":{},"message":"A different authentication method is required.","status":400}"#;

/// auth-with-otp, a wrong one
pub(super) const WRONG_OTP: &str = r#"{"data":{},"message":"Invalid or expired OTP.","status":400}"#;

/// request-otp with something that is no e-mail address
pub(super) const NO_EMAIL: &str = r#"{"data":{"email":{"code":"validation_is_email","message":"Must be a valid email address."}},"message":"An error occurred while validating the submitted data.","status":400}"#;

/// auth-methods of a collection that holds no accounts
pub(super) const NO_AUTH_COLLECTION: &str =
    r#"{"data":{},"message":"Missing or invalid auth collection context.","status":404}"#;

/// realtime with a client id that is not there any more
pub(super) const NO_CLIENT: &str = r#"{"data":{},"message":"Missing or invalid client id.","status":404}"#;
