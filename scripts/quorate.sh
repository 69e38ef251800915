#!/usr/bin/env bash
# The command line: scripts/quorate.sh --help
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
ensure_java
ensure_built >&2
jvm_options tool
if [ "${1:-}" = log ]; then
    # These verbs read a node's files: they stand with the broker, whose own logging is not for a terminal.
    shift
    exec "$JAVA" "${JVM_OPTIONS[@]}" -Dlogback.configurationFile=logback-offline.xml -cp "$LIB_DIR/admin/*:$(class_path broker)" "$LOG_MAIN" "$@"
fi
exec "$JAVA" "${JVM_OPTIONS[@]}" -cp "$(class_path admin)" "$ADMIN_MAIN" "$@"
