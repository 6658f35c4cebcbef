import { word } from './word.js'
const reply = await fetch('./style.css')
postMessage({ word, status: reply.status })
