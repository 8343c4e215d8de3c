/** Nothing to do at start; without this file the framework would find the one of the project above. */
export function register(): void {}
