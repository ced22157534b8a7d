# make demo   sets up what it needs and draws the course's pictures into gesso-demo/
# make test   sets up what it needs and runs every test suite
# make test-spark   the Spark example; fetches PySpark, some 400 MB
# make bench  [FUNCTIONS=tanh,relu SIZES=4000,2e5 THREADS=1 …] times Gesso beside its peers, into gesso-bench/
# make bench-init [SIZES=1e4,3e7 THREADS=1,2]   random fills beside PyTorch, NumPy, MKL and JAX
# make bench-preprocessing [SHAPES=100000x784 THREADS=1,2]   standardising and whitening beside scikit-learn and PyTorch
# make exhaustive [FUNCTION=tanh_backward]   all 2^32 inputs; writes Tests/Exhaustive/table.txt
# make build  the library alone, .build/release/libgesso.so
# make install [PREFIX=/usr/local] [LIBDIR=$PREFIX/lib] [DESTDIR=]; make uninstall takes the same

ifneq ($(words x$(CURDIR)$(PREFIX)$(LIBDIR)$(DESTDIR)),1)
  $(error A path with a space in it is more than make can do: $(CURDIR) $(PREFIX) $(LIBDIR) $(DESTDIR))
endif

PREFIX ?= /usr/local
LIBDIR ?= $(PREFIX)/lib
DEBIAN_PYTHON ?= /usr/bin/python3
VENV := .venv
VERSION = $(shell sed -n 's/.*GESSO_VERSION_[MP][A-Z]* //p' include/gesso/runtime.h | paste -sd.)
PYTHON := $(CURDIR)/$(VENV)/bin/python
LIBRARY := $(CURDIR)/.build/release/libgesso.so
SWIFT_BUILD := swift build -c release --product gesso

# Packages come before what is built with them.
.NOTPARALLEL:
.PHONY: build demo test test-spark bench bench-init bench-preprocessing exhaustive install uninstall wheel format clean

build:
	$(SWIFT_BUILD)

demo: packages-demo $(PYTHON)
	$(PYTHON) -m pip install --quiet --upgrade "./bindings/python[demo]"
	$(PYTHON) -m gesso demo --output gesso-demo

test: packages-test build $(PYTHON)
	$(PYTHON) -m pip install --quiet --upgrade "./bindings/python[test]"
	swift test
	$(MAKE) -C Tests/CHarness LIBRARY=$(LIBRARY) PYTHON=$(PYTHON) check
	$(MAKE) -C Tests/Release LIBRARY=$(LIBRARY) PYTHON=$(PYTHON) check
	$(MAKE) -C Tests/Exhaustive LIBRARY=$(LIBRARY) check
	$(PYTHON) Tests/Vectors/generate.py --check
	$(PYTHON) -m pytest -q bindings/python/tests

test-spark: packages-spark build $(PYTHON)
	$(PYTHON) -m pip install --quiet --upgrade "./bindings/python[test,spark]"
	$(PYTHON) -m pytest -q -rs bindings/python/tests/test_spark.py

# Its peers want gigabytes: a virtual environment of their own.
BENCH_OPTIONS := FUNCTIONS SIZES THREADS DIRECTIONS PLACES PEERS AGAIN OUTPUT
bench: packages-bench build
	DEBIAN_PYTHON=$(DEBIAN_PYTHON) sh Tests/Benchmarks/setup.sh $(CURDIR)/.venv-bench
	.venv-bench/bin/python Tests/Benchmarks/bench.py $(foreach o,$(BENCH_OPTIONS),'$(o)=$($(o))')

bench-init: packages-bench build
	DEBIAN_PYTHON=$(DEBIAN_PYTHON) sh Tests/Benchmarks/setup.sh $(CURDIR)/.venv-bench
	GESSO_LIBRARY=$(LIBRARY) PYTHONPATH=bindings/python .venv-bench/bin/python \
	  Tests/Benchmarks/initialising.py 'SIZES=$(SIZES)' 'THREADS=$(THREADS)'

bench-preprocessing: packages-bench build
	DEBIAN_PYTHON=$(DEBIAN_PYTHON) sh Tests/Benchmarks/setup.sh $(CURDIR)/.venv-bench
	GESSO_LIBRARY=$(LIBRARY) PYTHONPATH=bindings/python .venv-bench/bin/python \
	  Tests/Benchmarks/preprocessing.py $(foreach o,SHAPES THREADS,'$(o)=$($(o))')

exhaustive: packages-exhaustive build
	$(MAKE) -C Tests/Exhaustive LIBRARY=$(LIBRARY) FUNCTION=$(FUNCTION) full

wheel: packages-wheel $(PYTHON)
	$(PYTHON) -m pip wheel --no-deps --wheel-dir dist ./bindings/python

# Who installs need not be who builds: a library that is newer than its sources is taken as it is.
$(LIBRARY): $(shell find Sources include -name '*.swift' -o -name '*.[ch]' -o -name '*.modulemap')
	$(SWIFT_BUILD)

install: $(LIBRARY)
	install -d $(DESTDIR)$(LIBDIR)/pkgconfig $(DESTDIR)$(PREFIX)/include/gesso $(DESTDIR)$(PREFIX)/share/doc/gesso
	install -m 755 $(LIBRARY) $(DESTDIR)$(LIBDIR)/libgesso.so.0
	ln -sf libgesso.so.0 $(DESTDIR)$(LIBDIR)/libgesso.so
	install -m 644 include/gesso.h $(DESTDIR)$(PREFIX)/include
	install -m 644 include/gesso/*.h $(DESTDIR)$(PREFIX)/include/gesso
	install -m 644 LICENSE $(DESTDIR)$(PREFIX)/share/doc/gesso
	printf '%s\n' 'prefix=$(PREFIX)' 'libdir=$(LIBDIR)' 'includedir=$${prefix}/include' 'Name: gesso' \
	  'Version: $(VERSION)' 'Description: normalise inputs, initialise weights, run activations' \
	  'Cflags: -I$${includedir}' 'Libs: -L$${libdir} -lgesso' \
	  | install -m 644 /dev/stdin $(DESTDIR)$(LIBDIR)/pkgconfig/gesso.pc
	[ -n "$(DESTDIR)" ] || ldconfig 2> /dev/null || true

uninstall:
	rm -rf $(DESTDIR)$(PREFIX)/include/gesso $(DESTDIR)$(PREFIX)/share/doc/gesso
	rm -f $(DESTDIR)$(PREFIX)/include/gesso.h $(DESTDIR)$(LIBDIR)/pkgconfig/gesso.pc \
	  $(DESTDIR)$(LIBDIR)/libgesso.so $(DESTDIR)$(LIBDIR)/libgesso.so.0

format:
	swift format --in-place --recursive Package.swift Sources Tests

clean:
	rm -rf .build* .venv* dist gesso-demo gesso-bench

# ---- What a machine must have -------------------------------------------------------------------
# Installed with apt-get where that is allowed; otherwise one line says what is missing.
packages-demo: NEEDED := python3-venv libopenblas0-pthread
packages-test: NEEDED := python3-venv libopenblas0-pthread python3-dev libpython3-dev \
  gcc g++ make binutils libcmocka-dev qemu-user libssl-dev \
  libopenblas0-serial libopenblas64-0-pthread bochs bochs-term grub-common grub-pc-bin xorriso cpio
packages-wheel: NEEDED := python3-venv
packages-spark: NEEDED := python3-venv openjdk-17-jre-headless
packages-bench: NEEDED := python3-venv libopenblas0-pthread gcc g++ binutils \
  libsleef-dev libxnnpack-dev libpthreadpool-dev
packages-exhaustive: NEEDED := gcc make libssl-dev

packages-%:
	@command -v swift > /dev/null || { echo "swift is missing: see https://swift.org/install"; exit 1; }
	@missing=$$(for p in $(NEEDED); do \
	  dpkg-query -W -f='$${Status}' $$p 2> /dev/null | grep -q 'ok installed' || echo $$p; done); \
	[ -z "$$missing" ] || { [ "$$(id -u)" = 0 ] && apt-get update -qq && \
	  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing; } || \
	  { echo "install these Debian packages first:" $$missing; exit 1; }

$(PYTHON):
	$(DEBIAN_PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }
