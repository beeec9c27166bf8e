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
LIBS := -L$(ENGINE)/lib -lduckdb $(RPATH) -lsqlite3 -lsodium -lutf8proc -llzma -lzstd -lz -lxlsxwriter -lm

FOLDERS := base read name store regime finding goods flows report
lib_src := $(wildcard $(FOLDERS:%=src/%/*.c))
cli_src := $(wildcard src/cli/*.c)
sql_gen := $(patsubst src/%,build/gen/%.h,$(wildcard src/*/sql/*.sql))
unit := $(patsubst tests/unit/%.c,$B/tests/%,$(wildcard tests/unit/*.c))
fuzzers := $(patsubst fuzz/%.c,build/fuzz/fuzz/%,$(wildcard fuzz/*.c))
obj = $(1:%.c=$B/obj/%.o)
# Where the data stands when neither CORDON_DATA nor an installed copy is found.
$B/obj/src/base/%: FLAGS += -DCORDON_SOURCE_TREE='"$(CURDIR)"'

all: $B/libcordon.a $B/libcordon.so $B/cordon $(unit)
lib: $B/libcordon.a
$B/libcordon.a: $(call obj,$(lib_src))
	@echo "ar $@"; rm -f $@ && $(AR) rcs $@ $^
$B/libcordon.so.$(SOVERSION): $(call obj,$(lib_src))
	@echo "link $@"; $(LINK) -shared -Wl,-soname,$(@F) $^ -o $@ $(LIBS)
$B/libcordon.so: $B/libcordon.so.$(SOVERSION)
	ln -sf $(<F) $@
$B/cordon: $(call obj,$(cli_src)) $B/libcordon.a
	@echo "link $@"; $(LINK) $^ -o $@ $(LIBS)
$B/tests/%: $B/obj/tests/unit/%.o $B/obj/tests/test.o $B/libcordon.a
	@mkdir -p $(@D)
	@echo "link $@"; $(LINK) $^ -o $@ $(LIBS)
$B/obj/%.o: %.c | $(sql_gen)
	@mkdir -p $(@D)
	@echo "cc $<"; $(CC) $(FLAGS) -c $< -o $@
# A statement in src/F/sql/x.sql is included as a string literal: "F/sql/x.sql.h".
build/gen/%.sql.h: src/%.sql
	@mkdir -p $(@D)
	@sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/^/"/' -e 's/$$/\\n"/' $< > $@
clean:
	rm -rf build compile_commands.json
.PHONY: all lib clean
.SECONDARY:
-include $(shell find build -name '*.d' 2>/dev/null)
