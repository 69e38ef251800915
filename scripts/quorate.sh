#!/usr/bin/env bash
# The command line: scripts/quorate.sh --help
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
ensure_java
ensure_built >&2
jvm_options tool
exec "$JAVA" "${JVM_OPTIONS[@]}" -cp "$(class_path admin)" "$ADMIN_MAIN" "$@"
