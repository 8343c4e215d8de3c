/** What in the configuration contradicts itself: names that lead nowhere, and names that can be none. lib/config-schema.ts runs it. */
type Named = {
  defaultModel: string;
  models: Record<string, { provider?: string | undefined } & Sight>;
  providers: Record<string, { api?: string | undefined }>;
  plans: Record<string, { models: string[]; images: number }>;
  limits: Limits;
};
type Sight = { images?: boolean | undefined; imageTokens?: number | undefined };
type Limits = { bodyBytes: number; imageBytes: number };

/** The provider that needs no entry of its own: OPENAI_API_KEY, OPENAI_BASE_URL and OPENAI_API are its. */
export const BUILT_IN_PROVIDER = "openai";

/** It stands in the store and in headers as it is. */
const PLAN_NAME = /^[a-z][\w-]{0,39}$/i;

/** In upper case it is a part of the names of variables. */
const PROVIDER_NAME = /^[a-z][a-z0-9_]{0,29}$/;

/** The framework cuts a longer body without a word. */
const FRAMEWORK_BYTES = 10 * 1024 * 1024;

/** The most bytes that the body of a chat request may have on a plan: its pictures come on top of everything else, in base64. */
export function chatBodyBytes({ bodyBytes, imageBytes }: Limits, { images }: { images: number }): number {
  return bodyBytes + images * Math.ceil(imageBytes / 3) * 4;
}

/** @returns one sentence for each */
export function contradictionsIn(config: Named): string[] {
  return [...names(config), ...models(config), ...pictures(config)];
}

function names({ plans, providers }: Named): string[] {
  const badPlans = Object.keys(plans).filter((name) => !PLAN_NAME.test(name));
  const badProviders = Object.keys(providers).filter((name) => !PROVIDER_NAME.test(name));
  const mute = Object.keys(providers).filter((name) => name !== BUILT_IN_PROVIDER && !providers[name]?.api);
  return [
    ...badPlans.map((name) => `plans: "${name}" is no name: letters, digits, "-" and "_", at most 40`),
    ...mute.map((name) => `providers: "${name}" does not say its api: "responses" or "chat"`),
    ...badProviders.map((name) => `providers: "${name}" is no name: small letters, digits and "_", at most 30`),
  ];
}

function models({ defaultModel, models, providers, plans }: Named): string[] {
  const lists = {
    defaultModel: [defaultModel],
    ...Object.fromEntries(Object.entries(plans).map(([name, plan]) => [name, plan.models])),
  };
  const unpriced = Object.entries(lists).flatMap(([place, ids]) =>
    ids
      .filter((id) => !Object.hasOwn(models, id))
      .map((id) => `${place} names the model "${id}", which has no price in models`),
  );
  const lost = Object.entries(models).filter(([, { provider = BUILT_IN_PROVIDER }]) => !isKnown(provider, providers));
  const strange = lost.map(
    ([id, { provider }]) => `models: "${id}" names the provider "${provider}", which is not in providers`,
  );
  return [...unpriced, ...strange];
}

function pictures({ models, plans, limits }: Named): string[] {
  const unpriced = Object.keys(models).filter((id) => models[id]?.images && !models[id].imageTokens);
  const cut = Object.keys(plans).filter(
    (name) => chatBodyBytes(limits, plans[name] ?? { images: 0 }) > FRAMEWORK_BYTES,
  );
  return [
    ...unpriced.map(
      (id) => `models: "${id}" sees pictures and does not say its imageTokens, the most that one can cost`,
    ),
    ...cut.map(
      (name) => `plans: "${name}" has more images than fit into 10 MiB with limits.imageBytes and limits.bodyBytes`,
    ),
  ];
}

function isKnown(provider: string, providers: Named["providers"]): boolean {
  return provider === BUILT_IN_PROVIDER || Object.hasOwn(providers, provider);
}
