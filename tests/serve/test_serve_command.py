"""`whipcount serve --check`: what is wrong with the settings is said before anything is served."""

import subprocess

import pytest


def check(whipcount: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [whipcount, "serve", "--check"], capture_output=True, text=True, check=False, timeout=120
    )


def test_a_misspelt_setting_stops_it(whipcount: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHIPCOUNT_PROT", "1")
    done = check(whipcount)
    assert done.returncode == 2
    assert "WHIPCOUNT_PROT: there is no such setting; do you mean WHIPCOUNT_PORT?" in " ".join(
        done.stderr.split()
    )


def test_draining_that_is_too_short_stops_it(
    whipcount: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WHIPCOUNT_TIMEOUT_S", "90")
    monkeypatch.setenv("WHIPCOUNT_DRAIN_S", "65")
    done = check(whipcount)
    assert done.returncode == 2
    assert "WHIPCOUNT_DRAIN_S: 65 s are too short" in " ".join(done.stderr.split())


@pytest.mark.parametrize(
    ("host", "digest", "warns"),
    [
        ("0.0.0.0", "", True),
        ("0.0.0.0", "a" * 64, False),
        ("127.0.0.1", "", False),
        ("::1", "", False),
    ],
)
def test_a_service_that_is_open_to_a_network_is_warned_of(
    whipcount: str, monkeypatch: pytest.MonkeyPatch, host: str, digest: str, warns: bool
) -> None:
    monkeypatch.setenv("WHIPCOUNT_HOST", host)
    monkeypatch.setenv("WHIPCOUNT_API_KEY_SHA256", digest)
    done = check(whipcount)
    assert done.returncode == 0
    assert ("WHIPCOUNT_API_KEY_SHA256" in done.stderr) == warns
