/** What the page knows about who is signed in. */
export type Visitor = { name: string; plan: string };
