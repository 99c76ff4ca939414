//! The request of a sign-in, from the browser or pushed before it comes.

use std::collections::HashMap;

use serde_json::json;

use super::tokens::authenticate;
use super::{CLIENT, CONFIDENTIAL, Grant, Inner, Manner, json_answer, page};
use crate::provider::http::{Request, form, query};

impl Inner {
    /// Takes the request of a sign-in (RFC 9126), from a client with its secret if it has one.
    pub(super) fn push(&self, request: &Request, manner: &Manner) -> String {
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

    pub(super) fn authorize(&self, request: &Request, manner: &Manner) -> String {
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
}
