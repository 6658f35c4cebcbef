import { word } from './word.js'
document.querySelector('#state')?.replaceChildren(word)
