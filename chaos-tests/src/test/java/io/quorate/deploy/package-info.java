/** What users deploy with: the image's entry point, the compose file, the Kubernetes manifest. */
package io.quorate.deploy;
