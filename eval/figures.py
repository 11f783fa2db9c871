"""The figures that README, model card, changelog and datasheet quote, from what was measured.

`python -m eval.figures` writes them between their marks; a test fails when they are stale.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from eval.benchmark_scoring import measured_scoring, scaling_figures
from eval.datasheet import agreement_figures, artefact_figures, corpus_figures, group_figures
from eval.evaluate import classify_given
from eval.pages.cost_rows import beside_others
from eval.pages.rows import difference, figure, interval
from eval.pages.wording import NO_REAL_TEXT
from eval.public import REPORT as PUBLIC
from eval.public_sets import PUBLIC_SETS, UNSEEN
from eval.report import HELD_OUT, REPORTS
from eval.sets import GOLD_DEV
from model.classifier import StanceClassifier
from model.corpus import CORPUS, read_corpus
from model.example import read_examples
from model.manifest import ENCODER, RELEASE, open_release

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
CHANGELOG = ROOT / "CHANGELOG.md"
DOSSIER = ROOT / "seeds" / "un-ukraine-2022" / "labels.jsonl"
MODEL_CARD = RELEASE / "MODEL_CARD.md"
SCALING = ROOT / "serve" / "SCALING.md"
DATASHEET = CORPUS / "DATASHEET.md"
EXPERIMENTS = ROOT / "training" / "EXPERIMENTS.md"
CARD_USE = "## Use\n"
EXAMPLE = (
    "France tabled the draft resolution demanding a ceasefire. Bolivia said it would vote "
    "against the draft. Kenya has not decided."
)


def readme_figures(
    metrics: dict[str, Any], held_out: dict[str, Any] | None, benchmark: dict[str, Any] | None
) -> str:
    """Markdown: stance and reading figures by set, domains held out, and what the service costs."""
    lines = [
        f"Release `{metrics['release']}`; brackets are bootstrap 95 % intervals over texts, those "
        "of a contrast group as one (`whipcount evaluate`).",
        "",
        "| figure | " + " | ".join(metrics["sets"]) + " |",
        "|---|" + "---|" * len(metrics["sets"]),
    ]
    sets = metrics["sets"].values()

    def row(name: str, cells: list[str]) -> None:
        lines.append(f"| {name} | " + " | ".join(cells) + " |")

    row("texts / actors", [f"{s['n_texts']} / {s['n_actors']}" for s in sets])
    row(
        "**stance macro-F1, actors given**",
        [interval(s["given"]["stance_macro_f1"]) for s in sets],
    )
    row("stance macro-F1, actors by name alone", [interval(s["named"]) for s in sets])
    row("stance macro-F1, actors found (end to end)", [interval(s["found"]) for s in sets])
    row("stance macro-F1, from the text alone", [interval(s["unaided"]) for s in sets])
    for name in dict.fromkeys(name for s in sets for name in s["baselines"]):
        scores = [s["baselines"].get(name, {}) for s in sets]
        row(f"baseline: {name}", [interval(score.get("macro_f1")) for score in scores])
        row("... the release has more by", [interval(score.get("gain")) for score in scores])
    row("first evidence overlaps gold", [interval(s["given"]["evidence_hits"]) for s in sets])
    for field, name in (
        ("basis_accuracy", "basis accuracy"),
        ("ece", "expected calibration error, 15 bins"),
        ("error_at_70", "error among the 70 % most confident"),
        ("set_coverage", "prediction set holds the truth (asked: 0.90)"),
    ):
        row(name, [interval(s["given"][field]) for s in sets])
    for kind in ("states and organisations", "persons"):
        cells = []
        for s in sets:
            count = s["reading"]["counts"][kind]
            whole = 2 * count["hits"] + count["missed"] + count["invented"]
            cells.append(f"{2 * count['hits'] / max(1, whole):.3f}")
        row(f"{kind} found, F1", cells)
    row(
        "principals right",
        [f"{figure(s['reading']['principals'])} of {s['reading']['n_principals']}" for s in sets],
    )
    contrast = [s["contrast"] for s in sets]
    if any(contrast):
        row(
            "contrast groups with every label right",
            [f"{interval(c['all_right'])} of {c['n_groups']}" if c else "-" for c in contrast],
        )
        row(
            "... single labels of the actors whose stance is flipped",
            [interval(c["flipped_labels_right"] if c else None) for c in contrast],
        )
    for probe in dict.fromkeys(name for s in sets for name in s["probes"]):
        row(
            f"probe: {probe}, verdicts passed",
            [interval(s["probes"].get(probe, {}).get("passed")) for s in sets],
        )
    if GOLD_DEV not in metrics["sets"]:
        lines += ["", NO_REAL_TEXT]
    if held_out is not None:
        lines += [
            "",
            "Shorter runs, each trained without the domain that it is measured on, have "
            f"{interval(held_out['mean'])} in the mean of {len(held_out['by_domain'])} domains "
            "(`make held-out`).",
        ]
    if benchmark is None:
        lines += ["", "Its cost has not been measured yet (`make benchmark`)."]
        return "\n".join(lines)
    memory = benchmark["resident_mb"]
    lines += [
        "",
        "A 600-word article with ten actors on 2 cores: "
        f"/predict p50 {benchmark['p50_ms']:.0f} ms, "
        f"{benchmark['ratio_actors']:.2f} times the cost of one actor; ready after "
        f"{benchmark['ready_s']:.1f} s; resident {memory['front']:.0f} MB (front) and "
        f"{memory['encoder']:.0f} MB (encoder), {sum(memory.values()):.0f} MB with the supervisor "
        "(`make benchmark`).",
    ]
    if benchmark["release"] != metrics["release"]:
        lines += ["", f"What it costs was measured with `{benchmark['release']}`."]
    comparison = benchmark.get("comparison")
    if comparison is not None:
        lines += ["", f"In the same run {beside_others(comparison)}"]
    return "\n".join(lines)


def unseen_figures(public: dict[str, Any], metrics: dict[str, Any]) -> str:
    """Markdown: how often the release is right on real text that it never learned from.

    Args:
        public: what eval/reports/public/metrics.json holds.
        metrics: of the release. Rows of other weights are not its figures.
    """
    lines = [
        "Real text of public sets that it never learned from, the stronger of support and oppose "
        "taken, where a guess is right half the time (`python -m training.unseen`, then "
        "`python -m eval.public`):",
        "",
    ]
    for name, each in PUBLIC_SETS.items():
        if each.reader != UNSEEN:
            continue
        row = public.get(name)
        if row is None or row["made_with"]["weights_sha256"] != metrics["files"][ENCODER]:
            lines.append(f"- {each.title}: not measured.")
            continue
        measured = row["figure"]
        share = measured["micro_f1"]
        guess = ": no better than a guess" if share["low"] <= 1 / measured["n_classes"] else ""
        lines.append(f"- {each.title}: {interval(share)} right of {measured['n']}{guess}.")
    return "\n".join(lines)


def card_figures(metrics: dict[str, Any], public: dict[str, Any]) -> str:
    """Markdown: the model card's figures, of texts that nothing was chosen on."""
    sets = metrics["sets"]
    lines = ["| figure | " + " | ".join(sets) + " |", "|---|" + "---|" * len(sets)]

    def row(name: str, *path: str) -> None:
        cells = []
        for measured in sets.values():
            value: Any = measured
            for key in path:
                value = value[key] if value is not None else None
            cells.append(interval(value) if isinstance(value, dict) else figure(value))
        lines.append(f"| {name} | " + " | ".join(cells) + " |")

    row("stance macro-F1, actors given", "given", "stance_macro_f1")
    row("stance macro-F1, actors by name alone", "named")
    row("stance macro-F1, actors found", "found")
    row("stance macro-F1, from the text alone", "unaided")
    for stance in ("support", "oppose", "undecided"):
        row(f"F1 {stance}", "given", "stances", stance, "f1")
    row("first evidence overlaps gold", "given", "evidence_hits")
    row("expected calibration error, 15 bins", "given", "ece")
    row("prediction set holds the truth (asked: 0.90)", "given", "set_coverage")
    row("contrast groups with every label right", "contrast", "all_right")
    row(
        "... single labels of the actors whose stance is flipped",
        "contrast",
        "flipped_labels_right",
    )
    if GOLD_DEV not in sets:
        lines += ["", NO_REAL_TEXT]
    lines += ["", unseen_figures(public, metrics)]
    folder = f"eval/reports/{metrics['release']}"
    lines += [
        "",
        f"From [{folder}](../../{folder}/report.md), which has slices, baselines, probes and the "
        "worst errors.",
    ]
    return "\n".join(lines)


def with_card(card: str, metrics: dict[str, Any], public: dict[str, Any]) -> str:
    """A model card with its figures.

    Assembling a release writes its card anew, before it is measured: a card without the marks gets
    them in front of its last section.
    """
    if "<!-- figures:" not in card:
        before, heading, after = card.partition(CARD_USE)
        title = "## Measured on texts that nothing was chosen on"
        card = f"{before}{title}\n\n{mark('figures')}\n{end_mark('figures')}\n\n{heading}{after}"
    return with_block(card, "figures", card_figures(metrics, public))


def dossier_figures() -> str:
    """Markdown: what the release reads in the seed dossier, actors given, and where it errs."""
    (dossier,) = read_examples(DOSSIER)
    answer = classify_given(StanceClassifier(), dossier)
    said = {each.actor.name: each.verdict.stance.value for each in answer.actors}
    wrong = [
        f"{actor.name} ({said[actor.name]} instead of {actor.stance.value})"
        for actor in dossier.actors
        if said[actor.name] != actor.stance.value
    ]
    right = len(dossier.actors) - len(wrong)
    return (
        f"In the [seed dossier](seeds/un-ukraine-2022/README.md), about real events, {right} of "
        f"{len(dossier.actors)} stances are as labelled. Wrong: {', '.join(wrong) or 'none'}."
    )


def lever_figures(levers: dict[str, Any] | None) -> str:
    """Markdown: the base run of the levers and each with its change."""
    if levers is None:
        return "No lever has been measured yet."
    lines = [
        "| run | macro-F1, calibration | over the base | p | flipped labels right |",
        "|---|--:|--:|--:|--:|",
    ]
    for name, each in levers["runs"].items():
        gain = each["gain"]
        cells = [
            " ".join([name, *(f"`{change}`" for change in each["changes"])]),
            interval(each["stance_macro_f1"]),
            difference(gain) if gain else "-",
            figure(gain["p"] if gain else None),
            interval(each["flipped_labels_right"]),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def release_figures(metrics: dict[str, Any]) -> str:
    """Markdown: the changelog's line on the committed weights."""
    sets = "; ".join(
        f"{name} {interval(s['given']['stance_macro_f1'])}" for name, s in metrics["sets"].items()
    )
    return f"- `{metrics['release']}`: stance macro-F1 with given actors: {sets}."


def example() -> str:
    """Markdown: what the release answers to the request that README shows, one actor of it."""
    done = subprocess.run(
        [sys.executable, "-m", "whipcount", "predict", "-", "--actor", "Bolivia", "--json"],
        input=EXAMPLE.encode(),
        capture_output=True,
        check=True,
        cwd=ROOT,
    )
    answer = json.loads(done.stdout, parse_float=lambda number: round(float(number), 2))
    answer["release"]["created"] = "..."
    lines = [f' "{field}": {json.dumps(value)}' for field, value in answer.items()]
    (actor,) = answer["actors"]
    fields = [f'    "{field}": {json.dumps(value)}' for field, value in actor.items()]
    lines[list(answer).index("actors")] = ' "actors": [\n   {\n' + ",\n".join(fields) + "}]"
    return "```json\n{\n" + ",\n".join(lines) + "\n}\n```"


def mark(name: str) -> str:
    """What stands in front of a block."""
    return f"<!-- {name}: python -m eval.figures -->"


def end_mark(name: str) -> str:
    """What stands behind it."""
    return f"<!-- end of {name} -->"


def with_block(text: str, name: str, block: str) -> str:
    """A document with a block between the marks of that name.

    Raises:
        ValueError: it has no such marks.
    """
    start, end = mark(name), end_mark(name)
    before, found_start, rest = text.partition(start)
    _, found_end, after = rest.partition(end)
    if not found_start or not found_end:
        raise ValueError(f"no place for {name}: put {start} and {end} on lines of their own")
    return f"{before}{start}\n{block}\n{end}{after}"


def current() -> dict[Path, str]:
    """What each document should say now."""
    folder = REPORTS / open_release(RELEASE).name
    metrics = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))
    cost = folder / "benchmark.json"
    benchmark = json.loads(cost.read_text(encoding="utf-8")) if cost.is_file() else None
    readme = README.read_text(encoding="utf-8")
    apart = folder / HELD_OUT
    held_out = json.loads(apart.read_text(encoding="utf-8")) if apart.is_file() else None
    readme = with_block(readme, "figures", readme_figures(metrics, held_out, benchmark))
    readme = with_block(readme, "dossier", dossier_figures())
    public = json.loads(PUBLIC.read_text(encoding="utf-8"))
    readme = with_block(readme, "unseen", unseen_figures(public, metrics))
    readme = with_block(readme, "example", example())
    datasheet = DATASHEET.read_text(encoding="utf-8")
    changelog = CHANGELOG.read_text(encoding="utf-8")
    corpus = list(read_corpus())
    datasheet = with_block(datasheet, "figures", corpus_figures(corpus))
    datasheet = with_block(datasheet, "groups", group_figures(corpus))
    artefacts = json.loads((REPORTS / "corpus" / "artefacts.json").read_text(encoding="utf-8"))
    datasheet = with_block(datasheet, "artefacts", artefact_figures(artefacts))
    experiments = EXPERIMENTS.read_text(encoding="utf-8")
    pulled = REPORTS / "levers" / "levers.json"
    levers = json.loads(pulled.read_text(encoding="utf-8")) if pulled.is_file() else None
    agreement = json.loads((REPORTS / "corpus" / "agreement.json").read_text(encoding="utf-8"))
    datasheet = with_block(datasheet, "agreement", agreement_figures(agreement))
    return {
        README: readme,
        MODEL_CARD: with_card(MODEL_CARD.read_text(encoding="utf-8"), metrics, public),
        CHANGELOG: with_block(changelog, "release", release_figures(metrics)),
        DATASHEET: datasheet,
        EXPERIMENTS: with_block(experiments, "levers", lever_figures(levers)),
        SCALING: with_block(
            SCALING.read_text(encoding="utf-8"),
            "scoring",
            scaling_figures(measured_scoring()),
        ),
    }


if __name__ == "__main__":
    for document, content in current().items():
        document.write_text(content, encoding="utf-8")
