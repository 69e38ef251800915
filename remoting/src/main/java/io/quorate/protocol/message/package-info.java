/**
 * The bytes of messages: stored records, property strings, batch bodies, ids. Stateless functions and flyweights over a
 * buffer that someone else owns; a view belongs to the thread that wraps it.
 *
 * <p>What comes from outside is refused with a {@code RequestException} or reported as a problem; nothing here trusts a
 * length it has read.
 */
package io.quorate.protocol.message;
