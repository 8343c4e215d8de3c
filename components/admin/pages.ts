/** Which pages a pager offers: the first, the last and the neighbours; null stands for those left out between. */
export function pagesToOffer(page: number, pages: number): (number | null)[] {
  const near = [1, page - 1, page, page + 1, pages].filter((one) => one >= 1 && one <= pages);
  const offered = [...new Set(near)].toSorted((a, b) => a - b);
  return offered.flatMap((one, at) => (one - (offered[at - 1] ?? 0) > 1 ? [null, one] : [one]));
}
