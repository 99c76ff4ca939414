//! What a route is: its path, who may use it, what it reads and what it answers.

use axum::routing::MethodRouter;
use schemars::{Schema, SchemaGenerator};

use crate::platform::Shared;

/// Who may use a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Anybody.
    Open,
    /// Who may upload.
    Upload,
    /// Who may upload or read scans.
    Participate,
    /// Who may read: their own scans, or all.
    Read,
    /// Who may read everything.
    ReadAll,
    /// Who may read the counters.
    Metrics,
    /// Admins.
    Admin,
    /// Who is signed in to the pages; others are sent to sign in.
    Page,
}

/// A route of the API, or a page.
pub(crate) struct Route {
    /// `GET`, `POST`, `DELETE`.
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    pub(crate) access: Access,
    /// What it does, for the documentation.
    pub(crate) about: &'static str,
    pub(crate) handler: fn() -> MethodRouter<Shared>,
    /// The parameters of its query. `None`: it has none.
    pub(crate) query: Option<Shape>,
    /// The body of its request. `None`: it has none.
    pub(crate) body: Option<Shape>,
    /// It is an upload of a scan: it reads headers too, and its body may be compressed.
    pub(crate) is_upload: bool,
    /// What it answers on success.
    pub(crate) answer: Answer,
}

/// The JSON Schema of a value.
pub(crate) type Shape = fn(&mut SchemaGenerator) -> Schema;

/// What a route answers on success.
#[derive(Clone, Copy)]
pub(crate) enum Answer {
    /// A page for people: it is not in the documentation for programs.
    Page,
    /// Text of that media type.
    Text(&'static str),
    /// A report, in the form that was asked for.
    Report,
    /// No body, with status 204.
    Nothing,
    /// JSON, or the same as CSV, if that is asked for.
    JsonOrCsv(Shape),
    /// JSON, with one of these statuses.
    Json(Shape, &'static [u16]),
}

pub(crate) const fn route(
    method: &'static str,
    path: &'static str,
    access: Access,
    about: &'static str,
    answer: Answer,
    handler: fn() -> MethodRouter<Shared>,
) -> Route {
    Route {
        method,
        path,
        access,
        about,
        handler,
        answer,
        query: None,
        body: None,
        is_upload: false,
    }
}

impl Route {
    pub(crate) const fn query(self, shape: Shape) -> Self {
        Self {
            query: Some(shape),
            ..self
        }
    }

    pub(crate) const fn body(self, shape: Shape) -> Self {
        Self {
            body: Some(shape),
            ..self
        }
    }

    pub(crate) const fn upload(self, shape: Shape) -> Self {
        Self {
            is_upload: true,
            ..self.body(shape)
        }
    }
}
