package io.quorate.commitlog.disk;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;

/**
 * Gives the address space of a mapped buffer back without waiting for the garbage collector (ADR 14). The JDK has no
 * supported way before {@code Arena} (22): this is the one it leaves open in its module jdk.unsupported, found by name,
 * because the compiler warns of it and the warning cannot be silenced.
 */
final class Unmapping {
    private static final MethodHandle INVOKE_CLEANER = find();

    private Unmapping() {}

    private static MethodHandle find() {
        try {
            Class<?> unsafeClass = Class.forName("sun.misc.Unsafe");
            Field instance = unsafeClass.getDeclaredField("theUnsafe");
            instance.setAccessible(true);
            return MethodHandles.lookup()
                    .findVirtual(unsafeClass, "invokeCleaner", MethodType.methodType(void.class, ByteBuffer.class))
                    .bindTo(instance.get(null));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e); // a JDK without it: nothing of the log's lifetime would hold
        }
    }

    /** The buffer, and all duplicates and slices of it, must never be touched again: the process would crash. */
    static void unmap(ByteBuffer mapped) {
        try {
            INVOKE_CLEANER.invokeExact(mapped);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("invokeCleaner declares no checked exception", e);
        }
    }
}
