//! How a score comes about, as a table: required problems, each rule's findings and cap, each category and its cap.

use maud::{Markup, html};

use crate::policy::Policy;
use crate::report;
use crate::scan::{Assessment, Scan};
use crate::score;

/// The arithmetic of an assessment by that policy.
pub(crate) fn score_breakdown(assessment: &Assessment, scan: &Scan, policy: &Policy) -> Markup {
    let policy = policy.of_scan(scan);
    let sum = score::explain_arithmetic(assessment, &policy);
    let costly = |id: &str| {
        assessment
            .categories
            .iter()
            .find(|category| category.id == id && category.score < 100)
    };
    let title = |id: &str| {
        policy
            .category(id)
            .map_or_else(|| id.to_owned(), |known| known.title.clone())
    };
    html! {
        section {
            h2 id="arithmetic" { "Score breakdown" }
            @if sum.categories.is_empty() && sum.required.findings == 0 {
                p { "No deductions: 100." }
            } @else {
                p.sum { (report::arithmetic(&sum, true)) }
                div.wide tabindex="0" role="region" aria-labelledby="arithmetic" {
                    table {
                        thead { tr {
                            th scope="col" { "Category, rule" } th.number scope="col" { "Findings" }
                            th.number scope="col" { "Points" } th.number scope="col" { "Limit" } th.number scope="col" { "Deducted" }
                        } }
                        @if sum.required.findings > 0 {
                            tbody {
                                tr.total {
                                    th scope="row" { "Required problems: the score starts at 49, each after the first costs points" }
                                    td.number { (sum.required.findings) }
                                    td.number { (sum.required.sum) }
                                    td.number { "–" }
                                    td.number { strong { (sum.required.cost) } }
                                }
                            }
                        }
                        @for category in &sum.categories {
                            tbody {
                                @for rule in &category.rules {
                                    tr {
                                        td { code { (rule.id) } }
                                        td.number { (rule.findings) }
                                        td.number { (rule.sum) }
                                        td.number { @if let Some(cap) = rule.cap { (cap) } @else { "–" } }
                                        td.number { (rule.cost) }
                                    }
                                }
                                tr.total {
                                    th scope="row" { (title(&category.id)) }
                                    td.number { (category.rules.iter().map(|rule| rule.findings).sum::<usize>()) }
                                    td.number { (category.sum) }
                                    td.number { (category.cap) }
                                    td.number { strong { (category.cost) } }
                                }
                            }
                        }
                        tfoot {
                            tr.total { th scope="row" colspan="4" { "Total deductions, at most 50 for recommended rules" } td.number { (sum.total) } }
                            tr.total {
                                th scope="row" colspan="4" { "Score: " (sum.start) " − total" @if sum.total.to_string().contains('.') { ", rounded down" } }
                                td.number { strong { (sum.score) } }
                            }
                        }
                    }
                }
            }
            @let free: Vec<String> = assessment.categories.iter().filter(|category| costly(&category.id).is_none())
                .map(|category| title(&category.id)).collect();
            @if !free.is_empty() && (!sum.categories.is_empty() || sum.required.findings > 0) { p.note { "No deduction: " (free.join(", ")) "." } }
        }
    }
}
