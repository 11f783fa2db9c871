"""The figures that the corpus's datasheet quotes, as Markdown; `eval.figures` writes them there."""

import collections
from typing import Any

import numpy as np

from eval.pages.rows import interval
from model.corpus import SIDES, read_side
from model.example import Example

LONG = 500  # words


def corpus_figures(examples: list[Example]) -> str:
    """Markdown: texts, words, actors and labels of the corpus by domain."""
    by_domain = collections.defaultdict(list)
    for example in examples:
        by_domain[example.domain].append(example)
    lines = [
        "| domain | texts | words | actors | support | oppose | undecided "
        "| stated | inferred | none |",
        "|---|" + "--:|" * 9,
    ]
    for domain, group in [*sorted(by_domain.items()), ("all", examples)]:
        actors = [actor for example in group for actor in example.actors]
        stances = collections.Counter(actor.stance.value for actor in actors)
        bases = collections.Counter(actor.basis.value for actor in actors)
        words = sum(len(example.text.split()) for example in group)
        cells = [len(group), words, len(actors)]
        cells += [stances[name] for name in ("support", "oppose", "undecided")]
        cells += [bases[name] for name in ("stated", "inferred", "none")]
        lines.append(f"| {domain} | " + " | ".join(map(str, cells)) + " |")
    sides = ", ".join(f"{len(read_side(side))} {side}" for side in SIDES)
    hard = sum(bool(example.hard) for example in examples)
    lengths = np.array([len(example.text.split()) for example in examples])
    lines += [
        "",
        f"Split: {sides}. {hard} texts are marked with a hard case of the guidelines. The texts "
        f"have {lengths.min()} to {lengths.max()} words, half of them "
        f"{np.quantile(lengths, 0.25):.0f} to {np.quantile(lengths, 0.75):.0f}, and "
        f"{np.sum(lengths >= LONG)} of them {LONG} or more.",
    ]
    return "\n".join(lines)


def group_figures(examples: list[Example]) -> str:
    """Markdown: contrast groups by how many of their actors' stances are flipped; hard cases."""
    groups = collections.defaultdict(list)
    for example in examples:
        if example.group:
            groups[example.group].append(example)
    whole = {name: members for name, members in groups.items() if len(members) > 1}
    flipped = collections.Counter(n_flipped(members) for members in whole.values())
    cases = collections.Counter(
        case for members in whole.values() for case in {c for e in members for c in e.hard}
    )
    counts = sorted(flipped)
    alone = sorted(groups.keys() - whole.keys())
    lines = [
        "| actors whose stance differs in the group | " + " | ".join(map(str, counts)) + " |",
        "|---|" + "--:|" * len(counts),
        "| groups | " + " | ".join(str(flipped[n]) for n in counts) + " |",
        "",
        f"{len(whole)} groups, {sum(map(len, whole.values()))} texts. Groups with each hard case: "
        + ", ".join(f"{case}: {cases[case]}" for case in sorted(cases))
        + "."
        + (f" Of one text alone, and so no contrast: {', '.join(alone)}." if alone else ""),
    ]
    return "\n".join(lines)


def n_flipped(members: list[Example]) -> int:
    """How many actors have different stances in near-identical texts."""
    stances = collections.defaultdict(set)
    for example in members:
        for actor in example.actors:
            stances[actor.name].add(actor.stance)
    return sum(len(each) > 1 for each in stances.values())


def artefact_figures(artefacts: dict[str, Any]) -> str:
    """Markdown: what partial views of the corpus get, and give-away words."""
    n_texts, n_actors = artefacts["n_texts"], artefacts["n_actors"]
    title = f"a classifier that sees only (of {n_texts} texts, {n_actors} actors)"
    lines = [f"| {title} | stance macro-F1 |", "|---|--:|"]
    for name, value in {"nothing (chance)": artefacts["chance"], **artefacts["views"]}.items():
        lines.append(f"| {name} | {interval(value)} |")
    giveaways = artefacts["giveaways"]
    lines += [
        "",
        f"Give-away words carry {giveaways['carried']:.3f} of the stances that have a basis, and "
        f"are right for {giveaways['right']:.3f} of those (`python -m eval.artefacts`).",
    ]
    return "\n".join(lines)


def agreement_figures(agreement: dict[str, Any]) -> str:
    """Markdown: how far two readers of the corpus agree, by domain."""
    lines = [
        "| domain | texts | actors | same stance | kappa | same basis | kappa |",
        "|---|" + "--:|" * 6,
    ]
    for name, each in agreement.items():
        figures = (each["stance"], each["stance_kappa"], each["basis"], each["basis_kappa"])
        cells = [str(each["n_texts"]), str(each["n_actors"]), *(f"{f:.3f}" for f in figures)]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)
