/** How the build becomes a Worker. Nothing here is cached: every page is made for one visitor. */
import { defineCloudflareConfig } from "@opennextjs/cloudflare";

export default defineCloudflareConfig();
