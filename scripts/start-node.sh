#!/usr/bin/env bash
# Starts one stopped node of a group again, or a new one that is to join it.
#
#   scripts/start-node.sh --node n2 [--new] [--data DIR]
#
#   --node ID    the node
#   --new        it does not belong to the group yet: makes its folder and settings. It takes part once it is added:
#                scripts/quorate.sh member add
#   --data DIR   default: data in this project's folder
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

DATA=$QUORATE_HOME/data
NODE=''
NEW=false
READY_SECONDS_MAX=60
while [ $# -gt 0 ]; do
    case $1 in
        --data) need_value "$1" $#; DATA=$2; shift ;;
        --node) need_value "$1" $#; NODE=$2; shift ;;
        --new) NEW=true ;;
        -h | --help) usage; exit 0 ;;
        *) fail "unknown option '$1'; try --help" ;;
    esac
    shift
done
[ -n "$NODE" ] || fail "which node? Say --node n1"
DATA=$(absolute_path "$DATA")
load_group
lock_data
if $NEW; then
    check_new_node "$NODE"
else
    check_node_exists "$NODE"
fi
if pid=$(node_pid "$NODE"); then
    say "node $NODE runs already (pid $pid)"
    exit 0
fi
ensure_java
ensure_built
check_node_ports "$NODE"
write_node_config "$NODE"
start_node "$NODE"

group_status --wait-node "$NODE" --wait-seconds "$READY_SECONDS_MAX" &
waiter=$!
while kill -0 "$waiter" 2>/dev/null; do
    if ! node_pid "$NODE" >/dev/null; then
        kill "$waiter" 2>/dev/null || true
        wait "$waiter" 2>/dev/null || true
        report_dead_node "$NODE" || true
        fail "node $NODE did not start"
    fi
    sleep 0.2
done
wait "$waiter" || fail "node $NODE runs (pid $(node_pid "$NODE")) but does not answer on port $(listen_port "$NODE"); its log is in $DATA/$NODE/logs"
if $NEW; then
    say "node $NODE waits to be added: scripts/quorate.sh member add --namesrv 127.0.0.1:$NAMESRV_PORT --group $GROUP --node $NODE --address 127.0.0.1:$(peer_port "$NODE")"
fi
