# SPDX-License-Identifier: MIT
# A thin front of meson; each target gets first what it needs.
.PHONY: all arm64 asan check check-bench check-fast check-lab check-style bench clean deb deb-arm64 demo format install setup
.DEFAULT_GOAL := all

BUILD := build
ARM64 := build-arm64
ASAN  := build-asan
PREFIX ?= /usr/local

setup:
	@tools/setup

all: setup $(BUILD)/build.ninja
	@ninja -C $(BUILD) $(QUIET)
	@tools/link-outputs $(BUILD)

arm64: all $(ARM64)/build.ninja
	@ninja -C $(ARM64) $(QUIET)
	@tools/link-outputs $(ARM64)

asan: setup $(ASAN)/build.ninja
	@ninja -C $(ASAN) $(QUIET)
	@tools/link-outputs $(ASAN)

$(BUILD)/build.ninja: | setup
	@meson setup --prefix $(PREFIX) $(BUILD) >/dev/null

$(ARM64)/build.ninja: tools/arm64-cross | setup
	@tools/arm64-cross > $(ARM64).cross
	@mkdir -p $(ARM64) && mv $(ARM64).cross $(ARM64)/cross.ini
	@meson setup --cross-file $(ARM64)/cross.ini $(ARM64) >/dev/null

$(ASAN)/build.ninja: | setup
	@meson setup -Dwerror=false -Db_sanitize=address,undefined -Db_lundef=false $(ASAN) >/dev/null

# No Xen, under a minute.
check-fast: all asan
	@tests/run fast

# With real Xen, in the lab.
check: all arm64 asan
	@tests/run fast lab

check-lab: all arm64
	@tests/run lab

check-style: setup
	@tools/style

demo: all arm64
	@examples/demo/run

bench: all
	@bench/list/run

check-bench: all
	@tests/run bench

install: all
	@meson configure --prefix $(PREFIX) $(BUILD)
	@meson install -C $(BUILD)

# build/xabi_VERSION_ARCH.deb
deb: all
	@packaging/deb/build

deb-arm64: arm64
	@packaging/deb/build arm64

format:
	@clang-format -i $$(git ls-files '*.c' '*.h')
	@$(BUILD)/bin/xabic fmt spec/*.xabi

clean:
	@rm -rf $(BUILD) $(ARM64) $(ASAN)
