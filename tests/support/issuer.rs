//! A strict identity provider for tests: redirects must match exactly, PKCE and nonce are required, codes work once, refresh tokens
//! rotate, and reusing one ends its session. Tests can make it fail.
//!
//! It is also the platform: `/.well-known/devenv`.

use std::collections::{HashMap, HashSet, VecDeque};
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, KeySize};
use aws_lc_rs::signature::{self, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::http::{self, Request, form, query};

/// The client id that is registered for devenv, in Cognito's form.
pub(crate) const CLIENT: &str = "1example23456789devenvcli";
/// A client with a secret, for machines and for users.
pub(crate) const CONFIDENTIAL: &str = "confidential-client";
/// Its secret, with characters that must be encoded.
pub(crate) const CLIENT_SECRET: &str = "s3cret/with+signs:and%";

/// Generating keys is slow: all tests share them.
static RSA: LazyLock<RsaKeyPair> = LazyLock::new(|| RsaKeyPair::generate(KeySize::Rsa2048).unwrap());
static OTHER_RSA: LazyLock<RsaKeyPair> = LazyLock::new(|| RsaKeyPair::generate(KeySize::Rsa2048).unwrap());
static EC: LazyLock<EcdsaKeyPair> =
    LazyLock::new(|| EcdsaKeyPair::generate(&signature::ECDSA_P256_SHA256_FIXED_SIGNING).unwrap());

/// A fault of the token endpoint, once.
#[derive(Debug, Clone, Copy)]
pub(crate) enum TokenFault {
    /// This status, with an error as JSON.
    Status(u16),
    /// A proxy's HTML page.
    Html(u16),
    /// A redirect: a client that follows it would leak the code.
    Redirect,
    /// The connection is cut.
    Cut,
    /// No answer at all.
    Hang,
    /// An error of RFC 6749.
    Error(&'static str),
}

/// How an ID token is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum IdToken {
    #[default]
    Good,
    Es256,
    /// `alg: none`, without a signature.
    None,
    /// HS256 with the public key as the secret.
    Hs256,
    /// Signed by another key, under the id of the provider's.
    OtherKey,
    OtherNonce,
    OtherIssuer,
    OtherAudience,
    /// For two clients, issued to the other one.
    OtherParty,
    Expired,
    /// Expired for four minutes, within the allowed difference of clocks.
    JustExpired,
    AccessToken,
    Missing,
}

/// The behaviour of this provider.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one thing that providers differ in"
)]
pub(crate) struct Manner {
    pub(crate) id_token: IdToken,
    pub(crate) token_faults: VecDeque<TokenFault>,
    /// The user refuses: error and description.
    pub(crate) deny: Option<(&'static str, &'static str)>,
    /// Refusals have no state, like some of Cognito's.
    pub(crate) deny_without_state: bool,
    /// `iss` in redirects.
    pub(crate) redirect_issuer: Option<String>,
    pub(crate) promises_issuer: bool,
    /// Requests must be pushed before the browser comes (RFC 9126).
    pub(crate) requires_pushed: bool,
    /// The metadata names another issuer.
    pub(crate) metadata_issuer: Option<String>,
    /// The metadata has other endpoints.
    pub(crate) metadata: HashMap<&'static str, Value>,
    pub(crate) access_seconds: i64,
    /// Off: the answer to a refresh has no refresh token, like Cognito's.
    pub(crate) rotates: bool,
    pub(crate) revoke_status: u16,
    pub(crate) revoke_hangs: bool,
    /// The id of the signing key; clients with cached keys must read them again.
    pub(crate) key_id: &'static str,
    /// The first answers with keys lack the new one.
    pub(crate) stale_key_answers: usize,
    /// The length of a refresh token. Cognito's has 1,784 characters.
    pub(crate) refresh_length: usize,
    /// Without the scope `offline_access` there is no refresh token.
    pub(crate) refresh_needs_scope: bool,
    pub(crate) auth_methods: Vec<&'static str>,
    /// How many of the next uploads the platform refuses.
    pub(crate) refuses_uploads: usize,
    /// Fields of the platform's discovery document, besides the issuer.
    pub(crate) platform: HashMap<&'static str, Value>,
    /// Claims of a CI token to add or replace.
    pub(crate) job: HashMap<&'static str, Value>,
    /// Answers to requests for these paths: status and body.
    pub(crate) answers: HashMap<&'static str, (u16, Value)>,
    /// Fields of the token endpoint's answer to add or replace.
    pub(crate) tokens: HashMap<&'static str, Value>,
}

impl Default for Manner {
    fn default() -> Self {
        Self {
            id_token: IdToken::Good,
            token_faults: VecDeque::new(),
            deny: None,
            deny_without_state: false,
            redirect_issuer: None,
            promises_issuer: false,
            requires_pushed: false,
            metadata_issuer: None,
            metadata: HashMap::new(),
            access_seconds: 3600,
            rotates: true,
            revoke_status: 200,
            revoke_hangs: false,
            key_id: "key-1",
            stale_key_answers: 0,
            refresh_length: 1784,
            refresh_needs_scope: false,
            auth_methods: vec!["client_secret_basic", "client_secret_post"],
            refuses_uploads: 0,
            platform: HashMap::new(),
            job: HashMap::new(),
            answers: HashMap::new(),
            tokens: HashMap::new(),
        }
    }
}

struct Grant {
    client: String,
    redirect: String,
    challenge: String,
    nonce: String,
    scope: String,
}

struct Refresh {
    family: u64,
    client: String,
    scope: String,
}

#[derive(Default)]
struct State {
    codes: HashMap<String, Grant>,
    refresh: HashMap<String, Refresh>,
    used: HashMap<String, u64>,
    dead: HashSet<u64>,
    minted: u64,
    /// Pushed requests by their references, each good for once.
    pushed: HashMap<String, String>,
    log: Vec<Request>,
}

/// A provider, until the end of its test.
pub(crate) struct Issuer {
    port: u16,
    inner: Arc<Inner>,
}

struct Inner {
    port: u16,
    redirects: Mutex<Vec<String>>,
    manner: Mutex<Manner>,
    state: Mutex<State>,
}

impl Issuer {
    pub(crate) fn start() -> Self {
        Self::with(|_| {})
    }

    pub(crate) fn with(change: impl FnOnce(&mut Manner)) -> Self {
        let socket = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = socket.local_addr().unwrap().port();
        let mut manner = Manner::default();
        change(&mut manner);
        let inner = Arc::new(Inner {
            port,
            redirects: Mutex::default(),
            manner: Mutex::new(manner),
            state: Mutex::default(),
        });
        let shared = Arc::clone(&inner);
        std::thread::spawn(move || {
            for stream in socket.incoming().flatten() {
                let shared = Arc::clone(&shared);
                std::thread::spawn(move || shared.converse(stream));
            }
        });
        Self { port, inner }
    }

    /// The platform's address, and the base of the endpoints.
    pub(crate) fn base(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub(crate) fn issuer(&self) -> String {
        self.inner.issuer()
    }

    /// Registers a callback address, with its port.
    pub(crate) fn register(&self, redirect: impl Into<String>) {
        self.inner.redirects.lock().unwrap().push(redirect.into());
    }

    pub(crate) fn change(&self, change: impl FnOnce(&mut Manner)) {
        change(&mut self.inner.manner.lock().unwrap());
    }

    /// The requests to a path so far.
    pub(crate) fn requests(&self, path: &str) -> Vec<Request> {
        let state = self.inner.state();
        state
            .log
            .iter()
            .filter(|request| request.path() == path)
            .cloned()
            .collect()
    }

    /// All secrets that it has made: codes, tokens, verifiers.
    pub(crate) fn secrets(&self) -> Vec<String> {
        let state = self.inner.state();
        let mut secrets: Vec<String> = state.refresh.keys().chain(state.used.keys()).cloned().collect();
        for request in &state.log {
            for (name, value) in form(&request.body).into_iter().chain(query(&request.target)) {
                if matches!(
                    name.as_str(),
                    "code" | "code_verifier" | "refresh_token" | "token" | "client_secret"
                ) {
                    secrets.push(value);
                }
            }
        }
        secrets
    }
}

impl Inner {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    fn manner(&self) -> Manner {
        self.manner.lock().unwrap().clone()
    }

    fn base(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    fn issuer(&self) -> String {
        format!("{}/eu-west-1_Example", self.base())
    }

    fn converse(&self, mut stream: TcpStream) {
        let Some(request) = http::read(&mut stream) else { return };
        self.state().log.push(request.clone());
        let manner = self.manner();
        let answer = match request.path() {
            path if manner.answers.contains_key(path) => {
                let (status, body) = &manner.answers[path];
                json_answer(*status, body)
            }
            "/.well-known/devenv" => json_answer(200, &self.platform(&manner)),
            "/eu-west-1_Example/.well-known/openid-configuration" => json_answer(200, &self.metadata(&manner)),
            "/eu-west-1_Example/.well-known/jwks.json" => json_answer(200, &self.keys(&manner)),
            "/oauth2/authorize" | "/signup" => self.authorize(&request, &manner),
            "/oauth2/par" => self.push(&request, &manner),
            "/oauth2/token" => {
                let fault = self.manner.lock().unwrap().token_faults.pop_front();
                match fault {
                    Some(TokenFault::Cut) => return,
                    Some(TokenFault::Hang) => {
                        // Until the client closes.
                        let _ = stream.read(&mut [0]);
                        return;
                    }
                    Some(fault) => faulty(fault, &self.base()),
                    None => self.token(&request, &manner),
                }
            }
            "/oauth2/revoke" if manner.revoke_hangs => {
                let _ = stream.read(&mut [0]);
                return;
            }
            "/oauth2/revoke" => self.revoke(&request, &manner),
            "/oauth2/userInfo" => Self::user_info(&request),
            "/api/v1/me" => Self::me(&request),
            "/api/v1/scans" => self.scans(&request, &manner),
            "/ci" => json_answer(200, &json!({ "value": Self::ci_token(&request, &manner) })),
            _ => json_answer(404, &json!({ "error": "not_found" })),
        };
        let _ = stream.write_all(answer.as_bytes());
    }

    /// Accepts a scan, or refuses its token.
    fn scans(&self, request: &Request, manner: &Manner) -> String {
        if manner.refuses_uploads > 0 {
            self.manner.lock().unwrap().refuses_uploads -= 1;
            return json_answer(401, &json!({ "title": "No token", "detail": "this one is not taken" }));
        }
        let id = request.header("idempotency-key").unwrap_or_default();
        let receipt = json!({
            "message": "", "scan_id": id, "developer_id": "alice", "status": "PASS", "score": 100, "duplicate": false,
            "received_at": "2026-11-24T08:00:00Z", "links": { "html": format!("{}/scans/{id}", self.base()), "api": "" },
        });
        json_answer(201, &receipt)
    }

    fn platform(&self, manner: &Manner) -> Value {
        let mut document = json!({
            "schema_version": "1.0", "name": "Example", "api": format!("{}/api/v1", self.base()), "issuer": self.issuer(),
            "client_id": CLIENT, "scopes": ["openid", "email", "profile"], "callback_ports": [0], "token_login": true,
        });
        for (name, value) in &manner.platform {
            document[*name] = value.clone();
        }
        document
    }

    /// The fields that Cognito publishes.
    fn metadata(&self, manner: &Manner) -> Value {
        let base = self.base();
        let mut document = json!({
            "issuer": manner.metadata_issuer.clone().unwrap_or_else(|| self.issuer()),
            "authorization_endpoint": format!("{base}/oauth2/authorize"), "token_endpoint": format!("{base}/oauth2/token"),
            "jwks_uri": format!("{}/.well-known/jwks.json", self.issuer()), "revocation_endpoint": format!("{base}/oauth2/revoke"),
            "userinfo_endpoint": format!("{base}/oauth2/userInfo"), "end_session_endpoint": format!("{base}/logout"),
            "id_token_signing_alg_values_supported": ["RS256"], "response_types_supported": ["code", "token"],
            "scopes_supported": ["openid", "email", "phone", "profile"], "subject_types_supported": ["public"],
            "token_endpoint_auth_methods_supported": manner.auth_methods,
        });
        if manner.requires_pushed {
            document["pushed_authorization_request_endpoint"] = json!(format!("{base}/oauth2/par"));
            document["require_pushed_authorization_requests"] = json!(true);
        }
        if manner.promises_issuer {
            document["authorization_response_iss_parameter_supported"] = json!(true);
        }
        for (name, value) in &manner.metadata {
            document[*name] = value.clone();
        }
        document
    }

    fn keys(&self, manner: &Manner) -> Value {
        let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let public = RSA.public_key();
        let point = EC.public_key().as_ref();
        let mut id = manner.key_id;
        if manner.stale_key_answers > 0 {
            self.manner.lock().unwrap().stale_key_answers -= 1;
            id = "key-0";
        }
        json!({ "keys": [
            { "kty": "of-the-future", "use": "enc", "alg": "X-1", "kid": "key-odd", "crv": ["X"] },
            { "kty": "RSA", "use": "sig", "alg": "RS256", "kid": id,
              "n": encode(public.modulus().big_endian_without_leading_zero()), "e": encode(public.exponent().big_endian_without_leading_zero()) },
            { "kty": "EC", "use": "sig", "alg": "ES256", "kid": "key-ec", "crv": "P-256",
              "x": encode(&point[1..33]), "y": encode(&point[33..65]) },
        ] })
    }

    /// Takes the request of a sign-in (RFC 9126), from a client with its secret if it has one.
    fn push(&self, request: &Request, manner: &Manner) -> String {
        let parameters: HashMap<String, String> = form(&request.body).into_iter().collect();
        if authenticate(request, &parameters, manner).is_none() {
            return json_answer(
                401,
                &json!({ "error": "invalid_client", "error_description": "no such client" }),
            );
        }
        if let Some((error, description)) = manner.deny {
            return json_answer(400, &json!({ "error": error, "error_description": description }));
        }
        let reference = format!("urn:ietf:params:oauth:request_uri:{}", self.mint("pushed", 20));
        self.state().pushed.insert(reference.clone(), request.body.clone());
        json_answer(201, &json!({ "request_uri": reference, "expires_in": 60 }))
    }

    fn authorize(&self, request: &Request, manner: &Manner) -> String {
        let mut parameters: HashMap<String, String> = query(&request.target).into_iter().collect();
        if manner.requires_pushed {
            let names: Vec<&str> = parameters.keys().map(String::as_str).collect();
            assert!(
                names.iter().all(|name| ["client_id", "request_uri"].contains(name)),
                "{names:?}"
            );
            let body = self
                .state()
                .pushed
                .remove(&parameters["request_uri"])
                .unwrap_or_default();
            parameters.extend(form(&body));
        }
        let given = |name: &str| parameters.get(name).map(String::as_str).unwrap_or_default();
        let redirect = given("redirect_uri");
        let is_registered = self
            .redirects
            .lock()
            .unwrap()
            .iter()
            .any(|registered| registered == redirect);
        // Cognito shows its own error page then, and does not redirect.
        if !is_registered || ![CLIENT, CONFIDENTIAL].contains(&given("client_id")) {
            return page(400, "redirect_mismatch");
        }
        let back = |pairs: &[(&str, &str)]| {
            let mut answer = url::form_urlencoded::Serializer::new(String::new());
            answer.extend_pairs(pairs);
            if let Some(issuer) = &manner.redirect_issuer {
                answer.append_pair("iss", issuer);
            }
            format!(
                "HTTP/1.1 302 Found\r\nLocation: {redirect}?{}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
                answer.finish()
            )
        };
        let state = given("state");
        if let Some((error, description)) = manner.deny {
            let mut pairs = vec![("error", error), ("error_description", description)];
            if !manner.deny_without_state {
                pairs.push(("state", state));
            }
            return back(&pairs);
        }
        let is_whole = given("response_type") == "code"
            && given("code_challenge_method") == "S256"
            && given("code_challenge").len() == 43
            && state.len() >= 22
            && given("nonce").len() >= 22;
        if !is_whole {
            return back(&[("error", "invalid_request"), ("state", state)]);
        }
        let code = self.mint("code", 36);
        self.state().codes.insert(
            code.clone(),
            Grant {
                client: given("client_id").to_owned(),
                redirect: redirect.to_owned(),
                challenge: given("code_challenge").to_owned(),
                nonce: given("nonce").to_owned(),
                scope: given("scope").to_owned(),
            },
        );
        back(&[("code", &code), ("state", state)])
    }

    /// A unique secret.
    fn mint(&self, kind: &str, length: usize) -> String {
        let mut state = self.state();
        state.minted += 1;
        let seed = format!("{kind}-{}-{}", state.minted, self.port);
        let mut secret = URL_SAFE_NO_PAD.encode(Sha256::digest(&seed));
        while secret.len() < length {
            secret.push_str(&URL_SAFE_NO_PAD.encode(Sha256::digest(&secret)));
        }
        secret.truncate(length);
        secret
    }

    fn token(&self, request: &Request, manner: &Manner) -> String {
        let form: HashMap<String, String> = form(&request.body).into_iter().collect();
        let given = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
        let error = |error: &str| json_answer(400, &json!({ "error": error }));
        let Some(client) = authenticate(request, &form, manner) else {
            return json_answer(401, &json!({ "error": "invalid_client" }));
        };
        match given("grant_type") {
            "authorization_code" => {
                let Some(grant) = self.state().codes.remove(given("code")) else {
                    return error("invalid_grant");
                };
                let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(given("code_verifier")));
                if grant.client != client || grant.challenge != challenge || grant.redirect != given("redirect_uri") {
                    return error("invalid_grant");
                }
                let family = {
                    let mut state = self.state();
                    state.minted += 1;
                    state.minted
                };
                let has_scope = |name: &str| grant.scope.split(' ').any(|scope| scope == name);
                let family = (!manner.refresh_needs_scope || has_scope("offline_access")).then_some(family);
                let mut answer = self.tokens(&client, manner, &grant.scope, family);
                if has_scope("openid") && manner.id_token != IdToken::Missing {
                    answer["id_token"] = json!(self.id_token(&client, &grant.nonce, manner));
                }
                json_answer(200, &answer)
            }
            "refresh_token" => {
                let token = given("refresh_token");
                let mut state = self.state();
                if let Some(family) = state.used.get(token).copied() {
                    state.dead.insert(family);
                    return error("invalid_grant");
                }
                let Some(refresh) = state.refresh.get(token) else {
                    return error("invalid_grant");
                };
                let (family, scope) = (refresh.family, refresh.scope.clone());
                if state.dead.contains(&family) || refresh.client != client {
                    return error("invalid_grant");
                }
                if manner.rotates {
                    state.refresh.remove(token);
                    state.used.insert(token.to_owned(), family);
                }
                drop(state);
                json_answer(
                    200,
                    &self.tokens(&client, manner, &scope, manner.rotates.then_some(family)),
                )
            }
            "client_credentials" if client == CONFIDENTIAL => {
                json_answer(200, &self.tokens(&client, manner, given("scope"), None))
            }
            _ => error("unsupported_grant_type"),
        }
    }

    fn tokens(&self, client: &str, manner: &Manner, scope: &str, family: Option<u64>) -> Value {
        let mut answer = self.usual_tokens(client, manner, scope, family);
        for (name, value) in &manner.tokens {
            answer[*name] = value.clone();
        }
        answer
    }

    fn usual_tokens(&self, client: &str, manner: &Manner, scope: &str, family: Option<u64>) -> Value {
        let claims = json!({
            "sub": "7a1c0c9e-0000-4000-8000-000000000001", "iss": self.issuer(), "client_id": client, "token_use": "access",
            "scope": scope, "username": "alice", "cognito:groups": ["platform", "devenv-users"], "exp": now() + manner.access_seconds,
            "jti": self.mint("jti", 20),
        });
        let mut answer = json!({
            "access_token": rs256(&RSA, manner.key_id, &claims), "token_type": "Bearer", "expires_in": manner.access_seconds,
        });
        if let Some(family) = family {
            let token = self.mint("refresh", manner.refresh_length);
            let refresh = Refresh {
                family,
                client: client.to_owned(),
                scope: scope.to_owned(),
            };
            self.state().refresh.insert(token.clone(), refresh);
            answer["refresh_token"] = json!(token);
        }
        answer
    }

    fn id_token(&self, client: &str, nonce: &str, manner: &Manner) -> String {
        let mut claims = json!({
            "sub": "7a1c0c9e-0000-4000-8000-000000000001", "iss": self.issuer(), "aud": client, "token_use": "id", "nonce": nonce,
            "iat": now(), "exp": now() + 3600, "email": "alice@example.com", "email_verified": true, "cognito:username": "alice",
            "cognito:groups": ["platform", "devenv-users"],
        });
        match manner.id_token {
            IdToken::OtherNonce => claims["nonce"] = json!("of another sign-in"),
            IdToken::OtherIssuer => claims["iss"] = json!(self.base()),
            IdToken::OtherAudience => claims["aud"] = json!("somebody-else"),
            IdToken::OtherParty => {
                claims["aud"] = json!([client, "somebody-else"]);
                claims["azp"] = json!("somebody-else");
            }
            IdToken::Expired => claims["exp"] = json!(now() - 600),
            IdToken::JustExpired => claims["exp"] = json!(now() - 240),
            IdToken::AccessToken => claims["token_use"] = json!("access"),
            _ => {}
        }
        match manner.id_token {
            IdToken::None => format!("{}.", signing_input(&json!({ "alg": "none" }), &claims)),
            IdToken::Hs256 => {
                let input = signing_input(&json!({ "alg": "HS256", "kid": manner.key_id }), &claims);
                let secret = RSA.public_key().modulus().big_endian_without_leading_zero().to_vec();
                let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, &secret);
                let tag = aws_lc_rs::hmac::sign(&key, input.as_bytes());
                format!("{input}.{}", URL_SAFE_NO_PAD.encode(tag))
            }
            IdToken::OtherKey => rs256(&OTHER_RSA, manner.key_id, &claims),
            IdToken::Es256 => {
                let input = signing_input(&json!({ "alg": "ES256", "kid": "key-ec" }), &claims);
                let signature = EC.sign(&SystemRandom::new(), input.as_bytes()).unwrap();
                format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature))
            }
            _ => rs256(&RSA, manner.key_id, &claims),
        }
    }

    fn revoke(&self, request: &Request, manner: &Manner) -> String {
        if manner.revoke_status != 200 {
            return json_answer(manner.revoke_status, &json!({ "error": "server_error" }));
        }
        let form: HashMap<String, String> = form(&request.body).into_iter().collect();
        if authenticate(request, &form, manner).is_none() {
            return json_answer(401, &json!({ "error": "invalid_client" }));
        }
        let token = form.get("token").map(String::as_str).unwrap_or_default();
        if token.split('.').count() == 3 {
            return json_answer(400, &json!({ "error": "unsupported_token_type" }));
        }
        let mut state = self.state();
        if let Some(family) = state.refresh.get(token).map(|refresh| refresh.family) {
            state.dead.insert(family);
        }
        json_answer(200, &json!({}))
    }

    fn user_info(request: &Request) -> String {
        let token = request
            .header("authorization")
            .and_then(|value| value.strip_prefix("Bearer "));
        match token.and_then(claims) {
            Some(claims) if claims["token_use"] == "access" && claims["exp"].as_i64() > Some(now()) => json_answer(
                200,
                &json!({ "sub": claims["sub"], "email": "alice@example.com", "username": "alice" }),
            ),
            _ => json_answer(401, &json!({ "error": "invalid_token" })),
        }
    }

    /// The platform's answer about the caller.
    fn me(request: &Request) -> String {
        let token = request
            .header("authorization")
            .and_then(|value| value.strip_prefix("Bearer "));
        let (who, role) = match token {
            Some("of-the-platform_123") => (json!("bob"), "member"),
            Some(token) if claims(token).is_some() => (claims(token).unwrap()["sub"].clone(), "ingest"),
            _ => return json_answer(401, &json!({ "error": "invalid_token" })),
        };
        json_answer(
            200,
            &json!({ "developer_id": who, "role": role, "may_upload_for_others": false }),
        )
    }

    /// A CI's token for the requested audience.
    fn ci_token(request: &Request, manner: &Manner) -> String {
        let audience = query(&request.target).into_iter().find(|(name, _)| name == "audience");
        let mut claims = json!({
            "iss": "https://token.actions.githubusercontent.com", "sub": "repo:example/shop:ref:refs/heads/main",
            "aud": audience.map(|(_, audience)| audience), "exp": now() + 300,
        });
        for (name, value) in &manner.job {
            claims[*name] = value.clone();
        }
        rs256(&RSA, manner.key_id, &claims)
    }
}

/// The client: from `Authorization`, from the body, or one without a secret.
fn authenticate(request: &Request, form: &HashMap<String, String>, manner: &Manner) -> Option<String> {
    let decode = |text: &str| {
        let pairs = format!("x={text}");
        query(&format!("?{pairs}")).into_iter().next().map(|(_, value)| value)
    };
    if let Some(basic) = request
        .header("authorization")
        .and_then(|value| value.strip_prefix("Basic "))
    {
        let pair = String::from_utf8(STANDARD.decode(basic).ok()?).ok()?;
        let (id, secret) = pair.split_once(':')?;
        let is_right = manner.auth_methods.contains(&"client_secret_basic")
            && decode(id)? == CONFIDENTIAL
            && decode(secret)? == CLIENT_SECRET;
        return is_right.then(|| CONFIDENTIAL.to_owned());
    }
    let id = form.get("client_id")?;
    let is_right = match form.get("client_secret") {
        Some(secret) => {
            manner.auth_methods.contains(&"client_secret_post") && id == CONFIDENTIAL && secret == CLIENT_SECRET
        }
        None => id == CLIENT,
    };
    is_right.then(|| id.clone())
}

pub(crate) fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

/// The claims of a token.
pub(crate) fn claims(token: &str) -> Option<Value> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?).ok()
}

fn signing_input(header: &Value, claims: &Value) -> String {
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}", encode(header), encode(claims))
}

fn rs256(key: &RsaKeyPair, id: &str, claims: &Value) -> String {
    let input = signing_input(&json!({ "alg": "RS256", "kid": id }), claims);
    let mut bytes = vec![0; key.public_modulus_len()];
    key.sign(
        &signature::RSA_PKCS1_SHA256,
        &SystemRandom::new(),
        input.as_bytes(),
        &mut bytes,
    )
    .unwrap();
    format!("{input}.{}", URL_SAFE_NO_PAD.encode(bytes))
}

fn json_answer(status: u16, body: &Value) -> String {
    let body = body.to_string();
    format!(
        "HTTP/1.1 {status} X\r\nContent-Type: application/json;charset=UTF-8\r\nContent-Length: {}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}

fn page(status: u16, text: &str) -> String {
    format!(
        "HTTP/1.1 {status} X\r\nContent-Type: text/html\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{text}",
        text.len()
    )
}

fn faulty(fault: TokenFault, base: &str) -> String {
    match fault {
        TokenFault::Status(429) => json_answer(429, &json!({ "error": "TooManyRequestsException" })),
        TokenFault::Status(status) => json_answer(status, &json!({ "error": "server_error" })),
        TokenFault::Html(status) => page(status, "<html>a proxy with <b>words</b></html>"),
        TokenFault::Redirect => {
            format!("HTTP/1.1 307 X\r\nLocation: {base}/elsewhere\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        }
        TokenFault::Error(error) => json_answer(400, &json!({ "error": error })),
        TokenFault::Cut | TokenFault::Hang => unreachable!("these give no answer"),
    }
}
