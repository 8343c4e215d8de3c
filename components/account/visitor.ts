/** What the page knows about who is signed in. The id keeps one account's chats apart from another's in the same browser. */
export type Visitor = { id: string; name: string; planTitle: string; isGuest: boolean; isAdmin: boolean };
