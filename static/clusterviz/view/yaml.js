// @ts-check
/**
 * YAML and JSON coloured line by line: good enough to read by, never a judge of validity.
 */

/** @typedef {[kind: string, text: string]} Token  kind: key, str, num, word, mark, note or "" */
/** @typedef {{block: number}} Carry  indent of the key that opened a block scalar, -1 outside one */

const KEY = /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#:,[\]{}"'&*!|>%@`-][^:#{}[\],]*?|[^\s:{}[\],"'#]+?)(\s*:)(?=\s|$)/
const VALUE = /^(?:("(?:[^"\\]|\\.)*"?|'(?:[^']|'')*'?)|([&*!][^\s,[\]{}]*)|([[\]{},])|([^,[\]{}]+))/
const WORD = /^(?:true|false|null|~|yes|no|on|off)$/i
const LONGEST = 2000
const NUMBER = /^[-+]?(?:\d[\d_]*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/

/**
 * Colours one line; `carry` is what the line before left open and is changed in place.
 * @param {string} line
 * @param {Carry} carry
 * @returns {Token[]}
 */
export function colourLine(line, carry) {
  if (line.length > LONGEST) return [['', line]]
  const indent = line.length - line.trimStart().length
  if (carry.block >= 0) {
    if (!line.trim() || indent > carry.block) return [['str', line]]
    carry.block = -1
  }
  if (/^(---|\.\.\.)(\s|$)/.test(line)) return [['mark', line]]
  /** @type {Token[]} */
  const out = []
  let rest = line.slice(indent)
  if (indent) out.push(['', line.slice(0, indent)])
  const bullets = /^(?:-\s+|-$)+/.exec(rest)
  if (bullets) {
    out.push(['mark', bullets[0]])
    rest = rest.slice(bullets[0].length)
  }
  colourEntry(rest, out)
  if (/(?:^|\s)[|>][-+\d]*\s*(?:#.*)?$/.test(rest)) carry.block = indent
  return out
}

/**
 * `key: value`, a bare value, or a comment.
 * @param {string} text
 * @param {Token[]} out
 */
function colourEntry(text, out) {
  const key = text.startsWith('#') ? null : KEY.exec(text)
  if (!key) return colourValue(text, out)
  out.push(['key', key[1]], ['mark', key[2]])
  colourValue(text.slice(key[0].length), out)
}

/**
 * @param {string} text
 * @param {Token[]} out
 */
function colourValue(text, out) {
  let rest = text
  while (rest) {
    const space = /^\s+/.exec(rest)
    if (space) out.push(['', space[0]])
    rest = rest.slice(space ? space[0].length : 0)
    if (!rest) return
    if (rest.startsWith('#')) return void out.push(['note', rest])
    rest = colourPiece(rest, out)
  }
}

/**
 * One scalar, bracket or flow key; gives what is left of the line.
 * @param {string} rest
 * @param {Token[]} out
 */
function colourPiece(rest, out) {
  const key = KEY.exec(rest)
  if (key && out.some(([kind, text]) => kind === 'mark' && /[{,]$/.test(text))) {
    out.push(['key', key[1]], ['mark', key[2]])
    return rest.slice(key[0].length)
  }
  const match = /** @type {RegExpExecArray} */ (VALUE.exec(rest) ?? [rest])
  const [all, quoted, anchor, bracket] = match
  const text = quoted || anchor || bracket ? all : cutComment(all)
  out.push([kindOf(text, quoted, anchor || bracket), text])
  return rest.slice(text.length)
}

/** @param {string} text */
function cutComment(text) {
  const at = text.search(/\s+#/)
  return at > 0 ? text.slice(0, at) : text
}

/**
 * @param {string} text
 * @param {string | undefined} quoted
 * @param {string | undefined} mark
 */
function kindOf(text, quoted, mark) {
  if (mark) return 'mark'
  if (quoted) return 'str'
  if (WORD.test(text.trim())) return 'word'
  return NUMBER.test(text.trim()) ? 'num' : ''
}

/**
 * Colours a whole text.
 * @param {string[]} lines
 * @returns {Token[][]}
 */
export function colourLines(lines) {
  const carry = { block: -1 }
  return lines.map((line) => colourLine(line, carry))
}
