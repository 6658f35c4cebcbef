import { resolve } from 'node:path'

/** This checkout. */
export const ROOT = resolve(import.meta.dirname, '../../..')

/** The folder of the app that the specs start: this checkout, or what was taken out of an installer (`npm run dist:check`). */
export const APP = process.env['SLUICE_E2E_APP'] || ROOT
