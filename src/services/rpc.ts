// Commands between threads: Comlink for calls, with errors that keep their code and hint (class identity does not
// survive structured cloning), and none of Comlink's per-call proxies: progress goes over one event port instead.

import * as Comlink from 'comlink';
import { LabError, type LabErrorData } from '../lab-error.ts';

/** A service as its caller sees it: every method async, LabErrors intact. */
export type Remote<Service> = {
  [Name in keyof Service]: Service[Name] extends (...args: infer Args) => infer Result
    ? (...args: Args) => Promise<Awaited<Result>>
    : never;
};

type Endpoint = Comlink.Endpoint;
type Method = (...args: unknown[]) => unknown;
type Reply = { readonly value: unknown } | { readonly error: LabErrorData };

/** Serves an object's methods on this thread's endpoint. */
export function exposeService(service: object, endpoint: Endpoint = self as unknown as Endpoint): void {
  const call = async (name: string, args: unknown[]): Promise<Reply> => {
    try {
      const method = (service as Record<string, Method>)[name];
      return { value: await method.apply(service, args) };
    } catch (error) {
      return { error: LabError.from(error).toData() };
    }
  };
  Comlink.expose({ call }, endpoint);
}

/** The other end of `exposeService`. */
export function connectService<Service>(endpoint: Endpoint): Remote<Service> {
  const remote = Comlink.wrap<{ call(name: string, args: unknown[]): Promise<Reply> }>(endpoint);
  const invoke = async (name: string, args: unknown[]) => {
    const transfer = args.filter((arg): arg is MessagePort => arg instanceof MessagePort);
    const reply = await remote.call(name, transfer.length ? Comlink.transfer(args, transfer) : args);
    if ('error' in reply) throw LabError.from(reply.error);
    return reply.value;
  };
  // `then` must stay undefined, or awaiting the proxy itself would call the worker.
  return new Proxy({} as Remote<Service>, {
    get: (_, name) => (name === 'then' ? undefined : (...args: unknown[]) => invoke(String(name), args)),
  });
}
