# Two commands do everything: `make demo` and `make test`. The rest is what they are made of.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
# Five runs take five times as long: shorter ones than the release's.
HELD_OUT_SETTINGS := --set fit.renamed_copies=1 --set fit.epochs=2
export BENTOML_DO_NOT_TRACK := True

.PHONY: help setup setup-train setup-scale demo serve test train report benchmark collection benchmark-scoring figures release held-out clean

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

test: setup-train setup-scale ## everything CI checks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest

train: setup-train ## the seed recipe, into work/seed/release
	$(BIN)/whipcount train --recipe seed

report: setup-train ## measure the committed release; its report, and what README quotes of it
	$(BIN)/whipcount evaluate
	$(BIN)/python -m eval.figures

benchmark: setup ## latency, memory and start-up of the service
	$(BIN)/python -m eval.benchmark

collection: setup-train ## 20 000 real texts of the public sources, to measure scoring on
	$(BIN)/python -m training.collection work/collection.parquet

benchmark-scoring: setup-train setup-scale ## documents/s and memory of scoring (hours)
	$(BIN)/python -m eval.benchmark_scoring work/collection.parquet

figures: ## the figures of README and datasheet, from what was last measured
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

clean: ## everything that can be made again
	rm -rf $(VENV) work build *.egg-info .pytest_cache .mypy_cache .ruff_cache
