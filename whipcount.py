"""The command line: predict, score, train, evaluate, serve. Each verb loads only what it needs."""

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.console import Console

from model.manifest import RELEASE

if TYPE_CHECKING:
    from serve.settings import ServiceSettings

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Who is for a pending resolution, who against it, who undecided, and how we know.",
)
_out = Console()
_err = Console(stderr=True)

ReleaseOption = Annotated[
    Path, typer.Option("--release", help="Directory of the weights; the committed ones by default.")
]


def _fail(message: str) -> NoReturn:
    _err.print(f"[bold red]error:[/] {message}", highlight=False)
    raise typer.Exit(2)


@app.command()
def predict(
    source: Annotated[
        str, typer.Argument(metavar="FILE|-", help="A UTF-8 text file, or - for standard input.")
    ],
    resolution: Annotated[
        str | None, typer.Option(help="What is being decided; found in the text when left out.")
    ] = None,
    body: Annotated[
        str | None, typer.Option(help="Who decides it, to keep it out of the actors.")
    ] = None,
    actor: Annotated[
        list[str] | None,
        typer.Option(help="Judge this actor alone; may be given several times."),
    ] = None,
    coverage: Annotated[
        float, typer.Option(min=0.5, max=0.99, help="Of the prediction set.")
    ] = 0.9,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print what POST /predict would answer.")
    ] = False,
    release: ReleaseOption = RELEASE,
) -> None:
    """Print each actor's stance in a text, and the words it rests on."""
    _settings()  # the limits of a request are among them
    from pydantic import ValidationError

    from model.classifier import StanceClassifier
    from model.manifest import ReleaseError
    from serve.answers import asked_of, to_prediction
    from serve.errors import first_fault
    from serve.schemas import PredictRequest
    from serve.table import prediction_table, wide_console

    text = _read(source)
    try:
        request = PredictRequest.model_validate(
            {
                "text": text,
                "resolution": resolution,
                "body": body,
                "actors": actor or None,
                "coverage": coverage,
            }
        )
        classifier = StanceClassifier(release)
    except ValidationError as error:
        _fail(first_fault(error.errors(include_input=False)).message)
    except ReleaseError as error:
        _fail(str(error))
    answer = classifier.classify(
        request.text, request.resolution, asked_of(request), request.body, request.coverage
    )
    prediction = to_prediction(request.text, answer, classifier.manifest)
    if as_json:
        print(prediction.model_dump_json(indent=2))
    else:
        wide_console().print(prediction_table(prediction))
        for warning in prediction.warnings:
            _err.print(f"[yellow]note:[/] {warning}")


@app.command()
def score(
    source: Annotated[
        str,
        typer.Argument(
            metavar="INPUT",
            help="JSON Lines, CSV or Parquet: a file, folder, quoted glob, or fsspec URL.",
        ),
    ],
    output: Annotated[
        str,
        typer.Argument(help="A row for each document and actor; ends in .parquet or .jsonl."),
    ],
    text: Annotated[str, typer.Option(help="Column of the texts.")] = "text",
    id_column: Annotated[
        str | None, typer.Option("--id", help="Column of the ids; file and row without it.")
    ] = None,
    resolution: Annotated[
        str | None, typer.Option(help="Column that says what is being decided.")
    ] = None,
    body: Annotated[str | None, typer.Option(help="Column that says who decides it.")] = None,
    actors: Annotated[
        str | None,
        typer.Option(help="Column of the actors to judge: a list, or names with ; between."),
    ] = None,
    coverage: Annotated[
        float, typer.Option(min=0.5, max=0.99, help="Of the prediction sets.")
    ] = 0.9,
    engine: Annotated[
        str, typer.Option(help="local: processes of this machine; ray: Ray Data.")
    ] = "local",
    workers: Annotated[
        int | None,
        typer.Option(min=1, help="Processes or actors, one CPU each; as many as CPUs by default."),
    ] = None,
    address: Annotated[
        str | None, typer.Option(help="Of a Ray cluster; without it Ray starts on this machine.")
    ] = None,
    part: Annotated[
        int, typer.Option(min=1, help="Documents that are scored and written at once.")
    ] = 200,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Start over; replaces the output of an earlier run.")
    ] = False,
    release: ReleaseOption = RELEASE,
) -> None:
    """Score a collection; run the same command again to go on where it was stopped.

    Columns named id, text, resolution, body and actors are found by themselves. Documents that
    cannot be scored are listed, with the reason, in errors.parquet (or errors.jsonl) beside OUTPUT.

    Exit status: 0, all scored; 3, some failed and are listed; 2, it cannot be done as asked;
    1, a worker was killed.
    """
    _settings()  # the limits of texts are the service's
    from model.manifest import ReleaseError
    from serve.scoring.documents import Columns
    from serve.scoring.engines import WorkerLost, local_engine, ray_engine
    from serve.scoring.files import ScoringError
    from serve.scoring.run import score as score_collection
    from serve.scoring.settings import make_job

    n_workers = workers or os.cpu_count() or 1
    try:
        columns = Columns(text, id_column, resolution, body, actors)
        job = make_job(source, output, columns, coverage, part, release)
        if engine not in ("local", "ray"):
            _fail(f"--engine: no engine {engine!r}; there are: local, ray")
        if address is not None and engine != "ray":
            _fail("--address is for --engine ray")
        chosen = local_engine(n_workers) if engine == "local" else ray_engine(n_workers, address)
        outcome = score_collection(job, chosen, _err, fresh)
    except (ScoringError, ReleaseError) as error:
        _fail(str(error))
    except WorkerLost as error:
        _err.print(f"[bold red]stopped:[/] {error}", highlight=False)
        raise typer.Exit(1) from None
    _err.print(
        f"{outcome.n_documents} documents, {outcome.n_done_before} of them scored before; "
        f"written to {output}",
        highlight=False,
    )
    if outcome.n_failed:
        _err.print(f"{outcome.n_failed} could not be scored; see {job.errors}", highlight=False)
        raise typer.Exit(3)


@app.command()
def train(
    recipe: Annotated[str, typer.Option(help="A recipe of params.yaml.")] = "seed",
    release: Annotated[
        Path | None,
        typer.Option(help="Where to write the release; work/RECIPE/release by default."),
    ] = None,
    run: Annotated[
        str | None, typer.Option(help="Folder below work/; the recipe's name by default.")
    ] = None,
    change: Annotated[
        list[str] | None,
        typer.Option("--set", help="Change a setting of params.yaml, as fit.epochs=2; repeatable."),
    ] = None,
    fresh: Annotated[
        bool,
        typer.Option(
            "--fresh",
            help="Start over instead of going on where a run stopped; pre-training, which runs "
            "share, is kept.",
        ),
    ] = False,
) -> None:
    """Prepare, pre-train, fit, export, calibrate, assemble; goes on after an interruption."""
    try:
        from training.folders import Folders
        from training.pipeline import run_all
        from training.settings import SettingsError, load_settings
    except ModuleNotFoundError as error:
        _fail(f"training needs {error.name}, which is not installed; run 'make setup-train'")
    from model.encoder_base import BaseModelError
    from model.example import CorpusError
    from training.sources.files import SourceError

    try:
        settings = load_settings(changes=change or ())
        settings.recipe(recipe)  # must be there before anything is removed
        folders = Folders.of(run or recipe, release)
        if fresh:
            folders.clear()
        run_all(settings, recipe, folders, _err)
    except (SettingsError, CorpusError, BaseModelError, SourceError) as error:
        _fail(str(error))
    _err.print(f"release written to {os.path.relpath(folders.release)}")


@app.command()
def evaluate(
    release: ReleaseOption = RELEASE,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Where metrics.json goes; eval/reports/NAME by default for the committed release "
            "on test, work/evaluation for all else."
        ),
    ] = None,
    side: Annotated[
        str | None,
        typer.Option(
            help="Side of the corpus: test (the default) to report, calibration to choose."
        ),
    ] = None,
    domain: Annotated[
        str | None,
        typer.Option(help="Measure on this domain whole; the release must be trained without it."),
    ] = None,
    chat_url: Annotated[
        str | None,
        typer.Option(help="Also ask a chat model at this OpenAI-compatible address, as .../v1."),
    ] = None,
    chat_model: Annotated[
        str | None, typer.Option(help="Its name there; the key is in WHIPCOUNT_CHAT_KEY.")
    ] = None,
) -> None:
    """Measure a release on the corpus's test side and, where it is, on real labelled text."""
    from pydantic import ValidationError

    try:
        from eval.evaluate import run
        from eval.rivals.chat import ChatSettings
    except ModuleNotFoundError as error:
        _fail(f"evaluation needs {error.name}, which is not installed; run 'make setup-train'")
    from model.corpus import SIDES
    from model.encoder_base import BaseModelError
    from model.example import CorpusError
    from model.manifest import ENCODER, ReleaseError, open_release

    given = {"url": chat_url, "model": chat_model}
    try:
        chat = ChatSettings.model_validate({k: v for k, v in given.items() if v is not None})
    except ValidationError as error:
        fault = error.errors(include_input=False)[0]
        _fail(f"WHIPCOUNT_CHAT_{str(fault['loc'][0]).upper()}: {fault['msg']}")
    if domain is not None and side is not None:
        _fail("--domain measures a domain whole, on whatever side; leave --side out")
    chosen = side or "test"
    if chosen not in SIDES:
        _fail(f"--side: no side {side!r}; there are: {', '.join(SIDES)}")
    try:
        manifest = open_release(release)
        root = Path(__file__).parent
        reported = chosen == "test" and domain is None and release.resolve() == RELEASE.resolve()
        # Releases of one version may differ: their weights tell them apart.
        weights = manifest.files[ENCODER][:8]
        folder = out or (
            root / "eval" / "reports" / manifest.name
            if reported
            else root / "work" / "evaluation" / f"{manifest.name}-{weights}-{domain or chosen}"
        )
        run(release, folder, _out, chosen, domain, chat)
    except (ReleaseError, CorpusError, BaseModelError) as error:
        _fail(str(error))
    _err.print(f"metrics.json written to {os.path.relpath(folder)}")


@app.command()
def compare(
    first: Annotated[Path, typer.Argument(help="A release, or a folder of eval/reports.")],
    second: Annotated[Path, typer.Argument(help="The one to set against it.")],
    side: Annotated[
        str | None,
        typer.Option(
            help="Side of the corpus: test to report, calibration to choose by; "
            "by default that of the reports, calibration for two releases."
        ),
    ] = None,
    flips: Annotated[
        int, typer.Option(min=0, help="How many mended and how many broken verdicts to list.")
    ] = 10,
    fail_if_worse: Annotated[
        bool,
        typer.Option("--fail-if-worse", help="Exit with 1 where the second's macro-F1 is lower."),
    ] = False,
    margin: Annotated[
        float, typer.Option(min=0, max=1, help="By how much it may be lower all the same.")
    ] = 0.01,
) -> None:
    """Set two releases side by side: what got better or worse, which verdicts flipped."""
    try:
        from eval.compare import compare as compare_releases
        from eval.compare import is_worse, print_comparison
    except ModuleNotFoundError as error:
        _fail(f"comparing needs {error.name}, which is not installed; run 'make setup-train'")
    from model.corpus import SIDES
    from model.example import CorpusError
    from model.manifest import ReleaseError

    if side is not None and side not in SIDES:
        _fail(f"--side: no side {side!r}; there are: {', '.join(SIDES)}")
    try:
        comparison = compare_releases(first, second, side)
    except (ReleaseError, CorpusError) as error:
        _fail(str(error))
    print_comparison(comparison, flips, Console(width=max(_out.width, 100)))
    if fail_if_worse and is_worse(comparison, margin):
        _err.print(f"[bold red]worse[/] by more than {margin}")
        raise typer.Exit(1)


@app.command()
def serve(
    host: Annotated[
        str | None, typer.Option(help="Address to listen on; WHIPCOUNT_HOST or 127.0.0.1.")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(min=1, max=65535, help="Port to listen on; WHIPCOUNT_PORT or 3000."),
    ] = None,
    release: Annotated[
        Path | None,
        typer.Option(help="Directory of the weights; WHIPCOUNT_RELEASE or the committed ones."),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Print the settings, check the release, and stop.")
    ] = False,
) -> None:
    """Serve the page, POST /predict and /predict_batch over HTTP; stop with Ctrl-C."""
    from model.manifest import ReleaseError, open_release
    from serve.settings import UnknownSettingError, refuse_unknown, shown

    try:
        refuse_unknown(os.environ)
    except UnknownSettingError as error:
        _fail(f"{error}; see 'For operators' in README")
    given = {"host": host, "port": port, "release": release and release.resolve()}
    # The processes of the service read their settings from the environment as well.
    os.environ.update({f"WHIPCOUNT_{k.upper()}": str(v) for k, v in given.items() if v})
    settings = _settings()
    # They run in another directory.
    os.environ["WHIPCOUNT_RELEASE"] = str(settings.release.resolve())
    try:
        manifest = open_release(settings.release)
    except ReleaseError as error:
        _fail(str(error))
    if not (settings.host.is_loopback or settings.api_key_sha256):
        _err.print(
            f"[yellow]warning:[/] everybody who reaches {settings.host} may ask; "
            "set WHIPCOUNT_API_KEY_SHA256, or listen on 127.0.0.1 behind a proxy",
            highlight=False,
        )
    if check:
        for name, value in shown(settings).items():
            _out.print(f"{name}={value}", highlight=False, soft_wrap=True, markup=False)
        _out.print(f"release {manifest.name}: every hash matches", highlight=False)
        return
    address = f"http://{settings.host}:{settings.port}"
    _err.print(f"serving {manifest.name} at {address} (page: /, API: /docs)")
    os.environ.setdefault("BENTOML_DO_NOT_TRACK", "True")
    arguments = ["serve", "serve.service:WhipcountService"]
    arguments += ["--host", str(settings.host), "--port", str(settings.port)]
    arguments += ["--working-dir", str(Path(__file__).parent)]
    arguments += ["--timeout-graceful-shutdown", str(settings.drain_s)]
    # A home of its own: a service that starts empties the metrics of one that shares its home.
    with tempfile.TemporaryDirectory(prefix="whipcount-") as home:
        os.environ.setdefault("BENTOML_HOME", home)
        from bentoml_cli.cli import cli

        cli(arguments, prog_name="bentoml", standalone_mode=False)


def _settings() -> "ServiceSettings":
    """The settings in force; a wrong one is explained."""
    from pydantic import ValidationError

    from serve.settings import settings

    try:
        return settings()
    except ValidationError as error:
        fault = error.errors(include_input=False)[0]
        name = "WHIPCOUNT_" + str(fault["loc"][0]).upper()
        said = fault["msg"].removeprefix("Value error, ")
        _fail(f"{name}: {said}; see 'For operators' in README")


def _read(source: str) -> str:
    """The text of a file or of standard input."""
    try:
        raw = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
        return raw.decode("utf-8")
    except OSError as error:
        _fail(f"{source}: {error.strerror}")
    except UnicodeDecodeError as error:
        _fail(f"{source} is not UTF-8 (byte {error.start}); save it as UTF-8 text")


if __name__ == "__main__":
    app()
