#!/usr/bin/env bash
# Runs one broker node in the foreground, for service managers and containers.
#
#   scripts/broker.sh -c FILE      (conf/ has a sample)
#
# JAVA_HOME chooses the JVM, JAVA_OPT_EXT adds options to its command line (-Xmx and the like), QUORATE_LOG_DIR the folder
# for logs (default: logs in the file's storePathRootDir). SIGTERM stops it gracefully.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

case ${1:-} in -h | --help) usage; exit 0 ;; esac
if [ $# -ne 2 ] || [ "$1" != -c ]; then fail "usage: scripts/broker.sh -c FILE"; fi
[ -r "$2" ] || fail "cannot read $2"
store=$(sed -n 's/^[[:space:]]*storePathRootDir[[:space:]]*=[[:space:]]*//p' "$2" | tail -n 1)
log_dir=${QUORATE_LOG_DIR:-${store:-$HOME/store}/logs}
mkdir -p "$log_dir"
ensure_java
ensure_built >&2
jvm_options broker
exec "$JAVA" "${JVM_OPTIONS[@]}" "-Dquorate.log.dir=$log_dir" -cp "$(class_path broker)" "$BROKER_MAIN" -c "$2"
