import type { buildConnector, Dispatcher } from 'undici'
import { Agent, EnvHttpProxyAgent, Pool } from 'undici'
import { isLoopback } from '../../lib/loopback.ts'
import { ProxyUnreachable } from './proxy-fault.ts'

const CONNECT_MS = 15_000

// Each wait has its end in our own clock, which subtracts sleep.
const OPTIONS = { headersTimeout: 0, bodyTimeout: 0, allowH2: false, connect: { timeout: CONNECT_MS } }

/** A proxy's address that is none must not keep the app from starting; then there is no proxy. */
function outside(): Agent | EnvHttpProxyAgent {
  try {
    return new EnvHttpProxyAgent({ ...OPTIONS, connectTimeout: CONNECT_MS, clientFactory: toProxy })
  } catch {
    return new Agent(OPTIONS)
  }
}

/** Connections to the proxy itself: where one fails, it is not the server that does not answer. */
function toProxy({ origin, host }: URL, { connect, ...options }: Pool.Options): Pool {
  if (typeof connect !== 'function') throw new Error('undici gave no way to the proxy')
  const told: buildConnector.connector = (to, callback) =>
    connect(to, (...[error, socket]) => {
      if (error) callback(new ProxyUnreachable(host, error), null)
      else callback(null, socket)
    })
  return new Pool(origin, { ...options, connect: told })
}

/** The ways out: by the proxy of the environment (HTTPS_PROXY, NO_PROXY) where there is one, to this computer straight. */
export class Network {
  #direct = new Agent(OPTIONS)
  #outside = outside()

  /** Sorts each request by where it goes: a redirect may lead elsewhere. */
  readonly dispatcherOf = (url: string): Dispatcher => (isLoopback(url) ? this.#direct : this.#outside)

  async dispose(): Promise<void> {
    await Promise.all([this.#direct.destroy(), this.#outside.destroy()])
  }
}
