/**
 * What is done to the group, by a plan from a seed. A fault counts only when there is proof that it bit, and that it healed:
 * a run with faults that did nothing says nothing.
 */
package io.quorate.chaos.fault;
