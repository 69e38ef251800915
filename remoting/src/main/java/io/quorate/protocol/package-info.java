/**
 * The RocketMQ protocol as values: codes, permissions, flags, names, tag filters. Knows no channel and no thread; all
 * classes are immutable or have only static functions.
 *
 * <p>Headers, bodies and the stored message record are the sub-packages {@code header}, {@code body} and {@code message}.
 */
package io.quorate.protocol;
