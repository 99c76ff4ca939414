//! A scan of our own contract in the Dev-Env Platform's first form, for its frontend.

use jiff::Timestamp;
use serde::Serialize;

use crate::scan::{Scan, Status, ToolState};

/// A scan in that form. What is unknown is empty text.
#[derive(Debug, Serialize)]
pub(crate) struct WrittenScan {
    developer_id: String,
    scan_time: Timestamp,
    environment: Environment,
    tools: Vec<Named>,
    metadata: Metadata,
}

#[derive(Debug, Serialize)]
struct Environment {
    os: String,
    os_version: String,
    python_version: String,
}

#[derive(Debug, Serialize)]
struct Named {
    name: String,
    version: String,
}

#[derive(Debug, Serialize)]
struct Metadata {
    scan_id: String,
    status: Option<Status>,
    score: Option<u32>,
}

impl WrittenScan {
    /// `None`: the scan came in a form of that platform, and is given back as it came.
    pub(crate) fn of(scan: Scan, developer_id: String) -> Option<Self> {
        if scan.scanner.name == "dev-env-platform" {
            return None;
        }
        let os = scan.system.map(|system| system.os).unwrap_or_default();
        let tools: Vec<Named> = scan
            .tools
            .into_iter()
            .filter(|tool| tool.state == ToolState::Found)
            .map(|tool| Named {
                name: tool.name,
                version: tool.version.unwrap_or_default(),
            })
            .collect();
        let python = tools.iter().find(|tool| tool.name == "Python");
        Some(Self {
            developer_id,
            scan_time: scan.taken_at,
            environment: Environment {
                os: os.name.unwrap_or_default(),
                os_version: os.version.unwrap_or_default(),
                python_version: python.map(|tool| tool.version.clone()).unwrap_or_default(),
            },
            tools,
            metadata: Metadata {
                scan_id: scan.scan_id.to_string(),
                status: scan.assessment.as_ref().map(|own| own.status),
                score: scan.assessment.as_ref().map(|own| own.score),
            },
        })
    }
}
