//! What runs in a project: the copies that tools hand over to, and those that build tools and environments bring.

mod builds;
mod javascript;
mod python;
mod toolchains;

use super::*;
use crate::probe::Probed;
use crate::probe::fixture::write;

fn tool(id: &str, version: &str) -> Tool {
    Tool {
        id: id.to_owned(),
        name: id.to_owned(),
        category: "runtime".to_owned(),
        state: ToolState::Found,
        version: Some(version.to_owned()),
        raw: None,
        path: None,
        outside_path: false,
        resolved_path: None,
        manager: None,
        chosen_by: None,
        in_project: None,
        source: None,
        remembered: false,
        not_started: None,
        repair: None,
        duration_ms: 0,
        failure: None,
        others: Vec::new(),
        end_of_life: None,
        install: None,
    }
}

/// A tool that is on PATH.
fn on_path(id: &str, version: &str, path: &str) -> Tool {
    Tool {
        path: Some(path.to_owned()),
        resolved_path: Some(path.to_owned()),
        ..tool(id, version)
    }
}

struct Machine {
    root: tempfile::TempDir,
    environment: Vec<(String, String)>,
    tools: Vec<Tool>,
}

impl Machine {
    fn new(tools: Vec<Tool>) -> Self {
        let machine = Self {
            root: tempfile::tempdir().unwrap(),
            environment: vec![
                ("HOME".to_owned(), "/home/anna".to_owned()),
                ("PATH".to_owned(), "/usr/bin".to_owned()),
            ],
            tools,
        };
        machine.write("/home/anna/shop/README", "").write("/usr/bin/x", "")
    }

    fn write(self, place: &str, content: &str) -> Self {
        write(self.root.path(), place, content);
        self
    }

    fn set(mut self, variable: &str, value: &str) -> Self {
        self.environment.retain(|(name, _)| name != variable);
        self.environment.push((variable.to_owned(), value.to_owned()));
        self
    }

    /// What runs of a tool: `9.1.0 fetched, set by …, run by …`.
    fn told(&self, id: &str) -> String {
        let environment: Vec<(&str, &str)> = self
            .environment
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let host = Host::fixture(self.root.path(), "/home/anna/shop", &environment);
        let nothing = std::collections::HashSet::<String>::new();
        let (Probed::Whole(index) | Probed::Partial { value: index, .. }) = crate::probe::path::read(&host, &nothing)
        else {
            panic!("there is no PATH");
        };
        let mut tools = self.tools.clone();
        tell(&host, &index, &mut tools);
        let tool = tools.into_iter().find(|tool| tool.id == id).unwrap();
        let Some(own) = tool.in_project else {
            return "as on PATH".to_owned();
        };
        let availability = format!("{:?}", own.availability).to_lowercase();
        let version = own.version.as_deref().unwrap_or("?");
        format!(
            "{version} {availability} by {}, for {}",
            own.set_by,
            own.used_by.join(" ")
        )
        .replace("/home/anna", "~")
    }
}
