/** One picture that somebody chose. It is data in the page: nothing is fetched for it. */
type Props = { url: string; alt: string; className: string };

export function Picture({ url, alt, className }: Props) {
  // oxlint-disable-next-line next/no-img-element -- There is nothing to optimize, and no address to do it by.
  return <img src={url} alt={alt} decoding="async" className={`border border-line ${className}`} />;
}
