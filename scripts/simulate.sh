#!/usr/bin/env bash
# Runs simulated groups: the real replica, log and state machine in one thread and virtual time, under faults drawn from a
# seed, with everything checked all the time. Stops at the first seed that fails, with what happened last, and looks for a
# small part of its faults that still fails.
#
#   scripts/simulate.sh [--first-seed F] [--seeds N | --seed S] [--focus F] [--minutes M]
#                       [--threads T]
#
#   --first-seed F   the first seed (default 1)
#   --seeds N        how many (default 1000; with --minutes as many as there is time for)
#   --seed S         this one alone: how a failure is looked at again
#   --focus F        seeds that look at this closely: everything, reads, leases, membership, elections, snapshots, damage
#   --minutes M      begin no seed after so long
#   --threads T      seeds at the same time (default: one a processor)
#
# Exits with 1 if a seed failed, or if some kind of fault never had an effect.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

ARGUMENTS=()
while [ $# -gt 0 ]; do
    case $1 in
        --first-seed | --seeds | --seed | --focus | --minutes | --threads | --check-determinism-percent | --shrink-seconds)
            need_value "$1" $#
            ARGUMENTS+=("$1" "$2")
            shift
            ;;
        -h | --help) usage; exit 0 ;;
        *) fail "unknown option '$1'; try --help" ;;
    esac
    shift
done

ensure_java
ensure_simulator
COMMIT=$(git -C "$QUORATE_HOME" describe --always --dirty 2>/dev/null || echo unknown)
jvm_options tool
exec "$JAVA" "${JVM_OPTIONS[@]}" -XX:-UseSerialGC -XX:+UseParallelGC -Xmx1g \
    -Dlogback.configurationFile=logback-simulation.xml -cp "$SIMULATOR_CLASS_PATH" \
    io.quorate.simulation.SimulationMain --commit "$COMMIT" "${ARGUMENTS[@]}"
