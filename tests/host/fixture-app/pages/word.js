export const word = 'ready'
