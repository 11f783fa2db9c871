"""The examples for operators name what is there: metrics, settings, commands."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import httpx
import pytest
import yaml

from serve.settings import ServiceSettings

DEPLOY = Path(__file__).parents[2] / "deploy"
TEXT = "France tabled the draft resolution on rivers. Bolivia said it would vote against the draft."
_SUFFIX = re.compile(r"_(bucket|sum|count)$")


def exposed(service: httpx.Client) -> set[str]:
    """Names of the metrics of a service that has answered and refused a request."""
    service.post("/predict", json={"text": TEXT})
    service.post("/predict", json={})
    lines = service.get("/metrics").text.splitlines()
    return {line.split()[2] for line in lines if line.startswith("# TYPE")}


def test_the_dashboard_asks_for_metrics_that_the_service_has(service: httpx.Client) -> None:
    dashboard = json.loads((DEPLOY / "grafana" / "whipcount.json").read_text())
    asked = {
        _SUFFIX.sub("", name)
        for panel in dashboard["panels"]
        for target in panel["targets"]
        for name in re.findall(r"\b(?:bentoml|whipcount)_\w+", target["expr"])
    }
    there = exposed(service)
    assert any(name.startswith("whipcount_") for name in asked)
    # The front's own BentoML metrics are switched off: a panel that asks for them stays empty.
    assert 'service_name=\\"whipcount\\"' not in json.dumps(dashboard)
    assert asked <= there


@pytest.mark.parametrize("name", ["compose.yaml", "whipcount.service", "README.md"])
def test_every_setting_that_is_named_exists(name: str) -> None:
    known = {f"WHIPCOUNT_{field.upper()}" for field in ServiceSettings.model_fields}
    assert set(re.findall(r"WHIPCOUNT_[A-Z0-9_]+", (DEPLOY / name).read_text())) <= known


def test_the_units_own_settings_give_way_to_the_operators_file() -> None:
    text = (DEPLOY / "whipcount.service").read_text()
    assert "--host" not in text.split("ExecStart=")[1].splitlines()[0]
    for name in ("HOST", "PORT"):
        assert text.index(f"Environment=WHIPCOUNT_{name}=") < text.index("EnvironmentFile=")


def test_what_stops_the_service_waits_longer_than_its_requests_take() -> None:
    settings = ServiceSettings()
    unit = re.search(r"^TimeoutStopSec=(\d+)$", (DEPLOY / "whipcount.service").read_text(), re.M)
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]["whipcount"]
    flags = dict(zip(compose["command"][1::2], compose["command"][2::2], strict=True))
    assert unit is not None
    assert int(flags["--timeout-graceful-shutdown"]) == settings.drain_s > settings.timeout_s
    for waits_s in (int(unit[1]), int(compose["stop_grace_period"].removesuffix("s"))):
        assert waits_s > settings.drain_s


def test_every_file_that_compose_mounts_is_there() -> None:
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    mounted = [
        volume.split(":")[0]
        for service in compose["services"].values()
        for volume in service.get("volumes", ())
        if volume.startswith("./")
    ]
    assert mounted
    for path in mounted:
        assert (DEPLOY / path).is_file(), path


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd on this machine")
def test_systemd_takes_the_unit(tmp_path: Path, whipcount: str) -> None:
    unit = tmp_path / "whipcount.service"
    text = (DEPLOY / unit.name).read_text()
    assert "/opt/whipcount/.venv/bin/whipcount serve\n" in text
    unit.write_text(text.replace("/opt/whipcount/.venv/bin/whipcount", whipcount))
    said = subprocess.run(
        ["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False
    )
    assert (said.returncode, said.stderr) == (0, "")
