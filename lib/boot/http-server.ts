/** What happens to each connection and each request before the framework sees it, from top to bottom. */
import "server-only";

import { subscribe } from "node:diagnostics_channel";
import { type IncomingMessage, Server, type ServerResponse } from "node:http";
import { Server as HttpsServer } from "node:https";

import { z } from "zod";

import { SOCKET_ADDRESS_HEADER } from "../auth/client-address.ts";
import { isInternal } from "../bridge/listen.ts";
import { readdress } from "./request-targets.ts";
import { announcesExcess, type CapsFor, receiveBody } from "./request-body.ts";

export type ServerRules = {
  /** Proves to the gate that the address header was written here. */
  addressStamp: string;
  keepAliveMs: number;
  /** Only development needs them: its pages reload over a WebSocket. */
  upgrades: boolean;
  capsFor: CapsFor;
};

/** The name under which the framework's own listener waits for requests that were let through. */
const LET_THROUGH = "guarded-chat.request";

/** What Node publishes: a socket, or a request that came by one. It names its server. */
const withServer = z.object({ server: z.custom<Server>((one) => one instanceof Server || one instanceof HttpsServer) });
const acceptedSchema = z.object({ socket: withServer });
const requestedSchema = z.object({ request: acceptedSchema });

/** No Request object can have these methods: left alone, they break the framework before any of our code runs. */
const UNSUPPORTED_METHODS = new Set(["TRACE", "TRACK", "CONNECT"]);

/** For every HTTP server of this process but our own internal ones. The framework does not hand out its server. */
export function guardHttpServer(rules: ServerRules): void {
  const guarded = new WeakSet<Server>();
  let stopping = false;
  for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => (stopping = true));
  const guard = (server?: Server): void => {
    if (!server || isInternal(server)) return;
    if (!rules.upgrades) ignoreUpgrades(server);
    if (!guarded.has(server)) takeOver(server, rules, () => stopping);
    guarded.add(server);
  };
  // Each accepted socket; and each request, for connections that were open before this ran: it comes before the response takes over
  // the server's keep-alive time, which `http.server.request.start` does not.
  subscribe("net.server.socket", (message) => guard(acceptedSchema.safeParse(message).data?.socket.server));
  subscribe("http.server.response.created", (message) =>
    guard(requestedSchema.safeParse(message).data?.request.socket.server),
  );
}

/** Without a listener, Node answers an upgrade as if it had not been asked for; the framework would keep the connection for ever. */
function ignoreUpgrades(server: Server): void {
  if (server.listenerCount("upgrade") > 0) server.removeAllListeners("upgrade");
}

function takeOver(server: Server, { addressStamp, keepAliveMs, capsFor }: ServerRules, stopping: () => boolean): void {
  // Longer than a balancer keeps its side, so that it never sends a request into a connection that is being closed.
  server.keepAliveTimeout = keepAliveMs;
  for (const listener of server.listeners("request"))
    server.on(LET_THROUGH, (...both: unknown[]) => void Reflect.apply(listener, server, both));
  server.removeAllListeners("request");
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    closeAtShutdown(request, response, stopping);
    sendHeadWithBody(response);
    writeSocketAddress(request, addressStamp);
    renameUnsupportedMethod(request);
    readdress(request);
    // The framework waits for the whole body too, but without a bound in bytes or in time.
    receiveBody(request, response, { capsFor, whenWhole: () => server.emit(LET_THROUGH, request, response) });
  });
  server.on("checkContinue", (request: IncomingMessage, response: ServerResponse) => {
    // A body that is refused by its headers is not asked for.
    if (!announcesExcess(request, capsFor)) response.writeContinue();
    server.emit("request", request, response);
  });
}

/** The framework would otherwise let a client write its own address. A client's header of this name is overwritten. */
function writeSocketAddress({ headers, socket }: IncomingMessage, stamp: string): void {
  headers[SOCKET_ADDRESS_HEADER] = `${stamp} ${socket.remoteAddress ?? ""}`;
}

/** They go on as PATCH, which no address here takes, and so meet the same refusal. */
function renameUnsupportedMethod(request: IncomingMessage): void {
  if (UNSUPPORTED_METHODS.has(request.method ?? "")) request.method = "PATCH";
}

/** Closes each connection with its last answer once the process is told to stop: kept alive, it would hold up the end. */
function closeAtShutdown({ socket }: IncomingMessage, response: ServerResponse, stopping: () => boolean): void {
  response.once("close", () => stopping() && socket.end());
}

/** The framework sends the head of a stream by itself, just before the first piece: one call of the system is enough for both. */
function sendHeadWithBody(response: ServerResponse): void {
  const flushHeaders = response.flushHeaders.bind(response);
  response.flushHeaders = () => {
    const { socket } = response;
    socket?.cork();
    flushHeaders();
    process.nextTick(() => socket?.uncork());
  };
}
