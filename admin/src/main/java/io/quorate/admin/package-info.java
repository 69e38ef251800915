/**
 * The {@code quorate} command line: looks at a group, moves its leader, makes topics, sends and consumes. Each verb is one
 * class and one short-lived process; results go to standard output, complaints to standard error, and a verb that did not
 * do what it was asked ends with a code other than 0.
 */
package io.quorate.admin;
