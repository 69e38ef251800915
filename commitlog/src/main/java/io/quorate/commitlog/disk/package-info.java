/**
 * The few file operations the log needs, with one real and one simulated implementation. Owns no thread; each file has
 * one writer at a time, and any number of readers of its view. What was written before {@code force} returned survives
 * a crash; nothing else is promised.
 */
package io.quorate.commitlog.disk;
