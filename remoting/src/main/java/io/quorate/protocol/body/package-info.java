/**
 * Bodies that are JSON: values with {@code decode} and {@code encode}. Immutable; no thread.
 *
 * <p>Decoding is lenient (unknown members, missing members with a default, numbers in quotes) and refuses the rest with
 * SYSTEM_ERROR and a remark that names the member. Encoding is compact: Go clients take route answers apart by hand.
 */
package io.quorate.protocol.body;
