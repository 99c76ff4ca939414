//! Takes a scan in: read within limits, understood, graded, kept.

use axum::body::Body;
use axum::http::HeaderMap;
use jiff::Timestamp;
use uuid::Uuid;

use super::dev_env_platform;
use super::precheck::{Form, measure};
use crate::api::wire::{ClientGrade, Links, Receipt, Summary};
use crate::platform::Shared;
use crate::platform::events::sink::ScanUploaded;
use crate::platform::http::body;
use crate::platform::http::errors::Refusal;
use crate::platform::identity::{Caller, hash, is_subject};
use crate::platform::store::{Added, Entry, Head, Kept, Taken, decode, encode, key};
use crate::policy::Policy;
use crate::scan::{Finding, Outcome, Scan, Severity, ToolState};
use crate::score;

/// The header that names whose scan it is, from a token that may upload for others.
pub(crate) const DEVELOPER: &str = "devenv-developer";
/// The header with which a client makes a request that it may send again. Its value is the scan's id, or any text.
pub(crate) const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// Bodies up to this many bytes are understood at once: that takes less time than handing them to another thread gains.
const AT_ONCE: usize = 256 << 10;

/// A scan that was understood and graded.
struct Graded {
    entry: Entry,
    /// What the scan says of its own grade, where that is another one.
    client: Option<ClientGrade>,
}

/// What is known of an upload besides its body.
struct Envelope {
    caller: Caller,
    key: Option<String>,
    developer: Option<String>,
    received_at: Timestamp,
}

/// Takes an upload in.
pub(crate) async fn take(
    platform: &Shared,
    caller: Caller,
    headers: &HeaderMap,
    body: Body,
) -> Result<Receipt, Refusal> {
    let place = platform.intake.place().await;
    let json = body::read(headers, body, &platform.settings.limits).await?;
    let text = |name: &str| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned)
    };
    let now = Timestamp::now();
    let envelope = Envelope {
        caller,
        key: text(IDEMPOTENCY_KEY),
        developer: text(DEVELOPER),
        received_at: now.round(jiff::Unit::Millisecond).unwrap_or(now),
    };
    let shared = Shared::clone(platform);
    let graded = if json.len() <= AT_ONCE {
        let graded = grade(&shared, &envelope, &json)?;
        // What is waited for next takes longest, and is not in need of it.
        drop(json);
        graded
    } else {
        let graded = tokio::task::spawn_blocking(move || grade(&shared, &envelope, &json)).await;
        graded.map_err(|_| Refusal::invalid("the scan could not be graded"))??
    };
    drop(place);
    let Graded { entry, client } = graded;
    let url = platform.url(headers);
    platform.metrics.received(entry.raw.len());
    let Taken { added, summary, raw } = platform.store.add(entry).await?;
    match added {
        Added::New(_) => {
            platform.events.uploaded(&ScanUploaded::of(&summary));
            Ok(receipt(&url, summary, client, false))
        }
        Added::Duplicate(kept) => Ok(receipt(&url, kept.summary, client, true)),
        Added::Conflict(kept) if says_the_same(platform, &kept, &summary, &raw).await? => {
            Ok(receipt(&url, kept.summary, client, true))
        }
        Added::Conflict(_) => Err(Refusal::conflict(&summary.scan_id)),
    }
}

/// Two bodies of the same developer are the same JSON, written otherwise.
async fn says_the_same(platform: &Shared, kept: &Kept, new: &Summary, sent: &[u8]) -> Result<bool, Refusal> {
    if kept.summary.user_id != new.user_id {
        return Ok(false);
    }
    let there = platform.store.raw(kept).await?;
    let limit = u64::try_from(platform.settings.limits.expanded_bytes).unwrap_or(u64::MAX);
    let value = |raw: &[u8]| -> Option<serde_json::Value> { serde_json::from_slice(&decode(raw, limit).ok()?.1).ok() };
    Ok(value(&there).is_some_and(|there| Some(there) == value(sent)))
}

fn receipt(url: &str, summary: Summary, client: Option<ClientGrade>, duplicate: bool) -> Receipt {
    Receipt {
        message: "Scan saved successfully".to_owned(),
        links: Links {
            html: format!("{url}/scans/{}", summary.scan_id),
            api: format!("{url}/api/v1/scans/{}", summary.scan_id),
        },
        scan_id: summary.scan_id,
        developer_id: summary.user_id,
        status: summary.status,
        score: summary.score,
        duplicate,
        differs_from_client: client,
        received_at: summary.timestamp,
    }
}

fn grade(platform: &Shared, envelope: &Envelope, json: &[u8]) -> Result<Graded, Refusal> {
    let limits = &platform.settings.limits;
    let (scan, developer) = match measure(json, limits)? {
        Form::Devenv => {
            let scan = read_scan(json)?;
            check_key(envelope.key.as_deref(), scan.scan_id)?;
            (scan, whose(&envelope.caller, envelope.developer.as_deref())?)
        }
        form => {
            let (named, mut scan) = dev_env_platform::read(form, json, envelope.received_at)?;
            let named = envelope.developer.as_deref().or(named.as_deref());
            let developer = whose(&envelope.caller, named)?;
            let key = envelope.key.as_deref();
            scan.scan_id = key.map_or_else(Uuid::now_v7, |key| id_of_key(&developer, key));
            (scan, developer)
        }
    };
    if scan.tools.len() > limits.tools {
        return Err(Refusal::too_much("the scan", limits.tools, "tools"));
    }
    let (entry, client) = understand(&scan, developer, json, envelope.received_at, &platform.settings.policy)?;
    Ok(Graded { entry, client })
}

/// Reads a scan of our own contract.
pub(crate) fn read_scan(json: &[u8]) -> Result<Scan, Refusal> {
    let scan: Scan =
        serde_json::from_slice(json).map_err(|error| Refusal::invalid(format!("this is not a scan: {error}")))?;
    let major = scan.schema_version.split('.').next();
    if major != crate::scan::SCHEMA_VERSION.split('.').next() {
        return Err(Refusal::invalid(format!(
            "the scan has the schema version {:.20}, and this platform reads {}",
            scan.schema_version,
            crate::scan::SCHEMA_VERSION
        )));
    }
    Ok(scan)
}

/// What is kept of a scan, and the grade it came with, where that is another one.
pub(crate) fn understand(
    scan: &Scan,
    developer: String,
    json: &[u8],
    received_at: Timestamp,
    policy: &Policy,
) -> Result<(Entry, Option<ClientGrade>), Refusal> {
    let assessment = score::assess(scan, policy);
    let client = scan
        .assessment
        .as_ref()
        .filter(|own| (own.status, own.score) != (assessment.status, assessment.score))
        .map(|own| ClientGrade {
            status: own.status,
            score: own.score,
            policy: own.policy.chars().take(100).collect(),
        });
    let head = Head {
        scan_id: scan.scan_id.to_string(),
        developer,
        received_at,
    };
    let (raw, digest) = encode(&head, json).map_err(|_| Refusal::unavailable("the scan could not be compressed"))?;
    let mut fails: Vec<String> = assessment
        .findings
        .iter()
        .filter(|finding| is_failure(finding))
        .map(fault)
        .collect();
    fails.sort_unstable();
    let entry = Entry {
        key: key(&head),
        digest,
        tools: tools(scan),
        raw,
        summary: Summary {
            user_id: head.developer,
            scan_id: head.scan_id,
            status: assessment.status,
            os: os(scan),
            timestamp: received_at,
            taken_at: scan.taken_at,
            score: assessment.score,
            policy: assessment.policy,
            machine_id: scan.machine.id.map(|id| id.to_string()),
            project: scan.project.as_ref().map(|project| shown(&project.name, 100)),
            fails,
        },
    };
    Ok((entry, client))
}

/// Whose scan it is: the token's subject's, whatever the body says, unless the token may upload for others.
fn whose(caller: &Caller, named: Option<&str>) -> Result<String, Refusal> {
    match named {
        Some(named) if caller.for_others => {
            if is_subject(named) {
                Ok(named.to_owned())
            } else {
                Err(Refusal::invalid("the developer's id has 1 to 255 characters that show"))
            }
        }
        _ => Ok(caller.subject.clone()),
    }
}

/// A key that is an id is the scan's own.
fn check_key(key: Option<&str>, id: Uuid) -> Result<(), Refusal> {
    match key.map(Uuid::try_parse) {
        Some(Ok(key)) if key != id => Err(Refusal::invalid(format!(
            "`Idempotency-Key` is {key}, and the scan's id is {id}"
        ))),
        _ => Ok(()),
    }
}

/// The id of a scan that brings none along: the key, if it is one, else one that follows from it.
fn id_of_key(developer: &str, key: &str) -> Uuid {
    Uuid::try_parse(key).unwrap_or_else(|_| {
        let hash = hash(format!("{developer}\n{key}").as_bytes());
        let mut bytes = [0; 16];
        bytes.copy_from_slice(hash.split_at(16).0);
        uuid::Builder::from_custom_bytes(bytes).into_uuid()
    })
}

fn is_failure(finding: &Finding) -> bool {
    finding.outcome == Outcome::Fail || (finding.outcome == Outcome::Unknown && finding.severity == Severity::Required)
}

fn fault(finding: &Finding) -> String {
    format!("{} {}", finding.rule, shown(&finding.subject, 200))
}

fn os(scan: &Scan) -> String {
    let name = scan.system.as_ref().and_then(|system| system.os.name.as_deref());
    shown(name.unwrap_or("unknown"), 100)
}

/// Its tools, a line each: `node 20.20.2`.
fn tools(scan: &Scan) -> String {
    let mut tools = String::with_capacity(scan.tools.len() * 16);
    for tool in scan.tools.iter().filter(|tool| tool.state == ToolState::Found) {
        show(&mut tools, &tool.id, 100);
        tools.push(' ');
        show(&mut tools, tool.version.as_deref().unwrap_or_default(), 100);
        tools.push('\n');
    }
    tools
}

/// One line of a scan's text, cut.
fn shown(text: &str, longest: usize) -> String {
    let mut shown = String::with_capacity(text.len().min(longest));
    show(&mut shown, text, longest);
    shown
}

fn show(line: &mut String, text: &str, longest: usize) {
    let is_plain = |byte: u8| byte.is_ascii() && !byte.is_ascii_control();
    if text.len() <= longest && text.bytes().all(is_plain) {
        return line.push_str(text);
    }
    let letters = text.chars().take(longest);
    line.extend(letters.map(|letter| if letter.is_control() { '\u{fffd}' } else { letter }));
}
