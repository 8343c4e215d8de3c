/** A share of something, as a bar. Words beside it say the same, so that it needs none of its own. */
type Props = { share: number; alarming: boolean; className: string };

/** @param share from 0 to 1 */
export function Bar({ share, alarming, className }: Props) {
  return (
    <svg aria-hidden="true" className={`w-full rounded-full bg-sunken ${className}`}>
      <rect width={`${100 * share}%`} height="100%" rx="5" className={alarming ? "fill-notice-ink" : "fill-accent"} />
    </svg>
  );
}
