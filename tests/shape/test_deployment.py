"""The Kubernetes manifests: valid, safe, and of the same four services as the code."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from gongkai.runtime.installed import all_services
from gongkai_dev.docs.ingress import paths_of
from tests.shape.reading import ROOT, SERVICES, SHARED

K8S = ROOT / "deploy" / "k8s"
VERSION = "1.31"
Manifest = dict[str, Any]
KUSTOMIZE = {"Kustomization", "Component"}
OPERATORS_KINDS = {"PodMonitor", "PrometheusRule"}


def manifests(kind: str | None = None) -> Iterator[tuple[Path, Manifest]]:
    """Every resource in the files, of one kind or of all that the cluster itself knows."""
    for file in sorted(K8S.rglob("*.yaml")):
        for one in yaml.safe_load_all(file.read_text()):
            if one["kind"] not in KUSTOMIZE and kind in (None, one["kind"]):
                yield file, one


def test_f7_every_manifest_is_valid() -> None:
    ours = [manifest for _, manifest in manifests() if manifest["kind"] not in OPERATORS_KINDS]
    assert {"Deployment", "Service", "Ingress", "NetworkPolicy"} <= {manifest["kind"] for manifest in ours}
    for manifest in ours:
        kubernetes_validate.validate(manifest, VERSION, strict=True)


def test_f7_every_file_is_used() -> None:
    unused = []
    for file in sorted(K8S.rglob("*.yaml")):
        if file.name != "kustomization.yaml":
            listed = yaml.safe_load((file.parent / "kustomization.yaml").read_text())["resources"]
            unused += [file] * (file.name not in listed)
    assert unused == []


@pytest.mark.parametrize("service", SERVICES)
def test_f7_each_service_is_the_base_under_its_own_name(service: str) -> None:
    made = yaml.safe_load((K8S / "services" / service / "kustomization.yaml").read_text())
    assert made["namePrefix"] == f"{service}-"
    assert made["labels"][0]["pairs"] == {"app.kubernetes.io/name": service}
    assert made["resources"] == ["../../base/service"]


def test_f7_the_ingress_knows_every_path_and_no_other() -> None:
    """But for the services' business health, which the ops page asks inside the cluster."""
    [(_, ingress)] = manifests("Ingress")
    paths = ingress["spec"]["rules"][0]["http"]["paths"]
    found = {(one["path"], one["pathType"], one["backend"]["service"]["name"]) for one in paths}
    assert found == {
        (path, kind, f"{service.name}-api")
        for service in all_services()
        for segment in service.segments
        if segment != f"{service.name}-service"
        for path, kind in paths_of(segment)
    }


def test_f5_pods_are_probed_where_the_services_answer() -> None:
    for _, deployment in manifests("Deployment"):
        [container] = deployment["spec"]["template"]["spec"]["containers"]
        probes = {name: container[name]["httpGet"]["path"] for name in container if name.endswith("Probe")}
        assert probes == {"startupProbe": "/startupz", "livenessProbe": "/livez", "readinessProbe": "/readyz"}


def test_f4_no_pod_may_more_than_it_needs() -> None:
    for kind in ("Deployment", "StatefulSet", "Job"):
        for file, workload in manifests(kind):
            pod = workload["spec"]["template"]["spec"]
            assert pod["securityContext"]["runAsNonRoot"], file
            assert pod["automountServiceAccountToken"] is False, file
            for container in pod["containers"]:
                rights = container["securityContext"]
                assert rights["allowPrivilegeEscalation"] is False, file
                assert rights["capabilities"] == {"drop": ["ALL"]}, file
                assert container["image"] != "gongkai" or rights["readOnlyRootFilesystem"], file
                assert {"cpu", "memory"} <= container["resources"]["requests"].keys(), file


def test_f4_nobody_talks_to_anybody_by_default() -> None:
    policies = {one["metadata"]["name"]: one["spec"] for _, one in manifests("NetworkPolicy")}
    assert policies["nothing"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


def test_f7_every_variable_in_a_manifest_is_a_setting() -> None:
    known = {f"GONGKAI_{name.upper()}" for service in all_services() for name in service.settings.model_fields}
    used = {name for file in K8S.rglob("*.yaml") for name in re.findall(r"\bGONGKAI_[A-Z_]+\b", file.read_text())}
    assert used - known == set()


def test_f5_every_alert_has_its_runbook_and_its_figure() -> None:
    [(_, rules)] = manifests("PrometheusRule")
    alerts = rules["spec"]["groups"][0]["rules"]
    runbooks = {alert["annotations"]["runbook"] for alert in alerts}
    assert runbooks == {str(file.relative_to(ROOT)) for file in (ROOT / "docs" / "runbooks").glob("*.md")}
    metrics = (SHARED / "observability" / "metrics.py").read_text()
    figures = {name for alert in alerts for name in re.findall(r"gongkai_\w+", alert["expr"])}
    assert {name for name in figures if f'"{name}"' not in metrics} == set()


@pytest.mark.parametrize("overlay", ["local", "production"])
@pytest.mark.skipif(shutil.which("kubectl") is None, reason="kubectl is not here to put the overlays together")
def test_f7_an_overlay_comes_out_whole(overlay: str) -> None:
    made = rendered(overlay)
    names = {(one["kind"], one["metadata"]["name"]) for one in made}
    for service in SERVICES:
        assert {("Deployment", f"{service}-api"), ("Deployment", f"{service}-worker")} <= names
        assert {("Service", f"{service}-api"), ("Job", f"{service}-migrate")} <= names
    for manifest in made:
        if manifest["kind"] not in OPERATORS_KINDS:
            kubernetes_validate.validate(manifest, VERSION, strict=True)
        if manifest["kind"] == "HorizontalPodAutoscaler":
            assert ("Deployment", manifest["spec"]["scaleTargetRef"]["name"]) in names
        if manifest["kind"] == "Deployment":
            labels = manifest["spec"]["template"]["metadata"]["labels"]
            assert manifest["metadata"]["name"] == (
                f"{labels['app.kubernetes.io/name']}-{labels['app.kubernetes.io/component']}"
            )


@cache
def rendered(overlay: str) -> list[Manifest]:
    """What `kubectl apply -k` would send."""
    command = ["kubectl", "kustomize", str(K8S / "overlays" / overlay)]
    made = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return list(yaml.safe_load_all(made))
