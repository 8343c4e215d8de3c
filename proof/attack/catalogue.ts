/** Every attack there is, in the order in which they are told. */
import { admin } from "./areas/admin.ts";
import { bodies } from "./areas/bodies.ts";
import { cookies } from "./areas/cookies.ts";
import { cors } from "./areas/cors.ts";
import { crossSite } from "./areas/cross-site.ts";
import { encodings } from "./areas/encodings.ts";
import { errors } from "./areas/errors.ts";
import { grants } from "./areas/grants.ts";
import { headers } from "./areas/headers.ts";
import { knobs } from "./areas/knobs.ts";
import { leaks } from "./areas/leaks.ts";
import { limitsMoved } from "./areas/limits-moved.ts";
import { limits } from "./areas/limits.ts";
import { malformedHttp } from "./areas/malformed-http.ts";
import { middlewareHeaders } from "./areas/middleware-headers.ts";
import { middlewareMethods } from "./areas/middleware-methods.ts";
import { middlewarePaths } from "./areas/middleware-paths.ts";
import { models } from "./areas/models.ts";
import { pictures } from "./areas/pictures.ts";
import { redirects } from "./areas/redirects.ts";
import { roles } from "./areas/roles.ts";
import { sessions } from "./areas/sessions.ts";
import { signIn } from "./areas/sign-in.ts";
import { slowHttp } from "./areas/slow-http.ts";
import { spending } from "./areas/spending.ts";
import { stream } from "./areas/stream.ts";
import { tokens } from "./areas/tokens.ts";
import { tools } from "./areas/tools.ts";
import { AREAS } from "./areas.ts";
import type { Attack } from "./attack.ts";

const ALL: Attack[] = [
  middlewareHeaders,
  middlewarePaths,
  middlewareMethods,
  sessions,
  tokens,
  crossSite,
  cors,
  malformedHttp,
  slowHttp,
  bodies,
  encodings,
  models,
  knobs,
  roles,
  tools,
  pictures,
  errors,
  headers,
  leaks,
  admin,
  grants,
  signIn,
  redirects,
  cookies,
  stream,
  spending,
  limits,
  limitsMoved,
].flat();

export const ATTACKS: Attack[] = ALL.toSorted((a, b) => AREAS.indexOf(a.area) - AREAS.indexOf(b.area));
