# shellcheck shell=bash
# The load generators of the benchmarks: a process for each target, for all rows, so that what is measured is a warm client.
# Wants lib.sh and ensure_generator, DATA (a folder), SIZE (bytes of a message) and BACKLOG (messages, at least, before a drain);
# a generator gives way to others by GENERATOR_NICE (default 0).

declare -A GENERATOR_PID INPUT OUTPUT

start_generator() { # TARGET CLASS-PATH OPTION...
    local target=$1 path=$2 pipe=$DATA/$1
    shift 2
    mkdir -p "$DATA/home"
    rm -f "$pipe.in" "$pipe.out"
    mkfifo "$pipe.in" "$pipe.out"
    jvm_options tool
    nice -n "${GENERATOR_NICE:-0}" "$JAVA" "${JVM_OPTIONS[@]}" -XX:-UseSerialGC -XX:+UseG1GC -Xmx1g -Duser.home="$DATA/home" -cp "$path" \
        io.quorate.benchmarks.LoadGenerator --target "$target" --size "$SIZE" --backlog "$BACKLOG" "$@" <"$pipe.in" >"$pipe.out" 2>>"$DATA/$target.err" &
    GENERATOR_PID[$target]=$!
    local in out
    exec {in}>"$pipe.in" {out}<"$pipe.out"
    INPUT[$target]=$in OUTPUT[$target]=$out
}

generate() { # TARGET ROW WARM-UP SECONDS: prints the line of JSON
    local line
    printf '%s %s %s\n' "$2" "$3" "$4" >&"${INPUT[$1]}"
    read -r -u "${OUTPUT[$1]}" line || {
        tail -n 20 "$DATA/$1.err" >&2
        fail "the load generator of $1 ended in row $2; what it said is above"
    }
    printf '%s\n' "$line"
}

member() { printf '%s' "$1" | sed -n "s/.*\"$2\":\"\{0,1\}\([^,\"}]*\).*/\1/p"; } # JSON KEY
