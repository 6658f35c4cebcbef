/** Answers that try to run something or to reach `server` from the reader's screen. */
export function reachingTexts(server: string): Record<string, string> {
  const at = (name: string): string => `${server}/beacon/${name}`
  return {
    images: `![a](${at('image')}) ![b](<${at('angle')}> "t") ![c][r]\n\n[r]: ${at('reference')}\n\n![${'x'.repeat(50)}](//${server.slice(7)}/beacon/bare)`,
    'tags that load': [
      `<img src="${at('img')}" onerror="window.ran=1">`,
      `<picture><source srcset="${at('srcset')}"></picture>`,
      `<video src="${at('video')}" poster="${at('poster')}" autoplay></video>`,
      `<iframe src="${at('frame')}" srcdoc="<script>parent.ran=1</script>"></iframe>`,
      `<object data="${at('object')}"></object><embed src="${at('embed')}">`,
      `<link rel="stylesheet" href="${at('css')}"><link rel="prefetch" href="${at('prefetch')}"><link rel="dns-prefetch" href="//beacon.example">`,
      `<meta http-equiv="refresh" content="0;url=${at('meta')}"><base href="${server}/beacon/">`,
      `<form action="${at('form')}"><button autofocus formaction="javascript:window.ran=1">x</button></form>`,
    ].join('\n\n'),
    styles: `<style>@import url(${at('import')}); body { background: url(${at('background')}) }</style>\n\n<p style="background:url(${at('inline')})">x</p>\n\n\`\`\`css\nbody { background: url(${at('code')}) }\n\`\`\``,
    scripts:
      '<script>window.ran=1</script>\n\n<script src=data:,window.ran=1></script>\n\n<svg onload=window.ran=1><script>window.ran=1</script><animate onbegin=window.ran=1 attributeName=x dur=1s></svg>\n\n<details open ontoggle=window.ran=1>x</details>',
    'mutation XSS': [
      '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=window.ran=1&gt;">',
      '<svg></p><style><a id="</style><img src=1 onerror=window.ran=1>">',
      '<noscript><p title="</noscript><img src=x onerror=window.ran=1>">',
      '<form><math><mtext></form><form><mglyph><style></math><img src onerror=window.ran=1>',
      '`<img src=x onerror=window.ran=1>` <a href="`javascript:window.ran=1`">x</a>',
      '[<img src=x onerror=window.ran=1>](https://ok.example "\\"><img src=x onerror=window.ran=1>")',
    ].join('\n\n'),
    links: [
      'javascript:window.ran=1',
      'JaVaScRiPt&colon;window.ran=1',
      'java&#115;cript:window.ran=1',
      'java%0Ascript:window.ran=1',
      '\u0001javascript:window.ran=1',
      'data:text/html;base64,PHNjcmlwdD53aW5kb3cucmFuPTE8L3NjcmlwdD4=',
      'vbscript:msgbox(1)',
      'file:///etc/passwd',
      'blob:app://bundle/x',
      'app://bundle/index.html',
      'view-source:https://a.example',
      'https://bank.example@evil.example/',
      '//evil.example/x',
    ]
      .map((href, n) => `[link ${n}](${href}) [two ${n}](<${href}>)`)
      .join('\n\n'),
    'formulas that reach': String.raw`$\href{javascript:window.ran=1}{x}$ $\url{${at('url')}}$ $\includegraphics{${at('tex')}}$ $\htmlStyle{background:url(${at('style')})}{x}$ $\htmlData{x=1}{y}$ $\pmb{x}\fcolorbox{red}{blue}{y}$`,
    'a diagram': `\`\`\`mermaid\ngraph TD\n  A["<img src=${at('mermaid')} onerror=window.ran=1>"] --> B\n  click A "javascript:window.ran=1"\n\`\`\``,
  }
}

/** Answers that are long, deep or slow to read. */
export const HEAVY_TEXTS: Readonly<Record<string, string>> = {
  'quotations 10,000 deep': `${'> '.repeat(10_000)}x`,
  'lists 10,000 deep': Array.from({ length: 1_000 }, (_, n) => `${'  '.repeat(n)}- a`).join('\n'),
  'brackets that never close': '['.repeat(50_000),
  'links that never close': `${'[a](b'.repeat(10_000)})`,
  'emphasis that never closes': '*a_'.repeat(20_000),
  'stars on both sides': `${'*'.repeat(20_000)}a${'*'.repeat(20_000)}`,
  'backticks of every length': Array.from({ length: 400 }, (_, n) => '`'.repeat(n + 1)).join('a'),
  'dots before an at': `${'a.'.repeat(20_000)}@`,
  'tags that never close': '<a '.repeat(20_000),
  'a table of 50,000 cells': `|a|b|c|d|e|\n|-|-|-|-|-|\n${'|1|2|3|4|5|\n'.repeat(10_000)}`,
  'one line of 1 MB': 'word '.repeat(200_000),
  'one word of 1 MB': 'x'.repeat(1_000_000),
  'a code line of 1 MB': `\`\`\`js\n${'x'.repeat(1_000_000)}\n\`\`\``,
  'a list item of 100 kB': `- a\n${'  more text in the item\n'.repeat(5_000)}`,
  'a quotation of 100 kB': '> some words in a quotation\n'.repeat(4_000),
  'everything open at once': `> - **a [b](c \`d ~~e\n> 1. | x |\n\n\`\`\`js\n${'let x = "\n'.repeat(500)}`,
  '2,000 formulas': Array.from({ length: 2_000 }, (_, n) => `$x_{${n}}^2 + \\frac{a}{b}$`).join(' '),
  'dollars that never close': '$a '.repeat(20_000),
  'one formula of 8,000 characters': `$$\n${'x^2 + '.repeat(1_300)}y\n$$`,
  'formulas 3,000 deep': `$${'{'.repeat(400)}x${'}'.repeat(400)}$ $$${'\\sqrt{'.repeat(600)}x${'}'.repeat(600)}$$`,
  'macros that grow': String.raw`$\def\a{xx}\def\b{\a\a\a\a}\b\b\b\b$ $\def\x{\x\x}\x$`,
  'bidi and zero-width characters': `a\u200db \u202eevil\u202c \ufeffx [pay\u200b.example](https://evil.example)\n\n\`\`\`js\nif (admin\u202e /* \u2066{ */ \u2069) \u200b\n\`\`\``,
}
