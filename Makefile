# make course   the book, the assignments, and a sample class graded: everything, once, from nothing
# make test     the whole test suite
# make book     the book alone (_build/html/index.html)
# make release  assignments/ from solutions/, and the check that nothing secret is in them
# make clean    removes what the other targets made, not the environment

SHELL := /bin/bash
BIN := .venv/bin
export PATH := $(CURDIR)/.venv/bin:$(PATH)

SOURCES := $(wildcard solutions/*/*.ipynb)
RELEASES := $(SOURCES:solutions/%=assignments/%)
BOOK := $(shell find book convcourse _config.yml _toc.yml package-lock.json benchmarks/grading/results.md -type f -not -path '*/__pycache__/*')
GRADER := $(shell find autograder -type f \( -name '*.py' -o -name '*.json' \) -not -path '*/submitted/*')

.PHONY: course test book release clean

course: book release build/sample/grades.csv
	@$(BIN)/python -m autograder.sample table

test: build/environment-test book
	$(BIN)/ruff check . && $(BIN)/ruff format --check .
	$(BIN)/python -m pytest tests/browser  # by themselves: Playwright keeps an event loop running in its process
	$(BIN)/python -m pytest --ignore tests/browser

book: build/book
build/book: build/environment $(BOOK)
	$(BIN)/jupyter-book build -W --keep-going .
	@touch $@

release: build/environment $(RELEASES)
	$(BIN)/python -m autograder.release
assignments/%.ipynb: solutions/%.ipynb
	$(BIN)/nbgrader generate_assignment $(notdir $*) --force

build/sample/grades.csv: build/environment $(RELEASES) $(SOURCES) $(GRADER)
	$(BIN)/python -m autograder.sample grade

build/environment: requirements.lock pyproject.toml tools/environment.py
	python3 tools/environment.py bwrap
	@mkdir -p build && touch $@
build/environment-test: build/environment
	python3 tools/environment.py bwrap chromium
	@touch $@

clean:
	rm -rf _build build
