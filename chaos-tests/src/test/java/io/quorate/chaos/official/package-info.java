/**
 * Programs that run in a process of their own, on nothing but the JDK and one release of the RocketMQ client. They may use
 * only what all tested releases have in common, and tell what they saw in a file (see {@code Facts}).
 */
package io.quorate.chaos.official;
