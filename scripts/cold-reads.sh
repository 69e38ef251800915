#!/usr/bin/env bash
# Measures what reading a backlog that is in no memory does to sends. Fills a fresh three-node group, restarts it with its files
# out of the page cache, and then sends at a fixed rate: alone, while the backlog is read at full speed from the disk, while as
# much is read again from memory (the difference is the disk's, not the processors'), and alone again. Prints a table in Markdown.
#
#   scripts/cold-reads.sh [--gib 4] [--rate 2000] [--seconds 15] [--rest 0] [--size 1024] [--data DIR]
#
#   --gib N         size of the backlog on each node (default 4)
#   --rate N        sends a second (default 2000)
#   --seconds N     measured time of each phase (default 15)
#   --rest N        seconds after filling, for disks whose throughput is rationed by somebody (default 0)
#   --size BYTES    of a message (default 1024)
#   --data DIR      for all files, emptied first (default: a folder under /tmp; the disk it is on is what is measured)
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=scripts/generators.sh
. "$(dirname "$0")/generators.sh"

DATA='' GIB=4 RATE=2000 PHASE_SECONDS=15 REST=0 SIZE=1024
while [ $# -gt 0 ]; do
    case $1 in
        --gib) need_value "$1" $#; GIB=$2; shift ;;
        --rate) need_value "$1" $#; RATE=$2; shift ;;
        --seconds) need_value "$1" $#; PHASE_SECONDS=$2; shift ;;
        --rest) need_value "$1" $#; REST=$2; shift ;;
        --size) need_value "$1" $#; SIZE=$2; shift ;;
        --data) need_value "$1" $#; DATA=$2; shift ;;
        -h | --help) usage; exit 0 ;;
        *) fail "unknown option '$1'; try --help" ;;
    esac
    shift
done
check_number --gib "$GIB" 1 1000
check_number --rate "$RATE" 1 100000
check_number --seconds "$PHASE_SECONDS" 1 3600
check_number --rest "$REST" 0 3600
check_number --size "$SIZE" 1 $((4 << 20))
BACKLOG=$(((GIB << 30) / (SIZE + 100))) # messages; a record has some 100 bytes around its body
if [ -z "$DATA" ]; then
    DATA=$(mktemp -d /tmp/quorate-cold.XXXXXX)
    REMOVE=$DATA
fi
DATA=$(absolute_path "$DATA")
mkdir -p "$DATA"

NAMESRV_PORT=19676
BASE_PORT=19711

stop_generators() {
    local pids=("${GENERATOR_PID[@]}")
    if [ ${#pids[@]} -gt 0 ]; then { kill -KILL "${pids[@]}" && wait "${pids[@]}"; } 2>/dev/null || true; fi
    GENERATOR_PID=()
}

finish() {
    stop_generators
    "$QUORATE_HOME/scripts/stop-group.sh" --data "$DATA/quorate" >/dev/null 2>&1 || true
    if [ -n "${REMOVE:-}" ]; then rm -rf "$REMOVE"; fi
}
trap finish EXIT
trap 'exit 130' INT TERM

start_group() { # OPTION...
    "$QUORATE_HOME/scripts/start-group.sh" --data "$DATA/quorate" --namesrv-port "$NAMESRV_PORT" --base-port "$BASE_PORT" "$@"
    BROKER_PIDS=$(cat "$DATA"/quorate/n[1-3]/broker.pid | paste -sd,)
}

# Mapped pages stay in memory whatever is advised: hence with the brokers stopped.
drop_from_memory() {
    local file
    sync
    find "$DATA/quorate" -type f -size +1M | while read -r file; do
        dd of="$file" oflag=nocache conv=notrunc,fdatasync count=0 status=none
    done
}

bytes_read() { # by the brokers, from the disk
    local pid sum=0
    for pid in ${BROKER_PIDS//,/ }; do sum=$((sum + $(sed -n 's/^read_bytes: //p' "/proc/$pid/io"))); done
    printf '%s\n' "$sum"
}

# phase NAME [READER]: sends at the rate, while READER, if any, reads the backlog from its beginning.
phase() {
    local name=$1 reader=${2:-} sends reads='' before after read_rate='' reading=''
    before=$(bytes_read)
    if [ -n "$reader" ]; then
        generate "$reader" drain 0 $((PHASE_SECONDS + 2)) >"$DATA/reads" &
        reading=$!
    fi
    sends=$(generate sends paced 1 "$PHASE_SECONDS")
    if [ -n "$reading" ]; then
        wait "$reading"
        reads=$(cat "$DATA/reads")
        read_rate="$(member "$reads" perSecond)/s"
    fi
    after=$(bytes_read)
    printf '| %s | %s/s | %s ms | %s ms | %s ms | %s ms | %s | %s | %s |\n' "$name" "$(member "$sends" perSecond)" \
        "$(millis "$sends" p50Micros)" "$(millis "$sends" p99Micros)" "$(millis "$sends" p999Micros)" "$(millis "$sends" maxMicros)" \
        "${read_rate:-–}" "$(((after - before) >> 20)) MiB" "$(member "$sends" failed)" >>"$DATA/table"
    tail -n 1 "$DATA/table"
}

millis() { awk -v micros="$(member "$1" "$2")" 'BEGIN { printf "%.2f", micros / 1000 }'; } # JSON KEY

ensure_java
ensure_built
ensure_generator
start_group --clean
say "filling: $GIB GiB, $BACKLOG messages of $SIZE bytes"
start_generator fill "$OFFICIAL_PATH" --client rocketmq --namesrv "127.0.0.1:$NAMESRV_PORT"
generate fill drain 0 1 >/dev/null
stop_generators
"$QUORATE_HOME/scripts/stop-group.sh" --data "$DATA/quorate"
drop_from_memory
sleep "$REST"
start_group
start_generator sends "$OFFICIAL_PATH" --client rocketmq --namesrv "127.0.0.1:$NAMESRV_PORT" --topic ColdReadsSends --rate "$RATE"
# What a reader's own work takes from the brokers on a machine they share is not what is measured.
BACKLOG=0 GENERATOR_NICE=19 start_generator reader "$OFFICIAL_PATH" --client rocketmq --namesrv "127.0.0.1:$NAMESRV_PORT"
say "warming up"
for row in sync32 async paced; do generate sends $row 0 10 >/dev/null; done
say "$PHASE_SECONDS s each, $(nproc) processors, load $(cut -d' ' -f1-3 /proc/loadavg 2>/dev/null || true)"
{
    printf '| sends at %s/s | acknowledged | p50 | p99 | p99.9 | longest | read meanwhile | from the disk, all brokers | failed |\n' "$RATE"
    printf '|---|---|---|---|---|---|---|---|---|\n'
} | tee "$DATA/table"
phase 'alone'
phase 'while a cold backlog is read' reader
phase 'while it is read again, from memory' reader
phase 'alone again'
