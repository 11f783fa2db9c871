"""Several processes learn as one does, and one goes on from where two were stopped."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from training.fit import share_of
from training.settings import SettingsError

ROOT = Path(__file__).parents[2]

_FIT = """
import sys
from pathlib import Path
from training.fit import fit
from training.settings import load_settings

work, epochs = Path(sys.argv[1]), float(sys.argv[2])
changes = (
    f"fit={{renamed_copies: 0, distracted_share: 0, silenced_share: 0, epochs: {epochs}, "
    "batch_documents: 8, "
    "encoder_learning_rate: 1.0e-4, heads_learning_rate: 1.0e-3, weight_decay: 0.0, "
    "warmup_share: 0.1, freeze_embeddings: true, evaluations_per_epoch: 1, patience: 9}",
    "heads.dropout=0.0",
    "threads=1",
)
fit(load_settings(changes=changes), work, work / "fit")
"""


@pytest.fixture
def prepared(tmp_path: Path) -> Path:
    """A few sentences that anyone can learn."""
    from datasets import Dataset

    from model.stance import Stance
    from training.prepare import ROW_FEATURES, pair_row
    from training.sources.pairs import Pair

    words = {Stance.SUPPORT: "backs", Stance.OPPOSE: "fights", Stance.UNDECIDED: "sees"}
    stances = [list(Stance)[i % 3] for i in range(48)]
    rows = []
    for i, stance in enumerate(stances):
        text = f"Number {i} {words[stance]} the plan."
        rows.append(pair_row(Pair(text, text, "the plan", (0, 8), stance), i))
    for side, part in (("train", rows), ("calibration", rows[:16])):
        Dataset.from_list(part, features=ROW_FEATURES).save_to_disk(str(tmp_path / side))
    (tmp_path / "fit.py").write_text(_FIT)
    return tmp_path


def free_port() -> str:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return str(listener.getsockname()[1])


def fit_with(processes: int, work: Path, epochs: int) -> list[dict[str, float]]:
    """The log of a run in so many processes."""
    launch: list[str] = []
    if processes > 1:
        launch += ["-m", "accelerate.commands.launch", "--cpu", "--num_processes", str(processes)]
        launch += ["--num_machines", "1", "--mixed_precision", "no", "--dynamo_backend", "no"]
        launch += ["--num_cpu_threads_per_process", "1", "--main_process_port", free_port()]
    subprocess.run(
        [sys.executable, *launch, str(work / "fit.py"), str(work), str(epochs)],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=True,
        timeout=600,
        capture_output=True,
    )
    log: list[dict[str, float]] = json.loads((work / "fit" / "history.json").read_text())["log"]
    return log


def test_two_processes_learn_as_one_and_one_goes_on_from_them(prepared: Path) -> None:
    import shutil

    alone = fit_with(1, prepared, 4)
    shutil.rmtree(prepared / "fit")
    together = fit_with(2, prepared, 4)
    curves = [
        {entry["step"]: entry["eval_loss"] for entry in log if "eval_loss" in entry}
        for log in (alone, together)
    ]
    assert list(curves[0]) == list(curves[1]) == [6, 12, 18, 24]
    losses = [list(curve.values()) for curve in curves]
    fallen = losses[0][0] - losses[0][-1]
    assert fallen > 0
    # Noise: which documents share a batch, and means of means.
    assert losses[1] == pytest.approx(losses[0], abs=0.25 * fallen)


def test_a_run_of_two_processes_is_gone_on_with_by_one(prepared: Path) -> None:
    before = fit_with(2, prepared, 2)
    (prepared / "fit" / "model.safetensors").unlink()
    after = fit_with(1, prepared, 4)
    steps = [entry["step"] for entry in after if "eval_loss" in entry]
    assert steps == [6, 12, 18, 24]
    assert after[0] == before[0]


def test_a_batch_that_cannot_be_split_evenly_is_refused() -> None:
    with pytest.raises(SettingsError, match=r"fit\.batch_documents"):
        share_of(9, 2)
