"""Traces of a real service, sent to a real (small) OpenTelemetry collector."""

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from serve.demo import running_service


@pytest.fixture
def collector() -> Iterator[tuple[str, list[bytes]]]:
    received: list[bytes] = []

    class Collect(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Collect)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1/traces", received
    server.shutdown()


def test_a_request_is_traced_through_front_and_encoder(
    collector: tuple[str, list[bytes]],
) -> None:
    endpoint, received = collector

    def routes() -> set[str]:
        return {
            span.name
            for body in received
            for resource in ExportTraceServiceRequest.FromString(body).resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        }

    with running_service({"WHIPCOUNT_TRACE_ENDPOINT": endpoint}) as (port, _):
        body = {"text": "Bolivia said it would vote against the draft."}
        httpx.post(f"http://127.0.0.1:{port}/predict", json=body, timeout=60)
        deadline = time.monotonic() + 120
        while not {"POST /predict", "POST /judge"} <= routes() and time.monotonic() < deadline:
            time.sleep(0.2)
    assert {"POST /predict", "POST /judge"} <= routes()
    assert not any(b"Bolivia" in body for body in received)
