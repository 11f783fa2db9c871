# Two commands do everything: `make demo` and `make test`. The rest is what they are made of.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
# Five runs take five times as long: shorter ones than the release's.
HELD_OUT_SETTINGS := --set fit.renamed_copies=0 --set fit.distracted_share=0 \
	--set fit.silenced_share=0 --set fit.epochs=1.5
LOAD_S := 600
FUZZ_S := 600
# Where a package was taken from is the machine's matter; what it is, is the bill's.
WITHOUT_ADDRESSES := "import json, sys; bill = json.load(sys.stdin); \
	[each.pop('externalReferences', None) for each in bill['components']]; \
	bill['metadata'].pop('tools', None); \
	json.dump(bill, sys.stdout, indent=1); print()"
export BENTOML_DO_NOT_TRACK := True

.PHONY: help setup setup-train setup-scale demo serve bento audit sbom test train report benchmark \
	collection benchmark-scoring figures release held-out levers clean schemathesis fuzz load disturb

help: ## say what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 14

$(VENV)/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is needed (make PYTHON=/path/to/python)"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.serving: $(VENV)/bin/python pyproject.toml requirements/serving.txt requirements/reading.txt
	$(BIN)/pip install --quiet --requirement requirements/serving.txt
	$(BIN)/pip install --quiet --no-deps --require-hashes --requirement requirements/reading.txt
	$(BIN)/pip install --quiet --no-deps --editable .
	@touch $@

$(VENV)/.training: $(VENV)/.serving requirements/training.txt requirements/base.txt
	$(BIN)/pip install --quiet --requirement requirements/training.txt
	$(BIN)/pip install --quiet --no-deps --require-hashes --requirement requirements/base.txt
	@touch $@

$(VENV)/.scale: $(VENV)/.serving requirements/scale.txt
	$(BIN)/pip install --quiet --requirement requirements/scale.txt
	@touch $@

setup: $(VENV)/.serving ## environment for serving (no torch)
setup-train: $(VENV)/.training ## environment for training, evaluation and tests

setup-scale: $(VENV)/.scale ## Ray, for scoring on a cluster (240 MB)

demo: setup ## the main job: serve the release, post the seed dossier, print the answer
	@$(BIN)/python -m serve.demo

serve: setup ## the service on port 3000
	@$(BIN)/whipcount serve

bento: setup-train ## a Bento of the service and its release, into BentoML's store
	@$(BIN)/bentoml build

# Tools that nothing else needs run in environments of their own, by uvx.
audit: setup-train ## known faults of serving's packages (asks the advisories on PyPI), and bandit
	$(BIN)/uvx pip-audit==2.10.1 --strict --disable-pip --no-deps --requirement requirements/serving.txt
	$(BIN)/uvx bandit==1.9.4 --quiet --recursive --configfile pyproject.toml model training eval serve whipcount.py

sbom: setup-train ## software bill of materials of what serves (CycloneDX), requirements/sbom.cdx.json
	cat requirements/serving.txt requirements/reading.txt | $(BIN)/uvx --from cyclonedx-bom==7.5.0 \
		cyclonedx-py requirements --pyproject pyproject.toml --output-reproducible - \
		| $(BIN)/python -c $(WITHOUT_ADDRESSES) > requirements/sbom.cdx.json

test: setup-train ## everything CI checks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest

schemathesis: setup-train ## thousands of requests against the OpenAPI document
	$(BIN)/pytest -m slow --timeout=0 tests/serve/test_openapi.py

fuzz: setup-train ## any text through the reader and the network for FUZZ_S seconds
	FUZZ_S=$(FUZZ_S) $(BIN)/pytest -m slow --timeout=0 -s tests/model/test_any_text.py

load: setup-train ## the service at saturation for LOAD_S seconds: answers, latency, memory
	$(BIN)/python -m tests.load.saturate --seconds $(LOAD_S)

disturb: setup-train ## kill and end processes under load: no accepted request is lost
	$(BIN)/python -m tests.load.disturb

train: setup-train ## the seed recipe, into work/seed/release
	$(BIN)/whipcount train --recipe seed

# The baseline of the same size is fitted once for each corpus: 35 minutes.
work/cross-encoder/seed/facts.json: $(wildcard seeds/corpus/*.jsonl) | setup-train
	$(BIN)/python -m training.cross_encoder

report: setup-train work/cross-encoder/seed/facts.json ## measure the committed release; its report, and what README quotes of it
	$(BIN)/whipcount evaluate
	$(BIN)/python -m eval.figures

benchmark: setup-train ## what the service costs, beside a pipeline (minutes; a quiet machine)
	$(BIN)/python -m eval.benchmark
	$(BIN)/python -m eval.figures

collection: setup-train ## 20 000 real texts of the public sources, to measure scoring on
	$(BIN)/python -m training.collection work/collection.parquet

benchmark-scoring: setup-train setup-scale ## documents/s and memory of scoring (40 minutes)
	$(BIN)/python -m eval.benchmark_scoring work/collection.parquet
	$(BIN)/python -m eval.figures

figures: setup-train ## the figures that documents quote, from what was last measured
	$(BIN)/python -m eval.figures

release: setup-train ## train the release recipe (hours; goes on after a kill), replacing model/release
	$(BIN)/whipcount train --recipe release --release model/release
	$(MAKE) report

held-out: setup-train ## leave one domain out, for each in turn (hours; goes on after a kill)
	for domain in $$($(BIN)/python -m eval.held_out --domains); do \
		$(BIN)/whipcount train --recipe release --run without-$$domain \
			--set held_out_domain=$$domain $(HELD_OUT_SETTINGS) || exit 1; done
	$(BIN)/python -m eval.held_out
	$(BIN)/python -m eval.report
	$(BIN)/python -m eval.figures

levers: setup-train ## each lever of training alone, on the calibration split (hours; goes on after a kill)
	$(BIN)/python -m training.levers
	$(BIN)/python -m eval.levers
	$(BIN)/python -m eval.figures

clean: ## everything that can be made again
	rm -rf $(VENV) work build *.egg-info .pytest_cache .mypy_cache .ruff_cache
