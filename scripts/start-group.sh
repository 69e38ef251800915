#!/usr/bin/env bash
# Starts a NameServer and the nodes of one replica group on this machine, on loopback, and waits for a leader.
#
#   scripts/start-group.sh [--nodes 3] [--group broker-a] [--cluster DefaultCluster] [--namesrv-port 9876]
#                          [--base-port 10911] [--data DIR] [--clean] [--demo]
#
#   --nodes N         replicas, 1 to 9 (default 3)
#   --group NAME      name of the group, RocketMQ's brokerName (default broker-a)
#   --cluster NAME    cluster it belongs to (default DefaultCluster)
#   --namesrv-port P  port of the NameServer (default 9876)
#   --base-port P     node i (from 0) listens on P + 10 i; its peers' port is one higher, its VIP port two lower (default 10911)
#   --data DIR        where everything is kept (default: data in this project's folder)
#   --clean           stop what runs there and begin with empty disks
#   --demo            then send 10,000 messages, consume and verify them, and print the throughput
#
# Builds what is not built, and installs a JDK (Debian, Ubuntu) when there is none and it may. May be repeated: what
# runs stays as it is, what does not is started. Several groups can run side by side, on other ports and folders.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

DATA=$QUORATE_HOME/data
CLEAN=false
DEMO=false
NODES='' GROUP='' CLUSTER='' NAMESRV_PORT='' BASE_PORT=''
LEADER_SECONDS_MAX=60

while [ $# -gt 0 ]; do
    case $1 in
        --nodes) need_value "$1" $#; NODES=$2; shift ;;
        --group) need_value "$1" $#; GROUP=$2; shift ;;
        --cluster) need_value "$1" $#; CLUSTER=$2; shift ;;
        --namesrv-port) need_value "$1" $#; NAMESRV_PORT=$2; shift ;;
        --base-port) need_value "$1" $#; BASE_PORT=$2; shift ;;
        --data) need_value "$1" $#; DATA=$2; shift ;;
        --clean) CLEAN=true ;;
        --demo) DEMO=true ;;
        -h | --help) usage; exit 0 ;;
        *) fail "unknown option '$1'; try --help" ;;
    esac
    shift
done

# An option that was not given is as it was when the group was made; one that contradicts that is refused.
settle() { # VARIABLE KEY DEFAULT
    local given=${!1} saved=''
    if [ -f "$DATA/group.conf" ]; then saved=$(group_setting "$2"); fi
    if [ -n "$given" ] && [ -n "$saved" ] && [ "$given" != "$saved" ]; then
        fail "the group in $DATA was made with $2=$saved, not $given. Give another --data, or --clean to begin anew"
    fi
    printf -v "$1" '%s' "${given:-${saved:-$3}}"
}

settle_options() {
    settle NODES nodes 3
    settle GROUP group broker-a
    settle CLUSTER cluster DefaultCluster
    settle NAMESRV_PORT namesrvPort 9876
    settle BASE_PORT basePort 10911
    check_number --nodes "$NODES" 1 9
    check_name --group "$GROUP"
    check_name --cluster "$CLUSTER"
    check_number --namesrv-port "$NAMESRV_PORT" 1 65535
    check_number --base-port "$BASE_PORT" 3 $((65535 - 10 * NODES))
}

save_options() {
    cat >"$DATA/group.conf" <<END
nodes=$NODES
group=$GROUP
cluster=$CLUSTER
namesrvPort=$NAMESRV_PORT
basePort=$BASE_PORT
END
}

clean_data() {
    if [ -f "$DATA/group.conf" ]; then
        "$QUORATE_HOME/scripts/stop-group.sh" --data "$DATA"
        find "$DATA" -mindepth 1 -maxdepth 1 ! -name .lock -exec rm -rf {} +
    elif [ -n "$(ls -A "$DATA" 2>/dev/null)" ]; then
        fail "--clean would empty $DATA, which holds no group of ours; choose another --data"
    fi
}

start_missing() {
    local node stopped=()
    for node in $(node_ids); do
        if node_pid "$node" >/dev/null; then
            say "node $node runs already (pid $(node_pid "$node"))"
        else
            if [ -f "$DATA/$node/broker.pid" ]; then
                say "node $node is not running (pid $(cat "$DATA/$node/broker.pid") is gone): starting it again"
                rm -f "$DATA/$node/broker.pid"
            fi
            check_node_ports "$node"
            stopped+=("$node")
        fi
    done
    local namesrv_runs=true
    if namesrv_pid >/dev/null; then
        say "the NameServer runs already (pid $(namesrv_pid))"
    else
        namesrv_runs=false
        check_port_free "$NAMESRV_PORT" "the NameServer"
    fi
    # Only what can be started is remembered: a refused start must not bind the next.
    save_options
    if ! $namesrv_runs; then start_namesrv; fi
    for node in ${stopped[@]+"${stopped[@]}"}; do
        write_node_config "$node"
        start_node "$node"
    done
}

# A process that ends while we wait will not come back: say so at once instead of waiting in vain.
wait_for_leader() {
    local waiter node
    group_status --wait-leader --wait-seconds "$LEADER_SECONDS_MAX" &
    waiter=$!
    while kill -0 "$waiter" 2>/dev/null; do
        for node in $(node_ids); do
            if ! node_pid "$node" >/dev/null; then
                kill "$waiter" 2>/dev/null || true
                wait "$waiter" 2>/dev/null || true
                report_dead_node "$node" || true
                fail "node $node did not start"
            fi
        done
        if ! namesrv_pid >/dev/null; then
            kill "$waiter" 2>/dev/null || true
            wait "$waiter" 2>/dev/null || true
            last_lines "$DATA/namesrv"
            fail "the NameServer did not start"
        fi
        sleep 0.2
    done
    wait "$waiter" || {
        for node in $(node_ids); do last_lines "$DATA/$node"; done
        fail "no leader within $LEADER_SECONDS_MAX s"
    }
}

DATA=$(absolute_path "$DATA")
mkdir -p "$DATA"
if $CLEAN; then clean_data; fi
lock_data
settle_options
ensure_java
ensure_built
start_missing
wait_for_leader
say "NameServer 127.0.0.1:$NAMESRV_PORT, data and logs in $DATA. Stop with: scripts/stop-group.sh --data $DATA"
if $DEMO; then quorate demo --namesrv "127.0.0.1:$NAMESRV_PORT"; fi
