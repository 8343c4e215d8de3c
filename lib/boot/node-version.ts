/** Refuses a Node that is too old to answer a chat. It runs before the rest is loaded, and so on any Node that can start Next. */
import "server-only";

/** openai and ai ask for 22; from 22.12 on require() takes ES modules, which some of the packages beside the bundle are. */
const OLDEST = [22, 12] as const;

/** @returns what to tell the owner, or null when the version will do */
export function complaintAboutNode(version: string): string | null {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return null;
  return `Guarded Chat cannot start: it needs Node ${OLDEST.join(".")} or newer, and this is ${version}. Start it with npm start, which brings its own Node, or install a newer one.`;
}

/** Ends the process with one message and no stack. */
export function requireNode(version = process.versions.node): void {
  const complaint = complaintAboutNode(version);
  if (!complaint) return;
  console.error(`\n${complaint}\n`);
  process.exit(1);
}
