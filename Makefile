# make demo   shows the whole thing with sample telemetry; make test runs every test.

SEED ?= 7
SPANS ?= 200000
ROUNDS ?= 50
FAULTS ?= 400
TARGET ?= all
ENTRIES ?= 2000000
TENANTS ?= 10000
LEDGER ?= .build/bench-ledger.db
SECONDS ?= 60
PREFIX ?= /usr/local
UNITS ?= /etc/systemd/system
CONFIGURATION ?= /etc/meter
METER := .build/release/meter
# Symbols are stripped: they are a quarter of the file.
RELEASE := swift build -c release --static-swift-stdlib -Xlinker -s --product meter

.DEFAULT_GOAL := help
.PHONY: help deps build demo test truth bench bench-serve bench-ledger bench-peers torture install fuzz \
	interop interop-prices docs

help:  ## show this list
	@echo "meter: what each tenant, tier and feature of your AI agents costs"
	@echo
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

deps:  ## install the C libraries that are missing (Debian, Ubuntu)
	@bash Scripts/deps.sh

build: deps  ## build the program: .build/release/meter
	$(RELEASE)

demo: build  ## sample telemetry in, both reports and an HTML page out
	@$(METER) demo

test: deps  ## run the whole test suite
	swift build --build-tests
	swift test --skip-build

truth: build  ## compare reports with a generator's exact answer (SEED=7 SPANS=200000)
	@python3 Scripts/truth.py --meter $(METER) --seed $(SEED) --spans $(SPANS)

bench: build  ## measure speed and memory of the release build
	@python3 Scripts/bench.py --meter $(METER) --seed $(SEED)

bench-serve: build  ## measure the receiver: spans a second, latency, memory
	@python3 Scripts/bench_serve.py --meter $(METER) --seed $(SEED)

bench-ledger: build  ## time a large ledger (ENTRIES=100000000 TENANTS=10000 LEDGER=bench.db)
	swift build -c release --product meter-bench-ledger
	@python3 Scripts/bench_ledger.py --meter $(METER) --entries $(ENTRIES) \
		--tenants $(TENANTS) --ledger $(LEDGER)

bench-peers: build  ## time meter beside chdb, DuckDB and a floor in C++, pair by pair
	@python3 Scripts/bench_peers.py --meter $(METER) --seed $(SEED)

torture: deps  ## crashes and overload for longer than in the tests (ROUNDS=50)
	swift build --build-tests
	METER_TORTURE_ROUNDS=$(ROUNDS) METER_TORTURE_SECONDS=30 METER_TORTURE_FAULTS=$(FAULTS) \
		swift test --skip-build --filter \
		'CrashTests|OverloadTests|LedgerDiskTests|LedgerModelTests|IngestModelTests'

install:  ## install program, units and documents (PREFIX=/usr/local, DESTDIR=, UNITS=)
	@test -x $(METER) || { echo "meter: build it first: make build" >&2; exit 1; }
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/doc/meter $(DESTDIR)$(UNITS)
	install -m 755 $(METER) $(DESTDIR)$(PREFIX)/bin/meter
	install -m 644 docs/*.md LICENSE $(DESTDIR)$(PREFIX)/share/doc/meter
	for unit in meter.service meter-export.service meter-export.timer; do \
		sed 's|@PREFIX@|$(PREFIX)|g' packaging/$$unit > $(DESTDIR)$(UNITS)/$$unit && \
		chmod 644 $(DESTDIR)$(UNITS)/$$unit || exit 1; \
	done
	install -d $(DESTDIR)$(CONFIGURATION)
	test -e $(DESTDIR)$(CONFIGURATION)/meter.json5 || \
		install -m 644 packaging/meter.json5 $(DESTDIR)$(CONFIGURATION)/meter.json5

fuzz: deps  ## look for inputs that break a reader (TARGET=query SECONDS=600)
	@bash Scripts/fuzz.sh $(TARGET) $(SECONDS)

interop: build  ## use it by OpenTelemetry's SDK, the AWS command line, boto3 and a browser
	@python3 Scripts/interop.py --meter $(METER)
	@python3 Scripts/interop_reports.py --meter $(METER)
	@python3 Scripts/browser.py --meter $(METER)
	@python3 Scripts/interop_prices.py --meter $(METER)

interop-prices: build  ## compare prices with those of LiteLLM and genai-prices, model by model
	@python3 Scripts/interop_prices.py --meter $(METER)

docs:  ## write anew what is made of other files: docs/commands.md, embedded files
	@sh Scripts/embed
	@$(MAKE) build
	@python3 Scripts/reference.py --meter $(METER)
