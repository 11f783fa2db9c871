"""Documents are read alike from every format, and a bad line never ends a file."""

import gzip
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from serve.scoring.documents import Columns, Document, read_documents
from serve.scoring.files import ScoringError, find_files
from serve.scoring.parts import cut

NAMES = Columns()
ROWS = [
    {"id": "1", "text": "One, two.", "body": "Council", "actors": ["Kenya", "Peru"]},
    {"id": "2", "text": 'Said "no"\nand left.', "body": None, "actors": None},
    {"id": "3", "text": "Three.", "body": "Council", "actors": ["Chad"]},
]


def write(path: Path, rows: list[dict[str, object]]) -> Path:
    name = path.name.removesuffix(".gz")
    if name.endswith(".parquet"):
        pq.write_table(pa.Table.from_pylist(rows), path, row_group_size=2)
        return path
    if name.endswith(".csv"):
        cells = [
            '"{text}",{body},{actors},{id}'.format(
                id=row["id"],
                text=str(row["text"]).replace('"', '""'),
                body=row["body"] or "",
                actors="; ".join(row["actors"] or []),  # type: ignore[arg-type]
            )
            for row in rows
        ]
        content = "\n".join(["text,body,actors,id", *cells])
    else:
        content = "\n".join(json.dumps(row) for row in rows)
    encoded = content.encode()
    path.write_bytes(gzip.compress(encoded) if path.suffix == ".gz" else encoded)
    return path


def read(path: Path, columns: Columns = NAMES, start: int = 0) -> list[Document]:
    (file,) = find_files(str(path))
    return list(read_documents(file, columns, start))


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.parquet", "a.jsonl.gz", "a.csv.gz"])
def test_every_format_gives_the_same_documents(tmp_path: Path, name: str) -> None:
    documents = read(write(tmp_path / name, ROWS))
    assert [each.id for each in documents] == ["1", "2", "3"]
    assert [each.row for each in documents] == [0, 1, 2]
    expected = [
        {field: value for field, value in row.items() if value is not None and field != "id"}
        for row in ROWS
    ]
    assert [each.request for each in documents] == expected


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.parquet"])
def test_reading_can_begin_at_any_row(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / name, ROWS)
    whole = read(path)
    for start in range(4):
        assert [each.row for each in read(path, start=start)] == [0, 1, 2][start:]
        assert [each.request for each in read(path, start=start)] == [
            each.request for each in whole[start:]
        ]


def test_columns_can_have_any_name(tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [{"story": "Kenya agrees.", "key": 7, "motion": "the draft"}]
    path = write(tmp_path / "a.parquet", rows)
    (document,) = read(path, Columns(text="story", id="key", resolution="motion"))
    assert document.id == "7"
    assert document.request == {"text": "Kenya agrees.", "resolution": "the draft"}


def test_a_column_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    path = write(tmp_path / "a.parquet", [{"story": "Kenya agrees."}])
    with pytest.raises(ScoringError, match=r"'text'.*--text.*story"):
        read(path)


def test_a_csv_record_with_too_many_cells_is_a_fault_of_that_record(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("text,id\none,1\ntwo,2,3\nfour,4\n")
    documents = read(path)
    assert [each.fault is not None for each in documents] == [False, True, False]


def test_a_document_without_an_id_is_named_by_file_and_row(tmp_path: Path) -> None:
    path = write(tmp_path / "a.parquet", [{"text": "Kenya agrees."}])
    assert read(path)[0].id == "a.parquet:0"


def test_a_file_is_cut_alike_whatever_is_done(tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [{"text": f"Number {i}."} for i in range(7)]
    (file,) = find_files(str(write(tmp_path / "a.jsonl", rows)))
    whole = list(cut(file, 0, Columns(), 2))
    records = [part.record for part in whole]
    assert [record.n_documents for record in records] == [2, 2, 2, 1]
    assert [record.last for record in records] == [False, False, False, True]
    assert sum(record.n_bytes for record in records) == file.n_bytes
    for done in ([0], [0, 1], [1, 3], [0, 2], [0, 1, 2, 3]):
        rest = list(cut(file, 0, Columns(), 2, [records[i] for i in done]))
        missing = [i for i in range(4) if i not in done]
        assert [part.record.number for part in rest] == missing
        assert [part.documents for part in rest] == [whole[i].documents for i in missing]


def test_an_output_inside_the_input_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", ROWS)
    with pytest.raises(ScoringError, match="inside the input"):
        find_files(str(tmp_path), (str(tmp_path / "out.parquet"),))


@pytest.mark.parametrize("name", ["nowhere.jsonl", "a.txt", "*.csv"])
def test_an_input_that_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.txt").write_text("x")
    with pytest.raises(ScoringError, match=name.replace("*", r"\*")):
        find_files(str(tmp_path / name))


@pytest.mark.parametrize("name", ["a.parquet", "a.jsonl.gz"])
def test_a_file_that_is_damaged_as_a_whole_is_named(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / name, ROWS)
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(ScoringError, match=f"{name} cannot be read"):
        read(path)
