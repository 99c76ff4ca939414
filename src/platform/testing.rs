//! A platform in a directory that goes with the test, asked without a network between.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request};
use hyper::service::Service as _;
use hyper_util::service::TowerToHyperService;
use jiff::Timestamp;
use serde_json::Value;

use crate::api::wire::Role;
use crate::platform::http::address::without_base;
use crate::platform::http::{middleware, routes};
use crate::platform::identity::{NewTokenRequest, mint};
use crate::platform::store::{RawPlace, SqliteStore};
use crate::platform::{Limits, Log, LogFormat, LogLevel, Platform, Rate, RateSettings, Settings, Shared};
use crate::policy::Policy;

pub(crate) struct TestPlatform {
    directory: tempfile::TempDir,
    pub(crate) platform: Shared,
    router: Router,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

pub(crate) fn settings(directory: &std::path::Path) -> Settings {
    Settings {
        name: "Test platform".to_owned(),
        listen: ([127, 0, 0, 1], 0).into(),
        public_url: "http://127.0.0.1:8787".to_owned(),
        data: directory.join("data"),
        raw: RawPlace::Directory,
        durable: false,
        limits: Limits::default(),
        rates: RateSettings {
            caller: Rate {
                per_second: 0.0,
                burst: 0.0,
            },
            address: Rate {
                per_second: 0.0,
                burst: 0.0,
            },
        },
        trust_proxy: false,
        tls: None,
        keep_days: None,
        stale_days: 14,
        issuers: Vec::new(),
        cors_origins: Vec::new(),
        policy: Policy::builtin().clone(),
        log: Log {
            format: LogFormat::Json,
            level: LogLevel::Errors,
        },
        threads: None,
    }
}

impl TestPlatform {
    pub(crate) fn new() -> Self {
        Self::with(|_| {})
    }

    pub(crate) fn with(change: impl FnOnce(&mut Settings)) -> Self {
        Self::made(change, false, None)
    }

    /// One with routes of the test's own, within the layers of the real ones.
    pub(crate) fn with_routes(routes: Router) -> Self {
        Self::made(|_| {}, false, Some(routes))
    }

    /// One of which nobody said how it is reached.
    pub(crate) fn unaddressed() -> Self {
        Self::made(|_| {}, true, None)
    }

    fn made(change: impl FnOnce(&mut Settings), follows_host: bool, routes: Option<Router>) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let mut settings = settings(directory.path());
        change(&mut settings);
        let store = Arc::new(SqliteStore::open(&settings.data, &settings.raw, settings.durable).unwrap());
        store.start_uploads();
        let platform = Arc::new(Platform::new(settings, store, follows_host));
        let inner = routes.unwrap_or_else(|| routes::router(Shared::clone(&platform)));
        Self {
            router: middleware::wrap(inner, &platform),
            directory,
            platform,
        }
    }

    pub(crate) fn data(&self) -> std::path::PathBuf {
        self.directory.path().join("data")
    }

    /// A token of that role and subject.
    pub(crate) fn token(&self, role: Role, subject: &str) -> String {
        self.token_of(NewTokenRequest {
            role,
            developer_id: subject.to_owned(),
            for_others: false,
            expires_at: None,
        })
    }

    #[expect(clippy::needless_pass_by_value, reason = "a request is made for this")]
    pub(crate) fn token_of(&self, request: NewTokenRequest) -> String {
        let (secret, new) = mint(&request, Timestamp::now()).unwrap();
        wait(self.platform.store.add_token(new)).unwrap();
        secret.reveal().to_owned()
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Reply {
        let mut request = request;
        without_base(&mut request, &self.platform.base);
        let peer: SocketAddr = ([127, 0, 0, 1], 5000).into();
        request.extensions_mut().insert(ConnectInfo(peer));
        let response = TowerToHyperService::new(self.router.clone())
            .call(request)
            .await
            .unwrap();
        let (parts, body) = response.into_parts();
        Reply {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: to_bytes(body, usize::MAX).await.unwrap().to_vec(),
        }
    }

    /// A request with a token, headers and a body.
    pub(crate) async fn ask(
        &self,
        method: &str,
        path: &str,
        token: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Reply {
        let mut request = Request::builder().method(method).uri(path);
        if !token.is_empty() {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(body.into()).unwrap()).await
    }

    pub(crate) async fn get(&self, path: &str, token: &str) -> Reply {
        self.ask("GET", path, token, &[], Body::empty()).await
    }

    /// The cookie of somebody who signs in with a token.
    pub(crate) async fn cookie(&self, token: &str) -> String {
        let form = [("content-type", "application/x-www-form-urlencoded")];
        let reply = self.ask("POST", "/sign-in", "", &form, format!("token={token}")).await;
        assert_eq!((reply.status, reply.header("location")), (303, "/"), "{reply:?}");
        reply.header("set-cookie").split(';').next().unwrap().to_owned()
    }

    /// A page, for the one whose cookie it is.
    pub(crate) async fn page(&self, path: &str, cookie: &str) -> Reply {
        self.ask("GET", path, "", &[("cookie", cookie)], Body::empty()).await
    }
}

/// Waits for a future, also on a thread that runs others.
fn wait<T: Send>(future: impl Future<Output = T> + Send) -> T {
    let run = || {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(future)
    };
    std::thread::scope(|scope| scope.spawn(run).join().unwrap())
}

/// A scan that a machine made, under an id of its own.
pub(crate) fn scan(name: &str, id: u32) -> String {
    let path = format!("{}/fixtures/scans/v1/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let mut scan: Value = serde_json::from_str(&fs_err::read_to_string(path).unwrap()).unwrap();
    scan["scan_id"] = format!("0199c5a8-7a1e-7c7b-9d2f-{id:012x}").into();
    scan.to_string()
}

/// A scan as the reference platform's clients send it.
pub(crate) const REFERENCE: &str = r#"{"developer_id":"somebody-else","scan_time":"2026-02-03T12:45:00Z",
    "environment":{"os":"Windows","os_version":"11","python_version":"3.11.9"},
    "tools":[{"name":"Docker","version":"24.0"}],"metadata":{"note":"kept as it is"}}"#;
