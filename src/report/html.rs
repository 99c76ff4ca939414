//! A self-contained page for a browser: one file, no script, no external resources.
//!
//! Its content security policy allows the one style sheet in it, by its hash, and nothing else. Everything from a scan goes through
//! [`Markup::text`]; bars and gauges are SVG whose numbers are attributes, since the policy forbids style attributes.

mod findings;
mod machine;
mod path;
mod project;
mod score;

use std::sync::LazyLock;
use std::time::Duration;

use sha2::{Digest as _, Sha256};

use super::View;
use super::markup::Markup;
use crate::policy::Policy;
use crate::scan::{Outcome, Scan};
use crate::text;

const STYLE: &str = include_str!("html/style.css");
/// The hash that the policy allows, as its value has it.
static STYLE_HASH: LazyLock<String> = LazyLock::new(|| base64(&Sha256::digest(STYLE)));

/// A whole page. The same scan and policy give the same bytes.
pub fn html(scan: &Scan, policy: &Policy) -> String {
    let view = View::of(scan, policy);
    let mut page = Markup::default();
    head(&mut page, scan, &view);
    page.raw("<body>\n");
    score::header(&mut page, scan);
    page.raw("<main>\n");
    score::score(&mut page, scan, &view);
    findings::steps(&mut page, scan, &view);
    findings::findings(&mut page, scan, &view);
    project::project(&mut page, scan, &view);
    machine::machine(&mut page, scan);
    path::path(&mut page, scan);
    findings::passed(&mut page, &view);
    page.raw("</main>\n");
    footer(&mut page, scan, &view);
    page.raw("</body>\n</html>\n");
    page.into_text()
}

fn head(page: &mut Markup, scan: &Scan, view: &View<'_>) {
    page.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src &#39;none&#39;; style-src &#39;sha256-")
        .text(&STYLE_HASH)
        .raw("&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;\">\n")
        .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .raw("<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<title>")
        .value(view.assessment.score)
        .raw("/100");
    if let Some(project) = &scan.project {
        page.raw(" · ").line(&project.name);
    }
    page.raw(" · devenv</title>\n<style>")
        .raw(STYLE)
        .raw("</style>\n</head>\n");
}

fn footer(page: &mut Markup, scan: &Scan, view: &View<'_>) {
    page.raw("<footer>\n<p>")
        .line(&scan.scanner.name)
        .raw(" ")
        .line(&scan.scanner.version)
        .raw(" · policy ")
        .line(&view.assessment.policy)
        .raw(" · scanned in ")
        .value(text::duration(Duration::from_millis(scan.duration_ms)))
        .raw(" · scan <code>")
        .value(scan.scan_id)
        .raw("</code></p>\n");
    if let Some(table) = &scan.lifecycle {
        page.raw("<p>Support dates as of ").line(&table.as_of).raw("</p>\n");
    }
    page.raw("</footer>\n");
}

/// The outcome as a word on its colour.
fn pill(page: &mut Markup, outcome: Outcome) {
    page.raw(match outcome {
        Outcome::Fail => "<span class=\"pill fail\">fail</span>",
        Outcome::Warn => "<span class=\"pill warn\">warning</span>",
        Outcome::Unknown => "<span class=\"pill warn\">unknown</span>",
        Outcome::Skipped => "<span class=\"pill\">skipped</span>",
        Outcome::Pass => "<span class=\"pill pass\">pass</span>",
    });
}

/// A horizontal bar that is so many per cent full. The text beside it says the same, so it is hidden from readers.
fn bar(page: &mut Markup, percent: u64, class: &'static str) {
    page.raw("<svg class=\"bar ")
        .raw(class)
        .raw("\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\" focusable=\"false\">")
        .raw("<rect class=\"track\" width=\"100\" height=\"8\"/><rect class=\"level\" height=\"8\" width=\"")
        .value(percent.min(100))
        .raw("\"/></svg>");
}

/// Base64. Source: RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let at = |index: usize| u32::from(chunk.get(index).copied().unwrap_or(0));
        let group = at(0) << 16 | at(1) << 8 | at(2);
        for place in 0..4 {
            let digit = DIGITS
                .get((group >> (18 - 6 * place)) as usize & 63)
                .copied()
                .unwrap_or(b'=');
            text.push(if place <= chunk.len() { char::from(digit) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_written_in_base64() {
        // Source: RFC 4648, section 10.
        for (bytes, expected) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(bytes.as_bytes()), expected);
        }
    }
}
