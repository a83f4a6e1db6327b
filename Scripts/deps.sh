#!/usr/bin/env bash
# Installs the C libraries that meter is linked with, where that is allowed; otherwise says what to
# install. Changes nothing if all of them are there.
set -euo pipefail

say() { printf 'meter: %s\n' "$*" >&2; }

if ! command -v swift >/dev/null; then
  say "the Swift toolchain (6.2 or later) is missing: see https://www.swift.org/install/linux"
  exit 1
fi

# Package of the distribution, and the name by which pkg-config knows the library.
libraries=(
  "libsqlite3-dev sqlite3"
  "zlib1g-dev zlib"
  "libgnutls28-dev gnutls"
  "libmicrohttpd-dev libmicrohttpd"
  "libcurl4-gnutls-dev libcurl"
  "libpcre2-dev libpcre2-8"
)

missing=()
if ! command -v pkg-config >/dev/null; then
  missing+=(pkg-config)
fi
for library in "${libraries[@]}"; do
  read -r package name <<<"$library"
  if ! pkg-config --exists "$name" 2>/dev/null; then
    missing+=("$package")
  fi
done
if [ ${#missing[@]} -eq 0 ]; then
  exit 0
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root=(sudo -n)
  else
    say "these packages are missing, and installing them needs root:"
    say "  sudo apt-get install ${missing[*]}"
    exit 1
  fi
fi
if ! command -v apt-get >/dev/null; then
  say "please install the development packages of: ${missing[*]} (named as Debian names them)"
  exit 1
fi

say "installing ${missing[*]}"
install() {
  DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y --no-install-recommends \
    "${missing[@]}" </dev/null
}
# A fresh machine has no package lists; one that has them need not fetch them again.
if ! install >/dev/null 2>&1; then
  "${as_root[@]}" apt-get update
  install
fi
