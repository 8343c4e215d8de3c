/** Where an account is changed, and where it is looked at. Its id may hold any sign. */
export function accountPath(account: string): string {
  return `/api/admin/users/${encodeURIComponent(account)}`;
}

export function accountPage(account: string): string {
  return `/admin/user?id=${encodeURIComponent(account)}`;
}
