/** Loads a module anew under a changed environment: settings are read once a process, and a test is a process of its own. */
import { vi } from "vitest";

type Environment = Record<string, string>;

/** Sets variables and forgets what was loaded, so that the next `import()` sees them. */
export function freshEnvironment(variables: Environment = {}): void {
  vi.unstubAllEnvs();
  vi.resetModules();
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
}
