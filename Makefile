# SPDX-License-Identifier: MIT
# A thin front of meson; each target gets first what it needs.
.PHONY: all arm64 asan check check-bench check-bugs check-fast check-fuzz check-lab check-long check-style check-xen bench clean deb deb-arm64 demo docs driver format freeze install setup xen
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

# With a browser, and with real Xen in the lab.
check: all arm64 asan
	@tests/run fast full browser lab live

check-lab: all arm64
	@tests/run lab live

# An operator's commands on the Xens that check leaves out.
check-long: all arm64
	@tests/run long

# Xen 4.17 and 4.20 from Debian's sources with XABI in them, for both architectures: build/xen/RELEASE-ARCH/xen. And those that
# count, for bench/hypercall.
xen: all
	@provider/xen/build
	@provider/xen/build --also provider/xen/count 4.17-arm64 4.17-x86_64

# The kernel module, for the lab's kernel: build/linux/x86_64/xen-privcmd.ko.
driver: all
	@linux/build

# Real guests on them.
check-xen: xen arm64
	@tests/run xen

check-style: setup
	@tools/style

demo: all arm64
	@provider/xen/build 4.17-arm64 4.17-x86_64
	@examples/demo/run

bench: all
	@bench/list/run

check-bench: all
	@tests/run bench

# Whether the conformance suite notices a provider's mistakes.
check-bugs: all
	@tests/run bugs

# Two minutes for each target.
check-fuzz: all
	@tests/run fuzz

# build/docs: site/index.html, manual pages, requirements.md
docs: all
	@tools/docs $(BUILD)/bin/xabic $(BUILD)/docs

install: all
	@meson configure --prefix $(PREFIX) $(BUILD)
	@meson install -C $(BUILD)

# build/xabi_VERSION_ARCH.deb, of the bridge build/xabi-bridge_VERSION_ARCH.deb, of the driver build/xabi-driver-dkms_VERSION_all.deb
deb: all
	@packaging/deb/build
	@packaging/deb/build-bridge
	@packaging/deb/build-driver

deb-arm64: arm64
	@packaging/deb/build arm64
	@packaging/deb/build-bridge arm64

format:
	@clang-format -i $$(git ls-files '*.c' '*.h' ':!tests/xabic/golden')
	@$(BUILD)/bin/xabic fmt spec/*.xabi

# The snapshot of the version that the spec has: until it is released, whenever a change of it is meant (docs/language.md).
freeze: all
	@$(BUILD)/bin/xabic freeze -o spec/frozen/$$(sed -n 's/^spec xabi //p' spec/*.xabi).xabi spec/*.xabi

clean:
	@rm -rf $(BUILD) $(ARM64) $(ASAN)
