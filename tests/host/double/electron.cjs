'use strict'
// What `require('electron')` resolves to; boot.ts puts the double here before main runs.
module.exports = /** @type {Record<string, unknown>} */ (/** @type {any} */ (globalThis).sluiceHostElectron)
