#!/usr/bin/env bash
# Stops one node of a group gracefully: a leader hands its office over first.
#
#   scripts/stop-node.sh --node n2 [--for-good] [--data DIR]
#
#   --node ID    the node
#   --for-good   it was removed from the group (scripts/quorate.sh member remove): the other scripts leave it out from
#                now on. Its files stay until you delete its folder; start-node.sh --new takes it up again
#   --data DIR   default: data in this project's folder
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

DATA=$QUORATE_HOME/data
NODE=''
FOR_GOOD=false
while [ $# -gt 0 ]; do
    case $1 in
        --data) need_value "$1" $#; DATA=$2; shift ;;
        --node) need_value "$1" $#; NODE=$2; shift ;;
        --for-good) FOR_GOOD=true ;;
        -h | --help) usage; exit 0 ;;
        *) fail "unknown option '$1'; try --help" ;;
    esac
    shift
done
[ -n "$NODE" ] || fail "which node? Say --node n1"
DATA=$(absolute_path "$DATA")
load_group
check_node_exists "$NODE"
lock_data
if pid=$(node_pid "$NODE"); then
    stop_processes "$pid"
    say "stopped node $NODE (pid $pid)"
else
    say "node $NODE was not running"
fi
rm -f "$DATA/$NODE/broker.pid"
if $FOR_GOOD; then touch "$DATA/$NODE/left"; fi
