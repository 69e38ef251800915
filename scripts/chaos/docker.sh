#!/usr/bin/env bash
# A container engine for chaos runs, and the image they use.
#
#   scripts/chaos/docker.sh start    leaves a running engine alone; else installs the distribution's, if there is none and we
#                                    may, and starts it, with its data in build/docker
#   scripts/chaos/docker.sh image TAG  builds our image on a base that is made here, so that nothing need be fetched
#   scripts/chaos/docker.sh stop     stops the engine, if it was started here and no chaos run uses it
#
# Ends with 0; or with 3 and one line that says why there can be no containers here.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/../lib.sh"

ENGINE=$BUILD_DIR/docker
PID_FILE=$ENGINE/dockerd.pid
LOG=$ENGINE/dockerd.log
# Of the machine before the engine came; there only if no engine had left its own there already.
FORWARD_POLICY=$ENGINE/forward-policy
LABEL=quorate.chaos.run
START_SECONDS_MAX=60

cannot() {
    say "no containers: $*"
    exit 3
}

answers() { timeout 10 docker info >/dev/null 2>&1; }

install_engine() {
    local missing=()
    command -v dockerd >/dev/null || missing+=(docker.io)
    command -v iptables >/dev/null || missing+=(iptables)
    command -v busybox >/dev/null || missing+=(busybox-static)
    [ ${#missing[@]} -gt 0 ] || return 0
    command -v apt-get >/dev/null || cannot "${missing[*]} missing, and there is no apt-get to install them"
    say "installing ${missing[*]}"
    apt_get install --no-install-recommends "${missing[@]}" 2>/dev/null ||
        { apt_get update && apt_get install --no-install-recommends "${missing[@]}"; } >/dev/null 2>&1 ||
        cannot "apt-get could not install ${missing[*]}"
}

# pid of the engine that was started here, if it runs.
our_engine() {
    local pid
    pid=$(cat "$PID_FILE" 2>/dev/null) || return 1
    tr '\0' '\n' <"/proc/$pid/cmdline" 2>/dev/null | grep -qxF -- "--data-root=$ENGINE/data" || return 1
    printf '%s\n' "$pid"
}

start() {
    case ${DOCKER_HOST:-} in '' | unix://*) ;; *) cannot "the engine at $DOCKER_HOST is on another machine" ;; esac
    [ "$(id -u)" -eq 0 ] || cannot "they need root, for the engine or for cutting its network"
    install_engine
    if answers; then
        say "container engine: $(docker version -f '{{.Server.Version}}'), was running"
        return
    fi
    command -v dockerd >/dev/null || cannot "there is no dockerd"
    mkdir -p "$ENGINE/data"
    if ! iptables -w -S DOCKER-USER >/dev/null 2>&1 && [ ! -e /sys/class/net/docker0 ]; then
        iptables -w -S FORWARD 2>/dev/null | sed -n 's/^-P FORWARD //p' >"$FORWARD_POLICY" || true
    fi
    rm -f "$PID_FILE"
    setsid nohup dockerd "--data-root=$ENGINE/data" "--exec-root=/run/quorate-docker" "--pidfile=$PID_FILE" \
        >>"$LOG" 2>&1 </dev/null &
    local deadline=$((SECONDS + START_SECONDS_MAX))
    until answers; do
        if ! kill -0 $! 2>/dev/null || [ $SECONDS -ge $deadline ]; then
            kill $! 2>/dev/null || true
            cannot "dockerd does not come up: $(grep -i 'failed\|error' "$LOG" | tail -n 1)"
        fi
        sleep 0.2
    done
    say "container engine: $(docker version -f '{{.Server.Version}}'), started (pid $(cat "$PID_FILE"), data in $ENGINE)"
    # Nobody can be using what is left over in it.
    remove_left_over
}

remove_left_over() {
    local found
    found=$(docker ps -aq --filter "label=$LABEL")
    # shellcheck disable=SC2086 # several words
    if [ -n "$found" ]; then docker rm -fv $found >/dev/null; fi
    docker network prune -f --filter "label=$LABEL" >/dev/null
}

stop() {
    local pid
    pid=$(our_engine) || return 0
    if [ -n "$(docker ps -q --filter "label=$LABEL" 2>/dev/null)" ]; then
        say "container engine: left running, another chaos run uses it"
        return
    fi
    kill "$pid"
    wait_for_end 30 "$pid" >/dev/null
    remove_traces
    say "container engine: stopped"
}

# An engine that ends leaves its bridge and its packet filter as they are: this machine would forward nothing any more.
remove_traces() {
    local table chain rule
    [ -s "$FORWARD_POLICY" ] || return 0
    for table in filter nat; do
        iptables -w -t "$table" -S | sed -n '/^-A DOCKER/d; /-j DOCKER\|docker0/s/^-A/-D/p' | while read -r rule; do
            # shellcheck disable=SC2086 # several words
            iptables -w -t "$table" $rule || true
        done
        for chain in $(iptables -w -t "$table" -S | sed -n 's/^-N \(DOCKER.*\)/\1/p'); do iptables -w -t "$table" -F "$chain"; done
        for chain in $(iptables -w -t "$table" -S | sed -n 's/^-N \(DOCKER.*\)/\1/p'); do iptables -w -t "$table" -X "$chain"; done
    done
    iptables -w -P FORWARD "$(cat "$FORWARD_POLICY")"
    rm -f "$FORWARD_POLICY"
    ip link del docker0
} 2>/dev/null

image() {
    local base
    ensure_java
    base=quorate-base:$({ readlink -f "$JAVA"; cat "$JAVA_HOME/release" "$QUORATE_HOME/scripts/chaos/base-image.sh"; } | sha256sum | cut -c1-12)
    if ! docker image inspect "$base" >/dev/null 2>&1; then
        say "making a base image of this machine's JDK"
        "$QUORATE_HOME/scripts/chaos/base-image.sh" "$base" || cannot "the base image could not be made; what went wrong is above"
    fi
    "$QUORATE_HOME/scripts/image.sh" --tag "$1" --base "$base" || cannot "the image could not be built; what went wrong is above"
}

case ${1:-} in
    start) start ;;
    stop) stop ;;
    image) image "${2:?which tag?}" ;;
    *) usage; exit 2 ;;
esac
