#!/usr/bin/env bash
# Chaos: a replica group of real processes under load, while one fault after the other befalls it; then everything is read
# again, and what clients were told is judged. Leaves a folder with histories, logs, fingerprints and a report.
#
#   scripts/chaos.sh [--backend local|netns|containers] [--faults NAME,NAME] [--workload NAME,NAME] [--minutes M] [--seed S]
#                    [--hold-seconds H] [--patience-seconds P] [--disks own|plain] [--harmless] [--mutant ID]
#                    [--previous DIR] [--out DIR]
#   scripts/chaos.sh --scenario NAME,NAME|list [options as above]
#   scripts/chaos.sh --ci
#   scripts/chaos.sh --mutants
#
#   --backend B        local: processes on loopback (default); netns: in network namespaces, which can be cut off; needs root;
#                      containers: in containers of our image, which is built here; needs root. The engine is started, and
#                      installed (Debian, Ubuntu), when there is none
#   --faults F         default all that are possible; "kill" stands for all that begin so: kill-follower, kill-leader,
#                      kill-majority, kill-all. Others: pause, power, partition, loss, delay, stop, storm, rolling, upgrade, transfer,
#                      member, wipe, rot, disk-full, flush, die, hold, resets, half-open, starve, memory, client, consumers,
#                      clock, namesrv,
#                      away (docs/TESTING.md)
#   --scenario N       stories, each told once: s1, s2, ...; "list" lists them. A fault's name stands for itself once
#   --workload W       wire: single requests, nothing retried; sdk: our client; official: an unmodified RocketMQ client 5.5.0,
#                      also in transaction, group (push consumers) and ordered; official-4: one of release 4.9; delay, pop, batch,
#                      retention, admin, lookup (by key and id): single requests. Any of them together; default wire,sdk
#   --minutes M        how long faults are injected (default 1)
#   --seed S           what is drawn is drawn from it (default: from the clock). The world's timing is not
#   --hold-seconds H   how long a fault lasts at most, once it has bitten (default 8)
#   --patience-seconds P  how long the group may take to be whole again, after a fault and in the end (default 180)
#   --disks D          own: each node on a small ext4 of its own, whose power can be cut; default where that works (root)
#   --harmless         only pretend to inject: must come out as an invalid run
#   --mutant ID        plants a bug of chaos-tests/src/main/mutants in the brokers: must come out as a violation
#   --previous DIR     folder with a build of the past (its lib/, or build/lib): the group begins with it, for "upgrade"
#   --out DIR          folder of the run (default: a new one in build/chaos)
#   --ci               the short matrix: what befalls disks, what befalls nodes and the network between them, both again in
#                      containers where there may be some, and a run that only pretends and must be found out; about five minutes
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
PREVIOUS=''
MODE=run
while [ $# -gt 0 ]; do
    case $1 in
        --backend)
            need_value "$1" $#
            BACKEND=$2
            shift
            ;;
        --faults | --scenario | --workload | --minutes | --seed | --hold-seconds | --patience-seconds | --mutant)
            need_value "$1" $#
            ARGUMENTS+=("$1" "$2")
            shift
            ;;
        --disks) need_value "$1" $#; DISKS=$2; shift ;;
        --previous) need_value "$1" $#; PREVIOUS=$(absolute_path "$2"); shift ;;
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
DOCKER=$QUORATE_HOME/scripts/chaos/docker.sh
IMAGE=quorate-chaos:$$

can_lose_power() {
    [ "$(id -u)" -eq 0 ] && [ -e /dev/loop-control ] && command -v mkfs.ext4 >/dev/null && command -v perl >/dev/null
}

# Builds what is loaded into the brokers for faults of clocks and flushes; without a compiler there are none of these.
build_shims() {
    local name
    SHIMS=$BUILD_DIR/chaos-shims
    if ! command -v cc >/dev/null; then
        say "no faults of clocks and flushes: there is no C compiler"
        SHIMS=''
        return
    fi
    mkdir -p "$SHIMS"
    for name in skewclock iofault; do
        local source=$QUORATE_HOME/scripts/chaos/shims/$name.c library=$SHIMS/lib$name.so
        if [ ! "$library" -nt "$source" ]; then cc -shared -fPIC -O2 -o "$library" "$source" -ldl; fi
    done
    local program=$QUORATE_HOME/scripts/chaos/shims/nfdelay.c
    if [ ! "$SHIMS/nfdelay" -nt "$program" ]; then cc -O2 -o "$SHIMS/nfdelay" "$program"; fi
}

# The class path of the brokers of another build.
previous_class_path() { # DIR
    local lib=$1
    for lib in "$1/build/lib" "$1/lib" "$1"; do
        if [ -d "$lib/broker" ]; then
            lib=$(readlink -f "$lib")
            printf '%s/broker/*:%s/*\n' "$lib" "$lib"
            return
        fi
    done
    fail "there is no build in $1: no folder broker below it, its lib or its build/lib"
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
    if [ -n "$SHIMS" ]; then options+=(--shims "$SHIMS"); fi
    if [ -n "$PREVIOUS" ]; then options+=(--previous-class-path "$(previous_class_path "$PREVIOUS")"); fi
    mkdir -p "$dir"
    RUNNING=$dir
    printf '%s\n' $$ >"$dir/harness.pid"
    local class_path=$CHAOS_CLASS_PATH jvm_options=("${JVM_OPTIONS[@]}")
    if [ "$backend" = containers ]; then
        options+=(--image "$IMAGE")
        class_path+=:$(cat "$QUORATE_HOME/chaos-tests/target/libraries.classpath")
        # Its library keeps notes in the home folder.
        jvm_options+=("-Duser.home=$dir")
        # Without these it wants images of its own: to clear up, and to find out whether this machine is a container.
        export TESTCONTAINERS_RYUK_DISABLED=true TESTCONTAINERS_CHECKS_DISABLE=true TESTCONTAINERS_HOST_OVERRIDE=localhost
    fi
    "$JAVA" "${jvm_options[@]}" -Dlogback.configurationFile=logback-simulation.xml -cp "$class_path" \
        io.quorate.chaos.run.ChaosMain "${options[@]}" "$@" || code=$?
    "$CLEAN_UP" "$dir"
    RUNNING=''
    # The stores are big; what they held is in fingerprints.txt. Those of a bad run stay.
    if [ "$code" -eq 0 ]; then rm -rf "$dir"/*.img "$dir"/*/store; fi
    return "$code"
}

# However it ends.
clear_up() {
    if [ -n "$RUNNING" ]; then "$CLEAN_UP" "$RUNNING"; fi
    if $WITH_ENGINE; then
        "$CLEAN_UP" "$OUT"
        "$DOCKER" stop
    fi
}

# Starts the container engine and builds the image; says why not, where that cannot be.
can_contain() {
    WITH_ENGINE=true
    "$DOCKER" start || return
    mkdir -p "$OUT"
    printf '%s\n' $$ >"$OUT/harness.pid"
    printf 'image %s\n' "$IMAGE" >>"$OUT/ledger"
    "$DOCKER" image "$IMAGE"
}

ensure_official_client() { # RELEASE
    local module=chaos-tests/rocketmq-client-$1
    if [ ! -f "$QUORATE_HOME/$module/target/classpath.txt" ]; then
        say "fetching the official client $1"
        (cd "$QUORATE_HOME" && ./mvnw -B -q -pl "$module" -Dspotless.check.skip=true generate-resources </dev/null) ||
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

# expect CODE NAME OPTION...: a run that must end so. One that says nothing where all should be well is made once more.
expect() {
    local wanted=$1 name=$2 code=0
    shift 2
    say "==== chaos: $name"
    run_chaos "$OUT/$name" "$@" || code=$?
    if [ "$code" -eq 2 ] && [ "$wanted" -eq 0 ]; then
        warn "chaos: $name said nothing (a fault did not bite or heal, or the end was not reached; see $OUT/$name): once more"
        code=0
        name+=-again
        run_chaos "$OUT/$name" "$@" || code=$?
    fi
    if [ "$code" -ne "$wanted" ]; then
        warn "chaos: $name ended with $code, not $wanted; see $OUT/$name"
        FAILED=$((FAILED + 1))
    fi
}

# Of processes: each line a run, each fault once in this order. Others may add theirs.
short_matrix() {
    local short=(--hold-seconds 2) faults=rot-active,rot-sealed,wipe-follower
    local containers=kill-leader,pause-leader,partition-leader-from-peers
    if [ "$DISKS" = own ]; then
        faults=power-all,$faults
        containers=power-leader,$containers
    else
        say "no power cuts: they need root, loop devices, mkfs.ext4 and perl"
    fi
    expect 0 disks local "$DISKS" --scenario "$faults" --workload wire,delay,pop "${short[@]}"
    local nodes=(--workload wire,sdk,transaction,admin "${short[@]}")
    faults=kill-leader,pause-leader,transfer-any
    if [ -n "$SHIMS" ]; then faults+=,flush-fails-leader; fi
    if can_partition; then
        expect 0 nodes netns "$DISKS" --scenario "$faults,partition-leader-from-peers,loss" "${nodes[@]}"
    else
        expect 0 nodes local "$DISKS" --scenario "$faults" "${nodes[@]}"
    fi
    if can_contain; then
        expect 0 containers containers "$DISKS" --scenario "$containers" --workload wire,group "${short[@]}"
    fi
    expect 2 pretended local plain --harmless --faults kill-leader --minutes 0.2 --workload wire
}

# Each bug with what brings it out.
planted_bugs() {
    can_partition || fail "the planted bugs need a network that can be cut"
    [ "$DISKS" = own ] || fail "the planted bugs need disks that can lose their power"
    [ -n "$SHIMS" ] || fail "the planted bugs need a C compiler"
    local common=(--minutes 0.3 --hold-seconds 3 --patience-seconds 60)
    local wire=(--workload wire "${common[@]}")
    expect 1 M2 local own --mutant M2 --faults power-all "${wire[@]}"
    expect 1 M1b netns own --mutant M1b --faults partition-leader-from-peers "${wire[@]}"
    expect 1 M15 netns own --mutant M15 --faults partition-leader-from-peers "${wire[@]}"
    expect 1 M16b local plain --mutant M16b --faults kill-leader "${wire[@]}"
    expect 1 M3a local own --mutant M3a --scenario s1 "${wire[@]}"
    expect 1 M4 local own --mutant M4 --scenario s4 "${wire[@]}"
    expect 1 M11a netns own --mutant M11a --scenario s16 "${wire[@]}"
    expect 1 M14a netns own --mutant M14a --scenario s6 "${wire[@]}"
    expect 1 M16a local own --mutant M16a --scenario s11 "${wire[@]}"
    expect 1 Q40 local own --mutant Q40 --scenario s19 "${wire[@]}"
    # The build that the group begins with is this one, without the bug.
    PREVIOUS=$QUORATE_HOME expect 1 Q41 local own --mutant Q41 --scenario s21 "${wire[@]}"
    expect 1 M25 netns own --mutant M25 --scenario s12 "${wire[@]}"
    expect 1 M22a local own --mutant M22a --scenario s2 "${wire[@]}"
    expect 1 M33 local plain --mutant M33 --faults rot-sealed-running "${wire[@]}"
    expect 1 X01 local plain --mutant X01 --workload transaction --faults kill-leader "${common[@]}"
    expect 1 Q20 local plain --mutant Q20 --workload delay --faults kill-leader "${common[@]}"
    expect 1 P01 local plain --mutant P01 --workload pop --faults kill-leader "${common[@]}"
    expect 1 P02 local plain --mutant P02 --workload pop --faults kill-leader "${common[@]}"
}

ensure_java
ensure_simulator
ensure_official_client 5.5
case " ${ARGUMENTS[*]} " in *official-4*) ensure_official_client 4.9 ;; esac
build_shims
CHAOS_CLASS_PATH=$SIMULATOR_CLASS_PATH
for module in namesrv client admin; do CHAOS_CLASS_PATH=$QUORATE_HOME/$module/target/classes:$CHAOS_CLASS_PATH; done
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
RUNNING='' # the folder of the run that goes on
WITH_ENGINE=false
trap clear_up EXIT
case $MODE in
    run)
        if [ "$BACKEND" = netns ]; then can_partition || fail "choose another back end"; fi
        if [ "$BACKEND" = containers ]; then can_contain || fail "choose another back end"; fi
        run_chaos "$OUT" "$BACKEND" "$DISKS" "${ARGUMENTS[@]}"
        ;;
    ci) short_matrix ;;
    mutants) planted_bugs ;;
esac
[ "$FAILED" -eq 0 ] || fail "$FAILED runs did not end as they must"
