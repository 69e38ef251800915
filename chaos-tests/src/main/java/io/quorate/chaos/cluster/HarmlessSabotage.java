package io.quorate.chaos.cluster;

import java.nio.file.Path;
import java.util.List;

/** Only looks, and says that it had done something. */
final class HarmlessSabotage implements Sabotage {
    private final Sabotage sabotage;

    HarmlessSabotage(Sabotage sabotage) {
        this.sabotage = sabotage;
    }

    @Override
    public String lacking(Means means) {
        return sabotage.lacking(means);
    }

    @Override
    public Path store(String node) {
        return sabotage.store(node);
    }

    @Override
    public boolean alter(String node, StoreChange change) {
        return false;
    }

    @Override
    public void setClock(String node, long aheadMillis, double rate) {
        // Harmless.
    }

    @Override
    public long clockChanges(String node) {
        return sabotage.clockChanges(node);
    }

    @Override
    public void setCalls(String node, String rules) {
        // Harmless.
    }

    @Override
    public List<String> callsHit(String node) {
        return sabotage.callsHit(node);
    }

    @Override
    public void freeze(String node) {
        // Harmless.
    }

    @Override
    public void thaw(String node) {
        // Was never frozen.
    }

    @Override
    public boolean fill(String node) {
        return false;
    }

    @Override
    public void empty(String node) {
        // Was never filled.
    }

    @Override
    public int logLines(String node) {
        return sabotage.logLines(node);
    }

    @Override
    public List<String> logFrom(String node, int line) {
        return sabotage.logFrom(node, line);
    }
}
