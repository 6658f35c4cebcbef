/** Every line of the list is this high, headings too: 34 px for a row and a hair of space (`--line-height` in the style sheet). */
export const LINE_PX = 35
