#!/usr/bin/env bash
# Removes what a chaos run left behind on this machine: its processes, mounts and network namespaces, as the run's own
# ledger names them. Harmless when there is nothing left.
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
        link) if [ -e "/sys/class/net/$what" ]; then ip link del "$what"; fi ;;
    esac
done
mv "$ledger" "$ledger.done"
