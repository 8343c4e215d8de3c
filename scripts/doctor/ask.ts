/** How the doctor asks the deployment. */
export type Ask = (path: string, init?: RequestInit) => Promise<Response>;
