// @ts-check
/** Numbers as Kubernetes and people write them: cpu, memory, counts, durations. */
import { language } from './words.js'

const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi']

/** @type {Map<string, Intl.NumberFormat>} */
const formats = new Map()

/** @param {number} value */
export function count(value) {
  const tag = language()
  let format = formats.get(tag)
  if (!format) formats.set(tag, (format = new Intl.NumberFormat(tag)))
  return format.format(value)
}

/** A short count for a badge: 14, 2k, 150k. @param {number} value */
export function shortCount(value) {
  return value < 1000 ? String(value) : `${Math.floor(value / 1000)}k`
}

/** Cores from millicores, at most one decimal: 3100 → "3.1". @param {number} milli */
export function cores(milli) {
  return trim(milli / 1000, milli >= 100000 ? 0 : 1)
}

/** A request of cpu as in a manifest: 100 → "100m", 2000 → "2". @param {number} milli */
export function cpu(milli) {
  return milli % 1000 === 0 ? String(milli / 1000) : `${milli}m`
}

/** Bytes with a binary suffix: 17179869184 → "16Gi". @param {number} bytes */
export function memory(bytes) {
  const step = exponent(bytes)
  return trim(bytes / 1024 ** step, 1) + BINARY[step]
}

/** Two amounts in the unit of the second: "11.4 of 16" and "Gi". @param {number} part @param {number} whole */
export function memoryPair(part, whole) {
  const step = exponent(whole)
  return { part: trim(part / 1024 ** step, 1), whole: trim(whole / 1024 ** step, 1), unit: BINARY[step] }
}

/** @param {number} bytes */
function exponent(bytes) {
  let step = 0
  while (bytes >= 1024 && step < BINARY.length - 1) { bytes /= 1024; step += 1 }
  return step
}

/** @param {number} value @param {number} digits */
function trim(value, digits) {
  return String(Number(value.toFixed(digits)))
}

/** @type {[number, string][]} */
const UNITS = [[86400, 'd'], [3600, 'h'], [60, 'm'], [1, 's']]

/** An age as kubectl shows it: 41s, 5m, 3h, 2d; two units below ten of the first. @param {number} seconds */
export function age(seconds) {
  const whole = Math.max(0, Math.floor(seconds))
  const at = UNITS.findIndex(([size]) => whole >= size)
  if (at < 0) return '0s'
  const [size, name] = UNITS[at]
  const big = Math.floor(whole / size)
  const next = UNITS[at + 1]
  const small = next && big < 10 ? Math.floor((whole % size) / next[0]) : 0
  return small ? `${big}${name}${small}${next[1]}` : `${big}${name}`
}
