export type HighlightNode = string | { readonly scope: string; readonly nodes: HighlightNode[] }

/** What highlight.js found, as data: an emitter (its documented extension point for output other than HTML). */
export class ScopeTree {
  readonly nodes: HighlightNode[] = []
  unclosed = false
  readonly #open: { scope: string; nodes: HighlightNode[] }[] = []

  addText(text: string): void {
    if (text !== '') this.#current.push(text)
  }

  startScope(scope: string): void {
    const node = { scope, nodes: [] }
    this.#current.push(node)
    this.#open.push(node)
  }

  endScope(): void {
    this.#open.pop()
  }

  openNode(scope: string): void {
    this.startScope(scope)
  }

  closeNode(): void {
    this.endScope()
  }

  __addSublanguage(other: ScopeTree): void {
    this.#current.push({ scope: '', nodes: other.nodes })
  }

  finalize(): void {
    this.unclosed = this.#open.length > 0
  }

  /** Nobody reads it: the page takes no markup. */
  toHTML(): string {
    return ''
  }

  get #current(): HighlightNode[] {
    return this.#open.at(-1)?.nodes ?? this.nodes
  }
}
