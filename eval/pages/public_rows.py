"""Figures on public sets to rows of the report's table: ours beside those of others."""

from collections.abc import Mapping

from eval.pages.rows import Figures, Row, interval
from eval.public_sets import Metric, PublicSet, Quoted

OURS: dict[Metric, str] = {"macro-F1": "macro_f1", "micro-F1": "micro_f1"}
NO_FIGURE = "-"
N_DIGITS = 8  # of a hash, enough to tell weights apart


def public_rows(sets: Mapping[str, PublicSet], measured: Figures | None) -> list[Row]:
    """Two rows for each set, one for each metric.

    Args:
        sets: by name.
        measured: what eval/reports/public/metrics.json holds; None where there is no such file.

    Returns:
        Cells: set, weights, n, what is resampled, metric, ours, theirs, source, comparable.
    """
    return [
        [each.title, *_read(each, (measured or {}).get(name), metric), *_theirs(each, metric)]
        for name, each in sets.items()
        for metric in OURS
    ]


def public_urls(each: PublicSet) -> list[str]:
    """Where the figures of others stand, each address once."""
    return list(dict.fromkeys(quoted.url for quoted in each.published))


def _read(each: PublicSet, own: Figures | None, metric: Metric) -> Row:
    """By which weights, n, what is resampled, metric, ours."""
    if own is None:
        return [each.reader, NO_FIGURE, each.resampled, metric, "not measured"]
    figure, made_with = own["figure"], own["made_with"]
    return [
        f"{made_with['recipe']} {made_with['weights_sha256'][:N_DIGITS]}",
        str(figure["n"]),
        f"{figure['n_sources']} {each.resampled}",
        metric,
        interval(figure[OURS[metric]]),
    ]


def _theirs(each: PublicSet, metric: Metric) -> Row:
    """Figures of others with their models, where they stand, whether ours compare."""
    quoted = [figure for figure in each.published if figure.metric == metric]
    if not quoted:
        return [NO_FIGURE, NO_FIGURE, NO_FIGURE]
    sources = dict.fromkeys(figure.source for figure in quoted)
    return ["; ".join(map(_figure, quoted)), "; ".join(sources), each.comparable]


def _figure(quoted: Quoted) -> str:
    return f"{quoted.value:.3f} ({quoted.model})"


PUBLIC_FILTERS = {"public_rows": public_rows, "public_urls": public_urls}
