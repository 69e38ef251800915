#!/usr/bin/env bash
# Shows the nodes of a group: role, term, address, positions, pid; and who of them is a member, on which disk.
#
#   scripts/status.sh [--data DIR] [--json]      (default: data in this project's folder)
#
# Ends with 0 if the group has a leader, else with 1.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

DATA=$QUORATE_HOME/data
JSON=false
while [ $# -gt 0 ]; do
    case $1 in
        --data) need_value "$1" $#; DATA=$2; shift ;;
        --json) JSON=true ;;
        -h | --help) usage; exit 0 ;;
        *) fail "unknown option '$1'; try --help" ;;
    esac
    shift
done
DATA=$(absolute_path "$DATA")
load_group
ensure_java
# What Maven prints, should it have to build, is not part of the JSON.
ensure_built >&2

if $JSON; then
    group_status --json
else
    code=0
    group_status --members || code=$?
    if pid=$(namesrv_pid); then
        say "NameServer 127.0.0.1:$NAMESRV_PORT (pid $pid)"
    else
        say "NameServer is not running"
    fi
    for node in $(node_ids); do report_dead_node "$node" || true; done
    exit $code
fi
