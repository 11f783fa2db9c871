"""Workers that die and a service that is told to end, under load: nothing accepted is lost."""

import signal

from serve.demo import free_port
from tests.load.disturb import ENCODER, LAST, disturb


def test_a_killed_encoder_comes_back_and_ending_drains_without_a_loss() -> None:
    killed, ended = disturb(free_port(), 6, calm_s=1, steps=((ENCODER, signal.SIGKILL), LAST))
    for step in (killed, ended):
        assert step.accepted > 0
        assert not step.lost
