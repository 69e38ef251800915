#!/usr/bin/env bash
# Builds the container image, from the programs as they are built here.
#
#   scripts/image.sh [--tag quorate:local] [--base IMAGE]
#
#   --tag NAME    what to call it (default quorate:local)
#   --base IMAGE  what it stands on: any Linux with Java 17 or newer and a shell (default eclipse-temurin:25-jre)
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

TAG=quorate:local
BASE=()
while [ $# -gt 0 ]; do
    case $1 in
        --tag) need_value "$1" $#; TAG=$2; shift ;;
        --base) need_value "$1" $#; BASE=(--build-arg "BASE=$2"); shift ;;
        -h | --help) usage; exit 0 ;;
        *) fail "unknown option '$1'; try --help" ;;
    esac
    shift
done
command -v docker >/dev/null || fail "there is no docker command"
ensure_java
ensure_built

context=$(mktemp -d)
trap 'rm -rf "$context"' EXIT
cp -r "$LIB_DIR/" "$context/lib"
cp "$QUORATE_HOME/deploy/Dockerfile" "$QUORATE_HOME/deploy/quorate" "$context"
chmod -R a+rX "$context"
# The plain builder is everywhere; the Dockerfile needs no other. It warns of itself, and of nothing else that matters.
if ! output=$(DOCKER_BUILDKIT=0 docker build -q "${BASE[@]}" -t "$TAG" "$context" 2>&1); then
    warn "$output"
    fail "the image was not built"
fi
say "built $TAG, $(docker image inspect -f '{{.Id}}, {{.Size}} bytes' "$TAG")"
