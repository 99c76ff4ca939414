"""The reference platform's backend as its README describes it, on its own stack: FastAPI, Pydantic, uvicorn.

A stand-in in one way: tokens are not verified, they are compared. `TOKEN` unset: none is wanted, as at first.
"""

import json
import os
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPBearer
from pydantic import BaseModel, ConfigDict, Field


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Environment(Strict):
    os: str
    os_version: str
    python_version: str


class Tool(Strict):
    name: str
    version: str


class Scan(BaseModel):
    model_config = ConfigDict(extra="forbid")
    developer_id: str
    scan_time: datetime = Field(default_factory=lambda: datetime.now(timezone.utc))
    environment: Environment
    tools: list[Tool]
    metadata: dict[str, Any] = Field(default_factory=dict)


app = FastAPI()
DIRECTORY = Path(os.environ["SCANS"])
TOKEN = os.environ.get("TOKEN")


def caller(bearer=Depends(HTTPBearer(auto_error=TOKEN is not None))):
    if TOKEN is not None and bearer.credentials != TOKEN:
        raise HTTPException(401, "Invalid or expired token")
    return "ada"


@app.get("/health")
def health():
    return {"status": "ok"}


@app.post("/scan")
def submit(scan: Scan, user: str = Depends(caller)):
    data = scan.model_dump(mode="json")
    data["timestamp"] = datetime.now(timezone.utc).replace(tzinfo=None).isoformat(timespec="microseconds")
    if TOKEN is not None:
        data["developer_id"] = user
    (DIRECTORY / f"{data['timestamp']}.json").write_text(json.dumps(data, indent=2))
    return {"message": "Scan saved successfully", "scan_id": data["timestamp"]}


@app.get("/scan/history")
def history(user: str = Depends(caller)):
    scans = [json.loads(path.read_text()) for path in sorted(DIRECTORY.glob("*.json"))]
    return [
        {"user_id": user, "scan_id": scan["timestamp"], "status": "PASS", "os": scan["environment"]["os"], "timestamp": scan["timestamp"]}
        for scan in scans
    ]


@app.get("/scan/{scan_id}")
def document(scan_id: str, user: str = Depends(caller)):
    path = DIRECTORY / f"{scan_id}.json"
    if path not in DIRECTORY.iterdir():
        raise HTTPException(404, "Not Found")
    return json.loads(path.read_text())
