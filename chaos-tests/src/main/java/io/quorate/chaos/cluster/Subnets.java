package io.quorate.chaos.cluster;

/** Addresses for networks of our own. */
final class Subnets {
    private static final int COUNT = 200;

    private Subnets() {}

    /** "10.213.7", of which this machine knows no address yet. Others of its kind running here begin to look elsewhere. */
    static String free(String prefix) {
        String addresses = Shell.run("ip", "-o", "addr") + Shell.run("ip", "route");
        int first = (int) (ProcessHandle.current().pid() % COUNT);
        for (int i = 0; i < COUNT; i++) {
            String subnet = prefix + (first + i) % COUNT;
            if (!addresses.contains(subnet + ".")) {
                return subnet;
            }
        }
        throw new IllegalStateException("no free subnet in " + prefix + "0.0/16");
    }
}
