/** An application as users of RocketMQ's Spring Boot starter write them; it knows nothing of Quorate. */
package io.quorate.chaos.spring;
