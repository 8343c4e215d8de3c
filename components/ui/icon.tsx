/** The few line icons the pages use, drawn inline: no package, no request. Always decorative. */
const STROKES = {
  alert: "M12 8v5m0 3.5v.01M10.3 4 2.8 17.2A2 2 0 0 0 4.5 20h15a2 2 0 0 0 1.7-2.8L13.7 4a2 2 0 0 0-3.4 0Z",
  arrowDown: "M12 5v14m-6-6 6 6 6-6",
  arrowUp: "M12 19V5m-6 6 6-6 6 6",
  chart: "M4 20h16M7 16v-5m5 5V5m5 11V9",
  check: "m5 12.5 4.5 4.5L19 7.5",
  chevron: "m7 10 5 5 5-5",
  clock: "M12 7v5l3 2m6-2a9 9 0 1 1-18 0 9 9 0 0 1 18 0Z",
  close: "m6 6 12 12M18 6 6 18",
  cloudOff: "M3 3l18 18M8.5 8.2A5 5 0 0 0 7 18h10.5M20.4 16.3A4 4 0 0 0 18 10h-.6A6 6 0 0 0 11.7 6",
  code: "m8 7-5 5 5 5m8-10 5 5-5 5M13.5 5l-3 14",
  copy: "M9 9h9a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-7a2 2 0 0 1-2-2V9Zm-3 6a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2h7a2 2 0 0 1 2 2",
  devices: "M4 6h12v8H4V6Zm-2 12h11m4-7h4v8h-4v-8Z",
  dots: "M5 12v.01M12 12v.01M19 12v.01",
  download: "M12 4v11m-5-5 5 5 5-5M5 20h14",
  idea: "M9 18h6m-5 3h4M12 3a6 6 0 0 0-3.5 10.9c.6.5 1 1.2 1 2V16h5v-.1c0-.8.4-1.5 1-2A6 6 0 0 0 12 3Z",
  image: "M5 4h14a1 1 0 0 1 1 1v14a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1Zm0 13 5-5 4 4 2-2 4 3M15 9v.01",
  key: "M14 10a4 4 0 1 1-2.6-3.7M14 10h7m-3 0v3M9.9 10v.01",
  keyboard: "M3 7h18v11H3V7Zm4 4v.01M12 11v.01M17 11v.01M8 15h8",
  list: "M8 6h12M8 12h12M8 18h12M4 6v.01M4 12v.01M4 18v.01",
  lock: "M7 11h10a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1H7a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1Zm1.5 0V8a3.5 3.5 0 0 1 7 0v3",
  offline:
    "M3 3l18 18M5 12.5a10 10 0 0 1 4.3-2.5m4.3-.2a10 10 0 0 1 5.4 2.7M2 9a15 15 0 0 1 4.5-2.9m4.2-1A15 15 0 0 1 22 9M8.5 16a5 5 0 0 1 6.4-.5M12 19.5v.01",
  pause: "M9 6v12m6-12v12",
  pencil: "m4 20 1-4L16.5 4.5a2.1 2.1 0 0 1 3 3L8 19l-4 1Z",
  plus: "M12 5v14M5 12h14",
  refresh: "M20 11a8 8 0 1 0-2.3 6.6M20 5v6h-6",
  shield: "M12 3 5 6v5.5c0 4.4 2.9 7.6 7 9.5 4.1-1.9 7-5.1 7-9.5V6l-7-3Zm-3 9 2.2 2.2L15.2 10",
  signOut: "M15 4h3a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2h-3M10 16l-4-4 4-4m-4 4h10",
  table: "M4 5h16v14H4V5Zm0 5h16M10 10v9",
  tool: "M14.5 6.5a4 4 0 0 1 5-3.8l-2.7 2.7 1.8 1.8 2.7-2.7a4 4 0 0 1-5.3 4.9L8.2 17.2a2 2 0 1 1-2.8-2.8l7.8-7.8Z",
  trash: "M5 7h14M10 7V4h4v3m-7.5 0 .8 12a1 1 0 0 0 1 1h7.4a1 1 0 0 0 1-1l.8-12M10 11v5m4-5v5",
  user: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7 8c.7-3.2 3.5-5 7-5s6.3 1.8 7 5",
  wallet: "M4 7h14a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V7Zm0 0a2 2 0 0 1 2-2h10v2m1 6.5v.01",
} as const;

export type IconName = keyof typeof STROKES;

export function Icon({ name, className = "size-5" }: { name: IconName; className?: string }) {
  return (
    <svg
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.75"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      className={className}
    >
      <path d={STROKES[name]} />
    </svg>
  );
}
