//! `devenv mcp`: answers coding agents over the Model Context Protocol, on standard input and output.
//!
//! Protocol: modelcontextprotocol.io/specification. Each tool reads the machine as the command of its name does, and changes nothing.

mod answers;

use std::sync::Arc;

use anyhow::anyhow;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, Implementation, JsonObject, ListToolsResult,
    PaginatedRequestParams, ServerCapabilities, ServerConfig, Tool, ToolAnnotations,
};
use rmcp::service::RequestContext;
use rmcp::{ErrorData, RoleServer, ServerHandler, ServiceExt as _};
use schemars::JsonSchema;
use tokio::sync::Semaphore;

use super::Failed;
use crate::auth::Runtime;
use crate::error::ExitCode;

const INSTRUCTIONS: &str = "Tells whether this machine is ready for a project, which tools the project requires, which copy of a tool \
    runs in its directory, and which commands fix what is missing. Everything is read-only: the commands of `fix_plan` are for you or the \
    user to run. Each answer has the PATH that was read: it is this server's, and a terminal's may differ. Pass `directory`, an absolute \
    path: without it, the directory that this server was started in is used.";

/// Answer coding agents over the Model Context Protocol, on standard input and output
#[derive(Debug, clap::Args)]
#[command(
    after_help = "An agent's settings name the command: {\"mcpServers\": {\"devenv\": {\"command\": \"devenv\", \"args\": [\"mcp\"]}}}"
)]
pub(super) struct Arguments {}

/// Answers until the client closes standard input.
pub(super) fn run() -> Result<ExitCode, Failed> {
    let failed = |error: anyhow::Error| Failed::new(ExitCode::Usage, "mcp_failed", error);
    Runtime::start()?.wait_for(async {
        let server = Server {
            turn: Arc::new(Semaphore::new(1)),
        };
        let running = server.serve(rmcp::transport::stdio()).await;
        let running = running.map_err(|error| {
            let hint = "an agent starts this command and speaks first: see `devenv mcp --help`";
            failed(anyhow!(
                "the client did not start as the Model Context Protocol says: {error}"
            ))
            .hint(hint)
        })?;
        running.waiting().await.map_err(|error| failed(error.into()))
    })?;
    Ok(ExitCode::Success)
}

struct Server {
    /// One scan at a time: each uses all processors.
    turn: Arc<Semaphore>,
}

impl ServerHandler for Server {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
            .with_server_info(Implementation::new("devenv", env!("CARGO_PKG_VERSION")))
            .with_instructions(INSTRUCTIONS)
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        Ok(ListToolsResult::with_all_items(answers::tools()))
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let turn = Arc::clone(&self.turn).acquire_owned().await;
        let answer = tokio::task::spawn_blocking(move || {
            let answer = answers::call(&request.name, request.arguments.unwrap_or_default());
            drop(turn);
            answer
        });
        let answer = answer.await;
        let answer = answer.map_err(|_| ErrorData::internal_error("a bug in devenv: the call panicked", None))?;
        // The agent reads the text of an error of the tool, but not that of the protocol.
        let result = match answer {
            Some(Ok(value)) => CallToolResult::structured(value),
            Some(Err(text)) => CallToolResult::error(vec![ContentBlock::text(text)]),
            None => return Err(ErrorData::invalid_params("there is no tool of that name", None)),
        };
        Ok(result.into())
    }
}

/// A tool that reads this machine alone.
fn tool<Input: JsonSchema, Answer: JsonSchema>(name: &'static str, title: &str, description: &'static str) -> Tool {
    let annotations = ToolAnnotations::with_title(title)
        .read_only(true)
        .idempotent(true)
        .open_world(false);
    Tool::new(name, description, Arc::new(schema::<Input>()))
        .with_title(title)
        .with_raw_output_schema(Arc::new(schema::<Answer>()))
        .with_annotations(annotations)
}

fn schema<T: JsonSchema>() -> JsonObject {
    match schemars::schema_for!(T).to_value() {
        serde_json::Value::Object(schema) => schema,
        _ => JsonObject::new(),
    }
}
