#!/usr/bin/env bash
# Removes what a chaos run left behind on this machine: its processes, mounts, network namespaces and containers, as the
# run's own ledger names them. Harmless when there is nothing left.
#
#   scripts/chaos/clean-up.sh RUN_FOLDER
set -uo pipefail
ledger=$1/ledger
[ -f "$ledger" ] || exit 0

# The last first. A pid may have gone to a stranger: ours names the run's folder in its command line.
tac "$ledger" | while read -r kind what; do
    case $kind in
        pid)
            if [ -r "/proc/$what/cmdline" ] && tr '\0' '\n' <"/proc/$what/cmdline" | grep -qF -- "$1/"; then
                kill -KILL "$what" 2>/dev/null
                while kill -0 "$what" 2>/dev/null; do sleep 0.05; done
            fi
            ;;
        mount) if mountpoint -q "$what"; then fsfreeze -u "$what" 2>/dev/null; umount "$what" || umount -l "$what"; fi ;;
        netns) if [ -e "/run/netns/$what" ]; then ip netns del "$what"; fi ;;
        forward) iptables -w -D FORWARD -i "$what" -o "$what" -j ACCEPT 2>/dev/null ;;
        docker)
            # With the engine gone, its containers are dead; the engine's next start removes them.
            if timeout 10 docker info >/dev/null 2>&1; then
                # shellcheck disable=SC2046 # several words
                for id in $(docker ps -aq --filter "label=$what"); do docker rm -fv "$id" >/dev/null; done
                docker network prune -f --filter "label=$what" >/dev/null
            fi
            ;;
        image) if timeout 10 docker image inspect "$what" >/dev/null 2>&1; then docker rmi -f "$what" >/dev/null; fi ;;
        chain)
            for parent in DOCKER-USER INPUT OUTPUT; do iptables -w -D "$parent" -j "$what" 2>/dev/null; done
            iptables -w -F "$what" 2>/dev/null && iptables -w -X "$what"
            ;;
        cgroup)
            if [ -d "$what" ]; then
                # Whoever is in it still is about to be killed.
                while read -r pid; do echo "$pid" >"$(dirname "$what")/cgroup.procs"; done <"$what/cgroup.procs"
                rmdir "$what"
            fi
            ;;
        link) if [ -e "/sys/class/net/$what" ]; then ip link del "$what"; fi ;;
    esac
done
mv "$ledger" "$ledger.done"
