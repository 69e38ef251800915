#!/usr/bin/env bash
# The kill test, long: kill -9 of the leader under steady sends of our SDK and of the official client, 20 rounds.
#
#   scripts/kill-test.sh [ROUNDS]
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
case ${1:-} in -h | --help) usage; exit 0 ;; esac
rounds=${1:-20}
check_number ROUNDS "$rounds" 1 10000
exec "$QUORATE_HOME/scripts/test.sh" -pl chaos-tests -am -Dtest=LeaderKillTest -Dsurefire.failIfNoSpecifiedTests=false \
    -Dquorate.kill.rounds="$rounds"
