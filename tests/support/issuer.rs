//! A strict identity provider for tests: redirects must match exactly, PKCE and nonce are required, codes work once, refresh tokens
//! rotate, and reusing one ends its session. Tests can make it fail.
//!
//! It is also the platform: `/.well-known/devenv`.

mod authorize;
mod keys;
mod manner;
mod tokens;

pub(crate) use keys::{claims, now};
pub(crate) use manner::{IdToken, Manner, TokenFault};

use std::collections::{HashMap, HashSet};
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::http::{self, Request, form, query};

/// The client id that is registered for devenv, in Cognito's form.
pub(crate) const CLIENT: &str = "1example23456789devenvcli";
/// A client with a secret, for machines and for users.
pub(crate) const CONFIDENTIAL: &str = "confidential-client";
/// Its secret, with characters that must be encoded.
pub(crate) const CLIENT_SECRET: &str = "s3cret/with+signs:and%";

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
