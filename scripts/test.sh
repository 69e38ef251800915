#!/usr/bin/env bash
# Runs every check and test of the project, from a fresh clone on: format, compiler warnings, unit, property and
# scenario tests, the tests with real processes and the official RocketMQ clients; then the exploration of the
# consensus core, the simulator, the bugs planted for it to find, and a short run of chaos.
#
#   scripts/test.sh                        everything, some 40 minutes on two cores
#   scripts/test.sh MAVEN OPTION...        Maven's part alone, e.g.  scripts/test.sh -pl raft -am
#
# Needs bash and a network for the first run; installs a JDK (Debian, Ubuntu) when there is none and it may.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
case ${1:-} in -h | --help) usage; exit 0 ;; esac
ensure_java
cd "$QUORATE_HOME"

# --no-transfer-progress: the log is for reading.
maven() { ./mvnw -B --no-transfer-progress verify "$@" </dev/null; }

if [ $# -gt 0 ]; then
    maven "$@"
    exit
fi
part() { say "==== $1 ($(date -u +%H:%M:%S) UTC)"; }
part "tests"
begin_build
maven -Dquorate.lib="$NEW_LIB" || {
    rm -rf "$NEW_LIB"
    exit 1
}
# What follows runs what has just been built and tested.
end_build
touch -r "$NEW_LIB/.built" "$SIMULATOR_STAMP"
part "exploration of the core: every course of events of a small group"
scripts/explore.sh
part "simulation: 5,000 seeds, or as many as 6 minutes hold"
scripts/simulate.sh --seeds 5000 --minutes 6
part "mutants: planted bugs that the simulator must find"
scripts/mutants.sh
part "chaos: a group of real processes, and of containers, under faults"
scripts/chaos.sh --ci
part "all passed"
