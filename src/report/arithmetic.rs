//! The arithmetic of a score in a line.

use crate::score::{Arithmetic, Points};
use crate::text;

/// `100 − 20 (tool-works, capped) − 3 (engine-answers) = 77`; `49 (a required problem) − 6 (1 more) − 3 (engine-answers) = 40`.
pub fn arithmetic(arithmetic: &Arithmetic, unicode: bool) -> String {
    terms(arithmetic, unicode).join(" ")
}

/// The parts of that line, what costs most first.
pub(super) fn terms(arithmetic: &Arithmetic, unicode: bool) -> Vec<String> {
    let minus = if unicode { "−" } else { "-" };
    let mut terms = vec![match arithmetic.required.findings {
        0 => "100".to_owned(),
        _ => "49 (a required problem)".to_owned(),
    }];
    if arithmetic.required.findings > 1 {
        let more = arithmetic.required.findings - 1;
        let cost = arithmetic.required.cost;
        terms.push(format!("{minus} {cost} ({more} more required)"));
    }
    let deducted = recommended(arithmetic);
    let costs = costs(arithmetic);
    if deducted < arithmetic.recommended {
        let rules: Vec<&str> = costs.iter().map(|(_, what)| what.as_str()).collect();
        terms.push(format!("{minus} {deducted} ({}: {deducted} at most)", rules.join(", ")));
    } else {
        terms.extend(costs.iter().map(|(cost, what)| format!("{minus} {cost} ({what})")));
    }
    let is_floored = arithmetic.total > Points::whole(arithmetic.start);
    let note = match (is_floored, arithmetic.total.to_string().contains('.')) {
        (true, _) => ", the least",
        (false, true) => ", rounded down",
        (false, false) => "",
    };
    terms.push(format!("= {}{note}", arithmetic.score));
    terms
}

/// What recommended rules deduct.
fn recommended(arithmetic: &Arithmetic) -> Points {
    arithmetic.total.minus(arithmetic.required.cost)
}

/// What each recommended rule costs, the dearest first; a category whose cap applies is one item.
fn costs(arithmetic: &Arithmetic) -> Vec<(Points, String)> {
    let mut costs: Vec<(Points, String)> = Vec::new();
    for category in &arithmetic.categories {
        if category.cost < category.sum {
            let rules: Vec<&str> = category.rules.iter().map(|rule| rule.id.as_str()).collect();
            costs.push((category.cost, format!("{}, capped together", rules.join(", "))));
            continue;
        }
        for rule in &category.rules {
            let note = if rule.cost < rule.sum { ", capped" } else { "" };
            costs.push((rule.cost, format!("{}{note}", rule.id)));
        }
    }
    costs.sort_by(|left, right| (right.0, &left.1).cmp(&(left.0, &right.1)));
    costs
}

/// How many findings of a rule cost something, and how much: `2 findings cost 5 points, capped at 4`. `None`: none does.
pub(super) fn of_rule(arithmetic: &Arithmetic, id: &str) -> Option<String> {
    let cost = arithmetic
        .categories
        .iter()
        .flat_map(|category| &category.rules)
        .find(|rule| rule.id == id)?;
    let capped = match cost.cap {
        Some(cap) if cost.cost < cost.sum => format!(", capped at {cap}"),
        _ => String::new(),
    };
    Some(format!(
        "{} of {} points{capped}; the score is {}",
        text::count(cost.findings, "finding", "findings"),
        cost.sum,
        arithmetic.score
    ))
}
