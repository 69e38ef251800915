#!/usr/bin/env bash
# Loads a fresh NameServer and three brokers with default settings for minutes, and watches the brokers' memory: resident, heap,
# direct; threads and open files, too. Prints a line for each every 10 s, at the end the curve as a table in Markdown, and a
# verdict. Ends with 0 if that is good.
#
#   scripts/soak.sh [--minutes 10] [--producers 200] [--consumers 200] [--topics 2000] [--data DIR] [--json FILE] [-- OPTION...]
#
#   --minutes N     of load (default 10); growth is judged from four on
#   --producers N   each sends to its share of the topics, four messages under way (default 200)
#   --consumers N   push consumers, each a consumer group of its own that reads its share of the topics (default 200)
#   --topics N      of two queues (default 2000)
#   --data DIR      for all files: empty or not there yet (default: a folder under /tmp, removed at the end)
#   --json FILE     also append each broker's samples there, a line of JSON each
#   -- OPTION...    for the load itself: --clients, --queues, --window, --size, --unread-max, --growth-percent-max, or --help
#
# Of the brokers' settings two are not as they ship, so that segments are filled, sealed and deleted all the time: segments of
# 64 MiB (1 GiB otherwise), of which 512 MiB are kept.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

SEGMENT_BYTES=$((64 << 20))
LOG_BYTES_MAX=$((512 << 20))

DATA='' JSON_FILE='' MINUTES=10 PRODUCERS=200 CONSUMERS=200 TOPICS=2000
while [ $# -gt 0 ]; do
    case $1 in
        --minutes) need_value "$1" $#; MINUTES=$2; shift ;;
        --producers) need_value "$1" $#; PRODUCERS=$2; shift ;;
        --consumers) need_value "$1" $#; CONSUMERS=$2; shift ;;
        --topics) need_value "$1" $#; TOPICS=$2; shift ;;
        --data) need_value "$1" $#; DATA=$2; shift ;;
        --json) need_value "$1" $#; JSON_FILE=$2; shift ;;
        --) shift; break ;;
        -h | --help) usage; exit 0 ;;
        *) fail "unknown option '$1'; try --help" ;;
    esac
    shift
done
check_number --minutes "$MINUTES" 1 10000
check_number --producers "$PRODUCERS" 1 10000
check_number --consumers "$CONSUMERS" 1 10000
check_number --topics "$TOPICS" 1 100000
OPTIONS=(--minutes "$MINUTES" --producers "$PRODUCERS" --consumers "$CONSUMERS" --topics "$TOPICS")
if [ -n "$JSON_FILE" ]; then OPTIONS+=(--json "$(absolute_path "$JSON_FILE")"); fi
OPTIONS+=("$@")

if [ -z "$DATA" ]; then
    DATA=$(mktemp -d /tmp/quorate-soak.XXXXXX)
    REMOVE=$DATA
elif [ -n "$(ls -A "$DATA" 2>/dev/null)" ]; then
    fail "$DATA is not empty; choose another --data"
fi
DATA=$(absolute_path "$DATA")

NODES=3 GROUP=broker-a CLUSTER=DefaultCluster NAMESRV_PORT=19776 BASE_PORT=19811

finish() {
    if [ -n "${LOAD_PID:-}" ]; then kill -KILL "$LOAD_PID" 2>/dev/null || true; fi
    if [ -f "$DATA/group.conf" ]; then "$QUORATE_HOME/scripts/stop-group.sh" --data "$DATA" >/dev/null 2>&1 || true; fi
    if [ -n "${REMOVE:-}" ]; then rm -rf "$REMOVE"; fi
}
trap finish EXIT
trap 'exit 130' INT TERM

ensure_java
ensure_built
ensure_generator
# Made before the group is started, which leaves settings alone that are there already.
for node in n1 n2 n3; do
    write_node_config "$node"
    printf 'mappedFileSizeCommitLog=%s\nlogBytesMax=%s\n' "$SEGMENT_BYTES" "$LOG_BYTES_MAX" >>"$(node_config "$node")"
done
"$QUORATE_HOME/scripts/start-group.sh" --data "$DATA" --nodes "$NODES" --group "$GROUP" --cluster "$CLUSTER" \
    --namesrv-port "$NAMESRV_PORT" --base-port "$BASE_PORT"

say "$(nproc) processors, files in $DATA, load $(cut -d' ' -f1-3 /proc/loadavg 2>/dev/null || true)"
jvm_options tool
"$JAVA" "${JVM_OPTIONS[@]}" -XX:-UseSerialGC -XX:+UseG1GC -Xmx1g -cp "$OWN_PATH" io.quorate.benchmarks.soak.Soak \
    --namesrv "127.0.0.1:$NAMESRV_PORT" --data "$DATA" "${OPTIONS[@]}" &
LOAD_PID=$!
code=0
wait "$LOAD_PID" || code=$?
LOAD_PID=''
for node in n1 n2 n3; do
    if report_dead_node "$node"; then code=1; fi
done
exit $code
