#!/usr/bin/env bash
# Makes a base image without a registry: this machine's JDK (as jlink cuts it), the libraries it needs, and busybox.
#
#   scripts/chaos/base-image.sh TAG
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/../lib.sh"
[ $# -eq 1 ] || fail "usage: scripts/chaos/base-image.sh TAG"
ensure_java

MODULES=java.se,jdk.unsupported,jdk.crypto.ec,jdk.management,jdk.net,jdk.zipfs
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
mkdir -p "$root"/{bin,etc,proc,sys,dev,run,root,tmp,opt,usr/bin,usr/lib/locale}
chmod 1777 "$root/tmp"

[ -d "$JAVA_HOME/jmods" ] || fail "this JDK has no jmods folder: $JAVA_HOME"
"$JAVA_HOME/bin/jlink" --module-path "$JAVA_HOME/jmods" --add-modules "$MODULES" --no-header-files --no-man-pages \
    --output "$root/opt/java"

# Shared libraries keep their places: that is where the loader looks.
libraries_of() { ldd "$1" 2>/dev/null | grep -o '/[^ ]*' | grep -v "^$root" || true; }
for binary in "$root"/opt/java/bin/* "$root"/opt/java/lib/*.so "$root"/opt/java/lib/server/*.so; do
    LD_LIBRARY_PATH=$root/opt/java/lib:$root/opt/java/lib/server libraries_of "$binary"
done | sort -u | while read -r library; do
    # Those of desktops, should the JDK have been built with them, are not needed.
    mkdir -p "$root$(dirname "$library")"
    cp -L "$library" "$root$library"
done

busybox=$(command -v busybox) || fail "there is no busybox (package busybox-static)"
if ldd "$busybox" >/dev/null 2>&1; then
    libraries_of "$busybox" | while read -r library; do
        mkdir -p "$root$(dirname "$library")"
        cp -L "$library" "$root$library"
    done
fi
cp -L "$busybox" "$root/bin/busybox"
"$busybox" --list | grep -vx busybox | while read -r applet; do ln -sf busybox "$root/bin/$applet"; done
# Without it a JVM takes all text for ASCII, whatever LANG says.
if [ -d /usr/lib/locale/C.utf8 ]; then cp -r /usr/lib/locale/C.utf8 "$root/usr/lib/locale/"; fi
echo 'root:x:0:0:root:/root:/bin/sh' >"$root/etc/passwd"
echo 'root:x:0:' >"$root/etc/group"
echo 'hosts: files dns' >"$root/etc/nsswitch.conf"

tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -C "$root" -c . |
    docker import --change 'ENV JAVA_HOME=/opt/java PATH=/opt/java/bin:/bin:/usr/bin LANG=C.UTF-8' - "$1" >/dev/null
