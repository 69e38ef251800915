# shellcheck shell=bash
# What the scripts of this folder share. Sourced, never run.

QUORATE_HOME=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
# Every JVM we start says so in its command line: that is how a pid is told from a stranger's.
BROKER_MAIN=io.quorate.broker.BrokerMain
NAMESRV_MAIN=io.quorate.namesrv.NameServerMain
ADMIN_MAIN=io.quorate.admin.QuorateCommand
LOG_MAIN=io.quorate.broker.offline.LogCommand

JAVA_MINIMUM=17
# More than a leader takes to hand over and to forward for clients that have not noticed yet (shutdownDrainMillis).
STOP_SECONDS_MAX=60

say() { printf '%s\n' "$*"; }
warn() { printf '%s\n' "$*" >&2; }
fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

# ---- options -------------------------------------------------------------------------------------------------------

# need_value OPTION COUNT: refuses an option that came last, without its value.
need_value() { [ "$2" -ge 2 ] || fail "$1 needs a value"; }

check_number() { # NAME VALUE LOWEST HIGHEST
    case $2 in '' | *[!0-9]*) fail "$1 must be a number, not '$2'" ;; esac
    if [ "$2" -lt "$3" ] || [ "$2" -gt "$4" ]; then fail "$1 must be from $3 to $4, not $2"; fi
}

check_name() { # NAME VALUE
    case $2 in '' | *[!A-Za-z0-9_-]*) fail "$1 may have letters, digits, - and _ only, not '$2'" ;; esac
}

# Prints the comment at the top of the calling script: its help.
usage() { sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0"; }

# ---- Java ----------------------------------------------------------------------------------------------------------

java_major() { # JAVA
    "$1" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.specification\.version = \([0-9]*\).*/\1/p'
}

# A JDK's java, of those installed, that is new enough: JAVA_HOME first, then PATH, then what the distribution put in place.
find_jdk() {
    local java home version
    for java in ${JAVA_HOME:+"$JAVA_HOME/bin/java"} "$(command -v java || true)" /usr/lib/jvm/*/bin/java; do
        [ -x "$java" ] || continue
        home=$(dirname "$(dirname "$(readlink -f "$java")")")
        [ -x "$home/bin/javac" ] || continue
        version=$(java_major "$java")
        if [ "${version:-0}" -ge "$JAVA_MINIMUM" ]; then
            printf '%s\n' "$home"
            return 0
        fi
    done
    return 1
}

# Root, or somebody who may become it without being asked.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

install_jdk() {
    if ! command -v apt-get >/dev/null; then
        fail "no JDK $JAVA_MINIMUM or newer found. Install one (package openjdk-17-jdk, java-17-openjdk-devel or alike) or set JAVA_HOME"
    fi
    if ! as_root true 2>/dev/null; then
        fail "no JDK $JAVA_MINIMUM or newer found, and no right to install one. Run: sudo apt-get install default-jdk-headless"
    fi
    say "no JDK $JAVA_MINIMUM or newer found: installing default-jdk-headless"
    apt_get update || warn "apt-get update failed; going on with the lists that are there"
    apt_get install --no-install-recommends default-jdk-headless ca-certificates-java ||
        fail "apt-get could not install default-jdk-headless"
}

# Quiet, unless it fails.
apt_get() {
    local output
    output=$(as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Dpkg::Use-Pty=0 "$@" 2>&1 </dev/null) || {
        warn "$output"
        return 1
    }
}

# Sets JAVA_HOME and JAVA, installing a JDK if there is none and we may.
ensure_java() {
    local home
    if ! home=$(find_jdk); then
        install_jdk
        home=$(find_jdk) || fail "the distribution's JDK is older than $JAVA_MINIMUM; install a newer one and set JAVA_HOME"
    fi
    export JAVA_HOME=$home
    JAVA=$home/bin/java
}

# Fills JVM_OPTIONS for: broker, namesrv or tool. JAVA_OPT_EXT comes last, so that it wins.
jvm_options() { # KIND
    case $1 in
        broker)
            JVM_OPTIONS=(-Xms512m -Xmx1g -XX:+UseG1GC -XX:G1HeapRegionSize=4m -XX:MaxDirectMemorySize=1g)
            ;;
        namesrv) JVM_OPTIONS=(-Xms64m -Xmx256m -XX:+UseG1GC -XX:MaxDirectMemorySize=128m) ;;
        *) JVM_OPTIONS=(-Xms32m -Xmx512m -XX:+UseSerialGC) ;;
    esac
    JVM_OPTIONS+=(-XX:+ExitOnOutOfMemoryError -Dfile.encoding=UTF-8)
    if [ "$(java_major "$JAVA")" -ge 24 ]; then
        # Netty's direct buffers and native transports; without these the newer JVMs print warnings.
        JVM_OPTIONS+=(--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED)
    fi
    local extra
    read -r -a extra <<<"${JAVA_OPT_EXT:-}"
    JVM_OPTIONS+=("${extra[@]}")
}

# ---- build ---------------------------------------------------------------------------------------------------------

BUILD_DIR=$QUORATE_HOME/build
SIMULATOR_STAMP=$BUILD_DIR/.simulator-built # as old as the sources that the classes in the modules' folders are made of

sources_are_newer() {
    [ -d "$BUILD_DIR/lib/" ] || return 0
    [ -n "$(cd "$QUORATE_HOME" && find pom.xml ./*/pom.xml ./*/src/main -newer "$BUILD_DIR/lib/.built" -print 2>/dev/null | head -n 1)" ]
}

# Each build gets a folder of its own, NEW_LIB: the jars of a running broker must not change under it. What is changed from now
# on is newer than it.
begin_build() {
    NEW_LIB=$BUILD_DIR/lib-$(date +%Y%m%d-%H%M%S)-$$
    mkdir -p "$NEW_LIB"
    touch "$NEW_LIB/.built"
}

# Maven has gathered the jars in NEW_LIB: what the scripts start from now on. Folders nobody runs from go.
end_build() {
    local role old
    for role in broker namesrv admin; do
        mkdir "$NEW_LIB/$role"
        mv "$NEW_LIB"/quorate-$role-*.jar "$NEW_LIB/$role/"
    done
    ln -sfn "$(basename "$NEW_LIB")" "$BUILD_DIR/lib"
    for old in "$BUILD_DIR"/lib-*; do
        if [ "$old" != "$NEW_LIB" ] && ! grep -qsF "$old" /proc/[0-9]*/cmdline; then rm -rf "$old"; fi
    done
}

build() {
    say "building (the first time, Maven also fetches its plugins and our libraries: some minutes)"
    begin_build
    (cd "$QUORATE_HOME" && ./mvnw -B -q -pl scripts -am -Dmaven.test.skip=true -Dspotless.check.skip=true \
        -Dquorate.lib="$NEW_LIB" package </dev/null) || {
        rm -rf "$NEW_LIB"
        fail "the build failed; what Maven said is above"
    }
    end_build
}

# Sets LIB_DIR, building first when there is nothing or the sources are newer. In an unpacked release lib/ is simply there.
ensure_built() {
    if [ -d "$QUORATE_HOME/lib" ]; then
        LIB_DIR=$QUORATE_HOME/lib
        return
    fi
    mkdir -p "$BUILD_DIR"
    if command -v flock >/dev/null; then
        (
            flock 9
            if sources_are_newer; then build; fi
        ) 9>"$BUILD_DIR/.lock" || exit 1
    elif sources_are_newer; then
        build
    fi
    LIB_DIR=$(readlink -f "$BUILD_DIR/lib")
}

# Each program sees its own jar and what all share: the other programs' settings for logging stay out of its way.
class_path() { # broker, namesrv or admin
    printf '%s/%s/*:%s/*\n' "$LIB_DIR" "$1" "$LIB_DIR"
}

# Sets SIMULATOR_CLASS_PATH, building first when there is nothing or the sources are newer. Needs the sources.
ensure_simulator() {
    local module
    ensure_built
    if [ ! -f "$SIMULATOR_STAMP" ] ||
        [ -n "$(cd "$QUORATE_HOME" && find ./*/src/main/java ./*/src/main/resources pom.xml ./*/pom.xml -newer "$SIMULATOR_STAMP" -print 2>/dev/null | head -n 1)" ]; then
        say "building the simulator"
        (cd "$QUORATE_HOME" && ./mvnw -B -q -pl chaos-tests -am -Dmaven.test.skip=true -Dspotless.check.skip=true compile </dev/null) ||
            fail "the build failed; what Maven said is above"
        touch "$SIMULATOR_STAMP"
    fi
    SIMULATOR_CLASS_PATH=$QUORATE_HOME/chaos-tests/target/classes
    for module in broker commitlog raft remoting; do SIMULATOR_CLASS_PATH+=:$QUORATE_HOME/$module/target/classes; done
    SIMULATOR_CLASS_PATH+=:$LIB_DIR/*
}

# Sets OWN_PATH and OFFICIAL_PATH, class paths of what loads a group, building first when there is nothing or the sources are newer.
# Needs the sources.
ensure_generator() {
    local stamp=$BUILD_DIR/.benchmarks-built
    if [ ! -f "$stamp" ] ||
        [ -n "$(cd "$QUORATE_HOME" && find {remoting,raft,commitlog,client,benchmarks}/src/main pom.xml benchmarks/pom.xml -newer "$stamp" -print 2>/dev/null | head -n 1)" ]; then
        say "building the load generator"
        (cd "$QUORATE_HOME" && ./mvnw -B -q -pl benchmarks,chaos-tests/rocketmq-client-5.5 -am -Dmaven.test.skip=true \
            -Dspotless.check.skip=true package </dev/null) || fail "the build failed; what Maven said is above"
        touch "$stamp"
    fi
    local own_classes=$QUORATE_HOME/benchmarks/target/classes jar
    OWN_PATH="$own_classes:$QUORATE_HOME/benchmarks/target/lib/*"
    # The official client with its own libraries: ours (Netty above all) must not be in its way.
    OFFICIAL_PATH=$own_classes:$(cat "$QUORATE_HOME/chaos-tests/rocketmq-client-5.5/target/classpath.txt")
    for jar in "$QUORATE_HOME"/benchmarks/target/lib/{HdrHistogram,picocli}-*.jar; do OFFICIAL_PATH=$OFFICIAL_PATH:$jar; done
}

# Runs one of the command line's verbs.
quorate() {
    jvm_options tool
    "$JAVA" "${JVM_OPTIONS[@]}" -cp "$(class_path admin)" "$ADMIN_MAIN" "$@"
}

# ---- processes and ports -------------------------------------------------------------------------------------------

# running_pid PIDFILE CONFIG: prints the pid if that very process is still ours; a pid that went to a stranger is stale.
running_pid() {
    local pid
    [ -f "$1" ] || return 1
    pid=$(cat "$1")
    kill -0 "$pid" 2>/dev/null || return 1
    if [ -r "/proc/$pid/cmdline" ]; then
        tr '\0' '\n' <"/proc/$pid/cmdline" | grep -qxF -- "$2" || return 1
        # A zombie has no command line; what is left is one that runs.
    fi
    printf '%s\n' "$pid"
}

port_is_taken() { # PORT
    if [ -r /proc/net/tcp ]; then
        local hex
        hex=$(printf '%04X' "$1")
        awk -v port="$hex" '$4 == "0A" { split($2, a, ":"); if (a[2] == port) { found = 1 } } END { exit !found }' \
            /proc/net/tcp /proc/net/tcp6 2>/dev/null
    else
        (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
    fi
}

# Who listens on PORT, as far as we may see: "pid 123 (java ... )".
port_owner() { # PORT
    local hex inode fd pid
    hex=$(printf '%04X' "$1")
    inode=$(awk -v port="$hex" '$4 == "0A" { split($2, a, ":"); if (a[2] == port) { print $10; exit } }' \
        /proc/net/tcp /proc/net/tcp6 2>/dev/null) || true
    [ -n "$inode" ] || return 0
    for fd in /proc/[0-9]*/fd/*; do
        if [ "$(readlink "$fd" 2>/dev/null)" = "socket:[$inode]" ]; then
            pid=${fd#/proc/}
            pid=${pid%%/*}
            printf 'pid %s: %s\n' "$pid" "$(tr '\0' ' ' <"/proc/$pid/cmdline" | sed -E 's/^(.{30}).*( io\.quorate\.)/\1 ...\2/' | cut -c1-160)"
            return 0
        fi
    done
    printf 'a process of another user\n'
}

check_port_free() { # PORT WHAT
    if port_is_taken "$1"; then
        fail "port $1, wanted for $2, is taken by $(port_owner "$1"). Stop that, or choose other ports with --base-port and --namesrv-port"
    fi
}

# start_detached LOG PIDFILE COMMAND...: in a session of its own, so that closing the terminal does not end it.
start_detached() {
    local log=$1 pid_file=$2
    shift 2
    # The lock of the data folder (fd 9) must not live on in it.
    if command -v setsid >/dev/null; then
        setsid nohup "$@" >>"$log" 2>&1 </dev/null 9>&- &
    else
        nohup "$@" >>"$log" 2>&1 </dev/null 9>&- &
    fi
    printf '%s\n' "$!" >"$pid_file"
}

# Waits for processes to end. Prints those that did not.
wait_for_end() { # SECONDS PID...
    local deadline=$((SECONDS + $1)) pid left
    shift
    while :; do
        left=''
        for pid in "$@"; do
            if kill -0 "$pid" 2>/dev/null; then left="$left $pid"; fi
        done
        if [ -z "$left" ] || [ $SECONDS -ge $deadline ]; then break; fi
        sleep 0.1
    done
    printf '%s' "${left# }"
}

# Asks all of them to end at once; who does not in time is killed, and we say so.
stop_processes() { # PID...
    local pid left
    for pid in "$@"; do kill -TERM "$pid" 2>/dev/null || true; done
    left=$(wait_for_end "$STOP_SECONDS_MAX" "$@")
    for pid in $left; do
        warn "pid $pid did not end within $STOP_SECONDS_MAX s of being asked: killing it (kill -9)"
        kill -KILL "$pid" 2>/dev/null || true
    done
}

# ---- a group's data folder -----------------------------------------------------------------------------------------
#
#   DATA/group.conf            what start-group.sh was told
#   DATA/namesrv/              namesrv.properties, namesrv.pid, stdout.log, logs/
#   DATA/n1/ n2/ ...           broker.properties, broker.pid, stdout.log, logs/, store/

absolute_path() {
    case $1 in /*) printf '%s\n' "$1" ;; *) printf '%s\n' "$PWD/$1" ;; esac
}

group_setting() { # KEY
    sed -n "s/^$1=//p" "$DATA/group.conf" | tail -n 1
}

# Reads DATA/group.conf into NODES GROUP CLUSTER NAMESRV_PORT BASE_PORT.
load_group() {
    [ -f "$DATA/group.conf" ] || fail "$DATA holds no group (no group.conf in it). Start one: scripts/start-group.sh --data $DATA"
    NODES=$(group_setting nodes)
    GROUP=$(group_setting group)
    CLUSTER=$(group_setting cluster)
    NAMESRV_PORT=$(group_setting namesrvPort)
    BASE_PORT=$(group_setting basePort)
}

lock_data() {
    command -v flock >/dev/null || return 0
    exec 9>"$DATA/.lock"
    flock -n 9 || {
        say "another script works on $DATA: waiting for it"
        flock 9
    }
}

# The nodes the group was made with, then those that joined it later; without those that were stopped for good.
node_ids() {
    local i dir
    {
        for i in $(seq 1 "$NODES"); do printf 'n%s\n' "$i"; done
        for dir in "$DATA"/n[1-9]*/; do
            if [ -f "$dir/broker.properties" ]; then basename "$dir"; fi
        done
    } | sort -u -k 1.2n | while read -r i; do
        if [ ! -f "$DATA/$i/left" ]; then printf '%s\n' "$i"; fi
    done
}

listen_port() { printf '%s\n' $((BASE_PORT + 10 * (${1#n} - 1))); } # NODE
peer_port() { printf '%s\n' $(($(listen_port "$1") + 1)); }           # NODE
node_dir() { printf '%s\n' "$DATA/$1"; }
node_config() { printf '%s\n' "$DATA/$1/broker.properties"; }
node_pid() { running_pid "$DATA/$1/broker.pid" "$(node_config "$1")"; }
namesrv_pid() { running_pid "$DATA/namesrv/namesrv.pid" "$DATA/namesrv/namesrv.properties"; }

check_node_exists() { # NODE
    node_ids | grep -qx -- "$1" || fail "there is no node '$1' in $DATA; its nodes are: $(node_ids | tr '\n' ' ')"
}

check_new_node() { # NODE
    case $1 in n[1-9] | n[1-9][0-9]) ;; *) fail "a new node is called n and a number up to 99, as in n$((NODES + 1)), not '$1'" ;; esac
    if node_ids | grep -qx -- "$1"; then fail "there is a node $1 in $DATA already; without --new it is started again"; fi
    rm -f "$DATA/$1/left"
}

# Whom a new group is formed of. A node that joins later names itself, too.
peers() { # NODE
    local i list=''
    for i in $(seq 1 "$NODES"); do list="$list;n$i-127.0.0.1:$(peer_port "n$i")"; done
    if [ "${1#n}" -gt "$NODES" ]; then list="$list;$1-127.0.0.1:$(peer_port "$1")"; fi
    printf '%s\n' "${list#;}"
}

# The sample's settings, but for those that say who and where one is.
sample() { # FILE KEY|KEY...
    if [ -f "$QUORATE_HOME/conf/$1" ]; then
        grep -E '^[[:space:]]*[A-Za-z]' "$QUORATE_HOME/conf/$1" | grep -vE "^[[:space:]]*($2)[[:space:]]*=" || true
    fi
}

# What an administrator changed by hand in a node's file stays.
write_node_config() { # NODE
    local dir file
    dir=$(node_dir "$1")
    file=$(node_config "$1")
    mkdir -p "$dir/logs"
    [ ! -f "$file" ] || return 0
    {
        sample broker.conf 'nodeId|peers|listenPort|brokerName|brokerClusterName|namesrvAddr|brokerIP1|bindAddress|storePathRootDir'
        cat <<END

# Written by scripts/start-group.sh; yours to edit.
brokerClusterName=$CLUSTER
brokerName=$GROUP
nodeId=$1
peers=$(peers "$1")
listenPort=$(listen_port "$1")
brokerIP1=127.0.0.1
bindAddress=127.0.0.1
namesrvAddr=127.0.0.1:$NAMESRV_PORT
storePathRootDir=$dir/store
END
    } >"$file.new"
    mv "$file.new" "$file"
}

check_node_ports() { # NODE
    local port
    port=$(listen_port "$1")
    check_port_free "$port" "the clients of node $1"
    check_port_free "$(peer_port "$1")" "the peers of node $1"
    check_port_free $((port - 2)) "the VIP listener of node $1"
}

start_node() { # NODE
    local dir=$DATA/$1
    jvm_options broker
    # The old run's last words stay readable, once.
    if [ -f "$dir/stdout.log" ]; then mv "$dir/stdout.log" "$dir/stdout.previous.log"; fi
    start_detached "$dir/stdout.log" "$dir/broker.pid" \
        "$JAVA" "${JVM_OPTIONS[@]}" "-Dquorate.log.dir=$dir/logs" -cp "$(class_path broker)" "$BROKER_MAIN" -c "$(node_config "$1")"
}

start_namesrv() {
    local dir=$DATA/namesrv
    mkdir -p "$dir/logs"
    if [ ! -f "$dir/namesrv.properties" ]; then
        {
            sample namesrv.conf 'listenPort|bindAddress|kvConfigPath|configStorePath'
            cat <<END

# Written by scripts/start-group.sh; yours to edit.
listenPort=$NAMESRV_PORT
bindAddress=127.0.0.1
kvConfigPath=$dir/kvConfig.json
END
        } >"$dir/namesrv.properties"
    fi
    jvm_options namesrv
    start_detached "$dir/stdout.log" "$dir/namesrv.pid" \
        "$JAVA" "${JVM_OPTIONS[@]}" "-Dquorate.log.dir=$dir/logs" -cp "$(class_path namesrv)" "$NAMESRV_MAIN" -c "$dir/namesrv.properties"
}

# Newest lines a process wrote, wherever it wrote them.
last_lines() { # DIR
    local newest
    # shellcheck disable=SC2012 # our own file names, and find cannot sort by time everywhere
    newest=$(ls -t "$1"/logs/*.log "$1"/stdout.log 2>/dev/null | head -n 4)
    local file
    for file in $newest; do
        if [ -s "$file" ]; then
            warn "  last lines of $file:"
            tail -n 15 "$file" | sed 's/^/    /' >&2
        fi
    done
}

# Says it, with its log, when a node was started and is no longer there.
report_dead_node() { # NODE
    if [ -f "$DATA/$1/broker.pid" ] && ! node_pid "$1" >/dev/null; then
        warn "node $1 is not running: its process (pid $(cat "$DATA/$1/broker.pid")) is gone"
        last_lines "$DATA/$1"
        return 0
    fi
    return 1
}

# quorate status for the nodes of DATA.
group_status() { # OPTION...
    local node arguments=()
    for node in $(node_ids); do arguments+=(--node "$node=127.0.0.1:$(listen_port "$node")"); done
    quorate status --group "$GROUP" --cluster "$CLUSTER" "${arguments[@]}" "$@"
}
