#!/usr/bin/env bash
# Runs a NameServer in the foreground, for service managers and containers.
#
#   scripts/namesrv.sh [-c FILE]
#
# JAVA_HOME chooses the JVM, JAVA_OPT_EXT adds options to its command line, QUORATE_LOG_DIR the folder for logs
# (default: logs/quorate-namesrv in the home folder).
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

case ${1:-} in -h | --help) usage; exit 0 ;; esac
if [ $# -ne 0 ]; then
    if [ $# -ne 2 ] || [ "$1" != -c ]; then fail "usage: scripts/namesrv.sh [-c FILE]"; fi
    [ -r "$2" ] || fail "cannot read $2"
fi
log_dir=${QUORATE_LOG_DIR:-$HOME/logs/quorate-namesrv}
mkdir -p "$log_dir"
ensure_java
ensure_built >&2
jvm_options namesrv
exec "$JAVA" "${JVM_OPTIONS[@]}" "-Dquorate.log.dir=$log_dir" -cp "$(class_path namesrv)" "$NAMESRV_MAIN" "$@"
