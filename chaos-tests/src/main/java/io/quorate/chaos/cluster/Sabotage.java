package io.quorate.chaos.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What is done to a node behind its back: to its files, its disk, its clock. */
public interface Sabotage {
    /** What a fault may need that not every back end has. */
    enum Means {
        /** The nodes' files can be reached. */
        STORES,
        /** Each node has a disk of its own. */
        OWN_DISKS,
        /** What a process asks of the kernel can be answered otherwise. */
        SHIMS
    }

    /** Changes files of a node's store. */
    interface StoreChange {
        void apply(Path store) throws IOException;
    }

    /** Why these means are not there; "" if they are. */
    String lacking(Means means);

    /** Folder of a node's store, to look at. */
    Path store(String node);

    /** Whether the node runs or not. Returns false if nothing was done. */
    boolean alter(String node, StoreChange change);

    /**
     * From now on, and after restarts, too.
     *
     * @param aheadMillis how far its wall clock is ahead of ours
     * @param rate how fast its monotonic clock runs; 1 as ours
     */
    void setClock(String node, long aheadMillis, double rate);

    /** How often the node's present process has taken over what {@link #setClock} said. */
    long clockChanges(String node);

    /**
     * What befalls the node's calls that write, flush and rename: lines of words as {@code iofault.c} describes them; "" for
     * nothing.
     */
    void setCalls(String node, String rules);

    /** The calls that has hit so far, over all processes of the node, a line each; " died" ends that of a deadly one. */
    List<String> callsHit(String node);

    /** From now on no write to the node's disk ends. */
    void freeze(String node);

    void thaw(String node);

    /** Takes all space that is left on the node's disk. Returns false if nothing was done. */
    boolean fill(String node);

    void empty(String node);

    /** How long the node's own log is, in lines. */
    int logLines(String node);

    /** Its lines from there on. */
    List<String> logFrom(String node, int line);
}
