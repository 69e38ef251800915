#!/usr/bin/env bash
# Measures three Quorate nodes and, beside them, three of RocketMQ 5.5.0 in DLedger mode, row by row and in turns: throughput,
# latencies, the brokers' CPU time for a message. Prints the table in Markdown, with ratios. Of Quorate what is measured is what
# is promised: every message on disk at a majority before its acknowledgement. RocketMQ is measured as it ships: in DLedger mode
# it acknowledges from the page cache.
#
#   scripts/bench.sh [--rows LIST] [--target LIST] [--seconds 6] [--warm-up 3] [--runs 2] [--size 1024] [--data DIR] [--json FILE]
#
#   --rows LIST     of sync1,sync32,sync128,async,batch,drain,e2e,idle (default: all)
#   --target LIST   of dledger (official client), quorate (official client), sdk (our client on Quorate), raw (three replicas
#                   in one process without any client protocol) (default: all)
#   --seconds N     measured time of each run (default 6)
#   --warm-up N     time before it, in each run (default 3)
#   --runs N        runs of each row and target; the table has their means (default 2)
#   --size BYTES    of a message (default 1024)
#   --backlog N     messages sent before the first drain, at least (default 200000)
#   --data DIR      for all files, emptied first (default: a folder under /tmp; the disk it is on is what is measured)
#   --json FILE     also append each run there, a line of JSON each
#   --warm-brokers N   seconds all brokers are loaded before the first run, for their compilers' sake (default 40)
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=scripts/generators.sh
. "$(dirname "$0")/generators.sh"

DATA='' BENCH_SECONDS=6 WARM_UP=3 RUNS=2 SIZE=1024 JSON_FILE='' WARM_BROKERS=40 BACKLOG=200000
ROWS=sync1,sync32,sync128,async,batch,drain,e2e,idle TARGETS=dledger,quorate,sdk,raw
while [ $# -gt 0 ]; do
    case $1 in
        --rows) need_value "$1" $#; ROWS=$2; shift ;;
        --target) need_value "$1" $#; TARGETS=$2; shift ;;
        --seconds) need_value "$1" $#; BENCH_SECONDS=$2; shift ;;
        --warm-up) need_value "$1" $#; WARM_UP=$2; shift ;;
        --runs) need_value "$1" $#; RUNS=$2; shift ;;
        --size) need_value "$1" $#; SIZE=$2; shift ;;
        --backlog) need_value "$1" $#; BACKLOG=$2; shift ;;
        --data) need_value "$1" $#; DATA=$2; shift ;;
        --json) need_value "$1" $#; JSON_FILE=$2; shift ;;
        --warm-brokers) need_value "$1" $#; WARM_BROKERS=$2; shift ;;
        -h | --help) usage; exit 0 ;;
        *) fail "unknown option '$1'; try --help" ;;
    esac
    shift
done
check_number --seconds "$BENCH_SECONDS" 1 3600
check_number --warm-up "$WARM_UP" 0 3600
check_number --warm-brokers "$WARM_BROKERS" 0 3600
check_number --runs "$RUNS" 1 100
check_number --backlog "$BACKLOG" 1 100000000
check_number --size "$SIZE" 1 $((4 << 20))
IFS=, read -r -a ROWS <<<"$ROWS"
IFS=, read -r -a TARGETS <<<"$TARGETS"
for row in "${ROWS[@]}"; do
    case $row in sync1 | sync32 | sync128 | async | batch | drain | e2e | idle) ;; *) fail "--rows: no row '$row'; try --help" ;; esac
done
for target in "${TARGETS[@]}"; do
    case $target in dledger | quorate | sdk | raw) ;; *) fail "--target: no target '$target'; try --help" ;; esac
done
if [ -z "$DATA" ]; then
    DATA=$(mktemp -d /tmp/quorate-bench.XXXXXX)
    REMOVE=$DATA
fi
DATA=$(absolute_path "$DATA")
mkdir -p "$DATA"
RESULTS=$DATA/results.json
: >"$RESULTS"

NAMESRV_PORT=19876
BASE_PORT=19911
DLEDGER_NAMESRV_PORT=19976
DLEDGER_PORT=19941 # of the first broker; the next have 10 more each. Their own log's ports are one higher
DLEDGER_HOME=$DATA/dledger

finish() {
    local pids=() target file
    for target in "${!GENERATOR_PID[@]}"; do pids+=("${GENERATOR_PID[$target]}"); done
    for file in "$DLEDGER_HOME"/*/pid; do
        if [ -f "$file" ]; then pids+=("$(cat "$file")"); fi
    done
    # Nothing of RocketMQ's is needed again: it may go as fast as it can.
    # The shell says of each of its own that it was killed, which is no news.
    if [ ${#pids[@]} -gt 0 ]; then { kill -KILL "${pids[@]}" && wait "${pids[@]}"; } 2>/dev/null || true; fi
    "$QUORATE_HOME/scripts/stop-group.sh" --data "$DATA/quorate" >/dev/null 2>&1 || true
    if [ -n "${REMOVE:-}" ]; then rm -rf "$REMOVE"; fi
}
trap finish EXIT
trap 'exit 130' INT TERM

wants() { # TARGET...
    local wanted target
    for wanted in "$@"; do
        for target in "${TARGETS[@]}"; do
            if [ "$wanted" = "$target" ]; then return 0; fi
        done
    done
    return 1
}

# ---- what is needed ------------------------------------------------------------------------------------------------

ensure_dledger() {
    DLEDGER_LIB=$QUORATE_HOME/benchmarks/rocketmq-dledger/target/lib
    if [ ! -d "$DLEDGER_LIB" ]; then
        say "fetching RocketMQ's broker and NameServer from Maven Central"
        (cd "$QUORATE_HOME" && ./mvnw -B -q -f benchmarks/rocketmq-dledger/pom.xml package </dev/null) ||
            fail "RocketMQ cannot be had; what Maven said is above. Without it: --target quorate,sdk,raw"
    fi
}

# ---- the two groups ------------------------------------------------------------------------------------------------

start_quorate() {
    "$QUORATE_HOME/scripts/start-group.sh" --data "$DATA/quorate" --namesrv-port "$NAMESRV_PORT" --base-port "$BASE_PORT" --clean
    QUORATE_PIDS=$(cat "$DATA"/quorate/n[1-3]/broker.pid | paste -sd,)
}

# start_rocketmq NAME MAIN CONFIG: with the heap ours gets, and what its own scripts open of the JDK's modules.
start_rocketmq() {
    local dir=$DLEDGER_HOME/$1
    ROCKETMQ_HOME=$DLEDGER_HOME start_detached "$dir/stdout.log" "$dir/pid" "$JAVA" -Xms512m -Xmx1g -XX:+UseG1GC \
        -XX:MaxDirectMemorySize=1g -Duser.home="$dir" \
        --add-exports=java.base/jdk.internal.ref=ALL-UNNAMED --add-exports=java.base/sun.nio.ch=ALL-UNNAMED \
        --add-opens=java.base/java.nio=ALL-UNNAMED --add-opens=java.base/sun.nio.ch=ALL-UNNAMED \
        -cp "$DLEDGER_LIB/*" "$2" -c "$3"
}

start_dledger() {
    local i dir peers=''
    for i in 0 1 2; do peers="$peers;n$i-127.0.0.1:$((DLEDGER_PORT + 10 * i + 1))"; done
    dir=$DLEDGER_HOME/namesrv
    mkdir -p "$dir"
    printf 'listenPort=%s\nbindAddress=127.0.0.1\n' "$DLEDGER_NAMESRV_PORT" >"$dir/namesrv.conf"
    start_rocketmq namesrv org.apache.rocketmq.namesrv.NamesrvStartup "$dir/namesrv.conf"
    for i in 0 1 2; do
        dir=$DLEDGER_HOME/n$i
        mkdir -p "$dir"
        cat >"$dir/broker.conf" <<END
brokerClusterName=RaftCluster
brokerName=RaftNode00
brokerIP1=127.0.0.1
listenPort=$((DLEDGER_PORT + 10 * i))
namesrvAddr=127.0.0.1:$DLEDGER_NAMESRV_PORT
storePathRootDir=$dir/store
storePathCommitLog=$dir/store/commitlog
enableDLegerCommitLog=true
dLegerGroup=RaftNode00
dLegerPeers=${peers#;}
dLegerSelfId=n$i
sendMessageThreadPoolNums=16
END
        start_rocketmq "n$i" org.apache.rocketmq.broker.BrokerStartup "$dir/broker.conf"
    done
    DLEDGER_PIDS=$(cat "$DLEDGER_HOME"/n[0-2]/pid | paste -sd,)
}

# ---- the rows ------------------------------------------------------------------------------------------------------

can() { # TARGET ROW: our SDK has no consumer that reads at the caller's pace, and bare replicas know no messages.
    case $1:$2 in sdk:drain | sdk:idle | raw:drain | raw:e2e | raw:idle) return 1 ;; esac
}

run() { # TARGET ROW
    local line
    can "$1" "$2" || return 0
    line=$(generate "$1" "$2" "$WARM_UP" "$BENCH_SECONDS")
    printf '%s\n' "$line" | tee -a "$RESULTS" >>"${JSON_FILE:-/dev/null}"
    printf '%-8s %-8s %10s/s  p50 %8s  p99 %8s  broker CPU %8s us a message  %6s %%  failed %s\n' "$1" "$2" \
        "$(member "$line" perSecond)" "$(member "$line" p50Micros)" "$(member "$line" p99Micros)" \
        "$(member "$line" brokerCpuMicrosPerMessage)" "$(member "$line" brokerCpuPercent)" "$(member "$line" failed)"
}

# ---- the table -----------------------------------------------------------------------------------------------------

# The means of all runs of a row and target, and what they are of the official client's on DLedger.
markdown() {
    sed 's/[{}"]//g' "$RESULTS" | awk -F, '
        {
            for (i = 1; i <= NF; i++) { split($i, pair, ":"); value[pair[1]] = pair[2] }
            row = value["row"]; target = value["target"]; key = row SUBSEP target
            if (!(row in seen)) { seen[row] = 1; rows[++rowCount] = row }
            if (!(target in seenTarget)) { seenTarget[target] = 1; targets[++targetCount] = target }
            count[key]++; failed[key] += value["failed"]
            rate[key] += value["perSecond"]; cpu[key] += value["brokerCpuMicrosPerMessage"]
            p50[key] += value["p50Micros"]; p99[key] += value["p99Micros"]; percent[key] += value["brokerCpuPercent"]
        }
        END {
            print "| row | target | messages/s | p50 | p99 | broker CPU a message | all brokers, of one core | throughput, of DLedger | CPU a message, of DLedger | failed |"
            print "|---|---|---|---|---|---|---|---|---|---|"
            for (r = 1; r <= rowCount; r++) for (t = 1; t <= targetCount; t++) {
                key = rows[r] SUBSEP targets[t]; base = rows[r] SUBSEP "dledger"
                if (!count[key]) continue
                n = count[key]; more = "–"; less = "–"
                if (count[base] && targets[t] != "dledger" && targets[t] != "raw" && rate[base] > 0 && cpu[base] > 0 && cpu[key] > 0) {
                    more = sprintf("%.1fx", (rate[key] / n) / (rate[base] / count[base]))
                    less = sprintf("1/%.1f", (cpu[base] / count[base]) / (cpu[key] / n))
                }
                if (rows[r] == "idle") printf "| idle | %s | | | | | %.0f %% | | | |\n", targets[t], percent[key] / n
                else printf "| %s | %s | %.0f | %.2f ms | %.1f ms | %.1f µs | %.0f %% | %s | %s | %d |\n", rows[r], targets[t],
                    rate[key] / n, p50[key] / n / 1000, p99[key] / n / 1000, cpu[key] / n, percent[key] / n, more, less, failed[key]
            }
        }'
}

# ---- all of it -----------------------------------------------------------------------------------------------------

ensure_java
ensure_built
ensure_generator
if wants dledger; then
    ensure_dledger
    start_dledger
    start_generator dledger "$OFFICIAL_PATH" --client rocketmq --namesrv "127.0.0.1:$DLEDGER_NAMESRV_PORT" --pids "$DLEDGER_PIDS"
fi
if wants quorate sdk; then start_quorate; fi
if wants quorate; then
    start_generator quorate "$OFFICIAL_PATH" --client rocketmq --namesrv "127.0.0.1:$NAMESRV_PORT" --pids "$QUORATE_PIDS"
fi
if wants sdk; then
    start_generator sdk "$OWN_PATH" --client quorate --namesrv "127.0.0.1:$NAMESRV_PORT" --topic SdkLoad --pids "$QUORATE_PIDS"
fi

say "warming the brokers up: what their compilers do is not what is measured"
for target in "${TARGETS[@]}"; do
    if [ "$target" != raw ] && [ "$WARM_BROKERS" -gt 0 ]; then
        for row in sync32 async batch; do generate "$target" $row 0 $((WARM_BROKERS / 4 + 1)) >/dev/null; done
        if can "$target" drain; then generate "$target" drain 0 $((WARM_BROKERS / 4 + 1)) >/dev/null; fi
    fi
done

say "$SIZE bytes, $(nproc) processors, files in $DATA, load $(cut -d' ' -f1-3 /proc/loadavg 2>/dev/null || true); latencies in microseconds"
for ((number = 1; number <= RUNS; number++)); do
    for row in "${ROWS[@]}"; do
        for target in "${TARGETS[@]}"; do
            if [ "$target" != raw ]; then run "$target" "$row"; fi
        done
    done
done
if wants raw; then
    # By itself, and last: it shares a process with its load.
    mkdir -p "$DATA/raw"
    start_generator raw "$OWN_PATH" --client raw --data "$DATA/raw/store"
    for row in "${ROWS[@]}"; do run raw "$row"; done
fi
say ""
markdown
