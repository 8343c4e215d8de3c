/** What holds right now, in a word. */
type Props = { isAlarming: boolean; children: string };

export function StateBadge({ isAlarming, children }: Props) {
  const colours = isAlarming
    ? "border-notice-line bg-notice text-notice-ink"
    : "border-transparent bg-accent-soft text-accent";
  return <output className={`rounded-full border px-2.5 py-0.5 text-sm font-medium ${colours}`}>{children}</output>;
}
