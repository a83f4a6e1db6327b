#!/usr/bin/env bash
# Builds the fuzzers with libFuzzer and the address sanitizer, outside of the package, and runs them
# one after the other at the lowest priority. Usage: fuzz.sh [NAME|all] [SECONDS]
set -euo pipefail
cd "$(dirname "$0")/.."

target=${1:-all}
seconds=${2:-60}
folder=.build/fuzz
mkdir -p "$folder/found"

if [ "$(uname -s)" != Linux ]; then
  echo "meter: skipped: libFuzzer comes with the Swift toolchain on Linux only" >&2
  exit 0
fi

libraries=(sqlite3 zlib gnutls libmicrohttpd libpcre2-8)
# Credentials fetch keys by curl, where that part is built.
if [ -d Sources/SystemLibraries/CCurl ]; then libraries+=(libcurl); fi

flags=(-swift-version 6 -O -enable-testing -wmo -parse-as-library -g
  -package-name meter -sanitize=fuzzer,address -I "$folder" -module-cache-path "$folder/cache")
for feature in ExistentialAny InferIsolatedConformances InternalImportsByDefault \
  MemberImportVisibility NonisolatedNonsendingByDefault; do
  flags+=(-enable-upcoming-feature "$feature")
done
for library in Sources/SystemLibraries/*/; do flags+=(-I "$library"); done
for flag in $(pkg-config --cflags "${libraries[@]}"); do flags+=(-Xcc "$flag"); done

# Compiles a module from sources, unless it is newer than all of them. Dependencies come first.
module() {
  local name=$1
  shift
  if [ -f "$folder/$name.o" ] &&
    [ -z "$(find Sources Tests/Fuzz Tests/TestSupport Scripts/fuzz.sh -newer "$folder/$name.o" \
      \( -name '*.swift' -o -name '*.h' -o -name fuzz.sh \) -print -quit)" ]; then
    return
  fi
  echo "building $name" >&2
  nice -n 19 swiftc "${flags[@]}" -module-name "$name" -emit-module \
    -emit-module-path "$folder/$name.swiftmodule" -c -o "$folder/$name.o" "$@"
}

sources() { find "$@" -name '*.swift' | LC_ALL=C sort; }

mapfile -t files < <(sources Sources/CostModel)
module CostModel "${files[@]}"
mapfile -t files < <(sources Sources/TelemetryIngest)
module TelemetryIngest "${files[@]}"
mapfile -t files < <(sources Sources/Reports)
module Reports "${files[@]}"
mapfile -t files < <(sources Tests/Fuzz/Targets Tests/Fuzz/LibFuzzer)
module MeterFuzz "${files[@]}"
# The linker complains once for each entry of the sanitizer's own tables.
swiftc -sanitize=fuzzer,address -o "$folder/meter-fuzz" \
  "$folder"/{CostModel,TelemetryIngest,Reports,MeterFuzz}.o \
  $(pkg-config --libs "${libraries[@]}") 2> >(grep -v '__asan_' >&2 || true)

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# Runs one fuzzer; new inputs are kept from run to run, and merged into the corpus by hand.
run() {
  local name=$1 limit=$2
  mkdir -p "$folder/corpus/$name"
  # Without the backtrace, which takes minutes to make from a sanitized binary.
  SWIFT_BACKTRACE=enable=no METER_FUZZER=$name TMPDIR=$scratch \
    nice -n 19 "$folder/meter-fuzz" "$folder/corpus/$name" "Tests/Fuzz/Corpus/$name" \
    -max_total_time="$limit" -timeout=20 -rss_limit_mb=2048 -max_len=4096 -print_final_stats=1 \
    -artifact_prefix="$folder/found/$name-" 2>"$scratch/log"
}

report() {
  local name=$1
  grep -E 'stat::number_of_executed_units|stat::peak_rss' "$scratch/log" | tr '\n' ' '
  grep -oE 'cov: [0-9]+ ft: [0-9]+' "$scratch/log" | tail -1
}

names=()
for path in Tests/Fuzz/Corpus/*/; do names+=("$(basename "$path")"); done
case " ${names[*]} canary all " in
  *" $target "*) ;;
  *)
    echo "meter: no fuzzer is called $target; there are: ${names[*]} canary" >&2
    exit 2
    ;;
esac

if [ "$target" = all ] || [ "$target" = canary ]; then
  mkdir -p "$scratch/canary"
  echo "a Bu in a text" >"$scratch/canary/seed"
  SWIFT_BACKTRACE=enable=no METER_FUZZER=canary nice -n 19 "$folder/meter-fuzz" \
    "$scratch/canary" -max_total_time=60 -artifact_prefix="$scratch/" 2>"$scratch/log" || true
  if ! grep -qa 'the canary sings' "$scratch/log"; then
    echo "meter: the canary was not found: this harness would find nothing" >&2
    exit 1
  fi
  echo "canary: found, as it must be"
fi

failed=()
for name in "${names[@]}"; do
  if [ "$target" != all ] && [ "$target" != "$name" ]; then continue; fi
  if run "$name" "$seconds"; then
    echo "$name: nothing found in $seconds s: $(report "$name")"
  else
    failed+=("$name")
    echo "$name: FOUND: $(grep -aE 'Fatal error|ERROR: |SUMMARY' "$scratch/log" | head -3)"
    grep -aE 'Test unit written to' "$scratch/log" || true
  fi
done
if [ ${#failed[@]} -gt 0 ]; then exit 1; fi
