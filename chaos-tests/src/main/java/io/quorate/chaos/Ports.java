package io.quorate.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Random;

/** Picks ports that are free now, below the range the kernel hands out to clients, so that they are likely to stay so. */
public final class Ports {
    public static final int NODE_STRIDE = 10;
    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 30_000;
    private static final int TRIES_MAX = 1_000;

    private Ports() {}

    /** A base such that base - 2, base, base + 1 are free, and the same for each further node, {@link #NODE_STRIDE} higher. */
    public static int freeBase(Random random, int nodeCount) {
        for (int i = 0; i < TRIES_MAX; i++) {
            int base = LOWEST + random.nextInt((HIGHEST - LOWEST) / NODE_STRIDE) * NODE_STRIDE + NODE_STRIDE / 2;
            if (allFree(base, nodeCount)) {
                return base;
            }
        }
        throw new IllegalStateException("no free ports between " + LOWEST + " and " + HIGHEST);
    }

    private static boolean allFree(int base, int nodeCount) {
        for (int node = 0; node < nodeCount; node++) {
            int port = base + node * NODE_STRIDE;
            if (!isFree(port - 2) || !isFree(port) || !isFree(port + 1)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (java.net.BindException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
