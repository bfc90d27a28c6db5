#!/bin/sh
# What this machine lacks for Gongkai. `--packages` prints only the Debian packages that would mend it.
set -u

packages=""
lacks() { # name of the thing, what it is for, Debian package
    packages="$packages $3"
    [ "${mode:-}" = --packages ] || printf '  missing  %-22s %s\n' "$1" "$2"
}
has() { [ "${mode:-}" = --packages ] || printf '  ok       %s\n' "$1"; }
mode=${1:-}

python=${PYTHON:-python3}
if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then has "python ≥ 3.11"
else lacks "python ≥ 3.11" "everything" python3; fi

if "$python" -c 'import venv, ensurepip' 2>/dev/null; then has "python venv"
else lacks "python venv" "everything" python3-venv; fi

java_version=$(java -version 2>&1 | sed -n 's/^[^"]* version "\([0-9]*\).*/\1/p')
if [ "${java_version:-0}" -ge 17 ] 2>/dev/null; then has "java ≥ 17"
else lacks "java ≥ 17" "Kafka: make up, make kafka, its tests" default-jre-headless; fi

if command -v mvn >/dev/null; then has "mvn"
else lacks "mvn" "Kafka: brings its jars" maven; fi

if command -v chromium-headless-shell >/dev/null; then has "chromium"
else lacks "chromium (its shell)" "make test-browser, make pictures" chromium-headless-shell; fi

if command -v npm >/dev/null; then has "npm"
else lacks "npm" "make test-browser: brings axe-core" npm; fi

for program in curl openssl; do
    if command -v $program >/dev/null; then has "$program"
    else lacks "$program" "the steps of docs/hotline.md" $program; fi
done

if find /usr/share/fonts -name '*CJK*' 2>/dev/null | grep -q .; then has "Chinese fonts"
else lacks "Chinese fonts" "make pictures" fonts-noto-cjk; fi

packages=$(echo $packages)
if [ "$mode" = --packages ]; then echo "$packages"
elif [ -n "$packages" ]; then printf '\nOn Debian:  apt-get install -y --no-install-recommends %s\n' "$packages"; fi
