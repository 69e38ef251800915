#!/usr/bin/env bash
# Stops all nodes of a group, and its NameServer. Its data stays.
#
#   scripts/stop-group.sh [--data DIR]      (default: data in this project's folder)
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

DATA=$QUORATE_HOME/data
while [ $# -gt 0 ]; do
    case $1 in
        --data) need_value "$1" $#; DATA=$2; shift ;;
        -h | --help) usage; exit 0 ;;
        *) fail "unknown option '$1'; try --help" ;;
    esac
    shift
done
DATA=$(absolute_path "$DATA")
load_group
lock_data

# All at once: nobody is left to hand the leadership to, so nobody waits for that.
pids=()
for node in $(node_ids); do
    if pid=$(node_pid "$node"); then pids+=("$pid"); fi
done
if [ ${#pids[@]} -gt 0 ]; then
    stop_processes "${pids[@]}"
    say "stopped ${#pids[@]} node(s) of group $GROUP"
else
    say "no node of group $GROUP was running"
fi
for node in $(node_ids); do rm -f "$DATA/$node/broker.pid"; done

if pid=$(namesrv_pid); then
    stop_processes "$pid"
    say "stopped the NameServer"
fi
rm -f "$DATA/namesrv/namesrv.pid"
