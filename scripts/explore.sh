#!/usr/bin/env bash
# Explores everything that can happen to a few consensus cores within small bounds, and checks Raft's safety in every state.
#
#   scripts/explore.sh            the scopes of CI, half a minute of two cores
#   scripts/explore.sh --big      larger ones, perhaps hours; give memory with JAVA_OPT_EXT=-Xmx12g
#   scripts/explore.sh [--nodes 3] [--terms 2] [--proposals 0] [--crashes 0] [--disk lazy|instant] [--pre-votes] [--situations MAX]
#
# Ends with 0 if all of it was covered and nothing was broken. What broke is told as the way there.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
case ${1:-} in -h | --help) usage; exit 0 ;; esac
ensure_java
cd "$QUORATE_HOME"
ensure_simulator
read -r -a extra <<<"${JAVA_OPT_EXT:-}"
exec "$JAVA" -Xmx2g -XX:+UseSerialGC "${extra[@]}" -cp raft/target/classes:chaos-tests/target/classes \
    io.quorate.simulation.explore.ExploreMain "$@"
