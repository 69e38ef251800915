#!/usr/bin/env bash
# Chaos: a replica group of real processes under load, while one fault after the other befalls it; then everything is read
# again, and what clients were told is judged. Leaves a folder with histories, logs, fingerprints and a report.
#
#   scripts/chaos.sh [--backend local|netns] [--faults NAME,NAME] [--workload NAME,NAME] [--minutes M] [--seed S]
#                    [--hold-seconds H] [--disks own|plain] [--harmless] [--out DIR]
#   scripts/chaos.sh --ci
#
#   --backend B        local: processes on loopback (default); netns: in network namespaces, which can be cut off; needs root
#   --faults F         default all that are possible; "kill" stands for all that begin so: kill-follower, kill-leader,
#                      kill-majority, kill-all, pause-..., power-..., partition-..., loss
#   --workload W       default wire,sdk
#   --minutes M        how long faults are injected (default 1)
#   --seed S           what is drawn is drawn from it (default: from the clock). The world's timing is not
#   --hold-seconds H   how long a fault lasts at most, once it has bitten (default 8)
#   --disks D          own: each node on a small ext4 of its own, whose power can be cut; default where that works (root)
#   --harmless         only pretend to inject: must come out as an invalid run
#   --out DIR          folder of the run (default: a new one in build/chaos)
#   --ci               the short matrix: some runs one after the other, within three minutes
#
# Exits with 0 if all is well, 1 on a violation, 2 if the run says nothing (a fault did not bite, a drain did not end).
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

ARGUMENTS=()
OUT=''
DISKS=''
BACKEND=local
CI=false
while [ $# -gt 0 ]; do
    case $1 in
        --backend)
            need_value "$1" $#
            BACKEND=$2
            shift
            ;;
        --faults | --workload | --minutes | --seed | --hold-seconds)
            need_value "$1" $#
            ARGUMENTS+=("$1" "$2")
            shift
            ;;
        --disks) need_value "$1" $#; DISKS=$2; shift ;;
        --out) need_value "$1" $#; OUT=$(absolute_path "$2"); shift ;;
        --harmless) ARGUMENTS+=("$1") ;;
        --ci) CI=true ;;
        -h | --help) usage; exit 0 ;;
        *) fail "unknown option '$1'; try --help" ;;
    esac
    shift
done

RUNS=$BUILD_DIR/chaos
CLEAN_UP=$QUORATE_HOME/scripts/chaos/clean-up.sh

can_lose_power() {
    [ "$(id -u)" -eq 0 ] && [ -e /dev/loop-control ] && command -v mkfs.ext4 >/dev/null && command -v perl >/dev/null
}

# What runs left behind that were killed themselves.
clear_dead_runs() {
    local ledger dir
    for ledger in "$RUNS"/*/ledger; do
        dir=$(dirname "$ledger")
        if [ -f "$ledger" ] && ! kill -0 "$(cat "$dir/harness.pid" 2>/dev/null)" 2>/dev/null; then "$CLEAN_UP" "$dir"; fi
    done
}

# run_chaos FOLDER BACKEND DISKS OPTION...
run_chaos() {
    local dir=$1 backend=$2 disks=$3 code=0
    shift 3
    local options=(--home "$QUORATE_HOME" --dir "$dir" --backend "$backend" --commit "$COMMIT")
    if [ "$disks" = own ]; then options+=(--own-disks); fi
    mkdir -p "$dir"
    # shellcheck disable=SC2064 # the folder of now
    trap "'$CLEAN_UP' '$dir'" EXIT
    printf '%s\n' $$ >"$dir/harness.pid"
    "$JAVA" "${JVM_OPTIONS[@]}" -Dlogback.configurationFile=logback-simulation.xml -cp "$CHAOS_CLASS_PATH" \
        io.quorate.chaos.run.ChaosMain "${options[@]}" "$@" || code=$?
    "$CLEAN_UP" "$dir"
    trap - EXIT
    # The stores are big; what they held is in fingerprints.txt. Those of a bad run stay.
    if [ "$code" -eq 0 ]; then rm -rf "$dir"/*.img "$dir"/*/store; fi
    return "$code"
}

ensure_java
ensure_simulator
CHAOS_CLASS_PATH=$QUORATE_HOME/namesrv/target/classes:$QUORATE_HOME/client/target/classes:$SIMULATOR_CLASS_PATH
COMMIT=$(git -C "$QUORATE_HOME" describe --always --dirty 2>/dev/null || echo unknown)
jvm_options tool
JVM_OPTIONS+=(-ea)
mkdir -p "$RUNS"
clear_dead_runs
if [ -z "$DISKS" ]; then
    if can_lose_power; then DISKS=own; else DISKS=plain; fi
fi
OUT=${OUT:-$RUNS/$(date +%Y%m%d-%H%M%S)-$$}
if $CI; then
    fail "not yet"
fi
run_chaos "$OUT" "$BACKEND" "$DISKS" "${ARGUMENTS[@]}"
