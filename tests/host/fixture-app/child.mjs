// A utility process that does what its first argument says.
import { writeSync } from 'node:fs'

const [how] = process.argv.slice(2)
const { parentPort } = process

if (how === 'spin') {
  parentPort.postMessage('spinning')
  // Busy for good once the message is out: only its parent's end may end it.
  setImmediate(() => setImmediate(() => spin()))
} else {
  setTimeout(listen, how === 'late' ? 200 : 0)
}

function spin() {
  const forever = Number.POSITIVE_INFINITY
  for (let n = 0; n < forever; n++) Math.sqrt(n)
}

function listen() {
  parentPort.on('message', ({ data, ports }) => {
    const [port] = ports
    if (port) {
      port.on('message', (event) => port.postMessage({ child: event.data }))
      port.start()
    } else if (data === 'exit') process.exit(7)
    else if (data === 'stderr') writeSync(2, 'said on stderr\n')
    else
      parentPort.postMessage({
        echo: data,
        service: process.env.SERVICE,
        // What it forks inherits these.
        flags: process.execArgv.filter((flag) => /^--(import|no-warnings)/.test(flag)),
      })
  })
}
