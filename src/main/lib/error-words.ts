import { constants } from 'node:os'

/** What error messages of Node, V8, SQLite, Electron, undici and Sluice are made of; in lower case. No names, no subjects of talk. */
const WORDS = `
  a about abort aborted above accept accepted access accessed accessible address after again agent all allocate allocated
  allocation allowed already an and another any are argument arguments array as asked assign assigned assignment async at
  attempt available await back bad be because before begin below between bind binding body both broken buffer busy but by
  byte bytes call callback called calling calls can can't cancel cancelled canceled cannot case chain change changed
  changes channel character characters chat check child circular class circle clone cloned close closed closing closes code column
  command commit configured conflict connect connected connecting connection const constant constraint constructor
  content context conversions convert converted converting corrupt corrupted could couldn't count create created cross current damaged data database
  deadline deadlock declared decode default defined delete deleted denied descriptor destroyed destructure device did didn't
  different directory disconnected disk dispose disposing disposed do does doesn't domain done double due duplicate during
  each early either element electron empty encode end ended ending engine entry error errors escape event events exceed explicit
  exceeded exceeds executable exist existing exists exit exited exits expect expected expired export failed fails failure fatal
  fetch field fields file files filesystem first flag folder for forbidden foreign format found frame from full function
  generic get getter gone got handle handler hang had has have header headers heap held holds host http https id identifier if
  illegal import imported in inactive incomplete incorrect index infinite initialization initialize initialized input
  inside instance instead insufficient integer interface internal interrupted into invalid io is isn't it iterable iterator
  its journal json key large last late leave left length level limit limits line list listen listening load loaded loading
  local locked lone long lost make malformed many match matching maximum may memory message messages method mismatch missing mix
  mode module more most move moved must name named native near need needs negative network never new newer next no non none nor not
  nothing null number object objects of offset on once one only open opened opening operation operations option or order
  other out output outside over own page parameter parent parse parsed parsing part pass passed path pending permission permitted
  pipe place platform pointer pool port position positive possible post prefix preload prepared present previous primary private
  process program properties property protocol prototype provide provided queue quit quota range reached read readable readonly
  reading ready reason received recursion refused regular reject rejected rejection released remote remove removed renderer
  reply reported request requests require required reset resolve resolved resource resources response result return returned room row
  rows run running same saved saving schema scope script segment send sending sent sequence server service session set
  setting settings shape share shared short should shut shutdown signal signals size sluice so socket source space speak spread
  sqlite stack start started starting state statement static status step still stop stopped storage store stored stream
  streams string structure subject such superseded support supported symbol syntax system table take taken target task temporarily
  temporary terminated test than that the their then there these this thread threshold throw thrown time timeout timer times to
  token tokens too took top total transaction transferred transform tried trigger truncated try twice type types unable unavailable uncaught
  undefined unexpected unhandled union unique unknown unlink unreachable unreadable unrecognized unresolved unsupported until unterminated
  unusable update upgrade url usable use used user using utf-8 valid value values variable version view violated violation
  wait waiting was watch web were what when where which while window with within without worker would writable
  write writing written wrong yet you zero
  mkdir rename rmdir scandir stat lstat fstat fsync ftruncate getaddrinfo readdir spawn kill chmod utime copyfile ms s mib kib
  after_done after_end app asynchronously itself model models sender stale synchronously
`

/** Names of errors, as they are written. */
const NAMES = `
  Error TypeError RangeError SyntaxError ReferenceError URIError EvalError AggregateError InternalError StoreError SqliteError
  AbortError TimeoutError DOMException DataCloneError InvalidStateError NotFoundError NotSupportedError SecurityError
  QuotaExceededError SocketError ConnectTimeoutError HeadersTimeoutError BodyTimeoutError ClientDestroyedError ClientClosedError
  RequestAbortedError AssertionError SystemError ZodError Promise Array Object Map Set Buffer Uint8Array ArrayBuffer String Number
  JSON.parse JSON.stringify JSON BigInt URI Symbol.iterator Symbol.asyncIterator Node.js SQLite Electron Chromium IPC TLS SSL TCP DNS SQL URL
`

const split = (text: string): string[] => text.trim().split(/\s+/)

export const ERROR_WORDS: ReadonlySet<string> = new Set(split(WORDS))
/** Written exactly so, with the system's own names of errors and signals (ENOSPC, SIGKILL). */
export const ERROR_NAMES: ReadonlySet<string> = new Set([
  ...split(NAMES),
  ...Object.keys(constants.errno),
  ...Object.keys(constants.signals),
  // Of the resolver and of libuv: no errno of the system.
  ...split('ENOTFOUND EAI_AGAIN EAI_FAIL ECHARSET EOF'),
])
/** Codes of Node, undici, Chromium and SQLite: ERR_INVALID_ARG_TYPE, UND_ERR_SOCKET, net::ERR_FAILED. */
export const ERROR_CODE = /^(?:net::)?(?:UND_)?(?:ERR|SQLITE)_[A-Z_]{3,40}$/
