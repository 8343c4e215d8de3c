/** Tailwind 4 is configured in app/globals.css; this only plugs it in. */
export default { plugins: { "@tailwindcss/postcss": {} } };
