//! The endpoints that issue tokens and revoke them.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::keys::{RSA, now, rs256};
use super::{CLIENT, CLIENT_SECRET, CONFIDENTIAL, IdToken, Inner, Manner, Refresh, json_answer};
use crate::provider::http::{Request, form, query};

impl Inner {
    pub(super) fn token(&self, request: &Request, manner: &Manner) -> String {
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

    pub(super) fn revoke(&self, request: &Request, manner: &Manner) -> String {
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
}

/// The client: from `Authorization`, from the body, or one without a secret.
pub(super) fn authenticate(request: &Request, form: &HashMap<String, String>, manner: &Manner) -> Option<String> {
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
