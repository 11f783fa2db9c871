"""The real service over HTTP: the contract, and what it does with hostile input."""

import json
import urllib.error
import urllib.request

import httpx
import pytest

from serve.cautions import NO_ACTOR

TEXT = (
    "France tabled the draft resolution demanding a ceasefire. Bolivia said it would vote "
    "against the draft. Kenya's envoy Amina Odhiambo has not decided."
)
JSON = {"content-type": "application/json"}


def post(service: httpx.Client, body: object, path: str = "/predict") -> httpx.Response:
    return service.post(path, json=body)


def post_raw(service: httpx.Client, content: bytes, headers: dict[str, str]) -> httpx.Response:
    return service.post("/predict", content=content, headers=headers)


def test_an_answer_keeps_the_contract(service: httpx.Client) -> None:
    answer = post(service, {"text": TEXT})
    assert answer.status_code == 200
    body = answer.json()
    assert set(body) == {"resolution", "actors", "release", "warnings"}
    assert body["resolution"]["found"] is True
    assert [actor["name"] for actor in body["actors"]] == [
        "France",
        "Bolivia",
        "Kenya",
        "Amina Odhiambo",
    ]
    for actor in body["actors"]:
        assert set(actor) == {
            "name",
            "kind",
            "principal",
            "mentioned",
            "mentions",
            "stance",
            "probabilities",
            "basis",
            "evidence",
            "prediction_set",
        }
        assert sum(actor["probabilities"].values()) == pytest.approx(1)
        for part in (*actor["mentions"], *actor["evidence"]):
            assert TEXT[part["start"] : part["end"]] == part["text"]
    assert body["actors"][3]["principal"] == "Kenya"


def test_offsets_count_code_points(service: httpx.Client) -> None:
    text = "\U0001f5f3\ufe0f é " + TEXT
    (actor,) = post(service, {"text": text, "actors": ["Bolivia"]}).json()["actors"]
    mention = actor["mentions"][0]
    assert text[mention["start"] : mention["end"]] == "Bolivia"


def test_the_service_and_the_library_say_the_same(service: httpx.Client) -> None:
    from model.classifier import StanceClassifier
    from serve.answers import to_prediction

    classifier = StanceClassifier()
    local = to_prediction(TEXT, classifier.classify(TEXT), classifier.manifest)
    assert post(service, {"text": TEXT}).json() == json.loads(local.model_dump_json())


def test_one_bad_document_does_not_spoil_the_others(service: httpx.Client) -> None:
    documents = [{"text": TEXT}, {"text": ""}, 7, {"text": TEXT, "actors": ["Bolivia"]}]
    results = post(service, {"documents": documents}, "/predict_batch").json()["results"]
    assert ["prediction" in result for result in results] == [True, False, False, True]
    assert results[1]["error"]["field"] == "text"
    assert [a["name"] for a in results[3]["prediction"]["actors"]] == ["Bolivia"]


@pytest.mark.parametrize("n", [0, 65])
def test_a_batch_has_1_to_64_documents(service: httpx.Client, n: int) -> None:
    answer = post(service, {"documents": [{"text": "Chad."}] * n}, "/predict_batch")
    assert (answer.status_code, answer.json()["field"]) == (422, "documents")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "text"),
        ({"text": ""}, "text"),
        ({"text": " \n\t "}, "text"),
        ({"text": "x" * 100_001}, "text"),
        ({"text": 7}, "text"),
        ({"text": None}, "text"),
        ({"text": ["Kenya"]}, "text"),
        ({"text": TEXT, "langauge": "en"}, "langauge"),
        ({"text": TEXT, "coverage": 1}, "coverage"),
        ({"text": TEXT, "coverage": "high"}, "coverage"),
        ({"text": TEXT, "actors": "Kenya"}, "actors"),
        ({"text": TEXT, "actors": [""]}, "actors"),
        ({"text": TEXT, "actors": [{"mentions": ["Nairobi"]}]}, "actors"),
        ({"text": TEXT, "actors": [f"Actor {i}" for i in range(10_000)]}, "actors"),
        ({"text": TEXT, "actors": []}, "actors"),
        ({"text": TEXT, "resolution": ""}, "resolution"),
        ({"text": TEXT, "resolution": " "}, "resolution"),
        ({"text": TEXT, "body": " "}, "body"),
        ({"text": TEXT, "resolution": "x" * 5_000}, "resolution"),
        ([], None),
        ("Kenya", None),
        (None, None),
    ],
)
def test_a_bad_field_is_named(service: httpx.Client, body: object, field: str | None) -> None:
    answer = service.post("/predict", content=json.dumps(body), headers=JSON)
    assert answer.status_code == 422, answer.text
    error = answer.json()
    assert set(error) == {"code", "message", "field", "request_id"}
    assert (error["field"] or "").split(".")[0] == (field or "")


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (b'{"text": "\xff\xfe"}', JSON, 400),
        (b"", JSON, 400),
        (b"{", JSON, 400),
        (b'{"text": NaN}', JSON, 400),
        (b'{"text": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", JSON, 400),
        (b'{"text": "lone \\ud800 surrogate"}', JSON, 422),
        (b"text=Kenya", {"content-type": "application/x-www-form-urlencoded"}, 415),
        (TEXT.encode(), {"content-type": "text/plain"}, 415),
        (TEXT.encode(), {}, 415),
        (b"\x80\x04.", {"content-type": "application/vnd.bentoml+pickle"}, 415),
        (b'{"text": "' + b"x" * (33 * 1024 * 1024) + b'"}', JSON, 413),
    ],
)
def test_what_is_no_request_is_refused_with_a_reason(
    service: httpx.Client, content: bytes, headers: dict[str, str], status: int
) -> None:
    answer = post_raw(service, content, headers)
    assert answer.status_code == status, answer.text
    assert set(answer.json()) == {"code", "message", "field", "request_id"}
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    "text",
    [
        "Kenya\x00 will vote for the draft.\x00",
        "ستصوت كينيا لصالح القرار يوم الجمعة. \u202eKenya\u202c",
        "肯尼亚将投票赞成该决议草案。",
        "Frankreich wird dem Entwurf zustimmen, Ungarn lehnt ihn ab.",
        "It rained all day and nobody came.",
        "a" * 100_000,
        "Kenya " * 16_000,
        "((((((" * 10_000,
        "\u0301" * 1000 + "Kenya" + "\u200b" * 1000,
        "<script>alert(1)</script> Kenya",
    ],
)
def test_an_odd_text_is_answered(service: httpx.Client, text: str) -> None:
    answer = post(service, {"text": text})
    assert answer.status_code == 200, answer.text


def test_a_text_without_actors_says_so_by_an_empty_list(service: httpx.Client) -> None:
    answer = post(service, {"text": "It rained all day and nobody came."}).json()
    assert answer["actors"] == []
    assert ["resolution" in answer["warnings"][0], *answer["warnings"][1:]] == [True, NO_ACTOR]


def test_actor_names_are_no_regular_expressions(service: httpx.Client) -> None:
    names = ["A3+", "(a+)+$", "[", "Kenya.*", "\\"]
    actors = post(service, {"text": "The A3+ met (a+)+$ today.", "actors": names}).json()["actors"]
    assert {a["name"]: a["mentioned"] for a in actors} == {
        "A3+": True,
        "(a+)+$": True,
        "[": False,
        "Kenya.*": False,
        "\\": False,
    }


def test_two_hundred_actors_are_judged(service: httpx.Client) -> None:
    names = [f"Actor Number{i}" for i in range(200)]
    text = " ".join(f"{name} will vote for the draft." for name in names)
    answer = post(service, {"text": text, "actors": names})
    assert [actor["mentioned"] for actor in answer.json()["actors"]] == [True] * 200


def test_an_unknown_address_is_answered_in_the_same_shape(service: httpx.Client) -> None:
    answer = post(service, {}, "/nowhere")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("path", ["/predict/", "/predict_batch/"])
def test_a_slash_too_many_is_no_redirect(service: httpx.Client, path: str) -> None:
    answer = post(service, {"text": TEXT}, path)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert "location" not in answer.headers


def test_who_writes_all_of_a_body_before_reading_is_told_that_it_is_too_large(
    service: httpx.Client,
) -> None:
    request = urllib.request.Request(
        str(service.base_url.join("/predict")),
        b'{"text": "' + b"x" * (33 * 1024 * 1024) + b'"}',
        JSON,
    )
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request, timeout=60)
    assert caught.value.code == 413
    assert json.load(caught.value)["code"] == "too_large"


def test_a_name_is_found_whatever_its_capitals_and_one_that_is_not_there_is_named(
    service: httpx.Client,
) -> None:
    answer = post(service, {"text": TEXT, "actors": [" bolivia ", "Peru"]}).json()
    assert [(a["name"], a["mentioned"]) for a in answer["actors"]] == [
        ("bolivia", True),
        ("Peru", False),
    ]
    (warning,) = answer["warnings"]
    assert "does not name Peru;" in warning


def test_a_get_of_predict_says_what_to_do(service: httpx.Client) -> None:
    answer = service.get("/predict")
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/livez", "/metrics", "/docs.json", "/"])
def test_the_operators_addresses_answer(service: httpx.Client, path: str) -> None:
    assert service.get(path).status_code == 200


def test_requests_at_once_share_the_encoder(service: httpx.Client) -> None:
    documents = [{"text": TEXT} for _ in range(32)]
    results = post(service, {"documents": documents}, "/predict_batch").json()["results"]
    stances = {json.dumps([a["stance"] for a in r["prediction"]["actors"]]) for r in results}
    assert len(stances) == 1


def test_the_serving_processes_never_import_torch(service: httpx.Client) -> None:
    import psutil

    ours = [
        process
        for process in psutil.Process().children(recursive=True)
        if "bentoml" in " ".join(process.cmdline())
    ]
    assert ours
    for process in ours:
        assert not [m.path for m in process.memory_maps() if "/torch/" in m.path]
