/** How the report looks, in light and dark. */
export const STYLE = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
  table { border-collapse: collapse; width: 100%; margin: 1rem 0 2rem; }
  th, td { text-align: left; vertical-align: top; padding: 0.35rem 0.75rem 0.35rem 0; border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); }
  td.number, th.number { text-align: right; }
  .grade { font-weight: 600; }
  small, .quiet { color: color-mix(in srgb, currentColor 65%, transparent); }
  .held { color: light-dark(#1a7f37, #57c26f); } .failed { color: light-dark(#c0392b, #ff7b6b); font-weight: 600; }
  summary { cursor: pointer; margin-bottom: 1rem; }
  @media (max-width: 30rem) { .figures { font-size: 0.75rem; } .figures td, .figures th { padding-right: 0.35rem; } }
  td, code { overflow-wrap: anywhere; }
`;
