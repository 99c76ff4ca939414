//! Lists of scans as CSV, for spreadsheets. Source: RFC 4180.

use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::response::{IntoResponse as _, Response};

use super::question::ListFormat;
use crate::api::wire::Summary;
use crate::scan::Status;

/// The columns of scans: the names of the JSON.
const SCANS: &str =
    "user_id,scan_id,status,os,timestamp,taken_at,score,policy,machine_id,project,partial,fails,project_id";

/// Whether CSV is asked for: by the query, or else as the first type that the client accepts.
pub(super) fn is_asked_for(format: Option<ListFormat>, headers: &HeaderMap) -> bool {
    let accepts_csv = || {
        let accepted = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
        accepted.is_some_and(|value| value.split([',', ';']).next().map(str::trim) == Some("text/csv"))
    };
    format.map_or_else(accepts_csv, |format| format == ListFormat::Csv)
}

/// Scans as CSV. `next`: the address of the next page, for the header `Link` (RFC 8288).
pub(super) fn scans(scans: &[Summary], next: Option<&str>) -> Response {
    answer(SCANS, scans.iter().map(scan_cells), next)
}

/// Rows as CSV below a line of columns. `next`: as for [`scans`].
pub(super) fn answer<const N: usize>(
    columns: &str,
    rows: impl Iterator<Item = [String; N]>,
    next: Option<&str>,
) -> Response {
    let mut table = format!("{columns}\r\n");
    for row in rows {
        table += &row.map(|text| cell(&text)).join(",");
        table += "\r\n";
    }
    let media = HeaderValue::from_static("text/csv; charset=utf-8");
    let mut response = ([(header::CONTENT_TYPE, media)], table).into_response();
    let link = next.and_then(|next| HeaderValue::try_from(format!("<{next}>; rel=\"next\"")).ok());
    if let Some(link) = link {
        response.headers_mut().insert(header::LINK, link);
    }
    response
}

/// The address of the page after this one.
pub(super) fn next_page(url: &str, uri: &Uri, cursor: &str) -> String {
    let query = uri.query().unwrap_or_default();
    let pairs = url::form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name != "cursor");
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .append_pair("cursor", cursor)
        .finish();
    format!("{url}{}?{query}", uri.path())
}

fn scan_cells(scan: &Summary) -> [String; 13] {
    [
        scan.developer_id.clone(),
        scan.scan_id.clone(),
        status_word(scan.status).to_owned(),
        scan.os.clone(),
        scan.timestamp.to_string(),
        scan.taken_at.to_string(),
        scan.score.to_string(),
        scan.policy.clone(),
        scan.machine_id.clone().unwrap_or_default(),
        scan.project.clone().unwrap_or_default(),
        scan.partial.to_string(),
        scan.fails.join("; "),
        scan.project_id.clone().unwrap_or_default(),
    ]
}

pub(super) fn status_word(status: Status) -> &'static str {
    match status {
        Status::Pass => "PASS",
        Status::Fail => "FAIL",
    }
}

/// A text as a cell. One that a spreadsheet would take for a formula is marked as text. Source: OWASP, "CSV Injection".
fn cell(text: &str) -> String {
    let mark = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        "'"
    } else {
        ""
    };
    if text.contains(['"', ',', '\n', '\r']) {
        format!("\"{mark}{}\"", text.replace('"', "\"\""))
    } else {
        format!("{mark}{text}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_where_they_must_be_and_are_no_formulas() {
        let cells = [
            ("ada", "ada"),
            ("Lovelace, Ada", "\"Lovelace, Ada\""),
            ("a \"b\"", "\"a \"\"b\"\"\""),
            ("=1+1", "'=1+1"),
            ("@SUM(1,2)", "\"'@SUM(1,2)\""),
            ("", ""),
        ];
        assert_eq!(
            cells.map(|(text, _)| cell(text)),
            cells.map(|(_, cell)| cell.to_owned())
        );
    }

    #[test]
    fn the_next_page_has_the_same_question_and_another_cursor() {
        let uri: Uri = "/api/v1/scans?format=csv&os=a%20b&cursor=1-1".parse().unwrap();
        assert_eq!(
            next_page("https://devenv.test", &uri, "2-2"),
            "https://devenv.test/api/v1/scans?format=csv&os=a+b&cursor=2-2"
        );
    }
}
