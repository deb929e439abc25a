#!/usr/bin/env bash
# Gets what the benchmarks need: brokers, wrk, node, and the libraries that are compared, in .cache/bench.
# With --few only what `make bench` needs: wrk and PostgreSQL.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PATH:/usr/sbin" # nats-server is there
missing=()
command -v gcc >/dev/null || missing+=(gcc libc6-dev)
command -v wrk >/dev/null || missing+=(wrk)
if [ "${1:-}" != --few ]; then
  command -v redis-server >/dev/null || missing+=(redis-server)
  command -v nats-server >/dev/null || missing+=(nats-server)
  command -v node >/dev/null || missing+=(nodejs)
  command -v npm >/dev/null || missing+=(npm)
fi
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || missing+=(postgresql)
if [ ${#missing[@]} -gt 0 ]; then
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "The benchmarks need: ${missing[*]}. Install them first: sudo apt-get install ${missing[*]}" >&2
    exit 1
  fi
  echo "Installing for the benchmarks: ${missing[*]}"
  # The benchmarks start servers of their own, so no package may start one now.
  policy=/usr/sbin/policy-rc.d
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod +x "$policy"
    trap 'rm -f "$policy"' EXIT
  fi
  mkdir -p /etc/postgresql-common
  [ -e /etc/postgresql-common/createcluster.conf ] ||
    echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "${missing[@]}" >/dev/null
fi

[ "${1:-}" = --few ] && exit 0

wanted=benchmarks/peers/requirements.txt
venv=.cache/bench/venv
if ! cmp -s "$wanted" "$venv/installed"; then
  rm -rf "$venv"
  mkdir -p .cache/bench
  bash tests/install/python.sh "${PYTHON:-python3}" "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$wanted"
  cp "$wanted" "$venv/installed"
fi

wanted=benchmarks/peers/package.json
node=.cache/bench/node
if ! cmp -s "$wanted" "$node/installed"; then
  rm -rf "$node"
  mkdir -p "$node"
  cp "$wanted" "$node/package.json"
  (cd "$node" && npm install --silent --no-audit --no-fund)
  cp "$wanted" "$node/installed"
fi
