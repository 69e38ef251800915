/**
 * What must hold in a group at every moment, each property a class of its own that watches it and says in a sentence what is
 * wrong. Looks at disks, logs and messages from outside: nothing here asks the code under test whether it is right.
 */
package io.quorate.simulation.invariant;
