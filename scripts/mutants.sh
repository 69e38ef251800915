#!/usr/bin/env bash
# Plants bugs in the replica, one at a time, and lets the simulator look for each: it must find all of them. The bugs are the
# files chaos-tests/src/main/mutants/*.mutant; nothing of them is in what users run.
#
#   scripts/mutants.sh [--seeds N] [--seconds S] [--only M3,M8a] [--first-seed F] [--threads T]
#
#   --seeds N        a mutant that outlives so many has survived (default 500)
#   --seconds S      so is one that is not caught by then (default 240)
#   --only M3,M8a    these alone; M8 stands for M8a and M8b, too
#   --first-seed F   the first seed (default 1)
#   --threads T      mutants at the same time (default: one a processor)
#
# A line for each: its number, how many seeds and seconds it took, and which check found it. Exits with 1 if a mutant survived,
# or no longer fits the sources.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

ARGUMENTS=()
while [ $# -gt 0 ]; do
    case $1 in
        --seeds | --seconds | --only | --first-seed | --threads)
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
jvm_options tool
exec "$JAVA" "${JVM_OPTIONS[@]}" -cp "$SIMULATOR_CLASS_PATH" \
    io.quorate.simulation.mutants.MutantsMain --sources "$QUORATE_HOME" "${ARGUMENTS[@]}"
