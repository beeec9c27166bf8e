# make            library, program and tests in build/release
# make demo       install what is missing, build, load the bundled data, report
# make check      install what is missing, build, run every test (also under ASan+UBSan)
# make V=asan|tsan|cover|fuzz ...   the same in build/$V
# make deps bench fuzz lint cover tidy fresh install uninstall clean   see docs/ARCHITECTURE.md
V ?= release
B := build/$V
CC ?= gcc
PREFIX ?= /usr/local
VERSION := 0.1.0
SOVERSION := 0
ENGINE := third_party/duckdb
WARN := -Wall -Wextra -Wshadow -Wconversion -Wsign-conversion -Wformat=2 -Wstrict-prototypes \
	-Wmissing-prototypes -Wvla -Wundef -Wcast-qual -Wwrite-strings -Wpointer-arith \
	-Wnull-dereference -Wdouble-promotion -Wswitch-enum -Werror=implicit -Werror=return-type
HARD := -fstack-protector-strong -fstack-clash-protection -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
ifeq ($(shell uname -m),x86_64)
HARD += -fcf-protection=full
endif
NUM := -ffp-contract=off -fno-math-errno
opt_release := -O2 -g -DNDEBUG $(HARD)
opt_debug := -O0 -g3
opt_asan := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all -DARENA_MALLOC
opt_tsan := -O1 -g -fsanitize=thread
opt_cover := -O0 -g --coverage
opt_fuzz := -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -DARENA_MALLOC
ifeq ($V,fuzz)
CC := clang
endif
FLAGS = -std=gnu17 $(WARN) $(NUM) $(opt_$V) -fPIC -fvisibility=hidden -pthread -D_GNU_SOURCE \
	-DCORDON_VERSION='"$(VERSION)"' -Iinclude -Isrc -Itests -Ibuild/gen -isystem $(ENGINE)/include \
	-MMD -MP $(CFLAGS)
LINK = $(CC) $(FLAGS) $(LDFLAGS)
RPATH := -Wl,-rpath,'$$ORIGIN/lib:$$ORIGIN/../lib/cordon:$(CURDIR)/$(ENGINE)/lib'
LIBS := -L$(ENGINE)/lib -lduckdb $(RPATH) -lsqlite3 -lsodium -lutf8proc -lstemmer -llzma -lzstd -lz -lexpat -larchive -lxlsxwriter -lm

# The PDF of letters is a module of its own (src/report/letter_pdf.h): nothing else sees Pango and cairo.
PDF_CFLAGS := $(subst -I,-isystem ,$(shell pkg-config --cflags pangocairo 2>/dev/null))
PDF_LIBS := $(shell pkg-config --libs pangocairo 2>/dev/null)
PDF_HERE = $(or $(PDF_LIBS),$(error pkg-config knows no pangocairo: run tools/deps.sh (Debian: libpango1.0-dev)))

FOLDERS := base read name store regime finding goods lists screen own flows watch assess report
lib_src := $(wildcard $(FOLDERS:%=src/%/*.c))
pdf_src := $(wildcard src/report/letter_p*.c)
cli_src := $(wildcard src/cli/*.c)
sql_gen := $(patsubst src/%,build/gen/%.h,$(wildcard src/*/sql/*.sql))
unit := $(patsubst tests/unit/%.c,$B/tests/%,$(wildcard tests/unit/*.c))
fuzzers := $(patsubst fuzz/%.c,build/fuzz/fuzz/%,$(wildcard fuzz/*.c))
obj = $(1:%.c=$B/obj/%.o)
$B/obj/src/report/letter_p%.o: FLAGS += $(if $(PDF_HERE),$(PDF_CFLAGS))
# Where the data stands when neither CORDON_DATA nor an installed copy is found.
$B/obj/src/base/%: FLAGS += -DCORDON_SOURCE_TREE='"$(CURDIR)"'

all: $(ENGINE)/lib/libduckdb.so
	@$(MAKE) --no-print-directory V=$V build
build: $B/libcordon.a $B/libcordon.so $B/cordon $B/lib/libcordon-pdf.so $(unit)
lib: $B/libcordon.a
$B/libcordon.a: $(call obj,$(lib_src) build/gen/name/tables.c)
	@echo "ar $@"; rm -f $@ && $(AR) rcs $@ $^
$B/libcordon.so.$(SOVERSION): $(call obj,$(filter-out $(pdf_src),$(lib_src)) build/gen/name/tables.c)
	@echo "link $@"; $(LINK) -shared -Wl,-soname,$(@F) $^ -o $@ $(LIBS)
$B/libcordon.so: $B/libcordon.so.$(SOVERSION)
	ln -sf $(<F) $@
$B/cordon: $(call obj,$(cli_src)) $B/libcordon.a
	@echo "link $@"; $(LINK) $^ -o $@ $(LIBS)
$B/tests/%: $B/obj/tests/unit/%.o $B/obj/tests/test.o $B/libcordon.a
	@mkdir -p $(@D)
	@echo "link $@"; $(LINK) $^ -o $@ $(LIBS)
$B/lib/libcordon-pdf.so: $(call obj,$(pdf_src)) $B/libcordon.a
	@mkdir -p $(@D)
	@echo "link $@"; $(LINK) -shared -Wl,--exclude-libs,libcordon.a $^ -o $@ $(PDF_HERE) -lutf8proc
$B/tests/letter_pdf: LIBS += $(PDF_HERE)
bench_programs := $(patsubst bench/%.c,build/release/bench/%,$(wildcard bench/*.c))
$B/bench/%: $B/obj/bench/%.o $B/libcordon.a
	@mkdir -p $(@D)
	@echo "link $@"; $(LINK) $^ -o $@ $(LIBS)
# The tables of names, from the files of data/names and data/lists/names.
name_data := $(wildcard data/names/*.csv data/names/*/* data/lists/names/*)
build/gen/name/tables.c: $(wildcard tools/names/*.mjs) $(name_data)
	@mkdir -p $(@D)
	@node tools/names/main.mjs $@
$B/obj/%.o: %.c | $(sql_gen) build/gen/name/tables.c $(ENGINE)/lib/libduckdb.so
	@mkdir -p $(@D)
	@echo "cc $<"; $(CC) $(FLAGS) -c $< -o $@
# A statement in src/F/sql/x.sql is included as a string literal: "F/sql/x.sql.h".
build/gen/%.sql.h: src/%.sql
	@mkdir -p $(@D)
	@sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/^/"/' -e 's/$$/\\n"/' $< > $@
# A fresh clone has no engine yet; everything waits for it.
$(ENGINE)/lib/libduckdb.so:
	@tools/deps.sh
deps:
	@tools/deps.sh

check: deps
	@$(MAKE) --no-print-directory V=release build
	@$(MAKE) --no-print-directory V=asan build
	@tools/check.sh
demo: deps
	@$(MAKE) --no-print-directory V=release build
	@tools/demo.sh
bench: deps
	@tools/deps.sh bench
	@$(MAKE) --no-print-directory V=release build $(bench_programs)
	@bench/run.sh
fresh:
	@tools/fresh.sh $(ARGS)

fuzz:
	@$(MAKE) --no-print-directory V=fuzz lib
	@$(MAKE) --no-print-directory V=fuzz $(fuzzers)
	@for f in $(fuzzers); do echo "fuzz $$f"; mkdir -p $$f.corpus && \
		./$$f -max_total_time=$${T:-30} -print_final_stats=0 $$f.corpus \
		$$(sed -n 's/^.*seeds: \([a-z/_]*\).*/\1/p' fuzz/$${f##*/}.c) || exit 1; done
build/fuzz/fuzz/%: build/fuzz/obj/fuzz/%.o build/fuzz/libcordon.a
	@mkdir -p $(@D)
	@echo "link $@"; $(LINK) -fsanitize=fuzzer $^ -o $@ $(LIBS)

cover:
	@tools/deps.sh lint
	@$(MAKE) --no-print-directory V=cover build
	@find build/cover -name '*.gcda' -delete # of runs before, perhaps of other sources
	@tools/check.sh cover; rc=$$?; gcovr -r . --exclude tests/ --exclude third_party/ --txt; exit $$rc
CORES = $(shell nproc)
lint: compile_commands.json
	@tools/deps.sh lint
	tools/check_includes.sh
	tools/check_names.sh
	tools/check_tree.sh
	@echo clang-tidy; printf '%s\n' $(lib_src) $(cli_src) | xargs -P $(CORES) -n 4 clang-tidy --quiet
	cppcheck -q --std=c11 --enable=warning,performance,portability --inline-suppr \
		--error-exitcode=1 -Iinclude -Isrc -Ibuild/gen src
# gcc 12 takes what a caller's struct holds for lost; clang's analyzer above and LeakSanitizer look for leaks.
	@echo gcc -fanalyzer; printf '%s\n' $(lib_src) $(cli_src) | xargs -P $(CORES) -I {} $(CC) -std=gnu17 -O1 \
		-fanalyzer -Wno-analyzer-malloc-leak -Werror -D_GNU_SOURCE -DCORDON_VERSION='"$(VERSION)"' -DCORDON_SOURCE_TREE='""' \
		-Iinclude -Isrc -Ibuild/gen -isystem $(ENGINE)/include $(PDF_CFLAGS) -include tools/lint.h -c {} -o /dev/null
tidy:
	clang-format -i $$(git ls-files '*.c' '*.h')
# The commands clang-tidy reads; make's own file function spares a round of quoting.
comma := ,
define compile_command
{"directory":"$(CURDIR)"$(comma)"file":"$1"$(comma)"command":"$(subst ",\",$(CC) $(filter-out -DNDEBUG,$(FLAGS)) $(PDF_CFLAGS) -DCORDON_SOURCE_TREE='""') -c $1"}
endef
compile_commands.json: Makefile $(lib_src) $(cli_src) $(sql_gen) build/gen/name/tables.c
	$(file >$@,[$(foreach f,$(lib_src) $(cli_src),$(call compile_command,$f)$(comma)){}])
	@sed -i 's/,{}]/]/' $@

# The engine's library goes to lib/cordon, where the program's run path looks.
LIBDIR = $(DESTDIR)$(PREFIX)/lib
SHARE = $(DESTDIR)$(PREFIX)/share/cordon
MAN1 = $(DESTDIR)$(PREFIX)/share/man/man1
install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(LIBDIR)/cordon $(LIBDIR)/pkgconfig $(MAN1) $(SHARE) \
		$(DESTDIR)$(PREFIX)/include
	install -m 755 $B/cordon $(DESTDIR)$(PREFIX)/bin/cordon
	install -m 755 $(ENGINE)/lib/libduckdb.so $(LIBDIR)/cordon/libduckdb.so
	install -m 755 $B/lib/libcordon-pdf.so $(LIBDIR)/cordon/libcordon-pdf.so
	install -m 644 $B/libcordon.a $(LIBDIR)/libcordon.a
	install -m 755 $B/libcordon.so.$(SOVERSION) $(LIBDIR)/libcordon.so.$(SOVERSION)
	ln -sf libcordon.so.$(SOVERSION) $(LIBDIR)/libcordon.so
	cp -R include/cordon $(DESTDIR)$(PREFIX)/include/
	cp -R data regimes NOTICE LICENSE $(SHARE)/
	sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@VERSION@|$(VERSION)|' tools/cordon.pc.in \
		> $(LIBDIR)/pkgconfig/cordon.pc
	@$B/cordon help --list | { echo; cat; } | while read -r c; do p="cordon$${c:+-$$c}"; \
		$B/cordon help --roff "$${c:-cordon}" > "$(MAN1)/$$(echo "$$p" | tr ' ' -).1" || exit 1; done
	@echo "installed to $(DESTDIR)$(PREFIX)"
uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/cordon $(LIBDIR)/libcordon.* $(LIBDIR)/pkgconfig/cordon.pc $(MAN1)/cordon*.1
	rm -rf $(LIBDIR)/cordon $(SHARE) $(DESTDIR)$(PREFIX)/include/cordon
clean:
	rm -rf build compile_commands.json
.PHONY: all build lib clean deps check demo bench fresh fuzz cover lint tidy install uninstall
.SECONDARY:
-include $(shell find build -name '*.d' 2>/dev/null)
