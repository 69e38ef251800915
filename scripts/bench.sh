#!/usr/bin/env bash
# Measures a fresh three-node group on this machine: throughput, latencies, the brokers' CPU time for a message. What is
# measured is what is promised: every message on disk at a majority before its acknowledgement.
#
#   scripts/bench.sh [--data DIR] [--seconds 10] [--size 1024] [--client quorate|rocketmq|both] [--json FILE]
#
#   --data DIR     for the group's files, emptied first (default: a folder under /tmp; the disk it is on is what is measured)
#   --seconds N    measured time of each row, after 5 s of warm-up (default 10)
#   --size BYTES   of a message (default 1024)
#   --client WHO   our SDK, the official client, or both (default both)
#   --json FILE    also append each row there, as JSON
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

DATA='' BENCH_SECONDS=10 SIZE=1024 CLIENT=both JSON_FILE=/dev/null
while [ $# -gt 0 ]; do
    case $1 in
        --data) need_value "$1" $#; DATA=$2; shift ;;
        --seconds) need_value "$1" $#; BENCH_SECONDS=$2; shift ;;
        --size) need_value "$1" $#; SIZE=$2; shift ;;
        --client) need_value "$1" $#; CLIENT=$2; shift ;;
        --json) need_value "$1" $#; JSON_FILE=$2; shift ;;
        -h | --help) usage; exit 0 ;;
        *) fail "unknown option '$1'; try --help" ;;
    esac
    shift
done
check_number --seconds "$BENCH_SECONDS" 1 3600
check_number --size "$SIZE" 1 $((4 << 20))
case $CLIENT in quorate | rocketmq) CLIENTS=("$CLIENT") ;; both) CLIENTS=(quorate rocketmq) ;; *) fail "--client: quorate, rocketmq or both" ;; esac
if [ -z "$DATA" ]; then
    DATA=$(mktemp -d /tmp/quorate-bench.XXXXXX)
    REMOVE=$DATA
fi
DATA=$(absolute_path "$DATA")
NAMESRV_PORT=19876
BASE_PORT=19911

finish() {
    "$QUORATE_HOME/scripts/stop-group.sh" --data "$DATA" >/dev/null 2>&1 || true
    if [ -n "${REMOVE:-}" ]; then rm -rf "$REMOVE"; fi
}
trap finish EXIT

ensure_java
ensure_built
say "building the load generator"
(cd "$QUORATE_HOME" && ./mvnw -B -q -pl benchmarks,chaos-tests/rocketmq-client-5.5 -am -Dmaven.test.skip=true \
    -Dspotless.check.skip=true package </dev/null) || fail "the build failed; what Maven said is above"
own_classes=$QUORATE_HOME/benchmarks/target/classes
generator_path="$own_classes:$QUORATE_HOME/benchmarks/target/lib/*"
# The official client with its own libraries: ours (Netty above all) must not be in its way.
rocketmq_path=$own_classes:$(cat "$QUORATE_HOME/chaos-tests/rocketmq-client-5.5/target/classpath.txt")
for jar in "$QUORATE_HOME"/benchmarks/target/lib/{HdrHistogram,picocli}-*.jar; do rocketmq_path=$rocketmq_path:$jar; done

"$QUORATE_HOME/scripts/start-group.sh" --data "$DATA" --namesrv-port "$NAMESRV_PORT" --base-port "$BASE_PORT" --clean
load_group
pids=''
for node in $(node_ids); do pids="$pids,$(node_pid "$node")"; done

# JSON_LINE KEY: the number or text of a member.
member() { printf '%s' "$1" | sed -n "s/.*\"$2\":\"\{0,1\}\([^,\"}]*\).*/\1/p"; }

load() { # CLIENT OPTION...
    local who=$1 path=$generator_path
    shift
    if [ "$who" = rocketmq ]; then path=$rocketmq_path; fi
    jvm_options tool
    "$JAVA" "${JVM_OPTIONS[@]}" -XX:-UseSerialGC -XX:+UseG1GC -Xmx1g -Duser.home="$DATA" -cp "$path" \
        io.quorate.benchmarks.LoadGenerator --client "$who" --namesrv "127.0.0.1:$NAMESRV_PORT" --size "$SIZE" \
        --pids "${pids#,}" "$@"
}

row() { # CLIENT OPTION...
    local who=$1 line
    line=$(load "$@" --seconds "$BENCH_SECONDS") || warn "this row had failed sends"
    printf '%s\n' "$line" >>"$JSON_FILE"
    printf '%-9s %-6s %7s %7s %6s %10s %9s %9s %9s %9s\n' "$who" "$(member "$line" mode)" "$(member "$line" threads)" \
        "$(member "$line" window)" "$(member "$line" batch)" "$(member "$line" perSecond)" "$(member "$line" p50Micros)" \
        "$(member "$line" p99Micros)" "$(member "$line" p999Micros)" "$(member "$line" brokerCpuMicrosPerMessage)"
}

say "warming the brokers up: what their compiler does is not what is measured"
load quorate --mode async --seconds 15 >/dev/null
load quorate --mode sync --threads 16 --seconds 10 >/dev/null

say ""
say "$NODES nodes, $SIZE bytes, $(nproc) processors, files in $DATA; latencies and broker CPU per message in microseconds"
printf '%-9s %-6s %7s %7s %6s %10s %9s %9s %9s %9s\n' client mode threads window batch per-sec p50 p99 p99.9 cpu/msg
for who in "${CLIENTS[@]}"; do
    row "$who" --mode sync --threads 1
    row "$who" --mode sync --threads 128
    row "$who" --mode async --threads 1 --window 2048
    row "$who" --mode batch --threads 4 --batch 32
done
