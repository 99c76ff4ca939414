"""Plays a runner of GitHub Actions for one composite action: its variables, files, conditions and expressions.

Steps with `run` are run. Actions that a step uses are played by functions that are handed in.
"""

import os
import pathlib
import re
import subprocess
from dataclasses import dataclass, field

import ruamel.yaml

NAME = re.compile(r"\b(?:inputs|steps|github|runner)(?:\.[A-Za-z_][\w-]*)+")


def load(path: pathlib.Path) -> dict:
    return ruamel.yaml.YAML(typ="safe").load(path)


@dataclass
class Run:
    """What one use of the action did."""

    exit_code: int = 0
    log: str = ""
    outputs: dict[str, str] = field(default_factory=dict)
    summary: str = ""
    path: list[str] = field(default_factory=list)
    used: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def commands(self, name: str) -> list[str]:
        """The workflow commands of this name: `::error …::message`."""
        return [line for line in self.log.splitlines() if line.startswith((f"::{name} ", f"::{name}::"))]


class Runner:
    """A runner with a temporary directory and a workspace."""

    def __init__(self, directory: pathlib.Path, workspace: pathlib.Path, variables: dict[str, str], actions: dict):
        self.directory, self.workspace, self.variables, self.actions = directory, workspace, variables, actions
        (directory / "temp").mkdir(parents=True, exist_ok=True)

    def evaluate(self, text: str, known: dict[str, str]) -> str:
        """An expression of those that action.yml has: names, texts, ==, != and &&."""
        code = NAME.sub(lambda match: repr(known.get(match[0], "")), text).replace("&&", " and ").replace("||", " or ")
        value = eval(code, {"__builtins__": {}})  # noqa: S307 - the expression is our own action's
        return {True: "true", False: "false"}.get(value, value)

    def expand(self, value, known: dict[str, str]) -> str:
        return re.sub(r"\$\{\{(.*?)\}\}", lambda match: self.evaluate(match[1].strip(), known), str(value))

    def use(self, action: pathlib.Path, inputs: dict[str, str]) -> Run:
        description = load(action / "action.yml")
        unknown = set(inputs) - set(description["inputs"])
        assert not unknown, f"the action has no inputs {unknown}"
        result = Run()
        known = {"github.token": "token-of-the-job", "runner.temp": str(self.directory / "temp")}
        for name, told in description["inputs"].items():
            known[f"inputs.{name}"] = str(inputs.get(name, self.expand(told.get("default", ""), known)))
        for number, step in enumerate(description["runs"]["steps"]):
            failed = result.exit_code != 0
            condition = str(step.get("if", "true"))
            if failed or (condition != "true" and self.evaluate(condition, known) != "true"):
                continue
            if "uses" in step:
                given = {name: self.expand(value, known) for name, value in step.get("with", {}).items()}
                name = step["uses"].split("@")[0]
                result.used.append((name, given))
                outputs = self.actions[name](given)
            else:
                outputs = self.run_step(number, step, action, known, result)
            for name, value in outputs.items():
                known[f"steps.{step.get('id', number)}.outputs.{name}"] = value
        for name, told in description["outputs"].items():
            result.outputs[name] = self.expand(told["value"], known)
        return result

    def run_step(self, number: int, step: dict, action: pathlib.Path, known: dict[str, str], result: Run) -> dict[str, str]:
        files = {name: self.directory / f"{name}-{number}" for name in ("output", "summary", "path", "env")}
        for path in files.values():
            path.write_text("")
        environment = self.variables | {
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION": f"__step_{number}",
            "GITHUB_ACTION_PATH": str(action),
            "GITHUB_WORKSPACE": str(self.workspace),
            "GITHUB_OUTPUT": str(files["output"]),
            "GITHUB_STEP_SUMMARY": str(files["summary"]),
            "GITHUB_PATH": str(files["path"]),
            "GITHUB_ENV": str(files["env"]),
            "RUNNER_OS": "Linux",
            "RUNNER_ARCH": "X64",
            "RUNNER_TEMP": str(self.directory / "temp"),
        }
        environment |= {name: self.expand(value, known) for name, value in step.get("env", {}).items()}
        script = self.directory / f"step-{number}.sh"
        script.write_text(self.expand(step["run"], known))
        directory = self.workspace / self.expand(step.get("working-directory", "."), known)
        # As the runner starts `shell: bash`.
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)]
        run = subprocess.run(command, cwd=directory, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120)
        result.log += run.stdout
        result.exit_code = run.returncode
        result.summary += files["summary"].read_text()
        result.path += files["path"].read_text().split()
        return dict(line.split("=", 1) for line in files["output"].read_text().splitlines())


def environment() -> dict[str, str]:
    """What steps see of this machine: the way to its programs, and nothing else."""
    return {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
