"""Talks to `devenv mcp` with the Model Context Protocol's own client: `client.py DIRECTORY PROGRAM ARGUMENT…` prints what it was told."""

import asyncio
import json
import os
import sys

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client


async def main(directory, program, *arguments):
    server = StdioServerParameters(command=program, args=list(arguments), env=dict(os.environ))
    async with stdio_client(server) as (read, write), ClientSession(read, write) as session:
        started = (await session.initialize()).model_dump(by_alias=True)
        tools = (await session.list_tools()).model_dump(by_alias=True)

        async def ask(tool, /, **more):
            answer = await session.call_tool(tool, {"directory": directory} | more)
            return answer.model_dump(by_alias=True)["structuredContent"]

        scan = await ask("scan")
        which = await ask("which", name="kind")
    told = {
        "server": started["serverInfo"]["name"],
        "tools": [tool["name"] for tool in tools["tools"]],
        "status": scan["status"],
        "version": which["tool"]["version"],
    }
    print(json.dumps(told))


asyncio.run(main(*sys.argv[1:]))
