/**
 * Reads of clients: pulls and their filters, long polls, offsets by time, single messages. All over applied, hence
 * committed, bytes, which never change; safe from any thread and without locks.
 */
package io.quorate.broker.read;
