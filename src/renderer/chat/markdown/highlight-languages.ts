import hljs from 'highlight.js/lib/core'
import bash from 'highlight.js/lib/languages/bash'
import c from 'highlight.js/lib/languages/c'
import cmake from 'highlight.js/lib/languages/cmake'
import cpp from 'highlight.js/lib/languages/cpp'
import csharp from 'highlight.js/lib/languages/csharp'
import css from 'highlight.js/lib/languages/css'
import dart from 'highlight.js/lib/languages/dart'
import diff from 'highlight.js/lib/languages/diff'
import dockerfile from 'highlight.js/lib/languages/dockerfile'
import elixir from 'highlight.js/lib/languages/elixir'
import fsharp from 'highlight.js/lib/languages/fsharp'
import go from 'highlight.js/lib/languages/go'
import graphql from 'highlight.js/lib/languages/graphql'
import haskell from 'highlight.js/lib/languages/haskell'
import ini from 'highlight.js/lib/languages/ini'
import java from 'highlight.js/lib/languages/java'
import javascript from 'highlight.js/lib/languages/javascript'
import json from 'highlight.js/lib/languages/json'
import julia from 'highlight.js/lib/languages/julia'
import kotlin from 'highlight.js/lib/languages/kotlin'
import latex from 'highlight.js/lib/languages/latex'
import less from 'highlight.js/lib/languages/less'
import lua from 'highlight.js/lib/languages/lua'
import makefile from 'highlight.js/lib/languages/makefile'
import markdown from 'highlight.js/lib/languages/markdown'
import matlab from 'highlight.js/lib/languages/matlab'
import nginx from 'highlight.js/lib/languages/nginx'
import nix from 'highlight.js/lib/languages/nix'
import objectivec from 'highlight.js/lib/languages/objectivec'
import perl from 'highlight.js/lib/languages/perl'
import php from 'highlight.js/lib/languages/php'
import powershell from 'highlight.js/lib/languages/powershell'
import protobuf from 'highlight.js/lib/languages/protobuf'
import python from 'highlight.js/lib/languages/python'
import r from 'highlight.js/lib/languages/r'
import ruby from 'highlight.js/lib/languages/ruby'
import rust from 'highlight.js/lib/languages/rust'
import scala from 'highlight.js/lib/languages/scala'
import scss from 'highlight.js/lib/languages/scss'
import shell from 'highlight.js/lib/languages/shell'
import sql from 'highlight.js/lib/languages/sql'
import swift from 'highlight.js/lib/languages/swift'
import typescript from 'highlight.js/lib/languages/typescript'
import xml from 'highlight.js/lib/languages/xml'
import yaml from 'highlight.js/lib/languages/yaml'
import { ScopeTree, type HighlightNode } from './scope-tree.ts'

const LANGUAGES = {
  bash,
  c,
  cmake,
  cpp,
  csharp,
  css,
  dart,
  diff,
  dockerfile,
  elixir,
  fsharp,
  go,
  graphql,
  haskell,
  ini,
  java,
  javascript,
  json,
  julia,
  kotlin,
  latex,
  less,
  lua,
  makefile,
  markdown,
  matlab,
  nginx,
  nix,
  objectivec,
  perl,
  php,
  powershell,
  protobuf,
  python,
  r,
  ruby,
  rust,
  scala,
  scss,
  shell,
  sql,
  swift,
  typescript,
  xml,
  yaml,
}

/** Building all grammars at once takes a page 30 to 50 ms, two frames and more: after so long it draws first. */
const AT_ONCE_MS = 4

/** Has to be over before the first `highlight`: a grammar may need any other one. `pause` waits for an idle moment. */
export async function registerLanguages(pause: () => Promise<void>): Promise<void> {
  hljs.configure({ __emitter: ScopeTree })
  let from_ms = performance.now()
  for (const [name, language] of Object.entries(LANGUAGES)) {
    if (hljs.getLanguage(name)) continue
    hljs.registerLanguage(name, language)
    if (performance.now() - from_ms < AT_ONCE_MS) continue
    await pause()
    from_ms = performance.now()
  }
}

export interface Highlighted {
  nodes: readonly HighlightNode[]
  /** A comment or string was still open at the end of the code. */
  unclosed: boolean
}

/** Code as scopes and text, or null when the language is not known. Loaded with the first code block, not with the page. */
export function highlight(code: string, language: string): Highlighted | null {
  if (!hljs.getLanguage(language)) return null
  // oxlint-disable-next-line no-underscore-dangle -- the name highlight.js gives its emitter in the result
  const tree: unknown = hljs.highlight(code, { language, ignoreIllegals: true })._emitter
  return tree instanceof ScopeTree ? { nodes: tree.nodes, unclosed: tree.unclosed } : null
}
