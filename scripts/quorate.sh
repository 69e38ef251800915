#!/usr/bin/env bash
# The command line: scripts/quorate.sh --help
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
ensure_java
ensure_built >&2
jvm_options tool
if [ "${1:-}" = log ]; then
    # These verbs read a node's files: they stand with the broker, and log as the other verbs do.
    shift
    exec "$JAVA" "${JVM_OPTIONS[@]}" -cp "$LIB_DIR/admin/*:$(class_path broker)" "$LOG_MAIN" "$@"
fi
exec "$JAVA" "${JVM_OPTIONS[@]}" -cp "$(class_path admin)" "$ADMIN_MAIN" "$@"
