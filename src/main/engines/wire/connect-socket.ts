import { connect as connectTcp, isIP } from 'node:net'
import type { Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { buildConnector } from 'undici'
import type { Clock } from '../../lib/clock.ts'

export interface SocketWatch {
  /** The socket, in the tick it is made: it can be destroyed before it is connected. */
  onSocket(socket: Socket): void
  onConnected(): void
}

/**
 * undici's connector, with the socket in our hands from its first moment. With undici's own one a socket that is still
 * connecting outlives an abort until the connect timeout, so a Stop would not be released for seconds.
 */
export function socketConnector(
  connect_ms: number,
  clock: Clock,
  watch: SocketWatch,
): buildConnector.connector {
  return ({ protocol, hostname, port, servername }, callback) => {
    const secure = protocol === 'https:'
    const at = { host: hostname, port: Number(port) || (secure ? 443 : 80) }
    const name = servername || (isIP(hostname) === 0 ? hostname : '')
    const socket = secure
      ? connectTls({ ...at, servername: name, ALPNProtocols: ['http/1.1'] })
      : connectTcp(at)
    let told = false
    const tell = (error: Error | null): void => {
      if (told) return
      told = true
      cancel()
      if (error) callback(error, null)
      else callback(null, socket)
    }
    const cancel = clock.after(connect_ms, () => socket.destroy(timedOut(connect_ms)))
    socket.setNoDelay(true)
    socket.once(secure ? 'secureConnect' : 'connect', () => {
      watch.onConnected()
      tell(null)
    })
    socket.on('error', (error) => tell(error))
    socket.once('close', () => tell(new Error('closed before it was connected')))
    watch.onSocket(socket)
  }
}

function timedOut(connect_ms: number): Error {
  return Object.assign(new Error(`no connection within ${connect_ms} ms`), { code: 'ETIMEDOUT' })
}
