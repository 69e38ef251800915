#!/usr/bin/env bash
# Chaos: a replica group of real processes under load, while one fault after the other befalls it; then everything is read
# again, and what clients were told is judged. Leaves a folder with histories, logs, fingerprints and a report.
#
#   scripts/chaos.sh [--backend local|netns] [--faults NAME,NAME] [--workload NAME,NAME] [--minutes M] [--seed S]
#                    [--hold-seconds H] [--patience-seconds P] [--disks own|plain] [--harmless] [--mutant ID] [--out DIR]
#   scripts/chaos.sh --ci
#   scripts/chaos.sh --mutants
#
#   --backend B        local: processes on loopback (default); netns: in network namespaces, which can be cut off; needs root
#   --faults F         default all that are possible; "kill" stands for all that begin so: kill-follower, kill-leader,
#                      kill-majority, kill-all, pause-..., power-..., partition-..., loss
#   --workload W       wire: single requests, nothing retried; sdk: our client; official: an unmodified RocketMQ client 5.5.0,
#                      also in transaction, group (push consumers) and ordered; delay, pop, batch, retention, admin: single
#                      requests. Any of them together; default wire,sdk
#   --minutes M        how long faults are injected (default 1)
#   --seed S           what is drawn is drawn from it (default: from the clock). The world's timing is not
#   --hold-seconds H   how long a fault lasts at most, once it has bitten (default 8)
#   --patience-seconds P  how long the group may take to be whole again, after a fault and in the end (default 180)
#   --disks D          own: each node on a small ext4 of its own, whose power can be cut; default where that works (root)
#   --harmless         only pretend to inject: must come out as an invalid run
#   --mutant ID        plants a bug of chaos-tests/src/main/mutants in the brokers: must come out as a violation
#   --out DIR          folder of the run (default: a new one in build/chaos)
#   --ci               the short matrix: a run with power cuts, one with partitions where there may be namespaces, and one that
#                      only pretends and must be found out; about three minutes
#   --mutants          some bugs, each in a run of its own with the faults that bring it out: all must be found
#
# Exits with 0 if all is well, 1 on a violation, 2 if the run says nothing (a fault did not bite, a drain did not end).
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

ARGUMENTS=()
OUT=''
DISKS=''
BACKEND=local
MODE=run
while [ $# -gt 0 ]; do
    case $1 in
        --backend)
            need_value "$1" $#
            BACKEND=$2
            shift
            ;;
        --faults | --workload | --minutes | --seed | --hold-seconds | --patience-seconds | --mutant)
            need_value "$1" $#
            ARGUMENTS+=("$1" "$2")
            shift
            ;;
        --disks) need_value "$1" $#; DISKS=$2; shift ;;
        --out) need_value "$1" $#; OUT=$(absolute_path "$2"); shift ;;
        --harmless) ARGUMENTS+=("$1") ;;
        --ci) MODE=ci ;;
        --mutants) MODE=mutants ;;
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
    for ledger in "$RUNS"/*/ledger "$RUNS"/*/*/ledger; do
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

ensure_official_client() {
    if [ ! -f "$QUORATE_HOME/chaos-tests/rocketmq-client-5.5/target/classpath.txt" ]; then
        say "fetching the official client"
        (cd "$QUORATE_HOME" && ./mvnw -B -q -pl chaos-tests/rocketmq-client-5.5 -Dspotless.check.skip=true generate-resources </dev/null) ||
            fail "the official client cannot be had; what Maven said is above"
    fi
}

# Whether hosts can be had that can be cut off from each other; says why not.
can_partition() {
    if [ "$(id -u)" -ne 0 ]; then
        say "no network namespaces: that needs root"
        return 1
    fi
    if ! command -v iptables >/dev/null; then
        if ! command -v apt-get >/dev/null || ! apt_get install --no-install-recommends iptables; then
            say "no network namespaces: there is no iptables, and it cannot be installed"
            return 1
        fi
    fi
    if ! ip netns add "chaos-probe-$$" 2>/dev/null; then
        say "no network namespaces: this kernel, or whoever runs us, does not allow them"
        return 1
    fi
    ip netns del "chaos-probe-$$"
}

# expect CODE NAME OPTION...: a run that must end so.
expect() {
    local wanted=$1 name=$2 code=0
    shift 2
    say "==== chaos: $name"
    run_chaos "$OUT/$name" "$@" || code=$?
    if [ "$code" -ne "$wanted" ]; then
        warn "chaos: $name ended with $code, not $wanted; see $OUT/$name"
        FAILED=$((FAILED + 1))
    fi
}

short_matrix() {
    local name=kills faults=kill-leader,pause-leader
    if [ "$DISKS" = own ]; then
        name=power
        faults=power-all,power-torn,kill-leader,pause-leader
    else
        say "no power cuts: they need root, loop devices, mkfs.ext4 and perl"
    fi
    expect 0 "$name" local "$DISKS" --faults "$faults" --minutes 0.6 --hold-seconds 3
    if can_partition; then
        expect 0 partitions netns "$DISKS" --faults partition,loss --minutes 0.6 --hold-seconds 3
    fi
    expect 2 pretended local plain --harmless --faults kill-leader --minutes 0.3 --workload wire
}

# Each bug with what brings it out.
planted_bugs() {
    can_partition || fail "the planted bugs need a network that can be cut"
    [ "$DISKS" = own ] || fail "the planted bugs need disks that can lose their power"
    local common=(--minutes 0.3 --hold-seconds 3 --patience-seconds 60)
    expect 1 M2 local own --mutant M2 --workload wire --faults power-all "${common[@]}"
    expect 1 M1b netns own --mutant M1b --workload wire --faults partition-leader-from-peers "${common[@]}"
    expect 1 M15 netns own --mutant M15 --workload wire --faults partition-leader-from-peers "${common[@]}"
    expect 1 M16b local plain --mutant M16b --workload wire --faults kill-leader "${common[@]}"
    expect 1 X01 local plain --mutant X01 --workload transaction --faults kill-leader "${common[@]}"
    expect 1 Q20 local plain --mutant Q20 --workload delay --faults kill-leader "${common[@]}"
    expect 1 P01 local plain --mutant P01 --workload pop --faults kill-leader "${common[@]}"
    expect 1 P02 local plain --mutant P02 --workload pop --faults kill-leader "${common[@]}"
}

ensure_java
ensure_simulator
ensure_official_client
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
FAILED=0
case $MODE in
    run)
        if [ "$BACKEND" = netns ]; then can_partition || fail "choose another back end"; fi
        run_chaos "$OUT" "$BACKEND" "$DISKS" "${ARGUMENTS[@]}"
        ;;
    ci) short_matrix ;;
    mutants) planted_bugs ;;
esac
[ "$FAILED" -eq 0 ] || fail "$FAILED runs did not end as they must"
