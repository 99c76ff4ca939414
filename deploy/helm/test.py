#!/usr/bin/env python3
"""Lints the chart, renders it with several values, and checks what comes of it by Kubernetes' own schemas.

    deploy/helm/test.py

Needs PyPI's helm-python-sdk and kubernetes-validate: scripts/test-release runs it with them.
"""

import pathlib
import re

import helm_python
import kubernetes_validate
import yaml

CHART = pathlib.Path(__file__).parent / "devenv"
URL = {"publicUrl": "https://devenv.example.org"}
OTHERS = {
    "everything": {
        "image": {"repository": "registry.example.org/devenv", "tag": "1.2.3"},
        "imagePullSecrets": [{"name": "registry"}],
        "settings": 'keep = 90\n\n[[issuers]]\nurl = "https://login.example.org"\nclient_id = "devenv"\n',
        "secretEnvironment": ["devenv-secrets"],
        "persistence": {"size": "20Gi", "storageClass": "fast"},
        "ingress": {"enabled": True, "className": "nginx", "tlsSecret": "devenv-tls", "annotations": {"a/b": "c"}},
        "podAnnotations": {"team": "platform"},
        "nodeSelector": {"kubernetes.io/arch": "amd64"},
        "tolerations": [{"key": "dedicated", "operator": "Exists"}],
    },
    "another claim": {"persistence": {"existingClaim": "devenv-data"}},
}
# Values that the schema refuses, and the words in its answer.
WRONG = [
    ({}, "publicUrl"),
    ({"publicUrl": "http://devenv.example.org"}, "publicUrl"),
    ({"publicUrl": "https://devenv.example.org/"}, "publicUrl"),
    (URL | {"replicas": 2}, "replicas"),
    (URL | {"persistence": {"size": "ten"}}, "size"),
]


def documented() -> dict:
    """The values that docs/deploy.md sets."""
    text = (CHART.parents[2] / "docs/deploy.md").read_text("utf-8")
    values: dict = {}
    for path, value in re.findall(r"--set (\S+?)=(\S+)", text):
        *tables, key = path.split(".")
        table = values
        for name in tables:
            table = table.setdefault(name, {})
        table[key] = {"true": True}.get(value, value)
    return values


def render(chart: helm_python.Chart, values: dict) -> dict[str, dict]:
    manifests = chart.render(values, name="team", namespace="tools")
    parsed = [yaml.safe_load(text) for path, text in manifests.items() if path.endswith(".yaml")]
    return {manifest["kind"]: manifest for manifest in parsed if manifest}


def main() -> None:
    report = helm_python.lint(CHART, URL, strict=True)
    assert report["errors"] == [] and [message for message in report["messages"] if message["severity"] > 1] == [], report

    chart = helm_python.Chart.load(CHART)
    for name, values in {"defaults": {}, "as documented": documented(), **OTHERS}.items():
        manifests = render(chart, URL | values)
        for manifest in manifests.values():
            kubernetes_validate.validate(manifest, "1.37.0", strict=True)
        print(f"{name}: {', '.join(manifests)}")

    plain, full, claimed = (render(chart, URL | values) for values in ({}, *OTHERS.values()))
    assert set(plain) == {"ConfigMap", "Deployment", "PersistentVolumeClaim", "Service"}, plain
    assert set(full) - set(plain) == {"Ingress"} and set(plain) - set(claimed) == {"PersistentVolumeClaim"}
    pod = plain["Deployment"]["spec"]["template"]["spec"]
    assert pod["securityContext"]["runAsNonRoot"] and pod["containers"][0]["securityContext"]["readOnlyRootFilesystem"]
    assert pod["containers"][0]["image"] == "ghcr.io/OWNER/devenv:0.1.0"
    assert 'url = "https://login.example.org"' in full["ConfigMap"]["data"]["serve.toml"]
    changed = [manifests["Deployment"]["spec"]["template"]["metadata"]["annotations"]["checksum/settings"] for manifests in (plain, full)]
    assert changed[0] != changed[1], "a pod is replaced when its settings change"

    for values, words in WRONG:
        try:
            chart.validate_schema(values)
        except helm_python.HelmError as error:
            assert words in str(error), f"{values}: {error}"
        else:
            raise AssertionError(f"the schema takes {values}")
    print(f"{len(WRONG)} wrong values are refused")


main()
