"""Settings: checked at start, documented, and none that the README does not know."""

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from serve.settings import ServiceSettings, UnknownSettingError, refuse_unknown, shown

README = Path(__file__).parents[2] / "README.md"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HOST", "localhost"),
        ("PORT", "0"),
        ("WORKERS", "0"),
        ("MAX_BATCH_DOCUMENTS", "1"),
        ("MAX_QUEUE_DOCUMENTS", "0"),
        ("CACHE_BYTES", "-1"),
        ("DRAIN_S", "60"),
        ("API_KEY_SHA256", "secret"),
        ("CORS_ORIGINS", "desk.example"),
        ("LOG_LEVEL", "loud"),
        ("LOG_FORMAT", "xml"),
        ("TRACE_ENDPOINT", "collector:4318"),
        ("TRACE_SHARE", "2"),
    ],
)
def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"WHIPCOUNT_{name}", value)
    with pytest.raises(ValidationError, match=name.lower()):
        ServiceSettings()


def test_several_values_stand_between_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHIPCOUNT_CORS_ORIGINS", "https://a.example, http://b.example:81")
    assert ServiceSettings().cors_origins == ("https://a.example", "http://b.example:81")


def test_what_is_shown_gives_the_same_settings_again(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = ServiceSettings(timeout_s=7, cors_origins=("https://a.example", "*"), log_text=True)
    for name, value in shown(settings).items():
        if value and "keys)" not in value:
            monkeypatch.setenv(name, value)
    assert ServiceSettings() == settings


def test_readme_has_every_setting_with_its_default() -> None:
    table = dict(
        re.findall(r"^\| `WHIPCOUNT_(\w+)` \| ([^|]*) \|", README.read_text("utf-8"), re.M)
    )
    assert set(table) == {name.upper() for name in ServiceSettings.model_fields}
    for name, field in ServiceSettings.model_fields.items():
        if table[name.upper()] not in ("", "none", "`model/release`", "0 (all)", "timeout + 5"):
            assert table[name.upper()].strip() == str(field.default)


def test_draining_lasts_longer_than_a_request_may_take() -> None:
    assert ServiceSettings(timeout_s=600).drain_s == 605
    with pytest.raises(ValidationError, match="requests that were let in may take"):
        ServiceSettings(timeout_s=600, drain_s=600)


def test_the_defaults_fit_together() -> None:
    settings, documents_a_second = ServiceSettings(), 2.5
    assert settings.max_queue_documents / documents_a_second < settings.timeout_s
    assert settings.max_documents <= settings.max_queue_documents / 2
    assert settings.max_latency_ms >= settings.timeout_s * 1000


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("WHIPCOUNT_PROT", "WHIPCOUNT_PORT"),
        ("WHIPCOUNT_API_KEYS_SHA256", "WHIPCOUNT_API_KEY_SHA256"),
        ("whipcount_timeout", "WHIPCOUNT_TIMEOUT_S"),
        ("WHIPCOUNT_ZZZZZZZZZZZZZZZZZZZZ", "remove it"),
    ],
)
def test_a_misspelt_setting_is_refused_with_the_nearest_name(name: str, meant: str) -> None:
    with pytest.raises(UnknownSettingError, match=f"{name.upper()}.*{meant}"):
        refuse_unknown([name, "PATH"])


def test_settings_of_the_other_rooms_are_let_pass() -> None:
    refuse_unknown(["WHIPCOUNT_DATA", "WHIPCOUNT_GOLD", "WHIPCOUNT_CHAT_KEY", "whipcount_port"])
