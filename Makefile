# pgdriftd: one Makefile for GNU make. `make help` lists the targets.
#
# What you may set:   make BUILD=dir CC=clang CFLAGS=-O0 WERROR=1 V=1 (shows the commands)
# How tests are found (no list to keep up):
#   tests/unit/test_*.c, tests/golden/test_*.c   a cmocka program each, linked with all of src/ but
#           main.c as a static archive. A line `// link: link_fake.c` in the test links that file of
#           its own directory in front of the archive: its functions then replace the real ones.
#   tests/integration/test_*.c   a cmocka program each, linked with every other .c file there; *.sh
#           beside them are run as they are.
#   tests/fuzz/fuzz_X.c   LLVMFuzzerTestOneInput(); tests/fuzz/corpus/X/ is replayed by `make check`.
#   tests/check-*.sh      a check each, exit 0 is passed, 77 is skipped.
#   tests/bench/bench_*.c, tests/bench/*.sh, tests/soak/test_*.c   linked like integration tests,
#           and with the archive; the former also with every other .c file there.

# One version, for tarballs as well. Files called version.c get it as PGDRIFTD_VERSION.
VERSION = 0.1.0

BUILD ?= build
PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
MANDIR ?= $(PREFIX)/share/man
SHAREDIR ?= $(PREFIX)/share/pgdriftd
SYSCONFDIR ?= /etc
UNITDIR ?= $(PREFIX)/lib/systemd/system
SYSUSERSDIR ?= $(PREFIX)/lib/sysusers.d
DEMO_SECONDS ?= 0
FUZZ_SECONDS ?= 30
SOAK_SECONDS ?= 600
# Tests mostly wait for servers: two for each processor keep them busy.
JOBS ?= $(shell echo $$((2 * $$(nproc))))

CFLAGS ?= -O2 -g
PKG_CONFIG ?= pkg-config
INSTALL ?= install

# Whether make was called with -s; looked at before we add flags of our own.
silent := $(findstring s,$(filter-out -%,$(firstword $(MAKEFLAGS))))

MAKEFLAGS += --no-builtin-rules
.SUFFIXES:
.SECONDARY:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := all

# One short line for each command; `make V=1` shows the commands, `make -s` says nothing.
say = $(if $(V),,@$(if $(silent),,printf '%-5s %s\n' $(1) $@ &&))

# --- flags -------------------------------------------------------------------------------------

packages := libpq libevent_core libevent_extra jansson libcrypto libssl sqlite3 libcurl
packages_found := $(shell $(PKG_CONFIG) --exists $(packages) 2>/dev/null && echo yes)
packages_cflags := $(patsubst -I%,-isystem %,$(shell $(PKG_CONFIG) --cflags $(packages) 2>/dev/null))
packages_libs := $(shell $(PKG_CONFIG) --libs $(packages) 2>/dev/null)

# $(call cc_option,FLAG): the flag, if this compiler takes it for this architecture.
cc_option = $(shell $(CC) -Werror $(1) -x c -c /dev/null -o /dev/null 2>/dev/null && echo $(1))

warnings := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wformat=2 \
	-Wvla -Wnull-dereference -Wswitch-enum -Wundef -Wcast-qual -Wwrite-strings -fno-common \
	$(if $(filter-out 0,$(WERROR)),-Werror)

# _FORTIFY_SOURCE needs optimisation, and would hide calls from the sanitizers.
optimised = $(filter -O1 -O2 -O3 -Os -Og,$(CFLAGS))
fortify = $(if $(SANITIZE),,$(if $(optimised),-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3))
hardening := -fPIE -fstack-protector-strong $(call cc_option,-fstack-clash-protection) \
	$(call cc_option,-fcf-protection)
sanitize := $(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-sanitize-recover=all -fno-omit-frame-pointer)

# -Wa,-I. lets .incbin find "src/pg/sql/x.sql" and "config/x.json" from the top.
compile_flags = -std=c17 -D_GNU_SOURCE -pthread -Iinclude -Isrc $(packages_cflags) $(warnings) $(hardening) \
	$(fortify) $(sanitize) -Wa,-I. $(CPPFLAGS) $(CFLAGS)
link_flags = $(sanitize) -pthread -pie -Wl,-z,relro,-z,now,-z,noexecstack -Wl,--as-needed $(LDFLAGS)
link_libs = $(packages_libs) $(LDLIBS)

# --- the program -------------------------------------------------------------------------------

sources := $(wildcard src/*/*.c)
archive := $(BUILD)/libpgdriftd.a
objects := $(sources:%.c=$(BUILD)/%.o)
binary := $(BUILD)/pgdriftd
# Sanitized programs abort, whatever the environment says: an exit code must never read as a verdict.
sanitizer_object := $(if $(SANITIZE),$(BUILD)/tests/sanitizer.o)

.PHONY: all
all: $(binary) ## Build the program (the default)

$(binary): $(BUILD)/src/main.o $(sanitizer_object) $(archive)
	$(call say,LINK) $(CC) $(link_flags) -o $@ $^ $(link_libs)

$(archive): $(objects)
	@rm -f $@
	$(call say,AR) $(AR) rcsD $@ $^

$(BUILD)/%.o: %.c $(BUILD)/flags | packages
	@mkdir -p $(@D)
	$(call say,CC) $(CC) $(compile_flags) $(defines) -MMD -MP -c -o $@ $<

# What .incbin embeds is not seen by -MMD.
$(filter $(BUILD)/src/pg/%,$(objects)): $(wildcard src/pg/sql/*.sql)
$(filter $(BUILD)/src/manifest/% $(BUILD)/src/daemon/% $(BUILD)/src/cli/%,$(objects)): \
	$(wildcard config/*.json config/*.ini src/manifest/*.json)

version_objects := $(filter %/version.o,$(objects))
$(version_objects): Makefile
$(version_objects): private defines = -DPGDRIFTD_VERSION='"$(VERSION)"'

# Other flags than the last time: everything is compiled again.
$(BUILD)/flags: force
	@mkdir -p $(@D)
	@printf '%s\n' '$(subst ','\'',$(CC) $(compile_flags) $(link_flags))' >$@.new
	@if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi

.PHONY: force packages
force:
packages:
	@$(if $(packages_found),:,echo "Libraries are missing ($(packages)): run 'make deps'." >&2; exit 1)

# --- tests -------------------------------------------------------------------------------------

unit_sources := $(wildcard tests/unit/test_*.c tests/golden/test_*.c)
unit_programs := $(unit_sources:%.c=$(BUILD)/%)
integration_programs := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/integration/test_*.c))
soak_programs := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/soak/test_*.c))
# Unit tests that do more where SOAK_SECONDS is set.
soak_units := $(BUILD)/tests/unit/test_out_hook_kills
bench_programs := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/bench/bench_*.c))
bench_objects := $(patsubst %.c,$(BUILD)/%.o,$(filter-out tests/bench/bench_%,$(wildcard tests/bench/*.c)))
fuzz_programs := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/fuzz/fuzz_*.c))
integration_scripts := $(wildcard tests/integration/*.sh)
checks := $(wildcard tests/check-*.sh)

harness := $(BUILD)/tests/integration/harness.a
harness_objects := $(patsubst %.c,$(BUILD)/%.o,$(filter-out tests/integration/test_%,$(wildcard tests/integration/*.c)))

# $(call fakes,path/of/test_x): the objects of its `// link:` lines.
fakes = $(patsubst %.c,$(BUILD)/$(dir $(1))%.o,$(shell sed -n 's,^// link:,,p' $(1).c))

.SECONDEXPANSION:
$(unit_programs): $(BUILD)/%: $(BUILD)/%.o $$(call fakes,$$*) $(sanitizer_object) $(archive)
	$(call say,LINK) $(CC) $(link_flags) -o $@ $^ $(link_libs) -lcmocka

$(harness): $(harness_objects)
	@mkdir -p $(@D)
	@rm -f $@
	$(call say,AR) $(AR) rcsD $@ $^

$(integration_programs): $(BUILD)/%: $(BUILD)/%.o $(sanitizer_object) $(harness) $(archive)
	$(call say,LINK) $(CC) $(link_flags) -o $@ $^ $(link_libs) -lcmocka

$(soak_programs): $(BUILD)/%: $(BUILD)/%.o $(sanitizer_object) $(harness) $(archive)
	$(call say,LINK) $(CC) $(link_flags) -o $@ $^ $(link_libs) -lcmocka

$(bench_programs): $(BUILD)/%: $(BUILD)/%.o $(bench_objects) $(sanitizer_object) $(harness) $(archive)
	$(call say,LINK) $(CC) $(link_flags) -o $@ $^ $(link_libs) -lcmocka

# Linked with libFuzzer when built for it (`make fuzz`), else with a main() that feeds the corpus.
fuzz_main := $(if $(findstring fuzzer,$(SANITIZE)),,$(BUILD)/tests/fuzz/replay.o)
$(fuzz_programs): $(BUILD)/%: $(BUILD)/%.o $(fuzz_main) $(sanitizer_object) $(archive)
	$(call say,LINK) $(CC) $(link_flags) $(if $(fuzz_main),,-fsanitize=fuzzer) -o $@ $^ $(link_libs)

run = BUILD=$(BUILD) JOBS=$(JOBS) PGDRIFTD_BIN=$(abspath $(binary)) CC='$(CC)' tests/run.sh

.PHONY: programs check check-built unit integration checks asan asan-built fuzz fuzz-run
programs: $(binary) $(unit_programs) $(fuzz_programs) $(integration_programs) $(bench_programs) ## Build the program and the tests

check: ## Install what the tests need, build, run every test
	tests/setup.sh build check
	@BUILD=$(BUILD) tests/setup.sh majors || echo "check: other majors of PostgreSQL are left out"
	+$(MAKE) --no-print-directory check-built

# What takes longest begins first, so that nothing long runs alone at the end.
long := %/test_kinds %/test_reference %/test_create_moments %/test_shortcuts %/test_apply_race %/test_round_trip
longest_first = $(filter $(long),$(1)) $(filter-out $(long),$(1))

check-built: programs
	@$(run) $(call longest_first,$(integration_scripts) $(integration_programs)) $(checks) $(unit_programs) \
		$(fuzz_programs)

unit: $(unit_programs) $(fuzz_programs) ## Run the tests that need no server, and replay the fuzz corpora
	@$(run) $(unit_programs) $(fuzz_programs)

integration: $(binary) $(integration_programs) ## Run the tests against a private PostgreSQL
	@$(run) $(call longest_first,$(integration_scripts) $(integration_programs))

checks: ## Run the checks of the tree (layers, headers, sizes, systemd units)
	@$(run) $(checks)

asan: ## Build everything with ASan and UBSan and run unit and integration tests
	+$(MAKE) --no-print-directory BUILD=$(BUILD)/asan SANITIZE=address,undefined CFLAGS='-O1 -g' asan-built

# Of the long walks each fourth step: what they walk through is the same code again and again.
asan-built: programs
	@WALK_STEP=4 $(run) $(call longest_first,$(integration_programs)) $(unit_programs) $(fuzz_programs)

fuzz: ## Fuzz each target with libFuzzer for FUZZ_SECONDS (clang)
	+$(MAKE) --no-print-directory BUILD=$(BUILD)/fuzz CC=clang SANITIZE=fuzzer-no-link,address,undefined \
		CFLAGS='-O1 -g' fuzz-run

fuzz-run: $(fuzz_programs)
	@set -e; for program in $(fuzz_programs); do \
		name=$${program##*/fuzz_}; found=$(BUILD)/corpus/$$name; seeds=tests/fuzz/corpus/$$name; \
		mkdir -p $$found; if test -d $$seeds; then :; else seeds=; fi; \
		echo "== $$name"; \
		$$program -max_total_time=$(FUZZ_SECONDS) -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
			-verbosity=1 -artifact_prefix=$(BUILD)/$$name- $$found $$seeds; \
	done

.PHONY: docs bench bench-built soak demo deps
docs: $(binary) ## Write README.md's tables anew from what the program says
	BUILD=$(BUILD) UPDATE_DOCS=1 tests/integration/docs.sh

bench: ## Measure speed and memory (installs what it measures against)
	tests/setup.sh build bench
	+$(MAKE) --no-print-directory bench-built

bench-built: $(binary) $(bench_programs)
	BUILD=$(BUILD) PGDRIFTD_BIN=$(abspath $(binary)) tests/bench.sh $(bench_programs) $(wildcard tests/bench/*.sh)

# The walks on another major take some 320 s of a processor, however short it is to be.
soak: $(binary) $(soak_programs) $(soak_units) $(integration_programs) ## Run the long tests for about SOAK_SECONDS each
	SOAK_SECONDS=$(SOAK_SECONDS) LIMIT=$$(($(SOAK_SECONDS) * 2 + 1200)) $(run) $(soak_programs) $(soak_units) \
		$(integration_programs) $(wildcard tests/integration/pg*.sh)

demo: ## Show it on a private PostgreSQL (DEMO_SECONDS=20 ends by itself)
	tests/setup.sh build demo
	+$(MAKE) --no-print-directory all
	BUILD=$(BUILD) DEMO_SECONDS=$(DEMO_SECONDS) tests/demo/demo.sh

deps: ## Install what building and testing need (Debian packages, and PostgreSQL's other majors by npm)
	tests/setup.sh build check
	BUILD=$(BUILD) tests/setup.sh majors

# --- lint --------------------------------------------------------------------------------------

c_files = $(wildcard src/*.c src/*/*.c src/*/*.h include/*/*.h tests/*.c tests/*/*.c tests/*/*.h)

.PHONY: lint format
comma := ,
lint: ## Format check, clang-tidy, cppcheck, shellcheck (those that are there)
	@FLAGS='$(filter-out -Wa$(comma)%,$(compile_flags))' tests/lint.sh

format: ## Format all C files with clang-format
	clang-format -i $(c_files)

# --- installation ------------------------------------------------------------------------------

config_dir = $(DESTDIR)$(SYSCONFDIR)/pgdriftd
# Names in the files are those of a distribution's package; here they become those of this installation.
substitute = sed -e 's,/usr/bin/pgdriftd,$(BINDIR)/pgdriftd,g' -e 's,/etc/pgdriftd/,$(SYSCONFDIR)/pgdriftd/,g' \
	-e 's,/usr/share/pgdriftd/,$(SHAREDIR)/,g'
# What is ready to use, and for nobody to change in place.
shared_dirs := alerts grafana hooks nagios
shared = $(wildcard $(shared_dirs:%=config/%/*))

.PHONY: install uninstall clean schemas help
install: $(binary) ## Install program, man page, samples and units (PREFIX, DESTDIR, SYSCONFDIR, UNITDIR)
	$(INSTALL) -d $(DESTDIR)$(BINDIR) $(DESTDIR)$(UNITDIR) $(DESTDIR)$(SYSUSERSDIR) $(config_dir)
	$(INSTALL) -m 755 $(binary) $(DESTDIR)$(BINDIR)/pgdriftd
	if test -e config/pgdriftd.8; then \
		$(INSTALL) -d $(DESTDIR)$(MANDIR)/man8 && \
		$(substitute) config/pgdriftd.8 | $(INSTALL) -m 644 /dev/stdin $(DESTDIR)$(MANDIR)/man8/pgdriftd.8; fi
	for unit in pgdriftd.service pgdriftd.socket; do \
		$(substitute) systemd/$$unit | $(INSTALL) -m 644 /dev/stdin $(DESTDIR)$(UNITDIR)/$$unit || exit 1; \
		done
	$(INSTALL) -m 644 systemd/pgdriftd.sysusers $(DESTDIR)$(SYSUSERSDIR)/pgdriftd.conf
	$(INSTALL) -m 644 config/manifest.schema.json $(config_dir)/manifest.schema.json
	$(substitute) config/pgdriftd.ini | $(INSTALL) -m 644 /dev/stdin $(config_dir)/pgdriftd.ini.sample
	$(INSTALL) -m 644 config/manifest.json $(config_dir)/manifest.json.sample
	$(INSTALL) -d $(shared_dirs:%=$(DESTDIR)$(SHAREDIR)/%)
	for file in $(shared:config/%=%); do \
		mode=644; case $$file in *.sh) mode=755 ;; esac; \
		$(substitute) config/$$file | \
			$(INSTALL) -m $$mode /dev/stdin $(DESTDIR)$(SHAREDIR)/$$file || exit 1; done
	test -e $(config_dir)/pgdriftd.ini || \
		$(INSTALL) -m 644 $(config_dir)/pgdriftd.ini.sample $(config_dir)/pgdriftd.ini
	test -e $(config_dir)/manifest.json || $(INSTALL) -m 644 config/manifest.json $(config_dir)/manifest.json
	for secret in pgpass pg_service.conf; do \
		test -e $(config_dir)/$$secret || $(INSTALL) -m 600 /dev/null $(config_dir)/$$secret || exit 1; done

uninstall: ## Remove what install put there, but not your configuration
	rm -f $(DESTDIR)$(BINDIR)/pgdriftd $(DESTDIR)$(MANDIR)/man8/pgdriftd.8
	rm -f $(DESTDIR)$(UNITDIR)/pgdriftd.service $(DESTDIR)$(UNITDIR)/pgdriftd.socket
	rm -f $(DESTDIR)$(SYSUSERSDIR)/pgdriftd.conf
	rm -f $(shared:config/%=$(DESTDIR)$(SHAREDIR)/%)
	rm -f $(config_dir)/pgdriftd.ini.sample $(config_dir)/manifest.json.sample $(config_dir)/manifest.schema.json

clean: ## Remove what was built
	rm -rf $(BUILD)

schemas: $(binary) ## Write the JSON Schemas anew from the tables
	$(binary) schema manifest >config/manifest.schema.json
	$(binary) schema report >$(BUILD)/report.schema.json
	cp $(BUILD)/report.schema.json config/report.schema.json

help: ## Show this list
	@sed -n 's/^\([a-z]*\):.* ## \(.*\)/\1\t\2/p' Makefile | sort | expand -t 14

-include $(patsubst %,$(BUILD)/%,$(patsubst %.c,%.d,src/main.c $(sources) $(wildcard tests/*.c tests/*/*.c)))
