//! How a score comes about, as a table: each rule's findings and its cap, each category and its cap, and what is left of 100.

use maud::{Markup, html};

use crate::policy::Policy;
use crate::report;
use crate::scan::{Assessment, Scan};
use crate::score;

/// The whole arithmetic of an assessment that was made by that policy.
pub(crate) fn score_breakdown(assessment: &Assessment, scan: &Scan, policy: &Policy) -> Markup {
    let policy = policy.for_scan(scan);
    let sum = score::explain_arithmetic(assessment, &policy);
    let costly = |id: &str| sum.categories.iter().find(|category| category.id == id);
    let title = |id: &str| {
        policy
            .category(id)
            .map_or_else(|| id.to_owned(), |known| known.title.clone())
    };
    html! {
        section {
            h2 id="arithmetic" { "Score breakdown" }
            @if sum.categories.is_empty() {
                p { "No deductions: 100." }
            } @else {
                p.sum { (report::arithmetic(&sum, true)) }
                div.wide tabindex="0" role="region" aria-labelledby="arithmetic" {
                    table {
                        thead { tr {
                            th scope="col" { "Category, rule" } th.number scope="col" { "Findings" }
                            th.number scope="col" { "Points" } th.number scope="col" { "Limit" } th.number scope="col" { "Deducted" }
                        } }
                        @for category in &sum.categories {
                            tbody {
                                @for rule in &category.rules {
                                    tr {
                                        td { code { (rule.id) } }
                                        td.number { (rule.findings) }
                                        td.number { (rule.sum) }
                                        td.number { (rule.cap) }
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
                            tr.total { th scope="row" colspan="4" { "Total deductions" } td.number { (sum.total) } }
                            tr.total {
                                th scope="row" colspan="4" { "Score: 100 − total" @if sum.total.to_string().contains('.') { ", rounded down" } }
                                td.number { strong { (sum.score) } }
                            }
                        }
                    }
                }
            }
            @let free: Vec<String> = assessment.categories.iter().filter(|category| costly(&category.id).is_none())
                .map(|category| title(&category.id)).collect();
            @if !free.is_empty() && !sum.categories.is_empty() { p.note { "No deduction: " (free.join(", ")) "." } }
        }
    }
}
