"""Stage 4: the fitted network as two ONNX graphs, with 8-bit weights where that costs nothing.

The 8-bit encoder must agree with torch on the calibration split (drop of stance macro-F1 within
`export.max_macro_f1_drop`); where it does not, less is quantised.
"""

import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import torch
from datasets import Dataset, load_from_disk
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from safetensors.torch import load_file
from tqdm import tqdm

from model.encoder_base import find_base
from model.features import Featurizer, load_tokenizer
from model.manifest import ENCODER, HEADS, TOKENIZER
from model.runtime import Logits, Runtime
from training.batches import Collator, row_features
from training.fit import WEIGHTS, build_network, macro_f1
from training.network import IGNORED, Heads, StanceNetwork
from training.settings import Settings

PARITY = "parity.json"
OPSET = 18

# What to quantise, the smallest graph first; the last resort leaves all weights as they are.
PLANS = ("int8", "int8-embeddings", "none")
MIN_TABLE_ROWS = 10_000  # of an embedding table worth quantising


@dataclass(frozen=True)
class Parity:
    """Agreement of the exported graphs with torch on the calibration split.

    Attributes:
        quantisation: the plan that was kept.
        torch_macro_f1, onnx_macro_f1: of the stances.
        same_stance: share of the actors on whose stance both agree.
    """

    quantisation: str
    torch_macro_f1: float
    onnx_macro_f1: float
    same_stance: float


def export(settings: Settings, prepared: Path, fitted: Path, folder: Path) -> Parity:
    """Write encoder, heads and tokenizer of a release into a folder.

    Raises:
        RuntimeError: not even the graphs with full weights agree with torch.
    """
    torch.set_num_threads(settings.threads)
    base = find_base(settings.base)
    network = build_network(settings, base)
    network.load_state_dict(load_file(fitted / WEIGHTS))
    network.eval()
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(base / "tokenizer.json", folder / TOKENIZER)
    featurizer = Featurizer(load_tokenizer(folder / TOKENIZER), settings.features)
    rows = load_from_disk(str(prepared / "calibration"))
    labels, expected = _torch_stances(network, rows, featurizer)
    torch_f1 = macro_f1(labels, expected)
    with tempfile.TemporaryDirectory() as scratch:
        full = Path(scratch) / "encoder.onnx"
        _export_encoder(network, full)
        _export_heads(network.heads, network.encoder.width, folder / HEADS)
        for name in PLANS:
            _quantise(full, folder / ENCODER, name)
            found = np.concatenate(
                [logits.stance.argmax(-1) for logits in release_logits(folder, rows, featurizer)]
            )
            onnx_f1 = macro_f1(labels, found)
            parity = Parity(name, torch_f1, onnx_f1, float(np.mean(found == expected)))
            if torch_f1 - onnx_f1 <= settings.export.max_macro_f1_drop:
                (folder / PARITY).write_text(json.dumps(parity.__dict__, indent=1) + "\n")
                return parity
    raise RuntimeError(
        f"the exported graphs disagree with torch (macro-F1 {onnx_f1:.3f} against {torch_f1:.3f})"
    )


def release_logits(folder: Path, rows: Dataset, featurizer: Featurizer) -> list[Logits]:
    """What the graphs in a folder say of prepared rows."""
    runtime = Runtime(folder)
    return [runtime.judge([row_features(row, featurizer)])[0] for row in tqdm(rows, "running ONNX")]


def _torch_stances(
    network: StanceNetwork, rows: Dataset, featurizer: Featurizer
) -> tuple[np.ndarray, np.ndarray]:
    """(N,) labels and (N,) stances of the network, over all actors of the rows."""
    collate = Collator(featurizer)
    labels, stances = [], []
    with torch.no_grad():
        for row in tqdm(rows, "running torch"):
            batch = collate([row])
            labelled = batch["stance_labels"] != IGNORED
            labels.append(batch["stance_labels"][labelled].numpy())
            stances.append(network(**batch)["stance"][labelled].argmax(-1).numpy())
    return np.concatenate(labels), np.concatenate(stances)


def _export_encoder(network: StanceNetwork, path: Path) -> None:
    example = torch.ones(2, 16, dtype=torch.int64)
    torch.onnx.export(
        network.encoder,
        (example, example, torch.zeros_like(example)),
        str(path),
        input_names=["input_ids", "attention_mask", "token_type_ids"],
        output_names=["states"],
        dynamic_axes={
            name: {0: "windows", 1: "length"}
            for name in ("input_ids", "attention_mask", "token_type_ids", "states")
        },
        opset_version=OPSET,
        dynamo=False,
    )


def _export_heads(heads: Heads, width: int, path: Path) -> None:
    n_tokens, n_actors, n_mentions = 12, 2, 3
    mentions = torch.tensor([0, 2]).expand(1, n_actors, n_mentions, 2).contiguous()
    axes = {
        "tokens": {1: "tokens"},
        "token_mask": {1: "tokens"},
        "mentions": {1: "actors", 2: "mentions"},
        "mention_mask": {1: "actors", 2: "mentions"},
        "mention_roles": {1: "actors", 2: "mentions"},
        "distances": {1: "actors", 2: "tokens"},
        "stance": {1: "actors"},
        "basis": {1: "actors"},
        "evidence": {1: "actors", 2: "tokens"},
        "mention_weights": {1: "actors", 2: "mentions"},
    }
    torch.onnx.export(
        heads,
        (
            torch.randn(1, n_tokens, width),
            torch.ones(1, n_tokens, dtype=torch.bool),
            mentions,
            torch.ones(1, n_actors, n_mentions, dtype=torch.bool),
            torch.zeros(1, n_actors, n_mentions, dtype=torch.int64),
            torch.zeros(1, n_actors, n_tokens, dtype=torch.int64),
        ),
        str(path),
        input_names=list(axes)[:6],
        output_names=list(axes)[6:],
        dynamic_axes=axes,
        opset_version=OPSET,
        dynamo=False,
    )
    onnx.checker.check_model(str(path))


def _quantise(source: Path, target: Path, plan: str) -> None:
    """Write the graph with 8-bit weights as far as a plan goes."""
    if plan == "none":
        shutil.copyfile(source, target)
        return
    small = source.with_suffix(".embeddings.onnx")
    model = onnx.load(str(source))
    quantise_embeddings(model.graph)
    onnx.save(model, str(small))
    if plan == "int8-embeddings":
        shutil.copyfile(small, target)
        return
    cleaned = source.with_suffix(".cleaned.onnx")
    quant_pre_process(str(small), str(cleaned), skip_symbolic_shape=True)
    # One scale for each output channel; activations are scaled as they come.
    quantize_dynamic(
        str(cleaned),
        str(target),
        op_types_to_quantize=["MatMul"],
        per_channel=True,
        weight_type=QuantType.QInt8,
    )


def quantise_embeddings(graph: onnx.GraphProto) -> None:
    """Store every large embedding table in 8 bits with one scale for each row, in place.

    ONNX Runtime's own quantiser has one scale for a whole table, which rare, long rows spoil.
    """
    tables = {table.name: table for table in graph.initializer if table.dims[:1] > [MIN_TABLE_ROWS]}
    for node in list(graph.node):
        if node.op_type != "Gather" or node.input[0] not in tables:
            continue
        table = tables[node.input[0]]
        values = numpy_helper.to_array(table)  # (V, D)
        scales = np.maximum(np.abs(values).max(1, keepdims=True), 1e-9) / 127  # (V, 1)
        rows = np.round(values / scales).astype(np.int8)
        name, indices, output = table.name, node.input[1], node.output[0]
        graph.initializer.remove(table)
        graph.initializer.extend(
            [
                numpy_helper.from_array(rows, f"{name}.rows"),
                numpy_helper.from_array(scales.astype(np.float32), f"{name}.scales"),
            ]
        )
        steps = [
            helper.make_node("Gather", [f"{name}.rows", indices], [f"{output}.row"]),
            helper.make_node("Cast", [f"{output}.row"], [f"{output}.float"], to=TensorProto.FLOAT),
            helper.make_node("Gather", [f"{name}.scales", indices], [f"{output}.scale"]),
            helper.make_node("Mul", [f"{output}.float", f"{output}.scale"], [output]),
        ]
        at = list(graph.node).index(node)
        graph.node.remove(node)
        for offset, step in enumerate(steps):
            graph.node.insert(at + offset, step)
