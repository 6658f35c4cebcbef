/**
 * Whether a key belongs to an input method's composition. 229 is what some of them send for the very key that ends it,
 * when `isComposing` is already (or still) false.
 */
export function isComposing(event: Pick<KeyboardEvent, 'isComposing' | 'keyCode'>): boolean {
  return event.isComposing || event.keyCode === 229
}
