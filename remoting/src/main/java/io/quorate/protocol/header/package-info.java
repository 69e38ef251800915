/**
 * Typed headers: what a command's ext fields say, checked for presence and form, not for sense (whether a queue exists
 * is the handler's business). Immutable values; no thread.
 */
package io.quorate.protocol.header;
