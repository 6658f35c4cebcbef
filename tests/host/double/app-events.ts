import { KnownEvents } from './emitter.ts'

const EMITTED = [
  'will-finish-launching',
  'ready',
  'window-all-closed',
  'before-quit',
  'will-quit',
  'quit',
  'second-instance',
  'web-contents-created',
  'browser-window-created',
  'browser-window-focus',
  'browser-window-blur',
  'render-process-gone',
  'child-process-gone',
  'host:chromium',
]

/** Real events that nothing here can cause; specs emit them themselves where they need them. */
const ACCEPTED = [
  'activate',
  'accessibility-support-changed',
  'certificate-error',
  'continue-activity',
  'did-become-active',
  'gpu-info-update',
  'login',
  'new-window-for-tab',
  'open-file',
  'open-url',
  'select-client-certificate',
  'session-created',
]

/** The events of `app`, in a place of their own so that every part can emit them without importing `app`. */
export const appEvents = new KnownEvents('app', EMITTED, ACCEPTED)
