/** `npm run proof -- provider`: the provider with its own bill, for a deployment of yours to be pointed at while it is attacked. */
import { PROVIDER_KEY, startMoneyProvider } from "./money-provider.ts";

const { url, billUrl } = await startMoneyProvider();
console.log(`For the deployment:\n  OPENAI_BASE_URL=${url}\n  OPENAI_API_KEY=${PROVIDER_KEY}
For npm run attack:\n  --provider-bill ${billUrl} --ceiling-usd what its first user may spend`);
