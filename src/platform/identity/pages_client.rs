//! The client that people sign in to the pages with, and how it shows who it is to the issuer.

use reqwest::RequestBuilder;

use super::issuer::Issuer;
use super::keys::Metadata;
use crate::platform::http::form;
use crate::secret::Secret;

/// The client that people sign in to the pages with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PagesClient<'a> {
    id: &'a str,
    secret: Option<&'a Secret>,
}

impl Issuer {
    /// The client of the pages: one of its own, or that of the command lines. A command line can keep no secret.
    pub(crate) fn pages_client(&self) -> PagesClient<'_> {
        let id = self.pages_client_id.as_deref().or(self.client_id.as_deref());
        PagesClient {
            id: id.unwrap_or_default(),
            secret: self.pages_client_secret.as_ref(),
        }
    }
}

impl<'a> PagesClient<'a> {
    pub(crate) fn id(self) -> &'a str {
        self.id
    }

    /// A request with that form, and with who sends it. Sources: RFC 6749, 2.3.1; RFC 8414, 2, for what an issuer takes that
    /// does not say what it takes.
    pub(crate) fn sign(self, request: RequestBuilder, metadata: &Metadata, pairs: &[(&str, &str)]) -> RequestBuilder {
        let mut pairs = pairs.to_vec();
        let methods = &metadata.token_endpoint_auth_methods_supported;
        let takes_basic = methods.is_empty() || methods.iter().any(|method| method == "client_secret_basic");
        let request = match self.secret {
            Some(secret) if takes_basic => {
                request.basic_auth(form::encode(self.id), Some(form::encode(secret.reveal())))
            }
            secret => {
                pairs.push(("client_id", self.id));
                pairs.extend(secret.map(|secret| ("client_secret", secret.reveal())));
                request
            }
        };
        request
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form::of(&pairs))
    }
}
