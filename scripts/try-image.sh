#!/usr/bin/env bash
# Builds the image and runs it as deploy/compose.yaml does: a user without rights, a root that is read-only, no capabilities, its
# health check, and SIGTERM. Prints "not built: WHY" and exits 77 where no container engine answers, or the base image cannot be had.
# $MONDO_ENGINE names the engine, $MONDO_RUN_OPTIONS adds options to its run command.
set -euo pipefail
cd "$(dirname "$0")/.."

not_built() {
  echo "not built: $1"
  exit 77
}

engine=
for one in ${MONDO_ENGINE:-podman docker}; do
  if timeout 30 "$one" info >/dev/null 2>&1; then engine=$one && break; fi
done
[ -n "$engine" ] || not_built 'no container engine answers'
base=$(sed -n 's/^ARG NODE_IMAGE=//p' Containerfile)
"$engine" image inspect "$base" >/dev/null 2>&1 || timeout 60 "$engine" pull --quiet "$base" >/dev/null 2>&1 ||
  not_built "$base cannot be had"

name=mondo-tried-$$ container=
clean_up() {
  [ -z "$container" ] || "$engine" rm --force "$container" >/dev/null 2>&1 || true
  "$engine" volume rm "$name" >/dev/null 2>&1 || true
  "$engine" rmi "$name" >/dev/null 2>&1 || true
}
trap clean_up EXIT
# Podman's own format has no health check.
format=$([ "$engine" = podman ] && echo --format=docker || true)
"$engine" build --quiet $format ${MONDO_BUILD_OPTIONS:-} --file Containerfile --tag "$name" . >/dev/null

run() {
  "$engine" run --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges --volume "$name:/data" ${MONDO_RUN_OPTIONS:-} "$@"
}
fail() {
  echo "the image: $1"
  exit 1
}
run --rm --no-healthcheck "$name" --version
[ "$(run --rm --no-healthcheck --entrypoint id "$name" -u)" != 0 ] || fail 'it runs as root'
run --rm --no-healthcheck --volume "$PWD/fixtures:/fixtures:ro" "$name" parse /fixtures/okwave/current-solved.html |
  grep -q '"kind":"question"' || fail 'it does not parse'
run --rm --no-healthcheck --volume "$PWD/fixtures:/fixtures:ro" --entrypoint sh "$name" -c \
  'mondo parse /fixtures/okwave/current-solved.html | mondo load - --data /data' || fail 'it does not load'

# The embedded database in /data is there now: the worker has one to work on.
container=$(run --detach "$name")
state=
for _ in $(seq 60); do
  state=$("$engine" inspect --format '{{.State.Status}}' "$container")
  [ "$state" = running ] || break
  if [ "$engine" = podman ]; then
    "$engine" healthcheck run "$container" >/dev/null 2>&1 && state=healthy && break
  else
    [ "$("$engine" inspect --format '{{.State.Health.Status}}' "$container")" = healthy ] && state=healthy && break
  fi
  sleep 1
done
"$engine" logs "$container"
[ "$state" = healthy ] || fail "its health check does not pass: $state"
"$engine" stop --time 60 "$container" >/dev/null
code=$("$engine" inspect --format '{{.State.ExitCode}}' "$container")
[ "$code" = 130 ] || fail "SIGTERM ends it with $code, not with 130"
echo "the image: built and run by $engine"
