#!/usr/bin/env python3
"""Runs the action and the workflows of the documents as a runner would, against a release, an API and an issuer on loopback.

    packaging/github/test.py PROGRAM

PROGRAM is a devenv with `devenv serve`. scripts/test-release runs it with the Python that has ruamel.yaml.
"""

import base64
import hashlib
import http.server
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from runner import Run, Runner, environment, load  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
ACTION = ROOT / "packaging/github"
TARGET = "x86_64-unknown-linux-musl"
ARCHIVE = f"devenv-cli-{TARGET}.tar.gz"
AUDIENCE = "https://devenv.example.org"


def encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class World(http.server.ThreadingHTTPServer):
    """GitHub as the action sees it: releases, comments, and the issuer of the jobs' identities."""

    def __init__(self, directory: pathlib.Path):
        super().__init__(("127.0.0.1", 0), Answer)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.releases = directory / "releases"
        self.comments: list[dict] = []
        self.may_comment = True
        self.requests: list[str] = []
        self.key = directory / "issuer.pem"
        subprocess.run(["openssl", "genrsa", "-out", self.key, "2048"], check=True, stderr=subprocess.DEVNULL)
        modulus = subprocess.run(["openssl", "rsa", "-in", self.key, "-noout", "-modulus"], check=True, stdout=subprocess.PIPE, text=True)
        self.modulus = encode(bytes.fromhex(modulus.stdout.strip().split("=")[1]))
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def token(self, audience: str) -> str:
        now = int(time.time())
        claims = {"iss": self.url, "aud": audience, "sub": "repo:example/shop:ref:refs/heads/main", "repository_owner_id": "5321"}
        claims |= {"iat": now, "nbf": now, "exp": now + 300}
        parts = [{"alg": "RS256", "kid": "1", "typ": "JWT"}, claims]
        signed = ".".join(encode(json.dumps(part).encode()) for part in parts)
        command = ["openssl", "dgst", "-sha256", "-sign", self.key]
        signature = subprocess.run(command, input=signed.encode(), check=True, stdout=subprocess.PIPE).stdout
        return f"{signed}.{encode(signature)}"


class Answer(http.server.BaseHTTPRequestHandler):
    server: World

    def log_message(self, *_) -> None:
        pass

    def answer(self, status: int, body: bytes | list | dict) -> None:
        body = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def respond(self) -> None:
        world, path = self.server, self.path.split("?")[0]
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        world.requests.append(f"{self.command} {path}")
        if path.startswith("/OWNER/devenv/releases/") or path.startswith("/mirror/"):
            file = world.releases / path.rsplit("/", 1)[-1]
            return self.answer(200, file.read_bytes()) if file.is_file() else self.answer(404, b"Not Found")
        if path == "/.well-known/openid-configuration":
            return self.answer(200, {"issuer": world.url, "jwks_uri": f"{world.url}/keys", "id_token_signing_alg_values_supported": ["RS256"]})
        if path == "/keys":
            return self.answer(200, {"keys": [{"kty": "RSA", "kid": "1", "use": "sig", "alg": "RS256", "n": world.modulus, "e": "AQAB"}]})
        if path == "/identity":
            audience = re.search(r"audience=([^&]*)", self.path)
            assert self.headers["Authorization"] == "Bearer secret-of-the-runner"
            return self.answer(200, {"value": world.token(audience[1].replace("%3A", ":").replace("%2F", "/") if audience else "")})
        if self.headers.get("Authorization") != "Bearer token-of-the-job":
            return self.answer(401, {"message": "Bad credentials"})
        if path == "/repos/example/shop/issues/7/comments" and self.command == "GET":
            page = int(re.search(r"[?&]page=(\d+)", self.path)[1])
            return self.answer(200, world.comments[(page - 1) * 100 : page * 100])
        if not world.may_comment:
            return self.answer(403, {"message": "Resource not accessible by integration"})
        if path == "/repos/example/shop/issues/7/comments":
            world.comments.append({"id": 1000 + len(world.comments)} | json.loads(body))
            return self.answer(201, world.comments[-1])
        changed = next(comment for comment in world.comments if path == f"/repos/example/shop/issues/comments/{comment['id']}")
        changed |= json.loads(body)
        return self.answer(200, changed)

    do_GET = do_POST = do_PATCH = respond


class Test:
    def __init__(self, program: pathlib.Path, directory: pathlib.Path):
        self.program, self.directory = program, directory
        self.world = World(directory)
        self.version = subprocess.run([program, "--version"], check=True, stdout=subprocess.PIPE, text=True).stdout.split()[1]
        self.runs = 0
        self.pack(program)
        self.event = directory / "event.json"
        self.event.write_text(json.dumps({"pull_request": {"number": 7}}))

    def pack(self, program: pathlib.Path) -> None:
        """A release with the one archive that the action takes on this runner."""
        self.world.releases.mkdir(exist_ok=True)
        archive = self.world.releases / ARCHIVE
        with tarfile.open(archive, "w:gz", compresslevel=1) as tar:
            tar.add(program, f"devenv-cli-{TARGET}/devenv")
        self.checksum = hashlib.sha256(archive.read_bytes()).hexdigest()
        (self.world.releases / f"{ARCHIVE}.sha256").write_text(f"{self.checksum} *{ARCHIVE}\n")

    def runner(self, project: dict[str, str], actions: dict | None = None, **variables: str) -> Runner:
        self.runs += 1
        directory = self.directory / f"run-{self.runs}"
        workspace = directory / "workspace"
        workspace.mkdir(parents=True)
        for name, text in project.items():
            (workspace / name).parent.mkdir(parents=True, exist_ok=True)
            (workspace / name).write_text(text)
        subprocess.run(["git", "init", "-q", workspace], check=True)
        home = directory / "home"
        home.mkdir()
        told = environment() | {
            "HOME": str(home),
            "GITHUB_SERVER_URL": self.world.url,
            "GITHUB_API_URL": self.world.url,
            "GITHUB_REPOSITORY": "example/shop",
            "GITHUB_EVENT_PATH": str(self.event),
            "DEVENV_TIMEOUT": "60",
            # What this machine has of its own is no subject of these tests.
            "DEVENV_SKIP": "disks,ports,services",
        }
        found = {"actions/cache": lambda _: {}, "github/codeql-action/upload-sarif": self.take_sarif}
        self.sarif: list[dict] = []
        return Runner(directory, workspace, told | variables, found | (actions or {}))

    def take_sarif(self, given: dict[str, str]) -> dict[str, str]:
        self.sarif.append(json.loads(pathlib.Path(given["sarif_file"]).read_text()))
        return {}

    def a_given_program_scans_and_says_what_it_found(self) -> None:
        runner = self.runner({"package.json": '{"engines": {"node": ">=99"}}\n'})
        inputs = {"file": str(self.program), "fail-under": "80", "sarif": "true", "comment": "true"}
        run = runner.use(ACTION, inputs)
        assert run.exit_code == 1, run.log
        assert run.outputs["status"] == "FAIL" and int(run.outputs["score"]) < 50, run.outputs
        assert run.outputs["version"] == self.version
        assert any("file=package.json,line=1" in line for line in run.commands("error")), run.log
        assert "Node.js" in run.summary and f"{run.outputs['score']}" in run.summary, run.summary
        assert [name for name, _ in run.used] == ["github/codeql-action/upload-sarif"], "a given file is not cached"
        assert self.sarif[0]["runs"][0]["results"], "the findings are uploaded although the scan failed"
        assert json.loads(pathlib.Path(run.outputs["json"]).read_text())["assessment"]["status"] == "FAIL"
        assert len(self.world.comments) == 1 and "Node.js" in self.world.comments[0]["body"]
        assert not [request for request in self.world.requests if "releases" in request], "nothing is downloaded"

        # A second push: the comment is updated.
        (runner.workspace / "package.json").write_text("{}")
        run = runner.use(ACTION, inputs | {"fail-under": "0"})
        assert (run.exit_code, run.outputs["status"]) == (0, "PASS"), run.log
        assert len(self.world.comments) == 1 and "requires >=99" not in self.world.comments[0]["body"]
        # Another job has another one, also behind a hundred comments of people.
        self.world.comments[1:1] = [{"id": number, "body": "Nice!"} for number in range(150)]
        run = runner.use(ACTION, inputs | {"fail-under": "0", "comment-key": "ubuntu-24.04 -->"})
        run = runner.use(ACTION, inputs | {"fail-under": "0", "comment-key": "ubuntu-24.04 -->"})
        assert [comment["body"].splitlines()[0] for comment in self.world.comments if "devenv-scan" in comment["body"]] == [
            "<!-- devenv-scan: -->",
            "<!-- devenv-scan:ubuntu_24.04____ -->",
        ]
        assert run.exit_code == 0, run.log

    def a_job_of_a_fork_may_not_comment(self) -> None:
        self.world.may_comment = False
        run = self.runner({}).use(ACTION, {"file": str(self.program), "comment": "true", "fail-under": "0"})
        self.world.may_comment = True
        assert run.exit_code == 0 and "pull-requests: write" in run.commands("notice")[-1], run.log

    def a_release_is_downloaded_and_verified(self) -> None:
        for version in (self.version, f"v{self.version}", "latest"):
            self.world.requests.clear()
            run = self.runner({}).use(ACTION, {"version": version, "fail-under": "0"})
            assert (run.exit_code, run.outputs["version"]) == (0, self.version), run.log
            place = "latest/download" if version == "latest" else f"download/v{self.version}"
            base = f"GET /OWNER/devenv/releases/{place}/{ARCHIVE}"
            assert self.world.requests == [base, f"{base}.sha256"], self.world.requests
            assert pathlib.Path(run.path[0], "devenv").is_file(), "later steps find it on PATH"
            assert [name for name, _ in run.used] == ([] if version == "latest" else ["actions/cache"])

        self.world.requests.clear()
        run = self.runner({}).use(ACTION, {"download-url": f"{self.world.url}/mirror/", "checksum": self.checksum, "fail-under": "0"})
        assert run.exit_code == 0 and self.world.requests == [f"GET /mirror/{ARCHIVE}"], run.log

    def a_wrong_checksum_installs_nothing(self) -> None:
        for inputs in ({"version": self.version, "checksum": "0" * 64}, {"file": str(self.program), "checksum": "0" * 64}):
            runner = self.runner({})
            run = runner.use(ACTION, inputs)
            assert run.exit_code == 1 and "SHA-256" in run.commands("error")[0], run.log
            assert not list((runner.directory / "temp").rglob("devenv-cli*")) and "score" in run.outputs and run.outputs["score"] == ""
        kept = (self.world.releases / ARCHIVE).read_bytes()
        (self.world.releases / ARCHIVE).write_bytes(kept[:-1] + b"!")
        run = self.runner({}).use(ACTION, {"version": self.version})
        (self.world.releases / ARCHIVE).write_bytes(kept)
        assert run.exit_code == 1 and f"expected {self.checksum}" in run.commands("error")[0], run.log

    def a_missing_version_is_an_error_that_names_it(self) -> None:
        (self.world.releases / ARCHIVE).rename(self.world.releases / "kept")
        run = self.runner({}).use(ACTION, {"version": "9.9.9"})
        (self.world.releases / "kept").rename(self.world.releases / ARCHIVE)
        assert run.exit_code == 1 and f"v9.9.9/{ARCHIVE}" in run.commands("error")[0], run.log
        run = self.runner({}).use(ACTION, {"version": "1.0; rm -rf /"})
        assert run.exit_code == 1 and "such as 0.1.0" in run.commands("error")[0], run.log

    def the_cache_spares_the_download(self) -> None:
        def restore(given: dict[str, str]) -> dict[str, str]:
            assert given["key"] == f"devenv-{self.version}-{TARGET}", given
            pathlib.Path(given["path"]).mkdir(parents=True)
            shutil.copy(self.program, pathlib.Path(given["path"], "devenv"))
            return {}

        self.world.requests.clear()
        run = self.runner({}, {"actions/cache": restore}).use(ACTION, {"version": self.version, "fail-under": "0"})
        assert (run.exit_code, self.world.requests) == (0, []), (run.exit_code, self.world.requests, run.log)

    def a_project_in_a_directory_has_its_own_score(self) -> None:
        project = {"front end/package.json": '{"engines": {"node": ">=99"}}\n', "package.json": "{}\n"}
        run = self.runner(project).use(ACTION, {"file": str(self.program), "working-directory": "front end", "arguments": "--no-exec --fresh"})
        assert (run.exit_code, run.outputs["status"]) == (1, "FAIL"), run.log

    def settings_that_are_wrong_fail_without_a_score(self) -> None:
        run = self.runner({}).use(ACTION, {"file": str(self.program), "fail-under": "101", "sarif": "true", "comment": "true"})
        assert (run.exit_code, run.outputs["score"], run.used) == (2, "", []), run.log

    def a_job_uploads_with_its_own_identity(self) -> None:
        settings = self.directory / "platform.toml"
        issuer = f'[[issuers]]\nurl = "{self.world.url}"\naudience = "{AUDIENCE}"\nci = {{ repository_owner_id = ["5321"] }}\n'
        settings.write_text(issuer)
        command = [self.program, "serve", "--json", "--listen", "127.0.0.1:0", "--data", self.directory / "platform", "--config", settings]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            started = json.loads(server.stdout.readline())
            identity = {"ACTIONS_ID_TOKEN_REQUEST_URL": f"{self.world.url}/identity?api-version=2", "DEVENV_AUDIENCE": AUDIENCE}
            identity["ACTIONS_ID_TOKEN_REQUEST_TOKEN"] = "secret-of-the-runner"
            inputs = {"file": str(self.program), "upload": "true", "platform": started["url"], "fail-under": "0"}
            run = self.runner({}, **identity).use(ACTION, inputs)
            assert run.exit_code == 0 and f"{started['url']}/scans/" in run.log, run.log
            # Without an identity, as in a fork, the job goes on.
            run = self.runner({}).use(ACTION, inputs)
            assert run.exit_code == 0 and f"{started['url']}/scans/" not in run.log, run.log
        finally:
            server.terminate()
            assert server.wait(30) == 0

    def the_workflows_of_the_documents_pass(self) -> None:
        """The workflows of the README and of docs/ci.md: their checkers, then the action with their inputs."""
        texts = [(ROOT / name).read_text() for name in ("README.md", "docs/ci.md")]
        blocks = [re.findall(r"```yaml\n(.*?)```", text, re.DOTALL) for text in texts]
        workflows = [block for found in blocks for block in found if "packaging/github@" in block]
        assert len(workflows) == 2, "both show the action"
        for number, block in enumerate(workflows):
            project = self.directory / f"document-{number}"
            (project / ".github/workflows").mkdir(parents=True)
            path = project / ".github/workflows/devenv.yml"
            path.write_text(block)
            subprocess.run(["git", "init", "-q", project], check=True)
            subprocess.run(["actionlint"], cwd=project, check=True)
            subprocess.run(["zizmor", "--quiet", "--offline", path], check=True, stderr=subprocess.DEVNULL)
            for job in load(path)["jobs"].values():
                for step in job["steps"]:
                    if "packaging/github@" in step.get("uses", ""):
                        inputs = {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in step.get("with", {}).items()}
                        # Nobody listens at the platform that the document names: the upload is skipped, since this job has no identity.
                        run: Run = self.runner({"package.json": "{}\n"}).use(ACTION, inputs | {"fail-under": "0"})
                        assert (run.exit_code, run.outputs["status"]) == (0, "PASS"), run.log


def main() -> None:
    program = pathlib.Path(sys.argv[1]).resolve()
    names = [name for name in vars(Test) if not name.startswith("_") and name not in ("pack", "runner", "take_sarif")]
    with tempfile.TemporaryDirectory(prefix="devenv-action-") as directory:
        test = Test(program, pathlib.Path(directory))
        for name in names:
            if len(sys.argv) < 3 or sys.argv[2] in name:
                getattr(test, name)()
                print(f"ok: {name.replace('_', ' ')}", flush=True)


main()
