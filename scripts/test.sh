#!/usr/bin/env bash
# Runs every check and test of the project, from a fresh clone on: format, compiler warnings, unit, property and
# scenario tests, and the tests with real processes and the official RocketMQ clients.
#
#   scripts/test.sh [MAVEN OPTION...]      e.g.  scripts/test.sh -pl raft -am
#
# Needs bash and a network for the first run; installs a JDK (Debian, Ubuntu) when there is none and it may.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
case ${1:-} in -h | --help) usage; exit 0 ;; esac
ensure_java
cd "$QUORATE_HOME"
# --no-transfer-progress: the log is for reading.
exec ./mvnw -B --no-transfer-progress verify "$@" </dev/null
