//! Required tools that did not answer in time are asked once more, one at a time, in time of their own: on a busy machine an answer takes
//! longer, and without it the verdict would depend on the load.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use super::reading::Part;
use super::{Message, Plan, Run};
use crate::probe::{ProbeName, Probed, tools};
use crate::scan::{FailReason, RequirementKind, Strength, Tool};

/// At most so many times as long as the whole scan may take.
const LONGEST_EXTENSION: u32 = 3;

/// How long so many tools have when they are asked again: each as long as a program may take, alone.
fn extension(plan: &Plan, tools: usize) -> Duration {
    let tools = u32::try_from(tools).unwrap_or(u32::MAX);
    let longest = plan.timeout.saturating_mul(LONGEST_EXTENSION);
    plan.program_timeout.saturating_mul(tools).clamp(plan.timeout, longest)
}

impl Run<'_> {
    /// Extends the deadline once, if a required tool has not answered.
    pub(super) fn try_again(&mut self, receiver: &Receiver<Message>, waiting: &dyn Fn(&[&str])) {
        if !self.wants(ProbeName::Tools) || self.required().is_empty() {
            return;
        }
        let is_late = self.pending.contains(&ProbeName::Tools) || self.pending.contains(&ProbeName::Path);
        if !is_late && self.unanswered().is_empty() {
            return;
        }
        self.deadline = Instant::now() + self.plan.timeout;
        let others = std::mem::take(&mut self.pending);
        // What hangs besides them has had its time.
        self.pending = others
            .iter()
            .copied()
            .filter(|probe| matches!(probe, ProbeName::Tools | ProbeName::Path))
            .collect();
        self.gather(receiver, waiting);
        let unanswered = self.unanswered();
        if !unanswered.is_empty() && !self.pending.contains(&ProbeName::Tools) {
            self.deadline = Instant::now() + extension(self.plan, unanswered.len());
            if self.ask(unanswered) {
                self.pending.insert(ProbeName::Tools);
                self.gather(receiver, waiting);
            }
        }
        self.pending.extend(others);
    }

    /// The ids of the tools that are required.
    fn required(&self) -> BTreeSet<&str> {
        let requirements = self.requested.iter().flat_map(|requested| &requested.requirements);
        let of_files = requirements
            .filter(|one| one.kind == RequirementKind::Tool && one.applies && one.strength == Strength::Required)
            .map(|one| one.id.as_str());
        let selected = |id: &&str| {
            self.plan
                .tools
                .as_ref()
                .is_none_or(|tools| tools.iter().any(|tool| tool == id))
        };
        let others = self.plan.required.iter().map(String::as_str);
        of_files.chain(others).filter(selected).collect()
    }

    /// Those of them that were started and gave no answer in time.
    fn unanswered(&self) -> Vec<String> {
        let required = self.required();
        let timed_out = |tool: &&Tool| {
            let failure = tool.failure.as_ref();
            failure.is_some_and(|failure| failure.reason == FailReason::Timeout)
        };
        let tools = self.reading.tools.iter().filter(timed_out);
        let ids = tools.map(|tool| tool.id.as_str()).filter(|id| required.contains(id));
        ids.map(str::to_owned).collect()
    }

    /// Asks these tools one after the other, in a thread of its own. `false`: there is no thread, or PATH is not known.
    fn ask(&self, ids: Vec<String>) -> bool {
        let Some(index) = self.index.clone() else { return false };
        let (host, catalogue, cache) = (
            Arc::clone(&self.host),
            Arc::clone(&self.catalogue),
            Arc::clone(&self.cache),
        );
        let (checkout, plan, sender) = (self.checkout.clone(), self.plan.clone(), self.sender.clone());
        let deadline = self.probe_deadline();
        let work = move || {
            let started = Instant::now();
            let mut answers = Vec::with_capacity(ids.len());
            for (left, id) in (1..=ids.len()).rev().zip(&ids) {
                // What one tool leaves of its share is for those after it.
                let time = deadline.saturating_duration_since(Instant::now());
                let share = u32::try_from(left).map_or(time, |left| time / left);
                let request = tools::Request {
                    host: &host,
                    index: &index,
                    catalogue: &catalogue,
                    only: Some(std::slice::from_ref(id)),
                    checkout: checkout.as_deref(),
                    exec: plan.exec,
                    program_timeout: share,
                    deadline,
                    workers: 1,
                    cache: &cache,
                };
                if let Probed::Whole(tools) = tools::read(&request) {
                    answers.extend(tools);
                }
            }
            // The receiver is gone when this time is up too.
            let _ = sender.send(Message {
                probe: ProbeName::Tools,
                took: started.elapsed(),
                result: Probed::Whole(Part::SomeTools(answers)),
            });
        };
        std::thread::Builder::new().name("again".to_owned()).spawn(work).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_tool_that_is_asked_again_has_the_time_of_a_program() {
        let plan = Plan {
            probes: BTreeSet::new(),
            tools: None,
            exec: true,
            program_timeout: Duration::from_millis(1500),
            timeout: Duration::from_secs(3),
            workers: 4,
            required: BTreeSet::new(),
        };
        let milliseconds = [1, 2, 3, 5, 6, 100].map(|tools| extension(&plan, tools).as_millis());
        assert_eq!(milliseconds, [3_000, 3_000, 4_500, 7_500, 9_000, 9_000]);
    }
}
